import Noise
import Testing

/// Values and the number of words used, from a separate program in another language that follows the algorithms'
/// text with exact fractions of any length. SplitMix64 seeded with 2025; the last entry is the source's next word.
@Suite struct KnownAnswerTests {
  @Test(arguments: [
    (1, 2, [0, 0, 0, 0, -1, -1, 0, 0, 0, 1, 0, -2], 0x72b5_6447_7247_2ea4),
    (1, 1, [0, 1, 0, -1, 0, -2, -2, 1, 0, 1, -1, -1], 0x72b5_6447_7247_2ea4),
    (3, 1, [-1, 4, -3, 5, 1, -1, 3, -13, 1, -5, -2, -4], 0xab96_27bd_ce21_e915),
    (10, 3, [-3, 2, -2, 1, -11, 0, -1, -1, -7, 0, 2, 3], 0xa3ba_32b1_00fd_3b61),
    (65537, 1000, [-357, -36, -32, 21, -26, 64, 73, -7, -6, 39, -9, 78], 0x3b3b_ce05_d3bf_93ec),
    // The largest numerator and denominator.
    (1 << 40, (1 << 40) - 1, [-5, 0, 0, 1, -2, 1, 1, 0, 0, -1, 0, -1], 0xe8a6_11ad_c0d6_ced2),
  ] as [(Int64, Int64, [Int64], UInt64)])
  func laplace(_ n: Int64, _ d: Int64, _ values: [Int64], _ nextWord: UInt64) throws {
    var source = SplitMix(2025)
    #expect(try DiscreteLaplace(scale: fraction(n, d)).samples(values.count, using: &source) == values)
    #expect(source.next() == nextWord)
  }

  @Test(arguments: [
    (1, 1, [1, -1, 2, -1, 1, 1, 0, 0, -1, 0, 1, -1], 0x9c6b_178a_420e_06ce),
    (3, 1, [1, 2, 0, -2, -1, -1, 2, 0, 1, -2, -3, 0], 0xa3ba_32b1_00fd_3b61),
    (10, 1, [1, 3, -3, -6, 3, -1, 0, 2, 2, -3, -3, 0], 0x9c6b_178a_420e_06ce),
    (10, 3, [0, -1, -2, -1, 2, 0, -1, 1, 5, 1, -2, 0], 0xeacf_cb4d_ad6e_6922),
    (1, 4, [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, -1, 0], 0x9c6b_178a_420e_06ce),
    (65537, 1000, [-10, -2, 6, -10, 8, -8, -5, 11, -3, 0, -17, -4], 0x4a07_8a76_6b3c_e482),
    // The pence of one independent-school cell.
    (4_500_000_000_000_000, 1,
      [-100162159, -34473678, 134800211, 10539956, -88816731, 89953495, -27078383, -57935507, -117285983, 39703378,
        -106828169, 56281262], 0x450f_cf51_cfe6_d386),
    // The largest numerator and denominator.
    (1 << 61, (1 << 61) - 1, [1, 0, 1, -1, 1, 0, 0, -2, 0, 0, 1, 0], 0x89a0_6caa_871e_5b9d),
    (1 << 61, 1,
      [-762210594, 2593589591, -1244735630, 336532716, -1393370538, 315874006, 945830813, 235368697, 920143855,
        216496021, 365090338, 931049571], 0xeac3_dcb0_fcae_2787),
  ] as [(Int64, Int64, [Int64], UInt64)])
  func gaussian(_ n: Int64, _ d: Int64, _ values: [Int64], _ nextWord: UInt64) throws {
    var source = SplitMix(2025)
    #expect(try DiscreteGaussian(variance: fraction(n, d)).samples(values.count, using: &source) == values)
    #expect(source.next() == nextWord)
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
