import Vocabulary

/// Spells a return as the XML that case systems upload to COLLECT: Message, Header, Persons, and under each Person the
/// nesting Requests, Assessment, NamedPlan, PlanDetail and Requests, ActivePlans, PlacementDetail, SENneed.
struct XMLReturn: ReturnSpelling {
  private var text = Bytes()
  private let header: ReturnHeader

  init(_ header: ReturnHeader) {
    self.header = header
    text.add("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- \(ReturnHeader.notice) -->\n<Message>\n<Header>\n")
    text.add("<CollectionDetails><Collection>SEN2</Collection><Year>\(header.year)</Year>")
    day("ReferenceDate", header.referenceDay)
    text.add("</CollectionDetails>\n<Source><SourceLevel>L</SourceLevel><LEA>\(header.laNumber)</LEA>")
    item("SoftwareCode", ReturnHeader.software)
    text.add("<Release>1</Release><SerialNo>1</SerialNo><DateTime>")
    text.addDay(header.exportDay)
    text.add("T09:00:00</DateTime></Source>\n</Header>\n")
    text.add("<DMO>Fictional Officer</DMO><DCO>Fictional Officer</DCO>")
    if header.hasItemsOf2025 { text.add("<DSCO>Fictional Officer</DSCO>") }
    text.add("\n<Persons>\n")
  }

  mutating func write(to folder: Folder) throws {
    text.add("</Persons>\n</Message>\n")
    try folder.write(text, to: "sen2_\(header.year).xml")
  }

  mutating func add(_ person: ReturnedPerson) {
    let who = person.identity
    text.add("<Person>\n")
    item("Surname", who.surname)
    item("Forename", who.forename)
    day("PersonBirthDate", who.birthDay)
    item(header.isBefore2024 ? "GenderCurrent" : "Sex", who.sex)
    item("Ethnicity", who.ethnicity)
    item("Postcode", who.postcode)
    item("UPN", who.upn)
    if !who.uln.isEmpty { item("UniqueLearnerNumber", who.uln) }
    text.add("\n")
    for request in person.requests { add(request) }
    text.add("</Person>\n")
  }

  private mutating func add(_ request: ReturnedRequest) {
    text.add("<Requests>")
    day("ReceivedDate", request.received)
    if header.hasItemsOf2025 { number("RequestSource", request.source) }
    flag("RYA", false)
    if let decided = request.outcomeDay { day("RequestOutcomeDate", decided) }
    item("RequestOutcome", request.outcome)
    flag("RequestMediation", request.mediation)
    flag("RequestTribunal", request.tribunal)
    text.add("\n")
    if let assessment = request.assessment { add(assessment) }
    if let active = request.active { add(active) }
    text.add("</Requests>\n")
  }

  private mutating func add(_ assessment: ReturnedAssessment) {
    text.add("<Assessment>")
    item("AssessmentOutcome", assessment.outcome)
    if let day = assessment.day { self.day("AssessmentOutcomeDate", day) }
    flag("AssessmentMediation", false)
    flag("AssessmentTribunal", false)
    flag("OtherMediation", false)
    flag("OtherTribunal", false)
    flag("Week20", assessment.week20)
    if let plan = assessment.plan {
      text.add("\n<NamedPlan>")
      day("StartDate", plan.start)
      if !plan.residence.isEmpty { item("PlanRes", plan.residence) }
      flag("PB", plan.personalBudget)
      flag("OA", false)
      if let ceased = plan.ceased { day("CeaseDate", ceased) }
      if let reason = plan.ceaseReason { number("CeaseReason", reason) }
      for (rank, setting) in plan.details.enumerated() {
        text.add("\n<PlanDetail>")
        add(setting, rank: rank + 1)
        text.add("</PlanDetail>")
      }
      text.add("</NamedPlan>\n")
    }
    text.add("</Assessment>\n")
  }

  private mutating func add(_ active: ReturnedActivePlan) {
    text.add("<ActivePlans>")
    if let authority = active.transferLA { item("TransferLA", authority) }
    if header.isBefore2024, !active.residence.isEmpty { item("Res", active.residence) }
    if let review = active.review {
      if !header.isBefore2024 {
        day("ReviewMeeting", review)
        item("ReviewOutcome", "M")
      }
      day("LastReview", review)
    }
    for (episode, rank) in active.placements.map({ ($0, 1) }) + (active.alongside.map { [($0, 2)] } ?? []) {
      text.add("\n<PlacementDetail>")
      add(episode.setting, rank: rank)
      day("EntryDate", episode.entry)
      if let leaving = episode.leaving { day("LeavingDate", leaving) }
      if header.isBefore2024 {
        item("AttendancePattern", "F")
      } else if rank == 1, !active.residence.isEmpty {
        item("Res", active.residence)
      }
      text.add("</PlacementDetail>")
    }
    for (rank, need) in active.needs.enumerated() {
      text.add("\n<SENneed>")
      item("SENtype", need)
      number("SENtypeRank", rank + 1)
      text.add("</SENneed>")
    }
    text.add("</ActivePlans>\n")
  }

  private mutating func add(_ setting: Setting, rank: Int) {
    if let provider = setting.provider {
      if let urn = provider.urn { number("URN", urn) }
      number("UKPRN", provider.ukprn)
    } else {
      item("SENsetting", setting.code)
      if setting.code == "OTH" { item("SENSettingOther", "Fictional setting") }
    }
    number("PlacementRank", rank)
    flag("SENunitIndicator", setting.isUnit)
    flag("ResourcedProvisionIndicator", setting.isResourced)
  }

  private mutating func open(_ name: String) {
    text.add("<")
    text.add(name)
    text.add(">")
  }
  private mutating func close(_ name: String) {
    text.add("</")
    text.add(name)
    text.add(">")
  }
  private mutating func item(_ name: String, _ value: String) {
    open(name)
    text.add(value)
    close(name)
  }
  private mutating func number(_ name: String, _ value: Int) {
    open(name)
    text.add(value)
    close(name)
  }
  private mutating func day(_ name: String, _ dayNumber: Int) {
    open(name)
    text.addDay(dayNumber)
    close(name)
  }
  private mutating func flag(_ name: String, _ value: Bool) { item(name, value ? "1" : "0") }
}
