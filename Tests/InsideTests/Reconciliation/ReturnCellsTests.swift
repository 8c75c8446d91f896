@testable import Ingest
@testable import PublicData
import TestSupport
import Testing
import Vocabulary

/// DfE's definitions, one by one, on children made by hand. The rehearsal cannot show them: its tables and the agent's
/// could be wrong in the same way.
@Suite struct ReturnCellsTests {
  /// One child of `OneChild`: mainstream school 100001, ASD, born 2011-03-09, plan of 2024-07-20 after 35 days.
  private static func child(_ number: Int, _ changes: [(String, String)] = []) -> String {
    let person = String(OneChild.element("Person")).replacing(OneChild.upn, with: TinyReturn.upn(number + 100))
      .replacing("<UniqueLearnerNumber>1000000003", with: "<UniqueLearnerNumber>")
    return changes.reduce(person) { text, change in
      #expect(text.contains(change.0), "\(change.0)")
      return text.replacing(change.0, with: change.1)
    }
  }

  private static func counts(_ children: [[(String, String)]]) throws -> ReturnCounts {
    let folder = try TinyFolder()
    let persons = children.enumerated().map { child($0, $1) }.joined(separator: "\n")
    try folder.write(Array(OneChild.xml.replacing(OneChild.element("Person"), with: persons).utf8), "return.xml")
    let tallied = try Ingest.tally(folder: folder.folder.path, providers: ProviderTests.register(), borough: "201")
    #expect(tallied.report.verdict != .unusable, "\(tallied.report.text)")
    return try #require(tallied.counts.first)
  }

  /// A table of the borough with nobody in it: what it has as columns and rows decides what is counted.
  private static func table(
    _ period: String, _ columns: [String], _ rows: [(String, String)], hidden: Set<String> = []
  ) throws -> PublishedTable {
    let place = "Local authority,E92000001,England,E12000007,London,E09000001,201,City of London"
    let head =
      "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,new_la_code,"
      + "old_la_code,la_name,breakdown_topic,breakdown"
    let figures = columns.map { hidden.contains($0) ? "x" : "0" }.joined(separator: ",")
    let lines = rows.map { "\(period),\(place),\($0.0),\($0.1),\(figures)" }
    return try PublishedTable(parsing: Array(([head + "," + columns.joined(separator: ",")] + lines).joined(separator: "\n").utf8))
  }

  /// Cells that hold anybody, as `everybody ehcplans`.
  private static func cells(_ counts: ReturnCounts, _ table: PublishedTable) -> [String: Int] {
    let all = counts.cells(of: table, borough: "E09000001").filter { $0.value > 0 }
    return Dictionary(uniqueKeysWithValues: all.map { ("\($0.breakdown) \($0.measure.name)", $1) })
  }

  private static let settings = [
    "ehcplans", "mainstream_la_maintained", "mainstream_la_maintained_senunit", "mainstream_academy", "mainstream_total",
    "special_academy_free", "special_independent", "special_total", "general_fe_tertiary_colleges", "ukrlp_provider",
    "fe_total", "other_placement_settings", "neet_other_csa", "ed_elsewhere", "nm_early_years", "placement_unknown",
  ]
  private static func stock(_ rows: [(String, String)] = []) throws -> PublishedTable {
    try table("202425,Academic year", settings, [("All EHC plans", "All EHC plans")] + rows)
  }

  private static let placement = String(OneChild.element("PlacementDetail"))
  private static let setting = "<URN>100001</URN><UKPRN></UKPRN><SENsetting></SENsetting>"
  private static func at(_ setting: String) -> [(String, String)] { [(Self.setting, setting)] }

  @Test func whoIsOnRollOnTheCensusDayIsCountedOnce() throws {
    let cease = "<CeaseDate></CeaseDate>"
    let from = "<TransferLA></TransferLA>"
    let received = "<ReceivedDate>2024-02-05"
    let counts = try Self.counts([
      [], [(cease, "<CeaseDate>2025-01-16</CeaseDate>")], [(cease, "<CeaseDate>2025-01-17</CeaseDate>")],
      [("<StartDate>2024-07-20", "<StartDate>2025-01-16")], [("<StartDate>2024-07-20", "<StartDate>2025-01-17")],
      [(from, "<TransferLA>305</TransferLA>"), (received, "<ReceivedDate>2025-01-16")],
      [(from, "<TransferLA>305</TransferLA>"), (received, "<ReceivedDate>2025-01-17")],
    ])
    #expect(Self.cells(counts, try Self.stock())["everybody ehcplans"] == 4)
  }

  @Test func aPlacementCountsWhereItIsAttendedThatDay() throws {
    func second(_ rank: Int, _ entry: String, _ leaving: String = "") -> [(String, String)] {
      let more = Self.placement.replacing("100001", with: "100003").replacing("<PlacementRank>1", with: "<PlacementRank>\(rank)")
        .replacing("2022-09-01", with: entry).replacing("<LeavingDate>", with: "<LeavingDate>\(leaving)")
      return [(Self.placement, more + Self.placement)]
    }
    let counts = try Self.counts([
      second(2, "2024-09-01"), second(1, "2024-09-01"), second(1, "2024-09-01", "2025-01-16"),
      second(1, "2024-09-01", "2025-01-15"), [(Self.placement, "")],
      Self.at("<URN></URN><UKPRN></UKPRN><SENsetting>NIEO</SENsetting>"),
      Self.at("<URN></URN><UKPRN></UKPRN><SENsetting>EYP</SENsetting>"),
      Self.at("<URN></URN><UKPRN>19999999</UKPRN><SENsetting></SENsetting>"),
      Self.at("<URN></URN><UKPRN>10000004</UKPRN><SENsetting></SENsetting>"),
      Self.at("<URN>100005</URN><UKPRN></UKPRN><SENsetting></SENsetting>"),
      [("<SENunitIndicator>0", "<SENunitIndicator>1")],
    ])
    #expect(
      Self.cells(counts, try Self.stock()) == [
        "everybody ehcplans": 11, "everybody mainstream_la_maintained": 2, "everybody special_independent": 2,
        "everybody mainstream_la_maintained_senunit": 1, "everybody mainstream_total": 3, "everybody special_academy_free": 1,
        "everybody special_total": 3, "everybody placement_unknown": 1, "everybody neet_other_csa": 1,
        "everybody ed_elsewhere": 1, "everybody nm_early_years": 1, "everybody ukrlp_provider": 1,
        "everybody general_fe_tertiary_colleges": 1, "everybody fe_total": 2,
      ])
  }

  @Test func agesAreThoseOfTheLastThirtyFirstOfAugust() throws {
    let birth = "<PersonBirthDate>2011-03-09"
    let counts = try Self.counts([
      [], [(birth, "<PersonBirthDate>2011-08-31")], [(birth, "<PersonBirthDate>2011-09-01")],
      [(birth, "<PersonBirthDate>2022-05-01"), ("2022-09-01", "2024-09-01")],
      [(birth, "<PersonBirthDate>2004-01-01")],
    ])
    let topic = "Child or young persons age"
    let ages = [("under 3", "0 to 2"), ("age 12", "12"), ("age 13", "13"), ("age 20 and over", "20 to 25")]
    let cells = Self.cells(counts, try Self.stock(ages.map { (topic, $0.0) }))
    #expect(ages.map { cells["age \($0.1) ehcplans"] } == [1, 1, 2, 1])
  }

  @Test func needsAreOfRankOneAndDownSyndromeStandsWhereTheTableHasIt() throws {
    let need = "<SENtype>ASD</SENtype>"
    let both = OneChild.element("SENneed") + "\n<SENneed><SENtype>SLCN</SENtype><SENtypeRank>2</SENtypeRank></SENneed>"
    let counts = try Self.counts([
      [], [(need, "<SENtype>DS</SENtype>")], [(need, "<SENtype></SENtype>")], [(need, "<SENtype>XYZ</SENtype>")],
      [(String(both), "")],
      // In the other order.
      [(String(both), "<SENneed><SENtype>SLCN</SENtype><SENtypeRank>2</SENtypeRank></SENneed>" + OneChild.element("SENneed"))],
    ])
    let columns = ["ehc_plans", "number_asd", "number_ds", "number_oth", "number_slcn", "number_need_unknown"]
    let all = [("All EHC plans", "All EHC plans")]
    let apart = try Self.table("202425,Academic year", columns, all)
    let within = try Self.table("202425,Academic year", columns, all, hidden: ["number_ds"])
    let before = try Self.table("202425,Academic year", columns.filter { $0 != "number_ds" }, all)
    let expected = ["everybody ehc_plans": 6, "everybody number_asd": 2, "everybody number_need_unknown": 3]
    #expect(Self.cells(counts, apart) == expected.merging(["everybody number_ds": 1]) { $1 })
    for table in [within, before] { #expect(Self.cells(counts, table) == expected.merging(["everybody number_oth": 1]) { $1 }) }
  }

  /// New plans: of the calendar year, not transferred in, where the plan says, by ages that differ by release.
  @Test func newPlansAreThoseOfTheYear() throws {
    let start = "<StartDate>2024-07-20"
    let detail = String(OneChild.element("PlanDetail"))
    func named(_ urn: String, rank: String) -> String { detail.replacing("100001", with: urn).replacing("Rank>1<", with: "Rank>\(rank)<") }
    let counts = try Self.counts([
      [(start, "<StartDate>2023-12-31")], [(start, "<StartDate>2024-01-01")], [(start, "<StartDate>2024-12-31")],
      [(start, "<StartDate>2025-01-01")], [("<TransferLA></TransferLA>", "<TransferLA>305</TransferLA>")],
      [(detail, "")], [(detail, named("100003", rank: "2") + detail)], [(detail, named("100003", rank: "2"))],
    ])
    let columns = ["new_ehc_plans"] + Self.settings.dropFirst()
    let rows = [("New EHC plans", "New EHC plans")] + (11...13).map { ("Age when plan started", "age \($0)") }
    let exact = Self.cells(counts, try Self.table("2024,Calendar year", columns, rows))
    #expect(exact["everybody new_ehc_plans"] == 5 && exact["everybody mainstream_la_maintained"] == 3)
    #expect(exact["everybody special_independent"] == 1 && exact["everybody placement_unknown"] == 1)
    // Born on 9 March 2011: twelve on 1 January 2024, thirteen later in the year.
    #expect([11, 12, 13].map { exact["age at start \($0) new_ehc_plans"] } == [nil, 1, 4])
    let latest = columns.filter { $0 != "special_academy_free" } + ["special_academy", "special_free_school"]
    let academic = Self.cells(counts, try Self.table("2024,Calendar year", latest, rows))
    // Twelve on 31 August 2023, thirteen on 31 August 2024.
    #expect([11, 12, 13].map { academic["age at start \($0) new_ehc_plans"] } == [nil, 4, 1])
  }

  @Test func ceasedPlansHaveAReasonOrNone() throws {
    let cease = "<CeaseDate></CeaseDate><CeaseReason></CeaseReason>"
    func ended(_ day: String, _ reason: String) -> [(String, String)] {
      [(cease, "<CeaseDate>\(day)</CeaseDate><CeaseReason>\(reason)</CeaseReason>"), ("<StartDate>2024-07-20", "<StartDate>2020-07-20")]
    }
    let old = ended("2024-08-01", "1") + [("<PersonBirthDate>2011-03-09", "<PersonBirthDate>1998-07-01")]
    let counts = try Self.counts([
      ended("2023-12-31", "1"), ended("2024-01-01", "2"), ended("2024-12-31", ""), ended("2025-01-01", "9"), old,
    ])
    let rows = [("All ceased EHC plans", "All")] + [12, 13].map { ("Age plan ceased", "age \($0)") } + [("Age plan ceased", "age 20 and over")]
    let apart = Self.cells(counts, try Self.table("2024,Calendar year", ["total_ceased", "max_age", "needs_met", "other", "not_rec"], rows))
    #expect(
      apart == [
        "everybody total_ceased": 3, "everybody needs_met": 1, "everybody not_rec": 1, "everybody max_age": 1,
        "age when ceased 12 total_ceased": 1, "age when ceased 12 needs_met": 1, "age when ceased 13 total_ceased": 1,
        "age when ceased 13 not_rec": 1,
        // Who is 26 belongs to "20 and over".
        "age when ceased 20 to 25 total_ceased": 1, "age when ceased 20 to 25 max_age": 1,
      ])
    let joined = Self.cells(counts, try Self.table("2024,Calendar year", ["total_ceased", "max_age", "needs_met", "other"], [rows[0]]))
    #expect(joined["everybody other"] == 1)
  }

  @Test func requestsAreThoseOfTheYearAndSixWeeksAre42Days() throws {
    let decided = "<RequestOutcomeDate>2024-03-11</RequestOutcomeDate><RequestOutcome>Y<"
    func outcome(_ day: String, _ code: String) -> [(String, String)] {
      [(decided, "<RequestOutcomeDate>\(day)</RequestOutcomeDate><RequestOutcome>\(code)<")]
    }
    let received = "<ReceivedDate>2024-02-05"
    let counts = try Self.counts([
      outcome("2024-03-18", "Y"), outcome("2024-03-19", "N"), outcome("", "A"), outcome("", ""), outcome("", "W"),
      [(received, "<ReceivedDate>2023-12-31")], [(received, "<ReceivedDate>2025-01-01")],
      [("<TransferLA></TransferLA>", "<TransferLA>305</TransferLA>")],
      [("<RYA>0", "<RYA>1"), ("<RequestMediation>0", "<RequestMediation>1"), ("<RequestTribunal>0", "<RequestTribunal>1")],
    ])
    let columns = PublishedRequestColumn.allCases.map(\.rawValue)
    let table = try Self.table("2024,Calendar year", columns, [("All requests for EHC needs assessments", "All")])
    #expect(
      Self.cells(counts, table) == [
        "everybody requests_received_in_year": 6, "everybody requests_decided_to_assess": 2,
        "everybody requests_decided_not_to_assess": 1, "everybody requests_decision_not_made": 2,
        "everybody requests_withdrawn": 1, "everybody request_outcome_six_weeks": 2,
        "everybody request_outcome_over_6_weeks": 1, "everybody requests_rya": 1, "everybody mediation_related_request": 1,
        "everybody tribunal_related_request": 1, "everybody tribunal_after_mediation_request": 1,
      ])
  }

  /// By age on the day of the request: born 2011-03-09, it is twelve until March.
  @Test func requestsAndDecidedAssessmentsAreCountedByAge() throws {
    let decided = "<AssessmentOutcome>Y</AssessmentOutcome><AssessmentOutcomeDate>2024-06-03</AssessmentOutcomeDate>"
    func assessment(_ day: String, _ code: String) -> [(String, String)] {
      [(decided, "<AssessmentOutcome>\(code)</AssessmentOutcome><AssessmentOutcomeDate>\(day)</AssessmentOutcomeDate>")]
    }
    let counts = try Self.counts([
      [], assessment("2024-12-31", "N"), assessment("2025-01-02", "Y"), assessment("", "A"),
      assessment("2024-06-03", "W"), assessment("2024-06-03", "H"),
      [("<ReceivedDate>2024-02-05", "<ReceivedDate>2024-03-09")],
      [("<TransferLA></TransferLA>", "<TransferLA>305</TransferLA>")],
    ])
    func ages(_ counts: [Int]) -> [Int: Int] {
      Dictionary(uniqueKeysWithValues: counts.enumerated().filter { $0.element > 0 }.map { ($0.offset, $0.element) })
    }
    #expect(ages(counts.requestsByAge(.received)) == [12: 6, 13: 1])
    #expect(ages(counts.assessmentsByAge(issued: false)) == [12: 2, 13: 1])
    #expect(ages(counts.assessmentsByAge(issued: true)) == [12: 1, 13: 1])
  }

  /// Where a release prints special academies and free schools together, or other placements outside their sub-total.
  @Test func whatATableDoesNotDivideIsCountedWhereItDoes() throws {
    let counts = try Self.counts([
      Self.at("<URN>100005</URN><UKPRN></UKPRN><SENsetting></SENsetting>"),
      Self.at("<URN></URN><UKPRN></UKPRN><SENsetting>OTH</SENsetting>"),
    ])
    let columns = ["ehcplans", "mainstream_total", "special_academy", "special_free_school", "special_total", "other_placement_settings", "ed_elsewhere"]
    let all = [("All EHC plans", "All EHC plans")]
    let divided = Self.cells(counts, try Self.table("202425,Academic year", columns, all))
    #expect(divided["everybody special_free_school"] == 1 && divided["everybody special_academy"] == nil)
    #expect(divided["everybody other_placement_settings"] == 1 && divided["everybody ed_elsewhere"] == 1)
    let undivided = Self.cells(counts, try Self.table("202425,Academic year", columns, all, hidden: ["special_free_school"]))
    #expect(undivided["everybody special_academy"] == 1 && undivided["everybody special_free_school"] == nil)
  }

  /// Hackney's January 2024: a total and symbols. What is hidden is no difference.
  @Test func whatIsNotPublishedIsNotComparable() throws {
    let counts = try Self.counts([[]])
    let hidden = Set(Self.settings).subtracting(["ehcplans", "ukrlp_provider"])
    let table = try Self.table("202425,Academic year", Self.settings, [("All EHC plans", "All EHC plans")], hidden: hidden)
    let compared = PublishedComparison(table, borough: "E09000001", own: counts.cells(of: table, borough: "E09000001"))
    #expect(compared.cells == 2 && compared.differences.map(\.cell.measure.name) == ["ehcplans"])
    #expect(compared.notComparable.count == hidden.count)
    // Nothing of another year, borough or kind of table.
    let other = try Self.table("202324,Academic year", Self.settings, [("All EHC plans", "All EHC plans")])
    #expect(counts.cells(of: other, borough: "E09000001").isEmpty && counts.cells(of: table, borough: "E09000002").isEmpty)
  }
}
