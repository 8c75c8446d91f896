import Foundation
import TestSupport
import Testing

/// A borough's certificate through its life, with the real programs: asked for by telephone, renewed, copied, forgotten.
@Suite(.serialized) struct IdentityJourneys {
  static let hub = Result { try RunningHub(named: "identity") }
  let hub: RunningHub
  init() throws { hub = try Self.hub.get() }

  private func sender(_ arguments: String...) throws -> RunResult { try SmallLondon.run("borough-sender", arguments) }

  @Test func aRenewedCertificateServesAndACopyOfTheMachineIsLockedOut() throws {
    let home = try hub.enrolledAgent("E09000001", named: "renewing")
    let early = try sender("renew", "--home", home, "--json")
    #expect(early.exitCode == 0 && early.standardOutput.contains("\"renewed\":false"), "\(early)")
    // Somebody copies the machine with all that is on it.
    let twin = hub.london.folder.file("agent-renewing-twin")
    try SmallLondon.copyAgent(home, to: twin)
    let before = try Data(contentsOf: URL(fileURLWithPath: home + "/identity/certificate.pem"))

    let renewed = try sender("renew", "--home", home, "--now")
    #expect(renewed.exitCode == 0 && renewed.standardOutput.contains("renewed; certificate for "), "\(renewed)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: home + "/identity/certificate.pem")) != before)
    #expect(try sender("status", "--home", twin).exitCode == 0, "until the new one is used, the old one serves")
    #expect(try SmallLondon.send(home).delivered.count == 1)

    let late = try sender("status", "--home", twin)
    #expect(late.exitCode == 2 && late.standardError.contains("(revoked)"), "\(late)")
    #expect(try sender("renew", "--home", twin, "--now").exitCode == 2)
    // The hub has seen the copy's log of contacts: that there were two is known to both sides.
    let told = try sender("status", "--home", home)
    #expect(told.exitCode == 2 && told.standardError.contains("(contacts-log-"), "\(told)")
    try SmallLondon.must(
      "aggregator",
      ["log", "settle", "--home", hub.home, "--borough", "E09000001", "--by", "a.smith", "--note", "a copy was at work"])
    #expect(try sender("status", "--home", home).exitCode == 0)
  }

  @Test func aBoroughEnrolsByTelephoneAndNoSecretIsHandedOver() throws {
    let home = try hub.london.agentWithApprovedMessage("E09000020", named: "telephone")
    let card = hub.london.folder.file("card.json")
    try SmallLondon.must("aggregator", ["invite", "--home", hub.home, "--borough", "E09000020", "--card", "--out", card])
    let asked = try sender("enrol", "--home", home, "--invitation", card)
    #expect(asked.exitCode == 2 && asked.standardError.contains("(approval-awaited)"), "\(asked)")
    let groups = try #require(asked.standardError.firstMatch(of: /fingerprint is ([0-9a-f-]{49})/)?.output.1)

    // Heard wrongly: another fingerprint lets nobody in.
    let wrong = String(groups.dropLast()) + (groups.hasSuffix("0") ? "1" : "0")
    let approve = ["approve", "--home", hub.home, "--borough", "E09000020", "--fingerprint"]
    try SmallLondon.must("aggregator", approve + [wrong])
    #expect(try sender("enrol", "--home", home, "--invitation", card).exitCode == 2)
    try SmallLondon.must("aggregator", approve + [groups.uppercased()])
    let enrolled = try sender("enrol", "--home", home, "--invitation", card)
    #expect(enrolled.exitCode == 0, "\(enrolled)")
    #expect(try SmallLondon.send(home).delivered.count == 1)

    // The same borough once more, revoked in the meantime: new keys, another call.
    try SmallLondon.must("aggregator", ["revoke", "--home", hub.home, "--borough", "E09000020"])
    #expect(try sender("status", "--home", home).exitCode == 2)
    let again = try sender("enrol", "--home", home, "--again")
    let second = try #require(again.standardError.firstMatch(of: /fingerprint is ([0-9a-f-]{49})/)?.output.1)
    #expect(again.exitCode == 2 && second != groups)
    try SmallLondon.must("aggregator", approve + [String(second)])
    #expect(try sender("enrol", "--home", home, "--again").exitCode == 0)
    #expect(try sender("status", "--home", home).exitCode == 0)
  }

  /// An agent made anew has forgotten what was released before, and its inbox is empty: the hub takes no second release
  /// of those children from it.
  @Test func aMachineThatForgotWhatItSentIsFencedBeforeItsMessageCounts() throws {
    let first = try hub.enrolledAgent("E09000021", named: "remembering")
    #expect(try SmallLondon.send(first).delivered.count == 1)
    let forgetful = try hub.enrolledAgent("E09000021", named: "forgetful")
    let refused = try SmallLondon.send(forgetful)
    #expect(refused.exitCode == 2 && refused.failureCodes == ["egress-log-forked"], "\(refused)")
    #expect(refused.standardError.contains("restored from an older copy"))
    #expect(try hub.messagesCounted()["E09000021"] == 1)
  }

  /// Somebody else's program holds a connection with a borough's key, and says nothing on it.
  @Test(.enabled(if: Curl.isPossible, Curl.why)) func revocationClosesAnOpenConnectionThatSaysNothing() throws {
    let home = try hub.enrolledAgent("E09000001", named: "revoked-open")
    let held = try StartedProgram(
      "openssl",
      ["s_client", "-connect", "127.0.0.1:\(hub.ports.agent)", "-servername", "localhost", "-CAfile", hub.rootCertificate,
        "-cert", home + "/identity/certificate.pem", "-cert_chain", home + "/identity/certificate.pem", "-key",
        home + "/identity/tls.key", "-ign_eof"])
    for _ in 0..<100 where !held.standardOutput.contains("Verify return code: 0 (ok)") { Thread.sleep(forTimeInterval: 0.05) }
    try #require(held.isRunning && held.standardOutput.contains("Verify return code: 0 (ok)"), "\(held.standardError)")
    try SmallLondon.must("aggregator", ["revoke", "--home", hub.home, "--borough", "E09000001"])
    let start = Date()
    while held.isRunning, Date().timeIntervalSince(start) < 40 { Thread.sleep(forTimeInterval: 0.1) }
    #expect(!held.isRunning, "closed well before the time that an idle connection has")
    #expect(hub.log.contains("connections closed"))
    #expect(try sender("status", "--home", home).exitCode == 2)
  }

  @Test func theHubRenewsItsOwnCertificatesAndBoroughsNoticeNothing() throws {
    let home = try hub.london.agent("E09000002", named: "loyal", records: hub.london.recordsFolder("E09000001"))
    try hub.enrol(home, "E09000002", named: "loyal")
    let root = hub.london.folder.file("root-on-its-medium")
    try FileManager.default.moveItem(atPath: hub.home + "/ca", toPath: root)
    let before = try SmallLondon.must("aggregator", ["ca", "show", "--home", hub.home, "--json"])
    let chain = try Data(contentsOf: URL(fileURLWithPath: hub.home + "/keys/hub-chain.pem"))
    try SmallLondon.must("aggregator", ["ca", "renew", "--home", hub.home, "--root", root])
    #expect(try Data(contentsOf: URL(fileURLWithPath: hub.home + "/keys/hub-chain.pem")) != chain)
    #expect(try SmallLondon.must("aggregator", ["ca", "show", "--home", hub.home, "--json"]).count == before.count)
    _ = hub.stop()
    try hub.start()
    #expect(try sender("status", "--home", home).exitCode == 0)
    #expect(try sender("renew", "--home", home, "--now").exitCode == 0)
    #expect(try sender("status", "--home", home).exitCode == 0)

    // Another hub's root signs nothing here.
    let other = hub.london.folder.file("hub-stranger")
    try RunningHub.make(other, ports: (1, 2, 3), population: hub.london.population)
    let refused = try SmallLondon.run("aggregator", ["ca", "renew", "--home", hub.home, "--root", other + "/ca"])
    #expect(refused.exitCode == 2 && refused.standardError.contains("root of another hub"), "\(refused)")
  }
}
