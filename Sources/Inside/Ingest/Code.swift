internal import Records

/// A short code of a code set, in upper case: up to eight printable ASCII characters, packed into a word, so that reading
/// one makes no text.
struct Code: Hashable, Silent, ExpressibleByStringLiteral {
  private let packed: UInt64

  /// Nothing, spaces only, or a word for nothing.
  static let blank = Code(packed: 0)
  /// Something that is no code: too long, or with characters that no code has.
  static let bad = Code(packed: .max)

  private init(packed: UInt64) { self.packed = packed }

  /// - Parameter value: at most eight characters of ASCII, in upper case.
  init(stringLiteral value: StaticString) {
    var packed: UInt64 = 0
    for index in 0..<value.utf8CodeUnitCount { packed = packed << 8 | UInt64(unsafe value.utf8Start[index]) }
    self.packed = packed
  }

  init(_ value: String) {
    self = value.utf8.count <= 8 ? Code(packed: value.utf8.reduce(0) { $0 << 8 | UInt64($1) }) : .bad
  }

  /// A name of this collection: SEN2, or SEN2 with more behind it.
  var isSEN2: Bool {
    var packed = packed
    while packed > UInt64(UInt32.max) { packed >>= 8 }
    return Code(packed: packed) == "SEN2"
  }

  fileprivate init(_ text: Span<UInt8>, _ range: Range<Int>) {
    guard range.count <= 8 else {
      self = .bad
      return
    }
    var packed: UInt64 = 0
    for index in range {
      let byte = text[index]
      guard (0x21...0x7E).contains(byte) else {
        self = .bad
        return
      }
      let isLower = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      packed = packed << 8 | UInt64(isLower ? byte - 0x20 : byte)
    }
    self.packed = Self.saysNothing(packed) ? 0 : packed
  }

  /// Of a field without spaces or what no code has, which is not a whole number with `.0`; nil for any other.
  @inline(__always)
  fileprivate init?(usual text: Span<UInt8>) {
    guard let packed = FieldWord(text)?.printableUpper, packed & 0xFFFF != 0x2E30 else { return nil }
    self.packed = Self.saysNothing(packed) ? 0 : packed
  }

  /// NULL and (NULL) of databases, NaN and NaT of statistics programs, N/A and a dash of people. In numbers, for this is
  /// asked of every code.
  private static func saysNothing(_ packed: UInt64) -> Bool {
    switch packed {
    case 0x4E55_4C4C, 0x284E_554C_4C29, 0x4E41_4E, 0x4E41_54, 0x4E2F_41, 0x2D: true
    default: false
    }
  }

  var isBlank: Bool { packed == 0 }
}

extension Span where Element == UInt8 {
  /// Also a whole number as a spreadsheet writes it: `1.0` is the code 1.
  @inline(__always)
  var code: Code { Code(usual: self) ?? anyCode }

  /// What `code` says, by all rules.
  @inline(never)
  var anyCode: Code {
    var range = trimmed
    if range.count > 2, self[range.upperBound - 2] == UInt8(ascii: "."), self[range.upperBound - 1] == UInt8(ascii: "0") {
      range = range.lowerBound..<(range.upperBound - 2)
    }
    return Code(self, range)
  }
}
