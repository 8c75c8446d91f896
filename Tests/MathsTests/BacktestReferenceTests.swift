import Estimation
import ForecastTables
@testable import Forecasting
import Foundation
import Geography
import PublicData
import TestSupport
import Testing
import Vocabulary

/// Coverage where it can be counted: the reference's London of 33 boroughs, whose later years are known, and others that its
/// simulation makes from other seeds. These differ in every child, and share what they were fitted to: DfE's totals, among
/// them new plans that rise every year. So many worlds tell a borough's luck, and London's drift once.
@Suite(.enabled(if: ForecastReference.folder != nil, "needs FORECAST_REFERENCE, or the shared files"))
struct BacktestReferenceTests {
  private static let isLong = ProcessInfo.processInfo.environment["BOROUGHWISE_LONG"] != nil
  private static let census = ForecastReference.censusYear
  private static let settings = SimulationSettings(draws: 120)
  /// What the issue asks of intervals for nominal 90%.
  private static let asked = 80.0...98.0

  /// One world. The reference's own has to cover as asked. In another, forecasts of 32 boroughs (City has too few plans) from
  /// several origins overlap, and are worth 32: a right 80% is then below 59 (three standard deviations) in one of 700 worlds.
  @Test func intervalsHoldAsManyOutturnsAsTheySay() throws {
    let backtest = try Self.backtest(ForecastReference.boroughs())
    print(BacktestReport(data: "fictional", heading: "reference", backtest: backtest, settings: Self.settings).text)
    for score in backtest.scores("boroughs") where score.method == .model {
      let held = try #require(score.heldByMost)
      let least = ForecastReference.isStandardWorld ? Self.asked.lowerBound : 80 - 3 * (80.0 * 20 / 32).squareRoot()
      #expect(held >= least && held <= Self.asked.upperBound, "\(score.horizon) years: \(held)% of \(score.count)")
    }
    // London and its parts share one drift and one course of history: all within the interval is no fault of it.
    for level in ["London", "parts"] where ForecastReference.isStandardWorld {
      for score in backtest.scores(level) where score.method == .model {
        #expect(try #require(score.heldByMost) >= Self.asked.lowerBound, "\(level), \(score.horizon) years: \(score)")
      }
    }
    Self.printNeeds(backtest)
    guard ForecastReference.isStandardWorld else { return }
    for (column, held, count) in Self.byColumn(backtest, origins: Self.steady) where count >= 30 {
      #expect(held >= Self.asked.lowerBound, "\(column), one year: \(held)% of \(count)")
    }
  }

  /// Needs of new plans jump in this world from the flow year 2021 to 2022 (SLCN from 0.7 to 25%, ASD from 61 to 34%): its
  /// mixes were fitted to the report, for 2019 to 2021 and from 2022 on. No interval can hold that, so by need the jump and the
  /// window that reaches across it are left out.
  private static let steady = [2019, 2020, 2023]

  /// Percent of single boroughs' outturns within the 90% one year ahead, by phase and need, with the number of forecasts.
  private static func byColumn(_ backtest: Backtest, origins: [Int]) -> [(FanColumn, Double, Int)] {
    FanColumn.ofPlans.dropFirst().map { column in
      let own = backtest.trials.filter {
        $0.level == "boroughs" && $0.horizon == 1 && $0.column == column && $0.method == .model && origins.contains($0.origin)
      }
      return (column, 100 * Double(own.count { $0.held?.most == true }) / Double(max(own.count, 1)), own.count)
    }
  }

  private static func printNeeds(_ backtest: Backtest) {
    let jump = byColumn(backtest, origins: [2021, 2022])
    for (one, other) in zip(byColumn(backtest, origins: steady), jump) {
      print("\(one.0): 90% hold \(one.1)% of \(one.2); across the jump \(other.1)% of \(other.2)")
    }
  }

  /// Five worlds, boroughs together: as asked at each horizon, from exact counts and from released ones. 160 boroughs fix a
  /// right 88% to 2.6. London and its parts at least as asked, from exact counts; all is printed, for docs/forecast.md.
  @Test(
    .enabled(if: isLong && ForecastReference.canRun, "minutes: BOROUGHWISE_LONG=1; needs the reference's programs and numpy"),
    arguments: [0.0, 10])
  func intervalsHoldOverSeveralWorlds(_ variance: Double) throws {
    var trials: [Backtest.Trial] = []
    var worlds = [try ForecastReference.boroughs()]
    for seed in [4711, 11, 12, 13] { worlds.append(try Self.world(seed)) }
    for (place, world) in worlds.enumerated() { trials += try Self.backtest(world, variance, UInt64(place)).trials }
    for method in [Backtest.Method.model, .rising] {
      for level in ["London", "parts", "boroughs"] {
        for horizon in 1...3 {
          let own = trials.filter {
            $0.level == level && $0.horizon == horizon && $0.column == .total && $0.method == method
          }
          let held = 100 * Double(own.count { $0.held?.most == true }) / Double(own.count)
          let bias = own.reduce(0) { $0 + 100 * ($1.forecast / $1.actual - 1) } / Double(own.count)
          print(
            "coverage, noise \(variance), \(method.name), \(level), \(horizon) years: \(held)% of \(own.count), bias \(bias)%")
          if level == "boroughs" { #expect(Self.asked.contains(held), "\(method.name), \(horizon) years: \(held)%") }
          if variance == 0 { #expect(held >= Self.asked.lowerBound, "\(method.name), \(level), \(horizon) years: \(held)%") }
        }
      }
    }
  }

  /// - Parameter variance: of the noise in cells and margins; 0: exact counts.
  private static func backtest(_ boroughs: [BoroughFlows], _ variance: Double = 0, _ seed: UInt64 = 0) throws -> Backtest {
    var areas = [Backtest.Area(level: "London", places: Array(boroughs.indices))]
    areas += ["NCL", "NEL", "NWL", "SEL", "SWL"].map { id in
      let members = Geography.report2025.group(id: id)?.members ?? []
      return Backtest.Area(level: "parts", places: boroughs.indices.filter { members.contains(boroughs[$0].code) })
    }
    areas += boroughs.indices.map { Backtest.Area(level: "boroughs", places: [$0]) }
    var source = SeededSource(seed: seed, stream: [9])
    let known = boroughs.map { borough in
      var flows: [Int: FlowCounts] = [:]
      for (year, exact) in borough.flows.sorted(by: { $0.key < $1.key }) where year <= census {
        flows[year] =
          variance > 0 ? ReleasedForecastTests.released(exact, cross: variance, margin: variance, &source) : exact
      }
      return BoroughFlows(code: borough.code, flows: flows, population: borough.population)
    }
    // Plans held are three statuses at 26 ages.
    let noise = 3 * 26 * MarginFit.rowSumVariance(columns: 12, crossVariance: variance, marginVariance: variance)
    return try Backtest(
      known, areas: areas, settings: settings, noise: { $1 == .total ? noise * Double($0) : 0 }
    ) { (flows, origin, last, settings) throws(ForecastError) in
      variance > 0
        ? try .released(
          flows, censusYear: origin, lastYear: last, cellVariance: variance, marginVariance: variance, settings: settings)
        : try .exact(flows, censusYear: origin, lastYear: last, settings: settings)
    }
  }

  private static func world(_ seed: Int) throws -> [BoroughFlows] {
    let scratch = try TemporaryFolder()
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("forecast_world.py")
    let result = try run("python3", [script.path, ForecastReference.programs ?? "", "\(seed)", scratch.path])
    try #require(result.exitCode == 0, "\(result.standardError)")
    let spells = try SpellTables(
      parsing: String(contentsOfFile: scratch.file("spells.csv"), encoding: .utf8), years: 2019...2025)
    let people = try PopulationFile(
      parsing: [UInt8](Data(contentsOf: URL(fileURLWithPath: scratch.file("borough_population.csv")))))
    return try spells.flows.keys.sorted().map { code in
      BoroughFlows(code: code, flows: spells.flows[code] ?? [:], population: try #require(people.population(of: code)))
    }
  }
}
