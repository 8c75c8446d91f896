import Cryptography
import Files
import Identity
import ReleaseProtocol
import TestSupport
import Testing
import Uplink

/// A hub that has changed its TLS key twenty times, which takes several answers to tell.
@Suite struct KeyNewsTests {
  private let pki: TestPKI
  private let hub: StandInHub
  private let home: TemporaryFolder
  private let changes = 20

  init() throws {
    pki = try TestPKI.made
    (hub, home) = (try StandInHub(pki), try TemporaryFolder())
  }

  private func pin(_ number: Int) -> String {
    number == changes ? pki.pin : Hex.encode(SHA256.hash(Array("key \(number)".utf8)))
  }

  /// Each key announced, and the one before given up.
  private func statements() throws -> [[UInt8]] {
    try (0..<changes).flatMap { number in
      try [[pin(number), pin(number + 1)], [pin(number + 1)]].enumerated().map { step, pins in
        let keys = HubKeys(
          deployment: "london-rehearsal", number: 2 * number + step + 1, issuedAt: TestPKI.now, pins: pins,
          receiptKeys: [.init(key: hub.receiptKeyHex)])
        return try DSSE.seal(
          payload: keys.canonicalBytes, payloadType: HubKeys.payloadType, keyID: hub.receiptKey.publicKey.id
        ) { try hub.receiptKey.sign($0) }
      }
    }
  }

  /// What is known after one contact by who was given this key.
  private func learned(from first: String) async throws -> HubKeyring {
    await hub.change(try statements())
    return try await withDoor(pki.hub(), router: hub.router()) { agentPort in
      try await withDoor(pki.openHub(), router: hub.router()) { enrolPort in
        let folder = IdentityFolder(path: home.file("identity"))
        let key = try folder.keyForEnrolment()
        let invitation = pki.invitation(
          enrolPort: enrolPort, agentPort: agentPort, pin: first, receiptKey: hub.receiptKeyHex)
        _ = try folder.store(
          chainPEM: TestPKI.clientChain(key, pki.issuing, now: TestPKI.now), key: key, hub: Hub(invitation))
        return try await KeyNews(inboxFolder: home.file("inbox"), way: Way(timeoutSeconds: 10)).learn(folder).hub.keys
      }
    }
  }

  @Test func whoWasAwayForAllOfThemFollows() async throws {
    let known = try await learned(from: pin(0))
    #expect(known.number == 2 * changes && known.pins == [pki.pin])
    let paths = try ContactLog(inbox: home.file("inbox")).contacts().map(\.path)
    #expect(paths == [0, 0, 16, 32, 40].map { "/v1/keys?held=\($0)" }, "the first to the pinned port, in vain; the last tells the hub")
  }

  /// Forty statements, the last of which alone agrees with the invitation: those before are asked for, and passed over.
  @Test func aNewInvitationFindsItsPlaceBehindManyStatements() async throws {
    let known = try await learned(from: pki.pin)
    #expect(known.number == 2 * changes && known.pins == [pki.pin])
  }
}
