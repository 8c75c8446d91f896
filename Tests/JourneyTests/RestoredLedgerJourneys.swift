import Foundation
import TestSupport
import Testing

/// A ledger that forgot a spend, or a machine with a twin, releases nothing more.
@Suite struct RestoredLedgerJourneys {
  static let hub = Result { try RunningHub(named: "restored") }
  let london: SmallLondon
  init() throws { london = try SmallLondon.shared.get() }

  enum Trace: CaseIterable { case message, log, receipt }

  /// An older copy of the ledger is put back. One trace of the release that it forgot is enough.
  @Test(arguments: Trace.allCases) func anOlderLedgerIsRefused(_ trace: Trace) throws {
    let home = try london.agent("E09000001", named: "older-\(trace)")
    let files = FileManager.default
    try files.copyItem(atPath: home + "/ledger", toPath: home + "/older")
    try SmallLondon.must("borough-agent", ["release", "--home", home])
    let release = try #require(SmallLondon.messages(home).keys.first?.split(separator: ".").first)
    try files.moveItem(atPath: home + "/ledger", toPath: home + "/latest")
    try files.moveItem(atPath: home + "/older", toPath: home + "/ledger")
    if trace != .message { try files.moveItem(atPath: home + "/outbox/messages", toPath: home + "/messages-away") }
    if trace == .receipt {
      try files.moveItem(atPath: home + "/outbox/egress", toPath: home + "/egress-away")
      try files.createDirectory(atPath: home + "/inbox/receipts", withIntermediateDirectories: true)
      try Data().write(to: URL(fileURLWithPath: home + "/inbox/receipts/\(release).receipt"))
    }
    let before = SmallLondon.messages(home)
    let refused = try SmallLondon.run("borough-agent", ["release", "--home", home])
    #expect(refused.exitCode == 3 && refused.standardError.contains("ledger-behind"), "\(refused)")
    #expect(refused.standardError.contains("hint:"))
    #expect(SmallLondon.messages(home) == before)
    // What such a ledger states is too little, and says so.
    let stated = try SmallLondon.must("borough-agent", ["budget", "--home", home, "--json"])
    #expect(stated.contains("\"spent\":[0,1]") && stated.contains("\"in_order\":false"), "\(stated)")
    let words = try SmallLondon.must("borough-agent", ["budget", "--home", home])
    #expect(words.hasPrefix("DON'T RELY ON THIS: ledger-behind"), "\(words)")

    // The latest ledger is put back: all goes on as if nothing had been.
    guard trace == .message else { return }
    try files.removeItem(atPath: home + "/ledger")
    try files.moveItem(atPath: home + "/latest", toPath: home + "/ledger")
    #expect(try SmallLondon.must("borough-agent", ["release", "--home", home, "--json"]).contains("\"repeat\":true"))
    #expect(SmallLondon.messages(home) == before)
  }

  /// Lines of the log of contacts, which a sender writes before each request.
  /// What stands before the path.
  private static func word(_ line: Substring) -> String {
    line.firstMatch(of: /(\w+) \/v1\//).map { String($0.output.1) } ?? ""
  }

  private func contacts(_ home: String, _ request: String) throws -> [Substring] {
    try SmallLondon.must("borough-sender", ["contacts", "--home", home]).split(separator: "\n").filter { $0.contains(request) }
  }

  /// Refused before noise is drawn, a record read or anything paid.
  private func expectFenced(_ home: String) throws {
    let refused = try SmallLondon.run("borough-agent", ["release", "--home", home])
    #expect(refused.exitCode == 3 && refused.standardError.contains("ledger-cloned"), "\(refused)")
    #expect(refused.standardError.contains("no record was read") && refused.standardError.contains("hint:"))
    #expect(SmallLondon.messages(home).isEmpty)
    #expect(try SmallLondon.must("borough-agent", ["budget", "--home", home, "--json"]).contains("\"spent\":[0,1]"))
  }

  /// The machine is put back to a snapshot from before its release. Whoever asks the hub, be it only for its status, learns
  /// that it has had more; then the same children are not released again, and no second answer leaves.
  @Test func aSnapshotFromBeforeTheReleaseIsFoundOutByAnyQuestion() throws {
    let hub = try Self.hub.get()
    let home = try london.agent("E09000020", named: "snapshot")
    try hub.enrol(home, "E09000020", named: "snapshot")
    let restored = ["status", "doctor"].map { (word: $0, home: "\(home)-\($0)") }
    for one in restored { try SmallLondon.copyAgent(home, to: one.home) }
    try SmallLondon.must("borough-agent", ["release", "--home", home])
    try SmallLondon.must("borough-agent", ["outbox", "approve", "--home", home])
    // What is approved and lies there unsent is the same message in a copy: no sign of a second one.
    let waiting = home + "-waiting"
    try SmallLondon.copyAgent(home, to: waiting)
    #expect(try SmallLondon.send(home).exitCode == 0)

    for one in restored {
      let asked = try SmallLondon.run("borough-sender", [one.word, "--home", one.home, "--json"])
      #expect(asked.exitCode == 2 && asked.standardOutput.contains("\"out-of-step\""), "\(asked)")
      #expect(try contacts(one.home, "/v1/releases").isEmpty)
      try expectFenced(one.home)
    }
    let status = try SmallLondon.run("borough-sender", ["status", "--home", waiting])
    #expect(!status.standardError.contains("out-of-step"), "\(status)")
    #expect(try SmallLondon.send(waiting).delivered.count == 1)
    #expect(SmallLondon.receipts(waiting) == SmallLondon.receipts(home))
    #expect(try contacts(waiting, " /v1/releases").map(Self.word) == ["POST", "KEPT"], "asked, and nothing given away")
    #expect(try contacts(home, " /v1/releases").map(Self.word) == ["POST"])
    #expect(try hub.messagesCounted()["E09000020"] == 1)
  }

  /// Nothing was sent yet, and the hub has cosigned that something may be: the log of what may leave is enough. It is shown
  /// before a message is given away, so that of one that has released otherwise without asking nothing leaves.
  @Test func aSnapshotFromBeforeAReleaseThatWasNeverSentIsFoundOutToo() throws {
    let hub = try Self.hub.get()
    let home = try london.agent("E09000021", named: "unsent")
    try hub.enrol(home, "E09000021", named: "unsent")
    let (restored, hasty) = (home + "-restored", home + "-hasty")
    for twin in [restored, hasty] { try SmallLondon.copyAgent(home, to: twin) }
    for one in [home, hasty] { try SmallLondon.must("borough-agent", ["release", "--home", one]) }
    #expect(try SmallLondon.run("borough-sender", ["status", "--home", home]).exitCode == 0)
    let status = try SmallLondon.run("borough-sender", ["status", "--home", restored])
    #expect(status.exitCode == 2 && status.standardError.contains("egress-log-behind"), "\(status)")
    try expectFenced(restored)

    try SmallLondon.must("borough-agent", ["outbox", "approve", "--home", hasty])
    for code in ["egress-log-forked", "held-back"] {
      let sent = try SmallLondon.send(hasty)
      #expect(sent.exitCode == 2 && sent.failureCodes == [code], "\(sent)")
    }
    #expect(try contacts(hasty, "/v1/releases").isEmpty && hub.messagesCounted()["E09000021"] == nil)
    let refused = try SmallLondon.run("borough-agent", ["release", "--home", hasty])
    #expect(refused.exitCode == 3 && refused.standardError.contains("ledger-cloned"), "\(refused)")
    // The first one goes on; a person at the hub has to know which that is.
    try SmallLondon.must("borough-agent", ["outbox", "approve", "--home", home])
    #expect(try SmallLondon.send(home).delivered.count == 1)
    let paths = try contacts(home, "/v1/").compactMap { $0.split(separator: " ").first { $0.hasPrefix("/v1/") } }
    let given = try #require(paths.lastIndex(of: "/v1/releases"))
    #expect(given > 0 && paths[given - 1] == "/v1/log", "shown right before: \(paths)")
  }

  /// The whole machine was copied, and both release. The hub counts; who hears that it is behind stops for good.
  @Test func aTwinIsStoppedAtItsFirstContact() throws {
    let hub = try Self.hub.get()
    let home = try london.agent("E09000001", named: "first-of-two")
    try hub.enrol(home, "E09000001", named: "two")
    let twin = home + "-twin"
    try SmallLondon.copyAgent(home, to: twin)
    for one in [home, twin] {
      try SmallLondon.must("borough-agent", ["release", "--home", one])
      try SmallLondon.must("borough-agent", ["outbox", "approve", "--home", one])
    }
    #expect(try SmallLondon.send(home).exitCode == 0)
    let late = try SmallLondon.send(twin)
    #expect(late.exitCode == 2 && late.failureCodes == ["egress-log-forked"], "\(late)")
    #expect(try hub.messagesCounted()["E09000001"] == 1, "what the twin released never counts")
    #expect(try contacts(twin, "/v1/releases").isEmpty, "nor does it leave")
    let seen = hub.log.split(separator: "\n").filter { $0.contains("borough=E09000001") && $0.contains("code=egress-log-forked") }
    #expect(seen.count == 1, "the hub's operator sees it: \(hub.log)")

    let refused = try SmallLondon.run("borough-agent", ["release", "--home", twin])
    #expect(refused.exitCode == 3 && refused.standardError.contains("ledger-cloned"), "\(refused)")
    #expect(refused.standardError.contains("hint:"))
    // The one that the hub heard first goes on; so does the twin once people have settled which ledger counts.
    #expect(try SmallLondon.must("borough-agent", ["release", "--home", home, "--json"]).contains("\"repeat\":true"))
    // Nor does its message leave later, whoever forgets to ask.
    #expect(try SmallLondon.send(twin).failureCodes == ["out-of-step"])
    #expect(try contacts(twin, "/v1/releases").isEmpty)
    try FileManager.default.removeItem(atPath: twin + "/inbox/disputed")
    #expect(try SmallLondon.must("borough-agent", ["release", "--home", twin, "--json"]).contains("\"repeat\":true"))
  }

  /// A receipt that can't be read can't be counted.
  @Test func anUnreadableReceiptOrAMissingInboxIsRefused() throws {
    let home = try london.agent("E09000001", named: "inbox")
    let settings = URL(fileURLWithPath: home + "/agent.conf")
    let text = try String(contentsOf: settings, encoding: .utf8)
    try (text + "inbox_folder = \(home)/elsewhere\n").write(to: settings, atomically: true, encoding: .utf8)
    let missing = try SmallLondon.run("borough-agent", ["release", "--home", home])
    #expect(missing.exitCode == 4 && missing.standardError.contains("inbox_folder"), "\(missing)")
    #expect(missing.standardError.contains("hint:"))

    let disputed = home + "/elsewhere/disputed"
    try FileManager.default.createDirectory(atPath: disputed, withIntermediateDirectories: true)
    try Data("{}".utf8).write(to: URL(fileURLWithPath: disputed + "/0123.receipt"))
    let unreadable = try SmallLondon.run("borough-agent", ["release", "--home", home])
    #expect(unreadable.exitCode == 3 && unreadable.standardError.contains("receipt-unreadable"), "\(unreadable)")
    #expect(SmallLondon.messages(home).isEmpty)
    try FileManager.default.removeItem(atPath: disputed)
    try SmallLondon.must("borough-agent", ["release", "--home", home])
  }
}
