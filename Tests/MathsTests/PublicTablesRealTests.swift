import Foundation
@testable import PublicData
import Testing
import TestSupport
import Vocabulary

/// The publishers' own London files, where the shared folder is present.
@Suite(.enabled(if: SharedFiles.path("data") != nil, "needs the shared files"))
struct PublicTablesRealTests {
  private static let names: [String] = {
    guard let folder = SharedFiles.path("data") else { return [] }
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".csv") }.sorted()
  }()

  static func bytes(_ name: String) throws -> [UInt8] {
    let path = try #require(SharedFiles.path("data/" + name))
    return [UInt8](try #require(FileManager.default.contents(atPath: path)))
  }

  /// Read once for all tests of the suite.
  private static let tables: [String: Result<PublishedTable, any Error>] = {
    let found = names.filter { $0.hasPrefix("ees") || $0.contains("age0to17") }
    return Dictionary(found.map { name in (name, Result { try PublishedTable(parsing: bytes(name)) }) }) { first, _ in first }
  }()

  private func table(_ name: String) throws -> PublishedTable { try #require(Self.tables[name]).get() }

  @Test func everyFileIsARectangleOfText() throws {
    #expect(Self.names.count >= 35)
    for name in Self.names {
      var width = 0
      var rows = 0
      try CSVReader.rows(of: Self.bytes(name)) { row throws(PublicTableError) in
        if width == 0 { width = row.count }
        if row.count != width { throw PublicTableError(.wrongFieldCount, line: row.line) }
        rows += 1
      }
      #expect(width > 1 && rows > 30, "\(name)")
    }
  }

  /// Kind and rows by file: every row of the files is of England, London or a borough, so none may be left out.
  @Test func everyDfEFileIsReadWhole() throws {
    let expected: [String: (PublishedKind, Int)] = [
      "ees2022_sen2_age_caseload": (.plansByAge, 2555), "ees2022_sen2_age_new_plans": (.newPlansByAge, 2555),
      "ees2022_sen2_estab_caseload": (.plansBySetting, 14843), "ees2022_sen2_estab_new_plans": (.newPlansBySetting, 14843),
      "ees2022_sen2_mi": (.process, 280), "ees2025_assessments": (.assessments, 1596), "ees2025_caseload": (.caseload, 4122),
      "ees2025_ceased_plans": (.ceased, 3653), "ees2025_newplans": (.newPlans, 2218),
      "ees2025_personal_budgets": (.personalBudgets, 3680),
      "ees2025_requests": (.requests, 1642), "ees2025_residential_settings": (.residential, 3715),
      "ees2025_sen_needs_all_plans": (.needOfPlans, 2343), "ees2025_timeliness_20_week": (.timeliness, 1537),
      "ees2025rev_sen_need_newplans": (.needOfNewPlans, 1546), "ons_mye_age0to17": (.childPopulation, 444),
    ]
    for name in Self.names where name.hasPrefix("ees") || name.contains("age0to17") {
      let key = try #require(expected.keys.first { name.hasPrefix($0 + "_london") })
      let table = try table(name)
      #expect(table.kind == expected[key]?.0 && table.rows.count == expected[key]?.1 && table.rowsElsewhere == 0, "\(name)")
      #expect(table.layout == (name.hasPrefix("ees2022") ? .to2022 : .from2023))
      if name.hasPrefix("ees") { #expect(table.reportingYear == (name.hasPrefix("ees2022") ? 2022 : 2025), "\(name)") }
      let unread = table.rows.filter { if case .other = $0.breakdown { true } else { false } }
      #expect(unread.isEmpty, "\(name): \(unread.prefix(3).map(\.breakdown))")
    }
  }

  /// As `borough-agent public` reads them: by the header alone.
  @Test func everyFileOfAPublisherIsRecognised() throws {
    var kinds: [String: Int] = [:]
    for name in Self.names where name.hasPrefix("ees") || name.hasPrefix("ons") || name == "fc-ons-mye-sya-2019-2020.csv" {
      let kind =
        switch try PublicFile(parsing: Self.bytes(name)) {
        case .published: "dfe"
        case .population, .januaryPopulation: "population"
        case .births: "births"
        case .establishments, .links: "gias"
        }
      kinds[kind, default: 0] += 1
    }
    #expect(kinds == ["dfe": 16, "population": 2, "births": 1])
  }

  @Test func sectorsAgreeWithAnIndependentExtract() throws {
    let caseload = try table("ees2025_caseload_london.csv")
    var compared = 0
    var header: [String] = []
    try CSVReader.rows(of: Self.bytes("fc-dfe-caseload-placement-2019-2025.csv")) { row throws(PublicTableError) in
      if header.isEmpty {
        header = row.fields
        return
      }
      // code, name, year, total, then the six sectors; a row is empty where DfE prints x.
      let code = row[0]
      let area = code == "E12000007" ? PublishedArea.london : .borough(code)
      let sectors = caseload.sectors(area, .january(Int(row[2]) ?? 0))
      let expected = (4..<10).map { Double(row[$0]).map { Int($0) } }
      if let sectors, sectors.map(Optional.some) == expected { compared += 6 }
    }
    #expect(Array(header.dropFirst(4)) == Sector.codes)
    // 34 areas and 7 Januaries, without Hackney's 2024.
    #expect(compared == (34 * 7 - 1) * 6, "\(compared)")
    #expect(caseload.sectors(.borough("E09000012"), .january(2024)) == nil)
    #expect(caseload.row(.borough("E09000012"), .january(2024)).flatMap { caseload.total($0) } == 3525)
  }

  @Test func londonHoldsItsPublishedFigures() throws {
    let caseload = try table("ees2025_caseload_london.csv")
    let totals = [2019: 59_672, 2020: 65_853, 2021: 72_193, 2022: 78_203, 2023: 85_601, 2024: 93_539, 2025: 99_116]
    for (year, total) in totals { #expect(caseload.row(.london, .january(year)).flatMap { caseload.total($0) } == total) }
    #expect(caseload.row(.borough("E09000025"), .january(2025)).flatMap { caseload.total($0) } == 1199)
    #expect(caseload.row(.london, .january(2025), .age(.ages(25...25))).flatMap { caseload.total($0) } == 49)

    let needs = try table("ees2025_sen_needs_all_plans_london.csv")
    let row = try #require(needs.row(.london, .january(2025)))
    // OTH is 1,199 other and 635 not recorded.
    #expect(needs.needs(row) == [36_417, 24_178, 14_585, 8_750, 3_271, 1_606, 2_242, 1_644, 836, 310, 3_443, 1_834])

    let plans = try table("ees2022_sen2_age_caseload_london.csv")
    #expect(plans.row(.london, .january(2010)).flatMap { plans.total($0) } == 36_568)
    let settings = try table("ees2022_sen2_estab_caseload_london.csv")
    // The 2025 release prints the same year: hospital schools are within special schools there, apart here.
    for year in 2019...2022 {
      #expect(settings.sectors(.london, .january(year)) == caseload.sectors(.london, .january(year)), "\(year)")
    }
  }

  /// Every total that its parts miss must be explained by a known fault, or by a borough whose figure is hidden.
  /// The numbers of broken margins are those of an independent count.
  @Test func everyBrokenMarginIsExplained() throws {
    let expected: [String: [String: Int]] = [
      "ees2025_assessments_london.csv": ["boroughs": 44], "ees2025_requests_london.csv": ["boroughs": 131],
      "ees2025_timeliness_20_week_london.csv": ["boroughs": 150],
      "ees2025_residential_settings_london.csv": ["boroughs": 1],
      "ees2025_caseload_london.csv": ["boroughs": 255, "groups": 9, "settings": 2],
      // Settings that newplans leaves out of its columns and counts in its sub-total.
      "ees2025_newplans_london.csv": ["groups": 2, "settings": 103],
    ]
    for name in Self.names where name.hasPrefix("ees") || name.contains("age0to17") {
      let broken = try table(name).brokenMargins()
      #expect(broken.filter { $0.reasons.isEmpty } == [], "\(name)")
      var counts: [String: Int] = [:]
      for margin in broken {
        switch margin.rule {
        case .boroughs: counts["boroughs", default: 0] += 1
        case .groups: counts["groups", default: 0] += 1
        case .settings: counts["settings", default: 0] += 1
        }
      }
      #expect(counts == expected[name] ?? [:], "\(name)")
    }
  }

  @Test func aHiddenBoroughIsTheDifferenceToLondon() throws {
    let requests = try table("ees2025_requests_london.csv")
    let received = requests.brokenMargins().filter { $0.column == "requests_received_in_year" && $0.breakdown == .everybody }
    #expect(received.map(\.boroughsHidden) == [["E09000012"]] && received.map { $0.total - $0.parts } == [597])
  }

  @Test func populationsAndBirthsAreRead() throws {
    let ons = try PopulationTable(parsing: Self.bytes("ons_mye_single_year_0to25_london_2019_2020_2023.csv"))
    #expect(ons.boroughs.count == 33 && ons.boroughs.allSatisfy { ons.years(of: $0) == [2019, 2020, 2023] })
    let young = ons.boroughs.compactMap { ons.midYear(2023, of: $0)?.dropLast().reduce(0, +) }.reduce(0, +)
    #expect(young == 2_720_824)
    // The other extract of the same estimates, ages 0 to 30, agrees number for number.
    let other = try PopulationTable(parsing: Self.bytes("fc-ons-mye-sya-2019-2020.csv"))
    for code in other.boroughs {
      for year in [2019, 2020] { #expect(other.midYear(year, of: code) == ons.midYear(year, of: code)) }
    }
    #expect(other.boroughs.count == 33)
    let births = try BirthsTable(parsing: Self.bytes("ons_births_london_2002_2014.csv"))
    #expect(births.boroughs.count == 33 && births.boroughs.allSatisfy { births.years(of: $0) == Array(2002...2014) })
  }

  /// What a school's places are divided by is what DfE published.
  @Test func placesAreDividedAsPublishedPlansAre() throws {
    let caseload = try table("ees2025_caseload_london.csv")
    var plans = [[Int]](repeating: [Int](repeating: 0, count: Sector.allCases.count), count: Phase.allCases.count)
    for row in caseload.rows where row.area == .london && row.period == .january(2025) {
      guard case .age(.ages(let ages)) = row.breakdown, let counts = caseload.sectors(.london, row.period, row.breakdown) else { continue }
      #expect(ages.count == 1 || ages == 0...2, "\(ages)")
      for (sector, count) in counts.enumerated() { plans[Phase(academicAge: ages.upperBound).rawValue][sector] += count }
    }
    for sector in [Sector.resourced, .stateSpecial, .independent] {
      let perAge = zip(plans, [2, 7, 5, 3, 7]).map { (Double($0[sector.rawValue]) / Double($1)).rounded() }
      #expect(perAge.map { Int($0) } == PhaseShares.plansPerAge(sector), "\(sector)")
    }
  }

  @Test func theTypesOfGIASAreThoseOfTheExtract() throws {
    var types: [Int: (group: Int?, name: String)] = [:]
    try CSVReader.rows(of: Self.bytes("gias_establishment_types_20250422.csv")) { row throws(PublicTableError) in
      if let code = Int(row[2]) { types[code] = (Int(row[0]), row[3]) }
    }
    #expect(Set(types.keys) == Set(EstablishmentType.all.map(\.code)))
    for type in EstablishmentType.all {
      #expect(types[type.code]?.group == type.group && types[type.code]?.name == type.name, "\(type.code)")
    }
  }

  @Test func aBoroughComparedWithItsOwnFiguresDiffersNowhere() throws {
    for name in Self.names where name.hasPrefix("ees2025") {
      let table = try table(name)
      let own = table.cells(borough: "E09000007")
      let same = PublishedComparison(table, borough: "E09000007", own: own)
      #expect(same.differences.isEmpty && same.cells >= own.count, "\(name)")
    }
  }
}
