import Cryptography
import Identity
import Register
import ReleaseProtocol
import Store
import Testing

/// The hub's side of changing its keys, on a store of its own.
@Suite struct HubKeyChangeTests {
  private let hub: HubFixture
  private let nextTLS: TLSKey
  private let nextReceipts: SigningKey
  private let now = HubFixture.now

  init() throws { (hub, nextTLS, nextReceipts) = (try HubFixture(), try TLSKey(), try SigningKey()) }

  private var nextKey: String { Hex.encode(nextReceipts.publicKey.rawBytes) }

  /// The same hub, started with these keys on its disk.
  private func started(tls: TLSKey? = nil, receipts: SigningKey? = nil) throws -> BoroughRegister {
    try BoroughRegister(
      deployment: hub.register.deployment, rootCertificatePEM: hub.keys.root.certificatePEM, issuing: hub.keys.issuing,
      hubPin: (tls ?? hub.keys.hubKey).spkiSHA256, receiptKey: receipts ?? hub.keys.receiptKey, store: hub.store)
  }

  /// What a borough with this invitation believes now.
  private func believed(_ invitation: Invitation) async throws -> HubKeyring {
    try await Hub(invitation).keys.following(hub.register.keyStatements(held: 0).statements)
  }

  @Test func bothKeysAreAnnouncedUsedAndGivenUp() async throws {
    let invitation = try await hub.register.invite(borough: "E09000007", now: now)
    let first = hub.keys.hubKey.spkiSHA256
    #expect(try hub.register.hubKeys().number == 0)
    #expect(try await hub.register.settleKeys(now: now) == nil, "nothing to settle, and nothing said")

    _ = try await hub.register.announce(pin: nextTLS.spkiSHA256, receiptKey: nextKey, now: now)
    #expect(try await believed(invitation).pins == [first, nextTLS.spkiSHA256])
    await #expect(throws: RegisterFault.keyChangeUnderWay) {
      try await hub.register.announce(pin: first, receiptKey: nil, now: now)
    }
    #expect(try await hub.register.settleKeys(now: now) == nil, "a start with the keys of before changes nothing")

    let before = try hub.register.sign(
      borough: "E09000007", messageSHA256: String(repeating: "a", count: 64), release: String(repeating: "b", count: 32), counter: 1,
      receivedAt: now)
    let changed = try started(tls: nextTLS, receipts: nextReceipts)
    let settled = try #require(try await changed.settleKeys(now: now + 5))
    #expect(settled.number == 2 && settled.pins == [nextTLS.spkiSHA256])
    #expect(settled.receiptKeys.map(\.until) == [now + 5, 0])
    #expect(try await changed.settleKeys(now: now + 6) == nil)
    let known = try await believed(invitation)
    #expect(known.number == 2 && known.pins == [nextTLS.spkiSHA256])
    // A receipt of before is a receipt, here and there.
    #expect(try changed.receipt(in: before).counter == 1)
    #expect(known.open(before, payloadType: Receipt.payloadType)?.until == now + 5)
    // A new invitation names the new keys, and believes what follows from them.
    #expect(try await believed(changed.invite(borough: "E09000008", now: now + 7)).number == 2)
  }

  /// Cut off between the two files: each key is settled by itself.
  @Test func oneKeyAfterTheOther() async throws {
    let invitation = try await hub.register.invite(borough: "E09000007", now: now)
    _ = try await hub.register.announce(pin: nextTLS.spkiSHA256, receiptKey: nextKey, now: now)
    #expect(try await started(tls: nextTLS).settleKeys(now: now + 1)?.nextReceiptKey == nextKey)
    #expect(try await started(tls: nextTLS, receipts: nextReceipts).settleKeys(now: now + 2)?.number == 3)
    let known = try await believed(invitation)
    #expect(known.number == 3 && known.pins == [nextTLS.spkiSHA256])
  }

  /// A copy of keys/ from before: boroughs would take the hub for an impostor.
  @Test func keysThatWereGivenUpOrNeverToldAreNotStartedWith() async throws {
    _ = try await hub.register.announce(pin: nextTLS.spkiSHA256, receiptKey: nextKey, now: now)
    let changed = try started(tls: nextTLS, receipts: nextReceipts)
    _ = try await changed.settleKeys(now: now + 1)
    for (tls, receipts) in [(nil, nil), (nextTLS, nil), (nil, nextReceipts), (try TLSKey(), nextReceipts)] as [(TLSKey?, SigningKey?)] {
      await #expect(throws: RegisterFault.strangeKey) { try await started(tls: tls, receipts: receipts).settleKeys(now: now + 2) }
      await #expect(throws: RegisterFault.strangeKey) {
        try await started(tls: tls, receipts: receipts).announce(pin: TLSKey().spkiSHA256, receiptKey: nil, now: now + 2)
      }
    }
  }

  @Test func nextKeysCanBeWithdrawn() async throws {
    let invitation = try await hub.register.invite(borough: "E09000007", now: now)
    await #expect(throws: RegisterFault.noKeyChange) { try await hub.register.withdrawKeys(now: now) }
    _ = try await hub.register.announce(pin: nextTLS.spkiSHA256, receiptKey: nextKey, now: now)
    _ = try await hub.register.withdrawKeys(now: now + 1)
    let known = try await believed(invitation)
    #expect(known.number == 2 && known.pins == [hub.keys.hubKey.spkiSHA256])
    await #expect(throws: RegisterFault.strangeKey) { try await started(tls: nextTLS).settleKeys(now: now + 2) }
    for own in [(hub.keys.hubKey.spkiSHA256, nil), (nil, Hex.encode(hub.keys.receiptKey.publicKey.rawBytes))] as [(String?, String?)] {
      await #expect(throws: RegisterFault.strangeKey, "a key that is in use is no next one") {
        try await hub.register.announce(pin: own.0, receiptKey: own.1, now: now + 3)
      }
    }
    _ = try await hub.register.announce(pin: TLSKey().spkiSHA256, receiptKey: nil, now: now + 3)
    await #expect(throws: RegisterFault.strangeKey) { try await started(tls: TLSKey()).withdrawKeys(now: now + 4) }
  }

  /// A clock that was put back does not make receipts that were given end before they began.
  @Test func theEndIsNeverBeforeTheLastReceipt() async throws {
    let late = now + 90_000
    let message = IncomingMessage(
      borough: "E09000007", release: String(repeating: "c", count: 32), sha256: String(repeating: "d", count: 64), plan: "p",
      censusYear: 2025, receivedAt: late, envelope: [1])
    _ = try await hub.store.accept(message) { _ in [3] }
    _ = try await hub.register.announce(pin: nil, receiptKey: nextKey, now: now)
    let settled = try #require(try await started(receipts: nextReceipts).settleKeys(now: now + 1))
    #expect(settled.receiptKeys.map(\.until) == [late, 0] && settled.pins == [hub.keys.hubKey.spkiSHA256])
  }

  @Test func itIsKnownWhoHasHeard() async throws {
    for borough in ["E09000007", "E09000008"] { _ = try await hub.enrolled(borough) }
    _ = try await hub.register.announce(pin: nextTLS.spkiSHA256, receiptKey: nil, now: now)
    #expect(try await hub.register.boroughsToHear() == ["E09000007", "E09000008"])
    try await hub.store.note(keysHeld: 1, by: "E09000008", at: now)
    #expect(try await hub.register.boroughsToHear() == ["E09000007"])
    try await hub.store.note(keysHeld: 0, by: "E09000008", at: now)
    #expect(try await hub.register.boroughsToHear().count == 2, "restored from an older copy")
    // In the hub's log like everything that the register does.
    let kinds = try await hub.store.logEntries().map(\.kind)
    #expect(kinds.last == "keys" && kinds.count { $0 == "keys" } == 1)
    #expect(try await hub.store.registerFaults().isEmpty)
  }
}
