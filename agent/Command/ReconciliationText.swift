internal import Geography
internal import PublicData
internal import ReleaseProtocol

extension Reconciliation {
  /// Differences of one file shown as text; JSON lists all.
  private static let shown = 100

  var text: String {
    let name = Geography.report2025.borough(code: borough)?.name ?? borough
    var lines = [
      "\(name), collections \(collections.map(String.init).joined(separator: ", "))",
      "\(cells) cells compared, \(differences.count) differ", "", "files",
    ]
    for one in files { lines.append("  \(MapText.printable(one.file.name)): \(one.summary)") }
    for one in files where !one.differences.isEmpty { lines += differenceLines(one) }
    let faults = files.flatMap(\.faults).reduce(into: [PublishedFault]()) { if !$0.contains($1) { $0.append($1) } }
    if !faults.isEmpty { lines += ["", "known faults of the published figures"] + faults.map { "  \($0.code): \($0.text)" } }
    return (lines + ["", "next step  \(nextStep)"]).joined(separator: "\n")
  }

  private func differenceLines(_ one: Compared) -> [String] {
    var lines = ["", "\(one.title), differences"]
    for difference in one.differences.prefix(Self.shown) {
      let cell = difference.cell
      let mark = faults(of: one, difference).map { " (known fault: \($0.code))" }.joined()
      lines.append(
        "  \(cell.period), \(cell.breakdown), \(cell.measure.name): published \(difference.published), own \(difference.own)\(mark)")
    }
    let more = one.differences.count - Self.shown
    if more > 0 { lines.append("  … and \(more) more: --json lists them all") }
    return lines
  }

  private var nextStep: String {
    if cells == 0 { return "give files of the years that the returns are about" }
    return differences.isEmpty
      ? "none: the records say what DfE published"
      : "see whether the return read is the one that was submitted, then docs/reconciling.md"
  }

  var json: JSON {
    var faults: [JSON] = []
    for one in files {
      faults += one.faults.map {
        .object([
          "code": .string($0.code), "table": .string(one.file.table.kind.rawValue), "effect": .string($0.effect.rawValue),
          "text": .string($0.text),
        ])
      }
    }
    return .object([
      "borough": .string(borough), "collections": .array(collections.map { .integer(Int64($0)) }),
      "cells": .integer(Int64(cells)), "differences": .array(files.flatMap(json)),
      "not_comparable": .array(
        files.flatMap { one in
          one.notComparable.map { period, cells in
            .object(one.place(period).merging(["cells": .integer(Int64(cells))]) { first, _ in first })
          }
        }),
      "faults": .array(faults), "files": .array(files.map(\.json)),
    ])
  }

  private func json(_ one: Compared) -> [JSON] {
    one.differences.map { difference in
      .object(
        one.place(difference.cell.period).merging([
          "breakdown": .string("\(difference.cell.breakdown)"), "measure": .string(difference.cell.measure.name),
          "published": .integer(Int64(difference.published)), "own": .integer(Int64(difference.own)),
          "faults": .array(faults(of: one, difference).map { .string($0.code) }),
        ]) { first, _ in first })
    }
  }
}

extension Reconciliation.Compared {
  fileprivate var title: String { "\(file.table.kind.rawValue), release of \(file.table.reportingYear)" }

  fileprivate var summary: String {
    guard !comparisons.isEmpty else {
      return "\(title): not compared, as no return goes with its years or it is of another kind"
    }
    let hidden = notComparable.reduce(0) { $0 + $1.cells }
    return "\(title): \(periods.map(\.description).joined(separator: ", ")); \(cells) cells, \(differences.count) differ"
      + (hidden == 0 ? "" : ", \(hidden) not published as numbers")
  }

  fileprivate func place(_ period: PublishedPeriod) -> [String: JSON] {
    [
      "period": .string("\(period)"), "table": .string(file.table.kind.rawValue),
      "release": .integer(Int64(file.table.reportingYear)),
    ]
  }

  fileprivate var json: JSON {
    .object([
      "file": .string(file.name), "table": .string(file.table.kind.rawValue),
      "release": .integer(Int64(file.table.reportingYear)), "periods": .array(periods.map { .string("\($0)") }),
      "cells": .integer(Int64(cells)), "differences": .integer(Int64(differences.count)),
    ])
  }
}
