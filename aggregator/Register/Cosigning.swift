public import Cryptography
import MerkleLog
public import ReleaseProtocol
import Store

/// Hub and boroughs as cosigners of each other's logs: a borough cosigns the hub's heads that continue all it has seen,
/// and the hub those of the borough's egress log and log of contacts. Neither can then show another history to anybody
/// else.
public struct Cosigning: Sendable {
  let log: HubLog
  let store: HubStore
  let deployment: String
  private let key: SigningKey
  /// An envelope of `LogKeys`, signed with the key that boroughs know from their invitations.
  private let statement: [UInt8]

  /// - Parameter key: cosigns and serves nothing else: what it signs does not name the cosigner.
  public init(register: BoroughRegister, log: HubLog, key: SigningKey) throws {
    (self.log, store, deployment, self.key) = (log, log.store, register.deployment.name, key)
    statement = try register.seal(
      LogKeys(
        deployment: deployment, log: Hex.encode(log.verifier.key.rawBytes), cosigner: Hex.encode(key.publicKey.rawBytes)
      ).canonicalBytes, LogKeys.payloadType)
  }

  /// The head, for a borough that holds the one of `size` entries.
  public func head(for sender: Sender, from size: Int) async throws -> LogHeadAnswer {
    let head = try await log.head()
    let proof = (1...head.tree.size).contains(size) ? try head.tree.consistencyProof(from: size, to: head.tree.size) : []
    return LogHeadAnswer(
      checkpoint: head.note, proof: proof, keys: statement,
      cosigned: try await store.witness(sender.borough)?.egressSize ?? 0)
  }

  /// Where a borough's receipt stands in the tree of `size` entries.
  ///
  /// Who asks for a receipt that was never given holds one of a hub that this one was before it was put back to a copy:
  /// that is noted before it is told.
  public func inclusion(for sender: Sender, counter: Int, size: Int, now: Int) async throws -> LogInclusion {
    let head = try await log.head()
    if try await store.messageCount(of: sender.borough) < counter {
      try await store.note(
        conflict: HubStore.receiptMissing, borough: sender.borough, evidence: Array("receipt \(counter)".utf8), at: now)
    }
    guard (1...head.tree.size).contains(size),
      let index = try await store.logSequence(borough: sender.borough, counter: counter), index < size
    else { throw RegisterFault.noSuchEntry }
    return LogInclusion(index: index, proof: try head.tree.inclusionProof(index: index, size: size))
  }

  /// Takes a borough's cosignature under the hub's head, and cosigns the head of its egress log.
  ///
  /// - Returns: the line; none where the borough did not cosign ours, or has no egress log yet.
  /// - Throws: `RegisterFault.egressLog` where heads of the borough's do not fit. What does not fit is noted before.
  public func exchange(_ request: LogExchange, with sender: Sender, now: Int) async throws -> LogAnswer {
    try await Self.inTurn { try await exchangeOnce(request, with: sender, now: now) }
  }

  /// What somebody else's exchange for the same borough has overtaken is judged anew, by what that has left.
  static func inTurn<Answer>(_ exchange: () async throws -> Answer) async throws -> Answer {
    for _ in 1..<8 {
      do { return try await exchange() } catch RegisterFault.exchangedMeanwhile {}
    }
    return try await exchange()
  }

  private func exchangeOnce(_ request: LogExchange, with sender: Sender, now: Int) async throws -> LogAnswer {
    let before = try await store.witness(sender.borough)
    guard let seen = try await judgeSeen(request, sender, now) else { return LogAnswer(cosignature: "") }
    let egress = try await judgeEgress(request, before, sender, now)
    let witness = Witness(
      egressKey: try Self.key(request.egressKey).rawBytes, cosignerKey: try Self.key(request.cosigner).rawBytes,
      egressSize: egress?.size ?? 0, egressRoot: egress?.root ?? [], egressNote: request.egress, seenSize: seen,
      seenLine: request.cosignature, at: now)
    // On disk before the line is given away: a cosigner that forgets could be led into two histories.
    guard try await store.keep(witness, of: sender.borough, before: before) else { throw RegisterFault.exchangedMeanwhile }
    guard egress != nil else { return LogAnswer(cosignature: "") }
    return LogAnswer(cosignature: try line(under: request.egress, now: now))
  }

  func line(under note: [UInt8], now: Int) throws -> String {
    try Cosigner.line(under: note, name: LogNames.hubCosigner(deployment), key: key, time: now)
  }

  /// The size of our own head that the borough has cosigned; nil if it holds one that it does not cosign.
  private func judgeSeen(_ request: LogExchange, _ sender: Sender, _ now: Int) async throws -> Int? {
    guard let held = try? log.checkpoint(request.seen) else {
      throw RegisterFault.badLogMessage("the head of the hub's log")
    }
    let head = try await log.head()
    // Our own signature is under it: what does not fit is our fault, or that of whoever has our key.
    let isBehind = held.size > head.tree.size
    if try isBehind || head.tree.root(size: held.size) != held.root {
      let code = isBehind ? "hub-log-behind" : "hub-log-forked"
      try await store.note(conflict: code, borough: sender.borough, evidence: request.seen, at: now)
      return nil
    }
    if request.cosignature.isEmpty { return nil }
    let cosigner = try Cosigner(name: LogNames.boroughCosigner(sender.borough), key: Self.key(request.cosigner))
    guard (try? cosigner.time(of: request.cosignature, under: request.seen)) != nil else {
      throw RegisterFault.badLogMessage("the borough's cosignature")
    }
    return held.size
  }

  /// The head of the borough's egress log, if it continues the one cosigned before; nil while there is none.
  private func judgeEgress(
    _ request: LogExchange, _ before: Witness?, _ sender: Sender, _ now: Int
  ) async throws -> Checkpoint? {
    func refuse(_ code: RefusalCode) async throws -> Never {
      try await store.note(
        conflict: code.rawValue, borough: sender.borough, evidence: request.canonicalBytes, at: now)
      throw RegisterFault.egressLog(code)
    }
    let old = before?.egressSize ?? 0
    if request.egress.isEmpty {
      if old > 0 { try await refuse(.egressLogBehind) }
      return nil
    }
    let key = try Self.key(request.egressKey)
    let head = try Self.head(request.egress, of: LogNames.egress(sender.borough), key, "the head of the egress log")
    guard let before, old > 0 else { return head }
    if before.egressKey != key.rawBytes { try await refuse(.egressLogForked) }
    if head.size < old { try await refuse(.egressLogBehind) }
    guard
      ProofCheck.isConsistent(
        old: old, oldRoot: before.egressRoot, new: head.size, newRoot: head.root, proof: request.proof)
    else { try await refuse(.egressLogForked) }
    return head
  }

  /// The head of a borough's log, by its own key.
  /// - Parameter what: it is, for the operator.
  static func head(
    _ note: [UInt8], of name: String, _ key: VerifyingKey, _ what: String
  ) throws(RegisterFault) -> Checkpoint {
    guard let verifier = try? NoteVerifier(name: name, key: key),
      let text = try? SignedNote(note, verifiers: [verifier]).text, let head = try? Checkpoint(parsing: text),
      head.origin == name
    else { throw .badLogMessage(what) }
    return head
  }

  static func key(_ hex: String) throws(RegisterFault) -> VerifyingKey {
    guard let raw = Hex.decode(hex), let key = try? VerifyingKey(rawBytes: raw) else {
      throw .badLogMessage("a key")
    }
    return key
  }
}

extension HubLog {
  /// The head with the line of every borough that has cosigned exactly this one.
  public func cosignedHead() async throws -> [UInt8] {
    let head = try await head()
    let lines = try await store.witnesses().map(\.witness).filter { $0.seenSize == head.tree.size }.map(\.seenLine)
    return head.note + Array(lines.map { $0 + "\n" }.joined().utf8)
  }

  /// Boroughs whose cosignature is under another head than the one that follows from the entries.
  func cosigningFaults(_ tree: MerkleTree) async throws -> [String] {
    var faults: [String] = []
    for (borough, witness) in try await store.witnesses() {
      guard witness.seenSize <= tree.size else {
        faults.append("\(borough) has cosigned a head of \(witness.seenSize) entries, and \(tree.size) are there")
        continue
      }
      let text = try Checkpoint(origin: verifier.name, size: witness.seenSize, root: tree.root(size: witness.seenSize)).text
      let note = try SignedNote.sign(text, name: verifier.name, key: key)
      let cosigner = try Cosigner(
        name: LogNames.boroughCosigner(borough), key: VerifyingKey(rawBytes: witness.cosignerKey))
      if (try? cosigner.time(of: witness.seenLine, under: note)) == nil {
        faults.append("\(borough) has cosigned another head of \(witness.seenSize) entries")
      }
    }
    return faults
  }
}
