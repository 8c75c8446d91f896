internal import PublicData
internal import Records
internal import Vocabulary

/// Counts the persons of one return, as they come, in DfE's definitions (docs/reconciling.md).
///
/// A second consumer of the rows beside `CensusReducer`, made only where a reconciliation was asked for. It reads what
/// the rows say and notes nothing: findings are the reducer's.
final class ReturnTally: Silent {
  private(set) var counts: ReturnCounts
  private let providers: ProviderSectors
  private let censusDay: Int
  /// Days of the calendar year before.
  private let year: Range<Int>

  init(year: Int, providers: ProviderSectors) {
    counts = ReturnCounts(year: year, hasSettings: providers.hasSettings)
    self.providers = providers
    censusDay = Census.day(year).dayNumber
    self.year = newYear(year - 1)..<newYear(year)
  }

  func add(_ draft: PersonDraft) {
    let birth = draft.row.birth.dayNumber
    var plans: [TalliedPlan] = []
    for request in draft.requests {
      let named = draft.plan(of: request)
      let active = draft.activePlan(of: request)
      let isTransfer = active?.row.isTransfer ?? false
      if !isTransfer {
        count(request.row, birth)
        if let assessment = draft.assessment(of: request) { count(assessment, of: request.row, birth) }
      }
      guard let named, let start = named.row.start.dayNumber else { continue }
      if let cease = named.row.cease.dayNumber, year.contains(cease) { countCeased(named.row, on: cease, birth) }
      let plan = TalliedPlan(
        start: start, from: isTransfer ? max(start, request.row.received.dayNumber ?? start) : start,
        cease: named.row.cease.dayNumber, details: draft.details[named.details],
        placements: draft.placements[active?.placements ?? 0..<0], needs: draft.needs[active?.needs ?? 0..<0])
      if !isTransfer, year.contains(start) { countNew(plan, birth) }
      plans.append(plan)
    }
    let onRoll = plans.filter { $0.isOnRoll(censusDay) }
    if let plan = onRoll.max(by: { $0.start < $1.start }) { countOnRoll(plan, birth) }
  }

  private func countOnRoll(_ plan: TalliedPlan, _ birth: Int?) {
    let age = birth.flatMap { schoolYearAge(on: censusDay, bornOn: $0) }
    let placement = plan.placements.base.attended(on: censusDay, among: plan.placements.indices)
    let group = PlanGroup(place: place(placement?.fields, age), age: age, need: plan.need)
    counts.plans[group, default: 0] += 1
  }

  private func countNew(_ plan: TalliedPlan, _ birth: Int?) {
    let schoolYear = birth.flatMap { schoolYearAge(on: plan.start, bornOn: $0) }
    let ages = StartAges(
      onStart: birth.flatMap { completedYears(on: plan.start, bornOn: $0) }, schoolYear: schoolYear,
      schoolYearBefore: birth.flatMap { schoolYearAge(on: year.lowerBound, bornOn: $0) })
    // The setting of rank 1, else the first.
    let detail = plan.details.first { $0.fields.rank == 1 } ?? plan.details.first
    let group = NewPlanGroup(place: place(detail?.fields, schoolYear), ages: ages, need: plan.need)
    counts.newPlans[group, default: 0] += 1
  }

  private func countCeased(_ row: NamedPlanRow, on day: Int, _ birth: Int?) {
    let group = CeasedGroup(
      reason: ceaseReasons[row.ceaseReason] ?? .notRecorded, age: birth.flatMap { completedYears(on: day, bornOn: $0) })
    counts.ceased[group, default: 0] += 1
  }

  private func count(_ row: RequestRow, _ birth: Int?) {
    guard let received = row.received.dayNumber, year.contains(received) else { return }
    var columns: Set<PublishedRequestColumn> = [.received]
    if row.rya == .yes { columns.insert(.youthAccommodation) }
    switch row.outcome {
    case "Y": columns.insert(.toAssess)
    case "N": columns.insert(.notToAssess)
    case "A", .blank: columns.insert(.notDecided)
    case "W": columns.insert(.withdrawn)
    default: break
    }
    if row.outcome == "Y" || row.outcome == "N", let decided = row.outcomeDate.dayNumber {
      columns.insert(decided - received <= 42 ? .withinSixWeeks : .overSixWeeks)
    }
    if row.mediation == .yes { columns.insert(.mediation) }
    if row.tribunal == .yes { columns.insert(.tribunal) }
    if row.mediation == .yes, row.tribunal == .yes { columns.insert(.tribunalAfterMediation) }
    let group = RequestGroup(columns: columns, age: birth.flatMap { completedYears(on: received, bornOn: $0) })
    counts.requests[group, default: 0] += 1
  }

  private func count(_ row: AssessmentRow, of request: RequestRow, _ birth: Int?) {
    guard row.outcome == "Y" || row.outcome == "N", let decided = row.outcomeDate.dayNumber, year.contains(decided) else { return }
    let age = birth.flatMap { birth in request.received.dayNumber.flatMap { completedYears(on: $0, bornOn: birth) } }
    counts.assessments[AssessmentGroup(isIssued: row.outcome == "Y", age: age), default: 0] += 1
  }

  /// - Parameter age: at the start of the school year, for those in no education.
  private func place(_ fields: SettingFields?, _ age: Int?) -> PlaceGroup {
    guard let fields else { return PlaceGroup(setting: .notRecorded, sector: .other) }
    let placed = providers.placed(fields, age: age) { _ in }
    return PlaceGroup(setting: placed.setting ?? .notRecorded, sector: placed.sector)
  }
}

/// One plan as the tally needs it, with days as day numbers.
private struct TalliedPlan: Silent {
  let start: Int
  /// The later of start and received date for a plan that came from another authority.
  let from: Int
  let cease: Int?
  let details: Slice<Refilled<PlanDetailRow>>
  // Of the active plan; empty without one.
  let placements: Slice<Refilled<PlacementRow>>
  let needs: Slice<Refilled<NeedRow>>

  func isOnRoll(_ day: Int) -> Bool { from <= day && (cease.map { $0 > day } ?? true) }

  /// The need of rank 1, or the only one where its rank is missing.
  var need: PublishedNeed {
    let primary = needs.first { $0.rank == 1 } ?? (needs.count == 1 ? needs.first { $0.rank == nil } : nil)
    return primary.flatMap { publishedNeeds[$0.type] } ?? .notRecorded
  }
}

private let publishedNeeds: [Code: PublishedNeed] = {
  var needs: [Code: PublishedNeed] = [:]
  for need in PublishedNeed.allCases { if let code = need.code { needs[Code(code)] = need } }
  return needs
}()

private let ceaseReasons: [Code: PublishedCeaseReason] = {
  var reasons: [Code: PublishedCeaseReason] = [:]
  for item in 1...9 { reasons[Code("\(item)")] = PublishedCeaseReason(item: item) }
  return reasons
}()

/// Day number of 1 January.
private func newYear(_ year: Int) -> Int { CalendarDate(year: year, month: 1, day: 1)?.dayNumber ?? 0 }

/// Completed years on a day; who is born on 29 February has the birthday on 1 March of other years.
private func completedYears(on day: Int, bornOn birth: Int) -> Int? {
  guard let day = CalendarDate(dayNumber: day), let birth = CalendarDate(dayNumber: birth) else { return nil }
  return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day) ? 1 : 0)
}

/// Completed years on the last 31 August that is not after the day.
private func schoolYearAge(on day: Int, bornOn birth: Int) -> Int? {
  guard let date = CalendarDate(dayNumber: day) else { return nil }
  let year = (date.month, date.day) >= (8, 31) ? date.year : date.year - 1
  return CalendarDate(year: year, month: 8, day: 31).flatMap { completedYears(on: $0.dayNumber, bornOn: birth) }
}
