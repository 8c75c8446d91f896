import ArgumentParser
internal import Files
internal import Register
internal import ReleaseProtocol
internal import Store

struct LogConflictsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conflicts",
    abstract: "Heads of logs that do not fit: the hub's own (hub-log-…), or a borough's (egress-log-…, contacts-log-…).")
  @OptionGroup var home: HomeOption
  @Flag(help: "Settled ones too.") var all = false
  @Flag(help: "Write JSON.") var json = false

  mutating func run() async throws {
    let hub = try Hub.open(home)
    let conflicts = try await hub.store.logConflicts().filter { all || !$0.isSettled }
    try hub.store.close()
    if json {
      let whole = JSON.array(
        conflicts.map {
          .object([
            "borough": .string($0.borough), "code": .string($0.code), "noticedAt": .integer(Int64($0.noticedAt)),
            "settled": .bool($0.isSettled),
          ])
        })
      return Voice.result(whole)
    }
    if conflicts.isEmpty { return Voice.result("none") }
    Voice.result(
      conflicts.map { "\($0.borough)  \(Moment.text($0.noticedAt))  \($0.code)\($0.isSettled ? "  settled" : "")" }
        .joined(separator: "\n"))
  }
}

struct LogSettleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "settle", abstract: "Write down that a person has found out how a borough's conflicts came about.",
    discussion: """
      Find out first: was an older copy restored, here or there, or has somebody changed a log? Then what was cosigned of \
      this borough is forgotten, and its next heads are taken as first ones. The log itself says that this was done.

      Example: aggregator log settle --borough E09000007 --by a.smith --note "agent's outbox restored on 3 March"
      """)
  @OptionGroup var home: HomeOption
  @Option(help: "ONS code.") var borough: String
  @Option(help: "Who found out: a log-in name or an address.") var by: String
  @Option(help: "How it came about; stays at the hub.") var note: String
  @Flag(help: "Write JSON.") var json = false

  mutating func run() async throws {
    guard HubOfficer.isName(by) else { throw HubFailure(.wrongUse, "\(RegisterFault.badOfficerName)") }
    let hub = try Hub.open(home)
    let count = try await hub.store.settleConflicts(of: borough, by: by, note: note, at: SystemClock.now())
    try hub.store.close()
    guard count > 0 else {
      throw HubFailure(.notFound, "no open conflict of \(borough)", hint: "see \"aggregator log conflicts\"")
    }
    guard !json else { return Voice.result(.object(["borough": .string(borough), "settled": .integer(Int64(count))])) }
    Voice.result("\(count) settled")
  }
}
