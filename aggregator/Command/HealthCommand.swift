import ArgumentParser
internal import Cryptography
internal import Files
internal import Register
internal import ReleaseProtocol
internal import Store

/// What a person at the hub should look at, before it hurts.
struct HubHealth {
  /// Days before an end from which it is a fault: boroughs renew by themselves a month earlier.
  static let endingDays = 30

  private let now: Int
  /// Days until the ends of root, issuing authority and hub's certificate.
  let own: [(name: String, days: Int)]
  /// Boroughs whose certificate ends soon or has ended, and was not renewed.
  let ending: [(borough: String, days: Int)]
  /// Boroughs that have not been heard of for longer than they usually are quiet; who is revoked is not missed.
  let silent: [(borough: String, silence: Silence)]
  /// Boroughs with a message in quarantine that waits for a decision: work, and no fault.
  let waiting: [String]
  /// Boroughs whose contact showed heads of logs that do not fit.
  let conflicts: [String]
  /// Bytes that the hub's user may still write beside the store.
  let freeBytes: Int?
  /// A message takes about 45 kB, and SQLite as much again while it is written: this is room for thousands.
  static let leastFreeBytes = 500 << 20
  /// Whether next keys are announced or put in place, and not in use; and who has not heard of them. No fault either.
  let keyChange: (isUnderWay: Bool, notHeard: [String])
  /// Boroughs that hold later statements on the hub's keys than the store has.
  let keysBehind: [String]
  /// The January that figures are about, and how many boroughs have sent about a later one. No fault: the operator
  /// decides when to move on.
  let census: (year: Int, later: Int)

  /// - Parameter now: UTC seconds.
  init(_ hub: Hub, now: Int) async throws {
    self.now = now
    func days(_ end: Int) -> Int { (end - now) / 86_400 - ((end - now) % 86_400 < 0 ? 1 : 0) }
    let chain = try Certificate.chain(pem: hub.hubChainPEM)
    let root = try Certificate(pem: hub.rootCertificatePEM)
    own = [("root", days(root.notAfter))]
      + zip(["hub", "issuing"], chain).map { (name: $0, days: days($1.notAfter)) }
    let states = try await hub.store.overview()
    ending = states.compactMap { state in
      guard let end = state.certificateExpiresAt, days(end) < Self.endingDays else { return nil }
      return (state.borough, days(end))
    }
    silent = try await SilentBoroughs.among(states, hub.store, now: now)
    waiting = try await hub.store.boroughsWaiting()
    freeBytes = Surroundings.freeBytes(hub.home.store)
    let keys = try hub.register.hubKeys()
    let isUnderWay = keys.nextPin != nil || keys.nextReceiptKey != nil
    keyChange = (isUnderWay, isUnderWay ? try await hub.register.boroughsToHear() : [])
    keysBehind = try await hub.register.boroughsAhead()
    let year = hub.plan.censusYear
    census = (year, states.count { ($0.latestCensus ?? year) > year })
    conflicts = Set(try await hub.store.logConflicts().filter { !$0.isSettled }.map(\.borough)).sorted()
  }

  var ownEnding: [(name: String, days: Int)] { own.filter { $0.days < Self.endingDays } }
  var isDiskLow: Bool { freeBytes.map { $0 < Self.leastFreeBytes } ?? false }
  var isWell: Bool {
    ownEnding.isEmpty && ending.isEmpty && silent.isEmpty && conflicts.isEmpty && !isDiskLow && keysBehind.isEmpty
  }

  var faults: [String] {
    func when(_ days: Int) -> String { days < 0 ? "ended \(-days) days ago" : "ends in \(days) days" }
    return ownEnding.map { "certificate-ends-soon: the hub's own (\($0.name)) \(when($0.days)): \"aggregator ca renew\"" }
      + ending.map {
        "certificate-ends-soon: \($0.borough)'s \(when($0.days)) and was not renewed: does its sender's timer run?"
      }
      + silent.map { SilentBoroughs.fault($0.borough, $0.silence, now: now) }
      + (keysBehind.isEmpty
        ? []
        : [
          "hub-keys-behind: \(keysBehind.joined(separator: ", ")) heard more of the hub's keys than the store has: put back keys/, or "
            + "\"aggregator keys restore\""
        ])
      + conflicts.map { "log-conflict: \($0): \"aggregator log conflicts\"" }
      + (isDiskLow ? ["disk-low: \((freeBytes ?? 0) >> 20) MB are free for the store: make room, or nothing more is taken in"] : [])
  }
}

struct HealthCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "health",
    abstract: """
      What a person should look at: certificates that end within 30 days, boroughs that have gone silent, logs that do \
      not fit, a disk that fills.
      """,
    discussion: """
      For a timer or a monitor: ends with 2 if there is anything, and says what. Messages in quarantine are said as well, \
      and change nothing of the exit code. "GET /health" on the web port has the same as numbers, without names.

      A borough is silent when it has not made contact for more than twice the longest pause of its last four months (and \
      a week), or when two thirds of its certificate's life are over and it has not renewed it. One that has left for good \
      is missed until "aggregator revoke".
      """)

  @OptionGroup var home: HomeOption
  @Flag(help: "Write JSON.") var json = false

  mutating func run() async throws {
    let hub = try Hub.open(home)
    let health = try await HubHealth(hub, now: SystemClock.now())
    try hub.store.close()
    if json {
      Voice.result(Self.json(health))
    } else {
      for (name, days) in health.own { Voice.result("certificate  \(name), \(days) days left") }
      if let free = health.freeBytes { Voice.result("disk         \(free >> 20) MB free for the store") }
      Voice.result("silent       \(SilentBoroughs.list(health.silent))")
      Voice.result("quarantine   \(health.waiting.isEmpty ? "nothing waits" : health.waiting.joined(separator: ", "))")
      if health.census.later > 0 {
        let (year, later) = health.census
        let who = later == 1 ? "1 borough" : "\(later) boroughs"
        Voice.result("census       figures are about January \(year); sent about a later one: \(who) (census_year)")
      }
      if health.keyChange.isUnderWay {
        let waiting = health.keyChange.notHeard
        Voice.result("keys         to be changed; \(waiting.isEmpty ? "every borough has heard" : "not heard: \(waiting.joined(separator: ", "))")")
      }
      if health.isWell { Voice.result("all is well") }
    }
    guard health.isWell else { throw HubFailure(.refused, health.faults.joined(separator: "; ")) }
  }

  private static func json(_ health: HubHealth) -> JSON {
    func days(_ pairs: [(String, Int)]) -> JSON { .object(Dictionary(pairs.map { ($0.0, .integer(Int64($0.1))) }) { $1 }) }
    return .object([
      "boroughsAboutLater": .integer(Int64(health.census.later)),
      "boroughsEnding": days(health.ending.map { ($0.borough, $0.days) }), "censusYear": .integer(Int64(health.census.year)),
      "certificateDays": days(health.own.map { ($0.name, $0.days) }),
      "diskFreeMB": .integer(Int64((health.freeBytes ?? 0) >> 20)), "keyChange": .bool(health.keyChange.isUnderWay),
      "keysBehind": .array(health.keysBehind.map(JSON.string)),
      "keysNotHeard": .array(health.keyChange.notHeard.map(JSON.string)),
      "logConflicts": .array(health.conflicts.map(JSON.string)), "ok": .bool(health.isWell),
      "quarantined": .array(health.waiting.map(JSON.string)), "silent": SilentBoroughs.json(health.silent),
    ])
  }
}
