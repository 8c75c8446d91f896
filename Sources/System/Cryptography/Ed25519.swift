internal import CCrypto

/// An Ed25519 private key (RFC 8032). Describes itself without its value.
public struct SigningKey: Sendable, CustomStringConvertible, CustomReflectable {
  private let key: KeyObject
  public let publicKey: VerifyingKey

  /// Makes a new key.
  public init() throws(CryptographyError) {
    key = try makeKey("ED25519")
    publicKey = try SigningKey.publicKey(of: key)
  }

  /// - Parameter seed: the 32 bytes of RFC 8032 section 5.1.5. The library keeps its own copy and
  ///   wipes that; wiping the array given here is left to the caller.
  public init(seed: [UInt8]) throws(CryptographyError) {
    key = try library("read a signing key", .badKey) { step throws(CryptographyError) in
      guard seed.count == 32 else { throw step.refusal("a seed has 32 bytes") }
      return KeyObject(try unsafe step.owned(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, 32), EVP_PKEY_free))
    }
    publicKey = try SigningKey.publicKey(of: key)
  }

  /// The secret itself, for storing. Empty only if the library fails to give it.
  public var seed: [UInt8] {
    var seed = [UInt8](repeating: 0, count: 32)
    var count = 32
    let result = unsafe EVP_PKEY_get_raw_private_key(key.pointer, &seed, &count)
    guard result == 1, count == 32 else {
      ERR_clear_error()
      return []
    }
    return seed
  }

  /// The 64-byte signature, which is the same each time for the same message.
  public func sign(_ message: [UInt8]) throws(CryptographyError) -> [UInt8] {
    try library("sign", .failed) { step throws(CryptographyError) in
      let context = try unsafe step.owned(EVP_MD_CTX_new(), EVP_MD_CTX_free)
      try step.succeeds(unsafe EVP_DigestSignInit_ex(context.pointer, nil, nil, nil, nil, key.pointer, nil))
      var signature = [UInt8](repeating: 0, count: 64)
      var count = 64
      try step.succeeds(unsafe EVP_DigestSign(context.pointer, &signature, &count, message, message.count))
      guard count == 64 else { throw step.failure() }
      return signature
    }
  }

  private static func publicKey(of key: KeyObject) throws(CryptographyError) -> VerifyingKey {
    let bytes = try library("derive a public key", .failed) { step throws(CryptographyError) in
      var bytes = [UInt8](repeating: 0, count: 32)
      var count = 32
      try step.succeeds(unsafe EVP_PKEY_get_raw_public_key(key.pointer, &bytes, &count))
      return bytes
    }
    return try VerifyingKey(rawBytes: bytes)
  }

  public var description: String { "SigningKey(\(publicKey.id), secret)" }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// An Ed25519 public key.
public struct VerifyingKey: Hashable, Sendable, CustomStringConvertible {
  /// 32 bytes, as in RFC 8032 section 5.1.2.
  public let rawBytes: [UInt8]

  /// Refuses what is not 32 bytes, a second spelling of a point, and the points of small order:
  /// under these one signature would fit many messages.
  public init(rawBytes: [UInt8]) throws(CryptographyError) {
    guard rawBytes.count == 32 else {
      throw CryptographyError(.badKey, "read a public key", "a public key has 32 bytes")
    }
    guard SmallOrder.isAcceptable(rawBytes) else {
      throw CryptographyError(.badKey, "read a public key", "it is a weak or ambiguous key")
    }
    self.rawBytes = rawBytes
  }

  /// The first 16 hexadecimal digits of the SHA-256 of the raw bytes.
  public var id: String { Hex.encode(Array(SHA256.hash(rawBytes).prefix(8))) }

  /// Whether the signature is this key's for this message. False for any failure.
  public func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
    guard signature.count == 64 else { return false }
    let valid = try? library("verify", .failed) { step throws(CryptographyError) in
      let key = try unsafe step.owned(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, rawBytes, 32), EVP_PKEY_free)
      let context = try unsafe step.owned(EVP_MD_CTX_new(), EVP_MD_CTX_free)
      try step.succeeds(unsafe EVP_DigestVerifyInit_ex(context.pointer, nil, nil, nil, nil, key.pointer, nil))
      return unsafe EVP_DigestVerify(context.pointer, signature, 64, message, message.count) == 1
    }
    return valid == true
  }

  public var description: String { "VerifyingKey(\(id))" }
}

/// The public keys that are refused. The eight points of small order have five y-coordinates
/// (RFC 7748 section 6.1 and 7 on why; the list agrees with libsodium's `ge25519_has_small_order`).
private enum SmallOrder {
  static func isAcceptable(_ key: [UInt8]) -> Bool {
    var y = key
    y[31] &= 0x7f  // without the sign of x
    // Not below p = 2^255 - 19: little-endian ed ff … ff 7f and above.
    let isReduced = y[0] < 0xed || y[31] < 0x7f || y[1...30].contains { $0 < 0xff }
    return isReduced && !coordinates.contains(y)
  }

  private static let coordinates: [[UInt8]] = [
    // 0 (order 4), 1 (order 1), p - 1 (order 2)
    [UInt8](repeating: 0, count: 32),
    [1] + [UInt8](repeating: 0, count: 31),
    [0xec] + [UInt8](repeating: 0xff, count: 30) + [0x7f],
    // order 8: one root and its negative
    Hex.decode("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05") ?? [],
    Hex.decode("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a") ?? [],
  ]
}

/// Makes a private key of a named algorithm, on a named curve if given.
func makeKey(_ algorithm: String, group: String? = nil) throws(CryptographyError) -> KeyObject {
  try library("make a key", .failed) { step throws(CryptographyError) in
    let context = try unsafe step.owned(EVP_PKEY_CTX_new_from_name(nil, algorithm, nil), EVP_PKEY_CTX_free)
    try step.succeeds(unsafe EVP_PKEY_keygen_init(context.pointer))
    if let group { try step.succeeds(unsafe EVP_PKEY_CTX_set_group_name(context.pointer, group)) }
    var made: OpaquePointer? = nil
    try step.succeeds(unsafe EVP_PKEY_generate(context.pointer, &made))
    return KeyObject(try unsafe step.owned(made, EVP_PKEY_free))
  }
}
