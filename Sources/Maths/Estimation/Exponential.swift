/// The exponential function from the four operations alone, so that every machine computes the same bits.
public enum Exponential {
  /// e^x, relative error below 1e-15.
  /// - Returns: 0 below −708 (no subnormal numbers), ∞ above 709, NaN for NaN.
  public static func natural(_ x: Double) -> Double {
    guard x >= -708 else { return x.isNaN ? x : 0 }
    guard x <= 709 else { return .infinity }
    let twos = (x * 1.442_695_040_888_963_4).rounded(.toNearestOrEven)
    // ln 2 in two parts: the first has trailing zero bits, so its product with a power is exact.
    let rest = (x - twos * 0x1.62e42fefa3800p-1) - twos * 0x1.ef35793c76730p-45
    var sum = 1.0
    for factor in Self.inverses { sum = 1 + rest * factor * sum }
    return sum * Double(sign: .plus, exponent: Int(twos), significand: 1)
  }

  /// 1/14 to 1/1: the series of e^r for |r| ≤ ln 2 / 2 by Horner's rule; the first term left out is below 1e-19.
  private static let inverses: [Double] = (1...14).reversed().map { 1 / Double($0) }
}
