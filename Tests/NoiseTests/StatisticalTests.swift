import Noise
import Testing

/// Draws through the whole path, bits included. Each test makes four verdicts on each sampler; a true sampler fails
/// one less than about once in 10⁹ runs (`Fit.isGood`), the whole suite less than once in 10⁷ runs.
@Suite struct StatisticalTests {
  static let count = 200_000

  static let scales: [(Int64, Int64)] = [(1, 2), (1, 1), (3, 1), (10, 3), (65537, 1000)]
  static let variances: [(Int64, Int64)] = [(1, 1), (3, 1), (10, 1), (20, 1), (10, 3), (65537, 1000)]

  @Test(arguments: scales) func laplaceFromTheSystemsSource(_ n: Int64, _ d: Int64) throws {
    let sampler = try DiscreteLaplace(scale: fraction(n, d))
    var source = SystemRandomNumberGenerator()
    let fit = Fit(sampler.samples(Self.count, using: &source), Law.laplace(sampler.scale))
    #expect(fit.isGood, "\(fit)")
  }

  @Test(arguments: variances) func gaussianFromTheSystemsSource(_ n: Int64, _ d: Int64) throws {
    let sampler = try DiscreteGaussian(variance: fraction(n, d))
    var source = SystemRandomNumberGenerator()
    let fit = Fit(sampler.samples(Self.count, using: &source), Law.gaussian(sampler.variance))
    #expect(fit.isGood, "\(fit)")
  }

  /// The pence of one independent-school cell: too wide for cells, so moments, and the share within one σ.
  @Test func aWideGaussianFromTheSystemsSource() throws {
    let variance = 4_500_000_000_000_000.0
    let sampler = try DiscreteGaussian(variance: fraction(Int64(variance)))
    var source = SystemRandomNumberGenerator()
    let samples = sampler.samples(Self.count, using: &source).map(Double.init)
    let n = Double(samples.count)
    let mean = samples.reduce(0, +) / n
    let second = samples.reduce(0) { $0 + $1 * $1 } / n
    let fourth = samples.reduce(0) { $0 + $1 * $1 * $1 * $1 } / n
    let within = samples.reduce(0) { $0 + ($1 * $1 < variance ? 1 : 0) } / n
    #expect(abs(mean) < 6.2 * (variance / n).squareRoot())
    #expect(abs(second / variance - 1) < 6.2 * (2 / n).squareRoot())
    // Moments of a normal: E x⁸ − (E x⁴)² = (105 − 9)σ⁸. The mean of x⁴ is skewed, so 9 standard errors.
    #expect(abs(fourth / (variance * variance) - 3) < 9 * (96 / n).squareRoot())
    let share = 0.682689492137086
    #expect(abs(within - share) < 6.2 * (share * (1 - share) / n).squareRoot())
  }

  /// The same verdicts reject noise that is 5 % too small or too large. Seeded: the outcome is the same each time.
  @Test(arguments: variances, [19, 21] as [Int64])
  func aVarianceOffByFivePerCentIsRejected(_ variance: (Int64, Int64), _ twentieths: Int64) throws {
    let truth = try fraction(variance.0, variance.1)
    let wrong = try DiscreteGaussian(variance: truth.multiplied(by: fraction(twentieths, 20)))
    var source = SplitMix(7)
    let fit = Fit(wrong.samples(Self.count, using: &source), Law.gaussian(truth))
    #expect(!fit.isGood, "\(fit)")
  }

  @Test(arguments: scales) func aScaleOffByFivePerCentIsRejected(_ n: Int64, _ d: Int64) throws {
    let truth = try fraction(n, d)
    let wrong = try DiscreteLaplace(scale: truth.multiplied(by: fraction(19, 20)))
    var source = SplitMix(7)
    let fit = Fit(wrong.samples(Self.count, using: &source), Law.laplace(truth))
    #expect(!fit.isGood, "\(fit)")
  }

  /// The yardstick itself, against quantiles of chi-square from tables.
  @Test func theYardstickIsRight() {
    #expect(abs(upperGamma(0.5, 3.841459 / 2) - 0.05) < 1e-7)
    #expect(abs(upperGamma(5, 29.58830 / 2) - 0.001) < 1e-8)
    #expect(abs(upperGamma(50, 77.92947 / 2) - 0.95) < 1e-7)
  }
}
