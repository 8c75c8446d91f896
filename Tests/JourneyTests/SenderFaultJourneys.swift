import Foundation
import Synchronization
import TestSupport
import Testing

/// Every step of a delivery at the borough goes wrong in every way: what the built sender writes to its inbox and to its
/// connection. Whatever happened, the next run sends the same bytes, gets the same receipt, and the hub counts one message.
///
/// Each step in each way once, and kills until there were 200; with BOROUGHWISE_LONG (`make check-long`) every step three
/// times in each way that the sender survives, every next run is struck as well, and there are 1,000 kills.
@Suite(.enabled(if: Faults.isPossible, "skipped: needs a C compiler")) struct SenderFaultJourneys {
  static let isLong = ProcessInfo.processInfo.environment["BOROUGHWISE_LONG"] != nil
  static let leastKills = isLong ? 1000 : 200
  static let code = "E09000021"

  struct Case {
    let step: Int
    let fault: Fault
  }

  /// A run that asks for a receipt that was lost, and one that sends what has a receipt once more: the first sends the head of
  /// the message, the second the whole.
  @Test(arguments: [[], ["--again"]]) func noFaultLosesOrDoublesAMessage(_ options: [String]) throws {
    let word = options.isEmpty ? "asking" : "again"
    let (faults, hub) = (try Faults(), try RunningHub(named: "steadfast-\(word)", requestsPerMinute: 100_000))
    let agent = try hub.enrolledAgent(Self.code, named: "sending-badly-\(word)")
    try SmallLondon.haveLittlePatience(agent)
    let first = agent + "-first"
    try SmallLondon.copyAgent(agent, to: first)
    #expect(try SmallLondon.send(first).exitCode == 0)
    // All others are that machine again, as it was before or after.
    let template = options.isEmpty ? agent : first
    let clean = template + "-clean"
    try SmallLondon.copyAgent(template, to: clean)
    let steps = try faults.run("borough-sender", Self.send(clean, options), sockets: true).steps
    let expected = ["openat", "write", "fsync", "renameat", "send"] + (options.isEmpty ? ["mkdirat"] : [])
    #expect(Set(steps).isSuperset(of: expected), "\(steps)")
    let receipts = SmallLondon.receipts(clean)
    #expect(receipts.count == 1 && receipts == SmallLondon.receipts(first))
    let contacts = try SmallLondon.must("borough-sender", ["contacts", "--home", clean])
    let isKept = contacts.contains("KEPT /v1/releases")
    #expect(contacts.components(separatedBy: "POST /v1/releases").count == (options.isEmpty ? 2 : 3) && isKept == options.isEmpty)

    let cases = Self.cases(steps)
    let kills = Mutex(0)
    let unreached = Mutex(0)
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: cases.count) { number in
      do {
        try strike(cases[number], template, options, number, faults, receipts, steps.count) { isKill in
          if isKill { kills.withLock { $0 += 1 } } else { unreached.withLock { $0 += 1 } }
        }
      } catch { failure.withLock { $0 = error } }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    let (killed, missed) = (kills.withLock { $0 }, unreached.withLock { $0 })
    #expect(killed >= Self.leastKills, "\(killed) kills")
    // How a connection's bytes are cut into writes is the system's affair: now and then there is one less.
    #expect(missed <= cases.count / 10)
    #expect(try hub.messagesCounted() == [Self.code: 1])
    print("sender, \(word): \(cases.count) faults over \(steps.count) steps, \(killed) kills, \(missed) steps not reached")
  }

  private static func send(_ home: String, _ options: [String]) -> [String] { ["send", "--home", home, "--json"] + options }

  private static func cases(_ steps: [String]) -> [Case] {
    var all: [Case] = []
    for (index, name) in steps.enumerated() {
      all += Fault.allCases.filter { $0.isPossible(at: name) }.map { Case(step: index + 1, fault: $0) }
    }
    let kills = all.filter { !$0.fault.isSurvived }
    let survived = isLong ? all.filter(\.fault.isSurvived) : []
    // One in ten may not be reached.
    let more = max(0, leastKills * 11 / 10 - kills.count)
    return all + survived + survived + (0..<more).map { kills[$0 % kills.count] }
  }

  /// - Parameter note: called with true for a kill, with false for a step that was not reached.
  private func strike(
    _ one: Case, _ template: String, _ options: [String], _ number: Int, _ faults: Faults, _ receipts: [String: Data], _ count: Int,
    _ note: (Bool) -> Void
  ) throws {
    let moment = "\(one.fault.rawValue) at step \(one.step)"
    let home = template + "-\(number)"
    defer { try? FileManager.default.removeItem(atPath: home) }
    try SmallLondon.copyAgent(template, to: home)
    let send = Self.send(home, options)
    let first = try faults.run("borough-sender", send, one.fault, at: one.step, sockets: true)
    // The end of the kept connection is written by another thread, while the program ends: with all done it may be over
    // before the kill.
    let isOver = !one.fault.isSurvived && isDone(first.result)
    if first.steps.count < one.step || isOver { note(false) } else if one.fault.isSurvived {
      #expect([3, 4].contains(first.result.exitCode) || isDone(first.result), "\(moment): \(first.result)")
    } else {
      #expect(first.result.exitCode == -9, "\(moment): \(first.result)")
      note(true)
    }
    try expectOrder(home, receipts, moment)
    if isDone(first.result) { #expect(SmallLondon.receipts(home) == receipts, "\(moment): said to be delivered") }
    if Self.isLong {
      let step = Int.random(in: 1...count)
      if try faults.run("borough-sender", send, .killed, at: step, sockets: true).result.exitCode == -9 { note(true) }
      try expectOrder(home, receipts, "\(moment), then killed at step \(step)")
    }
    let last = try faults.run("borough-sender", send)
    #expect(isDone(last.result) && last.duration < .seconds(5), "\(moment): \(last.result), \(last.duration)")
    #expect(SmallLondon.receipts(home) == receipts, "\(moment): another receipt")
    #expect(SmallLondon.messages(home) == SmallLondon.messages(template), "\(moment): other bytes")
    #expect(!FileManager.default.fileExists(atPath: home + "/inbox/disputed"), "\(moment)")
  }

  /// All is delivered. These machines are copies of one, so that the hub may say that it has cosigned another one's log
  /// of contacts.
  private func isDone(_ result: RunResult) -> Bool {
    let isDelivered = result.standardOutput.contains("\"failed\":[]") && result.standardOutput.contains("\"notTried\":0")
    return isDelivered
      && (result.exitCode == 0 || result.exitCode == 2 && result.standardOutput.contains("\"hubLog\":\"contacts-log-"))
  }

  /// Killed at one step after the other, a machine is never taken for a copy of itself: what the hub has cosigned of its log
  /// of contacts is on its disk.
  @Test func aSenderThatIsKilledIsNotTakenForACopy() throws {
    let (faults, hub) = (try Faults(), try RunningHub(named: "itself", requestsPerMinute: 100_000))
    let home = try hub.enrolledAgent(Self.code, named: "killed-often")
    let status = ["status", "--home", home, "--json"]
    let steps = try faults.run("borough-sender", status, sockets: true).steps
    #expect(steps.count > 20)
    for step in 1...steps.count {
      let struck = try faults.run("borough-sender", status, .killed, at: step, sockets: true)
      // Not reached, or while the program was ending: see `strike`.
      let isOver = struck.steps.count < step || struck.result.exitCode == 0
      #expect(struck.result.exitCode == -9 || isOver, "step \(step): \(struck.result)")
      guard step.isMultiple(of: 8) || step == steps.count else { continue }
      let next = try faults.run("borough-sender", status)
      #expect(next.result.exitCode == 0, "step \(step): \(next.result)")
    }
    #expect(try SmallLondon.run("borough-sender", ["contacts", "--home", home]).exitCode == 0)
  }

  /// A receipt is there whole or not at all.
  private func expectOrder(_ home: String, _ receipts: [String: Data], _ moment: String) throws {
    let kept = SmallLondon.receipts(home)
    #expect(kept.isEmpty || kept == receipts, "\(moment): half a receipt")
  }
}
