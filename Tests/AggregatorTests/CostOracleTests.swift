import Foundation
import TestSupport
import Testing

@testable import Pooling

/// Mean costs against an independent simulation of the same release: root mean square error and coverage of the
/// interval, for 30 to 1,500 children at three prices.
@Suite(.enabled(if: SharedFiles.path("oracles/sim_costs.csv") != nil, "needs the shared files"))
struct CostOracleTests {
  private struct Row {
    let n, rho, cap, mean, error, coverage: Double
    /// Of the count, in its standard errors: below 8 a ratio's error is that of rare outliers, which no 20,000 runs fix.
    var size: Double { n * rho.squareRoot() }

    init?(_ line: Substring) {
      let fields = line.split(separator: ",").compactMap { Double($0) }
      guard fields.count == 9 else { return nil }
      (n, rho, cap, mean, error, coverage) = (fields[0], fields[1], fields[2], fields[3], fields[5], fields[7])
    }
  }

  /// Both sides have 20,000 runs: each root mean square is right to 0.5%, each coverage to 0.15 percentage points. Bounds
  /// of 5 of their joint standard errors, 3.5% and 1.1 points; 9 rows: a right program fails once in 10⁵.
  @Test func meansErrAndCoverAsTheIndependentSimulationSays() throws {
    let path = try #require(SharedFiles.path("oracles/sim_costs.csv"))
    let rows = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline).compactMap(Row.init)
    #expect(rows.count == 12)
    var source = NormalSource(seed: 17)
    var compared = 0
    for row in rows where row.size >= 8 {
      compared += 1
      // Half of ρ each: σₙ² = 1/ρ, σₛ² = (C/2)²/ρ.
      let (countVariance, sumVariance) = (1 / row.rho, row.cap * row.cap / 4 / row.rho)
      let centred = row.n * (row.mean - row.cap / 2)
      var (squares, covered) = (0.0, 0)
      for _ in 0..<20_000 {
        let cost = Cost(
          persons: Estimate(value: row.n + (countVariance.squareRoot() * source.next()).rounded(), variance: countVariance),
          centredPence: Estimate(value: centred + sumVariance.squareRoot() * source.next(), variance: sumVariance),
          cap: row.cap)
        let mean = cost.mean
        let error = mean.value - row.mean
        squares += error * error
        if error.magnitude < 1.96 * mean.variance.squareRoot() { covered += 1 }
      }
      let error = (squares / 20_000).squareRoot()
      let name = "\(row.n) children at ρ \(row.rho)"
      #expect((error / row.error - 1).magnitude < 0.035, "\(name): \(error) against \(row.error)")
      #expect((Double(covered) / 20_000 - row.coverage).magnitude < 0.011, "\(name): \(covered) against \(row.coverage)")
    }
    #expect(compared >= 8)
  }
}
