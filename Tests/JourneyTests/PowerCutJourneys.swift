import Foundation
import TestSupport
import Testing

/// The agent dies in the middle of a release. Whatever the moment: the ledger opens, nothing in the outbox is unpaid,
/// what was paid for is finished by the next release, and there is never a second message with other noise for the same
/// records.
@Suite(.serialized) struct PowerCutJourneys {
  let london: SmallLondon
  init() throws { london = try SmallLondon.shared.get() }

  /// Moments spread over a whole run, each somewhere within its twentieth.
  @Test func aCutAtAnyMomentLosesNeitherBudgetNorPrivacy() throws {
    let clock = ContinuousClock()
    let whole = try clock.measure {
      try SmallLondon.must("borough-agent", ["release", "--home", london.agent("E09000001", named: "measured")])
    }
    for run in 0..<20 {
      let home = try london.agent("E09000001", named: "cut-\(run)")
      let release = try StartedProgram(SmallLondon.program("borough-agent"), ["release", "--home", home])
      let moment = whole * (Double(run) + Double.random(in: 0..<1)) / 20
      try wait(moment)
      release.killAtOnce()
      _ = release.waitForExit()
      try expectRecovery(home, "cut after \(moment) of \(whole)")
    }
  }

  /// Just before each call that makes a change last: every sync, rename, link, removal and new folder of a release.
  @Test(.enabled(if: Trace.isPossible, Trace.why)) func aCutBeforeEachLastingStepLosesNeitherBudgetNorPrivacy() throws {
    var outcomes: [Outcome] = []
    for step in 1...60 {
      let home = try london.agent("E09000001", named: "step-\(step)")
      let result = try run(
        "/usr/bin/strace",
        [
          "-f", "-qq", "-o", "/dev/null",
          "-e", "inject=fsync,fdatasync,renameat,renameat2,rename,linkat,unlinkat,mkdirat:signal=KILL:when=\(step)",
          SmallLondon.program("borough-agent"), "release", "--home", home,
        ])
      outcomes.append(try expectRecovery(home, "cut before lasting step \(step)"))
      if result.exitCode == 0 { break }
      #expect(result.exitCode == -9, "\(result.standardError)")
    }
    // From the first step to the end of a run that was not cut, in this order: nothing had happened; paid and not
    // stored; paid and stored.
    #expect(outcomes.count > 10 && outcomes.count < 60)
    #expect(outcomes.map(\.rawValue) == outcomes.map(\.rawValue).sorted())
    #expect(Set(outcomes) == [.nothingHappened, .paid, .stored])
  }

  /// Ctrl-C, a closed terminal or a service manager's stop is not a power cut: between paying and storing it waits.
  @Test(.enabled(if: Trace.isPossible, Trace.why), arguments: ["INT", "TERM"])
  func aRequestToEndNeverLosesWhatIsPaid(_ signal: String) throws {
    var outcomes: Set<Outcome> = []
    for step in 1...60 {
      let home = try london.agent("E09000001", named: "\(signal)-\(step)")
      let result = try run(
        "/usr/bin/strace",
        [
          "-f", "-qq", "-o", "/dev/null", "-e", "inject=fsync,renameat,renameat2,rename,linkat:signal=\(signal):when=\(step)",
          SmallLondon.program("borough-agent"), "release", "--home", home,
        ])
      outcomes.insert(try expectRecovery(home, "\(signal) before lasting step \(step)"))
      if result.exitCode == 0 { break }
    }
    #expect(outcomes == [.nothingHappened, .stored])
  }

  enum Outcome: Int { case nothingHappened, paid, stored }

  /// Looks at what the cut left, releases again twice, and says which of the three it was.
  @discardableResult
  private func expectRecovery(_ home: String, _ moment: String) throws -> Outcome {
    let left = SmallLondon.messages(home)
    let spent = try lifetimeSpent(home)
    #expect(left.count <= 1, "\(moment)")
    #expect(spent == [0, 1] || spent == [3, 10], "\(moment)")
    #expect(left.isEmpty || spent == [3, 10], "\(moment): a message that was not paid for")

    let isPaid = left.isEmpty && spent == [3, 10]
    // What is sealed decides: two copies of what the cut left come to the same bytes.
    let twin = home + "-twin"
    if isPaid { try SmallLondon.copyAgent(home, to: twin) }
    let again = try SmallLondon.run("borough-agent", ["release", "--home", home, "--json"])
    let messages = SmallLondon.messages(home)
    #expect(try lifetimeSpent(home) == [3, 10], "\(moment)")
    let outcome: Outcome
    if !left.isEmpty {
      outcome = .stored
      #expect(again.exitCode == 0 && again.standardOutput.contains("\"repeat\":true"), "\(moment): \(again)")
      #expect(messages == left, "\(moment): another message for the same records")
    } else if spent == [0, 1] {
      outcome = .nothingHappened
      #expect(again.exitCode == 0 && again.standardOutput.contains("\"repeat\":false"), "\(moment): \(again)")
      #expect(messages.count == 1, "\(moment)")
    } else {
      outcome = .paid
      #expect(again.exitCode == 0 && again.standardOutput.contains("\"repeat\":false"), "\(moment): \(again)")
      #expect(messages.count == 1, "\(moment)")
      try SmallLondon.must("borough-agent", ["release", "--home", twin])
      #expect(SmallLondon.messages(twin) == messages, "\(moment): two ends of one release")
    }
    // A seal that a cut left half-written was never paid with; it is the noise of no release.
    let kept = try FileManager.default.contentsOfDirectory(atPath: home + "/ledger/seals")
    #expect(kept.allSatisfy { $0.hasPrefix(".unfinished-") }, "\(moment): noise is kept")

    let third = try SmallLondon.run("borough-agent", ["release", "--home", home])
    #expect(third.exitCode == again.exitCode && SmallLondon.messages(home) == messages, "\(moment): \(third)")
    // What is stored is listed, so that an officer can approve it.
    let listed = try SmallLondon.must("borough-agent", ["outbox", "list", "--home", home, "--json"])
    #expect(listed.components(separatedBy: "\"release\":").count - 1 == messages.count, "\(moment): \(listed)")
    return outcome
  }

  /// Opens the ledger; a ledger that does not open fails the test.
  private func lifetimeSpent(_ home: String) throws -> [Int] {
    let text = try SmallLondon.must("borough-agent", ["budget", "--home", home, "--json"])
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    return (json?["lifetime"] as? [String: Any])?["spent"] as? [Int] ?? []
  }

  private func wait(_ duration: Duration) throws {
    let (seconds, fraction) = duration.components
    Thread.sleep(forTimeInterval: Double(seconds) + Double(fraction) / 1e18)
  }
}
