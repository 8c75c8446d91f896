/// The closed forms that a string of a message can have. There is no rule for free text.
///
/// Everything is judged by bytes. Swift's `==`, `hasPrefix` and `split` on text take characters for equal that Unicode
/// calls equivalent: U+037E would be a second spelling of ";".
enum TextRule {
  /// Exactly so many lower-case hex digits.
  case hex(Int)
  /// `E09000001` to `E09000033`: ONS codes of the London boroughs.
  case borough
  /// 1 to 64 of `a-z 0-9 -`, beginning with a letter.
  case identifier
  /// 1 to 16 of `A-Z a-z 0-9 + -`: the name of one value on an axis.
  case label
  /// `application/vnd.boroughwise.<name>+json;v=<n>`, at most 64.
  case mediaType
  /// 1 to 63 of `a-z 0-9 . -`, beginning and ending with a letter or digit: a deployment or a SPIFFE trust domain.
  case deployment
  /// 1 to 253 of `a-z 0-9 . -`, beginning and ending with a letter or digit.
  case hostName
  /// A program's version, such as `0.1.0`: 1 to 32 of `a-z 0-9 . -`, beginning and ending with a letter or digit.
  case version
  /// A host name or an IP address: 1 to 253 of `a-z A-Z 0-9 . : -`.
  case address
  /// So many PEM blocks with this label and nothing between them, at most 16,384 bytes.
  case pem(String, ClosedRange<Int>)
  /// Base64 characters; their meaning is checked by `Base64.decode`.
  case base64(most: Int)

  func accepts(_ text: String) -> Bool {
    // The one rule for long strings.
    if case .base64(let most) = self { return Self.isBase64(text, most: most) }
    let bytes = Array(text.utf8)
    switch self {
    case .hex(let count): return bytes.count == count && bytes.allSatisfy { Self.isDigit($0) || (0x61...0x66).contains($0) }
    case .borough:
      guard bytes.count == 9, bytes.starts(with: "E090000".utf8), bytes[7...].allSatisfy(Self.isDigit) else { return false }
      return (1...33).contains(Int(bytes[7] - 0x30) * 10 + Int(bytes[8] - 0x30))
    case .identifier:
      return (1...64).contains(bytes.count) && Self.isLower(bytes[0])
        && bytes.allSatisfy { Self.isLower($0) || Self.isDigit($0) || $0 == UInt8(ascii: "-") }
    case .label:
      return (1...16).contains(bytes.count)
        && bytes.allSatisfy {
          Self.isLower($0) || Self.isUpper($0) || Self.isDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+")
        }
    case .mediaType: return Self.isMediaType(bytes)
    case .deployment: return Self.isName(bytes, most: 63)
    case .hostName: return Self.isName(bytes, most: 253)
    case .version: return Self.isName(bytes, most: 32)
    case .address:
      return (1...253).contains(bytes.count)
        && bytes.allSatisfy {
          Self.isLower($0) || Self.isUpper($0) || Self.isDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":")
            || $0 == UInt8(ascii: "-")
        }
    case .pem(let label, let count): return Self.isPEM(bytes, label: label, count: count)
    case .base64(let most): return Self.isBase64(text, most: most)
    }
  }

  private static func isBase64(_ text: String, most: Int) -> Bool {
    let (bytes, values) = (text.utf8.span, Base64.values)
    guard bytes.count <= most else { return false }
    for place in bytes.indices where values[Int(bytes[place])] >= 64 && bytes[place] != UInt8(ascii: "=") { return false }
    return true
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
  private static func isUpper(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }

  private static func isMediaType(_ bytes: [UInt8]) -> Bool {
    let prefix = Array("application/vnd.boroughwise.".utf8), middle = Array("+json;v=".utf8)
    guard bytes.count <= 64, bytes.starts(with: prefix) else { return false }
    let name = bytes.dropFirst(prefix.count).prefix { isLower($0) || $0 == UInt8(ascii: "-") }
    let rest = bytes[name.endIndex...]
    guard !name.isEmpty, rest.starts(with: middle) else { return false }
    let version = rest.dropFirst(middle.count)
    return (1...3).contains(version.count) && version.allSatisfy(isDigit)
  }

  private static func isName(_ bytes: [UInt8], most: Int) -> Bool {
    guard (1...most).contains(bytes.count), let last = bytes.last else { return false }
    func isAlphanumeric(_ byte: UInt8) -> Bool { isLower(byte) || isDigit(byte) }
    return isAlphanumeric(bytes[0]) && isAlphanumeric(last)
      && bytes.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
  }

  /// Blocks as OpenSSL writes them: lines of at most 64 characters, each with a line feed, the last one too.
  private static func isPEM(_ bytes: [UInt8], label: String, count: ClosedRange<Int>) -> Bool {
    guard bytes.count <= 16_384, bytes.last == 0x0A else { return false }
    let begin = Array("-----BEGIN \(label)-----".utf8)
    let end = Array("-----END \(label)-----".utf8)
    var blocks = 0
    var lines: Int? = nil
    for line in bytes.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false) {
      if let body = lines {
        if line.elementsEqual(end) {
          guard body > 0 else { return false }
          blocks += 1
          lines = nil
        } else {
          guard (1...64).contains(line.count), TextRule.base64(most: 64).accepts(String(decoding: line, as: UTF8.self))
          else { return false }
          lines = body + 1
        }
      } else {
        guard line.elementsEqual(begin) else { return false }
        lines = 0
      }
    }
    return lines == nil && count.contains(blocks)
  }
}
