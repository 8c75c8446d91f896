/// What a spend lets an attacker do: decide from everything released whether one person is in the records.
///
/// A test has a share of false alarms (says "in" of those who are not) and a share that it finds (says "in" of those
/// who are). The most readable form of a privacy promise.
public enum MembershipTest {
  /// The largest share that any test finds, of any mechanism with `rho`-zCDP and whatever is computed from its
  /// results, at the given share of false alarms.
  ///
  /// A test turns two neighbouring record sets into two coins; their Rényi divergence of every order α > 1, in both
  /// directions, is at most αρ (data processing; Bun and Steinke 2016). The result is the largest share that keeps to
  /// that for each α of a fixed list: leaving orders out can only make it larger. Rounded up by 1e-9.
  /// - Returns: 1 where nothing can be promised.
  public static func mostFound(rho: Double, falseAlarms: Double) -> Double {
    guard rho >= 0, rho.isFinite, falseAlarms > 0, falseAlarms < 1 else { return 1 }
    var (possible, impossible) = (falseAlarms, 1.0)
    for _ in 0..<60 {
      let middle = (possible + impossible) / 2
      if isPossible(middle, falseAlarms, rho) { possible = middle } else { impossible = middle }
    }
    return min(1, impossible + 1e-9)
  }

  /// The same for Gaussian noise alone, Φ(Φ⁻¹(false alarms) + √(2ρ)): the figure that is usually quoted. Discrete
  /// noise can lie a little above it, so it is no bound; `mostFound` is.
  public static func foundUnderGaussianNoise(rho: Double, falseAlarms: Double) -> Double {
    guard rho >= 0, rho.isFinite, falseAlarms > 0, falseAlarms < 1 else { return 1 }
    let shifted = NormalDistribution.point(below: falseAlarms) + (2 * rho).squareRoot()
    return min(1, NormalDistribution.share(below: shifted) + 1e-12)
  }

  /// Orders α − 1 from 0.01 to 10,000 in equal ratios.
  private static let orders: [Double] = {
    var t = 0.01
    return (0..<240).map { _ in
      defer { t *= 1.0594630943592953 }  // 2^(1/12)
      return t
    }
  }()

  private static func isPossible(_ found: Double, _ falseAlarms: Double, _ rho: Double) -> Bool {
    guard found < 1 else { return false }
    for t in orders {
      let most = (1 + t) * rho * t + 1e-12  // room for rounding
      if scaledDivergence(found, falseAlarms, t) > most || scaledDivergence(falseAlarms, found, t) > most { return false }
    }
    return true
  }

  /// (α − 1) times the Rényi divergence of order α = 1 + t between coins of probabilities p and q:
  /// ln(p·(p/q)^t + (1 − p)·((1 − p)/(1 − q))^t). No number, hence no contradiction, where it is too large to compute.
  private static func scaledDivergence(_ p: Double, _ q: Double, _ t: Double) -> Double {
    let heads = t * (Logarithm.natural(p) - Logarithm.natural(q))
    let tails = t * (Logarithm.natural(1 - p) - Logarithm.natural(1 - q))
    let top = max(heads, tails)
    return top + Logarithm.natural(p * Exponential.natural(heads - top) + (1 - p) * Exponential.natural(tails - top))
  }
}
