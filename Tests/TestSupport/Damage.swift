internal import Foundation

/// Random numbers that are the same on every machine (SplitMix64), so that a failure can be repeated from its seed.
public struct Dice: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: Int) { state = UInt64(truncatingIfNeeded: seed) }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// A way in which a file comes out wrong between the program that wrote it and the one that reads it.
public enum Damage: CaseIterable, Sendable {
  case cutOff, cutOffInFront, utf16, utf16WithoutMark, windows1252, mark, markInside, nul, lineEnds, shiftedColumn
  case repeatedBlock, removedBlock, movedBlock, tenfold, oddByte, snippet, reversed

  /// `BOROUGHWISE_LONG=1` asks for ten times as many damaged files.
  public static let files = ProcessInfo.processInfo.environment["BOROUGHWISE_LONG"] == nil ? 1_000 : 10_000

  /// One to three damages, one after another.
  public static func some(to bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &dice) {
      bytes = (allCases.randomElement(using: &dice) ?? .cutOff).done(to: bytes, &dice)
    }
    return bytes
  }

  public func done(to bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
    guard !bytes.isEmpty else { return bytes }
    let at = Int.random(in: 0..<bytes.count, using: &dice)
    let end = min(bytes.count, at + Int.random(in: 1...200, using: &dice))
    var bytes = bytes
    switch self {
    case .cutOff: bytes.removeSubrange(at...)
    case .cutOffInFront: bytes.removeSubrange(..<at)
    case .utf16: bytes = [0xFF, 0xFE] + bytes.flatMap { [$0, 0] }
    case .utf16WithoutMark: bytes = bytes.flatMap { [0, $0] }
    // Names with é, a curly apostrophe and an unassigned byte.
    case .windows1252: for index in stride(from: at, to: bytes.count, by: 97) { bytes[index] = [0xE9, 0x92, 0x81][index % 3] }
    case .mark: bytes = Self.byteOrderMark + bytes
    case .markInside: bytes.insert(contentsOf: Self.byteOrderMark, at: at)
    case .nul: bytes[at] = 0
    case .lineEnds: bytes = Self.mixedLineEnds(bytes, &dice)
    case .shiftedColumn: bytes = Self.changingUnits(bytes) { Self.shifted(&$0, &dice) }
    case .repeatedBlock:
      bytes = Self.changingUnits(bytes) { units in
        let range = Self.block(units, &dice)
        units.insert(contentsOf: units[range], at: range.lowerBound)
      }
    case .removedBlock: bytes = Self.changingUnits(bytes) { $0.removeSubrange(Self.block($0, &dice)) }
    case .movedBlock:
      bytes = Self.changingUnits(bytes) { units in
        let range = Self.block(units, &dice)
        let moved = Array(units[range])
        units.removeSubrange(range)
        units.insert(contentsOf: moved, at: Int.random(in: 0...units.count, using: &dice))
      }
    case .tenfold: if bytes.count < 100_000 { bytes = Array(repeatElement(bytes, count: 10).joined()) }
    case .oddByte: bytes[at] = UInt8.random(in: .min ... .max, using: &dice)
    case .snippet: bytes.insert(contentsOf: (Self.snippets.randomElement(using: &dice) ?? "").utf8, at: at)
    case .reversed: bytes.replaceSubrange(at..<end, with: bytes[at..<end].reversed())
    }
    return bytes
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private static let snippets = [
    "\"", ",", "\r", "\n", "\n\n", "\t", "<", "</Person>", "<Person>", "&lt;", "&#0;", "99999999999999999999", "-1", "<!--", "]]>",
    "<![CDATA[", "<Requests>", "-", "<UPN/>", "</row>", "<row>", "<c t=\"s\"><v>7</v></c>", "<!DOCTYPE a>", "#", "2025-02-30", "é",
  ]

  private static func mixedLineEnds(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
    var out: [UInt8] = []
    for byte in bytes {
      guard byte == UInt8(ascii: "\n") else {
        out.append(byte)
        continue
      }
      switch Int.random(in: 0..<4, using: &dice) {
      case 0: out += [0x0D]
      case 1: out += [0x0D, 0x0A]
      default: out += [0x0A]
      }
    }
    return out
  }

  /// Lines; of a file without them, what ends with ">".
  private static func changingUnits(_ bytes: [UInt8], _ change: (inout [ArraySlice<UInt8>]) -> Void) -> [UInt8] {
    let mark = UInt8(ascii: bytes.count { $0 == UInt8(ascii: "\n") } > 3 ? "\n" : ">")
    var (units, start): ([ArraySlice<UInt8>], Int) = ([], 0)
    for (index, byte) in bytes.enumerated() where byte == mark {
      units.append(bytes[start...index])
      start = index + 1
    }
    units.append(bytes[start...])
    change(&units)
    return Array(units.joined())
  }

  private static func block(_ units: [ArraySlice<UInt8>], _ dice: inout Dice) -> Range<Int> {
    let start = Int.random(in: 0..<units.count, using: &dice)
    return start..<min(units.count, start + Int.random(in: 1...20, using: &dice))
  }

  /// One line gets a field more or less; one without commas changes places with the next.
  private static func shifted(_ units: inout [ArraySlice<UInt8>], _ dice: inout Dice) {
    let index = Int.random(in: 0..<units.count, using: &dice)
    let commas = units[index].indices.filter { units[index][$0] == UInt8(ascii: ",") }
    if let comma = commas.randomElement(using: &dice) {
      if Bool.random(using: &dice) { units[index].remove(at: comma) } else { units[index].insert(UInt8(ascii: ","), at: comma) }
    } else if index + 1 < units.count {
      units.swapAt(index, index + 1)
    }
  }
}
