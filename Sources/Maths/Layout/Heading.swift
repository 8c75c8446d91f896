// Layout: how tables that people keep are laid out, whatever they are about: which row holds the headings, what a
// heading says, what the values under it look like.
//
// May assume: nothing about the bytes. Never: keeps a value. A cell's bytes come in, a shape goes out; only headings
// become text.

/// The heading of a column.
public struct Heading: Hashable, Sendable {
  /// As people see it: on one line, without control characters, at most 80 characters.
  public let text: String
  /// As headings are compared: words in lower case with single spaces, "%" as "percent", the pound sign as "gbp",
  /// those of the euro and dollar as "eur" and "usd", and words that are run together taken apart: "Weekly cost (£)" and "weekly_cost_£" are both "weekly cost gbp".
  public let name: String

  public var words: [String] { name.split(separator: " ").map(String.init) }

  public init(_ bytes: Span<UInt8>) {
    self.init(String(decoding: Self.utf8(bytes), as: UTF8.self))
  }

  public init(_ text: String) {
    var shown = ""
    for word in text.unicodeScalars.split(whereSeparator: { Self.isSpace($0) }) {
      if !shown.isEmpty { shown += " " }
      shown.unicodeScalars.append(contentsOf: word)
    }
    self.text = String(shown.prefix(80))
    name = Self.words(shown).joined(separator: " ")
  }

  public static func == (a: Self, b: Self) -> Bool { a.name == b.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }

  /// Windows-1252's signs of pound and euro become those of UTF-8; what else is no ASCII there is left to the decoder.
  private static func utf8(_ bytes: Span<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    for index in bytes.indices {
      let isLonePound = bytes[index] == 0xA3 && (index == 0 || bytes[index - 1] & 0xC0 != 0xC0)
      if isLonePound { out.append(0xC2) }
      if bytes[index] == 0x80, index == 0 || bytes[index - 1] < 0x80 {
        out += [0xE2, 0x82, 0xAC]
        continue
      }
      out.append(bytes[index])
    }
    return out
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  private static func words(_ text: String) -> [String] {
    var (words, word): ([String], String) = ([], "")
    func end() {
      if !word.isEmpty { words.append(word) }
      word = ""
    }
    var last: Kind?
    // How Excel writes a carriage return inside a text.
    for scalar in text.replacing("_x000D_", with: " ").unicodeScalars {
      let kind = Kind(scalar)
      switch (last, kind) {
      case (_, nil):
        end()
        if scalar == "%" { words.append("percent") }
        if scalar.properties.generalCategory == .currencySymbol {
          words.append(scalar == "£" ? "gbp" : scalar == "€" ? "eur" : scalar == "$" ? "usd" : "othercurrency")
        }
      case (.lower, .upper), (.digit, .lower), (.digit, .upper), (.lower, .digit), (.upper, .digit): end()
      default: break
      }
      if kind != nil { word += String(scalar).lowercased() }
      last = kind
    }
    end()
    return words
  }

  private enum Kind {
    case lower, upper, digit

    init?(_ scalar: Unicode.Scalar) {
      switch scalar.value {
      case 0x30...0x39: self = .digit
      case 0x41...0x5A: self = .upper
      case 0x61...0x7A: self = .lower
      // Letters of other scripts and with accents.
      case 0xC0...: if scalar.properties.isAlphabetic { self = .lower } else { return nil }
      default: return nil
      }
    }
  }
}
