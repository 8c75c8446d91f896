@testable import PublicData
import Testing
import Vocabulary

struct PublicTablesLayoutTests {
  private let camden = "E09000007"

  @Test func aCaseloadOf2025KeepsSymbolsAndMapsSettingsToSectors() throws {
    let head = Sample.header(["breakdown_topic", "breakdown", "ehcplans"] + Sample.settings(false))
    let place = Sample.borough(camden)
    let table = try PublishedTable(
      parsing: Sample.bytes([
        head,
        "202425,Academic year,\(place),All EHC plans,All EHC plans,100,30,5,1,20,2,58,58.0,10,8,4,22,1.5,3,9,1,5,2,x",
        "202425,Academic year,\(place),Child or young persons age,age 7,40,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x",
        "202425,Academic year,Local authority,E92000001,England,E12000001,North East,E08000037,390,Gateshead,Sex,Male,1"
          + String(repeating: ",z", count: 18),
      ]))
    #expect(table.kind == .caseload && table.layout == .from2023 && table.reportingYear == 2025)
    #expect(table.rows.count == 2 && table.rowsElsewhere == 1 && table.rows[1].line == 3)
    // OT: the rest of 100, whatever its columns are.
    #expect(table.sectors(.borough(camden), .january(2025)) == [50, 6, 18, 6, 10, 10])
    let all = try #require(table.row(.borough(camden), .january(2025)))
    #expect(table.figure("mainstream_total_pc", in: all) == .share(58))
    #expect(table.figure("await_prov_2022", in: all) == .symbol(.unavailable))
    let age = PublishedBreakdown.age(.ages(7...7))
    #expect(table.row(.borough(camden), .january(2025), age).map { table.total($0) } == 40)
    #expect(table.sectors(.borough(camden), .january(2025), age) == nil)
  }

  @Test func theSettingsOf2026AreKnownWhenSpecialAcademiesStandApart() throws {
    let head = Sample.header(["breakdown_topic", "breakdown", "ehcplans"] + Sample.settings(true))
    let row =
      "202526,Academic year,\(Sample.borough(camden)),All EHC plans,All EHC plans,100,30,5,1,20,2,58,58.0,10,6,2,4,22,1.5,3,9,1,5,2,x"
    let table = try PublishedTable(parsing: Sample.bytes([head, row]))
    #expect(table.layout == .from2026 && table.reportingYear == 2026)
    #expect(table.sectors(.borough(camden), .january(2026)) == [50, 6, 18, 6, 10, 10])
  }

  @Test func needsAreReadInOurOrderWithDownSyndromeAndUnknownUnderOther() throws {
    let codes = ["asd", "ds", "hi", "mld", "msi", "oth", "pd", "pmld", "semh", "slcn", "sld", "spld", "vi"]
    let head = Sample.header(
      ["breakdown_topic", "breakdown", "ehc_plans"] + codes.map { "number_" + $0 } + ["number_need_unknown", "asd_pc"])
    let figures = "105,1,2,3,4,5,6,7,8,9,10,11,12,13,14,1.0"
    let stock = try PublishedTable(
      parsing: Sample.bytes([
        head, "202526,Academic year,\(Sample.borough(camden)),All EHC plans,All EHC plans,\(figures)",
      ]))
    #expect(stock.kind == .needOfPlans)
    let row = try #require(stock.row(.borough(camden), .january(2026)))
    // ASD SLCN SEMH MLD SLD PMLD SPLD HI VI MSI PD OTH
    #expect(stock.needs(row) == [1, 10, 9, 4, 11, 8, 12, 3, 13, 5, 7, 6 + 2 + 14])
    // The same columns with a calendar year are the needs of new plans; the 2025 revision writes 202425 for 2024.
    let flow = try PublishedTable(
      parsing: Sample.bytes([
        head, "202425,Calendar year,\(Sample.borough(camden)),Age when plan started,age 20 and over,\(figures)",
      ]))
    #expect(flow.kind == .needOfNewPlans && flow.reportingYear == 2025)
    #expect(flow.row(.borough(camden), .calendarYear(2024), .ageAtStart(.ages(20...25))) != nil)
  }

  @Test func eachTableIsRecognisedByItsColumns() throws {
    let tables: [(PublishedKind, [String])] = [
      (.newPlans, ["new_ehc_plans", "mainstream_total"]), (.ceased, ["max_age", "total_ceased"]),
      (.requests, ["requests_received_in_year"]), (.assessments, ["assess_in_year"]), (.timeliness, ["plans_issued_den"]),
      (.workBased, ["open_wbp"]), (.annualReviews, ["total_ehc_plans", "outcome_amended"]),
      (.phaseTransfers, ["number_plans", "due_25"]), (.residential, ["Res_52", "Res_tot"]),
      (.personalBudgets, ["personal_budget", "pb_education"]),
    ]
    for (kind, columns) in tables {
      let head = Sample.header(["breakdown_topic", "breakdown"] + columns)
      let row =
        "2025,Calendar year,\(Sample.borough(camden)),All things,All things" + String(repeating: ",7", count: columns.count)
      let table = try PublishedTable(parsing: Sample.bytes([head, row]))
      #expect(table.kind == kind && table.reportingYear == 2026)
      #expect(table.row(.borough(camden), .calendarYear(2025)).flatMap { table.total($0) } == 7)
    }
  }

  @Test func theTablesOf2022AreRead() throws {
    let place = Sample.borough(camden, old: true)
    let ages = try PublishedTable(
      parsing: Sample.bytes([
        Sample.header(Sample.place2022, ["characteristic_age", "Total_st", "Total_all", "Total_all_pc"]),
        "2022,Calendar year,\(place),Total,z,30,100", "2022,Calendar year,\(place),Under 5,z,10,33.333",
        "2022,Calendar year,\(place),Age 5 to 10,z,20,66.667",
      ]))
    #expect(ages.kind == .plansByAge && ages.layout == .to2022 && ages.reportingYear == 2022)
    #expect(ages.row(.borough(camden), .january(2022), .age(.ages(5...10))).flatMap { ages.total($0) } == 20)
    #expect(ages.brokenMargins().isEmpty)

    let head = Sample.header(Sample.place2022, ["establishment_type", "establishment_group", "Total_all"])
    let settings = try PublishedTable(
      parsing: Sample.bytes([
        head, "2022,Calendar year,\(place),Total,Total,30", "2022,Calendar year,\(place),Total,Special school,12",
        "2022,Calendar year,\(place),Hospital School,Special school,2",
        "2022,Calendar year,\(place),Special - Independent,Special school,10",
        "2022,Calendar year,\(place),Mainstream - Academy - SEN unit,Mainstream school,7",
        "2022,Calendar year,\(place),NEET,NEET,11",
      ]))
    #expect(settings.kind == .plansBySetting)
    #expect(settings.sectors(.borough(camden), .january(2022)) == [0, 7, 2, 10, 0, 11])
    #expect(settings.row(.borough(camden), .january(2022), .settingGroup(.special)) != nil)

    let process = try PublishedTable(
      parsing: Sample.bytes([
        Sample.header(Sample.place2022, ["NewallEHC", "InreqEHC", "IncExc20weekRate"]),
        "2021,Calendar year,\(place),12,40,57.9000",
      ]))
    #expect(process.kind == .process && process.reportingYear == 2022)
    #expect(process.figure("inreqehc", in: process.rows[0]) == .count(40))
  }

  @Test func agesAreReadInEveryWording() {
    let wordings: [String: PublishedAges] = [
      "age 7": .ages(7...7), "aged 7": .ages(7...7), "7": .ages(7...7), "age 2 and under": .ages(0...2),
      "under 3": .ages(0...2),
      "age 20 and over": .ages(20...25), "12 or more": .ages(12...25), "12 years and over": .ages(12...25),
      "1 year": .ages(1...1),
      "less than a year": .ages(0...0), "under a year": .ages(0...0), "age unknown": .unknown, "unknown": .unknown,
      "age 5 to 10": .ages(5...10),
    ]
    for (text, ages) in wordings { #expect(PublishedAges(label: text) == ages, "\(text)") }
    for text in ["", "all", "age", "10 to 5", "1 2 3", "age 999999999999999999999"] {
      #expect(PublishedAges(label: text) == nil)
    }
  }

  @Test func groupsThatAreNewAreKeptAsPrinted() {
    #expect(PublishedBreakdown(topic: "ethnicity", group: "any other") == .other(topic: "ethnicity", group: "any other"))
    #expect(PublishedBreakdown(topic: "age at start of academic year", group: "age 7") == .age(.ages(7...7)))
    #expect(
      PublishedBreakdown(topic: "type of placement", group: "moon school")
        == .other(topic: "type of placement", group: "moon school"))
  }

  @Test func everyDefectOfATableHasItsCodeLineAndColumn() {
    let head = Sample.header(["breakdown_topic", "breakdown", "requests_received_in_year"])
    func defect(_ lines: [String]) -> PublicTableError? {
      do {
        _ = try PublishedTable(parsing: Sample.bytes(lines))
        return nil
      } catch { return error }
    }
    let good = "2024,Calendar year,\(Sample.borough(camden)),All requests,All requests,5"
    #expect(defect([head, good]) == nil)
    #expect(defect([head]) == PublicTableError(.emptyFile, line: 0))
    #expect(defect(["UPN,Surname", "A,B"]) == PublicTableError(.unknownTable, line: 1))
    #expect(defect([head, good, good]) == PublicTableError(.duplicateRow, line: 3))
    #expect(defect([head, good + ",1"]) == PublicTableError(.wrongFieldCount, line: 2))
    #expect(defect([head + ",breakdown", good + ",1"]) == PublicTableError(.duplicateColumn, line: 1, column: "breakdown"))
    for bad in ["", "5.5", "-1", "five", "1e3"] {
      #expect(
        defect([head, String(good.dropLast()) + bad])
          == PublicTableError(.badNumber, line: 2, column: "requests_received_in_year"))
    }
    for bad in ["24", "202426", "202425x", ""] {
      #expect(defect([head, bad + good.dropFirst(4)]) == PublicTableError(.badPeriod, line: 2, column: "time_period"))
    }
    let elsewhere = good.replacing(camden, with: "E08000037")
    #expect(defect([head, elsewhere]) == PublicTableError(.noLondonRows, line: 0))
    let short = head.replacing("region_code,", with: "")
    #expect(defect([short, good]) == PublicTableError(.missingColumn, line: 1, column: "region_code"))
  }

  @Test func everySettingHasALabelOrAColumnAndSENSettingCodesAreMapped() {
    #expect(PublishedSetting.allCases.count { $0.sector == .resourced } == 6)
    #expect(PublishedSetting(senSetting: "NIEO", schoolAge: true) == .notInEducationSchoolAge)
    #expect(PublishedSetting(senSetting: "NIEO", schoolAge: false) == .notInEducationOther)
    for code in ["OLA", "OPA", "EHE", "EYP", "OTH", "NEET", "NIEC"] {
      #expect(PublishedSetting(senSetting: code, schoolAge: true)?.sector == .other)
    }
    #expect(PublishedSetting(senSetting: "ola", schoolAge: true) == nil)
  }

  /// DfE's annual reviews of 2025 as first published have a column twice; a table of which figures are used may not.
  @Test func aColumnThatStandsTwiceIsTakenFromNoTableOfFigures() throws {
    let reviews = ["breakdown_topic", "breakdown", "total_ehc_plans", "review_meeting_prior_24", "review_meeting_prior_24", "outcome_amend"]
    let table = try PublishedTable(
      parsing: Sample.bytes([
        Sample.header(reviews), "202425,Academic year,\(Sample.borough("E09000007")),Total,Total,10,4,5,-3",
      ]))
    #expect(table.kind == .annualReviews && table.columns == ["total_ehc_plans", "outcome_amend"])
    // And rests below 0.
    #expect(table.rows[0].figures == [.count(10), .count(-3)])
    let requests = ["breakdown_topic", "breakdown", "requests_received_in_year", "requests_rya", "requests_rya"]
    let twice = Sample.bytes([
      Sample.header(requests), "2024,Calendar year,\(Sample.borough("E09000007")),All requests,All requests,5,0,0",
    ])
    #expect(throws: PublicTableError(.duplicateColumn, line: 1, column: "requests_rya")) { try PublishedTable(parsing: twice) }
  }

  /// A table of DfE's that is not used is told from a file that is none: columns of the releases of 2023 and of tables beside.
  @Test(arguments: [
    ["age", "ehcp_or_statement", "num_caseload", "pc_caseload"], ["inreq_ehc", "new_all_ehc", "ass_refused_ehc"],
    ["des_med_off", "des_clin_off", "des_so_care_off"], ["establishment_type", "ehcp_or_statement", "num_new_plans"],
  ])
  func aTableOfDfEThatIsNotUsedIsCalledThat(columns: [String]) {
    let bytes = Sample.bytes([Sample.header(columns), "2022,Calendar year,\(Sample.borough("E09000007"))," + columns.map { _ in "1" }.joined(separator: ",")])
    for read in [{ _ = try PublishedTable(parsing: bytes) }, { _ = try PublicFile(parsing: bytes) }] as [() throws -> Void] {
      let error = #expect(throws: PublicTableError.self) { try read() }
      #expect(error == PublicTableError(.unusedTable, line: 1) && error?.description.contains("2025") == true)
    }
  }
}
