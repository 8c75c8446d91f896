import Glibc

/// Leaves an error in OpenSSL's queue of this thread, as careless code elsewhere in the process would.
enum StaleError {
  private typealias NewFile = @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>) -> OpaquePointer?
  private typealias Peek = @convention(c) () -> UInt
  /// libssl is not where it was looked for, or nothing was left: the test would test nothing.
  struct NothingLeft: Error {}

  static func leave() throws {
    // Found by name, because only the module TLS may import libssl.
    guard let file = unsafe dlsym(nil, "BIO_new_file"), let queue = unsafe dlsym(nil, "ERR_peek_error") else { throw NothingLeft() }
    _ = unsafe unsafeBitCast(file, to: NewFile.self)("/nonexistent/stale", "r")
    guard unsafe unsafeBitCast(queue, to: Peek.self)() != 0 else { throw NothingLeft() }
  }
}
