import Estimation
import Foundation
import Testing

struct LogarithmTests {
  @Test func agreesWithTheMathematicsLibrary() {
    var x = 1e-300
    while x < 1e300 {
      let expected = Foundation.log(x)
      #expect((Logarithm.natural(x) - expected).magnitude <= 4e-16 * expected.magnitude + 1e-16, "\(x)")
      x *= 1.37
    }
    for y in [-0.2, -1e-3, -1e-12, 1e-12, 1e-5, 0.1, 3] {
      #expect((Logarithm.onePlus(y) - log1p(y)).magnitude <= 4e-16 * log1p(y).magnitude, "\(y)")
    }
    #expect(Logarithm.natural(0) == -.infinity && Logarithm.natural(1) == 0)
    #expect(Logarithm.natural(-1).isNaN && Logarithm.natural(.nan).isNaN && Logarithm.natural(.infinity) == .infinity)
  }
}

struct MarginFitTests {
  @Test func aRowMovesTowardsItsMarginByTheRightShare() {
    // K = 2, c = 1, m = 2: w = 1/2. Row 1 sums to 3, margin 5: each cell moves by 1/2.
    let fitted = MarginFit.combine(
      cross: [1, 2, -4, 4], rows: 2, columns: 2, margin: [5, 0], crossVariance: 1, marginVariance: 2)
    #expect(fitted == [1.5, 2.5, -4, 4])
  }

  @Test func anExactMarginIsKeptAndAWorthlessOneIgnored() {
    func sum(_ marginVariance: Double) -> Double {
      MarginFit.combine(
        cross: [1, 2, 3], rows: 1, columns: 3, margin: [9], crossVariance: 1, marginVariance: marginVariance
      ).reduce(0, +)
    }
    #expect((sum(0) - 9).magnitude < 1e-12)
    #expect((sum(1e12) - 6).magnitude < 1e-9)
  }

  /// The closed form against the definition: fitted = A·(cells, margin) with independent noise.
  @Test func variancesFollowFromTheWeights() {
    let (k, c, m) = (12, 10.0, 7.0)
    let w = Double(k) * c / (Double(k) * c + m)
    for part in [1, 5, 12] {
      let (n, own) = (Double(part), w / Double(k))
      let inside = n * (1 - n * own) * (1 - n * own) * c
      let outside = (Double(k) - n) * n * n * own * own * c
      let expected = inside + outside + n * n * own * own * m
      let value = MarginFit.variance(ofCells: part, columns: k, crossVariance: c, marginVariance: m)
      #expect((value - expected).magnitude < 1e-12 * expected, "\(part)")
    }
    #expect(MarginFit.cellVariance(columns: 12, crossVariance: 10, marginVariance: 10) == 10 - 100.0 / 130)
    let row = MarginFit.rowSumVariance(columns: 12, crossVariance: 10, marginVariance: 10)
    #expect((row - 1200.0 / 130).magnitude < 1e-12)
    #expect(MarginFit.rowSumVariance(columns: 12, crossVariance: 0, marginVariance: 0) == 0)
  }

  @Test func theIntervalIsTwoSided95() {
    #expect((Interval.halfWidth95(variance: 4) - 3.919_927_969_080_108).magnitude < 1e-14)
  }
}
