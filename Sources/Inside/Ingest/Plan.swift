internal import Records
internal import Vocabulary

/// One plan of one person, with days as day numbers.
struct Plan: Silent {
  /// The named plan's row.
  let place: RowPlace
  let start: Int
  /// The day it came under this borough: its start, for a plan from elsewhere the day it was received if later.
  let from: Int
  let cease: Int?
  let isTransfer: Bool
  /// Nil where the return has no active plan for it.
  fileprivate let activePlan: RowPlace?
  fileprivate let primaryNeed: Code
  fileprivate let placements: [PlacementRow]

  /// In force here at `day`; a plan that ceases on that day is not.
  func isOnRoll(_ day: Int) -> Bool {
    from <= day && !(cease.map { $0 <= day } ?? false)
  }

  /// Primary need (SEN2 item 5.8a). Down syndrome, unknown and missing count as other.
  func need(_ account: inout RowAccount) -> Need {
    guard primaryNeed != .blank else {
      account.note(.needMissing, activePlan ?? place)
      return .oth
    }
    if let need = needs[primaryNeed] { return need }
    if primaryNeed != "DS" { account.note(.unknownNeed, activePlan ?? place) }
    return .oth
  }

  /// The sector of the placement attended on `day`: of those in force the one with the lowest rank, then the
  /// latest entry. A missing entry or leaving date is open.
  func sector(on day: Int, _ providers: ProviderSectors, _ account: inout RowAccount) -> Sector {
    let inForce = placements.filter { $0.entryDay <= day && $0.leavingDay >= day }
    guard let placement = inForce.min(by: { ($0.order, $1.entryDay) < ($1.order, $0.entryDay) }) else {
      account.note(.placementMissing, activePlan ?? place)
      return .other
    }
    let fields = placement.fields
    if fields.unit == .yes || fields.resourced == .yes { return .resourced }
    if let urn = fields.urn, let sector = providers.sector(urn: urn) { return sector }
    if let ukprn = fields.ukprn, let sector = providers.sector(ukprn: ukprn) { return sector }
    if fields.urn != nil || fields.ukprn != nil {
      account.note(.unknownProvider, placement.place)
    } else if fields.setting == .blank {
      account.note(.placementWithoutSetting, placement.place)
    } else if !knownSettings.contains(fields.setting) {
      account.note(.unknownSetting, placement.place)
    }
    return .other
  }
}

/// SEN2 item 5.7c, for placements without URN and UKPRN.
private let knownSettings: Set<Code> = ["OLA", "OPA", "EHE", "EYP", "OTH", "NEET", "NIEC", "NIEO"]

private let needs = Dictionary(Need.allCases.map { (Code($0.code), $0) }) { first, _ in first }

extension PlacementRow {
  fileprivate var entryDay: Int { if case .day(let day) = entry { day } else { .min } }
  fileprivate var leavingDay: Int { if case .day(let day) = leaving { day } else { .max } }
  /// Ranks 1 and 2; others come after them.
  fileprivate var order: Int { fields.rank.map { (1...2).contains($0) ? $0 : 3 } ?? 3 }
}

/// Makes the plans of a person from the rows, and lists the rows that cannot be used.
struct PlanReader {
  /// Where findings about the person as a whole are shown.
  let person: RowPlace

  func plans(of draft: PersonDraft, _ account: inout RowAccount) -> [Plan] {
    draft.requests.compactMap { plan(of: $0, &account) }
  }

  private func plan(of request: RequestDraft, _ account: inout RowAccount) -> Plan? {
    for extra in request.assessments.dropFirst() {
      account.drop(.repeatedModule, extra.row.place, with: extra.places)
    }
    for extra in request.activePlans.dropFirst() {
      account.drop(.repeatedModule, extra.row.place, with: extra.places)
    }
    let named = request.assessments.first?.plans ?? []
    for extra in named.dropFirst() { account.drop(.repeatedModule, extra.row.place, with: extra.places) }
    let active = request.activePlans.first
    guard let plan = named.first else {
      if let active { account.drop(.planWithoutStart, active.row.place, with: active.places) }
      return nil
    }
    return self.plan(request, plan, active, &account)
  }

  private func plan(
    _ request: RequestDraft, _ named: NamedPlanDraft, _ active: ActivePlanDraft?, _ account: inout RowAccount
  ) -> Plan? {
    let below = named.places + (active?.places ?? [])
    guard case .day(let start) = named.row.start, named.row.cease != .bad else {
      account.drop(named.row.start == .missing ? .planWithoutStart : .badDate, named.row.place, with: below)
      return nil
    }
    var cease: Int?
    if case .day(let day) = named.row.cease { cease = day }
    if let cease, cease < start {
      account.drop(.ceaseBeforeStart, named.row.place, with: below)
      return nil
    }
    let isTransfer = active?.row.isTransfer ?? false
    var from = start
    switch request.row.received {
    case .day(let received): if isTransfer { from = max(start, received) }
    case .missing: if isTransfer { account.note(.transferWithoutDate, request.row.place) }
    case .bad: account.note(.badDateIgnored, request.row.place)
    }
    return Plan(
      place: named.row.place, start: start, from: from, cease: cease, isTransfer: isTransfer,
      activePlan: active?.row.place, primaryNeed: primaryNeed(active?.needs ?? [], &account),
      placements: placements(active?.placements ?? [], &account))
  }

  private func primaryNeed(_ needs: [NeedRow], _ account: inout RowAccount) -> Code {
    var primary: NeedRow?
    for need in needs {
      switch need.rank {
      case 1:
        if primary != nil {
          account.drop(.twoPrimaryNeeds, need.place, shown: person)
        } else {
          primary = need
        }
      case 2: break
      default: account.drop(.needRank, need.place)
      }
    }
    return primary?.type ?? .blank
  }

  private func placements(_ rows: [PlacementRow], _ account: inout RowAccount) -> [PlacementRow] {
    var usable: [PlacementRow] = []
    for row in rows {
      if row.entry == .bad || row.leaving == .bad {
        account.drop(.badDate, row.place)
        continue
      }
      if row.fields.unit == .bad || row.fields.resourced == .bad { account.note(.badFlag, row.place) }
      if row.fields.rank.map({ !(1...2).contains($0) }) ?? true { account.note(.placementRank, row.place) }
      usable.append(row)
    }
    return usable
  }
}
