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
/// noise drawn, records read, noise sealed, charge paid (both on disk), noise added, message stored, ledger settled.
/// A release that was cut short after paying is finished by the same steps, with the noise that was sealed then.
struct ReleaseRun {
  struct Outcome {
    let message: StoredMessage
    let isRepeat: Bool
  }

  let settings: AgentSettings
  /// Id of an accepted plan; nil for the standing one.
  let planID: String?

  init(_ settings: AgentSettings, plan: String? = nil) { (self.settings, planID) = (settings, plan) }

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
    ledger.noteAnnouncedKeys()
    try OutboxFolder(path: settings.outboxFolder).closeWaiting()
    if let doubt = Fence(settings: settings).doubt(ledger) {
      throw AgentFailure(doubt.exit, doubt.what + "; no record was read", hint: doubt.hint)
    }
    let plans = AcceptedPlans(settings: settings)
    let plan = try plans.plan(planID, ledger)
    let planHash = AcceptedPlans.hash(plan)
    let carried = try EarlierReleases(plans: plans, ledger: ledger).carried(into: plan)
    let lines = try plan.spendLines(beside: carried)
    // Refused before a record is read, unless this plan was released before: then the records decide whether
    // this is the same question, which costs nothing.
    if !ledger.entries.contains(where: { $0.planHash == planHash }) { try ledger.wouldExceed(lines) }

    let noise = try Gate.drawNoise(for: plan, beside: carried)
    let outbox = try openOutbox(borough: ledger.borough)
    let population = try population()

    Voice.progress("reading the records")
    let reading = try RecordsReader(settings).read(for: plan, asking: plan.asked(beside: carried))
    if planID == nil { settings.noteLaterCensus(reading.ingested.roll.censusYears) }
    let earlier = ledger.entry(planHash: planHash, vintage: reading.vintage)
    if let earlier, let message = try stored(earlier, ledger, outbox) {
      return Outcome(message: message, isRepeat: true)
    }

    Voice.progress("adding up")
    let tables = try plan.bounded(from: reading.ingested.roll, beside: carried)
    // What would stop the message from being stored is met before it is paid for.
    if earlier == nil { try ledger.wouldExceed(lines) }
    try outbox.requireReady(for: plan, population: population)
    let request = SpendRequest(
      release: Hex.encode(try RandomBytes.make(16)), planID: plan.id, planHash: planHash, vintage: reading.vintage,
      lines: lines, at: SystemClock.now())
    // A request to end waits until what is paid is stored.
    Interruptions.hold()
    defer { Interruptions.letThrough() }
    Voice.progress(earlier == nil ? "paying from the ledger" : "finishing a release that was paid for and cut short")
    let charge =
      if let earlier { try resumed(earlier, ledger) } else {
        try ledger.debit(request, keeping: Gate.seal(noise, for: tables, of: plan))
      }
    let released = try Gate.release(tables, of: plan, beside: carried, paying: charge)
    Voice.progress("forecasting from the released figures, signing, storing")
    let message = try outbox.store(released, population: population, at: SystemClock.now())
    try ledger.settle(release: message.release, messageHash: message.sha256, at: SystemClock.now())
    return Outcome(message: message, isRepeat: false)
  }

  /// The message that an earlier ledger entry paid for; nil if it is still to be made. Settles an entry that a crash
  /// left open after storing.
  private func stored(_ entry: LedgerEntry, _ ledger: Ledger, _ outbox: Outbox) throws -> StoredMessage? {
    switch entry.state {
    case .committed:
      let message = try outbox.stored(entry.release, planHash: entry.planHash, at: SystemClock.now())
      if let message {
        try ledger.settle(release: entry.release, messageHash: message.sha256, at: SystemClock.now())
      }
      return message
    case .settled(let hash):
      guard let message = try outbox.folder.message(entry.release), message.sha256 == hash else {
        throw lost(entry, "its message is not there as it was stored")
      }
      return message
    }
  }

  private func resumed(_ entry: LedgerEntry, _ ledger: Ledger) throws -> Charge {
    do { return try ledger.resume(entry.release) } catch LedgerError.noSeal {
      throw lost(entry, "neither its message nor the noise that was sealed for it is there")
    }
  }

  private func lost(_ entry: LedgerEntry, _ what: String) -> AgentFailure {
    AgentFailure(
      .refused, "release \(entry.release) of these records was paid for, but \(what)",
      hint: "its budget stays spent; noise is never drawn twice for one release. Restore the outbox from a copy if "
        + "there is one, or release again when new records have arrived")
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
