internal import Randomness

/// Discrete Laplace noise: P(k) = (1 − q)/(1 + q) · q^|k| with q = exp(−1/scale), for every whole number k.
///
/// Sampler: CKS Algorithm 2 for scale t/s. Bounds, argued once here:
/// - t and s are at most `limit` = 2^40 (the initialiser refuses more);
/// - u < t <= 2^40; v < `longestRun` = 2^20, so x = u + t·v < 2^40 · 2^20 = 2^60, and x/s fits an `Int64`.
public struct DiscreteLaplace: Sendable {
  public let scale: Rational

  /// Largest numerator and denominator of a scale.
  public static let limit: Int64 = 1 << 40

  /// A geometric count of this length has probability exp(−1,048,576): a source that shows it isn't random.
  static let longestRun: UInt64 = 1 << 20

  private let t: UInt64
  private let s: UInt64

  /// Throws `badScale` unless 0 < scale, with numerator and denominator at most `limit`.
  public init(scale: Rational) throws(NoiseError) {
    guard scale.numerator > 0, scale.numerator <= Self.limit, scale.denominator <= Self.limit else {
      throw .badScale(scale)
    }
    self.scale = scale
    t = scale.numerator.magnitude
    s = scale.denominator.magnitude
  }

  @specialized(where Generator == KernelRandom)
  public func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Int64 {
    var dice = Dice(generator)
    defer { generator = dice.generator }
    return sample(&dice)
  }

  /// `count` independent samples; none for a count below 1.
  @specialized(where Generator == KernelRandom)
  public func samples<Generator: RandomNumberGenerator>(_ count: Int, using generator: inout Generator) -> [Int64] {
    var dice = Dice(generator)
    defer { generator = dice.generator }
    return (0..<max(0, count)).map { _ in sample(&dice) }
  }

  func sample(_ chance: inout some Chance) -> Int64 {
    while true {
      if let value = attempt(&chance) { return value }
    }
  }

  /// One round of Algorithm 2; nil where the algorithm starts again. Rounds are independent.
  func attempt(_ chance: inout some Chance) -> Int64? {
    let u = chance.below(t)
    guard chance.survives(Share(part: u, whole: t), .certain) else { return nil }
    var v: UInt64 = 0
    while chance.survives(.certain, .certain) {
      v += 1
      // Fails closed: a stuck source must not pass for noise.
      precondition(v < Self.longestRun, "the random source repeats itself; no noise can be drawn from it")
    }
    let magnitude = (u + t * v) / s
    let isNegative = chance.below(2) == 1
    if isNegative && magnitude == 0 { return nil }  // zero has one sign only, else it would count twice
    let value = Int64(magnitude)
    return isNegative ? -value : value
  }
}
