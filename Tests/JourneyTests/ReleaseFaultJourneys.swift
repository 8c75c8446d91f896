import Foundation
import Synchronization
import TestSupport
import Testing

/// Every step of a release that changes a file goes wrong in every way: the built agent is killed before it, after it, or
/// in the middle of a write; the step fails, or is done and reported as failed; the disk is full from there on. Whatever
/// happened, the next release finishes within five seconds, the budget is paid once, and there is one message.
///
/// About 220 faults, half of them kills; after each the recovery is struck, too: more than 200 kills, counted. With
/// BOROUGHWISE_LONG (`make check-long`) every recovery is struck, in six rounds: more than 1,000 kills.
@Suite(.enabled(if: Faults.isPossible, "skipped: needs a C compiler")) struct ReleaseFaultJourneys {
  static let again = ProcessInfo.processInfo.environment["BOROUGHWISE_LONG"] == nil ? 0 : 6

  struct Case {
    let step: Int
    let fault: Fault
    let round: Int
  }

  @Test func noFaultLosesBudgetOrPrivacy() throws {
    let (faults, london) = (try Faults(), try SmallLondon.shared.get())
    let template = try london.agent("E09000001", named: "faults")
    let clean = template + "-clean"
    try SmallLondon.copyAgent(template, to: clean)
    let steps = try faults.run("borough-agent", ["release", "--home", clean]).steps
    #expect((40...90).contains(steps.count), "\(steps)")
    #expect(Set(steps).isSuperset(of: ["openat", "write", "fsync", "renameat", "linkat", "unlinkat", "mkdirat"]))
    var cases: [Case] = []
    for (index, name) in steps.enumerated() {
      for fault in Fault.allCases where fault.isPossible(at: name) {
        cases += (0...max(0, Self.again - 1)).map { Case(step: index + 1, fault: fault, round: $0) }
      }
    }
    #expect(cases.count { !$0.fault.isSurvived } >= (Self.again == 0 ? 100 : 500))
    #expect(cases.count >= (Self.again == 0 ? 200 : 1_000))
    let strikes = cases
    let failure = Mutex<(any Error)?>(nil)
    let kills = Mutex(0)
    let outcomes = Mutex<[String: Int]>([:])
    DispatchQueue.concurrentPerform(iterations: strikes.count) { number in
      do {
        let outcome = try strike(strikes[number], template, number, faults, count: steps.count) { kills.withLock { $0 += 1 } }
        outcomes.withLock { $0[outcome, default: 0] += 1 }
      } catch { failure.withLock { $0 = error } }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    let killed = kills.withLock { $0 }
    #expect(killed >= (Self.again == 0 ? 200 : 1_000), "\(killed) kills")
    print("agent: \(strikes.count) faults over \(steps.count) steps, \(killed) kills")
    let seen = outcomes.withLock { $0 }
    #expect(Set(seen.keys) == ["nothing had happened", "paid", "stored"], "every kind of moment was met: \(seen)")
  }

  /// - Returns: what had happened when the first run ended.
  private func strike(
    _ one: Case, _ template: String, _ number: Int, _ faults: Faults, count: Int, onKill: () -> Void
  ) throws -> String {
    let home = template + "-\(number)"
    defer { try? FileManager.default.removeItem(atPath: home) }
    try SmallLondon.copyAgent(template, to: home)
    let release = ["release", "--home", home, "--json"]
    let moment = "\(one.fault.rawValue) at step \(one.step)"

    let first = try faults.run("borough-agent", release, one.fault, at: one.step)
    #expect(first.steps.count >= one.step, "\(moment) was never reached")
    if one.fault.isSurvived {
      #expect((0...4).contains(first.result.exitCode), "\(moment): \(first.result)")
      #expect(first.result.exitCode == 0 || first.result.standardError.contains("error:"), "\(moment): \(first.result)")
    } else {
      #expect(first.result.exitCode == -9, "\(moment): \(first.result)")
      onKill()
    }
    if first.result.exitCode == 0 { #expect(SmallLondon.messages(home).count == 1, "\(moment): said to be stored") }
    let outcome = try expectOrder(home, moment)
    var kept = SmallLondon.messages(home)

    do {
      let fault = [Fault.killedAfter, .killed, .fails, .killed, .killedAfter, .late][one.round]
      let step = Int.random(in: 1...count)
      if try faults.run("borough-agent", release, fault, at: step).result.exitCode == -9 { onKill() }
      let second = SmallLondon.messages(home)
      try expectOrder(home, "\(moment), then \(fault.rawValue) at step \(step)")
      #expect(kept.isEmpty || second == kept, "\(moment), then \(fault.rawValue) at step \(step): another message")
      kept = second
    }
    let last = try faults.run("borough-agent", release)
    #expect(last.result.exitCode == 0 && last.duration < .seconds(5), "\(moment): \(last.result), \(last.duration)")
    let messages = SmallLondon.messages(home)
    #expect(messages.count == 1 && (kept.isEmpty || messages == kept), "\(moment): another message for the same records")
    #expect(last.result.standardOutput.contains("\"repeat\":\(!kept.isEmpty)"), "\(moment): \(last.result)")
    let paid = try Self.paid(home)
    #expect(paid.count == 1 && messages.keys.first == (paid.first ?? "") + ".dsse", "\(moment): paid for \(paid)")
    let seals = try FileManager.default.contentsOfDirectory(atPath: home + "/ledger/seals")
    #expect(seals.allSatisfy { $0.hasPrefix(".unfinished-") }, "\(moment): noise is kept")
    if number.isMultiple(of: 20) {
      let budget = try SmallLondon.must("borough-agent", ["budget", "--home", home, "--json"])
      #expect(budget.contains("\"spent\":[3,10]"), "\(moment): \(budget)")
    }
    return outcome
  }

  /// No message that is not paid for, and never two.
  @discardableResult private func expectOrder(_ home: String, _ moment: String) throws -> String {
    let (messages, paid) = (SmallLondon.messages(home), try Self.paid(home))
    #expect(messages.count <= 1 && paid.count <= 1, "\(moment): \(messages.keys), \(paid)")
    #expect(Set(messages.keys).isSubset(of: paid.map { $0 + ".dsse" }), "\(moment): a message that was not paid for")
    return messages.isEmpty ? paid.isEmpty ? "nothing had happened" : "paid" : "stored"
  }

  /// The releases that the ledger has committed, read apart from the program: `head` says how many lines count.
  private static func paid(_ home: String) throws -> [String] {
    let head = try String(contentsOfFile: home + "/ledger/head", encoding: .utf8).split(separator: " ")
    let count = try #require(head.count == 5 ? Int(head[3]) : nil)
    let log = try Data(contentsOf: URL(fileURLWithPath: home + "/ledger/ledger.log"))
    let lines = String(decoding: log, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).prefix(count)
      .map { $0.split(separator: " ").map(String.init) }
    var void: Set<Int> = []
    for line in lines where line.count > 5 && line[3] == "void" {
      if let first = Int(line[4]), let last = Int(line[5]), first <= last { void.formUnion(first...last) }
    }
    let counting = lines.indices.filter { !void.contains($0) }.map { lines[$0] }
    return counting.filter { $0.count > 4 && $0[3] == "intend" }.map { $0[4] }
  }

  /// Fifty at once: one pays, the others are turned away or given what is stored.
  @Test func fiftyReleasesAtOnceAreOne() throws {
    let home = try SmallLondon.shared.get().agent("E09000001", named: "fifty")
    let all = try (0..<50).map { _ in
      try StartedProgram(
        SmallLondon.program("borough-agent"), ["release", "--home", home, "--json"],
        environment: ["SWIFT_BACKTRACE": "enable=no"])
    }
    let results = all.map { $0.waitForExit() }
    let done = results.filter { $0.exitCode == 0 }
    #expect(done.count { $0.standardOutput.contains("\"repeat\":false") } == 1, "\(done)")
    for refused in results where refused.exitCode != 0 {
      #expect(refused.exitCode == 3 && refused.standardError.contains("ledger-in-use"), "\(refused)")
    }
    #expect(SmallLondon.messages(home).count == 1)
    #expect(try Self.paid(home).count == 1)
  }
}
