public import Cryptography
internal import Files
internal import Identity
internal import MerkleLog
public import Outbox
internal import ReleaseProtocol
internal import TLS

/// What speaks against the hub's log. Each means that the hub, or whoever has its keys, tells two histories; or that it
/// came back from an older copy.
public enum HubLogFault: Equatable, Sendable {
  /// It has fewer entries than a head that we hold.
  case behind(held: Int, now: Int)
  /// It does not continue the head that we hold.
  case forked(held: Int)
  /// It is signed with another key than before.
  case otherKey
  /// There was one, and there is none any more.
  case missing
  /// A receipt that we hold is not in it.
  case receiptMissing(release: String)

  public var code: String {
    switch self {
    case .behind: "hub-log-behind"
    case .forked: "hub-log-forked"
    case .otherKey: "hub-log-other-key"
    case .missing: "hub-log-missing"
    case .receiptMissing: "hub-log-receipt-missing"
    }
  }
}

/// What came of a look at the hub's log.
public struct HubLogNews: Equatable, Sendable {
  /// Of the hub's log, all found consistent with what was seen before, and cosigned.
  public let entries: Int
  /// Receipts that were found in it for the first time.
  public let proven: Int
  /// Entries of our egress log that the hub has cosigned.
  public let egressEntries: Int
  /// The same of our log of contacts; nil from a hub of an earlier version.
  public let contacts: Int?
}

/// The log of what may leave, as it is shown to the hub before a message is given away.
public struct ShownEgress: Sendable {
  let egress: EgressHead?
  let cosigner: SigningKey
  /// UTC seconds; stands in the cosignature under the hub's head.
  let now: @Sendable () -> Int

  /// - Parameters:
  ///   - egress: nil while nothing was logged at the borough.
  ///   - cosigner: as in `checkHubLog`.
  public init(_ egress: EgressHead?, cosigner: SigningKey, now: @escaping @Sendable () -> Int) {
    (self.egress, self.cosigner, self.now) = (egress, cosigner, now)
  }
}

extension Sending {
  /// Looks whether the hub's log continues what was seen of it before and has every receipt that is held here; then it is
  /// cosigned, and the hub cosigns our two. Nothing of it depends on this machine's clock.
  ///
  /// - Parameters:
  ///   - egress: nil while nothing was logged at the borough.
  ///   - cosigner: the borough's key for the hub's heads, which serves nothing else.
  ///   - contactsKey: signs heads of the log of contacts.
  ///   - now: UTC seconds; stands in the cosignature.
  /// - Returns: nil from a hub of an earlier version, which keeps no log.
  /// - Throws: `.hubLog` with what speaks against the hub's; the heads lie in `hub-log/` then, and nothing was cosigned.
  public func checkHubLog(
    egress: EgressHead?, cosigner: SigningKey, contactsKey: SigningKey, now: Int
  ) async throws(UplinkError) -> HubLogNews? {
    let (folder, line) = (HubLogFolder(receipts, identity.hub), try line())
    guard let look = try await cosign(egress, cosigner, now, folder, line, provesReceipts: true) else { return nil }
    return HubLogNews(
      entries: look.head.checkpoint.size, proven: look.proven, egressEntries: look.egressEntries,
      contacts: try await cosignContacts(contactsKey, look.keys, folder, line))
  }

  /// Has the hub cosign the log of what may leave, before a message of it is given away.
  ///
  /// - Throws: `.refused(.egressLogBehind)`, `.egressLogForked` where the hub has cosigned another one: this machine was
  ///   restored or copied, which is noted. Where it could not be shown, why. What speaks against the hub's own log is not
  ///   thrown: that is looked at after the delivery.
  func show(_ head: ShownEgress) async throws(UplinkError) {
    do throws(UplinkError) {
      let folder = HubLogFolder(receipts, identity.hub)
      _ = try await cosign(head.egress, head.cosigner, head.now(), folder, try line(), provesReceipts: false)
    } catch .hubLog { return }
  }

  /// What came of a head that was cosigned.
  private struct Look {
    let head: HubLogFolder.Head
    let keys: HubLogFolder.Keys
    let proven, egressEntries: Int
  }

  private func cosign(
    _ egress: EgressHead?, _ cosigner: SigningKey, _ now: Int, _ folder: HubLogFolder, _ line: HubLine, provesReceipts: Bool
  ) async throws(UplinkError) -> Look? {
    let held = try folder.held()
    let bytes: [UInt8]
    do {
      bytes = try await line.send(HTTPSRequest(.get, "/v1/log?from=\(held?.head.checkpoint.size ?? 0)"))
    } catch .refused(.notFound) {
      guard held == nil else { throw .hubLog(.missing) }
      return nil
    }
    guard let answer = try? LogHeadAnswer(canonicalBytes: bytes) else { throw .badAnswer(reason: "not a head of a log") }
    let keys = try folder.keys(answer.keys)
    if let held, held.keys.log != keys.log { throw .hubLog(.otherKey) }
    let head = try folder.head(answer.checkpoint, keys)
    if let held, let fault = Self.fault(held.head.checkpoint, head.checkpoint, answer.proof) {
      try await accuse(fault, held.head, head, folder, line, egress, cosigner)
    }
    let proven = provesReceipts ? try await proofs(head, keys, folder, line) : []

    let name = LogNames.boroughCosigner(identity.hub.borough)
    guard let signed = try? Cosigner.line(under: head.note, name: name, key: cosigner, time: now) else {
      throw .badAnswer(reason: "the head can't be cosigned")
    }
    // On disk before the line is given away: a cosigner that forgets could be led into two histories.
    try folder.keep(head.note + Array((signed + "\n").utf8), keys)
    // After it: a proof is not asked for again, and of a head that is not held a hub could lose what was proven by it.
    for (release, proof) in proven { try folder.write(proof.bytes, folder.proofFile(release)) }
    let cosigned = try await exchange(
      request(seen: head.note, signed, egress, from: answer.cosigned, cosigner), egress, keys, folder, line)
    return Look(head: head, keys: keys, proven: proven.count, egressEntries: cosigned)
  }

  private static func fault(_ held: Checkpoint, _ new: Checkpoint, _ proof: [[UInt8]]) -> HubLogFault? {
    if new.size < held.size { return .behind(held: held.size, now: new.size) }
    let fits = ProofCheck.isConsistent(
      old: held.size, oldRoot: held.root, new: new.size, newRoot: new.root, proof: proof)
    return fits ? nil : .forked(held: held.size)
  }

  /// Keeps both heads, and shows the hub the one that bears its own signature, so that its operator learns of it too.
  private func accuse(
    _ fault: HubLogFault, _ held: HubLogFolder.Head, _ new: HubLogFolder.Head, _ folder: HubLogFolder, _ line: HubLine,
    _ egress: EgressHead?, _ cosigner: SigningKey
  ) async throws(UplinkError) -> Never {
    let name = "\(folder.path)/conflict-\(held.checkpoint.size)-\(new.checkpoint.size)"
    try folder.write(held.note, name + ".held")
    try folder.write(new.note, name + ".shown")
    let told = request(seen: held.note, "", egress, from: 0, cosigner)
    // Whether it listens changes nothing here.
    _ = try? await line.send(told)
    throw .hubLog(fault)
  }

  private func request(
    seen: [UInt8], _ line: String, _ egress: EgressHead?, from size: Int, _ cosigner: SigningKey
  ) -> HTTPSRequest {
    let proof = egress.flatMap { egress in
      try? egress.tree.consistencyProof(from: size, to: egress.checkpoint.size)
    }
    let exchange = LogExchange(
      seen: seen, cosignature: line, cosigner: Hex.encode(cosigner.publicKey.rawBytes), egress: egress?.note ?? [],
      egressKey: Hex.encode((egress?.key ?? cosigner.publicKey).rawBytes), proof: proof ?? [])
    return HTTPSRequest(
      .post, "/v1/log", headers: [("content-type", "application/json")], body: exchange.canonicalBytes)
  }

  /// - Returns: entries of our egress log that the hub has cosigned.
  private func exchange(
    _ request: HTTPSRequest, _ egress: EgressHead?, _ keys: HubLogFolder.Keys, _ folder: HubLogFolder, _ line: HubLine
  ) async throws(UplinkError) -> Int {
    let bytes: [UInt8]
    do { bytes = try await line.send(request) } catch {
      // What may leave has been more before than the outbox knows of: the ledger may be as old.
      if case .refused(let code) = error, [.egressLogBehind, .egressLogForked].contains(code) {
        try receipts.noteEgressLog(code)
      }
      throw error
    }
    guard let answer = try? LogAnswer(canonicalBytes: bytes) else {
      throw .badAnswer(reason: "not an answer to a cosignature")
    }
    guard let egress else { return 0 }
    guard (try? keys.cosigner.time(of: answer.cosignature, under: egress.note)) != nil else {
      throw .badAnswer(reason: "not the hub's cosignature under our egress log")
    }
    try folder.write(egress.note + Array((answer.cosignature + "\n").utf8), folder.path + "/egress-checkpoint")
    return egress.checkpoint.size
  }

  /// Every receipt that is held has its entry, which follows from the receipt.
  /// - Returns: by release, the proofs that were missing here.
  private func proofs(
    _ head: HubLogFolder.Head, _ keys: HubLogFolder.Keys, _ folder: HubLogFolder, _ line: HubLine
  ) async throws(UplinkError) -> [(release: String, proof: TlogProof)] {
    var found: [(release: String, proof: TlogProof)] = []
    // The highest number first: of one that it has never given the hub's operator learns by the question.
    let missing = try receipts.all().filter { !Files.exists(folder.proofFile($0.key)) }
      .sorted { ($0.value.receipt.counter, $0.key) > ($1.value.receipt.counter, $1.key) }
    for (release, kept) in missing {
      let path = "/v1/log/proof?counter=\(kept.receipt.counter)&size=\(head.checkpoint.size)"
      let bytes: [UInt8]
      do { bytes = try await line.send(HTTPSRequest(.get, path)) } catch .refused(.notFound) {
        throw .hubLog(.receiptMissing(release: release))
      }
      guard let answer = try? LogInclusion(canonicalBytes: bytes) else { throw .badAnswer(reason: "not a proof of a log") }
      let entry = kept.receipt.logEntry(sha256: Hex.encode(SHA256.hash(kept.envelope)), sequence: answer.index)
      let proof = TlogProof(index: answer.index, hashes: answer.proof, checkpoint: head.note)
      guard (try? proof.verify(entry: entry, log: keys.log)) != nil else {
        throw .hubLog(.receiptMissing(release: release))
      }
      found.append((release, proof))
    }
    return found
  }
}
