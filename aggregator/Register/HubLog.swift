public import Cryptography
public import MerkleLog
import ReleaseProtocol
public import Store

/// The hub's register as a log that others can check: an entry that is in it can't be changed or taken out without
/// everybody noticing who holds a later head.
public struct HubLog: Sendable {
  let store: HubStore
  let key: SigningKey
  /// The log's name and public key, as stock tools take them.
  public let verifier: NoteVerifier

  /// From here on the store signs its heads.
  /// - Parameter key: signs heads and nothing else.
  public init(deployment: Deployment, store: HubStore, key: SigningKey) throws {
    (self.store, self.key) = (store, key)
    let origin = LogNames.hub(deployment.name)
    verifier = try NoteVerifier(name: origin, key: key.publicKey)
    try store.signLog(by: LogSigner(origin: origin) { try SignedNote.sign($0, name: origin, key: key) })
  }

  /// The signed head, and the tree under it.
  public func head() async throws -> LogHead {
    guard let head = try await store.logHead() else { throw RegisterFault.noSuchEntry }
    return head
  }

  /// A proof that stands alone that an entry is in the log.
  public func proof(of sequence: Int) async throws -> TlogProof {
    let head = try await head()
    guard (0..<head.tree.size).contains(sequence) else { throw RegisterFault.noSuchEntry }
    return TlogProof(
      index: sequence, hashes: try head.tree.inclusionProof(index: sequence, size: head.tree.size),
      checkpoint: try await cosignedHead())
  }

  /// That the log of `size` entries is a beginning of the present one.
  public func consistency(from size: Int) async throws -> (head: LogHead, proof: [[UInt8]]) {
    let head = try await head()
    guard (1...head.tree.size).contains(size) else { throw RegisterFault.noSuchEntry }
    return (head, try head.tree.consistencyProof(from: size, to: head.tree.size))
  }
}

extension HubLog {
  /// What is wrong with the log, in words; entries are named by their number.
  public struct Verdict: Sendable {
    public let faults: [String]
    public let size: Int
  }

  /// Checks every entry against the signed head, the register, and the heads that boroughs have cosigned.
  ///
  /// - Parameter held: a signed head that somebody has kept: the log must continue it.
  public func verify(against held: [UInt8]? = nil) async throws -> Verdict {
    let entries = try await store.logEntries()
    let tree = MerkleTree(leafHashes: entries.map { TreeHash.leaf($0.bytes) })
    let gap = entries.enumerated().first { $0.offset != $0.element.sequence }
    var faults = gap.map { ["entry \($0.offset) is missing"] } ?? []
    if let stored = try await store.storedLogHead() {
      do {
        let head = try checkpoint(stored.note)
        if (stored.size, stored.root) != (head.size, head.root) { faults.append("the head is not the signed one") }
        if head.size != tree.size { faults.append("the signed head has \(head.size) entries, and \(tree.size) are there") }
        if head.size <= tree.size, try tree.root(size: head.size) != head.root {
          faults.append("the entries are not those of the signed head")
        }
      } catch { faults.append("the head: \(error)") }
    } else {
      faults.append("the head is not signed")
    }
    if let held {
      let head = try checkpoint(held)
      if head.size > tree.size {
        faults.append(
          "the head that was kept has \(head.size) entries, and \(tree.size) are there: an older copy was put back")
      } else if try tree.root(size: head.size) != head.root {
        faults.append("the log does not continue the head of \(head.size) entries that was kept: this is another history")
      }
    }
    faults += try await cosigningFaults(tree)
    return Verdict(faults: faults + (try await store.registerFaults()), size: tree.size)
  }

  /// A head of this log, its signature verified.
  func checkpoint(_ note: [UInt8]) throws -> Checkpoint {
    let head = try Checkpoint(parsing: SignedNote(note, verifiers: [verifier]).text)
    guard head.origin == verifier.name else { throw MerkleLogError.badCheckpoint("origin") }
    return head
  }
}
