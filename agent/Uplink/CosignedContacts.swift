internal import Cryptography
public import Files
internal import Identity
internal import MerkleLog
internal import ReleaseProtocol
internal import TLS

/// How much of the log of contacts the hub has cosigned.
public struct CosignedContacts: Equatable, Sendable {
  public let entries: Int
  /// UTC seconds of the hub's clock.
  public let at: Int
}

extension Sending {
  /// What the hub has cosigned of the log of contacts, held against the log as it is.
  ///
  /// - Returns: nil while there is none.
  /// - Throws: `.damagedContacts` if the log is not what was cosigned.
  public func cosignedContacts() throws(UplinkError) -> CosignedContacts? {
    let folder = HubLogFolder(receipts, identity.hub)
    guard let keys = try folder.held()?.keys, let held = try folder.heldContacts(keys) else { return nil }
    let tree = try contacts.tree()
    guard (try? tree.root(size: held.checkpoint.size)) == held.checkpoint.root else {
      throw .damagedContacts(file: contacts.file)
    }
    return CosignedContacts(entries: held.checkpoint.size, at: held.time)
  }

  /// Writes the log of contacts as static files (C2SP tlog-tiles), as far as the hub has cosigned it.
  ///
  /// - Returns: how many files were written, of how many entries, and the hub's key that has signed them, as stock tools
  ///   take it; nil while the hub has cosigned none.
  /// - Throws: as `cosignedContacts`; `.damagedContacts` also where the folder holds another log.
  public func publishContacts(
    to files: FolderFiles
  ) throws(UplinkError) -> (written: Int, entries: Int, key: String)? {
    let folder = HubLogFolder(receipts, identity.hub)
    guard try cosignedContacts() != nil, let keys = try folder.held()?.keys else { return nil }
    return try UplinkError.onFiles {
      let note = try Files.read(folder.contactsFile, limit: 1 << 16)
      do {
        let (written, size) = try LogFolder(read: files.read, write: files.write).publish(note, entries: contacts.lines())
        return (written, size, keys.cosigner.text)
      } catch is MerkleLogError { throw UplinkError.damagedContacts(file: files.folder) }
    }
  }

  /// Has the hub cosign the log of contacts as it stands.
  /// - Parameter key: signs the head.
  /// - Returns: how many entries; nil from a hub of an earlier version.
  func cosignContacts(
    _ key: SigningKey, _ keys: HubLogFolder.Keys, _ folder: HubLogFolder, _ line: HubLine
  ) async throws(UplinkError) -> Int? {
    // A log that does not continue this head is shown all the same: the hub refuses it, and its operator learns of it too.
    var from = try folder.heldContacts(keys)?.checkpoint.size ?? 0
    let tree = try contacts.tree()
    let name = LogNames.contacts(identity.hub.borough)
    guard let head = try? Checkpoint(origin: name, size: tree.size, root: tree.root),
      let note = try? SignedNote.sign(head.text, name: name, key: key)
    else { throw .badAnswer(reason: "the log of contacts can't be signed") }
    // Once more where the hub has cosigned another head than the one that is held here: an answer was lost, or a person
    // has settled a conflict.
    for _ in 0..<2 {
      let exchange = ContactsExchange(
        from: from, head: note, key: Hex.encode(key.publicKey.rawBytes),
        proof: (try? tree.consistencyProof(from: from, to: tree.size)) ?? [])
      let bytes: [UInt8]
      do {
        bytes = try await line.send(
          HTTPSRequest(
            .post, "/v1/contacts", headers: [("content-type", "application/json")], body: exchange.canonicalBytes))
      } catch .refused(.notFound) { return nil }
      guard let answer = try? ContactsAnswer(canonicalBytes: bytes) else {
        throw .badAnswer(reason: "not an answer to a head of the log of contacts")
      }
      if !answer.cosignature.isEmpty {
        guard (try? keys.cosigner.time(of: answer.cosignature, under: note)) != nil else {
          throw .badAnswer(reason: "not the hub's cosignature under our log of contacts")
        }
        try folder.write(note + Array((answer.cosignature + "\n").utf8), folder.contactsFile)
        return tree.size
      }
      from = answer.cosigned
    }
    throw .badAnswer(reason: "no cosignature under our log of contacts")
  }
}

extension HubLogFolder {
  var contactsFile: String { path + "/contacts-checkpoint" }

  /// The head of our log of contacts that the hub has cosigned last, and when. Its line counts, not our own: the machine
  /// before this one may have had another key.
  func heldContacts(_ keys: Keys) throws(UplinkError) -> (checkpoint: Checkpoint, time: Int)? {
    guard Files.exists(contactsFile) else { return nil }
    let note = try UplinkError.onFiles { try Files.read(contactsFile, limit: 1 << 16) }
    guard let held = try? keys.cosigner.checkpoint(in: note),
      held.checkpoint.origin == LogNames.contacts(hub.borough)
    else { throw .damagedHubLog(folder: path) }
    return held
  }
}
