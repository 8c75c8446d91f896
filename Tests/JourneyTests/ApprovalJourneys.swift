import Foundation
import TestSupport
import Testing

/// What nobody has approved can't be read by the sender's user, so that it can't leave even where the sender's own program
/// is not the one that is asked.
@Suite(.serialized) struct ApprovalJourneys {
  static let code = "E09000001"
  static let canBeSomebodyElse = geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")
  /// User and group of a sender, and the group that may pass the outbox's folder.
  static let (user, outboxGroup) = (65_534, 65_533)
  let london: SmallLondon
  let files = FileManager.default
  init() throws { london = try SmallLondon.shared.get() }

  /// Releases that lie in an outbox, by whether group or others may read them.
  private func readable(_ home: String) throws -> [String: Bool] {
    try Dictionary(
      uniqueKeysWithValues: SmallLondon.messages(home).keys.map { name in
        let mode = try files.attributesOfItem(atPath: "\(home)/outbox/messages/\(name)")[.posixPermissions] as? Int
        return (String(name.dropLast(".dsse".count)), try #require(mode) & 0o077 != 0)
      })
  }

  /// As an earlier version left them.
  private func openAll(_ home: String) throws {
    for name in SmallLondon.messages(home).keys {
      try files.setAttributes([.posixPermissions: 0o644], ofItemAtPath: "\(home)/outbox/messages/\(name)")
    }
  }

  private func agent(_ home: String, _ words: String...) throws { try SmallLondon.must("borough-agent", words + ["--home", home]) }

  /// An agent with the messages of two years, neither approved; the earlier one's release first.
  private func agentWithTwoMessages(named name: String) throws -> (home: String, releases: [String]) {
    let records = try london.copyOfRecords(Self.code, named: name)
    let home = try london.agent(Self.code, named: name, records: records)
    try agent(home, "release")
    let first = try #require(readable(home).keys.first)
    let later = london.folder.file("later-\(name)")
    try SmallLondon.must("rehearsal", ["write", "--out", later, "--boroughs", Self.code, "--collections", "2025,2026"])
    try files.removeItem(atPath: records)
    try files.copyItem(atPath: "\(later)/boroughs/\(Self.code)", toPath: records)
    try agent(home, "release", "--plan", "london-send-3-2026")
    let second = try #require(readable(home).keys.first { $0 != first })
    return (home, [first, second])
  }

  @Test func aMessageIsTheAgentsAloneUntilItIsApproved() throws {
    let (home, releases) = try agentWithTwoMessages(named: "alone")
    #expect(try readable(home) == [releases[0]: false, releases[1]: false])
    // An earlier version left both open. Whoever releases or approves next closes what waits, and no more.
    try openAll(home)
    try agent(home, "release", "--plan", "london-send-3-2026")
    #expect(try readable(home) == [releases[0]: false, releases[1]: false])
    try openAll(home)
    try agent(home, "outbox", "approve", releases[1])
    #expect(try readable(home) == [releases[0]: false, releases[1]: true])
    try agent(home, "release", "--plan", "london-send-3-2026")
    try agent(home, "outbox", "show", releases[0])
    #expect(try readable(home) == [releases[0]: false, releases[1]: true])
  }

  /// Who can write to the outbox changes a figure in a message, and the log of what may leave with it. Before, only the hub
  /// noticed; the ledger has the message's hash.
  @Test func aMessageThatWasChangedWithItsLogIsNeitherShownNorApproved() throws {
    let home = try london.agent(Self.code, named: "changed-with-log")
    try agent(home, "release")
    let release = try #require(readable(home).keys.first)
    let (file, leaves) = ("\(home)/outbox/messages/\(release).dsse", home + "/outbox/egress/leaves")
    let (message, logged) = try (Data(contentsOf: URL(fileURLWithPath: file)), String(contentsOfFile: leaves, encoding: .utf8))
    let changed = try Self.withOtherFigure(message)
    func sha256(_ file: String) throws -> Substring { try run("sha256sum", [file]).standardOutput.prefix(64) }
    let before = try sha256(file)
    try changed.write(to: URL(fileURLWithPath: file))
    let leaf = try logged.replacingOccurrences(of: before, with: sha256(file))
    #expect(leaf != logged && changed != message && changed.count == message.count)

    func refused(_ words: [String], _ code: String, _ exit: Int32) throws {
      let result = try SmallLondon.run("borough-agent", words + ["--home", home])
      #expect(result.exitCode == exit && result.standardError.contains(code), "\(words): \(result)")
      #expect(result.standardOutput.isEmpty)
    }
    let looking = [["outbox", "show"], ["outbox", "show", "--raw"], ["outbox", "list"], ["outbox", "approve"]]
    for words in looking { try refused(words, "outbox-other-bytes-than-logged", 4) }
    try leaf.write(toFile: leaves, atomically: true, encoding: .utf8)
    for words in looking + [["release"], ["outbox", "approve", release]] { try refused(words, "outbox-other-bytes-than-settled", 3) }
    #expect(!files.fileExists(atPath: "\(home)/outbox/messages/\(release).approval"))
    #expect(try SmallLondon.must("borough-agent", ["budget", "--home", home, "--json"]).contains("\"in_order\":false"))
    // Put back as it was, all is well.
    try message.write(to: URL(fileURLWithPath: file))
    try logged.write(toFile: leaves, atomically: true, encoding: .utf8)
    try agent(home, "outbox", "show")
    try agent(home, "outbox", "approve")
    #expect(try readable(home) == [release: true])
  }

  /// The same envelope with one digit of a figure another.
  private static func withOtherFigure(_ message: Data) throws -> Data {
    var text = String(decoding: message, as: UTF8.self)
    let start = try #require(text.range(of: "\"payload\":\"")?.upperBound)
    let end = try #require(text[start...].firstIndex(of: "\""))
    var payload = String(decoding: try #require(Data(base64Encoded: String(text[start..<end]))), as: UTF8.self)
    let tables = try #require(payload.range(of: "\"tables\":[{\"cells\":["))
    let digit = try #require(payload[tables.upperBound...].firstIndex { "12345678".contains($0) })
    payload.replaceSubrange(digit...digit, with: "9")
    text.replaceSubrange(start..<end, with: Data(payload.utf8).base64EncodedString())
    return Data(text.utf8)
  }

  /// A user of the sender's own, in the outbox's group, as agent/README.md has it.
  private func givenToASender(_ home: String, _ hub: RunningHub) throws -> String {
    let sender = home + "-sender"
    try files.createDirectory(atPath: sender, withIntermediateDirectories: false)
    try Data("outbox_folder = \(home)/outbox\n".utf8).write(to: URL(fileURLWithPath: sender + "/sender.conf"))
    try hub.enrol(sender, Self.code, named: "another-user")
    for (path, mode) in [(london.folder.path, 0o711), (home, 0o711), (home + "/outbox", 0o750)] {
      try files.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }
    try files.setAttributes([.groupOwnerAccountID: Self.outboxGroup], ofItemAtPath: home + "/outbox")
    for path in try files.subpathsOfDirectory(atPath: sender).map({ "\(sender)/\($0)" }) + [sender] {
      try files.setAttributes([.ownerAccountID: Self.user, .groupOwnerAccountID: Self.user], ofItemAtPath: path)
    }
    return sender
  }

  private func asSender(_ program: String, _ arguments: [String]) throws -> RunResult {
    try run(
      "/usr/bin/setpriv",
      ["--reuid=\(Self.user)", "--regid=\(Self.user)", "--groups=\(Self.outboxGroup)", program] + arguments,
      environment: ["SWIFT_BACKTRACE": "enable=no"], folder: "/")
  }

  @Test(.enabled(if: canBeSomebodyElse, "skipped: only root, with setpriv, can be another user"))
  func theSendersUserReadsAndSendsExactlyWhatIsApproved() throws {
    let hub = try RunningHub(named: "another-user")
    let (home, releases) = try agentWithTwoMessages(named: "another-user")
    let sender = try givenToASender(home, hub)
    let program = try SmallLondon.program("borough-sender")
    guard try asSender(program, ["--help"]).exitCode == 0 else {
      return print("skipped: another user may not run the programs where they were built")
    }
    func cat(_ release: String) throws -> RunResult { try asSender("cat", ["\(home)/outbox/messages/\(release).dsse"]) }
    func send() throws -> RunResult { try asSender(program, ["send", "--home", sender, "--json"]) }

    // Two wait. The sender's user can neither read them nor is it told that anything is to be sent.
    for release in releases { #expect(try cat(release).exitCode != 0) }
    let nothing = try send()
    #expect(nothing.exitCode == 0 && nothing.standardOutput.contains("\"delivered\":[]"), "\(nothing)")
    #expect(nothing.standardOutput.contains("\"notTried\":0"))

    // One is approved: that one goes, and the other stays closed.
    try agent(home, "outbox", "approve", releases[1])
    #expect(try cat(releases[0]).exitCode != 0 && cat(releases[1]).exitCode == 0)
    let doctor = try asSender(program, ["doctor", "--home", sender])
    #expect(doctor.exitCode == 0 && doctor.standardOutput.contains("1 approved message"), "\(doctor)")
    #expect(!doctor.standardOutput.contains("waiting-readable"))
    let sent = try send()
    #expect(sent.exitCode == 0, "\(sent)")
    #expect(sent.standardOutput.contains("\"release\":\"\(releases[1])\"") && !sent.standardOutput.contains(releases[0]))
    #expect(try hub.messagesCounted() == [Self.code: 1])
    let status = try asSender(program, ["status", "--home", sender])
    #expect(status.exitCode == 0 && status.standardOutput.contains("1 approved, 1 delivered, 0 waiting"), "\(status)")

    // Somebody opens the other one, or an earlier version did: doctor says so.
    let file = "\(home)/outbox/messages/\(releases[0]).dsse"
    try files.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
    let open = try asSender(program, ["doctor", "--home", sender, "--json"])
    #expect(open.exitCode == 0 && open.standardOutput.contains("waiting-readable"), "\(open)")

    // An approval that was cut short, before the message was opened: said with what to do, and done.
    try agent(home, "outbox", "approve", releases[0])
    try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    for words in [["send"], ["status"]] {
      let cutShort = try asSender(program, words + ["--home", sender])
      #expect(cutShort.exitCode == 4 && cutShort.standardError.contains("outbox-not-opened"), "\(cutShort)")
      #expect(cutShort.standardError.contains("outbox approve \(releases[0])"))
    }
    try agent(home, "outbox", "approve", releases[0])
    #expect(try send().exitCode == 0)
    #expect(try hub.messagesCounted() == [Self.code: 2])
  }

  /// Whatever cuts an approval short: what can be read is approved, and `approve` said again finishes it.
  @Test(.enabled(if: Faults.isPossible, "skipped: needs a C compiler"))
  func noFaultOpensWhatIsNotApproved() throws {
    let faults = try Faults()
    let template = try london.agent(Self.code, named: "approving")
    try agent(template, "release")
    let clean = template + "-clean"
    try SmallLondon.copyAgent(template, to: clean)
    let steps = try faults.run("borough-agent", ["outbox", "approve", "--home", clean], modes: true).steps
    let linked = try #require(steps.lastIndex(of: "linkat"), "the approval gets its name")
    let opened = try #require(steps.lastIndex(of: "fchmod"), "the message is opened")
    #expect(linked < opened && steps[linked..<opened].contains("fsync"), "the name is synced before: \(steps)")
    #expect(steps.last == "fsync", "and so is the opening")

    var outcomes: Set<String> = []
    for (index, name) in steps.enumerated() {
      for fault in Fault.allCases where fault.isPossible(at: name) {
        let (home, moment) = ("\(template)-\(index)-\(fault.rawValue)", "\(fault.rawValue) at step \(index + 1), \(name)")
        try SmallLondon.copyAgent(template, to: home)
        let struck = try faults.run("borough-agent", ["outbox", "approve", "--home", home], fault, at: index + 1, modes: true)
        let (approved, open) = (try isApproved(home), try readable(home).values.contains(true))
        #expect(approved || !open, "\(moment): open, and not approved")
        if struck.result.exitCode == 0 { #expect(approved && open, "\(moment): said to be approved") }
        outcomes.insert("\(approved) \(open)")
        try SmallLondon.must("borough-agent", ["outbox", "approve", "--home", home])
        #expect(try isApproved(home) && readable(home).values.contains(true), "\(moment): said again")
        #expect(SmallLondon.messages(home) == SmallLondon.messages(template), "\(moment): other bytes")
        try files.removeItem(atPath: home)
      }
    }
    #expect(outcomes == ["false false", "true false", "true true"], "every kind of moment was met")
  }

  private func isApproved(_ home: String) throws -> Bool {
    try SmallLondon.must("borough-agent", ["outbox", "list", "--home", home, "--json"]).contains("\"approved\":true")
  }
}
