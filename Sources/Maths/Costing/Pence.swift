/// Amounts of money as they stand in files.
public enum Pence {
  /// Larger amounts than this (ten thousand million pounds) are taken for mistakes.
  public static let largest = 1_000_000_000_000

  /// Whole pence of an amount in pounds: "1234", "1,234.50", "£1,234.5", "-250.00", "(250.00)".
  ///
  /// Nil unless the amount is exact in pence: more than two decimals that are not zero, stray characters,
  /// misplaced commas, an empty field. Spaces at either end are allowed.
  public static func parse(pounds text: Span<UInt8>) -> Int? {
    var (first, end) = (0, text.count)
    while first < end, text[first] == space { first += 1 }
    while end > first, text[end - 1] == space { end -= 1 }
    var negative = false
    if end - first >= 2, text[first] == UInt8(ascii: "("), text[end - 1] == UInt8(ascii: ")") {
      (negative, first, end) = (true, first + 1, end - 1)
    } else if first < end, text[first] == UInt8(ascii: "-") {
      (negative, first) = (true, first + 1)
    }
    if first + 1 < end, text[first] == 0xC2, text[first + 1] == 0xA3 {  // the pound sign in UTF-8
      first += 2
    } else if first < end, text[first] == 0xA3 {  // and in Windows-1252
      first += 1
    }
    guard let pence = magnitude(text.extracting(first..<end)) else { return nil }
    return negative ? -pence : pence
  }

  private static func magnitude(_ text: Span<UInt8>) -> Int? {
    var (pence, index, wholeDigits, sinceComma) = (0, 0, 0, -1)
    while index < text.count, text[index] != UInt8(ascii: ".") {
      let byte = text[index]
      if byte == UInt8(ascii: ",") {
        // Groups of three after a first group of one to three digits.
        guard sinceComma == 3 || (sinceComma < 0 && (1...3).contains(wholeDigits)) else { return nil }
        sinceComma = 0
      } else {
        guard let digit = digit(byte) else { return nil }
        pence = pence * 10 + digit
        wholeDigits += 1
        if sinceComma >= 0 { sinceComma += 1 }
        guard pence <= largest else { return nil }
      }
      index += 1
    }
    guard wholeDigits > 0, sinceComma < 0 || sinceComma == 3 else { return nil }
    pence *= 100
    if index < text.count {
      var worth = 10
      index += 1
      guard index < text.count else { return nil }
      while index < text.count {
        guard let digit = digit(text[index]), worth > 0 || digit == 0 else { return nil }
        pence += digit * worth
        worth /= 10
        index += 1
      }
    }
    return pence <= largest ? pence : nil
  }

  private static let space = UInt8(ascii: " ")

  private static func digit(_ byte: UInt8) -> Int? {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int(byte - UInt8(ascii: "0")) : nil
  }
}
