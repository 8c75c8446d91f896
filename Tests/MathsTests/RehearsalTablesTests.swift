import Forecasting
import Foundation
import Geography
@testable import PublicData
import Testing
import TestSupport
import Vocabulary

/// The public tables of the fictional London have the layouts of the real ones and hang together: what is tried on them
/// is tried on what a borough will have.
@Suite(.enabled(if: Built.path(of: "rehearsal") != nil, "the program rehearsal is not built"), .serialized)
struct RehearsalTablesTests {
  /// All 33 boroughs, without their returns.
  private static let written = Result {
    let folder = try TemporaryFolder()
    let result = try run(
      try #require(Built.path(of: "rehearsal")), ["write", "--out", folder.path, "--without-returns", "--collections", "2024,2025,2026"])
    try #require(result.exitCode == 0, "\(result.standardError)")
    return folder
  }

  private static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try #require(FileManager.default.contents(atPath: written.get().file("public/" + name))))
  }

  /// Files of the rehearsal with a real one of the same layout.
  private static let pairs: [(String, real: String, kind: PublishedKind)] = [
    ("dfe_2025_caseload.csv", "ees2025_caseload_london.csv", .caseload),
    ("dfe_2025_sen_needs_all_plans.csv", "ees2025_sen_needs_all_plans_london.csv", .needOfPlans),
    ("dfe_2025_newplans.csv", "ees2025_newplans_london.csv", .newPlans),
    ("dfe_2025_sen_need_newplans.csv", "ees2025rev_sen_need_newplans_london.csv", .needOfNewPlans),
    ("dfe_2025_ceased_plans.csv", "ees2025_ceased_plans_london.csv", .ceased),
    ("dfe_2025_requests.csv", "ees2025_requests_london.csv", .requests),
    ("dfe_2022_sen2_age_caseload.csv", "ees2022_sen2_age_caseload_london.csv", .plansByAge),
    ("dfe_2022_sen2_age_new_plans.csv", "ees2022_sen2_age_new_plans_london.csv", .newPlansByAge),
    ("dfe_2022_sen2_estab_caseload.csv", "ees2022_sen2_estab_caseload_london.csv", .plansBySetting),
    ("dfe_2022_sen2_estab_new_plans.csv", "ees2022_sen2_estab_new_plans_london.csv", .newPlansBySetting),
    ("ons_children_0to17_fictional.csv", "ons_mye_age0to17_london_2012_2023.csv", .childPopulation),
  ]

  /// Of the release of 2026, which is not among the files at hand.
  private static let latest: [(String, kind: PublishedKind)] = [
    ("dfe_2026_caseload.csv", .caseload), ("dfe_2026_sen_needs_caseload.csv", .needOfPlans),
    ("dfe_2026_newplans.csv", .newPlans), ("dfe_2026_sen_need_newplans.csv", .needOfNewPlans),
    ("dfe_2026_ceased_plans.csv", .ceased), ("dfe_2026_requests.csv", .requests),
  ]

  @Test(.enabled(if: SharedFiles.path("data") != nil, "needs the shared files"))
  func eachFileHasTheHeaderOfTheRealOne() throws {
    for (name, real, _) in Self.pairs {
      let path = try #require(SharedFiles.path("data/" + real))
      let published = try #require(FileManager.default.contents(atPath: path))
      let (ours, theirs) = (try Self.bytes(name).prefix { $0 != 0x0A }, published.prefix { $0 != 0x0A })
      #expect(String(decoding: ours, as: UTF8.self) == String(decoding: theirs, as: UTF8.self), "\(name)")
    }
  }

  @Test func eachFileIsReadWholeAndItsTotalsAreTheSumsOfTheirParts() throws {
    for (name, kind) in Self.pairs.map({ ($0.0, $0.kind) }) + Self.latest {
      let table = try PublishedTable(parsing: Self.bytes(name))
      #expect(table.kind == kind && table.rowsElsewhere == 0 && table.rows.count >= 33, "\(name)")
      #expect(table.brokenMargins() == [], "\(name)")
      let unread = table.rows.filter { if case .other = $0.breakdown { true } else { false } }
      // Children of 0 to 17 are a group of their own kind.
      #expect(unread.isEmpty || kind == .childPopulation, "\(name)")
    }
  }

  /// Both releases count the same returns: only what the layouts divide differs, and ages at the start of a plan.
  @Test func theReleaseOf2026TellsTheSameOfJanuary2025() throws {
    for (name, kind) in [("caseload", PublishedKind.caseload), ("ceased_plans", .ceased), ("requests", .requests)] {
      let before = try PublishedTable(parsing: Self.bytes("dfe_2025_\(name).csv"))
      let after = try PublishedTable(parsing: Self.bytes("dfe_2026_\(name).csv"))
      #expect(after.layout == .from2026 && before.layout == .from2023 && after.kind == kind)
      #expect(after.startAge(.ageAtStart) == .schoolYear && before.startAge(.ageAtStart) == .startDay)
      var compared = 0
      for row in before.rows {
        if case .ageAtStart = row.breakdown { continue }
        let same = try #require(after.row(row.area, row.period, row.breakdown))
        #expect(after.total(same) == before.total(row), "\(name)")
        compared += 1
      }
      #expect(compared > 1000)
    }
    let needs = try PublishedTable(parsing: Self.bytes("dfe_2026_sen_needs_caseload.csv"))
    let london = try #require(needs.row(.london, .january(2026)))
    #expect(needs.figure("number_ds", in: london).map { $0.count ?? 0 } ?? 0 > 100)
    let stock = try PublishedTable(parsing: Self.bytes("dfe_2026_caseload.csv"))
    let row = try #require(stock.row(.london, .january(2026)))
    let plans = try #require(stock.total(row))
    #expect((104_000...108_000).contains(plans), "\(plans)")
  }

  @Test func plansFollowFromYearToYear() throws {
    let stock = try PublishedTable(parsing: Self.bytes("dfe_2025_caseload.csv"))
    let need = try PublishedTable(parsing: Self.bytes("dfe_2025_sen_needs_all_plans.csv"))
    let new = try PublishedTable(parsing: Self.bytes("dfe_2025_newplans.csv"))
    let ceased = try PublishedTable(parsing: Self.bytes("dfe_2025_ceased_plans.csv"))
    func total(_ table: PublishedTable, _ period: PublishedPeriod) throws -> Int {
      let row = try #require(table.row(.london, period))
      return try #require(table.total(row))
    }
    #expect(try total(stock, .january(2025)) == 99_116 && total(need, .january(2025)) == 99_116)
    // Calendar years end a fortnight before the census day, and families arrive from outside London.
    let growth = try total(stock, .january(2025)) - total(stock, .january(2024))
    let net = try total(new, .calendarYear(2024)) - total(ceased, .calendarYear(2024))
    #expect(abs(growth - net) < 2500, "\(growth) \(net)")
  }

  @Test func everyRowSaysThatItIsFictional() throws {
    for name in Self.pairs.map(\.0) + Self.latest.map(\.0) {
      for line in String(decoding: try Self.bytes(name), as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst() {
        #expect(line.contains("(fictional)"), "\(name)")
      }
    }
  }

  @Test func theRegisterOfProvidersHasTheKindsThatTheSimpleListSays() throws {
    let register = try EstablishmentRegister(
      parsing: Self.bytes("edubasealldata_fictional.csv"), links: Self.bytes("links_edubasealldata_fictional.csv"))
    var (compared, sectors) = (0, Set<PublishedSetting>())
    let open = register.byURN.values.filter { $0.status == .open }
    let byUKPRN = Dictionary(open.compactMap { one in one.ukprn.map { ($0, one.urn) } }) { first, _ in first }
    for line in String(decoding: try Self.bytes("providers.csv"), as: UTF8.self).split(separator: "\n") {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count > 3, let ukprn = Int(cells[1]) else { continue }
      // A provider of the register of learning providers is no establishment.
      let setting = (Int(cells[0]) ?? byUKPRN[ukprn]).map { register.byURN[$0]?.type?.setting } ?? .registeredProvider
      guard let setting else { return #expect(Bool(false), "\(cells[0]) is in no row") }
      #expect(setting.sector.code == cells[2], "\(cells[0]) \(cells[1])")
      sectors.insert(setting)
      compared += 1
    }
    #expect(compared == 33 * 62 + 180 + 45 && sectors.count >= 14)
    #expect(register.byURN.values.allSatisfy { $0.name.hasPrefix("Fictional") })
    #expect(register.byURN.values.contains { $0.name.contains("–") && $0.name.contains("É") && $0.name.contains(",") })
    let closed = register.byURN.values.filter { $0.status == .closed }
    #expect(closed.count > 40 && closed.allSatisfy { register.current($0.urn).count == 1 })
    #expect(Set(register.missingColumns).isEmpty)
  }

  /// As many places in special schools and in resourced provision as plans are placed there, and a few more or fewer.
  @Test func schoolsHavePlacesForTheirPupils() throws {
    let register = try EstablishmentRegister(parsing: Self.bytes("edubasealldata_fictional.csv"))
    let places = try SpecialistPlaces(register, on: Census.day(2025))
    let plans = try #require(PublishedTable(parsing: Self.bytes("dfe_2025_caseload.csv")).sectors(.london, .january(2025)))
    for sector in [Sector.stateSpecial, .resourced, .independent] {
      let tally = places.tally(places.boroughs, sector)
      let ofPlans = Double(tally.places) / Double(plans[sector.rawValue])
      // Some independent placements are in schools that are not special, whose places are not counted.
      #expect((sector == .independent ? 0.6...1.0 : 0.9...1.15).contains(ofPlans), "\(sector): \(tally.places) of \(plans)")
      #expect((0.9...1.15).contains(Double(tally.places) / Double(tally.pupils)) && tally.withPupils == tally.establishments)
      #expect(tally.withoutPlaces > 0 && tally.withoutPlaces * 15 < tally.establishments && tally.withoutAges == 0)
      #expect(tally.phases.reduce(0, +) == tally.places && tally.withNeeds == tally.establishments && tally.contradicted == 0)
      #expect(places.boroughs.count { places.tally([$0], sector).establishments > 0 } == 33, "\(sector)")
    }
    #expect(places.isFictional && places.ofUnknownType == 0)
  }

  @Test func populationAndBirthsAreThoseOfTheJanuaryTable() throws {
    let january = try PopulationFile(parsing: Self.bytes("population.csv"))
    let births = try BirthsTable(parsing: Self.bytes("ons_births_fictional.csv"))
    for name in ["ons_population_long_fictional.csv", "ons_population_wide_fictional.csv"] {
      let table = try PopulationTable(parsing: Self.bytes(name))
      #expect(table.boroughs == january.boroughs)
      for borough in table.boroughs {
        let (own, given) = (table.january(of: borough), january.population(of: borough))
        for year in own?.years ?? [] {
          let pairs = zip(own?[year] ?? [], given?[year] ?? [])
          // Whole persons against tenths.
          #expect(pairs.count(where: { abs($0 - $1) < 0.7 }) == 26, "\(borough) \(year)")
        }
        for year in table.years(of: borough) where births.years(of: borough).contains(year) {
          #expect(births.births(year, of: borough) == table.midYear(year, of: borough)?[0])
        }
      }
    }
  }
}
