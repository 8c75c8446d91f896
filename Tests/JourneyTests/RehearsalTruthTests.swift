import Foundation
import TestSupport
import Testing

/// What the fictional London calls its truth: it is of a piece, and runs are judged by it.
@Suite(.enabled(if: Built.path(of: "rehearsal") != nil, "the program rehearsal is not built"), .serialized)
struct RehearsalTruthTests {
  @Test func everyBoroughHoldsItsPublishedPlans() throws {
    let boroughs = try RehearsalTruth(RehearsalTests.all.get()).boroughs
    let plans = Dictionary(
      uniqueKeysWithValues: boroughs.map { ($0.code, $0.plansByAge["2025"]?.reduce(0, +) ?? 0) })
    #expect(plans.count == 33)
    #expect((98_125...100_107).contains(plans.values.reduce(0, +)))
    #expect(plans["E09000001"] == 26 && plans["E09000008"] == 5232 && plans["E09000025"] == 1199)
    #expect(plans["E09000003"] == 4320 && plans["E09000017"] == 3469 && plans["E09000033"] == 1429)
  }

  @Test func flowsAndStocksAgree() throws {
    for borough in try RehearsalTruth(RehearsalTests.all.get()).boroughs {
      for year in [2024, 2025, 2026] {
        let flow = try #require(borough.statistics["flow-\(year)-margin"])
        let cross = try #require(borough.statistics["flow-\(year)-cross"])
        let (before, now) = (borough.plansByAge["\(year - 1)"] ?? [], borough.plansByAge["\(year)"] ?? [])
        for age in 0..<26 {
          #expect(now[age] == flow[age] + flow[26 + age] + flow[52 + age])
          #expect(before[age] == (age < 25 ? flow[age + 1] : 0) + flow[78 + age])
        }
        for row in 0..<104 { #expect(cross[row * 12..<row * 12 + 12].reduce(0, +) == flow[row]) }
      }
      for year in [2025, 2026] { try stockIsWhoStayedCameAndArrived(borough, year) }
    }
  }

  /// In each phase and need. A cost has nobody who is not on roll, and quarter days lie between the two Januaries but
  /// for those who come and go within the year.
  private func stockIsWhoStayedCameAndArrived(_ borough: RehearsalTruth.Borough, _ year: Int) throws {
    let (stock, cross) = (borough.statistics["stock-\(year)"] ?? [], borough.statistics["flow-\(year)-cross"] ?? [])
    var held = [Int](repeating: 0, count: 60)
    for (place, plans) in cross.prefix(3 * 26 * 12).enumerated() {
      let phase = [4, 11, 16, 19].count { place / 12 % 26 >= $0 }
      held[phase * 12 + place % 12] += plans
    }
    #expect((0..<60).map { stock[$0 * 6..<$0 * 6 + 6].reduce(0, +) } == held)
    let persons = try #require(borough.statistics["cost-persons-\(year)"])
    #expect(zip(persons, stock).allSatisfy { $0 <= $1 })
    #expect(borough.costs["\(year)"]?.values.reduce(0) { $0 + $1.count } == persons.reduce(0, +))
    let days = try #require(borough.statistics["quarter-stock-\(year)"])
    let moves = cross.dropFirst(26 * 12).reduce(0, +)
    for day in 0..<4 {
      let plans = stride(from: day, to: days.count, by: 4).reduce(0) { $0 + days[$1] }
      // A few in a thousand come and go between two Januaries.
      #expect((held.reduce(0, +) - plans).magnitude <= moves + moves / 20 + 2, "\(borough.code) \(year) \(day)")
    }
  }

  /// What caps are for: in each sector a few children cost more, and in some boroughs a few have more credit than fees.
  /// The table of costs holds them as the gate counts them.
  @Test(arguments: ["2025", "2026"]) func someCostsLieBeyondTheCaps(census: String) throws {
    let boroughs = try RehearsalTruth(RehearsalTests.all.get()).boroughs
    func paid(_ borough: RehearsalTruth.Borough) -> [String: [Int]] { borough.costs[census] ?? [:] }
    for (sector, cap) in zip(RehearsalRecount.sectors, RehearsalRecount.caps) {
      let costs = boroughs.flatMap { paid($0)[sector] ?? [] }
      let (above, below) = (costs.count { $0 > cap }, costs.count { $0 < 0 })
      #expect((4...15).contains(above * 1000 / costs.count), "\(sector): \(above) of \(costs.count) above the cap")
      #expect((3...10).contains(below * 1000 / costs.count), "\(sector): \(below) of \(costs.count) below 0")
      #expect((costs.max() ?? 0) > cap * 5 / 4 && (costs.min() ?? 0) < -500_000)
    }
    let crediting = boroughs.filter { paid($0).values.contains { $0.contains { $0 < 0 } } }.map(\.code)
    #expect(crediting == boroughs.map(\.code).filter { $0 >= "E09000022" })
    for borough in boroughs {
      for (place, sector) in RehearsalRecount.sectors.enumerated() {
        let cells = try #require(borough.statistics["cost-pence-\(census)"]).enumerated()
        let counted = (paid(borough)[sector] ?? []).map { min(max($0, 0), RehearsalRecount.caps[place]) }
        #expect(cells.filter { $0.offset % 6 == place }.reduce(0) { $0 + $1.element } == counted.reduce(0, +))
      }
    }
  }

  @Test func theJudgeAcceptsTheTruthAndNamesWhatIsFarFromIt() throws {
    let folder = try RehearsalTests.all.get()
    let program = try #require(Built.path(of: "rehearsal"))
    let truth = try RehearsalTruth(folder)
    func plans(_ census: Int) -> Int { truth.boroughs.reduce(0) { $0 + ($1.plansByAge["\(census)"] ?? []).reduce(0, +) } }
    let scratch = try TemporaryFolder()
    func judged(_ released: Int, _ census: Int) throws -> RunResult {
      let line = "\"name\":\"Plans\",\"geography\":\"london\",\"unit\":\"plans\""
      let text = """
        {"generated_from":{"census_year":\(census)},
        "headlines":[{"id":"plans-\(census)",\(line),"released":\(released),"standard_error":50.0},
        {"id":"forecast-2031",\(line),"released":130000,"standard_error":5000}]}
        """
      try Data(text.utf8).write(to: URL(fileURLWithPath: scratch.file("tables.json")))
      let tables = scratch.file("tables.json")
      return try run(program, ["judge", "--truth", folder.file("truth"), "--tables", tables, "--json"])
    }
    for census in [2025, 2026] {
      let good = try judged(plans(census) + 100, census)
      #expect(good.exitCode == 0 && good.standardOutput.contains("\"z\":2.0"), "\(good)")
      let bad = try judged(plans(census) + 250, census)
      #expect(bad.exitCode == 1, "\(bad)")
      #expect(bad.standardError.contains("off by 5.0 standard errors: plans-\(census) in london"))
    }
    // Each January by its own truth, and none where there is none.
    #expect(try judged(plans(2025), 2026).exitCode == 1 && plans(2026) > plans(2025) + 1000)
    let unknown = try judged(plans(2026), 2027)
    #expect(unknown.exitCode == 1 && unknown.standardError.contains("unknown-census"), "\(unknown)")
  }
}

/// `truth.json` as a test reads it.
struct RehearsalTruth: Decodable {
  struct Borough: Decodable {
    let code: String
    /// By census year.
    let plansByAge: [String: [Int]]
    let statistics: [String: [Int]]
    /// By census year and sector: each person's pence a year, as the extract says.
    let costs: [String: [String: [Int]]]
  }
  let censusYears: [Int]
  let boroughs: [Borough]

  init(_ folder: TemporaryFolder) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.file("truth/truth.json")))
    self = try JSONDecoder().decode(RehearsalTruth.self, from: data)
  }
}
