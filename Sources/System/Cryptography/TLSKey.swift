internal import CCrypto

/// A private key for TLS: ECDSA on P-256. Describes itself without its value.
public struct TLSKey: Sendable, CustomStringConvertible, CustomReflectable {
  let key: KeyObject
  /// The SubjectPublicKeyInfo in DER.
  public let spki: [UInt8]

  /// Makes a new key.
  public init() throws(CryptographyError) {
    try self.init(makeKey("EC", group: "P-256"))
  }

  /// - Parameter pem: one unencrypted "PRIVATE KEY" block (PKCS #8) with a key on P-256.
  public init(pem: [UInt8]) throws(CryptographyError) {
    let key = try library("read a private key", .badKey) { step throws(CryptographyError) in
      var der = try PEM.decodeOne(pem, label: "PRIVATE KEY", step)
      defer { wipe(&der) }
      _ = try unsafe step.decoded(der, PKCS8_PRIV_KEY_INFO_free) { cursor, count in
        unsafe d2i_PKCS8_PRIV_KEY_INFO(nil, cursor, count)
      }
      // Told that it is on a curve, the library reads a key in a quarter of the time that it takes to find out.
      let key = KeyObject(
        try unsafe step.decoded(der, EVP_PKEY_free) { cursor, count in
          unsafe d2i_PrivateKey(EVP_PKEY_EC, nil, cursor, count)
        })
      let context = try unsafe step.owned(EVP_PKEY_CTX_new_from_pkey(nil, key.pointer, nil), EVP_PKEY_CTX_free)
      try step.succeeds(unsafe EVP_PKEY_pairwise_check(context.pointer))
      return key
    }
    try self.init(key)
  }

  private init(_ key: KeyObject) throws(CryptographyError) {
    self.key = key
    spki = try key.publicKeyInfo()
    guard P256.isPublicKey(spki) else {
      throw CryptographyError(.badKey, "read a private key", "it is not an ECDSA key on P-256")
    }
  }

  /// The secret as an unencrypted PKCS #8 block, for a file that only its owner can read.
  /// Empty only if the library fails to give it.
  public var pem: [UInt8] {
    let text = try? library("write a private key", .failed) { step throws(CryptographyError) in
      let info = try unsafe step.owned(EVP_PKEY2PKCS8(key.pointer), PKCS8_PRIV_KEY_INFO_free)
      var der = try unsafe step.encoding { start in unsafe i2d_PKCS8_PRIV_KEY_INFO(info.pointer, start) }
      defer { wipe(&der) }
      return try PEM.encode(der, label: "PRIVATE KEY")
    }
    return text ?? []
  }

  /// The library's own `EVP_PKEY`, for libssl; there as long as this key is.
  public var object: OpaquePointer { unsafe key.pointer }

  /// The SHA-256 of `spki` in hexadecimal, as in pins.
  public var spkiSHA256: String { Hex.encode(SHA256.hash(spki)) }

  /// A certificate request (PKCS #10) in PEM, signed by this key.
  ///
  /// - Parameter commonName: 1 to 64 characters, for people; who issues takes only the key from it.
  public func certificateRequest(commonName: String) throws(CryptographyError) -> [UInt8] {
    let der = try library("make a certificate request", .badName) { step throws(CryptographyError) in
      let request = try unsafe step.owned(X509_REQ_new(), X509_REQ_free)
      try step.succeeds(unsafe X509_REQ_set_version(request.pointer, 0))
      try unsafe setCommonName(commonName, of: X509_REQ_get_subject_name(request.pointer), step)
      try step.succeeds(unsafe X509_REQ_set_pubkey(request.pointer, key.pointer))
      guard unsafe X509_REQ_sign(request.pointer, key.pointer, EVP_sha256()) > 0 else { throw step.failure() }
      return try unsafe step.encoding { start in unsafe i2d_X509_REQ(request.pointer, start) }
    }
    return try PEM.encode(der, label: "CERTIFICATE REQUEST")
  }

  public var description: String { "TLSKey(secret)" }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// The one kind of public key that our certificates hold.
enum P256 {
  /// RFC 5480: id-ecPublicKey, prime256v1 by name, an uncompressed point. Any other spelling is refused.
  private static let prefix = Hex.decode("3059301306072a8648ce3d020106082a8648ce3d03010703420004") ?? []

  static func isPublicKey(_ spki: [UInt8]) -> Bool { spki.count == prefix.count + 64 && spki.starts(with: prefix) }
}

/// Adds a common name to an `X509_NAME`. The library refuses more than 64 characters.
func setCommonName(_ text: String, of name: OpaquePointer?, _ step: Operation) throws(CryptographyError) {
  guard !text.isEmpty, text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f }) else {
    throw step.refusal("a common name needs printable characters")
  }
  let bytes = Array(text.utf8)
  guard let count = Int32(exactly: bytes.count) else { throw step.refusal("the name is too long") }
  try step.succeeds(
    unsafe X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, bytes, count, -1, 0))
}
