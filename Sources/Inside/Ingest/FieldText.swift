/// An indicator (yes or no) field.
enum FlagField: Equatable {
  case missing, no, yes, bad
}

/// The text of one field, as bytes. Fields are read straight from the file's bytes, so that what is not needed
/// never becomes a value.
extension Span where Element == UInt8 {
  /// Nothing, or a word for nothing.
  var isBlank: Bool { trimmed.isEmpty || saysNothing }

  /// A word that databases and other programs write where there is nothing, such as NULL. No code or number is one.
  var saysNothing: Bool {
    // Nearly every field is told by its length or its first byte.
    if count > 6, !Self.isSpace(self[0]), !Self.isSpace(self[count - 1]) { return false }
    let range = trimmed
    guard range.count <= 6, let first = range.first else { return false }
    let byte = self[first]
    guard byte | 0x20 == UInt8(ascii: "n") || byte == UInt8(ascii: "(") || byte == UInt8(ascii: "-") else { return false }
    return code.isBlank
  }

  var trimmed: Range<Int> {
    var (first, end) = (0, count)
    while first < end, Self.isSpace(self[first]) { first += 1 }
    while end > first, Self.isSpace(self[end - 1]) { end -= 1 }
    return first..<end
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  /// A flag: 0 or 1, also as a spreadsheet writes them, true or false, yes or no, or the first letter of these.
  @inline(__always)
  var flag: FlagField {
    if let word = FieldWord(self) {
      if word.count == 5, word.letters == Self.falseWord { return .no }
      if word.count == 4, word.letters == Self.trueWord { return .yes }
    }
    return anyFlag
  }

  /// `false` and `true`, the first byte lowest.
  private static var falseWord: UInt64 { 0x65_736C_6166 }
  private static var trueWord: UInt64 { 0x6575_7274 }

  /// What `flag` says, by all rules.
  @inline(never)
  var anyFlag: FlagField {
    let range = trimmed
    guard let first = range.first else { return .missing }
    if range.count == 1 {
      switch self[first] {
      case UInt8(ascii: "0"), UInt8(ascii: "N"), UInt8(ascii: "n"), UInt8(ascii: "F"), UInt8(ascii: "f"): return .no
      case UInt8(ascii: "1"), UInt8(ascii: "Y"), UInt8(ascii: "y"), UInt8(ascii: "T"), UInt8(ascii: "t"): return .yes
      default: return saysNothing ? .missing : .bad
      }
    }
    return switch code {
    case .blank: .missing
    case "FALSE", "NO", "0": .no
    case "TRUE", "YES", "1": .yes
    default: .bad
    }
  }

  /// A whole number of at most 12 digits, also as a spreadsheet writes it (12.0). Nil for anything else.
  @inline(__always)
  var number: Int? { (count <= 12 ? digits : nil) ?? anyNumber }

  /// What `number` says, by all rules.
  @inline(never)
  var anyNumber: Int? {
    let range = trimmed
    var text = extracting(range)
    if text.count > 2, text[text.count - 2] == UInt8(ascii: "."), text[text.count - 1] == UInt8(ascii: "0") {
      text = text.extracting(..<(text.count - 2))
    }
    guard (1...12).contains(text.count) else { return nil }
    return text.digits(0..<text.count)
  }

  /// Trimmed, in upper case, printable ASCII only and at most `limit` long. Nil for anything else; empty if blank.
  func plain(limit: Int) -> String? {
    let range = trimmed
    guard range.count <= limit else { return nil }
    var result = ""
    result.reserveCapacity(range.count)
    for index in range {
      let byte = self[index]
      guard (0x20...0x7E).contains(byte) else { return nil }
      let isLower = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      result.unicodeScalars.append(Unicode.Scalar(isLower ? byte - 0x20 : byte))
    }
    return result
  }
}

extension Span where Element == UInt8 {
  /// A UPN as it is compared: letters and digits only, in upper case. Spaces, hyphens and what spreadsheets put
  /// between (no-break spaces, marks of no width) are left out, or one child would count as two. Nil if longer than
  /// `limit`; empty if blank.
  func identifier(limit: Int) -> String? {
    var result = ""
    for index in indices {
      let byte = self[index]
      let isLower = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      let upper = isLower ? byte - 0x20 : byte
      let isKept =
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(upper) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(upper)
      if isKept { result.unicodeScalars.append(Unicode.Scalar(upper)) }
    }
    return result.utf8.count <= limit ? result : nil
  }
}
