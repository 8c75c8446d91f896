internal import CCrypto

/// Unpredictable bytes for keys and tokens, from the library's private generator.
public enum RandomBytes {
  public static func make(_ count: Int) throws(CryptographyError) -> [UInt8] {
    guard let size = Int32(exactly: count), size >= 0 else {
      throw CryptographyError(.failed, "make random bytes", "the count is out of range")
    }
    return try library("make random bytes", .failed) { step throws(CryptographyError) in
      var bytes = [UInt8](repeating: 0, count: count)
      try step.succeeds(unsafe RAND_priv_bytes(&bytes, size))
      return bytes
    }
  }
}
