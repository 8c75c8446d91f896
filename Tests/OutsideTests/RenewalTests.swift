import Cryptography
import Files
import Identity
import ReleaseProtocol
import TLS
import TestSupport
import Testing
import Uplink

/// The sender's side of a renewal, against a hub over real sockets.
@Suite struct SenderRenewalTests {
  let pki: TestPKI
  let scratch: TemporaryFolder
  var folder: IdentityFolder { IdentityFolder(path: scratch.file("identity")) }

  init() throws {
    pki = try TestPKI.made
    scratch = try TemporaryFolder()
  }

  private func enrol(port: Int) throws -> TLSKey {
    let key = try folder.keyForEnrolment()
    _ = try folder.store(
      chainPEM: TestPKI.clientChain(key, pki.issuing, now: TestPKI.now), key: key, hub: Hub(pki.invitation(agentPort: port)))
    return key
  }

  private func renewal(_ attempts: Int) -> Renewal {
    Renewal(identity: folder, inboxFolder: scratch.file("inbox"), way: Way(timeoutSeconds: 10), retry: RetryPolicy(attempts: attempts) { _ in })
  }

  @Test func theNextKeyIsKeptUntilItsCertificateComes() async throws {
    let hub = try StandInHub(pki)
    await hub.loseRenewals(3)
    try await withDoor(pki.hub(), router: hub.router()) { port in
      let old = try enrol(port: port)
      await #expect(throws: UplinkError.refused(.tryLater)) { try await renewal(2).run() }
      #expect(try folder.load().key.spki == old.spki)
      let renewed = try await renewal(2).run()
      let kept = try folder.load().key.spki
      #expect(renewed.key.spki != old.spki && kept == renewed.key.spki)
    }
    #expect(await hub.renewals.count == 4)
    #expect(Set(await hub.renewals).count == 1, "every attempt asked for the same key")
  }

  @Test func itIsDueFromTheFiftyFifthToTheSixtiethDayAndBoroughsAreScattered() throws {
    var days: Set<Int> = []
    for _ in 0..<40 {
      let key = try TLSKey()
      let certificate = try Certificate.chain(pem: TestPKI.clientChain(key, pki.issuing, now: TestPKI.now))[0]
      let start = certificate.notBefore
      let due = try #require((0...90).first { Renewal.isDue(certificate, now: start + $0 * 86_400) })
      #expect((55...61).contains(due))
      days.insert(due)
    }
    // 40 keys over 5 days: all on one day happens once in 5^39 runs.
    #expect(days.count > 1)
  }
}
