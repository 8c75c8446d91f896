/// The price of discrete Gaussian noise, exactly.
///
/// Unit: rho of zero-concentrated differential privacy. Prices of several statistics about the same person add.
public enum Accounting {
  /// bound² / (2 · variance): what a table costs that one person moves by at most `bound` (Euclidean norm).
  ///
  /// Source: CKS Theorem 4. Throws `badBound`, `badVariance`, `overflow`.
  public static func gaussianRho(bound: Int64, variance: Rational) throws(NoiseError) -> Rational {
    guard variance > .zero else { throw .badVariance(variance) }
    return try halfSquare(bound, over: variance)
  }

  /// bound² / (2 · rho): the variance per cell at which such a table costs exactly `rho`.
  ///
  /// Throws `badBound`, `badRho`, `overflow`.
  public static func gaussianVariance(bound: Int64, rho: Rational) throws(NoiseError) -> Rational {
    guard rho > .zero else { throw .badRho(rho) }
    return try halfSquare(bound, over: rho)
  }

  /// bound² / (2 · divisor). bound² < 2^126; its product with the denominator is checked; 2 · numerator < 2^64.
  private static func halfSquare(_ bound: Int64, over divisor: Rational) throws(NoiseError) -> Rational {
    guard bound > 0 else { throw .badBound(bound) }
    let square = Int128(bound) * Int128(bound)
    let (top, overflow) = square.multipliedReportingOverflow(by: Int128(divisor.denominator))
    guard !overflow, let made = Rational(reducing: top, 2 * Int128(divisor.numerator)) else {
      throw .overflow(operation: "\(bound)² / (2 · \(divisor))")
    }
    return made
  }
}
