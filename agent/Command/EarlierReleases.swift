internal import Disclosure
internal import Ledger
internal import Noise
internal import Outbox
internal import ReleaseProtocol

/// What this borough has released before, as far as a plan asks for it again.
struct EarlierReleases {
  let plans: AcceptedPlans
  let ledger: Ledger

  /// The tables of earlier censuses that the plan takes over from stored messages.
  ///
  /// - Throws: refused where something that was paid for before is not there as it was: asked again, it would cost once more.
  func carried(into plan: ReleasePlan) throws(AgentFailure) -> Carried {
    var earlier: [(message: ReleaseMessage, plan: ReleasePlan)] = []
    var cutShort: [ReleasePlan] = []
    for entry in ledger.entries {
      let made = try plans.plan(sha256: entry.planHash)
      guard plan.isAnswered(by: made) else { continue }
      switch entry.state {
      case .settled(let hash): earlier.append((try message(entry.release, hash: hash, made), made))
      case .committed: cutShort.append(made)
      }
    }
    let carried: Carried
    do { carried = try Carried(earlier, for: plan) } catch {
      throw AgentFailure(.localFault, "a message in the outbox is not of its plan: \(error)", hint: "restore it from a copy")
    }
    // A release that was cut short matters only where no other one answers the same.
    for made in cutShort where plan.asked(beside: carried).contains(where: { made.statistic($0.id) == $0 }) {
      throw AgentFailure(
        .refused, "the release by \(made.id) was paid for and cut short, and \(plan.id) goes on from it; no record was read",
        hint: "finish it first, with the records that it was made of: \"borough-agent release --plan \(made.id)\"")
    }
    return carried
  }

  private func message(_ release: String, hash: String, _ made: ReleasePlan) throws(AgentFailure) -> ReleaseMessage {
    do {
      if let stored = try OutboxFolder(path: plans.settings.outboxFolder).message(release), stored.sha256 == hash {
        return try stored.message()
      }
    } catch { throw AgentFailure(.localFault, "\(error)", hint: "restore the outbox from a copy") }
    throw AgentFailure(
      .refused, "message \(release) by \(made.id), which this plan goes on from, is not in the outbox as it was released; "
        + "no record was read",
      hint: "restore the outbox from a copy: what was released once is given again as it was, not asked a second time")
  }
}

extension ReleasePlan {
  /// What a release by this plan spends: what was released before costs nothing.
  func spendLines(beside carried: Carried = .none) throws(AgentFailure) -> [SpendLine] {
    try asked(beside: carried).map { (statistic) throws(AgentFailure) in
      guard let rho = Rational(statistic.rho.numerator, statistic.rho.denominator) else {
        throw AgentFailure(.localFault, "the plan's ρ for \(statistic.id) is not a fraction")
      }
      return SpendLine(statistic: statistic.id, dataYear: statistic.dataYear, rho: rho)
    }
  }
}
