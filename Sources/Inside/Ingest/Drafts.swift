internal import Records

// A person with all rows that belong to him or her, nested as in the return. Every shape ends here.

/// A row and all that belong to it.
protocol Draft: Silent {
  /// In the order of the return's own nesting, the draft's own row first.
  func forEachPlace(_ body: (RowPlace) -> Void)
}

extension Draft {
  var places: [RowPlace] {
    var places: [RowPlace] = []
    forEachPlace { places.append($0) }
    return places
  }
}

struct PersonDraft: Draft {
  var row: PersonRow
  var requests = Few<RequestDraft>()

  func forEachPlace(_ body: (RowPlace) -> Void) {
    body(row.place)
    requests.forEach { $0.forEachPlace(body) }
  }
}

struct RequestDraft: Draft {
  var row: RequestRow
  var assessments = Few<AssessmentDraft>()
  /// Plans that name their request, which has no assessment.
  var unassessed = Few<NamedPlanDraft>()
  var activePlans = Few<ActivePlanDraft>()

  /// Gives the plans that name this request to its first assessment, if it has one.
  mutating func attach(_ plans: Few<NamedPlanDraft>) {
    if assessments.isEmpty { unassessed += plans } else { assessments[0].plans += plans }
  }

  /// Of the first assessment: of several plans only the first is used.
  var plans: Few<NamedPlanDraft> { assessments.isEmpty ? unassessed : assessments[0].plans }

  func forEachPlace(_ body: (RowPlace) -> Void) {
    body(row.place)
    assessments.forEach { $0.forEachPlace(body) }
    unassessed.forEach { $0.forEachPlace(body) }
    activePlans.forEach { $0.forEachPlace(body) }
  }
}

struct AssessmentDraft: Draft {
  var row: AssessmentRow
  var plans = Few<NamedPlanDraft>()

  func forEachPlace(_ body: (RowPlace) -> Void) {
    body(row.place)
    plans.forEach { $0.forEachPlace(body) }
  }
}

struct NamedPlanDraft: Draft {
  var row: NamedPlanRow
  var details = Few<PlanDetailRow>()

  func forEachPlace(_ body: (RowPlace) -> Void) {
    body(row.place)
    details.forEach { body($0.place) }
  }
}

struct ActivePlanDraft: Draft {
  var row: ActivePlanRow
  var placements = Few<PlacementRow>()
  var needs = Few<NeedRow>()

  func forEachPlace(_ body: (RowPlace) -> Void) {
    body(row.place)
    placements.forEach { body($0.place) }
    needs.forEach { body($0.place) }
  }
}
