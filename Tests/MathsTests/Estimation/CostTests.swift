import Costing
import Estimation
import Foundation
import Noise
import Testing

/// Means, shares, quantiles of costs from noised sums, by many releases with the product's own noise.
struct CostTests {
  private static let cap: Int64 = 100_000

  /// Draws of n̂ and Σ(c − C/2) at half of ρ each, as the independent simulation made them.
  private struct Released {
    let persons: Double
    let truth: Double
    let personsVariance: Double
    let amountsVariance: Double
    var personsNoise: [Int64]
    var amountsNoise: [Int64]

    init(_ persons: Double, _ inverseRho: Int64, truth: Double, count: Int, seed: UInt64) throws {
      (self.persons, self.truth) = (persons, truth)
      personsVariance = Double(inverseRho)
      let half = CostTests.cap / 2
      amountsVariance = Double(half * half) * Double(inverseRho)
      var source = Seeded(seed)
      let (one, two) = (try #require(Rational(inverseRho, 1)), try #require(Rational(half * half * inverseRho, 1)))
      personsNoise = try DiscreteGaussian(variance: one).samples(count, using: &source)
      amountsNoise = try DiscreteGaussian(variance: two).samples(count, using: &source)
    }

    func mean(_ release: Int) -> RatioEstimate {
      let amounts = (persons * (truth - Double(CostTests.cap) / 2)).rounded() + Double(amountsNoise[release])
      return RatioEstimate.mean(of: [
        CentredSums(
          cap: CostTests.cap, amounts: amounts, amountsVariance: amountsVariance,
          persons: persons + Double(personsNoise[release]), personsVariance: personsVariance)
      ])
    }
  }

  /// Persons, 1/ρ, true mean, root mean square error: of an independent simulation of 20,000 releases.
  static let simulated: [(Double, Int64, Double, Double)] = [
    (100, 50, 15577.537406419031, 4338.9389258665415), (100, 20, 15577.537406419031, 2723.5700134975286),
    (400, 100, 15595.752133980255, 1518.968747597095), (400, 50, 15595.752133980255, 1075.9743587760577),
    (400, 20, 15595.752133980255, 678.4078023673034), (1500, 100, 15161.119750765682, 408.2129667944933),
    (1500, 50, 15161.119750765682, 287.97053424610556), (1500, 20, 15161.119750765682, 181.90886717853508),
  ]

  /// Both errors have a standard deviation of 1 to 2% (relative); they may differ by 8%, and the interval covers 95% to
  /// within 5 standard deviations and 0.3% for what the derivative leaves out.
  @Test(arguments: simulated) func meansErrAsInTheSimulation(
    _ persons: Double, _ inverseRho: Int64, _ truth: Double, _ error: Double
  ) throws {
    let count = 3000
    let released = try Released(persons, inverseRho, truth: truth, count: count, seed: 40)
    var (squares, covered) = (0.0, 0)
    for release in 0..<count {
      let mean = released.mean(release)
      let miss = try #require(mean.value) - truth
      squares += miss * miss
      if mean.interval.contains(truth) { covered += 1 }
      #expect(mean.method == .delta)
    }
    #expect(isClose((squares / Double(count)).squareRoot(), error, 0.08))
    #expect((Double(covered) / Double(count) - 0.95).magnitude < 0.003 + 5 * (0.95 * 0.05 / Double(count)).squareRoot())
  }

  /// Thirty persons, σ of 4 to 10: Fieller's interval covers although the quotient's spread has no bound.
  @Test(arguments: [(Int64(100), 12416.588519439742), (20, 12416.588519439742)])
  func fewPersonsGetFiellersInterval(_ inverseRho: Int64, _ truth: Double) throws {
    let count = 4000
    let released = try Released(30, inverseRho, truth: truth, count: count, seed: 41)
    var (covered, small) = (0, 0)
    for release in 0..<count {
      let mean = released.mean(release)
      if mean.interval.contains(truth) { covered += 1 }
      if mean.method != .delta { small += 1 }
      #expect(mean.interval.lowerBound >= 0 && mean.interval.upperBound <= 100_000)
    }
    // Not below: on n̂ not above 0 the whole range is given, which always covers.
    #expect(Double(covered) / Double(count) > 0.95 - 5 * (0.95 * 0.05 / Double(count)).squareRoot())
    #expect(Double(covered) / Double(count) < 0.97)
    #expect(inverseRho == 20 || Double(small) / Double(count) > 0.9)
  }

  /// By hand, and the same as the general quotient: several caps, and sums over places.
  @Test func meansOverSectorsAddAmountsAndPersons() throws {
    let one = CentredSums(cap: 100, amounts: -200, amountsVariance: 50, persons: 20, personsVariance: 2)
    let two = CentredSums(cap: 300, amounts: 100, amountsVariance: 450, persons: 10, personsVariance: 2)
    let mean = RatioEstimate.mean(of: [one, two])
    // (−200 + 50·20 + 100 + 150·10)/30 = 80.
    #expect(mean.value == 80)
    // Of amounts 50 + 50²·2 + 450 + 150²·2, of persons 4, their covariance 50·2 + 150·2.
    let (amounts, covariance): (Double, Double) = (50_500, 400)
    let variance = (amounts - 160 * covariance + 6400 * 4) / 900
    #expect(isClose(try #require(mean.standardError), variance.squareRoot(), 1e-12))
    let alone = RatioEstimate.mean(of: [one])
    let expected: Double = (50 + 100 * 2).squareRoot() / 20  // mean 40, half the cap 50
    #expect(isClose(try #require(alone.standardError), expected, 1e-12))
    let double = one.adding(one)
    #expect(RatioEstimate.mean(of: [double]).value == 40 && double.personsVariance == 4)
    let nobody = RatioEstimate.mean(of: [CentredSums(cap: 100, amounts: 5, amountsVariance: 50, persons: -1, personsVariance: 2)])
    #expect(nobody.value == nil && nobody.interval == 0...100 && nobody.reliability() == .unreliable)
    #expect(mean.reliability() == .reliable && mean.reliability(limit: 0.01) == .unreliable)
  }

  @Test func bandsArePreferredNumbers() throws {
    let bands = try #require(CostBands(lowest: 100_000, cap: 8_000_000, spacing: .five))
    #expect(bands.edges == [0, 100_000, 160_000, 250_000, 400_000, 630_000, 1_000_000, 1_600_000, 2_500_000, 4_000_000, 6_300_000, 8_000_000])
    for spacing in CostBands.Spacing.allCases {
      let edges = try #require(CostBands(lowest: 250_000, cap: 30_000_000, spacing: spacing)).edges
      #expect(zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 } && edges.first == 0 && edges.last == 30_000_000)
      #expect(edges[1] == 250_000 && (edges.count - 2) > 2 * spacing.rawValue)
    }
    // Every amount lies from its edge up to below the next.
    for pence in [-5, 0, 99_999, 100_000, 159_999, 160_000, 7_999_999, 8_000_000, 900_000_000] {
      let band = bands.band(of: pence)
      #expect(bands.edges[band] <= max(pence, 0))
      #expect(band == bands.count - 1 ? pence >= 8_000_000 : pence < bands.edges[band + 1])
    }
    #expect(CostBands(lowest: 99, cap: 1000, spacing: .ten) == nil && CostBands(lowest: 1000, cap: 1000, spacing: .ten) == nil)
    #expect(CostBands(lowest: 1000, cap: .max, spacing: .ten) == nil)
  }
}
