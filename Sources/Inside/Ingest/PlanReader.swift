internal import Records
internal import Vocabulary

/// Makes the plans of a person from the rows, and lists the rows that cannot be used.
struct PlanReader {
  /// Where findings about the person as a whole are shown.
  let person: RowPlace
  let checks: PlanChecks

  func plans(of draft: PersonDraft, _ account: inout RowAccount) -> Few<Plan> {
    var plans = Few<Plan>()
    draft.requests.forEach { request in
      if let plan = plan(of: request, &account) { plans.append(plan) }
    }
    return plans
  }

  private func plan(of request: RequestDraft, _ account: inout RowAccount) -> Plan? {
    for extra in request.assessments.dropFirst() {
      account.drop(.repeatedModule, extra.row.place, with: extra.places)
    }
    for extra in request.activePlans.dropFirst() {
      account.drop(.repeatedModule, extra.row.place, with: extra.places)
    }
    let named = request.plans
    for extra in named.dropFirst() { account.drop(.repeatedModule, extra.row.place, with: extra.places) }
    let active = request.activePlans.first
    guard let plan = named.first else {
      if let active { account.drop(.namedPlanMissing, active.row.place, with: active.places) }
      return nil
    }
    return self.plan(request, plan, active, &account)
  }

  private func plan(
    _ request: RequestDraft, _ named: NamedPlanDraft, _ active: ActivePlanDraft?, _ account: inout RowAccount
  ) -> Plan? {
    let below = { named.places + (active?.places ?? []) }
    guard let start = named.row.start.dayNumber, named.row.cease != .bad else {
      account.drop(named.row.start == .missing ? .planWithoutStart : .badDate, named.row.place, with: below())
      return nil
    }
    let cease = named.row.cease.dayNumber
    if let cease, cease < start {
      account.drop(.ceaseBeforeStart, named.row.place, with: below())
      return nil
    }
    checks.check(named, start: start, cease: cease, of: request, active, &account)
    let isTransfer = active?.row.isTransfer ?? false
    var from = start
    if isTransfer {
      if let received = request.row.received.dayNumber { from = max(start, received) }
      if request.row.received == .missing { account.note(.transferWithoutDate, request.row.place) }
    }
    return Plan(
      place: named.row.place, start: start, from: from, cease: cease, isTransfer: isTransfer,
      activePlan: active?.row.place, primaryNeed: primaryNeed(active?.needs ?? Few(), &account),
      placements: placements(active?.placements ?? Few(), cease: cease, &account))
  }

  private func primaryNeed(_ rows: Few<NeedRow>, _ account: inout RowAccount) -> PrimaryNeed {
    var primary: NeedRow?
    var secondary = Few<NeedRow>()
    for row in rows {
      switch row.rank {
      case 1:
        if primary != nil {
          account.drop(.twoPrimaryNeeds, row.place, shown: person)
          continue
        }
        primary = row
      case 2: secondary.append(row)
      case nil where rows.count == 1:
        account.note(.needRankAssumed, row.place)
        primary = row
      default:
        account.drop(.needRank, row.place)
        continue
      }
      if row.type != .blank, needs[row.type] == nil { account.note(.unknownNeed, row.place) }
    }
    if secondary.count > 1 { account.note(.twoSecondaryNeeds, secondary[1].place) }
    guard let primary else {
      guard let secondary = secondary.first else { return .none }
      account.note(.secondaryWithoutPrimary, secondary.place)
      return .unknown
    }
    if let twice = secondary.first(where: { $0.type == primary.type && $0.type != .blank }) {
      account.note(.needDoubled, twice.place)
    }
    if primary.type == .blank { return .none }
    return needs[primary.type].map { .known($0) } ?? .unknown
  }

  private func placements(
    _ rows: Few<PlacementRow>, cease: Int?, _ account: inout RowAccount
  ) -> Few<PlacementRow> {
    var usable = Few<PlacementRow>()
    rows.forEach { row in
      guard row.entry != .bad, row.leaving != .bad else {
        return account.drop(.badDate, row.place)
      }
      checks.check(row, planCease: cease, &account)
      usable.append(row)
    }
    return usable
  }
}

/// Needs by their codes, DS among them, which counts as other.
private struct NeedCodes {
  private let known = Need.allCases.map { (code: Code($0.code), need: $0) } + [("DS", .oth)]

  subscript(code: Code) -> Need? {
    for one in known where one.code == code { return one.need }
    return nil
  }
}

private let needs = NeedCodes()
