import Cryptography
import Identity
import Register
import ReleaseProtocol
import Store
import TestSupport
import Testing

/// The store is put back to a copy from before the hub's keys were changed, beside the keys as they are.
@Suite struct KeptStatementsTests {
  private let hub: HubFixture
  private let nextTLS: TLSKey
  private let nextReceipts: SigningKey
  private let now = HubFixture.now

  init() throws { (hub, nextTLS, nextReceipts) = (try HubFixture(), try TLSKey(), try SigningKey()) }

  private func started(_ store: HubStore, tls: TLSKey? = nil, receipts: SigningKey? = nil) throws -> BoroughRegister {
    try BoroughRegister(
      deployment: hub.register.deployment, rootCertificatePEM: hub.keys.root.certificatePEM, issuing: hub.keys.issuing,
      hubPin: (tls ?? hub.keys.hubKey).spkiSHA256, receiptKey: receipts ?? hub.keys.receiptKey, store: store)
  }

  /// The store as it was before anything was said of the keys.
  private func older(_ name: String) throws -> HubStore {
    try HubStore.create(at: hub.folder.file("\(name).sqlite"), deployment: "trial")
  }

  /// Announced, and in use: two statements.
  private func changed() async throws -> KeptStatements {
    _ = try await hub.register.announce(
      pin: nextTLS.spkiSHA256, receiptKey: Hex.encode(nextReceipts.publicKey.rawBytes), now: now)
    _ = try await started(hub.store, tls: nextTLS, receipts: nextReceipts).settleKeys(now: now + 1)
    return try hub.register.keptStatements()
  }

  @Test func whatTheStoreLacksIsPutBackAndBoroughsFollowOn() async throws {
    let invitation = try await hub.register.invite(borough: "E09000007", now: now)
    let kept = try await changed()
    let borough = try await Hub(invitation).keys.following(hub.register.keyStatements(held: 0).statements)
    #expect(borough.number == 2 && kept.envelopes.count == 2)
    #expect(try KeptStatements(parsing: kept.bytes, of: "trial") == kept)

    let (store, last) = (try older("from-before"), try TLSKey())
    let restored = try started(store, tls: nextTLS, receipts: nextReceipts)
    #expect(try restored.hubKeys().number == 0, "it does not know that anybody was told of anything")
    #expect(try restored.takeUp(kept) == 2 && restored.takeUp(kept) == 0)
    #expect(try restored.keptStatements() == kept)
    #expect(try await restored.settleKeys(now: now + 2) == nil)
    #expect(try await store.logEntries().filter { $0.kind == "keys" }.count == 2)
    #expect(try await store.registerFaults().isEmpty)

    // Whoever heard of the change believes the next one.
    _ = try await restored.announce(pin: last.spkiSHA256, receiptKey: nil, now: now + 3)
    let followed = try await borough.following(restored.keyStatements(held: 2).statements)
    #expect(followed.number == 3 && followed.pins == [nextTLS.spkiSHA256, last.spkiSHA256])
  }

  /// What was kept is of another history, of other keys, or damaged: nothing of it is taken.
  @Test func nothingElseIsTakenUp() async throws {
    let kept = try await changed()
    let (store, forked) = (try older("strange"), try older("forked"))
    #expect(throws: RegisterFault.strangeKey, "keys that were given up") { try started(store).takeUp(kept) }
    let other = try started(forked)
    _ = try await other.announce(pin: TLSKey().spkiSHA256, receiptKey: nil, now: now)
    #expect(throws: RegisterFault.keysForked) { try other.takeUp(kept) }
    let restored = try started(store, tls: nextTLS, receipts: nextReceipts)
    for envelopes in [[kept.envelopes[1]], [kept.envelopes[0], kept.envelopes[0]], kept.envelopes.reversed()] {
      #expect(throws: RegisterFault.keysForked) { try restored.takeUp(KeptStatements(envelopes)) }
    }
    for place in stride(from: 0, to: kept.bytes.count, by: 7) {
      var bytes = kept.bytes
      bytes[place] ^= 4
      // A changed key id is a hint; whatever is read as a statement was signed.
      guard let read = try? KeptStatements(parsing: bytes, of: "trial") else { continue }
      #expect(read == kept, "byte \(place)")
    }
    #expect(throws: RegisterFault.keysForked) { try KeptStatements(parsing: kept.bytes, of: "another") }
    #expect(try restored.hubKeys().number == 0 && other.hubKeys().number == 1)
  }

  /// Nothing was kept: boroughs say that they know more, and the hub says nothing in its place.
  @Test func aHubThatBoroughsAreAheadOfSaysNothingNew() async throws {
    let store = try older("behind")
    let restored = try started(store, tls: nextTLS, receipts: nextReceipts)
    try await store.note(keysHeld: 2, by: "E09000007", at: now)
    #expect(try await restored.boroughsAhead() == ["E09000007"])
    await #expect(throws: RegisterFault.keysBehind) {
      try await restored.announce(pin: TLSKey().spkiSHA256, receiptKey: nil, now: now)
    }
    #expect(try restored.takeUp(await changed()) == 2)
    #expect(try await restored.boroughsAhead().isEmpty)
  }
}
