internal import Contributions
internal import Cryptography
internal import Disclosure
internal import Files
internal import Ingest
internal import Ledger
internal import Noise
internal import Outbox
internal import PublicData
internal import Records
internal import ReleaseProtocol

/// One release, in the order of steps that makes a crash lose budget but never privacy:
/// noise drawn, records read, charge paid (on disk), noise added, message stored, ledger settled.
struct ReleaseRun {
  struct Outcome {
    let message: StoredMessage
    let isRepeat: Bool
  }

  let settings: AgentSettings
  let plan = ReleasePlan.londonSend1

  init(_ settings: AgentSettings) { self.settings = settings }

  func run() throws(AgentFailure) -> Outcome {
    do {
      return try steps()
    } catch let failure as AgentFailure {
      throw failure
    } catch let error as LedgerError {
      let isBudget = error.code.hasPrefix("budget-")
      throw AgentFailure(
        .refused, "\(error)",
        hint: isBudget
          ? "nothing was spent by this, and no setting raises a cap; a message in the outbox can still be approved and sent"
          : nil)
    } catch {
      throw AgentFailure(.localFault, "\(error)")
    }
  }

  private func steps() throws -> Outcome {
    let ledger = try Ledger.open(at: settings.ledgerFolder)
    guard ledger.borough == settings.borough else {
      throw AgentFailure(
        .refused, "the ledger in \(settings.ledgerFolder) is that of \(ledger.borough), agent.conf says "
          + "\(settings.borough); no record was read", hint: "each borough's agent has a folder of its own")
    }
    let planHash = Hex.encode(SHA256.hash(plan.canonicalBytes))
    let lines = try spendLines()
    // Refused before a record is read, unless this plan was released before: then the records decide whether
    // this is the same question, which costs nothing.
    if !ledger.entries.contains(where: { $0.planHash == planHash }) { try ledger.wouldExceed(lines) }

    let noise = try Gate.drawNoise(for: plan)
    let outbox = try openOutbox(borough: ledger.borough)
    let population = try population()

    Voice.progress("reading the records")
    let reading = try RecordsReader(settings).read(for: plan)
    if let earlier = ledger.entry(planHash: planHash, vintage: reading.vintage) {
      return Outcome(message: try stored(earlier, ledger, outbox), isRepeat: true)
    }

    Voice.progress("adding up")
    let tables = try plan.bounded(from: reading.ingested.roll)
    // What would stop the message from being stored is met before it is paid for.
    try ledger.wouldExceed(lines)
    try outbox.requireReady(for: plan, population: population)
    Voice.progress("paying from the ledger")
    let request = SpendRequest(
      release: Hex.encode(try RandomBytes.make(16)), planID: plan.id, planHash: planHash, vintage: reading.vintage,
      lines: lines, at: SystemClock.now())
    // What is paid and not stored is lost: a request to end waits until both are done.
    Interruptions.hold()
    defer { Interruptions.letThrough() }
    let charge = try ledger.debit(request)
    let released = try Gate.release(tables, of: plan, paying: charge, noise: noise)
    Voice.progress("forecasting from the released figures, signing, storing")
    let message = try outbox.store(released, population: population, at: SystemClock.now())
    try ledger.settle(release: message.release, messageHash: message.sha256, at: SystemClock.now())
    return Outcome(message: message, isRepeat: false)
  }

  /// The message that an earlier ledger entry paid for. Settles an entry that a crash left open after storing.
  private func stored(_ entry: LedgerEntry, _ ledger: Ledger, _ outbox: Outbox) throws -> StoredMessage {
    guard let message = try outbox.stored(entry.release, at: SystemClock.now()) else {
      throw AgentFailure(
        .refused,
        "release \(entry.release) of these records was paid for, but its message was never stored or is gone",
        hint: "its budget stays spent; noise is never drawn twice for one release. Restore the outbox from a copy if "
          + "there is one, or release again when new records have arrived")
    }
    if case .committed = entry.state {
      try ledger.settle(release: entry.release, messageHash: message.sha256, at: SystemClock.now())
    }
    return message
  }

  private func spendLines() throws -> [SpendLine] {
    try plan.statistics.map { statistic in
      guard let rho = Rational(statistic.rho.numerator, statistic.rho.denominator) else {
        throw AgentFailure(.localFault, "the plan's ρ for \(statistic.id) is not a fraction")
      }
      return SpendLine(statistic: statistic.id, dataYear: statistic.dataYear, rho: rho)
    }
  }

  private func population() throws -> PublicPopulation {
    let bytes = try Files.read(settings.populationFile, limit: 64 << 20)
    return PublicPopulation(table: try PopulationFile(parsing: bytes), sha256: Hex.encode(SHA256.hash(bytes)))
  }

  private func openOutbox(borough: String) throws -> Outbox {
    let keys = AgentKeys(
      identity: try KeyFile.read(settings.identityKeyFile),
      egressLog: try KeyFile.read(settings.egressLogKeyFile))
    return Outbox(folder: OutboxFolder(path: settings.outboxFolder), keys: keys, borough: borough)
  }
}
