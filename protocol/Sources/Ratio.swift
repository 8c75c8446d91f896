/// An exact fraction in lowest terms. JSON: `[numerator, denominator]`.
public struct Ratio: Hashable, Sendable, CustomStringConvertible {
  public let numerator: Int64
  /// At least 1.
  public let denominator: Int64

  /// Reduces. Fails for a denominator that is not positive, and beyond ±(2^53 - 1) after reduction.
  public init?(_ numerator: Int64, _ denominator: Int64) {
    guard denominator > 0, numerator != .min else { return nil }
    let common = Self.greatestCommonDivisor(abs(numerator), denominator)
    let (top, bottom) = (numerator / common, denominator / common)
    guard abs(top) <= Wire.largestInteger, bottom <= Wire.largestInteger else { return nil }
    (self.numerator, self.denominator) = (top, bottom)
  }

  /// A fraction that is already in lowest terms, for constants of this module.
  init(lowest numerator: Int64, _ denominator: Int64) {
    (self.numerator, self.denominator) = (numerator, denominator)
  }

  public var json: JSON { .integers([numerator, denominator]) }

  /// Refuses fractions that are not positive or not in lowest terms: one spelling only.
  init(json: JSON, _ path: String) throws(WireError) {
    guard let parts = json.elements, parts.count == 2, case .integer(let top) = parts[0],
      case .integer(let bottom) = parts[1]
    else { throw .field(path, .wrongType) }
    guard top > 0, bottom > 0, let ratio = Ratio(top, bottom) else { throw .field(path, .outOfRange) }
    guard ratio.numerator == top, ratio.denominator == bottom else { throw .field(path, .notLowestTerms) }
    self = ratio
  }

  /// `1/20`, or `10` for whole numbers.
  public var description: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }

  /// Exact, for a person to read: decimals where these end and are no longer than the fraction would be (`0.015173` for
  /// 15173/1000000), else the fraction (`1/20`).
  public var shown: String {
    var (rest, places) = (denominator, 0)
    for factor: Int64 in [2, 5] {
      var times = 0
      while rest % factor == 0 { (rest, times) = (rest / factor, times + 1) }
      places = max(places, times)
    }
    guard rest == 1, places > 0, places <= 9 else { return description }
    let digits = String(numerator.magnitude % UInt64(denominator) * Self.power(places) / UInt64(denominator))
    let text = (numerator < 0 ? "-" : "") + "\(numerator.magnitude / UInt64(denominator))."
      + String(repeating: "0", count: max(0, places - digits.count)) + digits
    return text.count < description.count ? text : description
  }

  private static func power(_ places: Int) -> UInt64 { (0..<places).reduce(1) { power, _ in power * 10 } }

  static func greatestCommonDivisor(_ a: Int64, _ b: Int64) -> Int64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }

  /// `Δ² / (2·rho)`: the variance of a Gaussian that costs `rho` (zCDP) when one person moves cells whose changes' squares
  /// come to at most Δ² = `squaredBound`.
  ///
  /// Source: Bun and Steinke 2016, proposition 1.6; the discrete Gaussian keeps it (Canonne, Kamath, Steinke 2020).
  /// - Returns: nil if the exact value is beyond the protocol's integers.
  static func variance(squaredBound square: Int64, rho: Ratio) -> Ratio? {
    guard square > 0, rho.numerator > 0 else { return nil }
    // Reduce crosswise first, so that the products stay small.
    let one = greatestCommonDivisor(square, rho.numerator)
    let bottomFactor = rho.numerator / one
    let two = greatestCommonDivisor(rho.denominator, 2)
    let top = (square / one).multipliedReportingOverflow(by: rho.denominator / two)
    let bottom = bottomFactor.multipliedReportingOverflow(by: 2 / two)
    guard !top.overflow, !bottom.overflow else { return nil }
    return Ratio(top.partialValue, bottom.partialValue)
  }
}
