import Foundation
import Noise
import Randomness
import TestSupport
import Testing

/// Draws through the whole path, kernel and bits included: 10⁶ of each sampler, 10⁷ with BOROUGHWISE_LONG
/// (`make check-long`).
///
/// Each test makes four verdicts on each sampler (chi-square, mean, variance, sign); a true sampler fails one less than
/// about once in 10⁹ runs (`Fit.isGood`), the whole suite less than once in 10⁶ runs.
@Suite struct StatisticalTests {
  static let count = ProcessInfo.processInfo.environment["BOROUGHWISE_LONG"] == nil ? 1_000_000 : 10_000_000

  @Test(arguments: NoiseVectors.laplaceLaws) func laplaceFromTheKernelsSource(_ known: KnownLaw) throws {
    let sampler = try DiscreteLaplace(scale: known.parameter)
    var source = KernelRandom()
    let fit = Fit(sampler.samples(Self.count, using: &source), Law.laplace(sampler.scale))
    #expect(fit.isGood, "\(fit)")
  }

  @Test(arguments: NoiseVectors.gaussianLaws) func gaussianFromTheKernelsSource(_ known: KnownLaw) throws {
    let sampler = try DiscreteGaussian(variance: known.parameter)
    var source = KernelRandom()
    let fit = Fit(sampler.samples(Self.count, using: &source), Law.gaussian(sampler.variance))
    #expect(fit.isGood, "\(fit)")
  }

  /// The pence of one independent-school cell: too wide for cells, so moments, and the share within one σ.
  @Test func aWideGaussianFromTheKernelsSource() throws {
    let variance = 4_500_000_000_000_000.0
    let sampler = try DiscreteGaussian(variance: fraction(Int64(variance)))
    var source = KernelRandom()
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

  /// The same verdicts reject noise with a flaw, on as many draws or fewer, and accept the same noise without one.
  /// Seeded: the outcome is the same each time.
  ///
  /// A sign that is positive 505 times in 1,000 shows among values that are not zero only. Below scale 1 fewer than
  /// half are; 10⁶ draws are too few there.
  @Test(arguments: FlawedNoise.Flaw.allCases) func flawsAreRejected(_ flaw: FlawedNoise.Flaw) throws {
    for known in NoiseVectors.laplaceLaws where flaw != .signBias || known.probabilities.zero < 0.45 {
      var source = SplitMix(11)
      let noise = FlawedNoise.laplace(try known.parameter, flaw).samples(Self.draws(flaw, known), using: &source)
      let fit = Fit(noise, Law.laplace(try known.parameter))
      #expect(fit.isGood == (flaw == .none), "Laplace \(known.numerator)/\(known.denominator): \(fit)")
    }
    for known in NoiseVectors.gaussianLaws where flaw != .signBias || known.probabilities.zero < 0.45 {
      var source = SplitMix(12)
      let noise = FlawedNoise.gaussian(try known.parameter, flaw).samples(Self.draws(flaw, known), using: &source)
      let fit = Fit(noise, Law.gaussian(try known.parameter))
      #expect(fit.isGood == (flaw == .none), "Gaussian \(known.numerator)/\(known.denominator): \(fit)")
    }
  }

  private static func draws(_ flaw: FlawedNoise.Flaw, _ known: KnownLaw) -> Int {
    flaw == .none || flaw == .signBias || known.variance < 0.1 ? 1_000_000 : 200_000
  }

  /// The program's own sampler, set 5 % wrong, too.
  @Test(arguments: [19, 21] as [Int64]) func aVarianceOffByFivePerCentIsRejected(_ twentieths: Int64) throws {
    for known in NoiseVectors.gaussianLaws where known.variance > 0.1 {
      let truth = try known.parameter
      let wrong = try DiscreteGaussian(variance: truth.multiplied(by: fraction(twentieths, 20)))
      var source = SplitMix(7)
      let fit = Fit(wrong.samples(200_000, using: &source), Law.gaussian(truth))
      #expect(!fit.isGood, "\(truth): \(fit)")
    }
  }

  /// The yardstick itself, against quantiles of chi-square from tables.
  @Test func theYardstickIsRight() {
    #expect(abs(upperGamma(0.5, 3.841459 / 2) - 0.05) < 1e-7)
    #expect(abs(upperGamma(5, 29.58830 / 2) - 0.001) < 1e-8)
    #expect(abs(upperGamma(50, 77.92947 / 2) - 0.95) < 1e-7)
  }

  /// The closed forms in double precision that samples are measured against, against 60-digit values made elsewhere.
  @Test func theLawsAreRight() throws {
    for known in NoiseVectors.laplaceLaws { expect(Law.laplace(try known.parameter), known) }
    for known in NoiseVectors.gaussianLaws { expect(Law.gaussian(try known.parameter), known) }
    // And every probability of the shared files, where they are.
    for (file, law) in [("laplace", Law.laplace), ("gaussian", Law.gaussian)] {
      guard let path = SharedFiles.path("oracles/pmf_discrete_\(file).csv") else { continue }
      let rows = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst()
      var laws: [Rational: Law] = [:]
      for row in rows.map({ $0.split(separator: ",") }) {
        let parameter = try fraction(#require(Int64(row[0])), #require(Int64(row[1])))
        laws[parameter] = laws[parameter] ?? law(parameter)
        let (k, truth) = (try #require(Int64(row[2])), try #require(Double(row[3])))
        let ours = try #require(laws[parameter]).probability(k)
        #expect(abs(ours - truth) < 1e-12 * truth + 1e-30, "\(file) \(parameter) at \(k)")
      }
      #expect(laws.count >= 11)
    }
  }

  private func expect(_ law: Law, _ known: KnownLaw) {
    for (ours, truth) in [
      (law.probability(0), known.probabilities.zero), (law.probability(1), known.probabilities.one),
      (law.probability(known.far), known.probabilities.far), (law.variance, known.variance),
      (law.fourthMoment, known.fourthMoment),
    ] { #expect(abs(ours / truth - 1) < 1e-12, "\(known)") }
  }
}

extension KnownLaw {
  var parameter: Rational {
    get throws { try fraction(numerator, denominator) }
  }
}
