import Cryptography
import Files
import Identity
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

  private func enrol(_ invitation: [UInt8]) async throws -> EnrolledIdentity {
    try await Enrolment(
      identity: IdentityFolder(path: scratch.file("identity")), outboxFolder: scratch.file("outbox"),
      inboxFolder: scratch.file("inbox"), way: Way(timeoutSeconds: 10), retry: RetryPolicy(attempts: 2) { _ in }
    ).run(invitation: invitation, now: TestPKI.now)
  }

  private func code(_ invitation: [UInt8]) async -> String? {
    do {
      _ = try await enrol(invitation)
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
