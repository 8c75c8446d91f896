@testable import Noise
import Testing

/// Every string of bits up to a length through the samplers as they are, from the word to the value: no chance is
/// involved, and nothing is taken for granted of how words become bits and bits become choices.
///
/// Strings that end within the length give each value's probability from below, what is left over from above.
/// `EnumerationTests` is sharper by far, choice for choice, and covers more parameters; this holds the joints.
@Suite struct BitTreeTests {
  static let depth = 20

  /// A word of chosen bits. Who asks for another has used more bits than it has.
  private struct OneWord: RandomNumberGenerator {
    let word: UInt64
    var asked: UInt64 = 0
    mutating func next() -> UInt64 {
      asked += 1
      return asked == 1 ? word : asked &* 0x9E37_79B9_7F4A_7C15
    }
  }

  /// Whole units of 2⁻ᵈᵉᵖᵗʰ.
  struct Tree {
    var values: [Int64: Int] = [:]
    var restarts = 0
    var unfinished = 0
    var accepted: Int { values.values.reduce(0, +) }

    /// Whether this tree can be that of a sampler with `law`.
    func allows(_ law: Law) -> Bool {
      let most = Double(accepted + unfinished)
      return (-law.reach...law.reach).allSatisfy { value in
        let (least, truth) = (Double(values[value, default: 0]), law.probability(value))
        return truth >= least / most * (1 - 1e-12) && truth <= (least + Double(unfinished)) / most * (1 + 1e-12)
      }
    }
  }

  private static func tree(_ round: (inout Dice<OneWord>) -> Int64?) -> Tree {
    var tree = Tree()
    var open: [(bits: UInt64, length: Int)] = [(0, 0)]
    while let (bits, length) = open.popLast() {
      var dice = Dice(OneWord(word: bits))
      let value = round(&dice)
      let asked = dice.generator.asked
      let used = asked == 0 ? 0 : asked == 1 ? UInt64.bitWidth - dice.bitsLeft : .max
      if used > depth {
        tree.unfinished += 1
      } else if let value {
        tree.values[value, default: 0] += 1 << (depth - used)
      } else {
        tree.restarts += 1 << (depth - used)
      }
      for place in length..<max(length, min(used, depth)) { open.append((bits | 1 << UInt64(place), place + 1)) }
    }
    return tree
  }

  static let scales: [(Int64, Int64)] = [
    (1, 4), (1, 3), (1, 2), (2, 3), (5, 7), (3, 4), (1, 1), (5, 4), (4, 3), (3, 2), (2, 1), (5, 2), (3, 1), (10, 3), (4, 1), (5, 1),
    (7, 1), (10, 1), (31, 3),
  ]

  @Test(arguments: scales) func laplace(_ n: Int64, _ d: Int64) throws {
    let sampler = try DiscreteLaplace(scale: fraction(n, d))
    try expect(Self.tree { sampler.attempt(&$0) }, Law.laplace(sampler.scale)) {
      try Law.laplace(sampler.scale.multiplied(by: $0))
    }
  }

  static let variances: [(Int64, Int64)] = [
    (1, 4), (1, 2), (5, 7), (3, 4), (1, 1), (3, 2), (2, 1), (5, 2), (3, 1), (10, 1),
  ]

  @Test(arguments: variances) func gaussian(_ n: Int64, _ d: Int64) throws {
    let sampler = try DiscreteGaussian(variance: fraction(n, d))
    try expect(Self.tree { sampler.attempt(&$0) }, Law.gaussian(sampler.variance)) {
      try Law.gaussian(sampler.variance.multiplied(by: $0))
    }
  }

  /// The law is allowed, every bit string is accounted for, and laws with twice or half the parameter are not allowed.
  private func expect(_ tree: Tree, _ law: Law, _ scaled: (Rational) throws -> Law) throws {
    #expect(tree.accepted + tree.restarts + tree.unfinished == 1 << Self.depth)
    #expect(tree.allows(law), "\(tree.unfinished) of \(1 << Self.depth) are unfinished")
    #expect(try !tree.allows(scaled(fraction(2))) && !tree.allows(scaled(fraction(1, 2))))
  }
}
