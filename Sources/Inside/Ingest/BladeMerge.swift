internal import Records

/// Reads the files of one Blade export side by side, in memory of a piece of each and one person.
///
/// That works if every file is in the order of its own ids and of its parents' ids, as exports are. Where one is not, or
/// anything else is wrong with a file as a whole, it stops, and the export is read by `BladeReturn` one file after
/// another. Both give the same findings and the same persons.
struct BladeMerge {
  private var persons: BladeCursor<PersonRow>
  private var requests: BladeCursor<RequestRow>
  private var assessments: BladeCursor<AssessmentRow>
  private var plans: BladeCursor<NamedPlanRow>
  private var details: BladeCursor<PlanDetailRow>
  private var activePlans: BladeCursor<ActivePlanRow>
  private var placements: BladeCursor<PlacementRow>
  private var needs: BladeCursor<NeedRow>

  /// - Parameter sources: of each module but the header; assessments may be absent if plans name their requests.
  init(_ sources: [Module: Source], _ log: FindingLog) throws(BladeStop) {
    persons = try BladeCursor(sources[.person], log)
    requests = try BladeCursor(sources[.requests], log)
    assessments = try BladeCursor(sources[.assessment], log)
    plans = try BladeCursor(sources[.namedPlan], log)
    details = try BladeCursor(sources[.planDetail], log)
    activePlans = try BladeCursor(sources[.activePlans], log)
    placements = try BladeCursor(sources[.placementDetail], log)
    needs = try BladeCursor(sources[.need], log)
    if sources[.assessment] == nil, !plans.namesRequest { throw .notInOrder }
  }

  mutating func give(to reducer: CensusReducer) throws(BladeStop) {
    var draft = PersonDraft()
    while !persons.isAtEnd {
      draft.start(persons.row)
      try addRequests(below: persons.id, to: &draft)
      reducer.add(draft)
      try persons.advance()
    }
    try requests.skip(to: .max)
    try assessments.skip(to: .max)
    try plans.skip(to: .max)
    try details.skip(to: .max)
    try activePlans.skip(to: .max)
    try placements.skip(to: .max)
    try needs.skip(to: .max)
  }

  private mutating func addRequests(below person: Int, to draft: inout PersonDraft) throws(BladeStop) {
    try requests.skip(to: person)
    while requests.parent == person {
      let id = requests.id
      draft.add(requests.row)
      try requests.advance()
      try addAssessments(below: id, to: &draft)
      if plans.namesRequest { try addPlans(below: id, to: &draft) }
      try addActivePlans(below: id, to: &draft)
    }
  }

  private mutating func addAssessments(below request: Int, to draft: inout PersonDraft) throws(BladeStop) {
    try assessments.skip(to: request)
    while assessments.parent == request {
      let id = assessments.id
      draft.add(assessments.row)
      try assessments.advance()
      if !plans.namesRequest { try addPlans(below: id, to: &draft) }
    }
  }

  /// - Parameter parent: a request or an assessment, as the plans name them.
  private mutating func addPlans(below parent: Int, to draft: inout PersonDraft) throws(BladeStop) {
    try plans.skip(to: parent)
    while plans.parent == parent {
      let id = plans.id
      if plans.namesRequest { draft.addNamingRequest(plans.row) } else { draft.add(plans.row) }
      try plans.advance()
      try details.skip(to: id)
      while details.parent == id {
        draft.add(details.row)
        try details.advance()
      }
    }
  }

  private mutating func addActivePlans(below request: Int, to draft: inout PersonDraft) throws(BladeStop) {
    try activePlans.skip(to: request)
    while activePlans.parent == request {
      let id = activePlans.id
      draft.add(activePlans.row)
      try activePlans.advance()
      try placements.skip(to: id)
      while placements.parent == id {
        draft.add(placements.row)
        try placements.advance()
      }
      try needs.skip(to: id)
      while needs.parent == id {
        draft.add(needs.row)
        try needs.advance()
      }
    }
  }
}
