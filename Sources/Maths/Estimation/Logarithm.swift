/// Natural logarithms from the four operations alone, so that every machine computes the same bits.
public enum Logarithm {
  /// ln x, relative error below 1e-15 away from 1 and absolute error below 1e-16 near it.
  /// - Returns: −∞ for 0, NaN for a negative number or NaN, ∞ for ∞.
  public static func natural(_ x: Double) -> Double {
    guard x > 0, x.isFinite else { return x == 0 ? -.infinity : (x > 0 ? .infinity : .nan) }
    var significand = x.significand
    var exponent = Double(x.exponent)
    if significand > 1.414_213_562_373_095_1 {
      significand /= 2
      exponent += 1
    }
    // ln 2 in two parts: the first has trailing zero bits, so its product with an exponent is exact.
    let high = 0x1.62e42fefa3800p-1
    let low = 0x1.ef35793c76730p-45
    return exponent * high + (exponent * low + twiceArtanh((significand - 1) / (significand + 1)))
  }

  /// ln(1 + y) for y above −1, accurate for small y too.
  public static func onePlus(_ y: Double) -> Double {
    y > -0.25 && y < 0.25 ? twiceArtanh(y / (2 + y)) : natural(1 + y)
  }

  /// 2 artanh z by its series, |z| ≤ 0.172: the first term left out is below 1e-18 of the sum.
  private static func twiceArtanh(_ z: Double) -> Double {
    let square = z * z
    // Horner's rule, written out: the compiler then divides once and for all.
    var sum = 1 / 23.0 * square
    sum = (sum + 1 / 21.0) * square
    sum = (sum + 1 / 19.0) * square
    sum = (sum + 1 / 17.0) * square
    sum = (sum + 1 / 15.0) * square
    sum = (sum + 1 / 13.0) * square
    sum = (sum + 1 / 11.0) * square
    sum = (sum + 1 / 9.0) * square
    sum = (sum + 1 / 7.0) * square
    sum = (sum + 1 / 5.0) * square
    sum = (sum + 1 / 3.0) * square
    return 2 * z + 2 * z * sum
  }
}
