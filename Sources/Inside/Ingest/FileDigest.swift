/// Takes the bytes of one file to the digest of the data's vintage.
public struct FileDigest {
  let update: (Span<UInt8>) -> Void
  let end: () -> Void

  /// - Parameters:
  ///   - update: gets every byte of the file, in order.
  ///   - end: called once, behind the last byte. It is not called for a digest that is given up: another was made for
  ///     the same file, which is read again from its beginning.
  public init(update: @escaping (Span<UInt8>) -> Void, end: @escaping () -> Void) {
    self.update = update
    self.end = end
  }

  static var none: FileDigest { FileDigest(update: { _ in }, end: {}) }
}

/// Digests of files that may have to be read again: their ends are held back.
final class HeldDigests {
  private let make: () -> FileDigest
  private var ended: [FileDigest] = []

  init(_ make: @escaping () -> FileDigest) { self.make = make }

  func digest() -> FileDigest {
    let digest = make()
    return FileDigest(update: digest.update) { [self] in ended.append(digest) }
  }

  /// What was read is what counts.
  func settle() {
    for digest in ended { digest.end() }
    ended = []
  }
}
