extension Span where Element == UInt8 {
  /// A code, also with what it means behind it: "Y - Yes", "1: parent", "EHE (elective home education)".
  var labelledCode: Code {
    let code = code
    guard code == .bad else { return code }
    let text = extracting(trimmed)
    var end = 0
    while end < text.count, text[end].isCodeByte { end += 1 }
    guard (1...8).contains(end), let mark = text.separator(from: end), mark < text.count else { return .bad }
    return text.extracting(..<end).code
  }

  /// The first byte behind spaces and one of the signs that separate a code from its meaning. A hyphen counts as one only
  /// where a space is before or behind it: words have them too.
  private func separator(from start: Int) -> Int? {
    var place = start
    while place < count, self[place] == 0x20 { place += 1 }
    guard place < count else { return nil }
    let isApart = place > start
    switch self[place] {
    case UInt8(ascii: ":"), UInt8(ascii: "("), UInt8(ascii: "="): return place + 1
    case UInt8(ascii: "-"): return isApart || place + 1 < count && self[place + 1] == 0x20 ? place + 1 : nil
    // Word processors' dashes: U+2013 and U+2014, in Windows-1252 0x96 and 0x97.
    case 0xE2: return place + 2 < count && self[place + 1] == 0x80 && (0x93...0x94).contains(self[place + 2]) ? place + 3 : nil
    case 0x96, 0x97: return place + 1
    default: return nil
    }
  }
}

extension UInt8 {
  fileprivate var isCodeByte: Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
  }
}
