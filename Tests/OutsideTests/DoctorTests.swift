import Cryptography
import Files
import Foundation
import Identity
import NIOCore
import ReleaseProtocol
import Synchronization
import TLS
import TestSupport
import Testing
import Uplink

/// `borough-sender doctor` and `netcheck`: each thing that can stand in the way is named as what it is, with what to do.
@Suite(.enabled(if: Built.path(of: "borough-sender") != nil, "needs the built borough-sender"))
struct DoctorTests {
  let pki: TestPKI
  let home: TemporaryFolder

  init() throws {
    pki = try TestPKI.made
    home = try TemporaryFolder()
    try Files.makeFolder(home.file("outbox/messages"))
    let key = try SigningKey()
    try Files.writeNew(Array((Hex.encode(key.publicKey.rawBytes) + "\n").utf8), to: home.file("outbox/identity.pub"))
  }

  /// Of the hub whose receipts nobody looks at.
  private static let anyKey = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"  // RFC 8032, 7.1, test 1

  struct Report: Decodable {
    struct Check: Decodable {
      let name, state, said: String
      let code, fix: String?
    }
    let checks: [Check]
    let verdict: String
    let firewallRequest: String?
    /// Codes of what is not well, by check.
    var troubles: [String: String] {
      Dictionary(checks.compactMap { check in check.code.map { (check.name, $0) } }) { first, _ in first }
    }
  }

  private func ask(_ arguments: String...) async throws -> (exit: Int32, report: Report) {
    let result = try await runAside(
      try #require(Built.path(of: "borough-sender")), arguments + ["--home", home.path, "--json"])
    do {
      return (result.exitCode, try JSONDecoder().decode(Report.self, from: Data(result.standardOutput.utf8)))
    } catch {
      Issue.record("no report: \(result.standardOutput)\(result.standardError)")
      throw error
    }
  }

  private func enrol(agentPort: Int, enrolPort: Int = 1, hub: StandInHub? = nil) throws {
    let folder = IdentityFolder(path: home.file("identity"))
    let key = try folder.keyForEnrolment()
    let chain = try TestPKI.clientChain(key, pki.issuing, now: TestPKI.now)
    let invitation = pki.invitation(
      enrolPort: enrolPort, agentPort: agentPort, receiptKey: hub?.receiptKeyHex ?? Self.anyKey)
    _ = try folder.store(chainPEM: chain, key: key, hub: Hub(invitation))
  }

  /// Everything that is wrong with a hub that answers; the sandbox's user may write everywhere, so that is left out.
  private func troubles(_ prepare: @Sendable (StandInHub) async -> Void) async throws -> (Int32, [String: String]) {
    let hub = try StandInHub(pki)
    await prepare(hub)
    return try await withDoor(pki.hub(), router: hub.router()) { port in
      try enrol(agentPort: port, enrolPort: port, hub: hub)
      let (exit, report) = try await ask("doctor")
      return (exit, report.troubles.filter { $0.key != "separation" })
    }
  }

  @Test func whereNothingIsWrongNothingIsSaidToBe() async throws {
    let (exit, troubles) = try await troubles { _ in }
    #expect(exit == 0 && troubles.isEmpty, "\(troubles)")
  }

  @Test func withoutAnEnrolmentItSaysWhatToDoFirst() async throws {
    let (exit, report) = try await ask("doctor")
    #expect(exit == 4 && report.verdict == "faults")
    #expect(report.troubles["certificate"] == "identity-not-enrolled")
    #expect(report.checks.first { $0.name == "certificate" }?.fix?.contains("borough-sender enrol") == true)
  }

  @Test func aClosedWayComesWithTheTextForTheFirewallTeam() async throws {
    try enrol(agentPort: 1, enrolPort: 2)
    let (exit, report) = try await ask("doctor")
    #expect(exit == 3 && report.troubles["agent-port"] == "cannot-connect" && report.troubles["enrol-port"] == "cannot-connect")
    let text = try #require(report.firewallRequest)
    #expect(text.contains("127.0.0.1, ports 1 and 2") && text.contains(TestPKI.hubName))
    // What is needed at enrolling only is no fault of an enrolled machine.
    #expect(report.checks.first { $0.name == "enrol-port" }?.state == "warning")
  }

  @Test func anUnknownNameIsNamed() async throws {
    let folder = IdentityFolder(path: home.file("identity"))
    let key = try folder.keyForEnrolment()
    let text = String(decoding: pki.invitation().canonicalBytes, as: UTF8.self)
      .replacingOccurrences(of: "\"hubAddress\":\"127.0.0.1\"", with: "\"hubAddress\":\"hub.invalid\"")
    let hub = Hub(try Invitation(canonicalBytes: Array(text.utf8)))
    _ = try folder.store(chainPEM: TestPKI.clientChain(key, pki.issuing, now: TestPKI.now), key: key, hub: hub)
    let (exit, report) = try await ask("netcheck")
    #expect(exit == 3 && report.troubles == ["name": "name-unknown"])
  }

  /// A middle box that opens the connection shows a certificate of its own.
  @Test func interceptionIsCalledInterception() async throws {
    let other = try TestPKI()
    try await withDoor(other.hub(clientRoots: pki.root.certificatePEM)) { port in
      try enrol(agentPort: port, enrolPort: port)
      let (exit, report) = try await ask("doctor")
      #expect(exit == 5 && report.troubles["interception"] == "tls-untrusted-peer", "\(report.troubles)")
      #expect(report.firewallRequest?.contains("excepted from TLS inspection") == true)
    }
  }

  /// Dates are looked at once a chain leads to the hub's root, so it is the clock, or the hub's certificate, and no firewall.
  @Test(arguments: [(100, "clock", "tls-not-yet-valid", 4), (-100, "tls", "tls-certificate-ended", 5)])
  func aCertificateOutOfItsTimeIsNoInterception(days: Int, check: String, code: String, exit: Int) async throws {
    let then = TestPKI.now + days * 86_400
    let root = try CertificateAuthority.createRoot(name: "Root", days: 3650, now: then)
    let issuing = try root.createIssuing(name: "Issuing", days: 90, now: then)
    let leaf = try issuing.issueServer(for: pki.hubKey, dnsNames: [TestPKI.hubName], ipAddresses: [], days: 80, now: then)
    let context = try pki.hub(chain: leaf.pem + issuing.certificatePEM, clientRoots: pki.root.certificatePEM)
    try await withDoor(context) { port in
      let folder = IdentityFolder(path: home.file("identity"))
      let key = try folder.keyForEnrolment()
      let trusted = Hub(pki.invitation(enrolPort: port, agentPort: port, receiptKey: Self.anyKey, root: root.certificatePEM))
      _ = try folder.store(chainPEM: TestPKI.clientChain(key, pki.issuing, now: TestPKI.now), key: key, hub: trusted)
      let (found, report) = try await ask("doctor")
      #expect(found == exit && report.troubles.filter { $0.key != "separation" } == [check: code], "\(report)")
      #expect(report.firewallRequest == nil)
      #expect(report.checks.first { $0.code == code }?.said.contains(" UTC") == true)
    }
  }

  @Test func aCertificateOfAnotherBoroughIsNamed() async throws {
    try enrol(agentPort: 1)
    try Files.writeNew(Array("E09000020\n".utf8), to: home.file("outbox/borough"))
    let (exit, report) = try await ask("doctor")
    #expect(exit == 4 && report.troubles["certificate"] == "other-borough")
    #expect(report.checks.first { $0.name == "certificate" }?.fix?.contains("enrol --again") == true)
    // And so do those that would use it.
    for command in ["send", "status", "netcheck", "renew"] {
      let result = try await runAside(try #require(Built.path(of: "borough-sender")), [command, "--home", home.path])
      #expect(result.exitCode == 4 && result.standardError.contains("(other-borough)"), "\(command): \(result.standardError)")
    }
  }

  /// Many such boxes know no TLS 1.3: by what a real one answers, and by the alert with which others say it.
  @Test(.enabled(if: OpenSSLServer.isPossible, "needs the openssl command"), arguments: ["tls1_2", "alert"])
  func interceptionThatKnowsNoTLS13IsCalledInterception(_ manner: String) async throws {
    @Sendable func look(_ port: Int) async throws {
      try enrol(agentPort: port, enrolPort: port)
      let (exit, report) = try await ask("doctor")
      #expect(exit == 5 && report.troubles["interception"] == "tls-version-refused", "\(report)")
      #expect(report.firewallRequest?.contains("excepted from TLS inspection") == true)
      let fix = try #require(report.checks.first { $0.name == "interception" }?.fix)
      #expect(fix.contains("bypass of TLS inspection"), "\(fix)")
    }
    if manner == "alert" {
      return try await withListener({ try $0.pipeline.syncOperations.addHandler(Refusing()) }, look)
    }
    let server = try await OpenSSLServer.started(pki, ["-tls1_2", "-www"])
    try await look(server.port)
  }

  /// Another machine of the same deployment.
  @Test func whoHasAnotherNameIsNotTheHub() async throws {
    let leaf = try pki.issuing.issueServer(
      for: pki.hubKey, dnsNames: ["other.example"], ipAddresses: [], days: 80, now: TestPKI.now)
    try await withDoor(pki.hub(chain: leaf.pem + pki.issuing.certificatePEM)) { port in
      try enrol(agentPort: port, enrolPort: port)
      let (exit, report) = try await ask("doctor")
      #expect(exit == 5 && report.troubles["interception"] == "tls-wrong-name", "\(report)")
      #expect(report.firewallRequest != nil)
    }
  }

  /// It takes connections and says nothing. Whoever reads what to do has asked the doctor already.
  @Test func aSilentHubIsNotSentToTheDoctor() async throws {
    try Files.writeNew(Array("timeout_seconds = 1\n".utf8), to: home.file("sender.conf"))
    try await withListener({ _ in }) { port in
      try enrol(agentPort: port, enrolPort: port)
      let (exit, report) = try await ask("doctor")
      #expect(exit == 3 && report.troubles["tls"] == "tls-timed-out", "\(report)")
      let fix = try #require(report.checks.first { $0.name == "tls" }?.fix)
      #expect(!fix.contains("borough-sender doctor") && fix.contains("firewall") && fix.contains("operator"), "\(fix)")
      #expect(report.firewallRequest != nil)
    }
  }

  @Test func theDoctorSendsNobodyToItself() {
    for kind in TLSError.Kind.allCases {
      let error = UplinkError.connection(TLSError(kind, "x"))
      #expect(error.advice?.contains("borough-sender doctor") == false, "\(kind)")
      #expect(error.hint?.hasPrefix(error.advice ?? "?") == true)
    }
  }

  /// A message goes to the hub that this machine is enrolled at.
  private func deliverOne() async throws {
    let sending = try Sending(
      identity: IdentityFolder(path: home.file("identity")).load(), inboxFolder: home.file("inbox"), way: Way(timeoutSeconds: 10),
      retry: RetryPolicy(attempts: 1))
    try await sending.send([Parcel.invented("a")], report: { _, _ in })
  }

  @Test func aHubThatWasPutBackToACopyIsNamed() async throws {
    let hub = try StandInHub(pki)
    try await withDoor(pki.hub(), router: hub.router()) { port in
      try enrol(agentPort: port, enrolPort: port, hub: hub)
      try await deliverOne()
      await hub.say(messages: 0)
      let (exit, report) = try await ask("doctor")
      #expect(exit == 0 && report.troubles["queue"] == "hub-restored", "\(report)")
    }
  }

  @Test func aMessageThatIsHeldBackIsAWarning() async throws {
    let hub = try StandInHub(pki, faults: [.held([.jump])])
    try await withDoor(pki.hub(), router: hub.router()) { port in
      try enrol(agentPort: port, enrolPort: port, hub: hub)
      try await deliverOne()
      await hub.say(messages: 1)
      let (exit, report) = try await ask("doctor")
      #expect(exit == 0 && report.troubles["standing"] == "quarantined", "\(report)")
    }
  }

  @Test func aClockThatIsWrongIsNamedBeforeCertificatesFail() async throws {
    let (exit, troubles) = try await troubles { await $0.say(clockOff: -700) }
    #expect(exit == 4 && troubles == ["clock": "clock-apart"])
  }

  @Test func aClockThatIsALittleWrongIsAWarning() async throws {
    let (exit, troubles) = try await troubles { await $0.say(clockOff: 120) }
    #expect(exit == 0 && troubles == ["clock": "clock-apart"])
  }

  @Test func aHubOfAnotherProtocolIsNamed() async throws {
    let (exit, troubles) = try await troubles { await $0.say(protocols: 2...3) }
    #expect(exit == 4 && troubles == ["version": "version-skew"])
  }

  @Test func aHubThatSpeaksALaterProtocolAsWellIsAWarning() async throws {
    let (exit, troubles) = try await troubles { await $0.say(protocols: 1...2) }
    #expect(exit == 0 && troubles == ["version": "version-behind"])
  }

  @Test func aHubThatHoldsMoreThanWasSentFromHereIsNamed() async throws {
    let (exit, troubles) = try await troubles { await $0.say(messages: 2) }
    #expect(exit == 2 && troubles == ["queue": "out-of-step"])
    // The agent is told, and so is who asks again: until people have settled it.
    #expect(Files.exists(home.file("inbox/disputed/hub-count.out-of-step")))
    let (_, later) = try await ask("doctor")
    #expect(later.troubles["inbox"] == "held-back")
  }

  @Test func aKeyThatEverybodyCanReadIsNamed() async throws {
    try enrol(agentPort: 1)
    #expect(try run("chmod", ["644", home.file("identity/tls.key")]).exitCode == 0)
    let (exit, report) = try await ask("doctor")
    #expect(exit == 4 && report.troubles["certificate"] == "file-open-to-others")
  }

  @Test func theProxyIsTriedAndItsRefusalsAreItsOwn() async throws {
    try enrol(agentPort: 1)
    @Sendable func settings(_ port: Int, _ more: String = "") throws {
      try Files.writeDurably(Array("proxy = 127.0.0.1:\(port)\n\(more)".utf8), to: home.file("sender.conf"))
    }
    try settings(1)
    let gone = try await ask("doctor")
    #expect(gone.exit == 3 && gone.report.troubles["proxy"] == "cannot-connect")
    let refused = try await StandInProxy(.refuse(status: 403)).run { port in
      try settings(port)
      return try await ask("doctor")
    }
    #expect(refused.exit == 3 && refused.report.troubles["proxy"] == "proxy-refuses", "\(refused.report.troubles)")
    #expect(refused.report.firewallRequest?.contains("method CONNECT") == true)
    #expect(refused.report.firewallRequest?.contains("status 403: blocked by a rule") == true)
    #expect(refused.report.checks.contains { $0.said.contains("status 403") && !$0.said.contains("Hidden") })
    let behind = try await StandInProxy(.refuse(status: 504)).run { port in
      try settings(port)
      return try await ask("doctor")
    }
    #expect(behind.exit == 3 && behind.report.troubles["proxy"] == "proxy-cannot-reach-hub", "\(behind.report.troubles)")
    #expect(behind.report.firewallRequest?.contains("status 504") == true)

    // It takes the connection and does not answer: nothing is known of the hub, or of its TLS.
    let silent = try await StandInProxy(.silence).run { port in
      try settings(port, "timeout_seconds = 1\n")
      return try await ask("doctor")
    }
    #expect(silent.exit == 3 && silent.report.troubles["proxy"] == "proxy-timed-out", "\(silent.report)")
    #expect(silent.report.troubles["tls"] == nil && silent.report.firewallRequest?.contains("method CONNECT") == true)

    // A password that others can read is refused before anything is sent.
    try Files.writeDurably(Array("open sesame\n".utf8), to: home.file("password"), mode: 0o644)
    try settings(1, "proxy_user = Aladdin\nproxy_password_file = password\n")
    let open = try await runAside(try #require(Built.path(of: "borough-sender")), ["doctor", "--home", home.path])
    #expect(open.exitCode == 4 && open.standardError.contains("(file-open-to-others)"))
    #expect(!open.standardError.contains("sesame"))
  }

  @Test func aStatusGoesThroughTheProxyWithItsLogin() async throws {
    let hub = try StandInHub(pki)
    let proxy = StandInProxy(.login("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="))
    let exit = try await withDoor(pki.hub(), router: hub.router()) { port in
      try enrol(agentPort: port, enrolPort: port, hub: hub)
      return try await proxy.run { proxyPort in
        try Files.writeDurably(Array("open sesame\n".utf8), to: home.file("password"), mode: 0o600)
        let text = "proxy = http://127.0.0.1:\(proxyPort)/\nproxy_user = Aladdin\nproxy_password_file = password\n"
        try Files.writeDurably(Array(text.utf8), to: home.file("sender.conf"))
        let (exit, report) = try await ask("doctor")
        #expect(report.troubles.filter { $0.key != "separation" }.isEmpty, "\(report.troubles)")
        return exit
      }
    }
    #expect(exit == 0 && proxy.heads.withLock { $0.count } >= 1)
  }

  @Test func beforeEnrollingACardIsEnoughToTryBothPorts() async throws {
    let hub = try StandInHub(pki)
    try await withDoor(pki.openHub(), router: hub.router()) { port in
      let card = pki.invitation(enrolPort: port, agentPort: 1, token: Invitation.noToken)
      try Files.writeDurably(card.canonicalBytes, to: home.file("card.json"))
      let (exit, report) = try await ask("netcheck", "--invitation", home.file("card.json"))
      #expect(exit == 0 && report.troubles == ["agent-port": "cannot-connect"], "\(report.troubles)")
      #expect(report.checks.contains { $0.name == "tls" && $0.state == "ok" })
    }
  }
}

/// Answers a first flight with the fatal alert handshake_failure: nothing in common (RFC 8446, section 6).
private final class Refusing: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer
  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: [0x15, 3, 3, 0, 2, 2, 40])), promise: nil)
  }
}
