import Estimation
import Foundation
import Testing

/// Half-widths: exact for a released figure, certain for a computed one.
struct BoundsTests {
  /// Figures of a 60-digit computation.
  static let table: [(Double, Double, Double)] = [
    (1.0 / 16, 0, 0), (1.0 / 4, 1, 1), (1.0 / 2, 1, 2), (1, 2, 2), (2, 3, 4), (3, 3, 4), (9, 6, 8), (10, 6, 8),
    (100.0 / 9, 7, 9), (30, 11, 14), (100, 20, 26), (1000, 62, 81), (10_000, 196, 258), (5.0 / 7, 2, 2), (123.457, 22, 29),
  ]

  @Test(arguments: table) func agreesWithSixtyDigits(_ variance: Double, _ p95: Double, _ p99: Double) {
    #expect(Interval.exactHalfWidth(variance: variance) == p95)
    #expect(Interval.exactHalfWidth(variance: variance, confidence: .p99) == p99)
  }

  @Test(.enabled(if: try oracle("moments_discrete_gaussian") != nil, "needs the shared files"))
  func agreesWithEveryRowOfTheOracle() throws {
    let rows = try #require(try oracle("moments_discrete_gaussian"))
    #expect(rows.count == 15)
    for row in rows {
      let numbers = row.compactMap { Double($0) }
      let variance = numbers[0] / numbers[1]
      #expect(Interval.exactHalfWidth(variance: variance) == numbers[7])
      #expect(Interval.exactHalfWidth(variance: variance, confidence: .p99) == numbers[8])
    }
  }

  /// From the definition, on both sides of the change of method: h is enough and h − 1 is not.
  @Test func isTheSmallestThatIsEnough() {
    for variance in [0.3, 1.7, 42.0 / 5, 777.7, 9_999, 10_000.0, 10_001, 65_537, 1e6, 1e8] {
      for confidence in Confidence.allCases {
        let width = Int(Interval.exactHalfWidth(variance: variance, confidence: confidence))
        let limit = Int(9 * variance.squareRoot()) + 10
        var (inside, before, all) = (0.0, 0.0, 0.0)
        for k in stride(from: limit, through: -limit, by: -1) {
          let weight = exp(-Double(k * k) / (2 * variance))
          all += weight
          if abs(k) <= width { inside += weight }
          if abs(k) < width { before += weight }
        }
        #expect(inside / all >= 1 - confidence.failure)
        #expect(before / all < 1 - confidence.failure + 1e-9, "\(variance)")
      }
    }
    // Amounts in pence: a cap of £300,000 at ρ = 1/40 has σ = 15,000,000 × √20, far beyond any table.
    let wide = Interval.exactHalfWidth(variance: 2.25e14 * 20)
    #expect((wide - 1.959_963_984_540_054 * 2.25e14.squareRoot() * 20.0.squareRoot()).magnitude < 1)
  }

  @Test func certainBoundsHoldForManyFiguresTogether() {
    #expect(isClose(Interval.certainHalfWidth(variance: 1), 2.716_203_031_481_239_4, 1e-12))
    let bound = Interval.certainHalfWidth(variance: 10, failure: 1e-9, figures: 1248)
    #expect(isClose(bound, (20 * log(2 * 1248 / 1e-9)).squareRoot(), 1e-12))
    // Against the exact tail of one discrete Gaussian figure: 1,248 of them together stay below 10⁻⁹.
    var (tail, all) = (0.0, 0.0)
    for k in stride(from: 200, through: 0, by: -1) {
      let weight = exp(-Double(k * k) / 20) * (k == 0 ? 1 : 2)
      all += weight
      if Double(k) > bound { tail += weight }
    }
    #expect(1248 * tail / all < 1e-9)
    #expect(Interval.certainHalfWidth(variance: 0) == 0)
  }

  @Test func intervalsAreCutAtNoughtAndNeverMoved() {
    #expect(Interval.nonNegative(estimate: 5, halfWidth: 3) == 2...8)
    #expect(Interval.nonNegative(estimate: 2, halfWidth: 3) == 0...5)
    #expect(Interval.nonNegative(estimate: -2, halfWidth: 3) == 0...1)
    #expect(Interval.nonNegative(estimate: -7, halfWidth: 3) == 0...0)
  }

  @Test func aStatementSaysWhatIsKnown() {
    let released = ErrorStatement.released(4, variance: 10, cells: 100)
    #expect(released.halfWidth95 == 6 && released.certainHalfWidth95 == 6)
    #expect(released.standardError == 10.0.squareRoot())
    #expect(released.reliability == .unreliable && released.reliability.symbol == "u")
    let summed = ErrorStatement.reconstructed(400, variance: 10, cells: 100)
    #expect(isClose(summed.halfWidth95, 1.959_963_984_540_054 * 10.0.squareRoot(), 1e-14))
    #expect(summed.certainHalfWidth95 > summed.halfWidth95 && summed.tableBound > summed.certainHalfWidth95)
    #expect(summed.reliability == .reliable && summed.reliability.symbol == nil)
    let exact = ErrorStatement.reconstructed(0, variance: 0, cells: 100)
    #expect(exact.halfWidth95 == 0 && exact.tableBound == 0 && exact.reliability == .reliable)
    // A figure below 0 by noise is no more reliable than one above; the limit is the reader's.
    #expect(Reliability.judged(estimate: -3, halfWidth: 6) == .unreliable)
    #expect(Reliability.judged(estimate: 20, halfWidth: 6, limit: 0.2) == .unreliable)
  }
}
