import Foundation
import Noise

/// Noise with a known flaw, or with none, in double precision and by another method than the program's.
///
/// What the statistical tests have to reject; without a flaw they have to accept it, so that it is the flaw they see.
struct FlawedNoise {
  enum Flaw: CaseIterable {
    case none, fivePerCentTooWide, fivePerCentTooNarrow, signBias, negativeZeroKept
  }

  let flaw: Flaw
  private let draw: (inout SplitMix) -> Int64

  /// The scale is off by what makes the variance of a continuous Laplace 5 % off.
  static func laplace(_ scale: Rational, _ flaw: Flaw) -> FlawedNoise {
    let scale = Double(scale.numerator) / Double(scale.denominator) * factor(flaw).squareRoot()
    return FlawedNoise(flaw: flaw) { exponentialFloor(scale, &$0) }
  }

  /// Rejection from a discrete Laplace whose negative zero is rejected or kept.
  static func gaussian(_ variance: Rational, _ flaw: Flaw) -> FlawedNoise {
    let variance = Double(variance.numerator) / Double(variance.denominator) * factor(flaw)
    let t = variance.squareRoot().rounded(.down) + 1
    return FlawedNoise(flaw: flaw) { source in
      while true {
        let y = exponentialFloor(t, &source)
        let excess = Double(y) - variance / t
        if unit(&source) < exp(-excess * excess / (2 * variance)) { return y }
      }
    }
  }

  func samples(_ count: Int, using source: inout SplitMix) -> [Int64] {
    (0..<count).map { _ in
      while true {
        let magnitude = draw(&source)
        let isNegative = Self.unit(&source) < (flaw == .signBias ? 0.495 : 0.5)
        if magnitude == 0 && isNegative && flaw != .negativeZeroKept { continue }
        return isNegative ? -magnitude : magnitude
      }
    }
  }

  private static func factor(_ flaw: Flaw) -> Double {
    flaw == .fivePerCentTooWide ? 1.05 : flaw == .fivePerCentTooNarrow ? 0.95 : 1
  }

  /// P(at least k) = e^(−k/scale).
  private static func exponentialFloor(_ scale: Double, _ source: inout SplitMix) -> Int64 {
    Int64((-log(unit(&source)) * scale).rounded(.down))
  }

  /// Above 0, at most 1.
  private static func unit(_ source: inout SplitMix) -> Double { (Double(source.next() >> 11) + 1) * 0x1p-53 }
}
