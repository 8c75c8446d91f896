import Cryptography
import Files
import Identity
import ReleaseProtocol
import TestSupport
import Testing
import Uplink

/// What the sender makes of a message that the hub holds back, and of what is decided on it.
@Suite struct StandingTests {
  let pki: TestPKI
  let scratch: TemporaryFolder

  init() throws {
    pki = try TestPKI.made
    scratch = try TemporaryFolder()
  }

  private static func decision(
    _ parcel: Parcel, _ ground: Decision.Ground, number: Int = 1, borough: String = "E09000007", later: Int = 0
  ) -> Decision {
    Decision(
      borough: borough, messageSHA256: parcel.sha256, release: parcel.release, ground: ground, number: number,
      decidedAt: TestPKI.now + later)
  }

  @Test func aMessageThatIsHeldBackIsDeliveredAndSaysSoUntilADecisionIsHeardOf() async throws {
    let parcel = Parcel.invented("a")
    let hub = try StandInHub(pki, faults: [.held([.farFromPublished, .jump])])
    try await withDoor(pki.hub(), router: hub.router()) { port in
      let sending = try hub.sending(in: scratch, port: port, attempts: 2)
      try await sending.send([parcel], report: { _, _ in })
      func state() throws -> Standing.State? { try sending.receipts.standings()[parcel.release]?.state }
      #expect(try state() == .quarantined([.farFromPublished, .jump]))
      #expect(try await sending.hearDecisions().isEmpty)
      try await hub.decide(Self.decision(parcel, .notExplained))
      #expect(try await sending.hearDecisions().map(\.ground) == [.notExplained])
      #expect(try state() == .rejected(.notExplained))
      #expect(try await sending.hearDecisions().isEmpty, "heard once")
      try await hub.decide(Self.decision(parcel, .explained, number: 2))
      #expect(try await sending.hearDecisions().count == 1)
      #expect(try state() == .counts)
      // An older word, played back, changes nothing.
      try await hub.decide(Self.decision(parcel, .notExplained))
      #expect(try await sending.hearDecisions().isEmpty)
      #expect(try state() == .counts)
      // A hub that was put back to a copy gives its numbers once more: what it has decided since holds.
      try await hub.decide(Self.decision(parcel, .wrongData, later: 60))
      #expect(try await sending.hearDecisions().map(\.ground) == [.wrongData])
      #expect(try state() == .rejected(.wrongData))
    }
  }

  @Test func nobodyElseDecides() async throws {
    let parcel = Parcel.invented("a")
    let hub = try StandInHub(pki, faults: [.held([.jump])])
    try await withDoor(pki.hub(), router: hub.router()) { port in
      let sending = try hub.sending(in: scratch, port: port, attempts: 2)
      try await sending.send([parcel], report: { _, _ in })
      let forged = try SigningKey()
      for (decision, key) in [
        (Self.decision(parcel, .confirmed), forged), (Self.decision(Parcel.invented("b"), .confirmed), nil),
        (Self.decision(parcel, .confirmed, borough: "E09000008"), nil),
      ] as [(Decision, SigningKey?)] {
        try await hub.decide(decision, signedBy: key)
        await #expect(throws: UplinkError.self) { try await sending.hearDecisions() }
        #expect(try sending.receipts.standings()[parcel.release]?.state == .quarantined([.jump]))
      }
    }
  }

  /// Nothing leaves, not even a question, while nothing is held back.
  @Test func whereNothingIsHeldBackNothingIsAsked() async throws {
    let hub = try StandInHub(pki)
    try await withDoor(pki.hub(), router: hub.router()) { port in
      let sending = try hub.sending(in: scratch, port: port, attempts: 2)
      try await sending.send([Parcel.invented("a")], report: { _, _ in })
      try await hub.decide(Self.decision(Parcel.invented("b"), .confirmed))  // would be refused
      #expect(try await sending.hearDecisions().isEmpty)
    }
  }
}
