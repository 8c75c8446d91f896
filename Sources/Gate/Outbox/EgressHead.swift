public import Cryptography
internal import Files
public import MerkleLog
internal import ReleaseProtocol

/// The log of what may leave as it stands, for whoever cosigns it: a signed head, and the tree that leads to it.
public struct EgressHead: Sendable {
  /// A signed note.
  public let note: [UInt8]
  public let key: VerifyingKey
  public let checkpoint: Checkpoint
  /// Of at least as many leaves as the head has.
  public let tree: MerkleTree
}

extension OutboxFolder {
  /// Nil while nothing was logged. Needs no right but to read the outbox.
  ///
  /// - Throws: `.damagedLog` if the leaves are not those of the head.
  public func egressHead(borough: String) throws(OutboxError) -> EgressHead? {
    let file = egressFolder + "/checkpoint"
    guard Files.exists(file) else { return nil }
    return try OutboxError.reading {
      let note = try Files.read(file, limit: 4096)
      let text = String(decoding: try Files.read(path + "/egress-log.pub", limit: 256), as: UTF8.self)
      guard let raw = Hex.decode(String(text.prefix { $0 != "\n" })) else {
        throw OutboxError.damagedLog(reason: "egress-log.pub holds no key")
      }
      let key = try VerifyingKey(rawBytes: raw)
      let origin = LogNames.egress(borough)
      let checkpoint = try Checkpoint(parsing: SignedNote(note, verifiers: [NoteVerifier(name: origin, key: key)]).text)
      let tree = MerkleTree(leafHashes: try EgressLog(folder: egressFolder).lines().map(TreeHash.leaf))
      guard checkpoint.origin == origin, checkpoint.size <= tree.size,
        try tree.root(size: checkpoint.size) == checkpoint.root
      else { throw OutboxError.damagedLog(reason: "its leaves are not those of its checkpoint") }
      return EgressHead(note: note, key: key, checkpoint: checkpoint, tree: tree)
    }
  }
}

extension OutboxFolder {
  /// What is hashed in the log of what may leave, in order.
  public func egressEntries() throws(OutboxError) -> [[UInt8]] { try EgressLog(folder: egressFolder).lines() }
}

extension OutboxError {
  fileprivate static func reading<Value>(_ body: () throws -> Value) throws(OutboxError) -> Value {
    do { return try body() } catch let error as OutboxError { throw error } catch let error as FileError {
      throw .file(error)
    } catch { throw .damagedLog(reason: "its checkpoint can't be verified") }
  }
}
