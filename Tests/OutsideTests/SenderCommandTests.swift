import Cryptography
import Files
import Identity
import NIOPosix
import ReleaseProtocol
import TestSupport
import Testing

/// borough-sender as an operator meets it: exit codes, what is said, and what must not happen.
@Suite(.enabled(if: Built.path(of: "borough-sender") != nil, "needs the built borough-sender"))
struct SenderCommandTests {
  let pki: TestPKI
  let home: TemporaryFolder

  init() throws {
    pki = try TestPKI.made
    home = try TemporaryFolder()
    try Files.makeFolder(home.file("outbox"))
    let key = try SigningKey()
    try Files.writeNew(Array((Hex.encode(key.publicKey.rawBytes) + "\n").utf8), to: home.file("outbox/identity.pub"))
  }

  private func sender(_ arguments: String...) async throws -> RunResult {
    try await runAside(try #require(Built.path(of: "borough-sender")), arguments)
  }

  private func invite(_ invitation: Invitation) throws -> String {
    try Files.writeDurably(invitation.canonicalBytes, to: home.file("invitation.json"))
    return home.file("invitation.json")
  }

  @Test func wrongUseIsOne() async throws {
    for arguments in [["sned"], ["enrol"], ["send", "--home", "x", "--settings", "y"]] {
      let result = try await runAside(try #require(Built.path(of: "borough-sender")), arguments)
      #expect(result.exitCode == 1)
      #expect(result.standardError.hasPrefix("borough-sender: error: "))
      #expect(result.standardOutput.isEmpty)
    }
    #expect(try await sender("--help").exitCode == 0)
  }

  @Test func notEnrolledIsALocalFaultWithAHint() async throws {
    let result = try await sender("send", "--home", home.path)
    #expect(result.exitCode == 4)
    #expect(result.standardError.contains("(identity-not-enrolled)\nborough-sender: hint: enrol with"))
  }

  @Test func anUnknownSettingIsNamedWithItsLine() async throws {
    try Files.writeNew(Array("attempts = 2\ntimeout = 3\n".utf8), to: home.file("sender.conf"))
    let result = try await sender("status", "--home", home.path)
    #expect(result.exitCode == 4)
    #expect(result.standardError.contains("line 2") && result.standardError.contains("\"timeout\" is unknown"))
  }

  @Test func theSampleSettingsAreAccepted() async throws {
    let tests = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    let sample = (tests + ["agent", "deploy", "sender.conf"]).joined(separator: "/")
    try Files.writeNew(Files.read(sample, limit: 1 << 16), to: home.file("sender.conf"))
    let result = try await sender("status", "--settings", home.file("sender.conf"))
    #expect(result.standardError.contains("(identity-not-enrolled)"), "\(result.standardError)")
  }

  @Test func nobodyThereIsThree() async throws {
    try Files.writeNew(Array("attempts = 1\n".utf8), to: home.file("sender.conf"))
    let result = try await sender("enrol", "--home", home.path, "--invitation", try invite(pki.invitation()))
    #expect(result.exitCode == 3)
    #expect(result.standardError.contains("(cannot-connect)"))
  }

  @Test func aHubThatIsAwayIsThreeAndTheStatusIsToldAllTheSame() async throws {
    let folder = IdentityFolder(path: home.file("identity"))
    let key = try folder.keyForEnrolment()
    let chain = try TestPKI.clientChain(key, pki.issuing, now: TestPKI.now)
    _ = try folder.store(chainPEM: chain, key: key, hub: Hub(pki.invitation(agentPort: 1)))
    let result = try await sender("status", "--home", home.path)
    #expect(result.exitCode == 3)
    #expect(result.standardOutput.contains("port 1: cannot-connect") && result.standardOutput.contains("0 waiting"))
  }

  @Test func aRefusedTokenIsTwoAndAnotherHubIsFive() async throws {
    let hub = try StandInHub(pki)
    let other = try TestPKI()
    try await withDoor(pki.openHub(), router: hub.router()) { port in
      let unpinned = pki.invitation(enrolPort: port, pin: other.pin)
      let impostor = try await sender("enrol", "--home", home.path, "--invitation", try invite(unpinned))
      #expect(impostor.exitCode == 5)
      #expect(impostor.standardError.contains("(tls-wrong-pin)\nborough-sender: hint: a proxy may be replacing"))
      let refused = try await sender(
        "enrol", "--home", home.path, "--invitation",
        try invite(pki.invitation(enrolPort: port, token: String(repeating: "9", count: 40))))
      #expect(refused.exitCode == 2)
      #expect(refused.standardError.contains("(token-unknown)"))
    }
    #expect(!Files.exists(home.file("identity/certificate.pem")))
  }

  @Test func enrolThenStatusThenSend() async throws {
    let hub = try StandInHub(pki)
    try await withDoor(pki.hub(), router: hub.router()) { agentPort in
      try await withDoor(pki.openHub(), router: hub.router()) { enrolPort in
        let invitation = pki.invitation(enrolPort: enrolPort, agentPort: agentPort, receiptKey: hub.receiptKeyHex)
        let enrolled = try await sender("enrol", "--home", home.path, "--invitation", try invite(invitation), "--json")
        #expect(enrolled.exitCode == 0, "\(enrolled.standardError)")
        #expect(enrolled.standardOutput.contains("\"name\":\"\(TestPKI.borough)\""))
        #expect(!enrolled.standardOutput.contains(TestPKI.token) && enrolled.standardError.isEmpty)
        let again = try await sender("enrol", "--home", home.path, "--invitation", home.file("invitation.json"))
        #expect(again.exitCode == 4)
        #expect(again.standardError.contains("(identity-already-enrolled)"))
        let status = try await sender("status", "--home", home.path)
        #expect(status.exitCode == 0, "\(status.standardError)")
        #expect(status.standardOutput.contains("answers") && status.standardOutput.contains("89 days left"))
        // Nothing approved, nobody watching: silence.
        let sent = try await sender("send", "--home", home.path)
        #expect(sent.exitCode == 0 && sent.standardOutput.isEmpty && sent.standardError.isEmpty)
        let json = try await sender("send", "--home", home.path, "--json")
        #expect(json.standardOutput == "{\"decisions\":[],\"delivered\":[],\"deliveredBefore\":[],\"failed\":[],\"notTried\":0}\n")
      }
    }
  }
}
