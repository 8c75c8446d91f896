internal import CCrypto

/// SHA-512 (FIPS 180-4) of bytes in memory: 64 bytes. Stops the process if the library fails, as `SHA256` does.
public enum SHA512 {
  public static func hash(_ bytes: [UInt8]) -> [UInt8] {
    var hash = [UInt8](repeating: 0, count: 64)
    var count = 0
    let result = unsafe EVP_Q_digest(nil, "SHA512", nil, bytes, bytes.count, &hash, &count)
    guard result == 1, count == 64 else { preconditionFailure("the system's OpenSSL has no SHA-512") }
    return hash
  }
}
