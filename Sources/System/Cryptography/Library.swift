internal import CCrypto

/// One operation on the library: its name for errors, and the checks on what the C functions return.
struct Operation {
  let name: String
  let code: CryptographyError.Code

  /// For functions that return 1 when they succeed.
  func succeeds(_ result: Int32) throws(CryptographyError) {
    guard result == 1 else { throw failure() }
  }

  /// For functions that return an object which the caller now owns.
  func owned(_ pointer: OpaquePointer?, _ free: @escaping (OpaquePointer?) -> Void) throws(CryptographyError) -> Owned {
    guard let pointer = unsafe pointer else { throw failure() }
    return unsafe Owned(pointer, free)
  }

  /// For `i2d_…` functions, which allocate the encoding.
  func encoding(_ i2d: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>) -> Int32) throws(CryptographyError) -> [UInt8] {
    var start: UnsafeMutablePointer<UInt8>? = nil
    let count = unsafe i2d(&start)
    guard count > 0, let start = unsafe start else { throw failure() }
    defer { unsafe CRYPTO_clear_free(start, Int(count), "", 0) }
    return unsafe Array(UnsafeBufferPointer(start: start, count: Int(count)))
  }

  /// For `d2i_…` functions: an object whose encoding is all of `der`, with nothing left over.
  func decoded(
    _ der: [UInt8], _ free: @escaping (OpaquePointer?) -> Void,
    _ d2i: (UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int) -> OpaquePointer?
  ) throws(CryptographyError) -> Owned {
    var used = 0
    let pointer = unsafe der.withUnsafeBufferPointer { bytes in
      var cursor = bytes.baseAddress
      let pointer = unsafe d2i(&cursor, bytes.count)
      if let start = bytes.baseAddress, let end = unsafe cursor { used = unsafe end - start }
      return unsafe pointer
    }
    let object = try unsafe owned(pointer, free)
    guard used == der.count else { throw refusal("bytes follow its end") }
    return object
  }

  /// A failure that the library explains. Only its fixed texts are taken, never the data beside them.
  func failure() -> CryptographyError {
    let text = unsafe ERR_reason_error_string(ERR_peek_error())
    return CryptographyError(code, name, unsafe text.map { unsafe String(cString: $0) } ?? "")
  }

  func refusal(_ reason: String) -> CryptographyError { CryptographyError(code, name, reason) }
}

/// Runs one operation with the library's error queue of this thread empty before and after.
func library<Result: ~Copyable>(
  _ name: String, _ code: CryptographyError.Code, _ body: (Operation) throws(CryptographyError) -> Result
) throws(CryptographyError) -> Result {
  ERR_clear_error()
  defer { ERR_clear_error() }
  return try body(Operation(name: name, code: code))
}

/// A C object with exactly one owner, which frees it.
@safe struct Owned: ~Copyable {
  let pointer: OpaquePointer
  private let free: (OpaquePointer?) -> Void

  init(_ pointer: OpaquePointer, _ free: @escaping (OpaquePointer?) -> Void) {
    unsafe self.pointer = pointer
    unsafe self.free = free
  }

  deinit { unsafe free(pointer) }
}

/// A key of the library, shared by copies of the Swift value around it; wiped by the library when freed.
///
/// Unchecked: `EVP_PKEY` counts its references atomically and is only read here; each use makes its own context.
@safe final class KeyObject: @unchecked Sendable {
  let owned: Owned

  init(_ owned: consuming Owned) { self.owned = owned }

  var pointer: OpaquePointer { unsafe owned.pointer }

  /// The SubjectPublicKeyInfo in DER.
  func publicKeyInfo() throws(CryptographyError) -> [UInt8] {
    try library("encode a public key", .failed) { step throws(CryptographyError) in
      try unsafe step.encoding { start in unsafe i2d_PUBKEY(pointer, start) }
    }
  }
}
