import Disclosure
import Estimation
import ReleaseProtocol
import TestSupport
import Testing

/// What the gate's tables of contrasts prove of how much they tell about one child, against what is declared; and the same
/// of broken gates, each of which is refuted.
///
/// As `EmpiricalPrivacyTests`: 20,000 draws, 10⁶ with BOROUGHWISE_LONG, each audit of a sound gate with a false alarm less
/// than once in 10⁹ (`PrivacyAudit.falseAlarm`).
@Suite struct ContrastPrivacyTests {
  enum Flaw {
    case none, halfTheNoise
    /// Noise for a person who moves one cell by 1, as in a table of counts.
    case noiseOfACount
  }

  /// 64 rows of two columns; a child in each row, in one column and the other by turns.
  private static let sizes = [64, 2]
  private static let children = 64
  private static let tables = 32
  private static func cell(_ child: Int) -> Int { 2 * child + child % 2 }

  /// Half the noise is seen in fewer, noise of a hundredth at once.
  private func draws(_ flaw: Flaw) -> Int {
    switch flaw {
    case .none: EmpiricalPrivacyTests.isLong ? 1_000_000 : 20_000
    case .halfTheNoise: 15_000
    case .noiseOfACount: 2_000
    }
  }

  private func statistic(_ number: Int, _ rho: Ratio, _ flaw: Flaw) throws -> Statistic {
    let price = flaw == .halfTheNoise ? Ratio(4 * rho.numerator, rho.denominator) : rho
    let contrasts = try Statistic.contrasts(id: "table-\(number)", Self.sizes, rho: price)
    if flaw != .noiseOfACount { return contrasts }
    return try Statistic(id: contrasts.id, kind: .stock, dataYear: 2025, axes: contrasts.axes, bound: .count, rho: rho)
  }

  /// Children by a coin there or not there; whoever attacks one of them knows all the others.
  private func audit(_ rho: Ratio?, _ flaw: Flaw) throws -> PrivacyAudit {
    let bench = try Bench()
    let rho = try #require(rho)
    let price = Double(rho.numerator) / Double(rho.denominator)
    let statistics = try (0..<Self.tables).map { try statistic($0, rho, flaw) }
    let plan = try ReleasePlan(id: "test-plan", censusYear: 2025, forecastYears: 16, statistics: statistics)
    var scores: [[Double]] = [[], []]
    for _ in 0..<(draws(flaw) / (Self.children * Self.tables) + 1) {
      let present = (0..<Self.tables).map { _ in (0..<Self.children).map { _ in Bool.random() } }
      let bounded = try zip(statistics, present).map { statistic, present in
        try Gate.bound(
          present.indices.filter { present[$0] }.map {
            Contribution(person: Child(number: $0), cell: Self.cell($0), amount: 1)
          }, for: statistic)
      }
      for (released, present) in zip(try bench.release(bounded, of: plan).tables, present) {
        var counts = [Int64](repeating: 0, count: released.cells.count)
        for child in present.indices where present[child] { counts[Self.cell(child)] = 1 }
        var table = released.cells
        let exact = ContrastBoundingTests.contrasts(counts, Self.sizes)
        if flaw == .noiseOfACount { for cell in table.indices { table[cell] += exact[cell] - counts[cell] } }
        for (child, score) in scored(table, exact, present, rho: price).enumerated() {
          scores[present[child] ? 1 : 0].append(score)
        }
      }
    }
    return PrivacyAudit(without: scores[0], with: scores[1], rho: price)
  }

  /// By child, in standard deviations as declared: the best linear test, the table times the child's own steps less what the
  /// others make of it, over the steps' square.
  ///
  /// Its noise is that of the table along the steps, and these are not at right angles: of two children they have the product
  /// ∓1/63 of the square, in the same column and in the other. So all scores of a table together, with signs by column, have
  /// no noise at all. Noise of the test's own in that one direction makes them draws of their own, after a division by
  /// √(64/63): what an attacker may do to a table as well.
  private func scored(_ table: [Int64], _ exact: [Int64], _ present: [Bool], rho: Double) -> [Double] {
    let (rows, square) = (Double(Self.children), 64.0 * 63 * 2)
    // Contrasts of a table are, cell by cell, its product with the cell's steps.
    let along = ContrastBoundingTests.contrasts(table, Self.sizes)
    let known = ContrastBoundingTests.contrasts(exact, Self.sizes)
    let own = (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1) } / rows.squareRoot()
    return present.indices.map { child in
      let cell = Self.cell(child)
      // All but the child itself, whose steps times themselves are the square.
      let others = Double(known[cell]) - (present[child] ? square : 0)
      let score = (Double(along[cell]) - others) / square * (2 * rho).squareRoot()
      return score / (rows / (rows - 1)).squareRoot() + (child.isMultiple(of: 2) ? own : -own)
    }
  }

  @Test func neverMoreThanDeclared() throws {
    let (audit, price) = (try audit(Ratio(1, 2), .none), 0.5)
    for delta in EmpiricalPrivacyTests.deltas {
      #expect(audit.epsilon(delta: delta) <= PrivacyConversion.epsilon(rho: price, delta: delta), "δ \(delta)")
    }
    // The audit sees the child: each counts in full, no more and no less, but for that division.
    let expected = (2 * price).squareRoot() * (63.0 / 64).squareRoot()
    #expect(abs(audit.shift - expected) < 6.2 * 2 / Double(audit.draws).squareRoot(), "\(audit.shift) for \(expected)")
    #expect(audit.epsilon(delta: 1e-6) > 0.2 * PrivacyConversion.epsilon(rho: price, delta: 1e-6), "it proves something")
  }

  /// The audit that a sound gate passes, of a broken one.
  @Test(arguments: [Flaw.halfTheNoise, .noiseOfACount]) func brokenVariantsAreCaught(_ flaw: Flaw) throws {
    let audit = try audit(Ratio(3, 20), flaw)
    let refuted = EmpiricalPrivacyTests.deltas.filter {
      audit.epsilon(delta: $0) > PrivacyConversion.epsilon(rho: 0.15, delta: $0)
    }
    #expect(!refuted.isEmpty, "\(flaw)")
  }
}
