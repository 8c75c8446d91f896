import ArgumentParser
internal import Files
internal import ReleaseProtocol

extension PlanCommand {
  struct Contrasts: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a table of contrasts from a table of counts that you give, to check its arithmetic. Reads no record.",
      discussion: """
        Prints every cell with its persons and its contrast, as CSV: what a release by the plan would hold, before noise. The \
        changes that a person makes are added up by the code by which the gate adds them. FILE has a line with the plan's axes \
        and "persons", then lines with a label of each axis and a whole number; cells that it lacks are empty. Make up the \
        numbers: what is printed has no noise. Without FILE, one person in the first cell: what a person changes.
        """)

    @Argument(help: "The plan's file, or the id of a plan that came with the program.") var plan: String
    @Option(help: "Which table of contrasts; may be left out where the plan has one.") var statistic: String?
    @Option(help: "CSV file of made-up counts.") var counts: String?
    @Flag(help: "Print as JSON.") var json = false

    mutating func run() throws {
      let table = try chosen(AcceptedPlans.named(plan))
      var persons = [Int64](repeating: 0, count: table.cellCount)
      if let counts { persons = try CountsFile(counts, of: table).persons } else { persons[0] = 1 }
      let cells = table.contrasts(of: persons)
      Voice.note(
        "\(table.id): of one person, whichever cell it is in, the squares of the changes add to \(table.squaredBounds[0]); noise of "
          + "variance \(table.variances[0]) in each cell costs it ρ \(table.rho)")
      guard json else { return Voice.result(Self.csv(table, persons, cells)) }
      Voice.result(
        .object([
          "statistic": .string(table.id), "axes": .array(table.axes.map { .string($0.name) }),
          "squared_change": .integer(table.squaredBounds[0]),
          "cells": .array(
            cells.indices.map { cell in
              .object([
                "labels": .array(table.label(cell: cell).map { .string($0) }), "persons": .integer(persons[cell]),
                "contrast": .integer(cells[cell]),
              ])
            }),
        ]))
    }

    private func chosen(_ plan: ReleasePlan) throws(AgentFailure) -> Statistic {
      let tables = plan.statistics.filter { $0.bound == .contrasts && (statistic == nil || $0.id == statistic) }
      guard let table = tables.first else {
        throw AgentFailure(
          .wrongUse, "plan \(plan.id) has no \(statistic == nil ? "table" : "such table") of contrasts",
          hint: "\"borough-agent plan show\" lists its tables")
      }
      guard tables.count == 1 else {
        throw AgentFailure(
          .wrongUse, "plan \(plan.id) has \(tables.count) tables of contrasts",
          hint: "name one: " + tables.map { "--statistic \($0.id)" }.joined(separator: ", "))
      }
      return table
    }

    private static func csv(_ table: Statistic, _ persons: [Int64], _ cells: [Int64]) -> String {
      let head = (table.axes.map(\.name) + ["persons", "contrast"]).joined(separator: ",")
      let lines = cells.indices.map { cell in
        (table.label(cell: cell) + ["\(persons[cell])", "\(cells[cell])"]).joined(separator: ",")
      }
      return ([head] + lines).joined(separator: "\n")
    }
  }
}

extension Statistic {
  /// What persons in these cells come to, each moving all cells by the steps of its own. Below 2^49 for what `CountsFile` takes.
  fileprivate func contrasts(of persons: [Int64]) -> [Int64] {
    var cells = [Int64](repeating: 0, count: persons.count)
    for (place, count) in persons.enumerated() where count > 0 {
      for (cell, step) in contrastSteps(cell: place).enumerated() { cells[cell] += step * count }
    }
    return cells
  }
}

/// Counts that an officer made up for a table, read strictly.
private struct CountsFile {
  /// By cell.
  let persons: [Int64]

  private static let mostPersons: Int64 = 1_000_000

  init(_ path: String, of table: Statistic) throws(AgentFailure) {
    func fault(_ line: Int, _ what: String) -> AgentFailure {
      AgentFailure(
        .wrongUse, "line \(line) of \(path) \(what)",
        hint: "\"borough-agent plan contrasts\" without --counts prints the axes and labels; contrast is not among a file's columns")
    }
    let bytes: [UInt8]
    do { bytes = try Files.read(path, limit: 4 << 20) } catch { throw AgentFailure(.wrongUse, "\(error)") }
    let rows = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      (line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
        .split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }
    guard rows.first == table.axes.map(\.name) + ["persons"] else {
      throw fault(1, "is not " + (table.axes.map(\.name) + ["persons"]).joined(separator: ","))
    }
    var persons = [Int64?](repeating: nil, count: table.cellCount)
    for (index, row) in rows.enumerated().dropFirst() where row != [""] {
      let places = zip(table.axes, row).compactMap { axis, label in axis.labels.firstIndex(of: label) }
      guard row.count == table.axes.count + 1, places.count == table.axes.count else {
        throw fault(index + 1, "does not name a label of each axis")
      }
      guard let count = row.last.flatMap({ Int64($0) }), (0...Self.mostPersons).contains(count) else {
        throw fault(index + 1, "has no whole number from 0 to \(Self.mostPersons) of persons")
      }
      let cell = zip(places, table.strides).reduce(0) { $0 + $1.0 * $1.1 }
      guard persons[cell] == nil else { throw fault(index + 1, "names a cell that a line before it names") }
      persons[cell] = count
    }
    self.persons = persons.map { $0 ?? 0 }
  }
}
