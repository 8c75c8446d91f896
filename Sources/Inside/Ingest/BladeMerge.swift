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

  /// Reads portions of the files.
  ///
  /// - Parameter files: by `Module.tables`, indices in the log; -1 for a module that the export does not have.
  init(_ headings: BladeHeadings, files: [Int]) {
    let log = FindingLog()
    persons = BladeCursor(headings.persons, file: files[0], log)
    requests = BladeCursor(headings.requests, file: files[1], log)
    assessments = BladeCursor(headings.assessments, file: files[2], log)
    plans = BladeCursor(headings.plans, file: files[3], log)
    details = BladeCursor(headings.details, file: files[4], log)
    activePlans = BladeCursor(headings.activePlans, file: files[5], log)
    placements = BladeCursor(headings.placements, file: files[6], log)
    needs = BladeCursor(headings.needs, file: files[7], log)
  }

  /// Begins with another portion. Its bytes are changed for those of the one before.
  mutating func begin(_ portion: inout BladePortion, _ log: FindingLog) throws(BladeStop) {
    let isLast = portion.isLast
    try persons.begin(&portion.files[0], isLast: isLast, log)
    try requests.begin(&portion.files[1], isLast: isLast, log)
    try assessments.begin(&portion.files[2], isLast: isLast, log)
    try plans.begin(&portion.files[3], isLast: isLast, log)
    try details.begin(&portion.files[4], isLast: isLast, log)
    try activePlans.begin(&portion.files[5], isLast: isLast, log)
    try placements.begin(&portion.files[6], isLast: isLast, log)
    try needs.begin(&portion.files[7], isLast: isLast, log)
  }

  /// What the present portion holds, by `Module.tables`.
  var extents: [PortionExtent] {
    [
      persons.extent, requests.extent, assessments.extent, plans.extent, details.extent, activePlans.extent,
      placements.extent, needs.extent,
    ]
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
