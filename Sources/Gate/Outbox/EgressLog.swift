internal import Cryptography
internal import Files
internal import MerkleLog
internal import ReleaseProtocol

/// The log of everything that may leave: one leaf for each stored message, in a Merkle tree with a signed head.
///
/// `leaves` holds one line of canonical JSON for each leaf; a leaf's bytes are its line without the line feed.
/// `checkpoint` is a C2SP signed note over size and root (RFC 6962), so that stock tools can verify it. A crash between
/// the two leaves a leaf that the next checkpoint covers; a torn last line was never covered and is dropped.
struct EgressLog {
  struct Leaf: Equatable {
    let release: String
    let messageSHA256: String
    let size: Int
    /// UTC seconds.
    let storedAt: Int

    /// What is hashed. `sequence` counts from 0.
    func bytes(sequence: Int) -> [UInt8] {
      CanonicalJSON.encode(
        .object([
          "kind": .string("message-stored"), "message_bytes": .integer(Int64(size)),
          "message_sha256": .string(messageSHA256), "release": .string(release), "sequence": .integer(Int64(sequence)),
          "stored_at": .integer(Int64(storedAt)),
        ]))
    }
  }

  let folder: String
  private var leavesFile: String { folder + "/leaves" }
  private var checkpointFile: String { folder + "/checkpoint" }
  private static let largestLog = 64 << 20

  /// What was stored, in that order: release id and SHA-256 of the message.
  func entries() throws(OutboxError) -> [(release: String, messageSHA256: String)] {
    var entries: [(release: String, messageSHA256: String)] = []
    for line in try lines() { entries.append(try Self.entry(line)) }
    return entries
  }

  /// Throws unless the log is what its last signed head says, and can be added to.
  func requireOrder(origin: String, key: VerifyingKey) throws(OutboxError) {
    try check(try lines(), origin: origin, key: key)
    _ = try entries()
  }

  /// Adds a leaf and signs the new head. What is logged already is not logged twice.
  func append(_ leaf: Leaf, origin: String, key: SigningKey) throws(OutboxError) {
    try OutboxError.wrapping { try Files.makeFolder(folder, mode: 0o755) }
    var lines = try lines()
    try check(lines, origin: origin, key: key.publicKey)
    if let earlier = try entries().first(where: { $0.release == leaf.release }) {
      guard earlier.messageSHA256 == leaf.messageSHA256 else { throw .otherBytesThanLogged(release: leaf.release) }
    } else {
      let line = leaf.bytes(sequence: lines.count)
      lines.append(line)
      try OutboxError.wrapping { try Files.writeDurably(Array(lines.map { $0 + [10] }.joined()), to: leavesFile, mode: 0o644) }
    }
    try sign(lines, origin: origin, key: key)
  }

  private func sign(_ lines: [[UInt8]], origin: String, key: SigningKey) throws(OutboxError) {
    try OutboxError.wrapping {
      let tree = MerkleTree(leafHashes: lines.map(TreeHash.leaf))
      let head = try Checkpoint(origin: origin, size: tree.size, root: tree.root)
      try Files.writeDurably(
        SignedNote.sign(head.text, name: origin, key: key), to: checkpointFile, mode: 0o644)
    }
  }

  /// The last signed head must be a beginning of what lies here: nothing was removed or changed.
  private func check(_ lines: [[UInt8]], origin: String, key: VerifyingKey) throws(OutboxError) {
    guard Files.exists(checkpointFile) else {
      guard lines.isEmpty || lines.count == 1 else { throw .damagedLog(reason: "its checkpoint is missing") }
      return
    }
    let bytes = try OutboxError.wrapping { try Files.read(checkpointFile, limit: 4096) }
    do {
      let note = try SignedNote(bytes, verifiers: [NoteVerifier(name: origin, key: key)])
      let head = try Checkpoint(parsing: note.text)
      let tree = MerkleTree(leafHashes: lines.map(TreeHash.leaf))
      guard head.origin == origin, head.size <= tree.size, try tree.root(size: head.size) == head.root else {
        throw OutboxError.damagedLog(reason: "its leaves are not those of its checkpoint")
      }
    } catch let error as OutboxError {
      throw error
    } catch {
      throw .damagedLog(reason: "its checkpoint can't be verified")
    }
  }

  /// Whole lines; a torn last one is left out.
  func lines() throws(OutboxError) -> [[UInt8]] {
    guard Files.exists(leavesFile) else { return [] }
    let bytes = try OutboxError.wrapping { try Files.read(leavesFile, limit: Self.largestLog) }
    return bytes.split(separator: 10, omittingEmptySubsequences: false).dropLast().map { Array($0) }
  }

  private static func entry(_ line: [UInt8]) throws(OutboxError) -> (release: String, messageSHA256: String) {
    guard let json = try? CanonicalJSON.decode(line), case .object(let fields) = json,
      case .string(let release)? = fields["release"], OutboxFolder.isReleaseID(release),
      case .string(let hash)? = fields["message_sha256"]
    else { throw .damagedLog(reason: "a line can't be read") }
    return (release, hash)
  }
}
