import Foundation
import TestSupport
import Testing

/// The hub's log between real programs: cosigned across, and found out when the hub's past is another one.
@Suite(.serialized) struct LogJourneys {
  static let hub = Result { try RunningHub(named: "log") }
  let hub: RunningHub
  init() throws { hub = try Self.hub.get() }

  private func sender(_ home: String, _ words: String...) throws -> RunResult {
    try SmallLondon.run("borough-sender", words + ["--home", home])
  }

  private func aggregator(_ words: String...) throws -> RunResult {
    try SmallLondon.run("aggregator", ["log"] + words + ["--home", hub.home])
  }

  /// The hub's store as it is, with the hub stopped.
  private func copyStore(to name: String) throws -> String {
    let copy = hub.london.folder.file(name)
    try FileManager.default.copyItem(atPath: hub.home + "/store", toPath: copy)
    return copy
  }

  private func putBack(_ copy: String) throws {
    try FileManager.default.removeItem(atPath: hub.home + "/store")
    try FileManager.default.copyItem(atPath: copy, toPath: hub.home + "/store")
  }

  @Test func aBoroughFindsItsReceiptInTheLogAndBothSidesCosign() throws {
    let home = try hub.enrolledAgent("E09000001", named: "logged")
    #expect(try sender(home, "contacts", "--tiles", home + "/none").exitCode == 1)
    let sent = try sender(home, "send", "--json")
    #expect(sent.exitCode == 0 && sent.standardOutput.contains("\"hubLog\":"), "\(sent)")
    let status = try sender(home, "status")
    #expect(status.exitCode == 0, "\(status)")
    #expect(status.standardOutput.contains(" entries, cosigned; 1 of our egress log, "), "\(status)")
    #expect(status.standardOutput.contains(" of our contacts cosigned by the hub"), "\(status)")

    let verified = try aggregator("verify")
    #expect(verified.exitCode == 0 && verified.standardOutput.contains("as signed"), "\(verified)")
    #expect(try aggregator("verify", "--against", home + "/inbox/hub-log/checkpoint").exitCode == 0)
    let head = try aggregator("head").standardOutput
    #expect(head.hasPrefix("boroughwise/hub/rehearsal\n") && head.contains("— boroughwise/egress/E09000001/cosigner "))
    let entries = try aggregator("show", "--entries").standardOutput.split(separator: "\n")
    #expect(entries.first?.contains("\"kind\":\"begun\"") == true)
    let place = try #require(entries.firstIndex { $0.contains("\"kind\":\"received\"") && $0.contains("E09000001") })
    #expect(try aggregator("prove", "--entry", "\(place)").standardOutput.hasPrefix("c2sp.org/tlog-proof@v1\nindex \(place)\n"))
    #expect(try aggregator("prove", "--entry", "\(entries.count)").exitCode == 3)
    #expect(try aggregator("prove", "--from", "1", "--json").standardOutput.contains("\"from\":1"))
    #expect(try aggregator("conflicts").standardOutput == "none\n")

    // Whatever was sent is in the sender's own log.
    let contacts = try sender(home, "contacts")
    #expect(contacts.exitCode == 0)
    for path in ["POST /v1/enrol", "POST /v1/releases", "GET /v1/log?from=0", "GET /v1/status"] {
      #expect(contacts.standardOutput.contains(path), "\(path)")
    }
    try logsAreHandedOutAsFilesThatAnybodyCanCheck(home)
  }

  /// All three logs, handed out as files: another program checks them by the key alone, and finds one changed byte.
  private func logsAreHandedOutAsFilesThatAnybodyCanCheck(_ home: String) throws {
    let (register, egress, contacts) = (home + "/register", home + "/egress-log", home + "/contacts-log")
    func agent(_ words: String...) throws -> RunResult { try SmallLondon.run("borough-agent", ["outbox"] + words) }
    func key(_ written: RunResult) throws -> String {
      #expect(written.exitCode == 0, "\(written)")
      return try String(#require(written.standardOutput.split(separator: "\n").last { $0.hasPrefix("key ") }).dropFirst(4))
    }
    let hubKey = try key(aggregator("tiles", register))
    let egressKey = try key(agent("tiles", egress, "--home", home))
    let contactsKey = try key(sender(home, "contacts", "--tiles", contacts))
    #expect(try agent("check-tiles", register, "--key", hubKey, "--entries").standardOutput
      == aggregator("show", "--entries").standardOutput)
    for (folder, key) in [(egress, egressKey), (contacts, contactsKey)] {
      let checked = try SmallLondon.run("aggregator", ["log", "check-tiles", folder, "--key", key])
      #expect(checked.exitCode == 0 && checked.standardOutput.contains(" entries, as signed by boroughwise/"), "\(checked)")
      let stranger = try SmallLondon.run("aggregator", ["log", "check-tiles", folder, "--key", hubKey])
      #expect(stranger.exitCode == 2 && stranger.standardError.contains("note-no-known-signature"), "\(stranger)")
    }
    #expect(try agent("check-tiles", egress, "--key", egressKey, "--entries").standardOutput.contains("\"kind\":\"message-stored\""))

    // It grows in place. Another log is not written over it, and a changed byte is found.
    _ = try hub.enrolledAgent("E09000021", named: "tiles-later")
    let grown = try aggregator("tiles", register, "--json")
    #expect(grown.exitCode == 0 && grown.standardOutput.contains("\"files_written\":3"), "\(grown)")
    #expect(try aggregator("tiles", register).standardOutput.contains(", 0 files new"))
    let mixed = try aggregator("tiles", egress)
    #expect(mixed.exitCode == 2 && mixed.standardError.contains("log-tiles-bad"), "\(mixed)")
    let bundle = try #require(FileManager.default.enumerator(atPath: egress + "/tile/entries")?.allObjects.last as? String)
    let file = egress + "/tile/entries/" + bundle
    var bytes = try #require(FileManager.default.contents(atPath: file))
    bytes[bytes.count - 3] ^= 1
    try bytes.write(to: URL(fileURLWithPath: file))
    let changed = try agent("check-tiles", egress, "--key", egressKey)
    #expect(changed.exitCode == 3 && changed.standardError.contains("log-tiles-bad"), "\(changed)")
  }

  /// Back-ups are put back, and hubs go on from there. Whoever has seen the later head notices.
  @Test func anOlderCopyOfTheStoreAndAnotherHistoryAreNoticedByTheBorough() throws {
    let home = try hub.enrolledAgent("E09000020", named: "witness")
    #expect(try SmallLondon.send(home).exitCode == 0)
    _ = hub.stop()
    let older = try copyStore(to: "store-older")
    try hub.start()
    _ = try hub.enrolledAgent("E09000021", named: "log-later")
    #expect(try sender(home, "status").exitCode == 0)
    _ = hub.stop()
    let right = try copyStore(to: "store-right")

    try putBack(older)
    try hub.start()
    #expect(try aggregator("verify").exitCode == 0, "whole in itself")
    let against = try aggregator("verify", "--against", home + "/inbox/hub-log/checkpoint")
    #expect(against.exitCode == 2 && against.standardError.contains("an older copy was put back"), "\(against)")
    let behind = try sender(home, "status")
    #expect(behind.exitCode == 5 && behind.standardError.contains("(hub-log-behind)"), "\(behind)")
    #expect(behind.standardError.contains("hint: ask the hub's operator whether an older copy was restored"))
    #expect(try aggregator("conflicts").standardOutput.contains("E09000020"))

    // It goes on as if nothing had been: other entries in the place of those that were seen.
    _ = try hub.enrolledAgent("E09000021", named: "other-history")
    let forked = try sender(home, "status")
    #expect(forked.exitCode == 5 && forked.standardError.contains("(hub-log-forked)"), "\(forked)")
    let sent = try sender(home, "send", "--again")
    #expect(sent.exitCode == 5 && sent.standardError.contains("(hub-log-forked)"), "\(sent)")
    #expect(try aggregator("conflicts", "--json").standardOutput.contains("\"code\":\"hub-log-forked\""))

    // The operator has said how it came about; both take it up from here.
    let settled = try aggregator("settle", "--borough", "E09000020", "--by", "a.smith", "--note", "restored on 3 March")
    #expect(settled.exitCode == 0 && settled.standardOutput == "2 settled\n", "\(settled)")
    try FileManager.default.moveItem(atPath: home + "/inbox/hub-log", toPath: home + "/inbox/hub-log-before")
    #expect(try sender(home, "status").exitCode == 0)
    #expect(try aggregator("verify").exitCode == 0)
    let log = try aggregator("show", "--json").standardOutput
    #expect(log.contains("\"kind\":\"conflict\"") && log.contains("\"kind\":\"settled\"") && !log.contains("a.smith"))

    _ = hub.stop()
    try putBack(right)
    try hub.start()
  }

  @Test func logsOfABoroughThatWereMadeAnewAreNoticedByTheHub() throws {
    let home = try hub.enrolledAgent("E09000021", named: "egress")
    #expect(try sender(home, "status").exitCode == 0)
    let other = try hub.london.agentWithApprovedMessage("E09000021", named: "egress-anew")
    try FileManager.default.moveItem(atPath: home + "/outbox", toPath: home + "/outbox-before")
    try FileManager.default.copyItem(atPath: other + "/outbox", toPath: home + "/outbox")
    let status = try sender(home, "status")
    #expect(status.exitCode == 2 && status.standardError.contains("(egress-log-forked)"), "\(status)")
    #expect(try aggregator("conflicts").standardOutput.contains("egress-log-forked"))
    let health = try SmallLondon.run("aggregator", ["health", "--home", hub.home])
    #expect(health.exitCode == 2 && health.standardError.contains("log-conflict: E09000021"), "\(health)")
    #expect(try aggregator("settle", "--borough", "E09000021", "--by", "a.smith", "--note", "made anew").exitCode == 0)
    #expect(try sender(home, "status").exitCode == 0)
    #expect(try aggregator("settle", "--borough", "E09000021", "--by", "a.smith", "--note", "again").exitCode == 3)

    // The same of what the sender says of itself.
    #expect(try sender(home, "status", "--json").standardOutput.contains("\"contactsCosigned\":"))
    #expect(try sender(home, "contacts").exitCode == 0)
    let (file, before) = (home + "/inbox/contacts.log", home + "/inbox/contacts.log-before")
    try FileManager.default.moveItem(atPath: file, toPath: before)
    let gone = try sender(home, "contacts")
    #expect(gone.exitCode == 4 && gone.standardError.contains("(damaged-contacts)"), "\(gone)")
    var last = try sender(home, "status")
    #expect(last.exitCode == 2 && last.standardError.contains("(contacts-log-behind)"), "\(last)")
    for _ in 0..<9 where !last.standardError.contains("(contacts-log-forked)") { last = try sender(home, "status") }
    #expect(last.exitCode == 2 && last.standardError.contains("(contacts-log-forked)"), "\(last)")
    #expect(try aggregator("settle", "--borough", "E09000021", "--by", "a.smith", "--note", "moved away").exitCode == 0)
    #expect(try sender(home, "status").exitCode == 0)
    #expect(try sender(home, "contacts").exitCode == 0)
    let log = try aggregator("show", "--json").standardOutput
    #expect(log.contains("\"kind\":\"contacts-key\"") && log.contains("contacts-log-forked"))

    // A new machine takes the inbox over, and has keys of its own.
    try FileManager.default.removeItem(atPath: home + "/identity/contacts.key")
    #expect(try sender(home, "contacts").exitCode == 0)
    #expect(try sender(home, "status").exitCode == 0)
    #expect(try aggregator("verify").exitCode == 0)
  }

  /// Thirty days are time enough for a telephone call, and for nothing else.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/sqlite3"), "skipped: needs sqlite3"))
  func aCertificateThatWasNotRenewedIsAFaultThirtyDaysAhead() throws {
    _ = try hub.enrolledAgent("E09000001", named: "ending")
    _ = hub.stop()
    let right = try copyStore(to: "store-ending")
    for (days, exit) in [(31, 0), (29, 2), (0, 2), (-3, 2)] as [(Int, Int32)] {
      let changed = try run(
        "/usr/bin/sqlite3", [hub.home + "/store/hub.sqlite"],
        input: "UPDATE enrolment SET expires_at = unixepoch() + \(days) * 86400 + 3600 WHERE borough = 'E09000001';\n")
      #expect(changed.exitCode == 0, "\(changed)")
      let health = try SmallLondon.run("aggregator", ["health", "--home", hub.home, "--json"])
      #expect(health.exitCode == exit, "\(days) days: \(health)")
      #expect(health.standardOutput.contains("\"boroughsEnding\":{\"E09000001\":\(days)}") == (exit != 0), "\(health)")
      #expect(health.standardError.contains("certificate-ends-soon: E09000001's") == (exit != 0), "\(health)")
    }
    try putBack(right)
    try hub.start()
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/sqlite3"), "skipped: needs sqlite3"))
  func oneByteInTheStoredLogIsFoundAndTheHubDoesNotStart() throws {
    _ = hub.stop()
    let right = try copyStore(to: "store-whole")
    let changed = try run(
      "/usr/bin/sqlite3", [hub.home + "/store/hub.sqlite"],
      input: "UPDATE log_entry SET bytes = CAST(replace(CAST(bytes AS TEXT), '\"begun\"', '\"begum\"') AS BLOB) WHERE sequence = 0;\n")
    #expect(changed.exitCode == 0, "\(changed)")
    let verified = try aggregator("verify", "--json")
    #expect(verified.exitCode == 2 && verified.standardError.contains("log-damaged"), "\(verified)")
    #expect(verified.standardOutput.contains("the entries are not those of the signed head"))
    let serve = try SmallLondon.run("aggregator", ["serve", "--home", hub.home])
    #expect(serve.exitCode == 2 && serve.standardError.contains("log-damaged"), "\(serve)")
    try putBack(right)
    #expect(try aggregator("verify").exitCode == 0)

    // Without the key the log can't go on, and none is made in its place.
    try FileManager.default.moveItem(atPath: hub.home + "/keys/log.key", toPath: hub.home + "/keys/log.key-away")
    let keyless = try aggregator("verify")
    #expect(keyless.exitCode == 4 && keyless.standardError.contains("log.key is missing"), "\(keyless)")
    try FileManager.default.moveItem(atPath: hub.home + "/keys/log.key-away", toPath: hub.home + "/keys/log.key")
    try hub.start()
  }
}
