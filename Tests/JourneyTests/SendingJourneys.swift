import Foundation
import TestSupport
import Testing

/// What goes out, what does not, and what a repetition changes: nothing.
@Suite struct SendingJourneys {
  static let hub = Result { try RunningHub(named: "sending") }
  let hub: RunningHub
  init() throws { hub = try Self.hub.get() }

  @Test func nothingUnapprovedIsSent() throws {
    let home = try hub.london.agent("E09000001", named: "unapproved")
    try SmallLondon.must("borough-agent", ["release", "--home", home])
    try hub.enrol(home, "E09000001", named: "unapproved")
    let early = try SmallLondon.send(home)
    #expect(early.exitCode == 0 && early.delivered.isEmpty && early.failureCodes.isEmpty, "\(early)")
    #expect(try hub.messagesCounted()["E09000001"] == nil)
    #expect(SmallLondon.receipts(home).isEmpty)

    // An approval of other bytes than those that lie there is none.
    let file = home + "/outbox/messages/" + (try #require(SmallLondon.messages(home).keys.first))
    try SmallLondon.must("borough-agent", ["outbox", "approve", "--home", home])
    let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    try (bytes + Data(" ".utf8)).write(to: URL(fileURLWithPath: file))
    let altered = try SmallLondon.send(home)
    #expect(altered.exitCode == 4 && altered.delivered.isEmpty && altered.standardError.contains("hint:"), "\(altered)")
    #expect(try hub.messagesCounted()["E09000001"] == nil)

    try bytes.write(to: URL(fileURLWithPath: file))
    #expect(try SmallLondon.send(home).delivered.count == 1)
    #expect(try hub.messagesCounted()["E09000001"] == 1)
  }

  @Test func aSecondSendSendsNothingMore() throws {
    let home = try hub.enrolledAgent("E09000020", named: "again")
    let first = try SmallLondon.send(home)
    #expect(first.exitCode == 0 && first.delivered.count == 1, "\(first)")
    let (messages, receipts) = (SmallLondon.messages(home), SmallLondon.receipts(home))
    #expect(receipts.count == 1)

    let second = try SmallLondon.send(home)
    #expect(second.exitCode == 0 && second.delivered.isEmpty && second.deliveredBefore == first.delivered, "\(second)")
    #expect(takenIn("E09000020") == ["false"])

    // The receipt is lost: it is asked for, the same one comes back, nothing else goes out.
    try SmallLondon.loseReceipts(home)
    let third = try SmallLondon.send(home)
    #expect(third.exitCode == 0 && third.delivered == first.delivered, "\(third)")
    #expect(SmallLondon.receipts(home) == receipts && SmallLondon.messages(home) == messages)
    #expect(takenIn("E09000020") == ["false"] && hub.log.contains("receipt given again"))
    #expect(try hub.messagesCounted()["E09000020"] == 1)
  }

  /// Of each message that the hub took in from a borough, whether it had it before, by its log.
  private func takenIn(_ code: String) -> [String] {
    hub.log.split(separator: "\n").filter { $0.contains("message taken in") && $0.contains(code) }
      .compactMap { $0.firstMatch(of: /repeat=(\w+)/).map { String($0.output.1) } }
  }

  // MARK: invitations

  @Test func anInvitationIsGoodForOneKey() throws {
    let home = try hub.london.agentWithApprovedMessage("E09000021", named: "invited")
    let invitation = try hub.invite("E09000021", named: "invited")
    try SmallLondon.must("borough-sender", ["enrol", "--home", home, "--invitation", invitation])
    let certificate = home + "/identity/certificate.pem"
    let issued = try Data(contentsOf: URL(fileURLWithPath: certificate))

    let thief = try hub.london.agentWithApprovedMessage("E09000021", named: "thief")
    let stolen = try SmallLondon.run("borough-sender", ["enrol", "--home", thief, "--invitation", invitation])
    #expect(stolen.exitCode == 2 && stolen.standardError.contains("(token-used)"), "\(stolen.standardError)")
    #expect(!FileManager.default.fileExists(atPath: thief + "/identity/certificate.pem"))

    // The reply was lost: the same key gets the same certificate again.
    try FileManager.default.removeItem(atPath: certificate)
    try SmallLondon.must("borough-sender", ["enrol", "--home", home, "--invitation", invitation])
    #expect(try Data(contentsOf: URL(fileURLWithPath: certificate)) == issued)
    #expect(try SmallLondon.send(home).delivered.count == 1)

    // Revoked: refused from the next request on; what was sent stays counted.
    try SmallLondon.must("aggregator", ["revoke", "--home", hub.home, "--borough", "E09000021"])
    try SmallLondon.loseReceipts(home)
    let late = try SmallLondon.send(home)
    #expect(late.exitCode == 2 && late.failureCodes == ["revoked"], "\(late)")
    #expect(try hub.messagesCounted()["E09000021"] == 1)
  }

  @Test func aLaterInvitationEndsTheEarlierOne() throws {
    let home = try hub.london.agent("E09000002", named: "late", records: hub.london.recordsFolder("E09000001"))
    let earlier = try hub.invite("E09000002", named: "earlier")
    let later = try hub.invite("E09000002", named: "later")
    let refused = try SmallLondon.run("borough-sender", ["enrol", "--home", home, "--invitation", earlier])
    #expect(refused.exitCode == 2 && refused.standardError.contains("(token-"), "\(refused.standardError)")
    try SmallLondon.must("borough-sender", ["enrol", "--home", home, "--invitation", later])
  }
}
