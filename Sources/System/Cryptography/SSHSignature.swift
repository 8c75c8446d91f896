internal import CCrypto

/// A signature as `ssh-keygen -Y sign` makes it (OpenSSH, PROTOCOL.sshsig), so that a person signs with a key and a
/// program of his or her own, and anybody can check it with `ssh-keygen -Y verify`.
///
/// Ed25519 keys only.
public struct SSHSignature: Equatable, Sendable {
  public let key: VerifyingKey
  /// What the signature is for; keeps a signature made for one purpose from serving another.
  public let namespace: String
  /// The blob inside the armour.
  public let bytes: [UInt8]
  private let hashName: String
  private let signature: [UInt8]

  private static let magic = Array("SSHSIG".utf8)

  /// - Parameter armoured: the text that begins with `-----BEGIN SSH SIGNATURE-----`.
  /// - Throws: `bad-signature` for anything else, other keys than Ed25519 and bytes left over included.
  public init(armoured: [UInt8]) throws(CryptographyError) {
    let blob = try library("read an SSH signature", .badSignature) { step throws(CryptographyError) in
      try PEM.decodeOne(armoured, label: "SSH SIGNATURE", step)
    }
    try self.init(bytes: blob)
  }

  public init(bytes: [UInt8]) throws(CryptographyError) {
    func refusal(_ reason: String) -> CryptographyError {
      CryptographyError(.badSignature, "read an SSH signature", reason)
    }
    guard bytes.starts(with: Self.magic) else { throw refusal("it is none") }
    var fields = SSHFields(bytes.dropFirst(Self.magic.count))
    guard fields.number() == 1, let publicKey = fields.string(), let namespace = fields.string(),
      let reserved = fields.string(), let hashName = fields.string(), let signature = fields.string(), fields.isAtEnd
    else { throw refusal("it is cut off, or of another version") }
    guard reserved.isEmpty, let name = String(validating: namespace, as: UTF8.self), !name.isEmpty,
      let hash = String(validating: hashName, as: UTF8.self), ["sha256", "sha512"].contains(hash)
    else { throw refusal("its parts are not those of this version") }
    guard let raw = SSHFields.ed25519(signature), raw.count == 64 else { throw refusal("the key is not an Ed25519 key") }
    (key, self.namespace, self.bytes) = (try SSHPublicKey.key(blob: publicKey), name, bytes)
    (self.hashName, self.signature) = (hash, raw)
  }

  /// Whether this is `key`'s signature of `message` for `namespace`.
  public func isValid(by key: VerifyingKey, for message: [UInt8], namespace: String) -> Bool {
    guard key == self.key, namespace == self.namespace else { return false }
    let hash = hashName == "sha256" ? SHA256.hash(message) : SHA512.hash(message)
    let signed = [Array(namespace.utf8), [], Array(hashName.utf8), hash].map(SSHFields.string)
    return key.isValid(signature, for: Self.magic + signed.joined())
  }
}

/// Public keys as OpenSSH writes them: one line `ssh-ed25519 <base64> [comment]`.
public enum SSHPublicKey {
  /// - Throws: `bad-key` for anything but one Ed25519 key.
  public static func key(line: [UInt8]) throws(CryptographyError) -> VerifyingKey {
    let text = String(decoding: line, as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline)
    let words = lines.first?.split(separator: " ") ?? []
    guard lines.count == 1, words.count >= 2, words[0] == "ssh-ed25519", let blob = base64(words[1]) else {
      throw CryptographyError(.badKey, "read an SSH public key", "it is not one line that begins with ssh-ed25519")
    }
    return try key(blob: blob[...])
  }

  static func key(blob: ArraySlice<UInt8>) throws(CryptographyError) -> VerifyingKey {
    guard let raw = SSHFields.ed25519(blob) else {
      throw CryptographyError(.badKey, "read an SSH public key", "it is not an Ed25519 key")
    }
    return try VerifyingKey(rawBytes: raw)
  }

  private static func base64(_ text: Substring) -> [UInt8]? {
    let encoded = Array(text.utf8)
    guard encoded.count.isMultiple(of: 4), encoded.count < 1024 else { return nil }
    var bytes = [UInt8](repeating: 0, count: encoded.count / 4 * 3)
    let count = unsafe EVP_DecodeBlock(&bytes, encoded, Int32(truncatingIfNeeded: encoded.count))
    guard count == bytes.count else { return nil }
    return Array(bytes.dropLast(encoded.suffix(2).count { $0 == UInt8(ascii: "=") }))
  }
}

/// The wire encoding of SSH (RFC 4251 section 5): numbers of four bytes, texts with their length before them.
private struct SSHFields {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func number() -> Int? {
    guard rest.count >= 4 else { return nil }
    defer { rest = rest.dropFirst(4) }
    return rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
  }

  mutating func string() -> ArraySlice<UInt8>? {
    guard let count = number(), rest.count >= count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  static func string(_ bytes: [UInt8]) -> [UInt8] {
    let count = UInt32(truncatingIfNeeded: bytes.count)
    return [UInt8(count >> 24), UInt8(count >> 16 & 255), UInt8(count >> 8 & 255), UInt8(count & 255)] + bytes
  }

  /// The value of a pair of texts of which the first is the algorithm's name.
  static func ed25519(_ blob: ArraySlice<UInt8>) -> [UInt8]? {
    var fields = SSHFields(blob)
    guard let name = fields.string(), name.elementsEqual("ssh-ed25519".utf8), let value = fields.string(), fields.isAtEnd
    else { return nil }
    return Array(value)
  }
}
