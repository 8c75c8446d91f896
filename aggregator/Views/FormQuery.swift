/// The query of an address, as a browser writes it from a form (application/x-www-form-urlencoded).
public struct FormQuery: Sendable, Equatable {
  /// In their order; fields that were left empty are not here.
  public private(set) var fields: [(key: String, value: String)] = []

  /// Room for five scenarios with every lever, and for every empty field of the form.
  static let longest = 16_384
  /// A field holds at most all codes of a set, a name, or another scenario in words.
  static let longestField = 4_096

  public init() {}

  /// - Throws: `query-too-long`, `bad-query`.
  public init(_ text: String) throws(ScenarioFault) {
    guard text.utf8.count <= Self.longest else {
      throw ScenarioFault("query-too-long", "the address is longer than \(Self.longest) characters; compare fewer scenarios")
    }
    for part in text.split(separator: "&") {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let key = Self.decoded(sides[0]), let value = Self.decoded(sides.count > 1 ? sides[1] : "") else {
        throw ScenarioFault("bad-query", "the address holds what no form writes; begin anew with the form")
      }
      guard value.utf8.count <= Self.longestField else {
        throw ScenarioFault("query-too-long", "a field is longer than \(Self.longestField) characters")
      }
      let trimmed = Self.trimmed(value)
      if !trimmed.isEmpty { fields.append((key, trimmed)) }
    }
  }

  public func values(_ key: String) -> [String] { fields.filter { $0.key == key }.map(\.value) }

  public static func == (one: FormQuery, other: FormQuery) -> Bool {
    one.fields.elementsEqual(other.fields) { $0 == $1 }
  }

  /// Nil for what is no escaped UTF-8 text, or holds a control character.
  private static func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else { return nil }
        bytes.append(high << 4 | low)
      default: bytes.append(byte)
      }
    }
    guard let decoded = String(validating: bytes, as: UTF8.self) else { return nil }
    return decoded.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f } ? decoded : nil
  }

  private static func digit(_ byte: UInt8) -> UInt8? { Character(UnicodeScalar(byte)).hexDigitValue.map(UInt8.init) }

  private static func trimmed(_ text: String) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  /// What `init` reads back.
  static func encoded(_ fields: [(key: String, value: String)]) -> String {
    fields.map { encoded($0.key) + "=" + encoded($0.value) }.joined(separator: "&")
  }

  private static func encoded(_ text: String) -> String {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~".utf8)
    let hex = Array("0123456789ABCDEF")
    return text.utf8.reduce(into: "") { out, byte in
      if plain.contains(byte) {
        out.unicodeScalars.append(UnicodeScalar(byte))
      } else if byte == UInt8(ascii: " ") {
        out += "+"
      } else {
        out += "%\(hex[Int(byte >> 4)])\(hex[Int(byte & 15)])"
      }
    }
  }
}

/// Why a page of scenarios is not shown: a stable code, the key it is about, and what to do. Never a value.
public struct ScenarioFault: Error, Equatable, Sendable, CustomStringConvertible {
  public let code: String
  /// Of a scenario file, where it is about one.
  public let key: String?
  public let text: String

  public init(_ code: String, key: String? = nil, _ text: String) { (self.code, self.key, self.text) = (code, key, text) }

  public var description: String { "\(code): \(text)" }
}
