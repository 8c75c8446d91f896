public import Cryptography
internal import ReleaseProtocol

/// A text and the signatures under it, in the format of C2SP signed-note v1.0.0:
/// the text, an empty line, and for each signature `— <name> <base64(key id || signature)>`.
public struct SignedNote: Equatable, Sendable {
  /// Ends in a line feed.
  public let text: String
  /// Names of the known keys whose signatures verified, in the note's order.
  public let signers: [String]

  /// Limits of this reader.
  private static let mostBytes = 1 << 20
  private static let mostSignatures = 100
  static let mark = "\u{2014} "

  /// The bytes of a note with one signature.
  /// - Parameter name: of the key; see `NoteVerifier.name`.
  public static func sign(_ text: String, name: String, key: SigningKey) throws -> [UInt8] {
    guard isText(text) else { throw MerkleLogError.badNote("text") }
    let verifier = try NoteVerifier(name: name, key: key.publicKey)
    let signature = try key.sign(Array(text.utf8))
    return Array("\(text)\n\(mark)\(name) \(Base64.encode(verifier.keyID + signature))\n".utf8)
  }

  /// Reads a note and checks every signature by a known key; others are ignored, as the format demands.
  ///
  /// - Throws: if a known key's signature is wrong, or no known key has signed.
  public init(_ bytes: [UInt8], verifiers: [NoteVerifier]) throws(MerkleLogError) {
    let (text, lines) = try Self.parts(bytes)
    self.text = text
    var signers: [String] = []
    for line in lines {
      guard let name = try Self.signer(of: line, text: text, verifiers) else { continue }
      if !signers.contains(name) { signers.append(name) }
    }
    guard !signers.isEmpty else { throw .noKnownSignature }
    self.signers = signers
  }

  /// The text and the signature lines, none of which has been checked.
  static func parts(_ bytes: [UInt8]) throws(MerkleLogError) -> (text: String, lines: [String]) {
    guard bytes.count <= Self.mostBytes else { throw .badNote("too long") }
    guard let note = String(validating: bytes, as: UTF8.self) else { throw .badNote("not UTF-8") }
    // The last empty line parts text and signatures; the text may hold empty lines itself.
    guard let gap = Self.lastGap(bytes) else { throw .badNote("no empty line before the signatures") }
    let text = String(decoding: bytes[..<(gap + 1)], as: UTF8.self)
    guard Self.isText(text), note.utf8.last == 0x0A else { throw .badNote("text") }
    let lines = bytes[(gap + 2)...].dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
    guard (1...Self.mostSignatures).contains(lines.count) else { throw .badNote("number of signatures") }
    return (text, lines.map { String(decoding: $0, as: UTF8.self) })
  }

  /// Name, key id and signature of a line.
  static func fields(of line: String) throws(MerkleLogError) -> (name: String, keyID: [UInt8], signature: [UInt8]) {
    guard line.hasPrefix(mark) else { throw .badNote("signature line") }
    let parts = line.dropFirst(mark.count).split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 2, NoteVerifier.isName(String(parts[0])), let bytes = try? Base64.decode(String(parts[1])),
      bytes.count >= 5
    else { throw .badNote("signature line") }
    return (String(parts[0]), Array(bytes.prefix(4)), Array(bytes.dropFirst(4)))
  }

  /// The name in a signature line if its key is known and the signature right; nil if the key is unknown.
  private static func signer(
    of line: String, text: String, _ verifiers: [NoteVerifier]
  ) throws(MerkleLogError) -> String? {
    let (name, keyID, signature) = try fields(of: line)
    guard let verifier = verifiers.first(where: { $0.name == name && $0.keyID == keyID }) else { return nil }
    guard verifier.key.isValid(signature, for: Array(text.utf8)) else {
      throw .badSignature(key: verifier.name)
    }
    return verifier.name
  }

  /// Offset of the first of the last two line feeds in a row.
  private static func lastGap(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 2 else { return nil }
    return (0..<(bytes.count - 1)).last { bytes[$0] == 0x0A && bytes[$0 + 1] == 0x0A }
  }

  /// Ends in a line feed and has no other control character.
  private static func isText(_ text: String) -> Bool {
    text.utf8.last == 0x0A && text.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A }
  }
}
