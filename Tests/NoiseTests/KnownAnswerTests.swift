import Noise
import Testing

/// Values and the number of words used, by a Python program that follows the text of the paper with fractions of any
/// length (`scripts/vectors/noise.py`). It says which branches were met: every one, for both samplers.
@Suite struct KnownAnswerTests {
  @Test(arguments: NoiseVectors.laplace) func laplace(_ known: KnownAnswer) throws {
    var source = SplitMix(2025)
    let sampler = try DiscreteLaplace(scale: fraction(known.numerator, known.denominator))
    #expect(sampler.samples(known.values.count, using: &source) == known.values)
    #expect(source.next() == known.nextWord)
  }

  @Test(arguments: NoiseVectors.gaussian) func gaussian(_ known: KnownAnswer) throws {
    var source = SplitMix(2025)
    let sampler = try DiscreteGaussian(variance: fraction(known.numerator, known.denominator))
    #expect(sampler.samples(known.values.count, using: &source) == known.values)
    #expect(source.next() == known.nextWord)
  }

  @Test func refusesWhatItsArithmeticIsNotProvedFor() throws {
    for wrong in [Rational.zero, try fraction(-1), try fraction((1 << 61) + 1), try fraction(1, (1 << 61) + 1)] {
      #expect(throws: NoiseError.badVariance(wrong)) { try DiscreteGaussian(variance: wrong) }
    }
    for wrong in [Rational.zero, try fraction(-1), try fraction((1 << 40) + 1), try fraction(1, (1 << 40) + 1)] {
      #expect(throws: NoiseError.badScale(wrong)) { try DiscreteLaplace(scale: wrong) }
    }
  }

  @Test func aSingleSampleMovesTheSourceOn() throws {
    var source = SplitMix(1)
    let sampler = try DiscreteGaussian(variance: fraction(1000))
    let values = (0..<50).map { _ in sampler.sample(using: &source) }
    #expect(Set(values).count > 10)
    #expect(sampler.samples(0, using: &source).isEmpty)
  }
}
