/// Amounts of money and counts as they stand in files, exactly.
public enum Amount {
  /// Pence of an amount in pounds: "1234", "1,234.50", "£1,234.5", "£ 1,234.50", "-250.00", "(250.00)",
  /// "250.00-"; the pound sign may stand before the minus or the brackets too.
  ///
  /// A fraction of a penny is kept. Nil for stray characters, misplaced commas, more than 12 decimals, an empty field,
  /// and for amounts beyond `Pence.largest`. Spaces at either end are allowed.
  public static func parse(pounds text: Span<UInt8>) -> Fraction? {
    var (first, end) = text.withoutSpaces
    let hasPound = text.skipPound(&first, end)
    var isNegative = false
    if end - first >= 2, text[first] == UInt8(ascii: "("), text[end - 1] == UInt8(ascii: ")") {
      (isNegative, first, end) = (true, first + 1, end - 1)
    } else if first < end, text[first] == UInt8(ascii: "-") {
      (isNegative, first) = (true, first + 1)
    } else if first + 1 < end, text[end - 1] == UInt8(ascii: "-") {
      (isNegative, end) = (true, end - 1)
    }
    if !hasPound { _ = text.skipPound(&first, end) }
    while first < end, text[first] == 0x20 { first += 1 }
    guard let (digits, decimals) = number(text.extracting(first..<end)) else { return nil }
    return pence(isNegative ? -digits : digits, exponent: -decimals)
  }

  /// Pence of an amount in pounds from a number cell of a spreadsheet, which may also be "1.2E-2".
  ///
  /// Spreadsheets keep binary numbers and show them to 15 significant digits: so many are taken (half to even), and
  /// 1234.5599999999999 is £1,234.56.
  public static func parse(spreadsheet text: Span<UInt8>) -> Fraction? {
    guard let (digits, exponent) = scientific(text) else { return nil }
    return pence(digits, exponent: exponent)
  }

  /// A count or rate of at most 12 decimals: "38", "38.5", "12.50". Nil for anything else, also for a sign.
  public static func count(_ text: Span<UInt8>) -> Fraction? {
    let (first, end) = text.withoutSpaces
    guard let (digits, decimals) = number(text.extracting(first..<end)) else { return nil }
    return Fraction(digits, power(decimals))
  }

  private static func pence(_ digits: Int128, exponent: Int) -> Fraction? {
    let exponent = exponent + 2
    guard (-40...16).contains(exponent) || digits == 0 else { return nil }
    let pence = exponent >= 0 ? Fraction(digits * power(min(exponent, 16)), 1) : Fraction(digits, power(min(-exponent, 36)))
    guard let pence, pence <= Fraction(Pence.largest), pence >= Fraction(-Pence.largest) else { return nil }
    return pence
  }

  /// Digits, with commas between groups of three if wanted, and decimals after a point.
  private static func number(_ text: Span<UInt8>) -> (digits: Int128, decimals: Int)? {
    var (digits, index, whole, sinceComma): (Int128, Int, Int, Int) = (0, 0, 0, -1)
    while index < text.count, text[index] != UInt8(ascii: ".") {
      if text[index] == UInt8(ascii: ",") {
        // Groups of three after a first group of one to three digits.
        guard sinceComma == 3 || (sinceComma < 0 && (1...3).contains(whole)) else { return nil }
        sinceComma = 0
      } else {
        guard let digit = text[index].digit, whole < 15 else { return nil }
        digits = digits * 10 + digit
        whole += 1
        if sinceComma >= 0 { sinceComma += 1 }
      }
      index += 1
    }
    guard whole > 0, sinceComma < 0 || sinceComma == 3 else { return nil }
    guard index < text.count else { return (digits, 0) }
    let decimals = text.count - index - 1
    guard (1...12).contains(decimals) else { return nil }
    for place in (index + 1)..<text.count {
      guard let digit = text[place].digit else { return nil }
      digits = digits * 10 + digit
    }
    return (digits, decimals)
  }

  /// Sign, digits, point and exponent, to 15 significant digits.
  private static func scientific(_ text: Span<UInt8>) -> (digits: Int128, exponent: Int)? {
    var index = 0
    let isNegative = text.count > 0 && text[0] == UInt8(ascii: "-")
    if isNegative { index = 1 }
    var (digits, count, exponent, afterPoint, seen): (Int128, Int, Int, Bool, Bool) = (0, 0, 0, false, false)
    var (rest, isExact) = (0, true)  // the first digit beyond the fifteenth, and whether only noughts follow
    while index < text.count, text[index] | 0x20 != UInt8(ascii: "e") {
      if text[index] == UInt8(ascii: "."), !afterPoint {
        afterPoint = true
      } else {
        guard let digit = text[index].digit else { return nil }
        seen = true
        if count < 15 {
          digits = digits * 10 + digit
          if digits != 0 { count += 1 }
          if afterPoint { exponent -= 1 }
        } else {
          if count == 15 { rest = Int(digit) } else if digit != 0 { isExact = false }
          count += 1
          if !afterPoint { exponent += 1 }
        }
      }
      index += 1
    }
    guard seen, count < 40 else { return nil }
    if rest > 5 || (rest == 5 && (!isExact || digits % 2 != 0)) { digits += 1 }
    if index < text.count {
      guard let power = Int(String(decoding: Array(text, from: index + 1), as: UTF8.self)), (-60...60).contains(power)
      else { return nil }
      exponent += power
    }
    return (isNegative ? -digits : digits, exponent)
  }

  private static func power(_ exponent: Int) -> Int128 {
    var power: Int128 = 1
    for _ in 0..<exponent { power *= 10 }
    return power
  }
}

extension Array where Element == UInt8 {
  fileprivate init(_ text: Span<UInt8>, from start: Int) {
    self = []
    for index in start..<Swift.max(start, text.count) { append(text[index]) }
  }
}

extension Span where Element == UInt8 {
  /// A pound sign in UTF-8 or Windows-1252, and spaces behind it.
  fileprivate func skipPound(_ first: inout Int, _ end: Int) -> Bool {
    let start = first
    if first + 1 < end, self[first] == 0xC2, self[first + 1] == 0xA3 {
      first += 2
    } else if first < end, self[first] == 0xA3 {
      first += 1
    }
    guard first > start else { return false }
    while first < end, self[first] == 0x20 { first += 1 }
    return true
  }

  fileprivate var withoutSpaces: (first: Int, end: Int) {
    var (first, end) = (0, count)
    while first < end, self[first] == 0x20 { first += 1 }
    while end > first, self[end - 1] == 0x20 { end -= 1 }
    return (first, end)
  }
}

extension UInt8 {
  fileprivate var digit: Int128? {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) ? Int128(self - UInt8(ascii: "0")) : nil
  }
}
