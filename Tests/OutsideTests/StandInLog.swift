import Cryptography
import MerkleLog
import ReleaseProtocol

/// A hub's log in memory. A copy of it is an older copy; one that went on otherwise is another history.
struct StandInLog: Sendable {
  var key: SigningKey
  let cosigner: SigningKey
  private var entries: [[UInt8]] = [Array("begun".utf8)]
  private var places: [Int: Int] = [:]
  /// What boroughs have posted.
  private(set) var exchanges: [LogExchange] = []

  init() throws { (key, cosigner) = (try SigningKey(), try SigningKey()) }

  private static let deployment = "london-rehearsal"
  private var tree: MerkleTree { MerkleTree(leafHashes: entries.map(TreeHash.leaf)) }
  var verifier: NoteVerifier { get throws { try NoteVerifier(name: LogNames.hub(Self.deployment), key: key.publicKey) } }

  mutating func add(_ text: String) { entries.append(Array(text.utf8)) }

  mutating func add(_ receipt: Receipt, envelope: [UInt8]) {
    places[receipt.counter] = entries.count
    entries.append(receipt.logEntry(sha256: Hex.encode(SHA256.hash(envelope)), sequence: entries.count))
  }

  /// - Parameter receiptKey: signs the statement of the log's keys.
  func head(from size: Int, receiptKey: SigningKey) throws -> LogHeadAnswer {
    let keys = LogKeys(
      deployment: Self.deployment, log: Hex.encode(key.publicKey.rawBytes), cosigner: Hex.encode(cosigner.publicKey.rawBytes))
    let statement = try DSSE.seal(
      payload: keys.canonicalBytes, payloadType: LogKeys.payloadType, keyID: receiptKey.publicKey.id) { try receiptKey.sign($0) }
    let head = try Checkpoint(origin: LogNames.hub(Self.deployment), size: tree.size, root: tree.root)
    return LogHeadAnswer(
      checkpoint: try SignedNote.sign(head.text, name: head.origin, key: key),
      proof: (try? tree.consistencyProof(from: size, to: tree.size)) ?? [], keys: statement, cosigned: 0)
  }

  func inclusion(counter: Int, size: Int) throws -> LogInclusion? {
    try places[counter].map { LogInclusion(index: $0, proof: try tree.inclusionProof(index: $0, size: size)) }
  }

  /// What was cosigned of the sender's log of contacts.
  private(set) var contacts: Checkpoint?

  mutating func take(_ exchange: ContactsExchange) throws -> ContactsAnswer {
    let name = LogNames.contacts("E09000007")
    let key = try NoteVerifier(name: name, key: VerifyingKey(rawBytes: Hex.decode(exchange.key) ?? []))
    let head = try Checkpoint(parsing: SignedNote(exchange.head, verifiers: [key]).text)
    guard exchange.from == contacts?.size ?? 0 else { return ContactsAnswer(cosignature: "", cosigned: contacts?.size ?? 0) }
    if let contacts {
      guard
        ProofCheck.isConsistent(
          old: contacts.size, oldRoot: contacts.root, new: head.size, newRoot: head.root, proof: exchange.proof)
      else { return ContactsAnswer(cosignature: "", cosigned: contacts.size) }
    }
    contacts = head
    return ContactsAnswer(
      cosignature: try Cosigner.line(
        under: exchange.head, name: LogNames.hubCosigner(Self.deployment), key: cosigner, time: TestPKI.now),
      cosigned: head.size)
  }

  mutating func take(_ exchange: LogExchange) throws -> LogAnswer {
    exchanges.append(exchange)
    guard !exchange.cosignature.isEmpty, !exchange.egress.isEmpty else { return LogAnswer(cosignature: "") }
    return LogAnswer(
      cosignature: try Cosigner.line(
        under: exchange.egress, name: LogNames.hubCosigner(Self.deployment), key: cosigner, time: TestPKI.now))
  }
}
