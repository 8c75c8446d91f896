/// An exact fraction above zero in lowest terms: a price ρ or a variance, as a signed plan states it.
public struct Fraction: Hashable, Sendable, CustomStringConvertible {
  public let numerator: Int64
  public let denominator: Int64

  /// Reduces. Nil unless both are above 0.
  public init?(_ numerator: Int64, _ denominator: Int64) {
    self.init(wide: Int128(numerator), Int128(denominator))
  }

  /// Reduces. Nil unless both are above 0 and fit 64 bits after that.
  init?(wide numerator: Int128, _ denominator: Int128) {
    guard numerator > 0, denominator > 0 else { return nil }
    var (larger, smaller) = (numerator, denominator)
    while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
    guard let top = Int64(exactly: numerator / larger), let bottom = Int64(exactly: denominator / larger) else { return nil }
    (self.numerator, self.denominator) = (top, bottom)
  }

  /// Nil if the sum does not fit.
  public func adding(_ other: Fraction) -> Fraction? {
    let left = Int128(numerator) * Int128(other.denominator)
    let right = Int128(other.numerator) * Int128(denominator)
    return Fraction(wide: left + right, Int128(denominator) * Int128(other.denominator))
  }

  public var value: Double { Double(numerator) / Double(denominator) }

  /// `1/20`.
  public var description: String { "\(numerator)/\(denominator)" }
}
