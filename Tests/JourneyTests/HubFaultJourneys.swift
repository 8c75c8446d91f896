import Foundation
import Synchronization
import TestSupport
import Testing

/// Every step by which the hub keeps a message goes wrong in every way: the built aggregator is killed before it, after it,
/// or in the middle of a write; the step fails, or is done and reported as failed; the disk is full from there on. Whatever
/// happened: a receipt that went out is a promise, the hub is back within five seconds, the same bytes get the same
/// receipt, and the message counts once. After most faults the restart is struck, too.
///
/// Every step in every way once, and kills until there were 200; with BOROUGHWISE_LONG (`make check-long`) every step three
/// times in each way that the hub survives, and 1,000 kills.
@Suite(.enabled(if: Faults.isPossible, "skipped: needs a C compiler")) struct HubFaultJourneys {
  static let isLong = ProcessInfo.processInfo.environment["BOROUGHWISE_LONG"] != nil
  /// Kills that are asked for; those of a restart come on top.
  static let leastKills = isLong ? 1000 : 200
  static let code = "E09000020"

  /// A hub's and a borough's folder as they lie before the first message. Each case takes copies.
  final class Lane: Sendable {
    let hub, agent: String
    let ports: (agent: Int, enrol: Int, web: Int)

    init(_ number: Int) throws {
      let running = try RunningHub(named: "struck-\(number)")
      agent = try running.enrolledAgent(HubFaultJourneys.code, named: "struck-\(number)")
      try SmallLondon.haveLittlePatience(agent)
      (hub, ports) = (running.home, running.ports)
      _ = running.stop()
    }
  }

  struct Case {
    let step: Int
    let fault: Fault
  }

  @Test func noFaultLosesOrDoublesAMessage() throws {
    let (faults, lanes) = (try Faults(), try (0..<2).map { try Lane($0) })
    let steps = try steps(faults, lanes[0])
    #expect(steps.count > 20 && Set(steps).isSuperset(of: ["pwrite", "fdatasync"]), "\(steps)")
    let cases = Self.cases(steps)
    let kills = Mutex(0)
    let failure = Mutex<(any Error)?>(nil)
    let outcomes = Mutex<[String: Int]>([:])
    DispatchQueue.concurrentPerform(iterations: lanes.count) { lane in
      do {
        for (number, one) in cases.enumerated() where number % lanes.count == lane {
          let outcome = try strike(lanes[lane], number, one, faults) { kills.withLock { $0 += 1 } }
          outcomes.withLock { $0[outcome, default: 0] += 1 }
        }
      } catch { failure.withLock { $0 = error } }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    let killed = kills.withLock { $0 }
    #expect(killed >= Self.leastKills, "\(killed) kills")
    let seen = outcomes.withLock { $0 }
    #expect(seen["nothing had happened", default: 0] > 0 && seen["kept", default: 0] > 0, "\(seen)")
    print("hub: \(cases.count) faults over \(steps.count) steps, \(killed) kills: \(seen)")
  }

  /// All steps in all ways, as often as it takes.
  private static func cases(_ steps: [String]) -> [Case] {
    var all: [Case] = []
    for (index, name) in steps.enumerated() {
      all += Fault.allCases.filter { $0.isPossible(at: name) }.map { Case(step: index + 1, fault: $0) }
    }
    let kills = all.filter { !$0.fault.isSurvived }
    let survived = isLong ? all.filter(\.fault.isSurvived) : []
    // Most restarts are struck as well, and not each of those ends in a kill.
    let more = isLong ? leastKills - kills.count : max(0, leastKills - kills.count * 3 / 2)
    return all + survived + survived + (0..<max(0, more)).map { kills[$0 % kills.count] }
  }

  /// The steps of one message, none of which goes wrong.
  private func steps(_ faults: Faults, _ lane: Lane) throws -> [String] {
    let (home, agent) = try copies(lane, "clean")
    let (log, arm) = (home + "/steps", home + "/armed")
    let hub = try RunningHub(at: home, ports: lane.ports, environment: faults.environment(.fails, at: 0, log: log, arm: arm))
    try Data().write(to: URL(fileURLWithPath: arm))
    #expect(try SmallLondon.send(agent).delivered.count == 1)
    let steps = try Faults.steps(log)
    hub.cutPower()
    return steps
  }

  private func copies(_ lane: Lane, _ name: String) throws -> (home: String, agent: String) {
    let (home, agent) = ("\(lane.hub)-\(name)", "\(lane.agent)-\(name)")
    try FileManager.default.copyItem(atPath: lane.hub, toPath: home)
    try SmallLondon.copyAgent(lane.agent, to: agent)
    return (home, agent)
  }

  /// - Returns: what had become of the message when the fault was over.
  private func strike(
    _ lane: Lane, _ number: Int, _ one: Case, _ faults: Faults, onKill: () -> Void
  ) throws -> String {
    let moment = "\(one.fault.rawValue) at step \(one.step)"
    let (home, agent) = try copies(lane, "\(number)")
    defer { for folder in [home, agent] { try? FileManager.default.removeItem(atPath: folder) } }
    let (log, arm) = (home + "/steps", home + "/armed")
    let struck = try RunningHub(
      at: home, ports: lane.ports, environment: faults.environment(one.fault, at: one.step, log: log, arm: arm))
    try Data().write(to: URL(fileURLWithPath: arm))
    let first = try SmallLondon.send(agent)
    #expect(try Faults.steps(log).count >= one.step, "\(moment) was never reached")
    if one.fault.isSurvived {
      #expect(struck.isRunning, "\(moment): \(struck.log)")
      #expect(first.exitCode == 0 || first.failureCodes == ["try-later"], "\(moment): \(first)")
      // The step went wrong once: the next try succeeds without a hand.
      if one.fault != .full { #expect(try SmallLondon.send(agent).exitCode == 0, "\(moment): a second try") }
      struck.cutPower()
    } else {
      #expect(struck.hasEnded, "\(moment): \(struck.log)")
      if first.exitCode != 0 { #expect(first.exitCode == 3, "\(moment): \(first)") }
      onKill()
    }
    let promised = SmallLondon.receipts(agent)
    #expect(first.exitCode != 0 || promised.count == 1, "\(moment)")
    if number % 5 != 0 { try strikeRestart(lane, home, faults, onKill) }

    let clock = ContinuousClock()
    let start = clock.now
    let hub = try RunningHub(at: home, ports: lane.ports)
    #expect(clock.now - start < .seconds(5), "\(moment): back after \(clock.now - start)")
    let counted = try hub.messagesCounted()[Self.code] ?? 0
    #expect(counted == 1 || (counted == 0 && promised.isEmpty), "\(moment): acknowledged and not there")
    // Nothing goes wrong any more at the hub, as its log has to say; a busy machine may cost a sender its first try.
    try SmallLondon.haveUsualPatience(agent)
    let second = try SmallLondon.send(agent)
    #expect(second.exitCode == 0, "\(moment): \(second)")
    let receipts = SmallLondon.receipts(agent)
    #expect(receipts.count == 1 && (promised.isEmpty || receipts == promised), "\(moment): another receipt")
    try SmallLondon.loseReceipts(agent)
    let again = try SmallLondon.send(agent)
    #expect(again.exitCode == 0 && SmallLondon.receipts(agent) == receipts, "\(moment): once more: \(again)")
    #expect(try hub.messagesCounted() == [Self.code: 1], "\(moment)")
    #expect(!["a request failed", "refused"].contains { hub.log.contains($0) }, "\(moment): \(hub.log)")
    #expect(SmallLondon.messages(agent) == SmallLondon.messages(lane.agent), "\(moment)")
    #expect(hub.stop().exitCode == 0, "\(moment)")
    return counted == 0 ? "nothing had happened" : promised.isEmpty ? "kept" : "acknowledged"
  }

  /// The hub is killed while it comes back.
  private func strikeRestart(_ lane: Lane, _ home: String, _ faults: Faults, _ onKill: () -> Void) throws {
    let environment = faults.environment(.killed, at: Int.random(in: 1...8), log: home + "/steps-again")
    guard let back = try? RunningHub(at: home, ports: lane.ports, environment: environment) else { return onKill() }
    if !back.isRunning { onKill() }
    back.cutPower()
  }
}
