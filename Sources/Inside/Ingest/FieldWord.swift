/// A short field in one word, the first byte lowest, zeros behind the last: all its bytes are looked at together.
///
/// What is said here of a field is what a walk through its bytes would say. Where a field is in any way unusual nothing is
/// said, and the walk decides.
struct FieldWord {
  let bits: UInt64
  /// 0 to 8.
  let count: Int

  /// Nil for more than eight bytes.
  ///
  /// Unsafe by need: a span gives its bytes as a word only so. No byte is read that is not the field's own; the span sees
  /// to that.
  @inline(__always)
  init?(_ text: Span<UInt8>) {
    count = text.count
    let bytes = unsafe text.bytes
    switch text.count {
    case 8: bits = unsafe UInt64(littleEndian: bytes.unsafeLoadUnaligned(as: UInt64.self))
    case 4...7:
      // Two halves, which may share bytes.
      let last = unsafe UInt32(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: text.count - 4, as: UInt32.self))
      let first = unsafe UInt32(littleEndian: bytes.unsafeLoadUnaligned(as: UInt32.self))
      bits = UInt64(first) | UInt64(last) &<< UInt64(truncatingIfNeeded: 8 * (text.count - 4))
    case 2, 3:
      let last = unsafe UInt16(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: text.count - 2, as: UInt16.self))
      let first = unsafe UInt16(littleEndian: bytes.unsafeLoadUnaligned(as: UInt16.self))
      bits = UInt64(first) | UInt64(last) &<< UInt64(truncatingIfNeeded: 8 * (text.count - 2))
    case 1: bits = UInt64(text[0])
    case 0: bits = 0
    default: return nil
    }
  }

  /// Eight bytes of a longer field.
  @inline(__always)
  init(_ text: Span<UInt8>, from start: Int) {
    count = 8
    bits = unsafe UInt64(littleEndian: text.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self))
  }

  /// The number, if all bytes are digits and there is one at least.
  @inline(__always)
  var digits: Int? { count == 0 ? nil : Self.digits(bits, count) }

  /// - Parameters:
  ///   - bits: zeros above `count` bytes.
  ///   - count: 1 to 8.
  @inline(__always)
  static func digits(_ bits: UInt64, _ count: Int) -> Int? {
    // Moved up, so that zeros come before the first digit.
    let shift = UInt64(truncatingIfNeeded: 64 &- 8 &* count)
    let digits = (bits &<< shift) ^ (each(0x30) &<< shift)
    guard (digits | (digits &+ each(0x76))) & each(0x80) == 0 else { return nil }
    let pairs = digits &* 10 &+ digits &>> 8
    let high = (pairs & 0x0000_00FF_0000_00FF) &* (100 | 1_000_000 << 32)
    let low = (pairs &>> 16 & 0x0000_00FF_0000_00FF) &* (1 | 10_000 << 32)
    return Int((high &+ low) &>> 32)
  }

  /// The bytes as a number whose highest byte is the first, in upper case, if all are printable and none is a space.
  @inline(__always)
  var printableUpper: UInt64? {
    guard count > 0 else { return nil }
    let unused = UInt64(truncatingIfNeeded: 64 &- 8 &* count)
    // No byte below 0x21 or above 0x7E; where there is none, none is missed.
    let all = count == 8 ? bits : bits | Self.each(0x21) &<< UInt64(truncatingIfNeeded: 8 &* count)
    let below = (all &- Self.each(0x21)) & ~all
    let above = (all &+ Self.each(0x01)) | all
    guard (below | above) & Self.each(0x80) == 0 else { return nil }
    // The highest bit of each byte says: from a on, and not behind z.
    let isLower = (all &+ Self.each(0x1F)) & ~(all &+ Self.each(0x05)) & Self.each(0x80)
    return (bits &- (isLower &>> 2)).byteSwapped &>> unused
  }

  /// The bytes in lower case, if they are letters.
  var letters: UInt64 { bits | Self.each(0x20) & (count == 8 ? .max : 1 &<< UInt64(truncatingIfNeeded: 8 &* count) &- 1) }

  @inline(__always)
  private static func each(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }
}
