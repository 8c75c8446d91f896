public import Cryptography
internal import ReleaseProtocol

/// A named Ed25519 key that verifies signed notes (C2SP signed-note, signature type 0x01).
public struct NoteVerifier: Hashable, Sendable {
  private static let ed25519: UInt8 = 0x01

  /// Not empty, without spaces, control characters and plus signs.
  public let name: String
  public let key: VerifyingKey
  /// `SHA-256(name || 0x0A || type || public key)[:4]`: a hint for finding the key.
  public let keyID: [UInt8]

  public init(name: String, key: VerifyingKey) throws(MerkleLogError) {
    guard Self.isName(name) else { throw .badKey }
    self.name = name
    self.key = key
    keyID = Array(SHA256.hash(Array(name.utf8) + [0x0A, Self.ed25519] + key.rawBytes).prefix(4))
  }

  /// Reads `name+hex key id+base64(type || public key)`, the format in which log keys are published.
  public init(parsing text: String) throws(MerkleLogError) {
    let (name, key) = try Self.parts(text, type: Self.ed25519)
    try self.init(name: name, key: key)
    guard self.text == text else { throw .badKey }
  }

  /// Name and key of a key as it is published; its id is left to the caller.
  static func parts(_ text: String, type: UInt8) throws(MerkleLogError) -> (name: String, key: VerifyingKey) {
    let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let bytes = try? Base64.decode(String(parts[2])), bytes.first == type,
      let key = try? VerifyingKey(rawBytes: Array(bytes.dropFirst()))
    else { throw .badKey }
    return (String(parts[0]), key)
  }

  public var text: String { "\(name)+\(Hex.encode(keyID))+\(Base64.encode([Self.ed25519] + key.rawBytes))" }

  static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 255
      && name.unicodeScalars.allSatisfy { $0 != "+" && $0.value > 0x20 && $0.value != 0x7F && !$0.properties.isWhitespace }
  }
}
