import ForecastTables
import Forecasting
import Foundation
import PublicData
import Testing
import Vocabulary

/// Scenarios beside the base in a small world: 40 plans held at 9 (ASD), 12 new a year at 5 (SLCN), a quarter of all
/// placements independent.
struct ForecastTablesTests {
  private static let area = ForecastReport.Area(id: "E09000001", name: "City, \"London\"", boroughs: ["E09000001"], members: 1)

  /// - Parameters:
  ///   - age: of those who held a plan.
  ///   - census: the latest; the forecast is of six years more.
  static func report(
    _ scenarios: [Scenario], draws: Int = 200, against reference: Int = 0, age: Int = 9, census: Int = 2025,
    past: Past = .unknown
  ) throws -> ForecastReport {
    var flows = FlowCounts()
    flows[.stay, age, 0] = 40
    flows[.leave, age - 1, 0] = 4
    flows[.new, 5, 1] = 12
    flows[.transferredIn, age, 0] = 2
    let people = [Double](repeating: 1200, count: 26)
    let years = Population(years: Dictionary(uniqueKeysWithValues: (2020...2040).map { ($0, people) }))
    let borough = BoroughFlows(code: "E09000001", flows: [census - 1: flows, census: flows], population: years)
    var cells = [Double](repeating: 0, count: 360)
    for row in 0..<60 { (cells[row * 6], cells[row * 6 + 3]) = (75, 25) }
    let shares = PlacementShares.fit([cells].compactMap { PlacementCounts(cells: $0) })
    let settings = SimulationSettings(draws: draws)
    let comparison = try Comparison(scenarios, groups: [[0]], settings: settings, against: reference) {
      (window) throws(ForecastError) in
      let model = try CohortModel.exact(
        [borough], censusYear: census, lastYear: census + 6, settings: ModelSettings(window: window))
      return (model, shares)
    }
    let source = ForecastReport.Source(
      data: "exact", heading: "figures of a test", censusYear: census, settings: settings,
      intervalsCover: ForecastReport.modelIntervals)
    return ForecastReport(source: source, areas: [area], comparison: comparison, history: [borough.flows], past: past)
  }

  private let narrow = Scenario(
    name: "narrow", levers: [.eligibility(Eligibility(factor: 0.5, phasing: Phasing(from: 2029)))])

  /// Two scenarios of one's own, held against each other: with the same futures on both sides, so that a difference of two
  /// is the difference of their differences from the base, future by future.
  @Test func scenariosAreHeldAgainstEachOther() throws {
    let wide = Scenario(name: "wide", levers: [.growth(Growth(.rate(0.1), years: 2))])
    let (fromBase, fromOne) = (
      try Self.report([narrow, wide], draws: 50).comparison, try Self.report([narrow, wide], draws: 50, against: 1)
    )
    let outcomes = fromOne.comparison.outcomes
    #expect(outcomes[1].differences.isEmpty && outcomes[0].differences.count == 1)
    for year in [2026, 2031] {
      let (one, two) = (
        fromBase.outcomes[1].differences[0].drawn(.total, year), fromBase.outcomes[2].differences[0].drawn(.total, year)
      )
      let found = outcomes[2].differences[0].drawn(.total, year)
      #expect(zip(found, zip(one, two)).allSatisfy { ($0 - ($1.1 - $1.0)).magnitude < 1e-3 }, "\(year)")
      #expect(zip(outcomes[0].differences[0].drawn(.total, year), one).allSatisfy { ($0 + $1).magnitude < 1e-3 })
    }
    #expect(fromOne.text(years: []).contains("less narrow") && fromOne.json().contains(#""differences_from":"narrow""#))
  }

  /// Every figure of the report that a forecast can make, by its number, with the same values as the forecast's own.
  @Test func theReportsFiguresAreDataByNumber() throws {
    let report = try Self.report([.furtherGrowth], draws: 20)
    let figures = ReportFigures(report)
    let made = Set(figures.rows.map(\.figure))
    let expected = ["25", "26", "27", "29", "30", "31", "36", "37", "38", "39", "40", "43", "44", "45", "46", "47", "48", "49", "50", "51", "T1"]
    #expect(made == Set(expected))
    let outlook = report.comparison.outcomes[0].outlooks[0]
    func values(_ figure: String, _ series: String, _ at: Int, _ unit: String) -> [Double] {
      figures.rows.filter { $0.figure == figure && $0.series == series && $0.at == at && $0.unit == unit }.map(\.value)
    }
    #expect(values("25", "plans", 2025, "plans") == [54] && values("25", "plans", 2023, "plans") == [44])
    #expect(values("26", "plans", 2023, "index") == [100] && values("27", "5-10", 2025, "plans") == [12])
    #expect(values("29", "stock ASD", 2025, "percent") == [100 * 42 / 54.0])
    #expect(values("39", "plans", 2031, "plans").count == 2 && values("39", "plans", 2031, "plans")[0] == outlook.total(2031))
    #expect(values("T1", "SLCN", 2031, "plans") == [outlook.total(2031, need: .slcn)])
    #expect(values("46", "2031", 10, "plans") == [outlook.total(2031, ages: 10...10)])
    #expect(values("49", "IN", 2030, "plans") == [outlook.placed(2030, sector: .independent) ?? 0])
    let lines = figures.csv.split(separator: "\r\n")
    // People are as they are projected for everybody; all else is made of the records.
    for line in lines.dropFirst() { #expect(line.hasSuffix(line.contains(",\"people\",") ? "\"public\"" : "\"exact\""), "\(line)") }
    #expect(lines.count == figures.rows.count + 1 && lines.contains { $0.hasSuffix("\"public\"") })
    let read = try #require(try JSONSerialization.jsonObject(with: Data(figures.json.utf8)) as? [String: Any])
    #expect((read["figures"] as? [Any])?.count == expected.count && (read["elsewhere"] as? [Any])?.count == 3)
  }

  /// Requests are the borough's own where its returns tell them, else DfE's; placements of earlier Januaries are the records';
  /// births come from a file. What is not there is named.
  @Test func figuresOfRequestsEarlierPlacementsAndBirths() throws {
    let ages = [Int](repeating: 1, count: 26)
    let own = Past.Requests(received: ages, granted: ages, refused: ages.map { 2 * $0 }, assessed: ages, issued: ages)
    var cells = [Double](repeating: 0, count: 360)
    (cells[72], cells[75]) = (30, 10)
    let january = Past.January(
      plans: [Double](repeating: 0, count: 312), placements: try #require(PlacementCounts(cells: cells)))
    let report = try Self.report([], draws: 2, past: Past(januaries: [2024: january], requests: [2024: own]))
    let columns = ["breakdown_topic", "breakdown", "requests_received_in_year", "requests_decided_to_assess", "requests_decided_not_to_assess"]
    let topic = "All requests for EHC needs assessments,All requests for EHC needs assessments"
    let requests = try PublishedTable(
      parsing: Sample.bytes(
        [Sample.header(columns)]
          + [("2022", "x,x,x"), ("2023", "9,6,3"), ("2024", "99,66,33")].map { year, counts in
            "\(year),Calendar year,\(Sample.borough("E09000001")),\(topic),\(counts)"
          }))
    let births = try BirthsTable(parsing: Sample.bytes(["code,year,births", "E09000001,2023,50", "E09000001,2024,40", "E09000002,2024,7"]))
    let figures = ReportFigures(report, files: FigureFiles(births: births, requests: requests))
    func values(_ figure: String, _ series: String, _ unit: String) -> [Int: Double] {
      let rows = figures.rows.filter { $0.figure == figure && $0.series == series && $0.unit == unit }
      return Dictionary(uniqueKeysWithValues: rows.map { ($0.at, $0.value) })
    }
    #expect(values("28", "granted", "requests") == [2023: 6, 2024: 26] && values("28", "refused", "requests") == [2023: 3, 2024: 52])
    #expect(values("31", "MS", "plans")[2024] == 30 && values("31", "IN", "percent")[2024] == 25)
    #expect(values("31", "MS", "plans")[2025] != nil, "the census beside it")
    #expect(values("41", "births", "births") == [2023: 50, 2024: 40] && values("42", "aged 0", "people")[2030] == 1200)
    #expect(figures.elsewhere.map(\.figures) == ["32-35"])
    // Whose a row is: DfE's requests of 2023 and births are public, the borough's own requests of 2024 its records'.
    func whose(_ part: String) -> Set<String> {
      Set(figures.csv.split(separator: "\r\n").filter { $0.contains(part) }.map { String($0.split(separator: ",").last ?? "") })
    }
    #expect(whose("\"granted\",2023") == ["\"public\""] && whose("\"granted\",2024") == ["\"exact\""] && whose("\"births\",20") == ["\"public\""])
    #expect(figures.json.contains(#""unit":"births","value":50.0,"received":1,"raked":0,"members":1,"data":"public""#))
    #expect(ReportFigures(try Self.report([], draws: 2)).elsewhere.map(\.figures) == ["28", "32-35", "41, 42"])
  }

  /// A scenario that changes nothing differs by nothing, whatever the luck of its own simulation; one that halves new
  /// plans shows nothing before its year and fewer plans after, surely.
  @Test func differencesComeFromTheScenarioAlone() throws {
    let outcomes = try Self.report([Scenario(name: "same", levers: []), narrow]).comparison.outcomes
    for year in 2025...2031 {
      #expect(outcomes[1].differences[0].drawn(.total, year).allSatisfy { $0 == 0 })
      let drawn = outcomes[2].differences[0].drawn(.total, year)
      #expect(drawn.allSatisfy { year < 2029 ? $0 == 0 : $0 < 0 }, "\(year)")
      let expected = outcomes[2].outlooks[0].total(year) - outcomes[0].outlooks[0].total(year)
      let (mean, deviation) = outcomes[2].differences[0].moments(.total, year)
      #expect((mean - expected).magnitude <= 5 * deviation / 200.0.squareRoot() + 1e-4 + 0.05 * expected.magnitude, "\(year)")
    }
  }

  @Test func columnsOfAnOutlookAreItsFigures() throws {
    let outlook = try Self.report([]).comparison.outcomes[0].outlooks[0]
    let columns = outlook.columns()
    var order: [FanColumn] = [.total]
    for phase in Phase.allCases { order.append(.phase(phase)) }
    for need in Need.allCases { order.append(.need(need)) }
    for sector in Sector.allCases { order.append(.sector(sector)) }
    for phase in Phase.allCases { for sector in Sector.allCases { order.append(.placed(phase, sector)) } }
    for phase in Phase.allCases { for need in Need.allCases { order.append(.cell(phase, need)) } }
    for phase in Phase.allCases { for need in Need.allCases { order.append(.independent(phase, need)) } }
    for age in 0...25 { order.append(.age(age)) }
    #expect(order.count == FanColumn.count)
    for year in 2025...2031 {
      for (place, column) in order.enumerated() {
        let value = columns[(year - 2025) * FanColumn.count + place]
        #expect((value - outlook.expected(column, year)).magnitude < 1e-9)
      }
    }
  }

  @Test func everyRowOfTheFileAddsUpAndSaysWhatItIs() throws {
    let said = "cells of phase by need by placement have none"
    #expect(try Self.report([]).json(everyCell: true).contains(said) && !Self.report([]).json().contains(said))
    let rows = try Self.report([narrow]).csv(everyCell: true).split(separator: "\r\n").map { Self.fields($0) }
    #expect(rows.dropFirst().allSatisfy { $0.count == rows[0].count && $0.last == "exact" && $0[1] == "City, \"London\"" })
    func sum(_ scenario: String, _ year: String, _ holds: (String, String, String) -> Bool) -> Double {
      rows.filter { $0[2] == scenario && $0[3] == "plans" && $0[4] == year && holds($0[5], $0[6], $0[7]) }
        .reduce(0) { $0 + (Double($1[9]) ?? .nan) }
    }
    for scenario in ["base", "narrow"] {
      let total = sum(scenario, "2031") { $0.isEmpty && $1.isEmpty && $2.isEmpty }
      #expect(total > 10)
      let partitions = [
        sum(scenario, "2031") { !$0.isEmpty && $1.isEmpty && $2.isEmpty },
        sum(scenario, "2031") { $0.isEmpty && !$1.isEmpty && $2.isEmpty },
        sum(scenario, "2031") { $0.isEmpty && $1.isEmpty && !$2.isEmpty },
        sum(scenario, "2031") { !$0.isEmpty && $1.isEmpty && !$2.isEmpty },
        sum(scenario, "2031") { !$0.isEmpty && !$1.isEmpty && $2.isEmpty },
        sum(scenario, "2031") { !$0.isEmpty && !$1.isEmpty && !$2.isEmpty },
      ]
      #expect(partitions.allSatisfy { ($0 - total).magnitude < 1e-6 }, "\(partitions) \(total)")
    }
    // Base rows have no difference, others the base's value plus their difference.
    let base = rows.first { $0[2] == "base" && $0[3] == "plans" && $0[4] == "2031" && $0[5...7].allSatisfy(\.isEmpty) }
    let own = rows.first { $0[2] == "narrow" && $0[3] == "plans" && $0[4] == "2031" && $0[5...7].allSatisfy(\.isEmpty) }
    let (before, after) = (try #require(base), try #require(own))
    #expect(before[12].isEmpty && before[13].isEmpty)
    let difference = try #require(Double(after[12]))
    let (base0, own0) = (try #require(Double(before[9])), try #require(Double(after[9])))
    let (low, high) = (try #require(Double(after[13])), try #require(Double(after[14])))
    #expect((base0 + difference - own0).magnitude < 1e-9 && low <= difference + 0.5 && difference - 0.5 <= high)
  }

  /// Every figure of a forecast carries its error; only placements of one phase and need outside independent provision
  /// have none, and are left out unless asked for.
  @Test func noFigureIsWithoutItsError() throws {
    let rows = try Self.report([narrow]).csv().split(separator: "\r\n").map { Self.fields($0) }
    for row in rows.dropFirst() {
      let (value, low, high) = (try #require(Double(row[9])), try #require(Double(row[10])), try #require(Double(row[11])))
      #expect(low <= high && value.isFinite, "\(row)")
      let middle = row[15...17].compactMap { Double($0) }
      #expect(middle.count == 3 && middle == middle.sorted() && low <= middle[0] && middle[2] <= high, "\(row)")
      if row[2] == "narrow" { #expect(Double(row[13]) != nil && Double(row[14]) != nil, "\(row)") }
    }
    // A prevalence is plans over people, and so are its ends.
    func first(_ measure: String) throws -> [String] {
      try #require(rows.first { $0[2] == "base" && $0[3] == measure && $0[4] == "2031" && $0[5...7].allSatisfy(\.isEmpty) })
    }
    let (plans, share) = (try first("plans"), try first("prevalence-0-24"))
    for column in [9, 10, 11] {
      let (a, b) = (try #require(Double(plans[column])), try #require(Double(share[column])))
      #expect((b - 100 * a / (25 * 1200)).magnitude < 1e-9, "\(column)")
    }
    let figures = ReportFigures(try Self.report([], draws: 20)).csv.split(separator: "\r\n").map { Self.fields($0) }
    // Exact history and projected people have none; percentages, gaps, prevalences and single ages do.
    let without = Set(figures.dropFirst().filter { $0[9].isEmpty }.map { $0[0] })
    #expect(without == ["25", "26", "27", "29", "30", "40", "43", "44", "45"], "\(without)")
    #expect(figures.dropFirst().filter { $0[0] == "40" && $0[9].isEmpty }.allSatisfy { $0[7] == "people" })
  }

  @Test func theJSONIsReadByOthersAndHoldsTheSameFigures() throws {
    let report = try Self.report([narrow], draws: 20)
    let json = try #require(
      JSONSerialization.jsonObject(with: Data(report.json().utf8)) as? [String: Any])
    let figures = try #require(json["figures"] as? [[String: Any]])
    #expect(figures.count == report.csv().split(separator: "\r\n").count - 1)
    let scenarios = try #require(json["scenarios"] as? [[String: Any]])
    #expect(scenarios.compactMap { $0["name"] as? String } == ["base", "narrow"])
    #expect((scenarios[1]["file"] as? String)?.contains("eligibility_factor = 0.5") == true)
    #expect(json["data"] as? String == "exact" && (json["intervals_cover"] as? String)?.hasPrefix("90%") == true)
  }

  @Test func theTextShowsYearsScenariosAndBothBases() throws {
    let text = try Self.report([narrow]).text(years: [2030, 2050])
    for part in ["figures of a test", "  2031", "narrow", "difference", "0-24", "January 2030", "ASD", "IN", "200 futures"] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(!text.contains("2050"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 260 && $0.last != " " })
  }

  @Test func numbersAreRoundedOnce() {
    #expect(TableText.whole(1234567.5) == "1,234,568" && TableText.whole(-0.4) == "0" && TableText.whole(.nan) == "?")
    #expect(TableText.signed(12) == "+12" && TableText.signed(-1200) == "-1,200" && TableText.signed(0.2) == "0")
    #expect(TableText.tenths(-0.04) == "0.0" && TableText.tenths(1234.56) == "1,234.6")
  }

  /// A row of quoted and plain fields.
  static func fields(_ row: Substring) -> [String] {
    var (fields, field, quoted) = ([String](), "", false)
    for character in row {
      switch character {
      case "\"": quoted.toggle(); field.append(character)
      case "," where !quoted: fields.append(field); field = ""
      default: field.append(character)
      }
    }
    return (fields + [field]).map { text in
      text.hasPrefix("\"") ? String(text.dropFirst().dropLast()).replacingOccurrences(of: "\"\"", with: "\"") : text
    }
  }
}

/// Scenarios as words of a command.
struct ScenarioWordsTests {
  @Test func wordsAreLinesOfAFile() throws {
    let scenario = try Scenario(words: ["eligibility_factor=0.8", "eligibility_from_year = 2029", "name=less"])
    #expect(scenario.name == "less")
    #expect(scenario.levers == [.eligibility(Eligibility(factor: 0.8, phasing: Phasing(from: 2029)))])
    #expect(try Scenario(words: []) == Scenario(name: "levers", levers: []))
  }

  @Test(arguments: ["eligibility_factor", "unknown_key=1", "growth_years=", "eligibility_factor=-1"])
  func aWrongWordIsRefusedWithoutItsValue(word: String) {
    #expect(throws: ScenarioError.self) { try Scenario(words: [word]) }
  }

  @Test func aKeyCountsOnce() {
    let error = #expect(throws: ScenarioError.self) {
      try Scenario(words: ["growth_percent_a_year=1", "growth_percent_a_year=2"])
    }
    #expect(error?.key == "growth_percent_a_year" && error?.expected.contains("once") == true)
  }

  @Test func beforeThePandemicIsCountedWhereItCanBe() {
    #expect(Scenario.builtIn("pre-pandemic", flowYears: [2020, 2025]) == .prePandemic)
    #expect(Scenario.builtIn("pre-pandemic", flowYears: [2025]) == .prePandemicByRatios)
    #expect(Scenario.builtIn("further-growth", flowYears: []) == .furtherGrowth)
    #expect(Scenario.builtIn("other", flowYears: []) == nil)
    for name in Scenario.builtInNames { #expect(Scenario.builtIn(name, flowYears: [])?.name == name) }
  }
}
