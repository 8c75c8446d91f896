/// What a zCDP spend means as the better-known pair (ε, δ), and back.
///
/// Source: Canonne, Kamath, Steinke 2020 (*The discrete Gaussian for differential privacy*), proposition 12 and
/// corollary 13. Every order α > 1 gives a valid bound, so that no search can promise too much; rounding is covered by
/// a small step to the safe side. At most 1e-9 of the exact best away from it.
public enum PrivacyConversion {
  /// The ε that holds at `delta` for every mechanism with `rho`-zCDP: the least, over α > 1, of
  /// αρ + ln(1 − 1/α) + (ln(1/δ) − ln α) / (α − 1).
  ///
  /// Never below the exact minimum.
  /// - Returns: 0 for no spend; ∞ where nothing can be promised (`delta` not above 0, or a number that is none).
  public static func epsilon(rho: Double, delta: Double) -> Double {
    guard rho >= 0, delta > 0 else { return .infinity }
    if rho == 0 || delta >= 1 { return 0 }
    guard rho.isFinite else { return .infinity }
    let logInverseDelta = -Logarithm.natural(delta)
    func bound(_ t: Double) -> Double {  // t = α − 1
      let alpha = 1 + t
      return alpha * rho - Logarithm.onePlus(1 / t) + (logInverseDelta - Logarithm.natural(alpha)) / t
    }
    // The bound falls, then rises; the Gaussian optimum √(ln(1/δ)/ρ) lies within a factor 1000 of the least.
    let guess = (logInverseDelta / rho).squareRoot()
    let least = leastValue(of: bound, from: guess / 1000, to: guess * 1000)
    return max(0, least * (1 + 1e-11))
  }

  /// The δ that holds at `epsilon` for every mechanism with `rho`-zCDP: the least, over α > 1, of
  /// exp((α − 1)(αρ − ε)) / (α − 1) · (1 − 1/α)^α.
  ///
  /// Never below the exact minimum, nor below `leastStatedDelta`.
  /// - Returns: 0 for no spend; 1 where nothing can be promised.
  public static func delta(rho: Double, epsilon: Double) -> Double {
    guard rho >= 0, epsilon >= 0 else { return 1 }
    if rho == 0 { return 0 }
    guard rho.isFinite, epsilon.isFinite else { return rho.isFinite ? leastStatedDelta : 1 }
    // The best order solves (2α − 1)ρ − ε + ln(1 − 1/α) = 0, whose left side rises with t = α − 1.
    var (low, high) = (1e-300, epsilon / rho + 1e3)
    for _ in 0..<200 {
      let t = (low * high).squareRoot()
      if (1 + 2 * t) * rho - epsilon - Logarithm.onePlus(1 / t) < 0 { low = t } else { high = t }
    }
    let t = high
    let logarithm = t * ((1 + t) * rho - epsilon) - Logarithm.natural(t) - (1 + t) * Logarithm.onePlus(1 / t)
    return min(1, max(Exponential.natural(logarithm) * (1 + 1e-10), leastStatedDelta))
  }

  /// Beyond it there are too few digits.
  public static let leastStatedDelta = 1e-307

  /// The largest ρ whose `epsilon(rho:delta:)` is at most `epsilon`: what may be spent under a promise of (ε, δ).
  ///
  /// Never above the exact one.
  /// - Returns: 0 where nothing can be promised.
  public static func rho(epsilon: Double, delta: Double) -> Double {
    guard epsilon > 0, epsilon.isFinite, delta > 0, delta < 1 else { return 0 }
    var (low, high) = (0.0, epsilon)
    while self.epsilon(rho: high, delta: delta) <= epsilon { high *= 2 }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if self.epsilon(rho: middle, delta: delta) <= epsilon { low = middle } else { high = middle }
    }
    return low
  }

  /// Golden-section search in steps of equal ratio; 150 steps shrink any interval to rounding error.
  private static func leastValue(of f: (Double) -> Double, from lower: Double, to upper: Double) -> Double {
    var (a, b) = (lower, upper)
    var best = min(f(a), f(b))
    for _ in 0..<150 {
      let third = power(b / a)
      let (left, right) = (b / third, a * third)
      let (fLeft, fRight) = (f(left), f(right))
      best = min(best, fLeft, fRight)
      if fLeft < fRight { b = right } else { a = left }
    }
    return best
  }

  /// x^0.625 from square roots: the inner points lie 3/8 and 5/8 along, close to the golden section.
  private static func power(_ x: Double) -> Double {
    let root = x.squareRoot()
    return root * root.squareRoot().squareRoot()
  }
}
