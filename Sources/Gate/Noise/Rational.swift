/// An exact fraction in lowest terms with a positive denominator.
///
/// Every operation is checked: what doesn't fit 64 bits is an error, never rounded and never wrapped.
/// Intermediate values are `Int128`: two products of 64-bit factors stay below 2^126 each, and their sum or
/// difference below 2^127, so none of the operations below can overflow before the final narrowing.
public struct Rational: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let numerator: Int64
  public let denominator: Int64

  public static let zero = Rational(inLowestTerms: 0, 1)
  public static let one = Rational(inLowestTerms: 1, 1)

  /// `numerator / denominator`, reduced. Nil if the denominator is zero or the reduced form doesn't fit 64 bits.
  public init?(_ numerator: Int64, _ denominator: Int64) {
    guard let made = Rational(reducing: Int128(numerator), Int128(denominator)) else { return nil }
    self = made
  }

  /// Reads the spelling that `fraction` gives, and no other: no sign before zero, no leading zeros, lowest terms.
  public init?(fraction text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let numerator = Int64(parts[0]), let denominator = Int64(parts[1]), denominator > 0,
      let made = Rational(numerator, denominator), made.fraction == text
    else { return nil }
    self = made
  }

  private init(inLowestTerms numerator: Int64, _ denominator: Int64) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// Reduces, moves the sign to the numerator, narrows. Nil for a zero denominator or what doesn't fit.
  /// Neither argument may be `Int128.min`; sums and products of 64-bit numbers never are.
  init?(reducing numerator: Int128, _ denominator: Int128) {
    guard denominator != 0, numerator != .min, denominator != .min else { return nil }
    let divisor = greatestCommonDivisor(numerator.magnitude, denominator.magnitude)  // >= 1: denominator isn't 0
    let sign: Int128 = (denominator < 0) ? -1 : 1
    guard let whole = Int128(exactly: divisor), let top = Int64(exactly: sign * (numerator / whole)),
      let bottom = Int64(exactly: sign * (denominator / whole))
    else { return nil }
    self.init(inLowestTerms: top, bottom)
  }

  public func adding(_ other: Rational) throws(NoiseError) -> Rational {
    let sum = wide(numerator) * wide(other.denominator) + wide(other.numerator) * wide(denominator)
    return try checked(sum, wide(denominator) * wide(other.denominator), "\(self) + \(other)")
  }

  public func subtracting(_ other: Rational) throws(NoiseError) -> Rational {
    let difference = wide(numerator) * wide(other.denominator) - wide(other.numerator) * wide(denominator)
    return try checked(difference, wide(denominator) * wide(other.denominator), "\(self) - \(other)")
  }

  public func multiplied(by other: Rational) throws(NoiseError) -> Rational {
    try checked(
      wide(numerator) * wide(other.numerator), wide(denominator) * wide(other.denominator), "\(self) * \(other)")
  }

  public func divided(by other: Rational) throws(NoiseError) -> Rational {
    guard other.numerator != 0 else { throw .divisionByZero }
    return try checked(
      wide(numerator) * wide(other.denominator), wide(denominator) * wide(other.numerator), "\(self) / \(other)")
  }

  public static func < (left: Rational, right: Rational) -> Bool {
    wide(left.numerator) * wide(right.denominator) < wide(right.numerator) * wide(left.denominator)
  }

  /// `1/20`, and `3` for whole numbers.
  public var description: String { denominator == 1 ? "\(numerator)" : fraction }

  /// `1/20`, and `3/1` for whole numbers: one spelling per value, for files.
  public var fraction: String { "\(numerator)/\(denominator)" }
}

private func wide(_ value: Int64) -> Int128 { Int128(value) }

private func checked(_ top: Int128, _ bottom: Int128, _ operation: @autoclosure () -> String) throws(NoiseError)
  -> Rational
{
  guard let made = Rational(reducing: top, bottom) else { throw .overflow(operation: operation()) }
  return made
}

/// Euclid's algorithm. Zero only if both are zero.
private func greatestCommonDivisor(_ left: UInt128, _ right: UInt128) -> UInt128 {
  var (larger, smaller) = (left, right)
  while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
  return larger
}
