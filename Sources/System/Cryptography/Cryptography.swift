// Cryptography: hashing, signatures, random bytes and X.509 on the system's libcrypto (OpenSSL 3.0 or newer).
//
// May assume: a libcrypto that the distribution keeps patched, with its default provider.
// Never: links libssl, calls anything deprecated, leaves an entry in the library's error queue, keeps a
// C object alive beyond its owner, prints a secret, or puts bytes of a key or message into an error.

internal import CCrypto

/// Whether two byte strings are equal, in a time that depends on their lengths only.
public func constantTimeEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
  unsafe a.count == b.count && CRYPTO_memcmp(a, b, a.count) == 0
}

/// Overwrites a secret that is no longer needed. Only helps for an array that was never copied.
func wipe(_ secret: inout [UInt8]) {
  unsafe secret.withUnsafeMutableBytes { bytes in unsafe OPENSSL_cleanse(bytes.baseAddress, bytes.count) }
}
