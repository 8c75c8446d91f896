/// How sure an interval is.
public enum Confidence: Sendable, CaseIterable {
  case p95, p99

  /// The probability that the truth lies outside.
  public var failure: Double { self == .p95 ? 0.05 : 0.01 }
  /// z with P(|N(0, 1)| ≤ z) = 1 − failure.
  public var normalQuantile: Double { self == .p95 ? 1.959_963_984_540_054 : 2.575_829_303_548_900_4 }
}

extension Interval {
  /// Exact half-width of one figure with discrete Gaussian noise: the smallest whole h with P(|X| ≤ h) ≥ 95% (or 99%).
  ///
  /// Below σ² = 10⁴ by adding the probabilities; above by the Euler-Maclaurin formula, whose error is below 10⁻⁹ of a
  /// step there. Where h and h + 1 are a tie within 10⁻⁹, h + 1.
  /// - Parameter variance: the parameter σ² of the noise; above 0, at most 10³⁰.
  public static func exactHalfWidth(variance: Double, confidence: Confidence = .p95) -> Double {
    precondition(variance > 0 && variance <= 1e30, "a variance")
    return variance < 10_000 ? summed(variance, confidence) : expanded(variance, confidence)
  }

  private static func summed(_ variance: Double, _ confidence: Confidence) -> Double {
    let weights = DiscreteGaussianWeights(variance: variance)
    let enough = (1 - confidence.failure + 1e-10) * weights.total
    var (sum, width) = (weights.values[0], 0)
    while sum < enough, width + 1 < weights.values.count {
      width += 1
      sum += 2 * weights.values[width]
    }
    return Double(width)
  }

  /// P(|X| ≤ h) = 2Φ(u) − 1 + uφ(u)/(12σ²) + 7(3u − u³)φ(u)/(2880σ⁴) + …, u = (h + ½)/σ; solved for u about the normal z.
  private static func expanded(_ variance: Double, _ confidence: Confidence) -> Double {
    let z = confidence.normalQuantile
    let cube = z * z * z
    let first = -z / 24
    let second = (cube / 576 + z * (1 - z * z) / 288 - 7 * (3 * z - cube) / 2880) / 2
    let u = z + (first + second / variance) / variance
    return (variance.squareRoot() * u - 0.5 + 1e-9).rounded(.up)
  }

  /// Half-width that holds for every sum of discrete Gaussian noises, without approximation: √(2V ln(2m/β)).
  ///
  /// Discrete Gaussian noise is sub-Gaussian with its parameter σ² (Canonne, Kamath, Steinke 2020), and so is every
  /// weighted sum of independent ones, with V the sum of squared weights × σ².
  /// - Parameters:
  ///   - failure: β, the probability that any of the figures errs by more.
  ///   - figures: m, how many figures it must hold for together.
  public static func certainHalfWidth(variance: Double, failure: Double = 0.05, figures: Int = 1) -> Double {
    precondition(variance >= 0 && failure > 0 && failure < 1 && figures > 0, "a variance, a probability, a number")
    let width = (2 * variance * Logarithm.natural(2 * Double(figures) / failure)).squareRoot()
    return width * (1 + 1e-14)
  }

  /// The interval of a figure that can't be below 0: what lies from 0 upwards of estimate ± half-width, or 0 alone.
  ///
  /// It covers the truth as often as the whole interval does. The estimate stays the unbiased one, even below 0; the
  /// interval is never centred on a figure that was moved to 0.
  public static func nonNegative(estimate: Double, halfWidth: Double) -> ClosedRange<Double> {
    max(estimate - halfWidth, 0)...max(estimate + halfWidth, 0)
  }
}

/// exp(−k²/(2σ²)) for k = 0, 1, … until it no longer counts.
struct DiscreteGaussianWeights {
  let values: [Double]
  /// Over all k, those below 0 too.
  let total: Double

  init(variance: Double) {
    // q^(k²) by q^(2k+1) from one to the next; q = exp(−1/(2σ²)).
    let q = Self.exponential(-0.5 / variance)
    let square = q * q
    var (weights, weight, step) = ([1.0], 1.0, q)
    while weight * step > 1e-18 {
      weight *= step
      step *= square
      weights.append(weight)
    }
    values = weights
    // The smallest first.
    total = 2 * weights.dropFirst().reversed().reduce(0, +) + 1
  }

  /// eˣ for x ≤ 0, from the four operations alone: halved until small, its series, squared back.
  static func exponential(_ x: Double) -> Double {
    if x < -700 { return 0 }
    var (small, squarings) = (x, 0)
    while small < -0.03 {
      small /= 2
      squarings += 1
    }
    // eˣ − 1, squared as y² + 2y, so that nothing is lost near 1.
    var sum = 0.0
    for term in stride(from: 12.0, through: 1.0, by: -1.0) { sum = (sum + 1) * small / term }
    for _ in 0..<squarings { sum = sum * sum + 2 * sum }
    return 1 + sum
  }
}
