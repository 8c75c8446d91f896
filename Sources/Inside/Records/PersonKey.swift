/// Stands for one child or young person of this borough, in all years.
///
/// Two records with equal keys are about the same person; everything the product protects is counted by
/// this key. The identifier inside (UPN, else ULN) cannot be read back outside this module.
public struct PersonKey: Hashable, Sendable, Silent {
  private let identifier: String

  public init(_ identifier: String) {
    self.identifier = identifier
  }

  /// By the bytes of the identifiers, so that the order does not depend on locale or hashing.
  static func inOrder(_ a: PersonKey, _ b: PersonKey) -> Bool {
    let (first, second) = (a.prefix, b.prefix)
    return first != second ? first < second : a.identifier.utf8.lexicographicallyPrecedes(b.identifier.utf8)
  }

  /// The first eight bytes, in the same order: two keys that differ here are in the order of these words.
  var prefix: UInt64 {
    unsafe identifier.utf8.withContiguousStorageIfAvailable { bytes in
      let whole = UnsafeRawBufferPointer(bytes)
      return whole.count < 8 ? unsafe Self.prefix(bytes) : unsafe UInt64(bigEndian: whole.loadUnaligned(as: UInt64.self))
    } ?? Self.prefix(identifier.utf8)
  }

  private static func prefix(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var (word, count) = (UInt64(0), UInt64(0))
    for byte in bytes.prefix(8) { (word, count) = (word << 8 | UInt64(byte), count + 1) }
    return count == 0 ? 0 : word << (64 - 8 * count)
  }
}
