import Costing
import Estimation
import Noise
import Testing

/// Quantiles from noised bands.
struct QuantileTests {
  private static let bands = CostBands(lowest: 250_000, cap: 10_000_000, spacing: .ten)

  @Test func withoutNoiseTheyAreTheQuantiles() throws {
    let counts = try BandedCounts(edges: [0, 100, 200, 400], counts: [10, 20, 10, 0], variances: [0, 0, 0, 0])
    let median = counts.quantile(0.5)
    #expect(median.value == 150 && median.interval == 100...200 && !median.mayBeAtCap)
    #expect(counts.quantile(0.25).value == 100)
    let spread = try #require(counts.spread(from: 0.25, to: 0.75))
    #expect(spread.value == 100)
    #expect(counts.shareAtCap.value == 0)
    let capped = try BandedCounts(edges: [0, 100, 200, 400], counts: [10, 10, 10, 70], variances: [0, 0, 0, 0])
    #expect(capped.quantile(0.5).value == 400 && capped.quantile(0.5).mayBeAtCap && capped.quantile(0.5).interval == 400...400)
    #expect(capped.shareAtCap.value == 0.7)
  }

  /// Cumulative counts that fall are pooled to their mean; they never fall and never lie below 0.
  @Test func cumulativeCountsRise() throws {
    let counts = try BandedCounts(edges: [0, 1, 2, 3], counts: [4, -6, 8, -2], variances: [1, 1, 1, 1])
    // Sums 4, −2, 6, 4: pooled to 1, 1, 5, 5.
    #expect(counts.cumulative == [0, 1, 1, 5, 5])
    let negative = try BandedCounts(edges: [0, 1], counts: [-4, 2], variances: [1, 1])
    #expect(negative.cumulative == [0, 0, 0] && negative.quantile(0.5).value == nil && negative.spread(from: 0.25, to: 0.75) == nil)
    var source = Seeded(2)
    for _ in 0..<100 {
      let noisy = (0..<9).map { _ in Double(Int.random(in: -9...9, using: &source)) }
      let rising = try BandedCounts(edges: (0..<9).map { $0 }, counts: noisy, variances: noisy.map { _ in 30 }).cumulative
      #expect(zip(rising, rising.dropFirst()).allSatisfy { $0 <= $1 } && rising.first == 0)
    }
  }

  @Test func histogramsMergeByAddition() throws {
    let one = try BandedCounts(edges: [0, 1, 2], counts: [1, 2, 3], variances: [1, 2, 3])
    let sum = try one.adding(one)
    #expect(sum.counts == [2, 4, 6] && sum.variances == [2, 4, 6])
    let other = try BandedCounts(edges: [0, 1, 3], counts: [1, 2, 3], variances: [1, 2, 3])
    #expect(throws: BandError.differentBands) { try one.adding(other) }
    #expect(throws: BandError.badEdges) { try BandedCounts(edges: [0, 0], counts: [1, 1], variances: [1, 1]) }
    #expect(throws: BandError.wrongCount) { try BandedCounts(edges: [0, 1], counts: [1], variances: [1]) }
    #expect(throws: BandError.badVariance) { try BandedCounts(edges: [0, 1], counts: [1, 1], variances: [1, -1]) }
  }

  /// 600 children at a cost spread over a tenfold, noise of variance 30 (ρ = 1/60) in every band: the interval of a
  /// quantile covers at least 95% to 5 standard deviations, and is no wider than is useful.
  @Test func intervalsCoverAndInform() throws {
    let edges = try #require(Self.bands).edges.map { Int64($0) }
    let costs = (0..<600).map { 400_000.0 + Double($0 * $0) * 26 }  // quadratic: £4,000 to £97,000
    var exact = [Double](repeating: 0, count: edges.count)
    for cost in costs { exact[try #require(Self.bands).band(of: Int(cost))] += 1 }
    let count = 2000
    var source = Seeded(3)
    let noise = try DiscreteGaussian(variance: try #require(Rational(30, 1))).samples(count * edges.count, using: &source)
    var (covered, spreads, width) = ([Double](repeating: 0, count: 3), 0.0, 0.0)
    let shares = [0.25, 0.5, 0.75]
    for release in 0..<count {
      let noisy = exact.indices.map { exact[$0] + Double(noise[release * edges.count + $0]) }
      let counts = try BandedCounts(edges: edges, counts: noisy, variances: noisy.map { _ in 30 })
      for (index, share) in shares.enumerated() {
        let estimate = counts.quantile(share)
        if estimate.interval.contains(costs[Int(600 * share)]) { covered[index] += 1 }
        if index == 1 { width += estimate.interval.upperBound / estimate.interval.lowerBound / Double(count) }
      }
      if try #require(counts.spread(from: 0.25, to: 0.75)).interval.contains(costs[450] - costs[150]) { spreads += 1 }
    }
    for hits in covered + [spreads] {
      #expect(hits / Double(count) > 0.95 - 5 * (0.95 * 0.05 / Double(count)).squareRoot(), "\(hits)")
    }
    #expect(width < 2, "the median is known to less than a factor of 2: \(width)")
  }
}
