import Cryptography
import Foundation
import MerkleLog
import ReleaseProtocol
import Testing

/// A hub's log and a borough's, their heads, proofs and cosignatures, as the script beside the vectors made them: with its
/// own tree, signatures and notes.
@Suite struct LogVectorTests {
  private struct Facts: Decodable {
    let entries_base64: [String]
    let hub_key, hub_root_of_3, egress_key, egress_root_of_2, hub_cosigner, borough_cosigner, contacts_key: String
    let contacts_root_of_3: String
    let cosigned_at: Int
  }
  private let facts: Facts
  private let head: LogHeadAnswer
  private let exchange: LogExchange

  init() throws {
    facts = try JSONDecoder().decode(Facts.self, from: Data(Vectors.bytes("vectors/v1/log.json")))
    func happy(_ kind: String) throws -> [UInt8] { try #require(Vectors.all(kind).first { $0.name == "\(kind)/happy-path" }).input }
    head = try LogHeadAnswer(canonicalBytes: happy("log-head"))
    exchange = try LogExchange(canonicalBytes: happy("log-exchange"))
  }

  private func bytes(_ text: String) throws -> [UInt8] { [UInt8](try #require(Data(base64Encoded: text))) }

  private func checkpoint(_ note: [UInt8], _ key: String) throws -> Checkpoint {
    try Checkpoint(parsing: SignedNote(note, verifiers: [NoteVerifier(parsing: key)]).text)
  }

  @Test func bothHeadsContinueTheEarlierOnes() throws {
    let now = try checkpoint(head.checkpoint, facts.hub_key)
    #expect(now.origin == LogNames.hub("vectors") && now.size == 7)
    #expect(
      try ProofCheck.isConsistent(
        old: 3, oldRoot: bytes(facts.hub_root_of_3), new: 7, newRoot: now.root, proof: head.proof))
    let tree = MerkleTree(leafHashes: try facts.entries_base64.map { TreeHash.leaf(try bytes($0)) })
    #expect(tree.root == now.root)
    #expect(try tree.consistencyProof(from: 3, to: 7) == head.proof)
    let egress = try checkpoint(exchange.egress, facts.egress_key)
    #expect(egress.origin == LogNames.egress("E09000005"))
    #expect(
      try ProofCheck.isConsistent(
        old: head.cosigned, oldRoot: bytes(facts.egress_root_of_2), new: 3, newRoot: egress.root, proof: exchange.proof))
  }

  @Test func theLogOfContactsContinuesTheEarlierHeadAndIsCosigned() throws {
    func happy(_ kind: String) throws -> [UInt8] { try #require(Vectors.all(kind).first { $0.name == "\(kind)/happy-path" }).input }
    let shown = try ContactsExchange(canonicalBytes: happy("contacts-exchange"))
    let answer = try ContactsAnswer(canonicalBytes: happy("contacts-answer"))
    let contacts = try checkpoint(shown.head, facts.contacts_key)
    #expect(contacts.origin == LogNames.contacts("E09000005") && contacts.size == answer.cosigned)
    #expect(
      try ProofCheck.isConsistent(
        old: shown.from, oldRoot: bytes(facts.contacts_root_of_3), new: 5, newRoot: contacts.root, proof: shown.proof))
    let keys = try LogKeys(canonicalBytes: DSSE.open(head.keys, payloadType: LogKeys.payloadType) { _, _, _ in true })
    let hub = try Cosigner(
      name: LogNames.hubCosigner("vectors"), key: VerifyingKey(rawBytes: #require(Hex.decode(keys.cosigner))))
    #expect(try hub.time(of: answer.cosignature, under: shown.head) == facts.cosigned_at)
  }

  @Test func anEntryFollowsFromItsReceiptAndIsProven() throws {
    let inclusion = try LogInclusion(
      canonicalBytes: #require(Vectors.all("log-inclusion").first { $0.name.hasSuffix("happy-path") }).input)
    let receipt = Receipt(
      borough: "E09000005", messageSHA256: String(repeating: "0", count: 63) + "4", release: String(repeating: "0", count: 32),
      counter: 4, receivedAt: facts.cosigned_at + 4)
    let entry = receipt.logEntry(sha256: String(repeating: "0", count: 63) + "e", sequence: inclusion.index)
    #expect(try entry == bytes(facts.entries_base64[4]))
    let proof = TlogProof(index: inclusion.index, hashes: inclusion.proof, checkpoint: head.checkpoint)
    #expect(try proof.verify(entry: entry, log: NoteVerifier(parsing: facts.hub_key)).size == 7)
  }

  @Test func cosignaturesAreThoseOfTheirKeys() throws {
    let answer = try LogAnswer(
      canonicalBytes: #require(Vectors.all("log-answer").first { $0.name.hasSuffix("happy-path") }).input)
    let statement = try DSSE.open(head.keys, payloadType: LogKeys.payloadType) { _, _, _ in true }
    let keys = try LogKeys(canonicalBytes: statement)
    func cosigner(_ name: String, _ hex: String) throws -> Cosigner {
      try Cosigner(name: name, key: VerifyingKey(rawBytes: #require(Hex.decode(hex))))
    }
    let hub = try cosigner(LogNames.hubCosigner("vectors"), keys.cosigner)
    let borough = try cosigner(LogNames.boroughCosigner("E09000005"), exchange.cosigner)
    #expect(hub.text == facts.hub_cosigner && borough.text == facts.borough_cosigner)
    #expect(try borough.time(of: exchange.cosignature, under: exchange.seen) == facts.cosigned_at)
    #expect(try hub.time(of: answer.cosignature, under: exchange.egress) == facts.cosigned_at)
    // The same key and time give the same line: Ed25519 has no chance in it.
    let key = try SigningKey(seed: [UInt8](repeating: 2, count: 32))
    #expect(try Cosigner.line(under: exchange.seen, name: borough.name, key: key, time: facts.cosigned_at) == exchange.cosignature)
  }
}
