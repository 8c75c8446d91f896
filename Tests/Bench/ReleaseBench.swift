import ArgumentParser
import Contributions
import Cryptography
import Disclosure
import Files
import Ingest
import Ledger
import Noise
import Outbox
import PublicData
import Records
import ReleaseProtocol

/// One whole release after the files are read, in the agent's order of steps: noise, tables, payment, forecast,
/// signature, storage, each durable step on the disk. On the wall, because somebody waits for it.
struct ReleaseBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release", abstract: "A release of one borough after its files are read, against the limit.")

  static let limit = 100.0

  @OptionGroup var output: ResultsOption
  @Option(help: "The borough's folder of records.") var folder: String
  @Option(help: "The sector of each provider (CSV).") var providers: String
  @Option(help: "The populations (CSV).") var population: String
  @Option(help: "ONS code of the borough.") var borough: String
  @Option(help: "An empty folder to work in.") var work: String
  @Option(help: "Repetitions.") var repeats = 11

  func run() throws {
    let sectors = try ProviderSectors(parsing: Files.read(providers, limit: 1 << 26))
    let bytes = try Files.read(population, limit: 1 << 26)
    let people = PublicPopulation(table: try PopulationFile(parsing: bytes), sha256: Hex.encode(SHA256.hash(bytes)))
    let roll = try Ingest.read(folder: folder, providers: sectors, borough: laNumber(of: borough)).roll
    guard !roll.persons.isEmpty else { throw BenchFailure("nobody was read from \(folder)") }
    var times: [Double] = []
    for round in 0...repeats {
      let desk = try Desk(folder: "\(work)/\(round)", borough: borough)
      let seconds = try time(on: wallSeconds) { try desk.release(roll, people) }
      if round > 0 { times.append(seconds * 1000) }
    }
    try Figure(
      name: "release-5000", ours: median(times), theirs: Self.limit, better: .smaller, unit: "ms", versus: "limit"
    ).report(to: output.results)
  }
}

/// A borough's ledger and outbox, new for each repetition.
private struct Desk {
  let ledger: Ledger
  let outbox: Outbox
  let plan = ReleasePlan.londonSend3

  init(folder: String, borough: String) throws {
    try Files.makeFolder(folder)
    let now = SystemClock.now()
    try Ledger.create(at: folder + "/ledger", borough: borough, policy: .standard, at: now)
    ledger = try Ledger.open(at: folder + "/ledger")
    outbox = Outbox(
      folder: OutboxFolder(path: folder + "/outbox"),
      keys: AgentKeys(identity: try SigningKey(), egressLog: try SigningKey()), borough: borough)
  }

  func release(_ roll: Roll, _ population: PublicPopulation) throws {
    let noise = try Gate.drawNoise(for: plan)
    let tables = try plan.bounded(from: roll)
    let lines = try plan.statistics.map { statistic in
      guard let rho = Rational(statistic.rho.numerator, statistic.rho.denominator) else {
        throw BenchFailure("\(statistic.id) has no ρ")
      }
      return SpendLine(statistic: statistic.id, dataYear: statistic.dataYear, rho: rho)
    }
    let now = SystemClock.now()
    let charge = try ledger.debit(
      SpendRequest(
        release: Hex.encode(try RandomBytes.make(16)), planID: plan.id,
        planHash: Hex.encode(SHA256.hash(plan.canonicalBytes)), vintage: Hex.encode(SHA256.hash([])), lines: lines,
        at: now), keeping: Gate.seal(noise, for: tables, of: plan))
    let released = try Gate.release(tables, of: plan, paying: charge)
    let message = try outbox.store(released, population: population, at: now)
    try ledger.settle(release: message.release, messageHash: message.sha256, at: now)
  }
}
