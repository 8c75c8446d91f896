internal import Ingest
internal import Layout
internal import ReleaseProtocol

/// A proposed map in words: headings and settings only, which no value of a record is among.
enum MapText {
  static func place(_ table: SurveyedTable) -> String {
    table.file + (table.sheet.map { ", sheet \($0)" } ?? "")
  }

  static func text(_ proposal: MapProposal, _ trial: MapTrial?) -> String {
    let table = proposal.table
    var lines = [
      "file       \(printable(place(table))), headings in row \(table.headRow), \(table.rows) rows below"
        + (table.delimiter.map { $0 == .comma ? "" : ", fields separated by \($0.plural)" } ?? ""),
      "layout     "
        + (proposal.isConfirmed ? "confirmed before" : table.isStandard ? "read without a map" : "not confirmed yet"),
      "", "columns",
    ]
    for column in proposal.columns {
      let meaning = column.certainty == .notRead ? "not read" : column.field?.title ?? "not read"
      let certainty = column.certainty == .notRead ? "" : "\(column.certainty.rawValue): "
      lines.append("  \"\(column.heading.text)\": \(meaning) (\(certainty)\(column.why))")
    }
    let settings = proposal.map.constants.map { "  \($0.key) = \($0.value)" }
    if !settings.isEmpty { lines += ["", "settings"] + settings }
    if !proposal.notes.isEmpty { lines += ["", "notes"] + proposal.notes.map { "  \($0)" } }
    guard let trial else {
      lines += ["", "missing"]
      for gap in proposal.gaps { lines += ["  \(gap.code): \(gap.what)", "    give \(gap.fix)"] }
      return lines.joined(separator: "\n")
    }
    lines += ["", "a year of a line"] + proposal.formula.map { "  \($0)" }
    lines += ["", "trial      \(trial.lines) of \(trial.rows) rows can be read as lines of payment"]
    lines += trial.findings.map { "  \($0.code), \($0.count)×\(rows($0)): \($0.rule)" }
    return (lines + ["", "missing    nothing: \(nextStep(proposal))"]).joined(separator: "\n")
  }

  private static func rows(_ finding: Finding) -> String {
    guard !finding.rows.isEmpty else { return "" }
    let shown = finding.rows.prefix(5).map(String.init).joined(separator: ", ")
    return " (row\(finding.count == 1 ? "" : "s") \(shown)\(finding.count > 5 ? ", …" : ""))"
  }

  private static func nextStep(_ proposal: MapProposal) -> String {
    if proposal.isConfirmed { return "files of this layout are read by the map that was kept; changes need --accept" }
    if proposal.table.isStandard { return "files of this layout are read without a map" }
    return "compare the columns with the file, then run again with --accept"
  }

  static func json(_ proposal: MapProposal, _ trial: MapTrial?) -> JSON {
    let table = proposal.table
    let columns = proposal.columns.map { column in
      JSON.object([
        "heading": .string(column.heading.text),
        "field": .string(column.certainty == .notRead ? "" : column.field?.rawValue ?? ""),
        "certainty": .string(column.certainty.rawValue), "why": .string(column.why),
      ])
    }
    let gaps = proposal.gaps.map { JSON.object(["code": .string($0.code), "what": .string($0.what), "fix": .string($0.fix)]) }
    let findings = (trial?.findings ?? []).map { finding in
      JSON.object([
        "code": .string(finding.code), "count": .integer(Int64(finding.count)),
        "rows": .array(finding.rows.map { .integer(Int64($0)) }), "rule": .string(finding.rule),
      ])
    }
    return .object([
      "trial": .object([
        "rows": .integer(Int64(trial?.rows ?? 0)), "lines": .integer(Int64(trial?.lines ?? 0)),
        "refused": .bool(trial?.isRefused ?? false), "findings": .array(findings),
      ]),
      "formula": .array(trial == nil ? [] : proposal.formula.map { .string($0) }),
      "file": .string(table.file), "sheet": .integer(Int64(table.sheet ?? 0)), "delimiter": .string(table.delimiter?.rawValue ?? ""), "heading_row": .integer(Int64(table.headRow)),
      "rows": .integer(Int64(table.rows)), "confirmed": .bool(proposal.isConfirmed), "standard": .bool(table.isStandard),
      "columns": .array(columns), "missing": .array(gaps), "notes": .array(proposal.notes.map { .string($0) }),
      "settings": .object(Dictionary(proposal.map.constants.map { ($0.key, .string($0.value)) }) { first, _ in first }),
    ])
  }

  /// Without control characters, which could steer a terminal.
  static func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
  }
}
