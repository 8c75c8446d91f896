import Foundation
import TestSupport
import Testing

/// 14 wrong certificates in both directions, each with one thing wrong with it. 28 of 28 are refused before a byte of a
/// message is read: the hub answers a request whose body never comes, and what poses as the hub is sent none.
@Suite(.serialized, .enabled(if: OpenSSL.isPossible, "skipped: needs openssl")) struct CertificateJourneys {
  static let scene = Result { try CertificateScene() }
  let scene: CertificateScene
  init() throws { scene = try Self.scene.get() }

  enum Wrong: String, CaseIterable, Sendable {
    case none, expired, notYetValid, selfSigned, otherAuthority, otherName, otherPurpose, anAuthority, sha1, rsa1024
    case revoked, ofAnotherBorough, otherKey, longChain
  }

  @Test func theRightCertificatesAreTaken() throws {
    // What is silent here would be a refusal below: the hub waits for the body.
    let asked = try scene.ask(scene.right)
    #expect(asked.standardOutput.isEmpty && !asked.standardError.contains("alert"), "\(asked)")
    let keys = scene.hub.home + "/keys"
    let poses = try scene.pose(
      ["-cert", keys + "/hub-chain.pem", "-cert_chain", keys + "/hub-chain.pem", "-key", keys + "/hub.key"])
    #expect(poses.heard.contains("POST /v1/releases"), "\(poses)")
  }

  @Test(arguments: Wrong.allCases) func noWrongClientGetsItsMessageRead(_ wrong: Wrong) throws {
    let before = try scene.hub.messagesCounted()
    let answer = try scene.ask(scene.client(wrong))
    switch wrong {
    case .otherName, .revoked, .ofAnotherBorough, .otherKey:
      // Well issued: it is the register that says no, by the certificate alone.
      let code = [Wrong.otherName: "unknown-borough", .revoked: "revoked", .ofAnotherBorough: "wrong-borough"][wrong]
      #expect(answer.standardOutput.hasPrefix("HTTP/1.1 403"), "\(answer)")
      #expect(answer.standardOutput.contains("\"code\":\"\(code ?? "not-enrolled")\""), "\(answer)")
    default:
      let alert = "alert \(Self.alerts[wrong] ?? "without a reason"):"
      #expect(answer.standardOutput.isEmpty && answer.standardError.contains(alert), "\(answer)")
    }
    #expect(try scene.hub.messagesCounted() == before)
  }

  /// Well issued, to a key that is enrolled, in the names of two boroughs that are: it is neither's.
  @Test func aCertificateOfTwoBoroughsIsNobodys() throws {
    let before = try scene.hub.messagesCounted()
    for names in [["E09000020", "E09000021"], ["E09000021", "E09000020"], ["E09000020", "E09000020"]] {
      let answer = try scene.ask(scene.client(of: names))
      #expect(answer.standardOutput.hasPrefix("HTTP/1.1 403"), "\(names): \(answer)")
      #expect(answer.standardOutput.contains("\"code\":\"not-enrolled\""), "\(names): \(answer)")
    }
    #expect(try scene.hub.messagesCounted() == before)
  }

  /// What OpenSSL tells the peer before a request can be made.
  static let alerts: [Wrong: String] = [
    .none: "certificate required", .expired: "certificate expired", .notYetValid: "bad certificate",
    .selfSigned: "unknown ca", .otherAuthority: "unknown ca", .otherPurpose: "unsupported certificate",
    .anAuthority: "unsupported certificate",
    .sha1: "bad certificate", .rsa1024: "bad certificate", .longChain: "unknown ca",
  ]

  @Test(arguments: Wrong.allCases) func noWrongServerIsSentAMessage(_ wrong: Wrong) throws {
    let poses = try scene.pose(scene.server(wrong))
    #expect(!poses.heard.contains("POST"), "\(poses)")
    let code =
      switch wrong {
      // TLS 1.3 knows no server without a certificate: `s_server` has no version left to offer.
      case .none: "tls-version-refused"
      case .otherName: "tls-wrong-name"
      case .revoked, .otherKey: "tls-wrong-pin"
      case .expired: "tls-certificate-ended"
      case .notYetValid: "tls-not-yet-valid"
      default: "tls-untrusted-peer"
      }
    #expect(poses.sent.exitCode != 0 && poses.sent.failureCodes == [code], "\(poses)")
    #expect(SmallLondon.receipts(scene.sender) == SmallLondon.receipts(scene.home))
  }
}

/// A hub, three boroughs enrolled there, one of them revoked, and a fourth machine that sends to whoever poses as the hub.
final class CertificateScene: @unchecked Sendable {
  let hub: RunningHub
  let home, neighbour, revoked, sender: String
  let maker: CertificateMaker
  private let port: Int

  init() throws {
    hub = try RunningHub(named: "certificates")
    maker = try CertificateMaker()
    home = try hub.enrolledAgent("E09000020", named: "well-known")
    neighbour = try hub.enrolledAgent("E09000021", named: "neighbour")
    revoked = try hub.enrolledAgent("E09000001", named: "revoked")
    try SmallLondon.must("aggregator", ["revoke", "--home", hub.home, "--borough", "E09000001"])
    // The same identity, but the hub is looked for at another port. It has sent its message before, and sends the whole of it
    // again without asking first.
    guard try SmallLondon.send(home).exitCode == 0 else { throw JourneyFailure("the message was not delivered") }
    sender = hub.london.folder.file("agent-misled")
    try SmallLondon.copyAgent(home, to: sender)
    port = try FreePorts.three()
    let file = sender + "/identity/hub.json"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try text.replacing("\"agentPort\":\(hub.ports.agent)", with: "\"agentPort\":\(port)")
      .write(toFile: file, atomically: true, encoding: .utf8)
    try Data("attempts = 1\ntimeout_seconds = 2\n".utf8).write(to: URL(fileURLWithPath: sender + "/sender.conf"))
  }

  private var issuing: String { hub.home + "/issuing" }
  private static let agent = "URI:spiffe://rehearsal/agent/E09000020"

  var right: CertificateMaker.Papers {
    .init(certificate: home + "/identity/certificate.pem", key: home + "/identity/tls.key", chain: issuing + "/issuing.pem")
  }

  /// Another deployment's authority.
  private func strangers() throws -> String {
    let other = hub.london.folder.file("hub-of-strangers")
    if !FileManager.default.fileExists(atPath: other) {
      try RunningHub.make(other, ports: (1, 2, 3), population: hub.london.population)
    }
    return other + "/issuing"
  }

  // MARK: a borough's certificate

  func client(_ wrong: CertificateJourneys.Wrong) throws -> CertificateMaker.Papers? {
    let key = home + "/identity/tls.key"
    var leaf = CertificateMaker.Leaf(name: Self.agent, purpose: "clientAuth")
    switch wrong {
    case .none: return nil
    case .revoked:
      return .init(
        certificate: revoked + "/identity/certificate.pem", key: revoked + "/identity/tls.key", chain: issuing + "/issuing.pem")
    case .ofAnotherBorough: return try maker.papers(leaf, key: neighbour + "/identity/tls.key", by: issuing)
    case .otherName:
      leaf.name = "URI:spiffe://elsewhere/agent/E09000020"
      return try maker.papers(leaf, key: key, by: issuing)
    default: return try papers(wrong, leaf, key)
    }
  }

  /// One that names each of these boroughs, for the key that is enrolled.
  func client(of boroughs: [String]) throws -> CertificateMaker.Papers {
    let names = boroughs.map { "URI:spiffe://rehearsal/agent/\($0)" }.joined(separator: ",")
    return try maker.papers(.init(name: names, purpose: "clientAuth"), key: home + "/identity/tls.key", by: issuing)
  }

  // MARK: the hub's certificate

  func server(_ wrong: CertificateJourneys.Wrong) throws -> [String] {
    var leaf = CertificateMaker.Leaf(name: "DNS:localhost", purpose: "serverAuth")
    let made: CertificateMaker.Papers
    switch wrong {
    case .none: return ["-nocert"]
    // Keys that are not the pinned one, well issued: one that was replaced, one of another kind.
    case .revoked: made = try maker.papers(leaf, key: maker.key(), by: issuing)
    case .otherKey:
      made = try maker.papers(leaf, key: maker.key(["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]), by: issuing)
    case .ofAnotherBorough:
      made = .init(
        certificate: neighbour + "/identity/certificate.pem", key: neighbour + "/identity/tls.key",
        chain: issuing + "/issuing.pem")
    case .otherName:
      leaf.name = "DNS:localhost.example"
      made = try maker.papers(leaf, key: hub.home + "/keys/hub.key", by: issuing)
    default: made = try papers(wrong, leaf, hub.home + "/keys/hub.key")
    }
    return Self.arguments(made)
  }

  /// What is wrong in the same way on both sides.
  private func papers(
    _ wrong: CertificateJourneys.Wrong, _ sound: CertificateMaker.Leaf, _ key: String
  ) throws -> CertificateMaker.Papers {
    var leaf = sound
    switch wrong {
    case .expired: leaf.to = -1
    case .notYetValid: leaf.from = 3600
    case .selfSigned: return try maker.papers(leaf, key: key, by: nil)
    case .otherAuthority: return try maker.papers(leaf, key: key, by: strangers())
    case .otherPurpose: leaf.purpose = leaf.purpose == "clientAuth" ? "serverAuth" : "clientAuth"
    case .anAuthority: leaf.isAuthority = true
    case .sha1: leaf.digest = "sha1"
    case .rsa1024:
      return try maker.papers(leaf, key: maker.key(["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"]), by: issuing)
    case .longChain: return try maker.papers(leaf, key: key, under: 99, by: issuing)
    case .otherKey: return try maker.papers(leaf, key: maker.key(), by: issuing)
    case .none, .otherName, .revoked, .ofAnotherBorough: throw JourneyFailure("made elsewhere")
    }
    return try maker.papers(leaf, key: key, by: issuing)
  }

  // MARK: the two sides, by openssl

  private static func arguments(_ papers: CertificateMaker.Papers) -> [String] {
    ["-cert", papers.certificate, "-key", papers.key] + (papers.chain.map { ["-cert_chain", $0] } ?? [])
  }

  /// Announces a message to the hub and does not send it. At most two seconds.
  func ask(_ papers: CertificateMaker.Papers?) throws -> (standardOutput: String, standardError: String) {
    let head = """
      POST /v1/releases HTTP/1.1\r
      host: localhost\r
      content-type: \(Curl.messageType)\r
      content-encoding: gzip\r
      content-length: 60000\r
      \r\n
      """
    // It reads no configuration of the system's, which forbids weak keys on its own side, too.
    let client = try StartedProgram(
      "/usr/bin/openssl",
      ["s_client", "-quiet", "-connect", "127.0.0.1:\(hub.ports.agent)", "-servername", "localhost", "-CAfile", hub.rootCertificate,
        "-tls1_3", "-cipher", "ALL:@SECLEVEL=0"] + (papers.map(Self.arguments) ?? []),
      environment: ["OPENSSL_CONF": "/dev/null"], input: head)
    for _ in 0..<40 where client.isRunning && !client.standardOutput.contains("}") { Thread.sleep(forTimeInterval: 0.05) }
    client.killAtOnce()
    _ = client.waitForExit()
    let said = client.standardError.split(separator: "\n").filter { !$0.hasPrefix("depth=") && !$0.hasPrefix("verify ") }
    return (client.standardOutput, said.joined(separator: "\n"))
  }

  /// Poses as the hub with these papers while the sender sends.
  func pose(_ papers: [String]) throws -> (sent: SmallLondon.Sent, heard: String) {
    // Its own input must not end, or it leaves.
    let server = try StartedProgram(
      "/usr/bin/bash",
      ["-c", "exec /usr/bin/openssl \"$@\" < <(exec sleep 20)", "bash", "s_server", "-accept", "127.0.0.1:\(port)",
        "-tls1_3", "-Verify", "3", "-CAfile", hub.rootCertificate, "-cipher", "ALL:@SECLEVEL=0"] + papers,
      environment: ["OPENSSL_CONF": "/dev/null"])
    for _ in 0..<100 where !server.standardOutput.contains("ACCEPT") { Thread.sleep(forTimeInterval: 0.02) }
    let sent = try SmallLondon.send(sender, again: true)
    server.killAtOnce()
    let heard = server.waitForExit()
    return (sent, heard.standardOutput + heard.standardError)
  }
}
