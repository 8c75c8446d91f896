import Cryptography
import Files
import Identity
import Outbox
import ReleaseProtocol
import TestSupport
import Testing
import Uplink

@Suite struct EnrolmentTests {
  let pki: TestPKI
  let scratch: TemporaryFolder
  let identityKey: SigningKey

  init() throws {
    pki = try TestPKI.made
    scratch = try TemporaryFolder()
    identityKey = try SigningKey()
    try Files.makeFolder(scratch.file("outbox"))
    try Files.writeNew(Array((Hex.encode(identityKey.publicKey.rawBytes) + "\n").utf8), to: scratch.file("outbox/identity.pub"))
  }

  private func enrol(_ invitation: [UInt8], again: Bool = false) async throws -> EnrolledIdentity {
    try await Enrolment(
      identity: IdentityFolder(path: scratch.file("identity")), outboxFolder: scratch.file("outbox"),
      inboxFolder: scratch.file("inbox"), way: Way(timeoutSeconds: 10), retry: RetryPolicy(attempts: 2) { _ in }
    ).run(invitation: invitation, replacing: again, now: TestPKI.now)
  }

  private func code(_ invitation: [UInt8], again: Bool = false) async -> String? {
    do {
      _ = try await enrol(invitation, again: again)
      return nil
    } catch {
      return (error as? UplinkError)?.code ?? "\(error)"
    }
  }

  @Test func anInvitationBecomesACertificate() async throws {
    let hub = try StandInHub(pki)
    try await withDoor(pki.openHub(), router: hub.router()) { port in
      let enrolled = try await enrol(pki.invitation(enrolPort: port).canonicalBytes + [10])
      #expect(enrolled.name.uri == TestPKI.borough)
      #expect(try IdentityFolder(path: scratch.file("identity")).load().key.spki == enrolled.key.spki)
      #expect(await code(pki.invitation(enrolPort: port).canonicalBytes) == "identity-already-enrolled")
    }
    let request = try #require(await hub.enrolments.first)
    #expect(request.identityKey == Hex.encode(identityKey.publicKey.rawBytes))
    #expect(await hub.enrolments.count == 1)
  }

  @Test func aLostReplyIsAskedForAgainWithTheSameKey() async throws {
    let hub = try StandInHub(pki, loseEnrolments: 3)
    try await withDoor(pki.openHub(), router: hub.router()) { port in
      let invitation = pki.invitation(enrolPort: port).canonicalBytes
      #expect(await code(invitation) == "try-later")
      #expect(await code(invitation) == nil)
    }
    let keys = try await hub.enrolments.map { try CertificateRequest(pem: Array($0.certificateRequest.utf8)).spki }
    #expect(keys.count == 4 && Set(keys).count == 1)
  }

  /// The answer to one invitation was lost and the next one finds its key in use: the attempt after that makes another.
  @Test func aKeyThatTheHubWillNotHaveIsGivenUp() async throws {
    let hub = try StandInHub(pki, loseEnrolments: 2)
    try await withDoor(pki.openHub(), router: hub.router()) { port in
      let invitation = pki.invitation(enrolPort: port).canonicalBytes
      #expect(await code(invitation) == "try-later")
      try await hub.knowsKeysOfBefore()
      #expect(await code(invitation) == "token-used")
      #expect(await code(invitation) == nil)
      let first = try IdentityFolder(path: scratch.file("identity")).load().key.spki
      // So for a machine that enrols again; until it has, the present key stays.
      #expect(await code(invitation, again: true) == nil)
      #expect(try IdentityFolder(path: scratch.file("identity")).load().key.spki != first)
    }
  }

  @Test func mailAndEditorsMayPutMarksAroundAnInvitation() throws {
    let invitation = pki.invitation()
    for (before, behind) in [("\u{FEFF}", ""), ("", "\r\n"), ("\u{FEFF}", "\n\r\n")] {
      let bytes = Array(before.utf8) + invitation.canonicalBytes + Array(behind.utf8)
      #expect(try Enrolment.read(bytes, now: TestPKI.now) == invitation)
    }
  }

  /// It would be used up, its owner would find it used, and nothing could be sent with what it gives.
  @Test func anotherBoroughsInvitationIsNotUsed() async throws {
    let hub = try StandInHub(pki)
    try await withDoor(pki.openHub(), router: hub.router()) { port in
      let invitation = pki.invitation(enrolPort: port).canonicalBytes  // E09000007's
      try Files.writeNew(Array("E09000020\n".utf8), to: scratch.file("outbox/borough"))
      #expect(await code(invitation) == "other-borough")
      #expect(await hub.enrolments.isEmpty && !Files.exists(scratch.file("identity")))
      try Files.writeDurably(Array("no code\n".utf8), to: scratch.file("outbox/borough"))
      #expect(await code(invitation) == "outbox-bad-borough")
      try Files.writeDurably(Array("E09000007\n".utf8), to: scratch.file("outbox/borough"))
      #expect(await code(invitation) == nil)
    }
    #expect(await hub.enrolments.count == 1)
  }

  /// A machine that was enrolled with another borough's invitation, before anything could tell, finds its way back.
  @Test func whoEnrolledAsAnotherBoroughEnrolsAgainAsItself() async throws {
    let hub = try StandInHub(pki)
    let folder = IdentityFolder(path: scratch.file("identity"))
    let key = try folder.keyForEnrolment()
    let request = try CertificateRequest(pem: key.certificateRequest(commonName: "test"))
    let leaf = try pki.issuing.issueClient(
      for: request, uriName: "spiffe://london-rehearsal/agent/E09000020", days: 90, now: TestPKI.now)
    _ = try folder.store(chainPEM: leaf.pem + pki.issuing.certificatePEM, key: key, hub: Hub(pki.invitation(borough: "E09000020")))
    try await withDoor(pki.openHub(), router: hub.router()) { port in
      let own = pki.invitation(enrolPort: port).canonicalBytes
      // While nothing says whose outbox it is, a certificate gives way to no other borough's.
      #expect(await code(own, again: true) == "other-borough")
      #expect(await hub.enrolments.isEmpty)
      try Files.writeNew(Array("E09000007\n".utf8), to: scratch.file("outbox/borough"))
      #expect(await code(own, again: true) == nil)
    }
    #expect(try folder.load().name.uri == TestPKI.borough)
  }

  /// An outbox of before there was the file says it by its log.
  @Test func theLogOfWhatMayLeaveNamesItsBorough() throws {
    let outbox = OutboxFolder(path: scratch.file("outbox"))
    #expect(try outbox.borough() == nil)
    try Files.makeFolder(scratch.file("outbox/egress"))
    try Files.writeNew(Array("boroughwise/egress/E09000020\n1\nAAAA\n".utf8), to: scratch.file("outbox/egress/checkpoint"))
    #expect(try outbox.borough() == "E09000020")
  }

  @Test func anInvitationThatCannotBeUsedIsRefusedBeforeTheNetwork() async throws {
    #expect(await code(Array("{}".utf8)) == "bad-invitation")
    #expect(await code([]) == "bad-invitation")
    #expect(await code(pki.invitation(expiresAt: TestPKI.now).canonicalBytes) == "bad-invitation")
    #expect(await code(pki.invitation().canonicalBytes + [32]) == "bad-invitation")
    try Files.writeDurably(Array("not hex".utf8), to: scratch.file("outbox/identity.pub"))
    #expect(await code(pki.invitation().canonicalBytes) == "bad-identity-key")
    try Files.remove(scratch.file("outbox/identity.pub"))
    #expect(await code(pki.invitation().canonicalBytes) == "file-missing")
    #expect(!Files.exists(scratch.file("identity")))
  }

  @Test func theTokenGoesToNobodyButThePinnedHub() async throws {
    let hub = try StandInHub(pki)
    let other = try TestPKI()
    try await withDoor(pki.openHub(), router: hub.router()) { port in
      #expect(await code(pki.invitation(enrolPort: port, pin: other.pin).canonicalBytes) == "tls-wrong-pin")
      #expect(await code(other.invitation(enrolPort: port, pin: pki.pin).canonicalBytes) == "tls-untrusted-peer")
    }
    #expect(await hub.enrolments.isEmpty)
  }
}
