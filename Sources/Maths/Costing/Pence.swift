/// Whole pence as they stand in files.
public enum Pence {
  /// Larger amounts than this (ten thousand million pounds) are taken for mistakes.
  public static let largest = 1_000_000_000_000

  /// Whole pence of an amount in pounds; the forms are those of `Amount.parse(pounds:)`.
  ///
  /// Nil unless the amount is exact in pence: more than two decimals that are not zero, stray characters,
  /// misplaced commas, an empty field.
  public static func parse(pounds text: Span<UInt8>) -> Int? {
    guard let amount = Amount.parse(pounds: text), amount.isWhole else { return nil }
    return Int(amount.numerator)
  }
}
