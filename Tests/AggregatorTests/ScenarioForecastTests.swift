import ForecastTables
import Forecasting
import Foundation
import Geography
@testable import Pooling
import PublicData
import ReleaseProtocol
import Testing
import Vocabulary

/// Scenarios from released figures at the hub.
struct ScenarioForecastTests {
  private static let world = PoolingWorld()
  private static let growth = Scenario(name: "more", levers: [.growth(Growth(.rate(0.05), years: 4))])

  private func pool(seed: UInt64? = nil, without absent: Set<String> = []) throws -> ReleasedPool {
    try ReleasedPool(
      plan: PoolingWorld.plan, messages: Self.world.messages(seed: seed, without: absent),
      population: PoolingWorld.population, geography: PoolingWorld.geography)
  }

  private func report(
    _ pool: ReleasedPool, _ scenarios: [Scenario] = [], area: String? = "london", draws: Int = 10, redraws: Int = 3
  ) throws -> ForecastReport {
    try pool.report(
      scenarios, area: area, lastYear: 2031, settings: SimulationSettings(draws: draws), redraws: redraws, isRehearsal: true)
  }

  @Test func theBaseIsThePicturesForecast() throws {
    let base = try report(pool(seed: 3)).comparison.outcomes[0].outlooks[0]
    let picture = try LondonPicture(
      plan: PoolingWorld.plan, messages: Self.world.messages(seed: 3), population: PoolingWorld.population,
      geography: PoolingWorld.geography, draws: 2)
    let rows = try #require(picture.groups.first?.figures?.forecast)
    for row in rows where (2026...2031).contains(row.year) {
      #expect((base.total(row.year) - row.total.released).magnitude < 1e-6, "\(row.year)")
    }
  }

  /// With DfE's published totals too, and by another plan than the built-in one: `forecast` and `tables` say the same.
  @Test func theBaseIsThePicturesForecastWithPublishedTotals() throws {
    let plan = try ReleasePlan(
      id: "another", censusYear: PoolingWorld.plan.censusYear, forecastYears: PoolingWorld.plan.forecastYears,
      statistics: PoolingWorld.plan.statistics)
    let messages = PoolingWorld.geography.boroughs.map { borough in
      (borough: borough.code, message: Self.world.message(borough.code, seed: 3, plan: plan))
    }
    let totals = try PublishedWorld.totals(Self.world)
    let pool = try ReleasedPool(
      plan: plan, messages: messages, population: PoolingWorld.population, geography: PoolingWorld.geography, published: totals)
    let report = try self.report(pool, redraws: 12)
    let picture = try LondonPicture(
      plan: plan, messages: messages, population: PoolingWorld.population, geography: PoolingWorld.geography,
      published: totals, draws: 2)
    let rows = try #require(picture.groups.first?.figures?.forecast)
    for row in rows where (2026...2031).contains(row.year) {
      let total = report.comparison.outcomes[0].outlooks[0].total(row.year)
      #expect((total - row.total.released).magnitude < 1e-6, "\(row.year)")
    }
    func deviation(_ report: ForecastReport) -> Double { report.comparison.outcomes[0].fans[0].moments(.total, 2025).deviation }
    // Of the census only Newham's noise is left, whose published plans of January 2025 have a known fault.
    let (left, all) = (deviation(report), deviation(try self.report(self.pool(seed: 3), redraws: 12)))
    #expect(left < all / 2, "\(left) \(all)")
    #expect(report.source.heading.contains("plan another, with DfE's published totals of 32"))
  }

  /// Growth adds the same plans whatever the drift does to the rest; noise on both sides is the same noise.
  @Test func aDifferenceIsSurerThanALevel() throws {
    let outcomes = try report(pool(seed: 4), [Self.growth], draws: 30).comparison.outcomes
    let level = outcomes[1].fans[0].moments(.total, 2031).deviation
    let difference = outcomes[1].differences[0].moments(.total, 2031)
    #expect(difference.mean > 0 && difference.deviation < level / 3, "\(difference) \(level)")
  }

  @Test func areasAddUpAndSayHowManyBoroughsTheyRestOn() throws {
    let absent: Set<String> = ["E09000007", "E09000001"]
    let report = try report(pool(without: absent), area: nil)
    #expect(report.areas.first.map { [$0.received, $0.members] } == [31, 33])
    let totals = report.comparison.outcomes[0].outlooks.map { $0.total(2030) }
    let inner = try #require(report.areas.firstIndex { $0.id == "inner" })
    let outer = try #require(report.areas.firstIndex { $0.id == "outer" })
    #expect((totals[inner] + totals[outer] - totals[0]).magnitude < 1e-6)
    #expect(report.source.data == "fictional" && report.text(years: []).hasPrefix("REHEARSAL"))
  }

  /// Two boroughs send nothing. With their published margins London is nearly whole again, and says how; without, it is
  /// smaller by them.
  @Test func boroughsThatSendNothingComeFromPublishedMargins() throws {
    let absent: Set<String> = ["E09000007", "E09000012"]
    let margins = try MarginsFile(parsing: Array(Self.world.margins(of: absent).utf8))
    let raked = try ReleasedPool(
      plan: PoolingWorld.plan, messages: Self.world.messages(without: absent), population: PoolingWorld.population,
      geography: PoolingWorld.geography, margins: margins)
    let (whole, part, known) = (try report(pool()), try report(pool(without: absent)), try report(raked))
    func total(_ report: ForecastReport, _ year: Int) -> Double { report.comparison.outcomes[0].outlooks[0].total(year) }
    #expect((total(known, 2025) - total(whole, 2025)).magnitude < 1e-6, "the stock is known")
    let (all, some, both) = (total(whole, 2031), total(part, 2031), total(known, 2031))
    #expect(some < 0.97 * all && (both / all - 1).magnitude < 0.01, "\(all) \(some) \(both)")
    #expect(known.areas[0].raked == ["E09000007", "E09000012"] && known.areas[0].received == 31)
    #expect(known.text(years: []).contains("31 of 33 boroughs and 2 from published margins"))
  }

  /// Needs of boroughs that sent are noised in their tables, and exact where they are published: without that noise, what
  /// absent boroughs are stated to cost is less for the needs, and the forecast starts from the same plans.
  @Test func publishedNeedsOfBoroughsThatSentSharpenTheStatement() throws {
    let absent = Set(PoolingWorld.geography.boroughs.map(\.code).suffix(10))
    let everybody = Set(PoolingWorld.geography.boroughs.map(\.code))
    let squares = try [absent, everybody].map { known in
      let pool = try ReleasedPool(
        plan: PoolingWorld.plan, messages: Self.world.messages(seed: 6, without: absent), population: PoolingWorld.population,
        geography: PoolingWorld.geography, margins: MarginsFile(parsing: Array(Self.world.margins(of: known).utf8)))
      #expect(pool.others.map(\.code) == absent.sorted())
      return try #require(try pool.rakingError([Array(0..<33)], lastYear: 2031, seed: 1)).map { figures in
        (0..<12).reduce(0) { $0 + figures[6 * FanColumn.count + 6 + $1] }
      }
    }
    #expect(squares[1][0] < 0.7 * squares[0][0], "\(squares)")
  }

  /// A plan that has placements by two of phase, need and sector at a time, not by all three: the forecast is made, with
  /// the same sums, and says what it assumes. With DfE's totals the sums are theirs.
  @Test func aPlanWithoutTheThreeWayTableGivesPlacementsThatSayWhatTheyAssume() throws {
    let pairs = [["phase", "need"], ["phase", "sector"], ["need", "sector"]]
    let plan = try PlanProposal.stock(
      base: .londonSend1, id: "london-sectors", domain: ["phase", "need", "sector"],
      wanted: pairs.map { .init(axes: $0, weight: try #require(Ratio(1, 1))) }, published: [], rho: #require(Ratio(1, 20)),
      missing: #require(Ratio(0, 1))
    ).plan
    func report(_ plan: ReleasePlan, seed: UInt64? = nil, _ published: PublishedTotals? = nil) throws -> ForecastReport {
      let messages = PoolingWorld.geography.boroughs.map { borough in
        (borough: borough.code, message: Self.world.message(borough.code, seed: seed, plan: plan))
      }
      let pool = try ReleasedPool(
        plan: plan, messages: messages, population: PoolingWorld.population, geography: PoolingWorld.geography,
        published: published)
      return try self.report(pool)
    }
    let (less, all) = (try report(plan), try report(PoolingWorld.plan))
    #expect(less.source.heading.contains("assumed") && !all.source.heading.contains("assumed"))
    let (one, other) = (less.comparison.outcomes[0].outlooks[0], all.comparison.outcomes[0].outlooks[0])
    for sector in Sector.allCases {
      for phase in Phase.allCases {
        let found = try #require(one.placed(2025, phase: phase, sector: sector))
        let expected = try #require(other.placed(2025, phase: phase, sector: sector))
        #expect((found - expected).magnitude < 0.02 * one.total(2025, phase: phase), "\(phase) \(sector)")
      }
    }
    // Of noised tables, those fitted to published totals place as DfE says.
    func distance(_ published: PublishedTotals?) throws -> Double {
      let outlook = try report(PoolingWorld.plan, seed: 5, published).comparison.outcomes[0].outlooks[0]
      return try Sector.allCases.reduce(0) { sum, sector in
        let codes = PoolingWorld.geography.boroughs.map(\.code)
        let truth = Self.world.truth("stock-2025", of: codes) { $0 % 6 == sector.rawValue }
        return sum + (try #require(outlook.placed(2025, sector: sector)) - truth).magnitude
      }
    }
    #expect(try distance(PublishedWorld.totals(Self.world)) < distance(nil))
  }

  private func figures(_ report: ForecastReport) throws -> [(name: String, unit: String, value: Double, ends: [Double])] {
    let read = try #require(JSONSerialization.jsonObject(with: Data(ReportFigures(report).json.utf8)) as? [String: Any])
    return try #require(read["figures"] as? [[String: Any]]).flatMap { figure in
      try #require(figure["points"] as? [[String: Any]]).map { point in
        let words = [figure["figure"], point["geography"], point["scenario"], point["series"], point["at"], point["unit"]]
        return (
          words.map { "\($0 ?? "")" }.joined(separator: " "), point["unit"] as? String ?? "",
          try #require(point["value"] as? Double), [point["low_90"], point["high_90"]].compactMap { $0 as? Double }
        )
      }
    }
  }

  /// All that comes from released tables is noised, the past as well: only people have no error. The error is the noise's:
  /// in 90% of figures of the past it reaches to what would have been released without.
  @Test func nothingReleasedIsWithoutItsError() throws {
    // Of the exact one only values are asked.
    func all(_ seed: UInt64?, redraws: Int) throws -> ForecastReport {
      try pool(seed: seed).report(
        [Self.growth], lastYear: 2031, settings: SimulationSettings(draws: 10), redraws: redraws, isRehearsal: true)
    }
    let (noised, report) = (try figures(all(8, redraws: 20)), try all(nil, redraws: 2))
    let exact = Dictionary(uniqueKeysWithValues: try figures(report).map { ($0.name, $0.value) })
    #expect(noised.allSatisfy { $0.ends.count == ($0.unit == "people" ? 0 : 2) })
    let past = noised.filter { row in ["25 ", "27 ", "29 "].contains { row.name.hasPrefix($0) } }
    let covered = try past.filter { row in
      let truth = try #require(exact[row.name])
      return row.ends[0] <= truth && truth <= row.ends[1]
    }
    #expect((0.8...0.98).contains(Double(covered.count) / Double(past.count)), "\(covered.count) of \(past.count)")
    // London's plans: as wide as three rows of ages, each with the noise of its margin, make it.
    let variances = try FlowFit.totalVariances(#require(pool().tables.first).layout.later, [])
    let wide = 1.645 * (33 * variances.prefix(3).reduce(0, +)).squareRoot()
    let london = try #require(noised.first { $0.name.hasPrefix("25 london") && $0.name.contains("2025") })
    #expect((0.6...1.6).contains((london.ends[1] - london.ends[0]) / 2 / wide), "\(london) \(wide)")
  }

  /// A borough in which nobody has any of the six rarest needs: of these it tells noise alone.
  private func withoutOthers(_ message: ReleaseMessage) -> ReleaseMessage {
    let exact = Self.world.exact[message.borough] ?? [:]
    let tables = message.tables.map { table -> NoisedTable in
      let (id, own) = (table.statistic, exact[table.statistic] ?? [])
      let cells = table.cells.indices.map { cell -> Int64 in
        if id.hasPrefix("flow"), id.hasSuffix("cross") { return table.cells[cell] - (cell % 12 > 5 ? own[cell] : 0) }
        if id.hasPrefix("stock") { return table.cells[cell] - (cell / 6 % 12 > 5 ? own[cell] : 0) }
        guard id.hasPrefix("flow"), let cross = exact[id.replacingOccurrences(of: "margin", with: "cross")] else { return table.cells[cell] }
        return table.cells[cell] - cross[cell * 12 + 6..<cell * 12 + 12].reduce(0, +)
      }
      return NoisedTable(statistic: id, cells: cells, variance: table.variance)
    }
    return ReleaseMessage(
      borough: message.borough, censusYear: message.censusYear, planID: message.planID, planSHA256: message.planSHA256,
      release: message.release, populationSHA256: message.populationSHA256, tables: tables, forecast: message.forecast)
  }

  /// A form takes no plans below nobody: they are pasted as 0, named with their noise, and JSON has them as they are.
  @Test func noPlansBelowNobodyArePasted() throws {
    var below = 0
    for seed in UInt64(9)..<17 where below == 0 {
      let pool = try ReleasedPool(
        plan: PoolingWorld.plan, messages: [("E09000003", withoutOthers(Self.world.message("E09000003", seed: seed)))],
        population: PoolingWorld.population, geography: PoolingWorld.geography)
      let report = try report(pool)
      let pasted = try #require(report.reformPlan(csv: true, json: false)).components(separatedBy: "\r\n")
      #expect(!pasted.contains { $0.contains(",-") })
      let plan = try #require(report.reformPlan(csv: false, json: true))
      let read = try #require(JSONSerialization.jsonObject(with: Data(plan.utf8)) as? [String: Any])
      for table in try #require(read["tables"] as? [[String: Any]]) {
        for row in try #require(table["rows"] as? [[String: Any]]) {
          let values = try #require(row["values"] as? [Any]).map { $0 as? Double ?? 0 }
          let label = "\(table["table"] ?? "") \(row["label"] ?? "")"
          guard values.contains(where: { $0 < -0.5 }) else { continue }
          below += 1
          #expect((row["noise_90"] as? [Any])?.count == 5 && pasted.contains { $0.hasPrefix("\"\(label): 20") && $0.contains(" ± ") })
        }
      }
    }
    #expect(below > 0)
  }

  @Test func withoutAnyMessageThereIsNoForecast() throws {
    let pool = try ReleasedPool(
      plan: PoolingWorld.plan, messages: [], population: PoolingWorld.population, geography: PoolingWorld.geography)
    #expect(throws: PoolingError.forecast(.noBoroughs)) { try report(pool) }
  }
}
