internal import Foundation

/// Exact limits for a probability of which `hits` of `trials` independent draws were seen (Clopper and Pearson 1934).
public enum ClopperPearson {
  /// At most one time in 1/`risk` is the true probability above it.
  public static func upper(_ hits: Int, of trials: Int, risk: Double) -> Double {
    hits == trials ? 1 : least { atMost(hits, of: trials, probability: $0) <= risk }
  }

  /// At most one time in 1/`risk` is the true probability below it.
  public static func lower(_ hits: Int, of trials: Int, risk: Double) -> Double {
    1 - upper(trials - hits, of: trials, risk: risk)
  }

  /// P(a binomial is at most `hits`) = I₁₋ₚ(trials − hits, hits + 1).
  private static func atMost(_ hits: Int, of trials: Int, probability p: Double) -> Double {
    incompleteBeta(1 - p, Double(trials - hits), Double(hits + 1))
  }

  /// The least number in 0...1 from which `holds` holds.
  private static func least(_ holds: (Double) -> Bool) -> Double {
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if holds(middle) { high = middle } else { low = middle }
    }
    return high
  }

  /// Regularised; by Lentz's continued fraction on the side where it converges fast.
  private static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
    let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    let tiny = 1e-300
    var c = 1.0
    var d = 1 - (a + b) * x / (a + 1)
    d = 1 / (abs(d) < tiny ? tiny : d)
    var fraction = d
    for m in 1...100_000 {
      let m = Double(m)
      for term in [
        m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
      ] {
        d = 1 + term * d
        d = 1 / (abs(d) < tiny ? tiny : d)
        c = 1 + term / c
        if abs(c) < tiny { c = tiny }
        fraction *= c * d
      }
      if abs(c * d - 1) < 1e-14 { break }
    }
    return front * fraction
  }
}
