/// Strings: most hold no escape and are taken as they stand.
extension JSONParser {
  mutating func string() throws(WireError) -> String {
    let start = at
    at += 1
    plainBytes()
    guard at - start - 1 <= limits.stringBytes else { throw .tooLarge(.string) }
    if peek == UInt8(ascii: "\"") {
      guard let string = String(validating: bytes[start + 1..<at], as: UTF8.self) else {
        throw .syntax(.notUTF8, offset: start)
      }
      at += 1
      return string
    }
    let string = try escapedString(from: start)
    if !bytes[start..<at].elementsEqual(CanonicalJSON.encode(.string(string))) { isCanonical = false }
    return string
  }

  /// Moves to the next byte that does not stand for itself: a quotation mark, a backslash, a control character, the end.
  private mutating func plainBytes() {
    var end = at
    while end < bytes.count, bytes[end] >= 0x20, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\") {
      end += 1
    }
    at = end
  }

  /// The rest of a string that began at `start`; everything up to `at` stands for itself.
  private mutating func escapedString(from start: Int) throws(WireError) -> String {
    var text = Array(bytes[start + 1..<at])
    while true {
      guard let byte = peek else { throw fault(.truncated) }
      guard byte >= 0x20 else { throw fault(.controlCharacter) }
      at += 1
      if byte == UInt8(ascii: "\"") { break }
      if byte == UInt8(ascii: "\\") {
        text.append(contentsOf: try escape())
      } else {
        text.append(byte)
      }
      guard text.count <= limits.stringBytes else { throw .tooLarge(.string) }
    }
    guard let string = String(validating: text, as: UTF8.self) else { throw .syntax(.notUTF8, offset: start) }
    return string
  }

  /// The UTF-8 bytes that an escape stands for; `at` is behind the backslash.
  private mutating func escape() throws(WireError) -> [UInt8] {
    guard let byte = peek else { throw fault(.truncated) }
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "u"):
      let unit = try fourHexDigits()
      if let scalar = Unicode.Scalar(unit) { return Array(String(Character(scalar)).utf8) }
      guard unit < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw fault(.loneSurrogate) }
      let low = try fourHexDigits()
      guard (0xDC00...0xDFFF).contains(low) else { throw fault(.loneSurrogate) }
      let pair = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
      guard let scalar = Unicode.Scalar(pair) else { throw fault(.loneSurrogate) }
      return Array(String(Character(scalar)).utf8)
    default: throw fault(.badEscape)
    }
  }

  private mutating func fourHexDigits() throws(WireError) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek else { throw fault(.truncated) }
      guard byte < 0x80, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw fault(.badEscape) }
      unit = unit << 4 | UInt32(digit)
      at += 1
    }
    return unit
  }
}
