import Vocabulary

/// Spells a return as the nine CSV files of COLLECT's "Blade" export, linked by table ids that differ in every export.
///
/// Values never hold a comma or a quotation mark, so nothing is quoted. Lines end in CRLF.
struct BladeReturn: ReturnSpelling {
  enum Module: String, CaseIterable {
    case sen2, person, requests, assessment, namedplan, plandetail, activeplans, placementdetail, senneed

    var parent: Module? {
      switch self {
      case .sen2: nil
      case .person: .sen2
      case .requests: .person
      case .assessment, .activeplans: .requests
      case .namedplan: .assessment
      case .plandetail: .namedplan
      case .placementdetail, .senneed: .activeplans
      }
    }
  }

  private var tables: [Bytes]
  private var nextID: [Int]
  private let header: ReturnHeader
  private let settingColumns =
    "urn,ukprn,sensetting,sensettingother,placementrank,senunitindicator,resourcedprovisionindicator"

  init(_ header: ReturnHeader) {
    self.header = header
    tables = Module.allCases.map { _ in Bytes() }
    nextID = Module.allCases.indices.map { (header.year - 2000) * 1_000_000 + $0 * 100_000 }
    let (isBefore2024, is2025) = (header.isBefore2024, header.hasItemsOf2025)
    for (place, module) in Module.allCases.enumerated() {
      let columns =
        switch module {
        case .sen2:
          "collection,year,referencedate,sourcelevel,lea,softwarecode,release,serialno,datetime,dmo,dco"
            + (is2025 ? ",dsco" : "")
        case .person:
          "surname,forename,personbirthdate,\(isBefore2024 ? "gendercurrent" : "sex"),ethnicity,postcode,upn,uniquelearnernumber,upnunknown"
        case .requests:
          "receiveddate," + (is2025 ? "requestsource," : "")
            + "rya,requestoutcomedate,requestoutcome,requestmediation,requesttribunal,exported"
        case .assessment:
          "assessmentoutcome,assessmentoutcomedate,assessmentmediation,assessmenttribunal,othermediation,othertribunal,"
            + "week20"
        case .namedplan: "startdate,planres,planwbp,pb,oa,dp,ceasedate,ceasereason"
        case .plandetail: settingColumns
        case .activeplans:
          (isBefore2024 ? "transferla,res,wbp,lastreview" : "transferla,reviewmeeting,reviewoutcome,lastreview")
            + (is2025 ? ",reviewdraft,phasetransferduedate,phasetransferfinaldate" : "")
        case .placementdetail: settingColumns + ",entrydate,leavingdate," + (isBefore2024 ? "attendancepattern" : "res,wbp")
        case .senneed: "sentype,sentyperank"
        }
      let parent = module.parent.map { $0.rawValue + "tableid," } ?? ""
      tables[place].add(
        "\(module.rawValue)tableid,NativeId,\(module.rawValue)orderseqcolumn,sourceid,\(parent)\(columns)\r\n")
    }
    addHeaderRow()
  }

  /// The tables, in the order of modules.
  var texts: [Bytes] { tables }

  func write(to folder: Folder) throws {
    let export = try folder.folder("sen2_\(header.year)")
    try export.writeNotice()
    for (module, table) in zip(Module.allCases, tables) {
      try export.write(table, to: "Blade-Export_20-03-\(header.year)_\(module.rawValue).csv")
    }
  }

  mutating func add(_ person: ReturnedPerson) {
    let who = person.identity
    let id = row(.person, parent: nextID[Self.place(.sen2)])
    text(.person, who.surname, who.forename)
    day(.person, who.birthDay)
    text(.person, who.sex, who.ethnicity, who.postcode, who.upn, who.uln, "")
    end(.person)
    for request in person.requests { add(request, id) }
  }

  private mutating func addHeaderRow() {
    _ = row(.sen2, parent: nil)
    text(.sen2, "SEN2", String(header.year))
    day(.sen2, header.referenceDay)
    text(.sen2, "L", header.laNumber, ReturnHeader.software, "1", "1")
    day(.sen2, header.exportDay)
    text(.sen2, "Fictional Officer", "Fictional Officer")
    if header.hasItemsOf2025 { text(.sen2, "Fictional Officer") }
    end(.sen2)
  }

  private mutating func add(_ request: ReturnedRequest, _ person: Int) {
    let id = row(.requests, parent: person)
    day(.requests, request.received)
    if header.hasItemsOf2025 { text(.requests, String(request.source)) }
    flag(.requests, false)
    day(.requests, request.outcomeDay)
    text(.requests, request.outcome)
    flag(.requests, request.mediation)
    flag(.requests, request.tribunal)
    text(.requests, "")
    end(.requests)
    if let assessment = request.assessment { add(assessment, id) }
    if let active = request.active { add(active, id) }
  }

  private mutating func add(_ assessment: ReturnedAssessment, _ request: Int) {
    let id = row(.assessment, parent: request)
    text(.assessment, assessment.outcome)
    day(.assessment, assessment.day)
    for _ in 0..<4 { flag(.assessment, false) }
    flag(.assessment, assessment.week20)
    end(.assessment)
    guard let plan = assessment.plan else { return }
    let planID = row(.namedplan, parent: id)
    day(.namedplan, plan.start)
    text(.namedplan, plan.residence, "")
    flag(.namedplan, plan.personalBudget)
    flag(.namedplan, false)
    text(.namedplan, "")
    day(.namedplan, plan.ceased)
    text(.namedplan, plan.ceaseReason.map { String($0) } ?? "")
    end(.namedplan)
    for (rank, setting) in plan.details.enumerated() {
      _ = row(.plandetail, parent: planID)
      add(setting, rank + 1, .plandetail)
      end(.plandetail)
    }
  }

  private mutating func add(_ active: ReturnedActivePlan, _ request: Int) {
    let id = row(.activeplans, parent: request)
    text(.activeplans, active.transferLA ?? "")
    if header.isBefore2024 {
      text(.activeplans, active.residence, "")
    } else {
      day(.activeplans, active.review)
      text(.activeplans, active.review == nil ? "" : "M")
    }
    day(.activeplans, active.review)
    if header.hasItemsOf2025 { text(.activeplans, "", "", "") }
    end(.activeplans)
    for (episode, rank) in active.placements.map({ ($0, 1) }) + (active.alongside.map { [($0, 2)] } ?? []) {
      _ = row(.placementdetail, parent: id)
      add(episode.setting, rank, .placementdetail)
      day(.placementdetail, episode.entry)
      day(.placementdetail, episode.leaving)
      if header.isBefore2024 {
        text(.placementdetail, "F")
      } else {
        text(.placementdetail, rank == 1 ? active.residence : "", "")
      }
      end(.placementdetail)
    }
    for (rank, need) in active.needs.enumerated() {
      _ = row(.senneed, parent: id)
      text(.senneed, need, String(rank + 1))
      end(.senneed)
    }
  }

  private mutating func add(_ setting: Setting, _ rank: Int, _ module: Module) {
    text(module, setting.provider?.urn.map { String($0) } ?? "", setting.provider.map { String($0.ukprn) } ?? "")
    text(module, setting.code, setting.code == "OTH" ? "Fictional setting" : "", String(rank))
    flag(module, setting.isUnit)
    flag(module, setting.isResourced)
  }

  /// Begins a row with its keys.
  private mutating func row(_ module: Module, parent: Int?) -> Int {
    let place = Self.place(module)
    nextID[place] += 1
    let id = nextID[place]
    tables[place].add(id)
    tables[place].add(",")
    tables[place].add(id)
    tables[place].add(",1,")
    tables[place].add(header.laNumber)
    if let parent {
      tables[place].add(",")
      tables[place].add(parent)
    }
    return id
  }

  private mutating func text(_ module: Module, _ values: String...) {
    let place = Self.place(module)
    for value in values {
      tables[place].add(",")
      tables[place].add(value)
    }
  }
  private mutating func day(_ module: Module, _ dayNumber: Int?) {
    let place = Self.place(module)
    tables[place].add(",")
    if let dayNumber { tables[place].addBladeDay(dayNumber) }
  }
  private mutating func flag(_ module: Module, _ value: Bool) { text(module, value ? "true" : "false") }
  private mutating func end(_ module: Module) { tables[Self.place(module)].add("\r\n") }

  private static func place(_ module: Module) -> Int { Module.allCases.firstIndex(of: module) ?? 0 }
}
