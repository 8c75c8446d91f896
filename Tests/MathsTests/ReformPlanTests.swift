import ForecastTables
import Forecasting
import Foundation
import PublicData
import Testing
import Vocabulary

/// Tables that others ask for, from the small world of `ForecastTablesTests`.
struct ReformPlanTests {
  private func plan(age: Int = 9) throws -> (ReformPlan, Outlook) {
    let outlook = try ForecastTablesTests.report([], draws: 2, age: age).comparison.outcomes[0].outlooks[0]
    return (try #require(ReformPlan(outlook)), outlook)
  }

  /// Every table of plans adds to the forecast of the January after the year, by whatever it is divided.
  @Test func tablesOfPlansAddToTheForecast() throws {
    let (plan, outlook) = try plan()
    #expect(plan.tables.map(\.number) == ["5.1", "6", "7", "7.1", "7.2", "7.3", "7.4", "7.5", "7.6", "7.7", "10", "11", "12"])
    for (place, year) in ReformPlan.years.enumerated() {
      for number in ["5.1", "6", "7"] {
        let table = try #require(plan.tables.first { $0.number == number })
        let total = try #require(table.rows.last?.values[place])
        #expect((total - outlook.total(year + 1)).magnitude < 1e-6, "\(number) \(year)")
        let sum = table.rows.dropLast().compactMap { $0.values[place] }.reduce(0, +)
        #expect((sum - total).magnitude < 1e-6)
      }
      // Table 7's parts: all provision but home, EOTAS and other, and of other the hospital schools.
      let parts = plan.tables.filter { $0.number.hasPrefix("7.") }.compactMap { $0.rows.last?.values[place] }.reduce(0, +)
      let six = try #require(plan.tables.first { $0.number == "6" })
      let without = six.rows.suffix(4).prefix(3).compactMap { $0.values[place] }.reduce(0, +)
      let alternative = try #require(six.rows.first { $0.label == "Alternative Provision" }?.values[place])
      let hospitals = try #require(plan.tables.first { $0.number == "7.6" }?.rows.last?.values[place]) - alternative
      #expect((parts + without - hospitals - outlook.total(year + 1)).magnitude < 1e-6)
    }
  }

  /// As they stand in the department's template: who fills it in finds each table by its title.
  @Test func titlesAndLabelsAreTheTemplates() throws {
    let all = "Current and projected number of all CYP with EHC plans"
    let (plan, _) = try plan()
    #expect(
      plan.tables.map(\.heading) == [
        "5.1 Total number of EHC plans by age group (with estimated future projections)", "6. \(all) by provision",
        "7. \(all) by primary need", "7.1 \(all) in Early Years Settings including PVIs by primary need",
        "7.2 \(all) in Mainstream Schools or Academies (including Support Bases) by primary need",
        "7.3 \(all) in Specialist Bases by primary need",
        "7.4 \(all) in Maintained Special Schools or Special Academies by primary need",
        "7.5 \(all) in Non-Maintained Special Schools or Independent Schools by primary need",
        "7.6 \(all) in Alternative Provision or Hospital Schools by primary need",
        "7.7 \(all) in Post-16 (Further Education or Specialist Further Education) Settings by primary need",
        "10. Current and projected number of all EHCNA requests by CYP age",
        "11. Current and projected number of all EHC Needs Assessments by CYP age",
        "12. Current and projected number of all EHCNAs that result in an EHCP",
      ])
    let provision = try #require(plan.tables.first { $0.number == "6" }?.rows.map(\.label))
    #expect(
      provision == [
        "Early Years settings including PVIs", "Mainstream schools or academies", "Support bases in mainstream settings",
        "Specialist bases in mainstream settings", "Maintained special schools or special academies",
        "NMSS or independent schools - LA funded placements", "NMSS or independent schools - other suitable arrangements",
        "Alternative Provision", "Mainstream Post 16 provision", "Mainstream Post 16 specialist provision",
        "Specialist Post-16 institutions", "Elective Home Education (EHE)", "Other arrangements by LA (EOTAS)",
        "Other (including hospital schools where applicable)", "Total",
      ])
  }

  /// Plans of the small world are in mainstream and independent schools at every age: no sixth form is a college.
  @Test func aSixthFormIsInItsSchool() throws {
    let (plan, outlook) = try plan(age: 14)
    func total(_ number: String) throws -> Double {
      try #require(plan.tables.first { $0.number == number }?.rows.last?.values.last ?? nil)
    }
    #expect(outlook.total(2030, ages: 16...25) > 1)
    #expect(try (total("7.2") - 0.75 * outlook.total(2030)).magnitude < 1e-6 && total("7.7") < 1e-6 && total("7.3") < 1e-6)
  }

  /// Twelve new plans a year at five: so many assessments lead to a plan, a few more are made, more are asked for.
  @Test func thePipelineFollowsNewPlans() throws {
    let (plan, outlook) = try plan()
    func five(_ number: String) throws -> Double {
      try #require(plan.tables.first { $0.number == number }?.rows[1].values[2])
    }
    let new = outlook.newPlans(2028, ages: 5...10)
    #expect((new - 12).magnitude < 0.1)
    #expect(try five("12") == new && five("11") > new && five("11") < new * 1.06 && five("10") > five("11"))
  }

  private static func counts(_ ages: [Int: Int]) -> [Int] { (0...25).map { ages[$0] ?? 0 } }
  private static func requests(_ received: Int, _ assessed: Int, _ issued: Int) -> Past.Requests {
    Past.Requests(
      received: counts([5: received, 25: 1]), granted: counts([5: assessed]), refused: counts([5: received - assessed]),
      assessed: counts([5: assessed]), issued: counts([6: issued]))
  }

  /// A year that has happened shows what was counted, not London's ratios; later years go on by the borough's own.
  @Test func requestsThatWereMadeAreCounted() throws {
    let report = try ForecastTablesTests.report([], draws: 2, census: 2026)
    let (outlook, flows) = (report.comparison.outcomes[0].outlooks[0], report.history[0])
    let past = Past(januaries: [:], requests: [2024: Self.requests(30, 20, 16), 2025: Self.requests(24, 18, 14)])
    let (plan, london) = (
      try #require(ReformPlan(outlook, past: past, flows: flows)), try #require(ReformPlan(outlook, flows: flows))
    )
    func five(_ plan: ReformPlan, _ number: String, _ year: Int) throws -> Double {
      try #require(plan.tables.first { $0.number == number }?.rows[1].values[year - 2025])
    }
    #expect(try five(plan, "10", 2025) == 24 && five(plan, "11", 2025) == 18 && five(plan, "12", 2025) == 14)
    #expect(try #require(plan.tables.first { $0.number == "10" }?.rows.last?.values[0]) == 25, "the one of 25 too")
    #expect(try (five(london, "10", 2025) - 12 * 9184 / 7723).magnitude < 1e-9)
    // 54 requests for 24 new plans in two years, and London's for 20.
    let ratio = (54 + 20 * 9184.0 / 7723) / (24 + 20)
    #expect(try (five(plan, "10", 2028) - ratio * outlook.newPlans(2029, ages: 5...10)).magnitude < 1e-9)
    #expect(plan.notes.contains { $0.contains("received in 2025") && $0.contains("own returns") })
    #expect(plan.notes.contains { $0.contains("this borough's own of 2024 and 2025") })
    #expect(!london.notes.contains { $0.contains("own") && $0.contains("returns") })
  }

  /// From January 2027 the year 2025 lies before the forecast: records tell it; without them flows do, without placements.
  @Test func yearsBeforeTheCensusAreCounted() throws {
    let report = try ForecastTablesTests.report([], draws: 2, census: 2027)
    let (outlook, flows) = (report.comparison.outcomes[0].outlooks[0], report.history[0])
    var plans = [Double](repeating: 0, count: 312)
    plans[9 * 12] = 7
    var cells = [Double](repeating: 0, count: 360)
    // Primary, ASD, mainstream and independent.
    (cells[72], cells[75]) = (5, 2)
    let january = Past.January(plans: plans, placements: try #require(PlacementCounts(cells: cells)))
    let counted = try #require(ReformPlan(outlook, past: Past(januaries: [2026: january], requests: [:]), flows: flows))
    func first(_ plan: ReformPlan, _ number: String, _ label: String) throws -> Double? {
      try #require(plan.tables.first { $0.number == number }?.rows.first { $0.label == label }).values[0]
    }
    #expect(try first(counted, "5.1", "Age 5 to 10") == 7 && first(counted, "5.1", "Under 5") == 0)
    #expect(try first(counted, "7", "Autistic Spectrum Disorder") == 7 && first(counted, "7.2", "Total") == 5)
    #expect(try first(counted, "6", "NMSS or independent schools - LA funded placements") == 2)
    let known = try #require(ReformPlan(outlook, flows: flows))
    #expect(try first(known, "5.1", "Total") == 54 && first(known, "6", "Total") == nil)
    #expect(try first(known, "7.2", "SEN support but no specialist assessment of type of need") == nil)
    #expect(try first(known, "12", "Age 5 to 10") == 12, "new plans of that year")
    let alone = try #require(ReformPlan(outlook))
    #expect(try first(alone, "5.1", "Total") == nil)
  }

  /// With boroughs from published margins the forecast is of more boroughs than the flows: these fill no year of it.
  @Test func flowsOfFewerBoroughsFillNoYear() throws {
    let report = try ForecastTablesTests.report([], draws: 2, census: 2027)
    func total(raked: [String]) throws -> String {
      let area = ForecastReport.Area(id: "london", name: "London", boroughs: ["E09000001"], members: 2, raked: raked)
      let whole = ForecastReport(
        source: report.source, areas: [area], comparison: report.comparison, history: report.history)
      let rows = try #require(whole.reformPlan(csv: true, json: false)).components(separatedBy: "\r\n")
      return try #require(rows.first { $0.hasPrefix("\"Total\"") })
    }
    #expect(try total(raked: []).hasPrefix("\"Total\",54,") && total(raked: ["E09000002"]).hasPrefix("\"Total\",,"))
  }

  /// Requests of a year of whose new plans nothing is known are shown, and make no ratio.
  @Test func aYearWithoutFlowsMakesNoRatio() throws {
    let report = try ForecastTablesTests.report([], draws: 2, census: 2026)
    let outlook = report.comparison.outcomes[0].outlooks[0]
    let past = Past(januaries: [:], requests: [2025: Self.requests(24, 18, 14)])
    let plan = try #require(ReformPlan(outlook, past: past, flows: report.history[0].filter { $0.key != 2026 }))
    let five = try #require(plan.tables.first { $0.number == "10" }?.rows[1].values)
    #expect(try #require(five[0]) == 24)
    #expect(try (#require(five[3]) - 9184.0 / 7723 * outlook.newPlans(2029, ages: 5...10)).magnitude < 1e-9)
  }

  /// Whose figures they are stands above the first table, what a reader has to know below the last one.
  @Test func theFileIsPastedAsItIs() throws {
    let plan = try plan().0
    let all = plan.csv(heading: "REHEARSAL: fictional\nCity, base").components(separatedBy: "\r\n")
    #expect(all.prefix(3) == ["\"REHEARSAL: fictional\"", "\"City, base\"", ""])
    #expect(all.suffix(plan.notes.count + 1).dropLast() == plan.notes.map(TableText.cell)[...])
    let rows = Array(all.dropFirst(3))
    #expect(rows[0] == "\"5.1 Total number of EHC plans by age group (with estimated future projections)\"")
    #expect(rows[1] == "\"Calendar Year\",2025,2026,2027,2028,2029")
    #expect(rows[2].hasPrefix("\"Under 5\",") && rows[2].split(separator: ",").dropFirst().allSatisfy { Int($0) != nil })
    #expect(rows.count { $0.hasPrefix("\"Calendar Year\"") } == 13)
    #expect(rows.contains("\"SEN support but no specialist assessment of type of need\",0,0,0,0,0"))
  }

  @Test func theGapIsTheIndependentPart() throws {
    let report = try ForecastTablesTests.report([], draws: 2)
    let text = report.gapText(years: [2031])
    let outlook = report.comparison.outcomes[0].outlooks[0]
    let all = try #require(text.split(separator: "\n").first { $0.hasPrefix("  all") })
    #expect(all.contains("25.0") && all.contains(TableText.whole(outlook.total(2031) / 4)), "\(all)")
  }

  /// Files of gap, places and reform plan hold what the text shows, unrounded, and say on each row whose figures they are.
  @Test func filesHoldTheSameFiguresAsTheText() throws {
    let report = try ForecastTablesTests.report([Scenario(name: "same", levers: [])], draws: 50)
    let outlook = report.comparison.outcomes[0].outlooks[0]
    func rows(_ csv: String) -> [[String]] { csv.split(separator: "\r\n").map { ForecastTablesTests.fields($0) } }
    func object(_ json: String) throws -> [String: Any] {
      try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    }
    let gap = rows(report.gapCSV(years: [2031]))
    #expect(gap.count == 1 + 2 * 2 * (5 * 12 + 1) && gap.allSatisfy { $0.count == gap[0].count })
    #expect(gap.dropFirst().allSatisfy { Array($0.suffix(4)) == ["1", "0", "1", "exact"] })
    let all = try #require(gap.first { $0[2] == "base" && $0[3] == "2031" && $0[4].isEmpty })
    let (count, low, high) = (Double(all[6]) ?? .nan, Double(all[7]) ?? .nan, Double(all[8]) ?? .nan)
    #expect((count - outlook.total(2031) / 4).magnitude < 1e-9 && low < count && count < high)
    // A quarter in every future: the percentage has no error, however many plans there are.
    #expect(all[9...11].allSatisfy { ((Double($0) ?? .nan) - 25).magnitude < 1e-4 }, "\(all)")
    let gaps = try #require(object(report.gapJSON(years: [2031]))["gaps"] as? [[String: Any]])
    let pairs = zip(gaps.compactMap { $0["independent"] as? Double }, gap.dropFirst().compactMap { Double($0[6]) })
    #expect(gaps.count == gap.count - 1 && Array(pairs).count == gaps.count)
    #expect(pairs.allSatisfy { ($0 - $1).magnitude < 1e-9 }, "a reader of JSON may be off by the last digit")

    let places: ForecastReport.Places = { _, sector, phase, _ in sector == .independent && phase == .primary ? 3 : nil }
    let short = rows(report.placesCSV(years: [2031], places))
    #expect(short.count == 3 && short[1][4...5] == ["PRI", "IN"] && short[1][9] == "3.0" && short[1].last == "exact")
    #expect((Double(short[1][6]) ?? 0) - 3 == Double(short[1][10]))
    #expect((try object(report.placesJSON(years: [2031], places))["places"] as? [Any])?.count == 2)

    let plan = try object(try #require(report.reformPlan(csv: false, json: true)))
    let tables = try #require(plan["tables"] as? [[String: Any]])
    #expect(tables.compactMap { $0["table"] as? String }.count == 13 && plan["scenario"] as? String == "same")
    let first = try #require((tables[0]["rows"] as? [[String: Any]])?.last?["values"] as? [Double])
    #expect(first.count == 5 && (first[0] - outlook.total(2026)).magnitude < 1e-9)
  }

  @Test func missingPlacesAreWhatPlansNeedLessThePlaces() throws {
    let file = try PlacesFile(
      parsing: Array("code,sector,phase,year,places\r\nE09000001,IN,PRI,2020,8\nE09000001,IN,PRI,2030,0\n".utf8))
    #expect(file.places(of: ["E09000001"], .independent, .primary, 2029) == 8)
    #expect(file.places(of: ["E09000001"], .independent, .primary, 2031) == 0)
    #expect(file.places(of: ["E09000001"], .independent, .primary, 2019) == nil)
    #expect(file.places(of: ["E09000001", "E09000002"], .independent, .primary, 2031) == nil, "half an area is none")
    let report = try ForecastTablesTests.report([], draws: 50)
    let text = report.placesText(years: [2031]) { area, sector, phase, year in
      file.places(of: [area.id], sector, phase, year).map(Double.init)
    }
    let needed = try #require(report.comparison.outcomes[0].outlooks[0].placed(2031, phase: .primary, sector: .independent))
    #expect(text.contains("where places must open") && text.contains(TableText.whole(needed)) && text.contains("100% of futures"))
  }

  @Test(arguments: [
    ("", PlacesFileError.Reason.emptyFile), ("code,sector\n", .badHeader), ("E1,IN,PRI,2020,1", .unknownBorough),
    ("E09000001,XX,PRI,2020,1", .unknownSector), ("E09000001,IN,X,2020,1", .unknownPhase), ("E09000001,IN,PRI,20,1", .badYear),
    ("E09000001,IN,PRI,2020,-1", .badNumber), ("E09000001,IN,PRI,2020,1\nE09000001,IN,PRI,2020,2", .duplicateRow),
    ("E09000001,IN,PRI", .wrongFieldCount),
  ])
  func aWrongTableOfPlacesIsRefused(text: String, reason: PlacesFileError.Reason) {
    let head = [.emptyFile, .badHeader].contains(reason) ? "" : "code,sector,phase,year,places\n"
    let error = #expect(throws: PlacesFileError.self) { try PlacesFile(parsing: Array((head + text).utf8)) }
    #expect(error?.reason == reason && error?.description.contains("E1") == false)
  }
}
