internal import ReleaseProtocol

/// What a log signs: its origin, its size and its root (C2SP tlog-checkpoint v1.0.0), in three lines.
///
/// Extension lines are refused: nobody could audit them.
public struct Checkpoint: Hashable, Sendable {
  /// Names the log; also the name of the key that signs it.
  public let origin: String
  public let size: Int
  /// 32 bytes.
  public let root: [UInt8]

  public init(origin: String, size: Int, root: [UInt8]) throws(MerkleLogError) {
    guard NoteVerifier.isName(origin) else { throw .badCheckpoint("origin") }
    guard size >= 0 else { throw .badCheckpoint("size") }
    guard root.count == TreeHash.length else { throw .badCheckpoint("root") }
    (self.origin, self.size, self.root) = (origin, size, root)
  }

  /// The text that is signed as a note.
  public var text: String { "\(origin)\n\(size)\n\(Base64.encode(root))\n" }

  /// Reads the text of a note; what `text` would not write is refused.
  public init(parsing text: String) throws(MerkleLogError) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == 4, lines[3].isEmpty else { throw .badCheckpoint("number of lines") }
    guard let size = Int(lines[1]) else { throw .badCheckpoint("size") }
    guard let root = try? Base64.decode(String(lines[2])) else { throw .badCheckpoint("root") }
    try self.init(origin: String(lines[0]), size: size, root: root)
    guard self.text == text else { throw .badCheckpoint("spelling") }
  }
}
