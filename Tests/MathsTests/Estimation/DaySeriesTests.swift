import Estimation
import Testing

/// Days from weighted sums of them, and tables of the same persons fitted to each other.
@Suite struct DaySeriesTests {
  static let weights: [[Int64]] = [[5, -6, -6, 5], [5, 1, 1, 5], [1, 9, -9, -1], [7, -4, 4, -7]]
  let sums = DaySums(weights: weights)

  private static func weighted(_ days: [Double]) -> [Double] {
    weights.map { row in zip(row, days).reduce(0) { $0 + Double($1.0) * $1.1 } }
  }

  @Test func theDaysComeBackExactly() throws {
    let sums = try #require(sums)
    for days in [[0.0, 0, 0, 0], [1, 1, 1, 1], [3_000, 3_080, 2_990, 3_120], [0, 0, 0, 1_000_000_000]] {
      #expect(sums.counts(Self.weighted(days)) == days)
    }
    // W · covariance · Wᵀ is the identity: noise of variance 1 in each sum.
    for a in 0..<4 {
      for b in 0..<4 {
        var entry = 0.0
        for i in 0..<4 {
          for j in 0..<4 { entry += Double(Self.weights[a][i]) * sums.covariance[i][j] * Double(Self.weights[b][j]) }
        }
        #expect(abs(entry - (a == b ? 1 : 0)) < 1e-12)
      }
    }
  }

  @Test func whatTellsNoDaysIsNone() {
    #expect(DaySums(weights: []) == nil && DaySums(weights: [[1, 2]]) == nil && DaySums(weights: [[1, 2], [2, 4]]) == nil)
    #expect(DaySums(weights: [[1_001]]) == nil && DaySums(weights: [[Int64.min]]) == nil)
    #expect(DaySums(weights: [[1, 2], [3]]) == nil)
    #expect(DaySums(weights: [[4]])?.counts([12]) == [3])
    #expect(sums.flatMap { DaySeries($0, places: nil, all: nil) } == nil)
  }

  /// Least squares over both tables, written down as one system and solved by its normal equations.
  @Test func placesAndTotalAreTheLeastSquares() throws {
    let sums = try #require(sums)
    let noisy = [[10.0, -7, 3, 4], [100, 90, 80, 70], [41, 42, 43, 44]]
    let all = [160.0, 120, 131, 117]
    let (a, b) = (3.0, 7.0)
    let series = try #require(
      DaySeries(sums, places: (noisy.map(Self.weighted), a), all: (Self.weighted(all), b)))
    for day in 0..<4 {
      // For each day the same weights: minimise Σ(x − y)²/a + (Σx − t)²/b.
      let gap = all[day] - noisy.reduce(0) { $0 + $1[day] }
      for (place, row) in noisy.enumerated() {
        #expect(abs(series.sum([place], day).value - (row[day] + a / (b + 3 * a) * gap)) < 1e-9)
      }
      let total = series.total(day)
      #expect(abs(total.value - series.sum([0, 1, 2], day).value) < 1e-9, "places add to all")
      #expect(abs(total.variance - series.sum([0, 1, 2], day).variance) < 1e-12)
      let k = sums.covariance[day][day]
      #expect(abs(total.variance - 1 / (1 / (3 * a) + 1 / b) * k) < 1e-12, "inverse variances add")
      // Removing one estimate by what the others tell: 1/a + 1/(b + 2a).
      #expect(abs(series.sum([1], day).variance - 1 / (1 / a + 1 / (b + 2 * a)) * k) < 1e-12)
    }
    let change = series.change(from: 1, to: 2)
    #expect(abs(change.value - (series.total(2).value - series.total(1).value)) < 1e-9)
    #expect(change.variance > 0 && change.variance < series.total(1).variance + series.total(2).variance)
  }

  @Test func seriesAddAlsoWhereOneKnowsNoPlaces() throws {
    let sums = try #require(sums)
    let rows = [[1.0, 2, 3, 4], [5, 6, 7, 8]].map(Self.weighted)
    let total = Self.weighted([10.0, 20, 30, 40])
    let (places, all) = (
      try #require(DaySeries(sums, places: (rows, 2), all: nil)), try #require(DaySeries(sums, places: nil, all: (total, 5)))
    )
    for (one, other) in [(places, all), (all, places)] {
      var both = one
      both.add(other)
      #expect(both.total(0).value == 16 && both.sum([1], 3).value == 8)
      #expect(abs(both.total(0).variance - (2 * 2 + 5) * sums.covariance[0][0]) < 1e-12)
      #expect(abs(both.sum([1], 3).variance - 2 * sums.covariance[3][3]) < 1e-12)
      both.add(one)
      #expect(both.total(1).value == one.total(1).value * 2 + other.total(1).value)
    }
  }
}
