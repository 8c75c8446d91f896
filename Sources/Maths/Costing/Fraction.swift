/// An exact rational number in lowest terms: amounts and counts on their way to whole pence.
///
/// Every step is checked: what does not fit 128 bits is `overflow`, never a wrapped or rounded number.
public struct Fraction: Hashable, Sendable, ExpressibleByIntegerLiteral {
  public let numerator: Int128
  /// Above 0.
  public let denominator: Int128

  public init(_ whole: Int) { (numerator, denominator) = (Int128(whole), 1) }
  public init(integerLiteral whole: Int) { self.init(whole) }

  /// Nil where the denominator is 0 or a term is beyond 2¹²⁶.
  public init?(_ numerator: Int128, _ denominator: Int128) {
    let limit = UInt128(1) << 126
    guard denominator != 0, numerator.magnitude < limit, denominator.magnitude < limit else { return nil }
    let sign: Int128 = denominator < 0 ? -1 : 1
    let common = Int128(Self.commonDivisor(numerator.magnitude, denominator.magnitude))
    (self.numerator, self.denominator) = (sign * numerator / common, sign * denominator / common)
  }

  public var isZero: Bool { numerator == 0 }
  public var isNegative: Bool { numerator < 0 }
  public var isWhole: Bool { denominator == 1 }
  public var negated: Fraction { Fraction(-numerator, denominator) ?? 0 }

  public func times(_ other: Fraction) throws(CostingError) -> Fraction {
    // Reduced crosswise first, so that only results that are large by themselves overflow.
    guard let a = Fraction(numerator, other.denominator), let b = Fraction(other.numerator, denominator) else {
      throw .overflow
    }
    return try Self.made(
      a.numerator.multipliedReportingOverflow(by: b.numerator),
      a.denominator.multipliedReportingOverflow(by: b.denominator))
  }

  /// - Throws: `overflow` also for a divisor of 0, which no count or rate here may be.
  public func over(_ divisor: Fraction) throws(CostingError) -> Fraction {
    guard let inverse = Fraction(divisor.denominator, divisor.numerator) else { throw .overflow }
    return try times(inverse)
  }

  public func plus(_ other: Fraction) throws(CostingError) -> Fraction {
    let (left, a) = numerator.multipliedReportingOverflow(by: other.denominator)
    let (right, b) = other.numerator.multipliedReportingOverflow(by: denominator)
    guard !a, !b else { throw .overflow }
    return try Self.made(
      left.addingReportingOverflow(right), denominator.multipliedReportingOverflow(by: other.denominator))
  }

  /// The nearest whole number; a half goes to the even one.
  public func rounded() throws(CostingError) -> Int {
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    let twice = 2 * remainder.magnitude
    let goesOn = twice > denominator.magnitude || (twice == denominator.magnitude && quotient % 2 != 0)
    guard let whole = Int(exactly: goesOn ? quotient + numerator.signum() : quotient) else { throw .overflow }
    return whole
  }

  private static func made(
    _ numerator: (partialValue: Int128, overflow: Bool), _ denominator: (partialValue: Int128, overflow: Bool)
  ) throws(CostingError) -> Fraction {
    guard !numerator.overflow, !denominator.overflow,
      let result = Fraction(numerator.partialValue, denominator.partialValue)
    else { throw .overflow }
    return result
  }

  private static func commonDivisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}

extension Fraction: Comparable {
  /// By the whole parts, then by what is left over, so that nothing overflows.
  public static func < (a: Fraction, b: Fraction) -> Bool {
    let (one, other) = (a.floor, b.floor)
    if one != other { return one < other }
    let (left, right) = (a.numerator - one * a.denominator, b.numerator - other * b.denominator)
    let (x, y) = (left.multipliedFullWidth(by: b.denominator), right.multipliedFullWidth(by: a.denominator))
    return (x.high, x.low) < (y.high, y.low)
  }

  private var floor: Int128 {
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
