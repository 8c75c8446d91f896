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
}
