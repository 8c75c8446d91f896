import Foundation
import ReleaseProtocol
import TestSupport
import Testing

@Suite struct CanonicalJSONTests {
  @Test func keysAreSortedAndOnlyTheNeededEscapesAreWritten() throws {
    let value = JSON.object([
      "b": .array([.integer(-1), .bool(true), .bool(false), .integer(9_007_199_254_740_991)]),
      "a": .string("\u{8}\t\n\u{c}\r\"\\/\u{1f}\u{7f}é€😀"), "aa": .object([:]), "B": .array([]),
    ])
    let text = #"{"B":[],"a":"\b\t\n\f\r\"\\/\u001f"# + "\u{7f}é€😀" + #"","aa":{},"b":[-1,true,false,9007199254740991]}"#
    #expect(String(decoding: CanonicalJSON.encode(value), as: UTF8.self) == text)
    #expect(try CanonicalJSON.decode(Array(text.utf8)) == value)
  }

  @Test(arguments: [
    ("nul", WireError.syntax(.null, offset: 0)), ("[1,]", .syntax(.unexpectedByte, offset: 3)),
    ("tru", .syntax(.truncated, offset: 3)), ("-", .syntax(.truncated, offset: 1)), ("\"", .syntax(.truncated, offset: 1)),
    ("\"\\x\"", .syntax(.badEscape, offset: 3)), ("\"\\u12g4\"", .syntax(.badEscape, offset: 5)),
    ("\"\\ud83d\\u0041\"", .syntax(.loneSurrogate, offset: 13)), ("\"\\ud83d\\ude00\"", .notCanonical(offset: 1)),
    ("\"\\u001F\"", .notCanonical(offset: 6)), ("[ ]", .notCanonical(offset: 1)), ("-0", .notCanonical(offset: 0)),
    ("9007199254740992", .syntax(.numberTooLarge, offset: 0)), ("1E5", .syntax(.exponent, offset: 1)),
    ("00", .syntax(.leadingZero, offset: 0)), ("{\"a\":1,\"a\":1}", .syntax(.duplicateKey, offset: 7)),
    ("{\"\\u0061\":1,\"a\":1}", .syntax(.duplicateKey, offset: 12)),
  ])
  func aFaultIsNamedWithItsPlace(text: String, error: WireError) {
    #expect(throws: error) { try CanonicalJSON.decode(Array(text.utf8)) }
  }

  /// Arrays of integers alone are read in a way of their own, which is to end as the other does: the same text behind an
  /// element that is none.
  @Test func integersAloneAreReadAsAmongOthers() throws {
    func outcome(_ text: [UInt8], shift: Int) -> Result<[JSON], WireError> {
      do throws(WireError) {
        let array = try CanonicalJSON.decode(text)
        if case .integers(let numbers) = array { return .success(numbers.map { .integer($0) }) }
        guard case .array(let elements) = array else { return .success([array]) }
        return .success(Array(elements.dropFirst(shift > 0 ? 1 : 0)))
      } catch .syntax(let fault, let offset) {
        return .failure(.syntax(fault, offset: offset - shift))
      } catch .notCanonical(let offset) {
        return .failure(.notCanonical(offset: offset - shift))
      } catch {
        return .failure(error)
      }
    }
    let texts = ["10,-2,0,9007199254740991", "0", "-1", "7,7", "90071992547409920,-9007199254740991"].map { Array("\($0)]".utf8) }
    for text in texts {
      for place in text.indices {
        for byte in [UInt8]("09-,.e[]}{\" tn+".utf8) + [text[place]] {
          for rest in [text[(place + 1)...], text[place...], []] {
            let changed = text[..<place] + [byte] + rest
            let (alone, among) = (outcome([0x5B] + changed, shift: 0), outcome(Array("[true,".utf8) + changed, shift: 5))
            // The empty array: there is no other whose first element is missing.
            if changed.first(where: { $0 != 0x20 }) != UInt8(ascii: "]") { #expect(alone == among, "[\(String(decoding: changed, as: UTF8.self))") }
          }
        }
      }
    }
    #expect(JSON.integers([1, -2]) == .array([.integer(1), .integer(-2)]) && JSON.array([]) == .integers([]))
    #expect(JSON.integers([1]) != .array([.integer(1), .bool(true)]) && JSON.integers([1]) != .integers([2]))
    #expect(CanonicalJSON.encode(.integers([1, -2, 0])) == Array("[1,-2,0]".utf8))
  }

  @Test func limitsHold() throws {
    let nested = { (depth: Int) in [UInt8](repeating: 0x5B, count: depth) + [UInt8](repeating: 0x5D, count: depth) }
    #expect(throws: Never.self) { try CanonicalJSON.decode(nested(16)) }
    #expect(throws: WireError.tooLarge(.depth)) { try CanonicalJSON.decode(nested(17)) }
    #expect(throws: WireError.tooLarge(.depth)) { try CanonicalJSON.decode([UInt8](repeating: 0x5B, count: 4 << 20)) }
    #expect(throws: WireError.tooLarge(.bytes)) {
      try CanonicalJSON.decode([UInt8](repeating: 0x20, count: (4 << 20) + 1))
    }
    // Few bytes for each value: the number of values is what costs memory.
    let row = Array(("[" + Array(repeating: "0", count: 16_384).joined(separator: ",") + "]").utf8)
    let rows = [UInt8(ascii: "[")] + Array([[UInt8]](repeating: row, count: 9).joined(separator: [0x2C])) + [0x5D]
    #expect(throws: WireError.tooLarge(.values)) { try CanonicalJSON.decode(rows) }
    let tight = Limits(bytes: 100, depth: 2, stringBytes: 3, arrayCount: 2, memberCount: 1, values: 5)
    for (text, limit) in [
      ("[1,2,3]", WireError.Limit.elements), ("\"abcd\"", .string), ("{\"a\":1,\"b\":1}", .members), ("[[1,2],[1,2]]", .values),
    ] {
      #expect(throws: WireError.tooLarge(limit)) { try CanonicalJSON.decode(Array(text.utf8), limits: tight) }
    }
  }

  /// Each single-byte change of a message is refused or is another valid message; none traps.
  @Test func noSingleByteChangeTraps() throws {
    let bytes = try Receipt(canonicalBytes: Vectors.all("receipt").first { $0.outcome == "accept" }?.input ?? []).canonicalBytes
    var accepted = 0
    for index in bytes.indices {
      for value in [UInt8(0), 0x22, 0x2C, 0x31, 0x5C, 0x7B, 0x80, 0xFF] {
        var changed = bytes
        changed[index] = value
        if let receipt = try? Receipt(canonicalBytes: changed) {
          #expect(receipt.canonicalBytes == changed)
          accepted += 1
        }
      }
    }
    #expect(accepted > 0)
  }

  /// Of any value, every spelling but one is refused, where it first differs from that one.
  @Test func ofAllSpellingsOneIsTaken() throws {
    var (chance, taken, refused) = (Dice(seed: 5), 0, 0)
    for _ in 0..<3000 {
      let value = Spelling.value(&chance, depth: 3)
      let canonical = CanonicalJSON.encode(value)
      #expect(try CanonicalJSON.decode(canonical) == value)
      let other = Spelling.of(value, &chance)
      if other == canonical {
        taken += 1
        continue
      }
      refused += 1
      let same = zip(canonical, other).prefix { $0 == $1 }.count
      #expect(throws: WireError.notCanonical(offset: same), "\(String(decoding: other, as: UTF8.self))") {
        try CanonicalJSON.decode(other)
      }
    }
    #expect(taken > 300 && refused > 300)
  }

  /// The published test files of RFC 8785: two lie in the subset and come out as they are; the others hold null,
  /// fractions or keys outside ASCII and are refused.
  @Test(
    .enabled(if: SharedFiles.folder != nil, "needs the shared files"),
    arguments: [
      ("structures", nil), ("unicode", nil), ("arrays", WireError.SyntaxFault.null), ("french", .keyNotASCII),
      ("values", .null), ("weird", .keyNotASCII),
    ] as [(String, WireError.SyntaxFault?)])
  func agreesWithThePublishedCanonicalForm(name: String, fault: WireError.SyntaxFault?) throws {
    let path = try #require(SharedFiles.path("vectors/jcs-rfc8785/output/\(name).json"))
    let published = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    guard let fault else {
      #expect(CanonicalJSON.encode(try CanonicalJSON.decode(published)) == published)
      return
    }
    let error = #expect(throws: WireError.self) { try CanonicalJSON.decode(published) }
    guard case .syntax(fault, _) = error else {
      Issue.record("\(name): \(String(describing: error))")
      return
    }
  }
}

/// JSON of the subset, and its spellings.
private enum Spelling {
  private static let texts = ["", "a", "b", "aa", "B", "\u{1}", "\n\t", "\"\\", "/", "é😀", "\u{7f}", "0"]
  private static let integers: [Int64] = [0, 1, -1, 9, 10, -10, 99, 100, 1_000_000, 9_007_199_254_740_991, -9_007_199_254_740_991]

  static func value(_ chance: inout Dice, depth: Int) -> JSON {
    switch Int.random(in: depth > 0 ? 0..<6 : 2..<6, using: &chance) {
    case 0:
      let keys = texts.filter { $0.utf8.allSatisfy { $0 < 0x80 } }.shuffled(using: &chance).prefix(Int.random(in: 0...4, using: &chance))
      return .object(Dictionary(uniqueKeysWithValues: keys.map { ($0, value(&chance, depth: depth - 1)) }))
    case 1: return .array((0..<Int.random(in: 0...4, using: &chance)).map { _ in value(&chance, depth: depth - 1) })
    case 2: return .bool(.random(using: &chance))
    case 3: return .string(texts.randomElement(using: &chance) ?? "")
    default: return .integer(integers.randomElement(using: &chance) ?? 0)
    }
  }

  /// Most often the one spelling at each place, so that the differences lie anywhere.
  static func of(_ value: JSON, _ chance: inout Dice) -> [UInt8] {
    func differs() -> Bool { Int.random(in: 0..<12, using: &chance) == 0 }
    func space() -> [UInt8] { differs() ? [[0x20], [0x0A], [0x0D, 0x09]].randomElement(using: &chance) ?? [] : [] }
    func string(_ text: String) -> [UInt8] {
      guard differs() else { return CanonicalJSON.encode(.string(text)) }
      let units = text.utf16.map { unit in
        let hex = String(unit, radix: 16, uppercase: Bool.random(using: &chance))
        return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      }
      return Array(("\"" + units.joined() + "\"").utf8)
    }
    let text: [UInt8]
    switch value {
    case .object(let members):
      let keys = members.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      let order = differs() ? keys.shuffled(using: &chance) : keys
      var parts: [[UInt8]] = []
      for key in order {
        var part = string(key)
        part += space()
        part.append(0x3A)
        part += of(members[key] ?? .bool(true), &chance)
        parts.append(part)
      }
      text = bracketed(0x7B, space(), parts, 0x7D)
    case .array(let elements):
      text = bracketed(0x5B, space(), elements.map { of($0, &chance) }, 0x5D)
    case .integers(let numbers): text = bracketed(0x5B, space(), numbers.map { of(.integer($0), &chance) }, 0x5D)
    case .string(let content): text = string(content)
    case .integer(0): text = differs() ? [0x2D, 0x30] : [0x30]
    case .integer, .bool: text = CanonicalJSON.encode(value)
    }
    let (before, behind) = (space(), space())
    return before + text + behind
  }

  private static func bracketed(_ begin: UInt8, _ space: [UInt8], _ parts: [[UInt8]], _ end: UInt8) -> [UInt8] {
    var text = [begin]
    text += space
    text += Array(parts.joined(separator: [0x2C]))
    text.append(end)
    return text
  }
}
