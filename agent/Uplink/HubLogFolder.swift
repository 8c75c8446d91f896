internal import Cryptography
internal import Files
internal import Identity
internal import MerkleLog
internal import ReleaseProtocol

/// What is known here of the hub's log: `hub-log/` in the inbox.
///
///     keys               the hub's statement of its log's keys, signed with the key that signs receipts
///     checkpoint         the latest head of the hub's log that was found good, with our cosignature
///     <release>.tlog-proof    that the receipt of this release is in it (C2SP tlog-proof)
///     egress-checkpoint  the latest head of our own egress log with the hub's cosignature
///     contacts-checkpoint  the same of our log of contacts
///     conflict-…         heads that did not fit, as evidence
struct HubLogFolder {
  /// A head of the hub's log.
  struct Head {
    let note: [UInt8]
    let checkpoint: Checkpoint
  }

  /// The keys of the hub's log.
  struct Keys {
    let statement: [UInt8]
    let log: NoteVerifier
    let cosigner: Cosigner
  }

  let path: String
  let receipts: ReceiptFolder
  let hub: Hub

  init(_ receipts: ReceiptFolder, _ hub: Hub) {
    (path, self.receipts, self.hub) = (receipts.inbox + "/hub-log", receipts, hub)
  }

  private static let largest = 1 << 16

  func proofFile(_ release: String) -> String { "\(path)/\(release).tlog-proof" }

  /// - Parameter isHeld: it was found good before, so that it may be signed with a receipt key that was given up since.
  /// - Throws: `.badAnswer` if it is not the hub's statement on its own log.
  func keys(_ statement: [UInt8], isHeld: Bool = false) throws(UplinkError) -> Keys {
    guard let (payload, until) = receipts.keys.open(statement, payloadType: LogKeys.payloadType), isHeld || until == nil,
      let keys = try? LogKeys(canonicalBytes: payload), keys.deployment == hub.deployment,
      let log = Hex.decode(keys.log), let cosigner = Hex.decode(keys.cosigner),
      let verifier = try? NoteVerifier(name: LogNames.hub(hub.deployment), key: VerifyingKey(rawBytes: log)),
      let known = try? Cosigner(name: LogNames.hubCosigner(hub.deployment), key: VerifyingKey(rawBytes: cosigner))
    else { throw .badAnswer(reason: "not the keys of the hub's log, signed by the pinned key") }
    return Keys(statement: statement, log: verifier, cosigner: known)
  }

  func head(_ note: [UInt8], _ keys: Keys) throws(UplinkError) -> Head {
    guard let text = try? SignedNote(note, verifiers: [keys.log]).text, let checkpoint = try? Checkpoint(parsing: text),
      checkpoint.origin == keys.log.name
    else { throw .badAnswer(reason: "not a head of the hub's log") }
    return Head(note: note, checkpoint: checkpoint)
  }

  /// What was found good last; nil before the first contact.
  func held() throws(UplinkError) -> (keys: Keys, head: Head)? {
    guard Files.exists(path + "/checkpoint") else { return nil }
    let (statement, note) = try UplinkError.onFiles {
      try (Files.read(path + "/keys", limit: Self.largest), Files.read(path + "/checkpoint", limit: Self.largest))
    }
    do {
      let keys = try keys(statement, isHeld: true)
      return (keys, try head(note, keys))
    } catch {
      throw .damagedHubLog(folder: path)
    }
  }

  func write(_ bytes: [UInt8], _ file: String) throws(UplinkError) {
    try UplinkError.onFiles {
      try Files.makeFolder(path, mode: 0o755)
      try Files.writeDurably(bytes, to: file, mode: 0o644)
    }
  }

  /// The statement goes first: a folder with a checkpoint is complete.
  func keep(_ note: [UInt8], _ keys: Keys) throws(UplinkError) {
    try write(keys.statement, path + "/keys")
    try write(note, path + "/checkpoint")
  }
}
