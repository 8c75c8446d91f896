import Foundation
import TestSupport
import Testing

/// Who can read records can't reach a peer, and who reaches a peer reads no record: seen from outside, by what the
/// built programs are linked with, by their system calls, and by what becomes of the attempt. (That the agent asks for no
/// socket: `AgentJourneys`. The same under the shipped units: `scripts/packaging/check-units`.)
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

  /// As somebody would who had taken the running program over. Tried as root, whom file modes do not stop.
  @Test(.enabled(if: Faults.isPossible, "skipped: needs a C compiler")) func theRunningSenderCanOpenNoRecordNoLedgerAndNoSigningKey() throws {
    let hub = try RunningHub(named: "trespass")
    let home = try hub.london.agentWithApprovedMessage("E09000001", named: "trespass")
    let invitation = try hub.invite("E09000001", named: "trespass")
    let trespass = try Trespass()
    let closed = [hub.london.recordsFolder("E09000001") + "/" + (try #require(FileManager.default.contentsOfDirectory(
      atPath: hub.london.recordsFolder("E09000001")).sorted().first)), home + "/ledger/ledger.log", home + "/keys/identity.key"]
    let commands = [
      ["netcheck", "--invitation", invitation], ["enrol", "--invitation", invitation], ["send"], ["status"], ["renew", "--now"],
      ["doctor"], ["netcheck"], ["send", "--again"],
    ]
    for (index, command) in commands.enumerated() {
      let run = try trespass.run("borough-sender", command + ["--home", home], file: closed[index % closed.count])
      #expect([0, 4].contains(run.result.exitCode), "\(command): \(run.result.standardError)")
      #expect(run.tries["start file"] == 0 && run.tries["start socket"] == 0, "\(command): nothing else stands in the way")
      #expect(run.tries["later file"] == EACCES, "\(command): \(run.tries)")
      #expect(run.tries["later socket"] == 0)
    }
    #expect(try hub.messagesCounted() == ["E09000001": 1])
    // Without what it does against that, it could; and where a kernel can't help, it goes on, and the doctor says so.
    for file in closed {
      let free = try trespass.run("borough-sender", ["status", "--home", home], file: file, isFree: true)
      #expect(free.result.exitCode == 0 && free.tries["later file"] == 0, "\(free)")
    }
    let doctor = try trespass.run("borough-sender", ["doctor", "--home", home, "--json"], file: closed[0], isFree: true)
    #expect(doctor.result.standardOutput.contains(#""code":"not-confined""#), "\(doctor.result)")
  }

  @Test(.enabled(if: Faults.isPossible, "skipped: needs a C compiler")) func theRunningAgentCanMakeNoSocket() throws {
    let london = try SmallLondon.shared.get()
    let home = try london.agent("E09000001", named: "trespassing-agent")
    let trespass = try Trespass()
    for command in ["check", "release", "forecast"] {
      func run(isFree: Bool) throws -> Trespass.Run {
        try trespass.run(
          "borough-agent", [command, "--home", home], file: "/etc/passwd", at: london.recordsFolder("E09000001"), isFree: isFree)
      }
      let free = try run(isFree: true)
      #expect(free.tries == ["start file": 0, "start socket": 0, "later file": 0, "later socket": 0], "\(command)")
      let enclosed = try run(isFree: false)
      #expect(
        enclosed.tries == ["start file": 0, "start socket": 0, "later file": EACCES, "later socket": EPERM], "\(command): \(enclosed)")
    }
  }

  /// The kernel confines a thread and those that it starts, so none may be there before.
  @Test(.enabled(if: Trace.isPossible, Trace.why)) func theSenderIsConfinedBeforeItHasASecondThread() throws {
    let home = try TemporaryFolder()
    let trace = try Trace("borough-sender", ["doctor", "--home", home.path], calls: "clone,clone3,landlock_restrict_self")
    #expect(trace.calls.first?.name == "landlock_restrict_self" && trace.calls.count > 1, "\(trace.calls.map(\.text))")
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
