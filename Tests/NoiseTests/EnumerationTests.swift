import Foundation
@testable import Noise
import TestSupport
import Testing

/// No chance is involved here: every sequence of choices is walked, so a bias of 10⁻¹⁰ would show.
@Suite struct EnumerationTests {
  /// Words chosen by the test, then zeros.
  private struct Words: RandomNumberGenerator {
    var words: [UInt64]
    mutating func next() -> UInt64 { words.isEmpty ? 0 : words.removeFirst() }
  }

  /// Each value below the limit has exactly one pattern, and every other pattern is drawn again.
  @Test func everyPatternOfAUniformNumber() {
    for limit: UInt64 in 1...130 {
      let width = UInt64(UInt64.bitWidth - (limit - 1).leadingZeroBitCount)
      for pattern: UInt64 in 0..<(1 << width) {
        // The same word holds the second try: all ones below the width, which is below no limit but a power of two.
        let second = limit.nonzeroBitCount == 1 ? 0 : limit - 1
        var dice = Dice(Words(words: [pattern | (second << width)]))
        #expect(dice.below(limit) == (pattern < limit ? pattern : second))
      }
    }
    var one = Dice(Words(words: []))
    #expect(one.below(1) == 0)
    var largest = Dice(Words(words: [.max, .max >> 1]))
    #expect(largest.below(1 << 63) == UInt64.max >> 1)
    var again = Dice(Words(words: [.max, 12345]))
    #expect(again.below((1 << 62) + 1) == 12345)
  }

  @Test(arguments: [(0, 1, 1, 1), (1, 1, 1, 1), (1, 3, 1, 1), (2, 3, 3, 4), (9, 10, 65535, 65537), (1, 1_000_003, 1, 2)])
  func survivalHasTheProbabilityOfTheExponential(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) {
    var chance = EveryCoin()
    var (mass, lost) = (0.0, 0.0)
    repeat {
      let survived = chance.survives(Share(part: a, whole: b), Share(part: c, whole: d))
      if chance.walk.isLost { lost += chance.walk.mass } else if survived { mass += chance.walk.mass }
    } while chance.walk.advance()
    #expect(abs(mass - exp(-Double(a) / Double(b) * Double(c) / Double(d))) < 1e-13)
    #expect(lost < 1e-13)
  }

  /// Awkward ones among them: a library's proven sampler was biased for two years at all scales but powers of two.
  static let scales: [(Int64, Int64)] = [
    (1, 4), (1, 3), (1, 2), (5, 7), (1, 1), (4, 3), (3, 2), (2, 1), (5, 2), (3, 1), (10, 3), (4, 1), (4099, 1000), (5, 1),
    (7, 1), (65, 8), (10, 1), (31, 3), (257, 17), (20, 1),
  ]

  @Test(arguments: scales) func laplaceHasTheClosedFormsProbabilities(_ n: Int64, _ d: Int64) throws {
    let sampler = try DiscreteLaplace(scale: fraction(n, d))
    let (law, lost) = everyOutcome { sampler.attempt(&$0) }
    let truth = Law.laplace(sampler.scale)
    #expect(lost < 1e-10)
    for k in -truth.reach...truth.reach { #expect(abs(law[k, default: 0] - truth.probability(k)) < 1e-11 + lost) }
  }

  static let variances: [(Int64, Int64)] = [
    (1, 16), (1, 4), (1, 2), (5, 7), (1, 1), (4, 3), (2, 1), (5, 2), (3, 1), (10, 3), (4, 1), (7, 1), (9, 1), (10, 1),
    (100, 9), (20, 1), (30, 1), (65537, 1000), (100, 1), (123457, 1000), (1000, 3),
  ]

  @Test(arguments: variances) func gaussianHasTheClosedFormsProbabilities(_ n: Int64, _ d: Int64) throws {
    let sampler = try DiscreteGaussian(variance: fraction(n, d))
    let (law, lost) = everyOutcome { sampler.attempt(&$0) }
    let truth = Law.gaussian(sampler.variance)
    #expect(lost < 1e-10)
    for k in -truth.reach...truth.reach { #expect(abs(law[k, default: 0] - truth.probability(k)) < 1e-11 + lost) }
  }

  @Test func aVarianceOffByOneInAMillionIsSeen() throws {
    let sampler = try DiscreteGaussian(variance: fraction(1_000_001, 100_000))
    let (law, _) = everyOutcome { sampler.attempt(&$0) }
    let truth = Law.gaussian(try fraction(10))
    #expect(abs(law[0, default: 0] - truth.probability(0)) > 1e-8)
  }

  /// Probabilities computed elsewhere to 30 digits (60-digit arithmetic), from the shared files.
  @Test(.enabled(if: SharedFiles.folder != nil, "needs the shared files"))
  func agreesWithProbabilitiesComputedElsewhere() throws {
    var compared = 0
    for (row, probability) in try rows("oracles/pmf_discrete_laplace.csv", Self.scales, { scale in
      let sampler = try DiscreteLaplace(scale: scale)
      return everyOutcome { sampler.attempt(&$0) }.law
    }) {
      #expect(abs(row - probability) < 1e-10)
      compared += 1
    }
    for (row, probability) in try rows("oracles/pmf_discrete_gaussian.csv", Self.variances, { variance in
      let sampler = try DiscreteGaussian(variance: variance)
      return everyOutcome { sampler.attempt(&$0) }.law
    }) {
      #expect(abs(row - probability) < 1e-10)
      compared += 1
    }
    #expect(compared > 400)
  }

  /// (published, ours) for each row of the file whose parameter is among `wanted`.
  private func rows(
    _ file: String, _ wanted: [(Int64, Int64)], _ law: (Rational) throws -> [Int64: Double]
  ) throws -> [(Double, Double)] {
    let text = try String(contentsOfFile: #require(SharedFiles.path(file)), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).dropFirst().map { $0.split(separator: ",") }
    return try wanted.flatMap { n, d in
      let ours = try law(fraction(n, d))
      return try lines.filter { $0[0] == "\(n)" && $0[1] == "\(d)" }.map { line in
        (try #require(Double(line[3])), ours[try #require(Int64(line[2])), default: 0])
      }
    }
  }
}
