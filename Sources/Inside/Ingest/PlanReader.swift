internal import Records
internal import Vocabulary

/// Makes the plans of a person from the rows, and lists the rows that cannot be used.
struct PlanReader {
  /// Where findings about the person as a whole are shown.
  let person: RowPlace
  let checks: PlanChecks

  func read(_ draft: PersonDraft, into plans: inout PersonPlans, _ account: inout RowAccount) {
    plans.removeAll()
    for request in draft.requests {
      if request.assessments.count > 1 || request.activePlans.count > 1 { dropRepeated(request, draft, &account) }
      let named = draft.plans(of: request)
      for index in named.dropFirst() {
        let extra = draft.plans[index]
        account.drop(.repeatedModule, extra.row.place, with: draft.places(extra))
      }
      let active = draft.activePlan(of: request)
      if let first = named.first {
        read(request, draft.plans[first], active, draft, into: &plans, &account)
      } else if let active {
        account.drop(.namedPlanMissing, active.row.place, with: draft.places(active))
      }
    }
  }

  private func dropRepeated(_ request: RequestDraft, _ draft: PersonDraft, _ account: inout RowAccount) {
    for index in request.assessments.dropFirst() {
      let extra = draft.assessments[index]
      account.drop(.repeatedModule, extra.row.place, with: draft.places(extra))
    }
    for index in request.activePlans.dropFirst() {
      let extra = draft.activePlans[index]
      account.drop(.repeatedModule, extra.row.place, with: draft.places(extra))
    }
  }

  private func read(
    _ request: RequestDraft, _ named: NamedPlanDraft, _ active: ActivePlanDraft?, _ draft: PersonDraft,
    into plans: inout PersonPlans, _ account: inout RowAccount
  ) {
    guard let start = named.row.start.dayNumber, !named.row.cease.isBad else {
      return drop(named.row.start == .missing ? .planWithoutStart : .badDate, named, active, draft, &account)
    }
    let cease = named.row.cease.dayNumber
    if let cease, cease < start { return drop(.ceaseBeforeStart, named, active, draft, &account) }
    checks.check(named, start: start, cease: cease, of: request, active, draft, &account)
    let isTransfer = active?.row.isTransfer ?? false
    var from = start
    if isTransfer {
      if let received = request.row.received.dayNumber { from = max(start, received) }
      if request.row.received == .missing { account.note(.transferWithoutDate, request.row.place) }
    }
    let need = primaryNeed(draft, active?.needs ?? 0..<0, &account)
    let placements = usable(draft, active?.placements ?? 0..<0, cease: cease, into: &plans, &account)
    plans.add(
      Plan(
        place: named.row.place, start: start, from: from, cease: cease, isTransfer: isTransfer,
        activePlan: active?.row.place, primaryNeed: need, placements: placements))
  }

  private func drop(
    _ rule: Rule, _ named: NamedPlanDraft, _ active: ActivePlanDraft?, _ draft: PersonDraft, _ account: inout RowAccount
  ) {
    let below = draft.places(named) + (active.map { draft.places($0) } ?? [])
    account.drop(rule, named.row.place, with: below)
  }

  // Rows are reached by their places, for a lazy view of a list would keep a copy of the draft.

  private func primaryNeed(_ draft: PersonDraft, _ rows: Range<Int>, _ account: inout RowAccount) -> PrimaryNeed {
    var primary: NeedRow?
    var secondary: NeedRow?
    var anotherSecondary: RowPlace?
    for index in rows {
      let row = draft.needs[index]
      switch row.rank {
      case 1:
        if primary != nil {
          account.drop(.twoPrimaryNeeds, row.place, shown: person)
          continue
        }
        primary = row
      case 2:
        if secondary == nil { secondary = row } else if anotherSecondary == nil { anotherSecondary = row.place }
      case nil where rows.count == 1:
        account.note(.needRankAssumed, row.place)
        primary = row
      default:
        account.drop(.needRank, row.place)
        continue
      }
      if row.type != .blank, needs[row.type] == nil { account.note(.unknownNeed, row.place) }
    }
    if let anotherSecondary { account.note(.twoSecondaryNeeds, anotherSecondary) }
    guard let primary else {
      guard let secondary else { return .none }
      account.note(.secondaryWithoutPrimary, secondary.place)
      return .unknown
    }
    if primary.type == .blank { return .none }
    if let twice = rows.first(where: { draft.needs[$0].rank == 2 && draft.needs[$0].type == primary.type }) {
      account.note(.needDoubled, draft.needs[twice].place)
    }
    return needs[primary.type].map { .known($0) } ?? .unknown
  }

  /// Where the placements that can be used lie in those of the person's plans.
  private func usable(
    _ draft: PersonDraft, _ rows: Range<Int>, cease: Int?, into plans: inout PersonPlans, _ account: inout RowAccount
  ) -> Range<Int> {
    let first = plans.placements.count
    for index in rows {
      let row = draft.placements[index]
      if row.entry.isBad || row.leaving.isBad {
        account.drop(.badDate, row.place)
      } else {
        checks.check(row, planCease: cease, &account)
        plans.add(row)
      }
    }
    return first..<plans.placements.count
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
