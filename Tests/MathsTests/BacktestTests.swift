import ForecastTables
@testable import Forecasting
import Foundation
import TestSupport
import Testing
import Vocabulary

/// Forecasts of earlier years against what happened.
struct BacktestTests {
  /// A borough whose plans at 9 grow by a fifth a year, and of which nothing ends or moves.
  private static func borough(years: ClosedRange<Int>, populationFrom: Int = 2010) -> BoroughFlows {
    let people = [Double](repeating: 1200, count: 26)
    let population = Population(
      years: Dictionary(uniqueKeysWithValues: (populationFrom...2030).map { ($0, people) }))
    var flows: [Int: FlowCounts] = [:]
    for year in years {
      var table = FlowCounts()
      for age in 6...15 { table[.stay, age, 0] = 200 }
      table[.new, 5, 0] = 200
      table[.leave, 15, 0] = 200
      flows[year] = table
    }
    return BoroughFlows(code: "E09000001", flows: flows, population: population)
  }

  private static func run(_ boroughs: [BoroughFlows], draws: Int = 100) throws -> Backtest {
    try Backtest(
      boroughs, areas: [Backtest.Area(level: "all", places: Array(boroughs.indices))],
      settings: SimulationSettings(draws: draws)
    ) { (flows, origin, last, settings) throws(ForecastError) in
      try .exact(flows, censusYear: origin, lastYear: last, settings: settings)
    }
  }

  private static func years(_ boroughs: [Int: Int]) -> [Backtest.FlowYear] {
    boroughs.sorted { $0.key < $1.key }.map { Backtest.FlowYear(year: $0.key, boroughs: $0.value) }
  }

  /// Nothing changes in this world, so every method is right but for the model's own shrinkage; rates that rise are too high.
  @Test func originsHorizonsAndPeersAreThoseOfTheHistory() throws {
    let backtest = try Self.run([Self.borough(years: 2021...2024)])
    #expect(backtest.censusYears == [2020, 2021, 2022, 2023, 2024])
    #expect(
      backtest.origins == [
        Backtest.Origin(year: 2021, flowYears: Self.years([2021: 1]), horizons: 3),
        Backtest.Origin(year: 2022, flowYears: Self.years([2021: 1, 2022: 1]), horizons: 2),
        Backtest.Origin(year: 2023, flowYears: Self.years([2022: 1, 2023: 1]), horizons: 1),
      ])
    let scores = backtest.scores("all")
    #expect(scores.count == 6 * 3 && scores.filter { $0.horizon == 1 }.allSatisfy { $0.count == 3 })
    for score in scores where score.method != .rising {
      #expect(score.meanAbsolute < (score.method == .model ? 3 : 1e-9), "\(score)")
      #expect((score.heldByMost != nil) == (score.method == .model))
    }
    // By 7.8% a year, of plans that are all new within a few years.
    for (rising, base) in zip(scores.filter { $0.method == .rising }, scores) {
      #expect(base.bias + 0.5 < rising.bias && rising.bias < base.bias + 8 * Double(rising.horizon) && rising.heldByMost != nil)
    }
    #expect(scores[0].heldByMost == 100)
  }

  /// Where the settings take it, a borough with one flow year has the rates of that year, and the one beside it those of all.
  @Test func aShorterHistoryHasAWindowOfItsOwn() throws {
    let (long, short) = (Self.borough(years: 2022...2024), Self.borough(years: 2024...2024))
    func model(_ boroughs: [BoroughFlows], _ settings: ModelSettings) throws -> CohortModel {
      try .exact(boroughs, censusYear: 2024, lastYear: 2028, settings: settings)
    }
    let weights = try #require(Window(weights: [1, 0, 2, 3]))
    let settings = ModelSettings(window: weights, takesShorterHistories: true)
    #expect(throws: ForecastError.missingFlows(borough: "E09000001", year: 2023)) { try model([short], .standard) }
    #expect(throws: ForecastError.missingFlows(borough: "E09000001", year: 2021)) {
      try model([Self.borough(years: 2022...2023)], settings)
    }
    let both = try model([long, short], settings)
    #expect(both.windows == [Window(weights: [2, 3]), .latest])
    let alone = try model([short], ModelSettings(window: .latest)).project()[0].phaseNeed()
    #expect(try model([short], settings).project()[0].phaseNeed() == alone)
    // Counts of so many years as there are: 2 and 1.
    #expect(both.sums.map { $0.new.reduce(0, +).rounded() } == [400, 200])
    // A year without weight at the beginning of what is left is not counted as a year.
    let gap = try #require(Window(weights: [3, 0, 1]))
    #expect(gap.beginning(2023, censusYear: 2024) == .latest && gap.beginning(2020, censusYear: 2024) == gap)
  }

  /// The outturn is not known at the origin: changing it changes no forecast.
  @Test func aForecastDoesNotSeeItsOutturn() throws {
    let borough = Self.borough(years: 2021...2023)
    var flows = borough.flows
    flows[2023]?[.new, 5, 0] = 5000
    let other = BoroughFlows(code: borough.code, flows: flows, population: borough.population)
    func forecasts(_ borough: BoroughFlows) throws -> [Double] {
      try Self.run([borough]).trials.filter { $0.column == .total }.map(\.forecast)
    }
    #expect(try forecasts(borough) == forecasts(other))
    let score = try #require(try Self.run([other]).scores("all").first)
    #expect(score.bias < -30 && (score.heldByMost ?? 100) < 100)
  }

  @Test func aShortHistoryIsSaidToBeShort() throws {
    let settings = SimulationSettings(draws: 20)
    func report(_ years: ClosedRange<Int>, populationFrom: Int = 2010) throws -> BacktestReport {
      let backtest = try Self.run([Self.borough(years: years, populationFrom: populationFrom)], draws: 20)
      return BacktestReport(data: "exact", heading: "test", backtest: backtest, settings: settings)
    }
    #expect(try report(2024...2024).whyEmpty?.contains("three censuses in a row are needed, and there are 2023, 2024") == true)
    #expect(try report(2023...2024, populationFrom: 2023).whyEmpty?.contains("populations of the years before 2023") == true)
    let two = try report(2023...2024)
    #expect(two.whyEmpty == nil)
    for part in ["one flow year", "Nothing is known of 2 years ahead", "Fewer than 10 forecasts", "left out"] {
      #expect(two.text.contains(part), "\(part)")
    }
    let json = try #require(JSONSerialization.jsonObject(with: Data(two.json.utf8)) as? [String: Any])
    #expect((json["scores"] as? [Any])?.count == two.csv.split(separator: "\r\n").count - 1)
  }

  /// Of 2,200 plans with noise of standard deviation 600 nobody knows how many they are; with one of 10 it changes nothing.
  @Test func whatNoiseMayHaveMadeIsLeftOut() throws {
    func run(_ deviation: Double) throws -> Backtest {
      try Backtest(
        [Self.borough(years: 2021...2024)], areas: [Backtest.Area(level: "all", places: [0])],
        settings: SimulationSettings(draws: 20), noise: { _, _ in deviation * deviation }
      ) { (flows, origin, last, settings) throws(ForecastError) in
        try .exact(flows, censusYear: origin, lastYear: last, settings: settings)
      }
    }
    let (exact, quiet, loud) = (try run(0), try run(10), try run(600))
    func columns(_ backtest: Backtest) -> Set<FanColumn> { Set(backtest.trials.map(\.column)) }
    #expect(columns(exact).contains(.total) && columns(quiet) == columns(exact) && quiet.leftOut == exact.leftOut)
    #expect(loud.trials.isEmpty && loud.leftOut > quiet.leftOut && loud.isNoised && !exact.isNoised)
    let report = BacktestReport(data: "released", heading: "test", backtest: loud, settings: SimulationSettings(draws: 20))
    #expect(report.whyEmpty?.contains("4 standard deviations of their noise") == true)
  }

  @Test func theRankedScoreRewardsSharpAndRightForecasts() {
    #expect(RankedScore.of([3], outturn: 5) == 2)
    // E|X − 1| = 1, E|X − X′| = 1: 1 − ½.
    #expect(RankedScore.of([0, 2], outturn: 1) == 0.5)
    #expect(RankedScore.of([4, 5, 6], outturn: 5) < RankedScore.of([3, 5, 7], outturn: 5))
    #expect(RankedScore.of([], outturn: 1).isNaN)
  }

  @Test func peersAreWhatTheirNamesSay() throws {
    let history = [100.0, 110, 130, 160]
    #expect(Peer.persistence.forecast(history, horizon: 3) == 160)
    #expect(Peer.drift.forecast(history, horizon: 2) == 200)
    let grown = try #require(Peer.growth.forecast(history, horizon: 3))
    #expect((grown - 256).magnitude < 1e-9)
    #expect(Peer.drift.forecast([100, 110], horizon: 1) == 120 && Peer.drift.forecast([100], horizon: 1) == nil)
    #expect(Peer.growth.forecast([0, 10], horizon: 1) == nil && Peer.persistence.forecast([], horizon: 1) == nil)
  }
}
