import Foundation
import TestSupport
import Testing

@testable import ReleaseProtocol

/// What one person can do to the sums of several days is counted over every way of counting; what the days then err by is
/// held against the best that there is.
@Suite struct DayStrategyTests {
  let strategy = DayStrategy.fourDays

  /// Every run of days of one person, its move and the square of it, one by one.
  @Test func theSensitivityIsTheLargestMoveOfAnyRun() {
    let moves: [(ClosedRange<Int>, [Int64], Int64)] = [
      (0...0, [5, 5, 1, 7], 100), (0...1, [-1, 6, 10, 3], 146), (0...2, [-7, 7, 1, 7], 148),
      (0...3, [-2, 12, 0, 0], 148), (1...1, [-6, 1, 9, -4], 134), (1...2, [-12, 2, 0, 0], 148),
      (1...3, [-7, 7, -1, -7], 148), (2...2, [-6, 1, -9, 4], 134), (2...3, [-1, 6, -10, -3], 146),
      (3...3, [5, 5, -1, -7], 100),
    ]
    #expect(DayStrategy.runs(4) == moves.map(\.0))
    for (run, move, square) in moves {
      #expect(strategy.steps(run) == move && move.reduce(0) { $0 + $1 * $1 } == square, "\(run)")
    }
    #expect(strategy.squaredSensitivity == 148 && strategy.largestStep == 12)
  }

  /// One run of days in place of another, every pair in one place and in two: less than twice the largest move, squared.
  @Test func aReplacementIsCountedOverEveryPair() {
    let moves = DayStrategy.runs(4).map { run in strategy.weights.map { row in run.reduce(0) { $0 + row[$1] } } }
    var (same, apart): (Int64, Int64) = (0, 0)
    for one in moves {
      for other in moves {
        same = max(same, zip(one, other).map { ($0 - $1) * ($0 - $1) }.reduce(0, +))
        apart = max(apart, (one + other).map { $0 * $0 }.reduce(0, +))
      }
    }
    #expect((same, apart) == (436, 296))
    #expect(strategy.squaredReplacement == 436 && strategy.squaredReplacement < 4 * strategy.squaredSensitivity)
  }

  /// As changes of the stock: who comes on day a and goes after b changes f by e(a) − e(b + 1), and C = B·A.
  @Test func theSameCountedByChanges() {
    let changes = strategy.weights.map { row in (0..<4).map { day in row[day...].reduce(0, +) } }
    var largest: Int64 = 0
    for a in 0..<4 {
      for b in a..<4 {
        let move = changes.map { $0[a] - (b < 3 ? $0[b + 1] : 0) }
        #expect(move == strategy.steps(a...b))
        largest = max(largest, move.reduce(0) { $0 + $1 * $1 })
      }
    }
    #expect(largest == strategy.squaredSensitivity)
  }

  /// Why the gate must know of one run only: a person who counted on days with gaps would move the sums by more.
  @Test func aGapWouldCostMore() {
    for square in squaresWithGaps { #expect(square > strategy.squaredSensitivity) }
  }

  private var squaresWithGaps: [Int64] {
    [[0, 2], [0, 3], [1, 3], [0, 1, 3], [0, 2, 3]].map { days in
      strategy.weights.map { row in days.reduce(0) { $0 + row[$1] } }.reduce(0) { $0 + $1 * $1 }
    }
  }

  @Test func thePrivacyStatementSaysTheseFigures() throws {
    let words = String(decoding: try Vectors.bytes("../docs/privacy.md"), as: UTF8.self).split(whereSeparator: \.isWhitespace)
    let text = words.joined(separator: " ")
    let (most, gap) = (strategy.squaredSensitivity, try #require(squaresWithGaps.max()))
    #expect(text.contains("Σ (change)² is at most \(most), whatever its days are"))
    #expect(text.contains("and Δ = √\(most) in ρ = Δ²/(2σ²)"))
    #expect(text.contains("sums by up to \(gap) in place of \(most)"))
    #expect(text.contains("becomes another (\(strategy.squaredReplacement)/\(most) ρ)"))
    let inverse = try #require(Self.inverse(strategy.weights))
    let mean = inverse.reduce(0) { $0 + $1.reduce(0) { $0 + $1 * $1 } } * Double(most) / 2 / 4
    // Measured afresh on each of four days, for one price: 4/2.
    #expect(text.contains(String(format: "a day would have %.1f times the variance", 2 / mean)))
  }

  /// Variance of a day at ρ = 1: Δ²/2 times the squares of a row of the inverse, here by elimination in fractions.
  @Test func everyDayErrsAlikeAndNearlyAsLittleAsCanBe() throws {
    let inverse = try #require(Self.inverse(strategy.weights))
    let variances = inverse.map { row in Double(strategy.squaredSensitivity) / 2 * row.reduce(0) { $0 + $1 * $1 } }
    let mean = variances.reduce(0, +) / 4
    // Measured afresh on each day, one price for all: 4/2.
    #expect(abs(mean - 0.959_846) < 1e-6 && abs(mean / 2 - 0.479_923) < 1e-6)
    #expect(variances.allSatisfy { $0 < 0.9612 && $0 > 0.9585 })
    guard let file = SharedFiles.path("oracles/temporal_stock.csv") else {
      print("days: the oracle's file is not here; only the stated numbers were compared")
      return
    }
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(whereSeparator: \.isNewline)
    let head = try #require(lines.first).split(separator: ",").map(String.init)
    func oracle(_ strategy: String, _ column: String) throws -> Double {
      let line = try #require(lines.first { $0.hasPrefix("4,\(strategy),") })
      let place = try #require(head.firstIndex(of: column))
      return try #require(Double(line.split(separator: ",")[place]))
    }
    #expect(mean / (try oracle("numeric_opt", "mean_var_at_rho1")) < 1.01)
    #expect(mean / (try oracle("direct_stock", "mean_var_at_rho1")) < 0.4800)
    #expect(mean < (try oracle("sqrt_toeplitz", "mean_var_at_rho1")))
    let worst = try oracle("numeric_opt", "max_var_at_rho1")
    #expect(variances.allSatisfy { $0 < worst }, "no day is worse than the worst of the optimum for the mean")
  }

  /// Gauss and Jordan.
  private static func inverse(_ matrix: [[Int64]]) -> [[Double]]? {
    let count = matrix.count
    var rows = matrix.enumerated().map { place, row in row.map(Double.init) + (0..<count).map { $0 == place ? 1 : 0 } }
    for column in 0..<count {
      guard let pivot = (column..<count).max(by: { abs(rows[$0][column]) < abs(rows[$1][column]) }),
        rows[pivot][column] != 0
      else { return nil }
      rows.swapAt(column, pivot)
      rows[column] = rows[column].map { [scale = rows[column][column]] in $0 / scale }
      for row in rows.indices where row != column {
        rows[row] = zip(rows[row], rows[column]).map { [factor = rows[row][column]] in $0 - factor * $1 }
      }
    }
    return rows.map { Array($0.suffix(count)) }
  }

  @Test func aTableOfDaysSaysWhatItIs() throws {
    let third = ReleasePlan.londonSend3
    let cohorts = try #require(third.statistic("quarter-stock-2025-cohort"))
    #expect(cohorts.gateCells == 4 && cohorts.placingAxes.map(\.name) == ["cohort"] && cohorts.gateAxis == strategy.axis)
    #expect(cohorts.label(cell: 27) == ["6", "S4"] && cohorts.squaredBounds == [148] && cohorts.bound(cell: 27) == 12)
    let all = try #require(third.statistic("quarter-stock-2025-total"))
    #expect(all.gateCells == 4 && all.placingAxes.isEmpty && all.boundIndex(cell: 3) == 0)
    // The noise follows from the square that is counted, never from the plan.
    func variance(_ rho: Ratio?) throws -> Ratio {
      try Statistic(
        id: "s", kind: .quarterStock, dataYear: 2025, axes: [strategy.axis], bound: .segment(.fourDays),
        rho: #require(rho)
      ).variance(cell: 0)
    }
    #expect(try variance(Ratio(1, 1)) == Ratio(74, 1))
    #expect(try variance(Ratio(3, 100)) == Ratio(7400, 3))
    for (kind, bound) in [
      (Statistic.Kind.stock, Bound.segment(.fourDays)), (.quarterStock, .count), (.costBands, .segment(.fourDays)),
    ] {
      #expect(throws: WireError.field("statistic.bound", .inconsistent)) {
        try Statistic(
          id: "s", kind: kind, dataYear: 2025, axes: [strategy.axis], bound: bound, rho: #require(Ratio(1, 20)))
      }
    }
  }
}
