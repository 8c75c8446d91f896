import Foundation
import Testing

@testable import ReleaseProtocol

/// What one person changes in a table of contrasts is counted from the sizes of its axes, and nothing else says it.
@Suite struct ContrastTests {
  private static let shapes = [[2], [7], [2, 2], [2, 3], [5, 6], [5, 12, 6], [2, 3, 4, 5]]

  private func statistic(_ sizes: [Int], _ bound: Bound = .contrasts, rho: Ratio? = Ratio(1, 25)) throws -> Statistic {
    try Statistic(
      id: "stock-2025-contrasts", kind: .stock, dataYear: 2025,
      axes: sizes.enumerated().map { place, size in try Axis(name: "a\(place)", labels: (0..<size).map(String.init)) },
      bound: bound, rho: #require(rho))
  }

  private func dot(_ one: [Int64], _ other: [Int64]) -> Int64 { zip(one, other).reduce(0) { $0 + $1.0 * $1.1 } }

  /// One person more or less: the same square in every cell of every shape, and it is what the noise is scaled by. What
  /// the noise would be scaled by if a person moved one cell, even by the most, is less, and no step fits it.
  @Test(arguments: shapes) func everyStepHasTheSquareThatTheNoiseIsScaledBy(_ sizes: [Int]) throws {
    let statistic = try statistic(sizes)
    let square = sizes.reduce(1) { $0 * Int64($1 * ($1 - 1)) }
    #expect(statistic.squaredBounds == [square] && statistic.variances == [Ratio(square * 25, 2)])
    for cell in 0..<statistic.cellCount {
      let steps = statistic.contrastSteps(cell: cell)
      #expect(dot(steps, steps) == square && steps[cell] == statistic.bound(cell: cell))
      #expect(steps.allSatisfy { abs($0) <= statistic.bound(cell: cell) })
      // Along each axis they cancel out: what tables of fewer axes tell is not in it.
      for (size, stride) in zip(sizes, statistic.strides) {
        for first in 0..<statistic.cellCount where first / stride % size == 0 {
          #expect((0..<size).reduce(0) { $0 + steps[first + $1 * stride] } == 0)
        }
      }
    }
    let largest = statistic.bound(cell: 0)
    #expect(largest * largest < square && square > 1)
  }

  /// One person in another cell: every pair of cells, against what `replacementFactor` says, which some pair attains.
  @Test(arguments: shapes) func aReplacementIsCountedOverEveryPair(_ sizes: [Int]) throws {
    let statistic = try statistic(sizes)
    var largest: Int64 = 0
    let steps = (0..<statistic.cellCount).map(statistic.contrastSteps)
    for one in steps.indices.prefix(40) {
      for other in steps {
        let change = zip(steps[one], other).map { $0 - $1 }
        largest = max(largest, dot(change, change))
      }
    }
    let factor = statistic.replacementFactor
    #expect(factor.numerator * statistic.squaredBounds[0] == largest * factor.denominator)
    #expect(Ratio(largest, statistic.squaredBounds[0]).map { $0.numerator <= 4 * $0.denominator } == true)
  }

  /// Written down by another program: persons one by one, and the table axis by axis, are the same contrasts.
  @Test func theVectorsContrastsAreTheSumOfPersons() throws {
    struct Table: Decodable { let axes: [Int], counts: [Int64], cells: [Int64], squared: Int64 }
    let table = try JSONDecoder().decode(Table.self, from: Data(Vectors.bytes("vectors/v1/contrasts.json")))
    let statistic = try statistic(table.axes)
    var cells = [Int64](repeating: 0, count: statistic.cellCount)
    for (cell, persons) in table.counts.enumerated() {
      for (place, step) in statistic.contrastSteps(cell: cell).enumerated() { cells[place] += persons * step }
    }
    #expect(cells == table.cells && statistic.squaredBounds == [table.squared])
  }

  private func refusal(_ kind: Statistic.Kind, _ sizes: [Int]) throws -> WireError? {
    do {
      _ = try Statistic(
        id: "s", kind: kind, dataYear: 2025,
        axes: sizes.enumerated().map { place, size in try Axis(name: "a\(place)", labels: (0..<size).map(String.init)) },
        bound: .contrasts, rho: #require(Ratio(1, 25)))
      return nil
    } catch let error as WireError { return error }
  }

  /// Along one label there is nothing to tell apart: no step, no square, and there would be no noise.
  @Test func contrastsOfPlansInJanuaryAloneAndOfTwoLabelsAtLeast() throws {
    for kind in Statistic.Kind.allCases where kind != .stock {
      #expect(try refusal(kind, [2, 3]) == .field("statistic.bound", .inconsistent), "\(kind)")
    }
    #expect(try refusal(.stock, [2, 3]) == nil)
    for sizes in [[1], [1, 3], [3, 1], [2, 1, 5]] {
      #expect(try refusal(.stock, sizes) == .field("statistic.axes", .inconsistent), "\(sizes)")
    }
  }

  @Test func thePrivacyStatementSaysTheseFigures() throws {
    let words = String(decoding: try Vectors.bytes("../docs/privacy.md"), as: UTF8.self).split(whereSeparator: \.isWhitespace)
    let text = words.joined(separator: " ")
    let table = try statistic([5, 12, 6])
    let square = "\(table.squaredBounds[0] / 1000),\(table.squaredBounds[0] % 1000)"
    #expect(text.contains("for phase × need × sector 5·4 · 12·11 · 6·5 = \(square), so Δ = √\(square) in ρ = Δ²/(2σ²)"))
    #expect(text.contains("even by the \(table.bound(cell: 0)) that its own moves by"))
    #expect(text.contains("the shortest axis: \(table.replacementFactor) ρ for phase × need × sector"))
  }

  /// The worked example: its contrasts and the changes of its one child are the sums of persons' steps.
  @Test func thePrivacyStatementsExampleIsRight() throws {
    let words = String(decoding: try Vectors.bytes("../docs/privacy.md"), as: UTF8.self).split(whereSeparator: \.isWhitespace)
    let text = words.joined(separator: " ")
    let table = try statistic([2, 3])
    func contrasts(_ persons: [Int64]) -> [Int64] {
      persons.enumerated().reduce(into: [0, 0, 0, 0, 0, 0]) { cells, place in
        for (cell, step) in table.contrastSteps(cell: place.offset).enumerated() { cells[cell] += step * place.element }
      }
    }
    let persons: [Int64] = [4, 1, 1, 2, 0, 4]
    let parts = [persons, contrasts(persons), contrasts([1, 0, 0, 0, 0, 0])]
    for (row, name) in ["X", "Y"].enumerated() {
      let line = parts.map { part in "| \(name) | " + part[3 * row..<3 * row + 3].map(String.init).joined(separator: " | ") + " |" }
      #expect(text.contains(line.joined(separator: " ")), "\(line)")
    }
    #expect(text.contains("\(table.squaredBounds[0]) = (2·1)·(3·2)"))
  }

  /// A plan with contrasts, alone or beside any other tables, is of the fifth format and of no other.
  @Test func thePlansFormatSaysThatThereAreContrasts() throws {
    func plan(_ others: [Statistic]) throws -> ReleasePlan {
      try ReleasePlan(id: "p", censusYear: 2025, forecastYears: 16, statistics: others + [statistic([5, 12, 6])])
    }
    for base in [[], ReleasePlan.londonSend1.statistics, ReleasePlan.londonSend2.statistics, ReleasePlan.londonSend3.statistics] {
      let plan = try plan(base)
      #expect(try ReleasePlan(canonicalBytes: plan.canonicalBytes) == plan)
      #expect(plan.format == "boroughwise-plan-5")
      guard case .object(var members) = plan.json else { continue }
      for number in 2...9 where number != 5 {
        members["format"] = .string("boroughwise-plan-\(number)")
        let expected: WireError =
          number == 2 ? .field("plan.sets", .wrongCount) : .field("plan.format", .notAllowed)
        #expect(throws: expected) { try ReleasePlan(json: .object(members)) }
      }
    }
    let table = try statistic([5, 12, 6])
    #expect(table.gateCells == 1 && table.gateAxis == nil && table.placingAxes == table.axes && table.boundIndex(cell: 359) == 0)
    #expect(table.bounds == [4 * 11 * 5] && table.squaredBounds == [79_200] && table.variances == [Ratio(990_000, 1)])
  }
}
