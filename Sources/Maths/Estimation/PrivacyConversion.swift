/// What a zCDP spend means as the better-known pair (ε, δ).
public enum PrivacyConversion {
  /// The ε that holds at `delta` for every mechanism with `rho`-zCDP: the least, over α > 1, of
  /// αρ + ln(1 − 1/α) + (ln(1/δ) − ln α) / (α − 1).
  ///
  /// Canonne, Kamath, Steinke 2020 (*The discrete Gaussian for differential privacy*, proposition 12, corollary 13).
  /// Every α gives a valid bound, so the search cannot make ε too small; rounding is covered by adding one part in
  /// 10¹¹. Never below the exact minimum, at most 1e-9 of it above.
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
