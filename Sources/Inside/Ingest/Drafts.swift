internal import Records

/// A person with all rows that belong to him or her, nested as in the return. Every shape ends here.
///
/// The rows of a module lie in one list, and those below one row side by side in it: each row is added below the row
/// of the parent module that was added last. One draft is filled again and again, so that a person costs no allocation.
struct PersonDraft: Silent {
  private(set) var row = PersonRow(RowPlace(file: 0, line: 0, ordinal: 0))
  private(set) var requests = Refilled<RequestDraft>()
  private(set) var assessments = Refilled<AssessmentDraft>()
  private(set) var plans = Refilled<NamedPlanDraft>()
  private(set) var details = Refilled<PlanDetailRow>()
  private(set) var activePlans = Refilled<ActivePlanDraft>()
  private(set) var placements = Refilled<PlacementRow>()
  private(set) var needs = Refilled<NeedRow>()

  /// Begins with another person. What was known of the one before is gone.
  mutating func start(_ row: PersonRow) {
    self.row = row
    requests.removeAll()
    assessments.removeAll()
    plans.removeAll()
    details.removeAll()
    activePlans.removeAll()
    placements.removeAll()
    needs.removeAll()
  }

  mutating func add(_ row: RequestRow) {
    requests.append(
      RequestDraft(
        row: row, assessments: assessments.count..<assessments.count, unassessed: plans.count..<plans.count,
        activePlans: activePlans.count..<activePlans.count))
  }

  mutating func add(_ row: AssessmentRow) {
    assessments.append(AssessmentDraft(row: row, plans: plans.count..<plans.count))
    requests.change(requests.count - 1) { $0.assessments.grow() }
  }

  mutating func add(_ row: NamedPlanRow) {
    plans.append(NamedPlanDraft(row: row, details: details.count..<details.count))
    assessments.change(assessments.count - 1) { $0.plans.grow() }
  }

  /// A plan that names its request: it belongs to the request's first assessment, if there is one. All assessments of
  /// the request come before.
  mutating func addNamingRequest(_ row: NamedPlanRow) {
    let first = requests[requests.count - 1].assessments.first
    let none = plans.count..<plans.count
    if let first { assessments.change(first) { if $0.plans.isEmpty { $0.plans = none } } }
    plans.append(NamedPlanDraft(row: row, details: details.count..<details.count))
    if let first {
      assessments.change(first) { $0.plans.grow() }
    } else {
      requests.change(requests.count - 1) { $0.unassessed.grow() }
    }
  }

  mutating func add(_ row: PlanDetailRow) {
    details.append(row)
    plans.change(plans.count - 1) { $0.details.grow() }
  }

  mutating func add(_ row: ActivePlanRow) {
    activePlans.append(
      ActivePlanDraft(row: row, placements: placements.count..<placements.count, needs: needs.count..<needs.count))
    requests.change(requests.count - 1) { $0.activePlans.grow() }
  }

  mutating func add(_ row: PlacementRow) {
    placements.append(row)
    activePlans.change(activePlans.count - 1) { $0.placements.grow() }
  }

  mutating func add(_ row: NeedRow) {
    needs.append(row)
    activePlans.change(activePlans.count - 1) { $0.needs.grow() }
  }

  // In XML the fields of a row come when rows below it may have come already.

  mutating func replace(_ row: PersonRow) { self.row = row }
  mutating func replaceLatest(_ row: RequestRow) { requests.change(requests.count - 1) { $0.row = row } }
  mutating func replaceLatest(_ row: AssessmentRow) { assessments.change(assessments.count - 1) { $0.row = row } }
  mutating func replaceLatest(_ row: NamedPlanRow) { plans.change(plans.count - 1) { $0.row = row } }
  mutating func replaceLatest(_ row: ActivePlanRow) { activePlans.change(activePlans.count - 1) { $0.row = row } }
}

struct RequestDraft: Silent {
  fileprivate(set) var row: RequestRow
  // Places in the person's lists.
  fileprivate(set) var assessments: Range<Int>
  /// Plans that name their request, which has no assessment.
  fileprivate(set) var unassessed: Range<Int>
  fileprivate(set) var activePlans: Range<Int>
}

struct AssessmentDraft: Silent {
  fileprivate(set) var row: AssessmentRow
  fileprivate(set) var plans: Range<Int>
}

struct NamedPlanDraft: Silent {
  fileprivate(set) var row: NamedPlanRow
  fileprivate(set) var details: Range<Int>
}

struct ActivePlanDraft: Silent {
  fileprivate(set) var row: ActivePlanRow
  fileprivate(set) var placements: Range<Int>
  fileprivate(set) var needs: Range<Int>
}

extension PersonDraft {
  // Of several assessments, plans or active plans of a request only the first is used.

  func assessment(of request: RequestDraft) -> AssessmentRow? { request.assessments.first.map { assessments[$0].row } }

  func plan(of request: RequestDraft) -> NamedPlanDraft? { plans(of: request).first.map { plans[$0] } }

  func activePlan(of request: RequestDraft) -> ActivePlanDraft? { request.activePlans.first.map { activePlans[$0] } }

  /// Those of the first assessment.
  func plans(of request: RequestDraft) -> Range<Int> {
    request.assessments.first.map { assessments[$0].plans } ?? request.unassessed
  }

  // A row and all that belong to it, in the order of the return's own nesting.

  func places(_ assessment: AssessmentDraft) -> [RowPlace] { gather { forEachPlace(assessment, $0) } }
  func places(_ plan: NamedPlanDraft) -> [RowPlace] { gather { forEachPlace(plan, $0) } }
  func places(_ activePlan: ActivePlanDraft) -> [RowPlace] { gather { forEachPlace(activePlan, $0) } }

  private func gather(_ forEach: ((RowPlace) -> Void) -> Void) -> [RowPlace] {
    var places: [RowPlace] = []
    forEach { places.append($0) }
    return places
  }

  /// Those below the person's own row.
  @inline(__always)
  func forEachPlaceBelow(_ body: (RowPlace) -> Void) {
    for request in requests {
      body(request.row.place)
      for index in request.assessments { forEachPlace(assessments[index], body) }
      for index in request.unassessed { forEachPlace(plans[index], body) }
      for index in request.activePlans { forEachPlace(activePlans[index], body) }
    }
  }

  private func forEachPlace(_ assessment: AssessmentDraft, _ body: (RowPlace) -> Void) {
    body(assessment.row.place)
    for index in assessment.plans { forEachPlace(plans[index], body) }
  }

  private func forEachPlace(_ plan: NamedPlanDraft, _ body: (RowPlace) -> Void) {
    body(plan.row.place)
    for index in plan.details { body(details[index].place) }
  }

  private func forEachPlace(_ activePlan: ActivePlanDraft, _ body: (RowPlace) -> Void) {
    body(activePlan.row.place)
    for index in activePlan.placements { body(placements[index].place) }
    for index in activePlan.needs { body(needs[index].place) }
  }
}

extension Range<Int> {
  fileprivate mutating func grow() { self = lowerBound..<(upperBound + 1) }
}
