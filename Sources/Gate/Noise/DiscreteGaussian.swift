internal import Randomness

/// Discrete Gaussian noise: P(k) proportional to exp(−k²/(2·variance)), for every whole number k.
///
/// `variance` is the parameter σ². The true variance is at most σ², and within 3·10⁻⁷ of it from σ² = 1 upwards.
/// Added to a count that one person moves by at most Δ it is exactly Δ²/(2σ²)-zCDP (CKS Theorem 4).
///
/// Sampler: CKS Algorithm 3 for σ² = n/d: y from a discrete Laplace of scale t = ⌊σ⌋ + 1, kept with probability
/// exp(−γ), γ = (|y| − σ²/t)² / (2σ²) = m² / (2·n·d·t²) with m = | |y|·d·t − n |.
///
/// m² needs more than 128 bits, so γ is never formed. γ = a·b with a = m/(d·t²) and b = m/(2n); with whole and
/// broken parts a = a₁ + a₂, b = b₁ + b₂ we have exp(−γ) = exp(−1)^(a₁b₁) · exp(−b₂)^a₁ · exp(−a₂)^b₁ · exp(−a₂b₂),
/// a chain of independent trials that ends at the first failure.
///
/// Bounds, argued once here, with n, d <= `limit` = 2^61 (the initialiser refuses more):
/// - t <= ⌊√(2^61)⌋ + 1 < 2^31, inside the limit of `DiscreteLaplace`;
/// - σ < 1: t = 1, d·t² = d. σ >= 1: t <= 2σ, d·t² <= 4n. Hence d·t <= d·t² <= 2^63, and 2n <= 2^62: both whole
///   parts of a `Share` fit a `UInt64` and the limit of `Chance.below`;
/// - |y| < 2^20·t (`DiscreteLaplace.longestRun`), so |y|·d·t < 2^20·d·t² <= 2^83 and m < 2^84, in `UInt128`;
/// - a < 2^20 because |y|/t < 2^20 and n/(d·t²) < 1; b < 2^84; a₁·b₁ < 2^104, in `UInt128`.
public struct DiscreteGaussian: Sendable {
  public let variance: Rational

  /// Largest numerator and denominator of a variance: 2^61, about 2.3 · 10^18.
  public static let limit: Int64 = 1 << 61

  private let proposal: DiscreteLaplace
  private let n: UInt128
  private let dt: UInt128
  private let aWhole: UInt128  // d·t²
  private let bWhole: UInt128  // 2n

  /// Throws `badVariance` unless 0 < variance, with numerator and denominator at most `limit`.
  public init(variance: Rational) throws(NoiseError) {
    guard variance.numerator > 0, variance.numerator <= Self.limit, variance.denominator <= Self.limit else {
      throw .badVariance(variance)
    }
    let t = Self.floorOfSquareRoot(variance.numerator / variance.denominator) + 1  // ⌊√x⌋ = ⌊√⌊x⌋⌋
    guard let scale = Rational(t, 1) else { throw .badVariance(variance) }
    self.variance = variance
    proposal = try DiscreteLaplace(scale: scale)
    n = UInt128(variance.numerator.magnitude)
    dt = UInt128(variance.denominator.magnitude) * UInt128(t.magnitude)
    aWhole = dt * UInt128(t.magnitude)
    bWhole = 2 * n
  }

  // The product hands in no other generator; code of its own for it saves half of the time.
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

  /// One round of Algorithm 3; nil where the algorithm starts again. Rounds are independent. Starting the whole
  /// round again when the proposal does, instead of the proposal alone, leaves the distribution as it is.
  func attempt(_ chance: inout some Chance) -> Int64? {
    guard let y = proposal.attempt(&chance), keeps(y.magnitude, &chance) else { return nil }
    return y
  }

  /// True with probability exp(−γ) for |y| = `magnitude`.
  private func keeps(_ magnitude: UInt64, _ chance: inout some Chance) -> Bool {
    let product = UInt128(magnitude) * dt
    let m = product > n ? product - n : n - product
    let (a1, a2) = m.quotientAndRemainder(dividingBy: aWhole)
    let (b1, b2) = m.quotientAndRemainder(dividingBy: bWhole)
    let a = Share(part: UInt64(a2), whole: UInt64(aWhole))  // remainders are below their divisors, <= 2^63
    let b = Share(part: UInt64(b2), whole: UInt64(bWhole))
    return survives(a1 * b1, .certain, .certain, &chance)
      && survives(a1, b, .certain, &chance)
      && survives(b1, a, .certain, &chance)
      && chance.survives(a, b)
  }

  /// `times` trials in a row, given up at the first failure.
  private func survives(_ times: UInt128, _ first: Share, _ second: Share, _ chance: inout some Chance) -> Bool {
    var done: UInt128 = 0
    while done < times {
      guard chance.survives(first, second) else { return false }
      done += 1
    }
    return true
  }

  /// The largest r with r² <= value, by bisection on 0 … 2^31; `value` is at most 2^61.
  private static func floorOfSquareRoot(_ value: Int64) -> Int64 {
    var (low, high): (Int64, Int64) = (0, 1 << 31)  // low² <= value < high²
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if middle * middle <= value { low = middle } else { high = middle }
    }
    return low
  }
}
