import Glibc

/// Leaves an error in OpenSSL's queue of this thread, as careless code elsewhere in the process would.
enum StaleError {
  private typealias NewFile = @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>) -> OpaquePointer?

  static func leave() {
    // Found by name, because only the module TLS may import libssl.
    guard let symbol = unsafe dlsym(nil, "BIO_new_file") else { return }
    let newFile = unsafe unsafeBitCast(symbol, to: NewFile.self)
    _ = unsafe newFile("/nonexistent/stale", "r")
  }
}
