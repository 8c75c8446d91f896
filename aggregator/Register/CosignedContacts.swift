import Cryptography
import MerkleLog
public import ReleaseProtocol
import Store

extension Cosigning {
  /// Cosigns the head of a sender's log of contacts, if it continues the one cosigned before.
  ///
  /// - Throws: `RegisterFault.contactsLog` where it does not; that is noted before.
  public func cosign(_ request: ContactsExchange, of sender: Sender, now: Int) async throws -> ContactsAnswer {
    try await Self.inTurn { try await cosignOnce(request, of: sender, now: now) }
  }

  private func cosignOnce(_ request: ContactsExchange, of sender: Sender, now: Int) async throws -> ContactsAnswer {
    let before = try await store.contactsHead(sender.borough)
    let old = before?.size ?? 0
    let (key, what) = (try Self.key(request.key), "the head of the log of contacts")
    let head = try Self.head(request.head, of: LogNames.contacts(sender.borough), key, what)
    // There is at least the contact that looked at the hub's log.
    guard head.size > 0 else { throw RegisterFault.badLogMessage(what) }
    func refuse(_ code: RefusalCode) async throws -> Never {
      try await store.note(
        conflict: code.rawValue, borough: sender.borough, evidence: request.canonicalBytes, at: now)
      throw RegisterFault.contactsLog(code)
    }
    // Another key is no fault: a new machine that goes on with the log of the old one has keys of its own.
    if head.size < old { try await refuse(.contactsLogBehind) }
    guard request.from == old else { return ContactsAnswer(cosignature: "", cosigned: old) }
    if let before, old > 0 {
      guard
        ProofCheck.isConsistent(
          old: old, oldRoot: before.root, new: head.size, newRoot: head.root, proof: request.proof)
      else { try await refuse(.contactsLogForked) }
    }
    // On disk before the line is given away, as in `exchange`.
    let new = ContactsHead(key: key.rawBytes, size: head.size, root: head.root, note: request.head, at: now)
    guard try await store.keep(new, of: sender.borough, before: before) else { throw RegisterFault.exchangedMeanwhile }
    return ContactsAnswer(cosignature: try line(under: request.head, now: now), cosigned: head.size)
  }
}
