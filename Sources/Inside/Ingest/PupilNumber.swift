internal import Records

/// A UPN as it is compared: letters and digits, in upper case, at most 20 of them, packed into two words, so that reading
/// one makes no text. In the order of the texts.
struct PupilNumber: Hashable, Comparable, Silent {
  /// Ten characters a word, six bits each, from the left: 0 for none, then the digits, then the letters.
  private var high: UInt64 = 0
  private var low: UInt64 = 0

  static let blank = PupilNumber()
  static let limit = 20
  private static let digits: ClosedRange<UInt64> = 1...10
  private static let checkLetters = Array("ABCDEFGHJKLMNPQRTUVWXYZ".utf8)
  private static let letters: ClosedRange<UInt64> = 11...36

  private init() {}

  var isEmpty: Bool { high == 0 }

  enum Kind {
    case none, temporary
    case permanent(hasRightLetter: Bool)
  }

  /// A letter, eleven digits, a digit; or a letter at the end of a temporary one.
  ///
  /// The first letter is that of the sum of the other characters, weighted 2 to 13, modulo 23 (DfE, "Unique pupil
  /// numbers: a guide for schools and local authorities"). Only permanent ones are checked for it.
  var kind: Kind {
    guard Self.letters.contains(code(0)), code(12) != 0, code(13) == 0 else { return .none }
    var sum: UInt64 = 0
    for place in 1..<12 {
      guard Self.digits.contains(code(place)) else { return .none }
      sum += UInt64(place + 1) * (code(place) - 1)
    }
    guard isPermanent else { return .temporary }
    sum += 13 * (code(12) - 1)
    return .permanent(hasRightLetter: Self.checkLetters[Int(sum % 23)] == UInt8(code(0)) + 0x36)
  }

  /// A permanent one. The 13th character of a temporary one is a letter.
  var isPermanent: Bool { Self.digits.contains(code(12)) && code(13) == 0 }

  var text: String { text(after: "") }

  /// - Parameter prefix: ASCII.
  func text(after prefix: StaticString) -> String {
    let start = prefix.utf8CodeUnitCount
    let end = start + count
    // No more room than is needed: a string of up to 15 bytes is kept without an allocation.
    return unsafe String(unsafeUninitializedCapacity: end) { bytes in
      for index in 0..<start { unsafe bytes[index] = unsafe prefix.utf8Start[index] }
      for place in start..<end {
        let code = code(place - start)
        unsafe bytes[place] = UInt8(truncatingIfNeeded: code) + (Self.digits.contains(code) ? 0x2F : 0x36)
      }
      return end
    }
  }

  /// All of it, for hashing.
  var words: (UInt64, UInt64) { (high, low) }

  static func < (a: Self, b: Self) -> Bool { a.high != b.high ? a.high < b.high : a.low < b.low }

  /// Number of characters.
  private var count: Int {
    low != 0 ? 20 - low.trailingZeroBitCount / 6 : high != 0 ? 10 - high.trailingZeroBitCount / 6 : 0
  }

  private func code(_ place: Int) -> UInt64 {
    (place < 10 ? high >> UInt64(54 - 6 * place) : low >> UInt64(54 - 6 * (place - 10))) & 0x3F
  }

  /// Letters and digits only, in upper case. Spaces, hyphens and what spreadsheets put between (no-break spaces, marks
  /// of no width) are left out, or one child would count as two. Nil if longer than `limit`; empty if blank.
  init?(_ text: Span<UInt8>) {
    var (word, count) = (UInt64(0), 0)
    for index in text.indices {
      let byte = text[index]
      let digit = byte &- 0x30
      let letter = (byte | 0x20) &- 0x61
      let code: UInt64
      if digit < 10 { code = UInt64(digit) + 1 } else if letter < 26 { code = UInt64(letter) + 11 } else { continue }
      count += 1
      guard count <= Self.limit else { return nil }
      word = word << 6 | code
      if count == 10 { (high, word) = (word, 0) }
    }
    if count < 10 {
      high = word << UInt64(6 * (10 - count))
    } else {
      low = word << UInt64(6 * (20 - count))
    }
  }
}
