internal import Records

// A person with all rows that belong to him or her, nested as in the return. XML and CSV both end here.

struct PersonDraft: Silent {
  let row: PersonRow
  var requests: [RequestDraft] = []

  var places: [RowPlace] { [row.place] + requests.flatMap(\.places) }
}

struct RequestDraft: Silent {
  let row: RequestRow
  var assessments: [AssessmentDraft] = []
  /// Plans that name their request, which has no assessment.
  var unassessed: [NamedPlanDraft] = []
  var activePlans: [ActivePlanDraft] = []

  /// Gives the plans that name this request to its first assessment, if it has one.
  mutating func attach(_ plans: [NamedPlanDraft]) {
    if assessments.isEmpty { unassessed += plans } else { assessments[0].plans += plans }
  }

  /// Of the first assessment: of several plans only the first is used.
  var plans: [NamedPlanDraft] { assessments.first?.plans ?? unassessed }

  var places: [RowPlace] {
    [row.place] + assessments.flatMap(\.places) + unassessed.flatMap(\.places) + activePlans.flatMap(\.places)
  }
}

struct AssessmentDraft: Silent {
  let row: AssessmentRow
  var plans: [NamedPlanDraft] = []

  var places: [RowPlace] { [row.place] + plans.flatMap(\.places) }
}

struct NamedPlanDraft: Silent {
  let row: NamedPlanRow
  var details: [PlanDetailRow] = []

  var places: [RowPlace] { [row.place] + details.map(\.place) }
}

struct ActivePlanDraft: Silent {
  let row: ActivePlanRow
  var placements: [PlacementRow] = []
  var needs: [NeedRow] = []

  var places: [RowPlace] { [row.place] + placements.map(\.place) + needs.map(\.place) }
}
