/// JSON in the canonical form of RFC 8785 (JCS), restricted to integers and ASCII keys.
///
/// With that restriction the two traps of JCS (number printing, key order by UTF-16 unit) do not exist: an integer
/// has one decimal spelling, and ASCII keys sort the same way by byte, code point and UTF-16 unit.
public enum CanonicalJSON {
  /// The one spelling of `value`: keys sorted, no spaces, only the escapes that JSON demands.
  public static func encode(_ value: JSON) -> [UInt8] {
    var out: [UInt8] = []
    append(value, to: &out)
    return out
  }

  /// Reads `bytes`; anything that `encode` would have written in another way is refused.
  ///
  /// Spaces, another key order, `\u0041` or `-0` are `.notCanonical`; what is not JSON of the subset at all is
  /// `.syntax`; what exceeds `limits` is `.tooLarge`.
  public static func decode(_ bytes: [UInt8], limits: Limits = .standard) throws(WireError) -> JSON {
    guard bytes.count <= limits.bytes else { throw .tooLarge(.bytes) }
    var parser = JSONParser(bytes: bytes, limits: limits)
    let value = try parser.document()
    guard parser.isCanonical else { throw .notCanonical(offset: zip(encode(value), bytes).prefix { $0 == $1 }.count) }
    return value
  }

  /// Whether a key stands before another.
  static func precedes(_ one: String, _ other: String) -> Bool { one.utf8.lexicographicallyPrecedes(other.utf8) }

  private static func append(_ value: JSON, to out: inout [UInt8]) {
    switch value {
    case .object(let members):
      out.append(UInt8(ascii: "{"))
      var isFirst = true
      for (key, member) in members.sorted(by: { precedes($0.key, $1.key) }) {
        if !isFirst { out.append(UInt8(ascii: ",")) }
        isFirst = false
        append(key, to: &out)
        out.append(UInt8(ascii: ":"))
        append(member, to: &out)
      }
      out.append(UInt8(ascii: "}"))
    case .array(let elements):
      out.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        append(element, to: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .integers(let numbers):
      out.append(UInt8(ascii: "["))
      for (index, number) in numbers.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        append(number, to: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .string(let text): append(text, to: &out)
    case .integer(let number): append(number, to: &out)
    case .bool(let flag): out.append(contentsOf: (flag ? "true" : "false").utf8)
    }
  }

  private static func append(_ number: Int64, to out: inout [UInt8]) {
    if number < 0 { out.append(UInt8(ascii: "-")) }
    var power: UInt64 = 1
    while number.magnitude / power > 9 { power *= 10 }
    while power > 0 {
      out.append(UInt8(ascii: "0") + UInt8(number.magnitude / power % 10))
      power /= 10
    }
  }

  private static let lowerHex = Array("0123456789abcdef".utf8)

  /// RFC 8785 section 3.2.2.2.
  private static func append(_ text: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): out.append(contentsOf: #"\""#.utf8)
      case UInt8(ascii: "\\"): out.append(contentsOf: #"\\"#.utf8)
      case 0x08: out.append(contentsOf: #"\b"#.utf8)
      case 0x09: out.append(contentsOf: #"\t"#.utf8)
      case 0x0A: out.append(contentsOf: #"\n"#.utf8)
      case 0x0C: out.append(contentsOf: #"\f"#.utf8)
      case 0x0D: out.append(contentsOf: #"\r"#.utf8)
      case ..<0x20:
        out.append(contentsOf: #"\u00"#.utf8)
        out.append(lowerHex[Int(byte >> 4)])
        out.append(lowerHex[Int(byte & 15)])
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
  }
}
