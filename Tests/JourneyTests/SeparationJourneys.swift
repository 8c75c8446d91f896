import Foundation
import TestSupport
import Testing

/// Who can read records can't reach a peer, and who reaches a peer reads no record: seen from outside, by what the
/// built programs are linked with and by their system calls. (That the agent opens no socket: `AgentJourneys`.)
@Suite struct SeparationJourneys {
  private static let canList = FileManager.default.isExecutableFile(atPath: "/usr/bin/ldd")

  private func libraries(_ program: String) throws -> String {
    try run("/usr/bin/ldd", [SmallLondon.program(program)]).standardOutput
  }

  @Test(.enabled(if: canList, "skipped: needs /usr/bin/ldd")) func theAgentIsLinkedWithoutTLS() throws {
    let agent = try libraries("borough-agent")
    #expect(agent.contains("libcrypto") && agent.contains("libxml2"), "the list is that of the agent")
    #expect(!agent.contains("libssl") && !agent.contains("libcurl") && !agent.contains("FoundationNetworking"))
    let sender = try libraries("borough-sender")
    #expect(sender.contains("libssl"), "the list is that of the sender")
    #expect(!sender.contains("libxml2") && !sender.contains("sqlite"))
    #expect(try !libraries("aggregator").contains("libxml2"))
  }

  @Test(.enabled(if: Trace.isPossible, Trace.why)) func theSenderOpensNoRecordNoLedgerAndNoSigningKey() throws {
    let hub = try RunningHub(named: "traced")
    let home = try hub.london.agentWithApprovedMessage("E09000001", named: "traced-sender")
    let invitation = try hub.invite("E09000001", named: "traced-sender")
    let enrol = try Trace(
      "borough-sender", ["enrol", "--home", home, "--invitation", invitation], calls: "%file,%network")
    let send = try Trace("borough-sender", ["send", "--home", home], calls: "%file,%network")
    #expect(enrol.result.exitCode == 0, "\(enrol.result.standardError)")
    #expect(send.result.exitCode == 0, "\(send.result.standardError)")
    #expect(try hub.messagesCounted() == ["E09000001": 1])

    // Not even asked for: failed calls count too.
    let closed = [hub.london.london, home + "/ledger", home + "/keys", home + "/agent.conf", hub.home]
    for trace in [enrol, send] {
      #expect(trace.calls.contains { $0.reachesOut }, "the trace holds the run")
      let asked = trace.calls.filter { call in call.paths.contains { path in closed.contains { path.hasPrefix($0) } } }
      #expect(asked.map(\.text) == [])
      let written = trace.calls.filter { $0.writes && !$0.failed }.flatMap(\.paths)
      #expect(!written.isEmpty)
      #expect(written.filter { !$0.hasPrefix(home + "/inbox/") && !$0.hasPrefix(home + "/identity/") } == [])
    }
    #expect(send.calls.contains { $0.paths.contains { $0.hasPrefix(home + "/outbox/messages/") } })
  }

  /// An operator in a hurry: root would leave a ledger, a log of contacts or a store that the program's own user can't write.
  @Test(.enabled(if: geteuid() == 0, "skipped: only root can give a folder away"))
  func rootLeavesNothingInAnotherUsersFolder() throws {
    let hub = try RunningHub(named: "given-away")
    let home = try hub.enrolledAgent("E09000001", named: "given-away")
    _ = hub.stop()
    let nobody = [FileAttributeKey.ownerAccountID: 65_534]
    let folders = [hub.home, home, home + "/inbox"]
    for folder in folders { try FileManager.default.setAttributes(nobody, ofItemAtPath: folder) }
    func all() throws -> [String] {
      try [hub.home, home].flatMap { try FileManager.default.subpathsOfDirectory(atPath: $0) }.sorted()
    }
    let before = try all()
    let words: [(String, [String])] = [
      ("borough-agent", ["budget", "--home", home]), ("borough-agent", ["release", "--home", home]),
      ("borough-sender", ["send", "--home", home]), ("borough-sender", ["netcheck", "--home", home]),
      ("aggregator", ["health", "--home", hub.home]), ("aggregator", ["serve", "--home", hub.home]),
    ]
    for (program, arguments) in words {
      let result = try SmallLondon.run(program, arguments)
      #expect(result.exitCode == 4 && result.standardError.contains("(wrong-user)"), "\(program) \(arguments[0]): \(result)")
    }
    #expect(try all() == before)
    let root = [FileAttributeKey.ownerAccountID: 0]
    for folder in folders { try FileManager.default.setAttributes(root, ofItemAtPath: folder) }
    #expect(try SmallLondon.run("aggregator", ["health", "--home", hub.home]).exitCode == 0)
  }
}
