public import Cryptography
internal import ReleaseProtocol

/// A named Ed25519 key that says of a log's checkpoints: this is consistent with all that I have seen of that log, and
/// the largest (C2SP tlog-cosignature v1, signature type 0x04).
///
/// The signed message does not name the cosigner, so such a key serves one cosigner and nothing else.
public struct Cosigner: Hashable, Sendable {
  private static let ed25519: UInt8 = 0x04
  private static let latest = Int64.max

  public let name: String
  public let key: VerifyingKey
  /// `SHA-256(name || 0x0A || 0x04 || public key)[:4]`.
  public let keyID: [UInt8]

  public init(name: String, key: VerifyingKey) throws(MerkleLogError) {
    guard NoteVerifier.isName(name) else { throw .badKey }
    (self.name, self.key) = (name, key)
    keyID = Array(SHA256.hash(Array(name.utf8) + [0x0A, Self.ed25519] + key.rawBytes).prefix(4))
  }

  /// Reads `name+hex key id+base64(type || public key)`.
  public init(parsing text: String) throws(MerkleLogError) {
    let (name, key) = try NoteVerifier.parts(text, type: Self.ed25519)
    try self.init(name: name, key: key)
    guard self.text == text else { throw .badKey }
  }

  /// The key as it is published, for stock tools.
  public var text: String { "\(name)+\(Hex.encode(keyID))+\(Base64.encode([Self.ed25519] + key.rawBytes))" }

  /// The signature line for a note, without a line feed.
  ///
  /// Left to the caller: that the checkpoint was verified, and that it is on disk before the line is given away.
  /// - Parameter time: UTC seconds, at least 0.
  public static func line(under note: [UInt8], name: String, key: SigningKey, time: Int) throws -> String {
    let cosigner = try Cosigner(name: name, key: key.publicKey)
    let signature = try key.sign(message(SignedNote.parts(note).text, time: time))
    return "\(SignedNote.mark)\(name) \(Base64.encode(cosigner.keyID + bigEndian(time) + signature))"
  }

  /// The time of this cosigner's signature in a line, if the line is one under the note.
  public func time(of line: String, under note: [UInt8]) throws(MerkleLogError) -> Int {
    let text = try SignedNote.parts(note).text
    let fields = try SignedNote.fields(of: line)
    guard fields.name == name, fields.keyID == keyID else { throw .noKnownSignature }
    guard fields.signature.count == 8 + 64 else { throw .badSignature(key: name) }
    let time = fields.signature.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard time <= UInt64(Self.latest),
      key.isValid(Array(fields.signature.dropFirst(8)), for: Self.message(text, time: Int(time)))
    else { throw .badSignature(key: name) }
    return Int(time)
  }

  /// The time of this cosigner's signature under a note; nil if it has none there.
  public func time(in note: [UInt8]) throws(MerkleLogError) -> Int? {
    for line in try SignedNote.parts(note).lines {
      let fields = try SignedNote.fields(of: line)
      if fields.name == name, fields.keyID == keyID { return try time(of: line, under: note) }
    }
    return nil
  }

  /// The checkpoint that this cosigner has signed in a note, and when, whoever else has; nil if it has none there.
  public func checkpoint(in note: [UInt8]) throws(MerkleLogError) -> (checkpoint: Checkpoint, time: Int)? {
    guard let time = try time(in: note) else { return nil }
    return (try Checkpoint(parsing: SignedNote.parts(note).text), time)
  }

  private static func message(_ text: String, time: Int) -> [UInt8] { Array("cosignature/v1\ntime \(time)\n\(text)".utf8) }

  private static func bigEndian(_ time: Int) -> [UInt8] {
    stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: time >> $0) }
  }
}
