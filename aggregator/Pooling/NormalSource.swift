import Estimation

/// Normal numbers from a seed, for redrawing noise that is already in released figures.
///
/// Reproducible on purpose, so never a source of privacy noise: that comes from the operating system inside the
/// boroughs' agents. SplitMix64 (Steele, Lea, Flood 2014) and the polar method (Marsaglia, Bray 1964).
struct NormalSource {
  private var state: UInt64
  private var spare: Double?

  init(seed: UInt64) { state = seed }

  /// Mean 0, variance 1.
  mutating func next() -> Double {
    if let kept = spare {
      spare = nil
      return kept
    }
    while true {
      let (x, y) = (signedUnit(), signedUnit())
      let square = x * x + y * y
      guard square > 0, square < 1 else { continue }
      let factor = (-2 * Logarithm.natural(square) / square).squareRoot()
      spare = y * factor
      return x * factor
    }
  }

  /// Uniform in −1..<1, 53 bits.
  private mutating func signedUnit() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-52 - 1
  }
}
