import Foundation
import TestSupport
import Testing

/// The hub goes away and comes back.
@Suite(.serialized) struct RestartJourneys {
  static let hub = Result { try RunningHub(named: "restart") }
  let hub: RunningHub
  init() throws { hub = try Self.hub.get() }

  @Test func aHubStartedAgainKnowsWhatItKnew() throws {
    let home = try hub.enrolledAgent("E09000001", named: "before")
    #expect(try SmallLondon.send(home).delivered.count == 1)
    let counted = try hub.messagesCounted()
    let tables = try SmallLondon.must("aggregator", ["tables", "--home", hub.home, "--json"])

    let end = hub.stop()
    #expect(end.exitCode == 0, "\(end.standardError)")
    try hub.start()
    #expect(try hub.messagesCounted() == counted)
    #expect(try SmallLondon.must("aggregator", ["tables", "--home", hub.home, "--json"]) == tables)
    try expectTheSameReceiptAgain(home)
    #expect(try hub.messagesCounted() == counted)

    // A new message is taken in. Its receipt is a promise: it is on the hub's disk, whatever happens next.
    let other = try hub.enrolledAgent("E09000020", named: "after")
    #expect(try SmallLondon.send(other).delivered.count == 1)
    hub.cutPower()
    try hub.start()
    #expect(try hub.messagesCounted().filter { $0.key != "E09000021" } == ["E09000001": 1, "E09000020": 1])
    let verified = try SmallLondon.run(
      "aggregator", ["log", "verify", "--home", hub.home, "--against", other + "/inbox/hub-log/checkpoint"])
    #expect(verified.exitCode == 0, "the log lost nothing that was cosigned: \(verified)")
    try expectTheSameReceiptAgain(other)
    #expect(try hub.messagesCounted()["E09000020"] == 1)
  }

  /// With the kept receipt gone, the sender sends the same bytes and gets the same receipt.
  private func expectTheSameReceiptAgain(_ home: String) throws {
    let receipts = SmallLondon.receipts(home)
    try SmallLondon.loseReceipts(home)
    #expect(try SmallLondon.send(home).delivered.count == 1)
    #expect(!receipts.isEmpty && SmallLondon.receipts(home) == receipts)
  }

  @Test func aMessageWaitsForAHubThatIsAway() throws {
    let home = try hub.enrolledAgent("E09000021", named: "waiting")
    try SmallLondon.haveLittlePatience(home)
    let before = try hub.messagesCounted()
    let messages = SmallLondon.messages(home)
    _ = hub.stop()

    let refused = try SmallLondon.send(home)
    #expect(refused.exitCode == 3 && refused.failureCodes == ["cannot-connect"], "\(refused)")
    #expect(refused.standardError.contains("borough-sender: error:") && refused.standardError.contains("hint:"))
    let status = try SmallLondon.run("borough-sender", ["status", "--home", home])
    #expect(status.exitCode == 3 && status.standardOutput.contains("1 approved, 0 delivered, 1 waiting"), "\(status)")
    #expect(SmallLondon.messages(home) == messages && SmallLondon.receipts(home).isEmpty)

    try hub.start()
    #expect(try hub.messagesCounted() == before)
    #expect(try SmallLondon.send(home).delivered.count == 1)
    #expect(SmallLondon.messages(home) == messages)
    #expect(try hub.messagesCounted()["E09000021"] == 1)
  }
}
