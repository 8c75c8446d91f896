internal import CCrypto

/// SHA-256 (FIPS 180-4). Hashes are 32 bytes.
///
/// Nothing here throws: the library can only fail for want of memory, and then the process stops,
/// because going on with a wrong hash would be worse.
public enum SHA256 {
  public static func hash(_ bytes: [UInt8]) -> [UInt8] {
    var stream = Stream()
    stream.update(bytes)
    return stream.finish()
  }

  /// A hash of bytes that arrive piece by piece. Copies go their own ways.
  public struct Stream {
    private var context: Context

    public init() { context = Context() }

    public mutating func update(_ bytes: [UInt8]) {
      makeUnique()
      unsafe bytes.withUnsafeBytes { bytes in unsafe context.update(bytes) }
    }

    public mutating func update(_ bytes: Span<UInt8>) {
      makeUnique()
      unsafe bytes.withUnsafeBytes { bytes in unsafe context.update(bytes) }
    }

    /// The hash of all bytes so far. Afterwards the stream is as new.
    public mutating func finish() -> [UInt8] {
      makeUnique()
      return context.finish()
    }

    private mutating func makeUnique() {
      if !isKnownUniquelyReferenced(&context) { context = Context(copying: context) }
    }
  }
}

@safe private final class Context {
  private let pointer: OpaquePointer

  // Looked up once: a lookup costs more than the hash of a short text. Never freed, never changed.
  @safe private nonisolated(unsafe) static let algorithm = unsafe EVP_MD_fetch(nil, "SHA256", nil)

  init() {
    guard let made = unsafe EVP_MD_CTX_new() else { preconditionFailure("no memory for a hash") }
    unsafe pointer = unsafe made
    start()
  }

  init(copying other: Context) {
    guard let made = unsafe EVP_MD_CTX_new() else { preconditionFailure("no memory for a hash") }
    unsafe pointer = unsafe made
    guard unsafe EVP_MD_CTX_copy_ex(pointer, other.pointer) == 1 else { preconditionFailure("no memory for a hash") }
  }

  deinit { unsafe EVP_MD_CTX_free(pointer) }

  private func start() {
    guard unsafe EVP_DigestInit_ex2(pointer, Context.algorithm, nil) == 1 else {
      preconditionFailure("the system's OpenSSL has no SHA-256")
    }
  }

  func update(_ bytes: UnsafeRawBufferPointer) {
    guard unsafe EVP_DigestUpdate(pointer, bytes.baseAddress, bytes.count) == 1 else {
      preconditionFailure("the system's OpenSSL failed to hash")
    }
  }

  func finish() -> [UInt8] {
    var hash = [UInt8](repeating: 0, count: 32)
    guard unsafe EVP_DigestFinal_ex(pointer, &hash, nil) == 1 else {
      preconditionFailure("the system's OpenSSL failed to hash")
    }
    start()
    return hash
  }
}
