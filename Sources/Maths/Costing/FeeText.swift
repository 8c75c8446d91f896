/// An amount with the words that people write beside it: "£1,200 per week", "54,000 pa + VAT", "45.50 p/h", "250.00 CR".
public struct FeeText: Hashable, Sendable {
  /// Whether the words say that the amount is without or with VAT.
  public enum Tax: String, CaseIterable, Sendable { case net, gross }

  /// Pence.
  public let amount: Fraction
  public let unit: FeeUnit?
  public let weeks: Fraction?
  public let tax: Tax?

  /// Nil for what is no amount, and for words that are not known.
  public init?(_ text: Span<UInt8>) {
    let text = text.extracting(Self.currency(text)...)
    var end = 0
    while end < text.count, !Self.startsWords(text[end]) { end += 1 }
    guard var amount = Amount.parse(pounds: text.extracting(..<end)) else { return nil }
    var bytes: [UInt8] = []
    for index in end..<text.count { bytes.append(text[index]) }
    var words = FeeWords.split(String(decoding: bytes, as: UTF8.self)).filter { $0 != "gbp" }
    tax = Self.takeTax(&words)
    if let place = words.firstIndex(where: { ["cr", "credit"].contains($0) }) {
      words.remove(at: place)
      if !amount.isNegative { amount = amount.negated }
    }
    self.amount = amount
    if words.isEmpty {
      (unit, weeks) = (nil, nil)
    } else {
      guard let found = FeeWords.read(words) else { return nil }
      (unit, weeks) = (found.unit, found.weeks)
    }
  }

  /// A number cell of a spreadsheet.
  public init?(spreadsheet text: Span<UInt8>) {
    guard let amount = Amount.parse(spreadsheet: text) else { return nil }
    self.amount = amount
    (unit, weeks, tax) = (nil, nil, nil)
  }

  /// Where a leading "GBP" ends; 0 for none.
  private static func currency(_ text: Span<UInt8>) -> Int {
    var start = 0
    while start < text.count, text[start] == 0x20 { start += 1 }
    guard start + 2 < text.count else { return 0 }
    return (0..<3).allSatisfy { text[start + $0] & 0xDF == [0x47, 0x42, 0x50][$0] } ? start + 3 : 0
  }

  private static func startsWords(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte & 0xDF) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "+")
  }

  /// Takes what is said about VAT out of the words: "plus VAT", "ex VAT", "net", "inc VAT", "gross".
  public static func takeTax(_ words: inout [String]) -> Tax? {
    if let place = words.firstIndex(of: "vat") {
      let before = place > 0 ? words[place - 1] : ""
      let tax: Tax? =
        switch before {
        case "plus", "ex", "exc", "excl", "excluding", "no", "without", "less", "before": .net
        case "inc", "incl", "including", "with", "after": .gross
        default: nil
        }
      if let tax {
        words.removeSubrange((place - 1)...place)
        return tax
      }
    }
    for (word, tax) in [("net", Tax.net), ("gross", Tax.gross)] {
      if let place = words.firstIndex(of: word) {
        words.remove(at: place)
        if place + 1 < words.count, words[place] == "of", words[place + 1] == "vat" { words.removeSubrange(place...place + 1) }
        return tax
      }
    }
    return nil
  }
}
