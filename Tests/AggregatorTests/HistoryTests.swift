import ForecastTables
@testable import Forecasting
import Foundation
@testable import Pooling
import ReleaseProtocol
import Testing

/// Boroughs that have released for years give the hub all flow years that they have told of.
@Suite struct HistoryTests {
  private typealias Sent = [(borough: String, message: ReleaseMessage)]
  private static let three = Window(weights: [1, 1, 1]) ?? .standard
  private static let codes = Array(HistoryWorld.codes.prefix(9))

  /// - Parameters:
  ///   - earlier: about earlier censuses.
  ///   - plans: the latest last.
  private static func pool(_ latest: Sent, _ earlier: Sent, _ plans: [ReleasePlan]) throws -> ReleasedPool {
    try ReleasedPool(
      plan: #require(plans.last), messages: latest, earlier: earlier, earlierPlans: Array(plans.dropLast()),
      population: HistoryWorld.population, geography: HistoryWorld.geography)
  }

  /// Every borough with all plans' messages, but of some only the latest.
  private static func pool(
    _ plans: [ReleasePlan], seed: UInt64? = 1, short: Set<String> = [], codes: [String] = codes
  ) throws -> ReleasedPool {
    var (latest, earlier): (Sent, Sent) = ([], [])
    for code in codes {
      let all = HistoryWorld.messages(code, plans, seed: seed)
      latest.append((code, try #require(all.last)))
      if !short.contains(code) { earlier += all.dropLast().map { (code, $0) } }
    }
    return try pool(latest, earlier, plans)
  }

  private static func columns(_ pool: ReleasedPool, _ window: Window = .standard) throws -> [Double] {
    try report(pool, window).comparison.outcomes.last?.outlooks.flatMap { $0.columns() } ?? []
  }

  private static func report(_ pool: ReleasedPool, _ window: Window, _ draws: Int = 4) throws -> ForecastReport {
    try pool.report(
      [Scenario(name: "own window", window: window, levers: [])], area: "london", lastYear: pool.lastYear,
      settings: SimulationSettings(draws: draws), redraws: 2, isRehearsal: true)
  }

  /// Flows of 2024 stand in one message, of 2025 in two: the same table, taken once. The base is of the latest two years,
  /// so it is what it is without the earlier message, to the last digit, and so are its intervals.
  @Test func aTableThatIsCarriedIsOneObservation() throws {
    let plans = try [2025, 2026].map { try HistoryWorld.plan($0) }
    let (all, latest) = (try Self.pool(plans), try Self.pool(plans, short: Set(Self.codes)))
    #expect(all.flowYears == [2024, 2025, 2026] && latest.flowYears == [2025, 2026])
    #expect(all.historyNotes.isEmpty)
    #expect(try Self.columns(all) == Self.columns(latest))
    #expect(try Self.report(all, .standard).csv() == Self.report(latest, .standard).csv())
    // Each year's own counts, with the weight of one year each.
    let code = "E09000007"
    let flows = try #require(all.counted(&Self.none).boroughs.first { $0.code == code }).flows
    for year in [2024, 2025, 2026] {
      let new = try #require(flows[year]).cells[312..<624].reduce(0, +)
      let truth = HistoryWorld.cross(code, year)[312..<624].reduce(0, +)
      #expect((new - Double(truth)).magnitude < 100, "\(year)")
    }
    let exact = try Self.pool(plans, seed: nil)
    let model = try exact.model(Self.three, lastYear: 2030, redrawn: &Self.none).0
    let expected = Self.codes.reduce(0) { sum, code in
      sum + (2024...2026).reduce(0) { $0 + HistoryWorld.cross(code, $1)[312..<624].reduce(0, +) }
    }
    let counted = model.sums.reduce(0) { $0 + $1.new.reduce(0, +) }
    #expect((counted - Double(expected)).magnitude < 1e-6 * Double(expected))
  }

  private static var none: NormalSource? {
    get { nil }
    set {}
  }

  /// Another table of the same year, and the same question: the later one counts, the earlier one is told of.
  @Test func ofUnlikeTablesTheLaterCounts() throws {
    let plans = try [2025, 2026].map { try HistoryWorld.plan($0) }
    let code = "E09000002"
    let (first, again) = (HistoryWorld.message(code, plans[0], seed: 5), HistoryWorld.message(code, plans[1], seed: 6))
    let pool = try Self.pool([(code, again)], [(code, first)], plans)
    #expect(pool.historyNotes == [HistoryNote(borough: code, year: 2025, kind: .answeredTwice)])
    let alone = try Self.pool([(code, again)], [], plans)
    #expect(pool.counted(&Self.none).boroughs[0].flows[2025] == alone.counted(&Self.none).boroughs[0].flows[2025])
    #expect(pool.flowYears == [2024, 2025, 2026])
    // By a plan with another noise it was another question.
    let other = try HistoryWorld.plan(2025, id: "other", flowRho: Ratio(1, 10))
    let quiet = try Self.pool([(code, again)], [(code, HistoryWorld.message(code, other, seed: 5))], [other, plans[1]])
    #expect(quiet.historyNotes.isEmpty && quiet.flowYears == [2024, 2025, 2026])
    // Its noise is known to those who read it.
    #expect(quiet.largestVariances([2024]).cell == quiet.tables.largestVariances.cell)
    let rough = try HistoryWorld.plan(2025, id: "rough", flowRho: Ratio(1, 80))
    let noisier = try Self.pool([(code, again)], [(code, HistoryWorld.message(code, rough, seed: 5))], [rough, plans[1]])
    #expect(noisier.largestVariances([2024]).cell == 40 && noisier.largestVariances([2025, 2026]).cell == 10)
  }

  /// Half as many plans again a year before: that release was of other records, and is not history.
  @Test func historyEndsWhereYearsDoNotJoin() throws {
    let plans = try [2023, 2024, 2025, 2026].map { try HistoryWorld.plan($0) }
    let code = "E09000003"
    let messages = HistoryWorld.messages(code, plans, seed: 3)
    let wrong = HistoryWorld.message(code, plans[1], seed: 3, factor: 2)
    let earlier: Sent = [(code, messages[0]), (code, wrong), (code, messages[2])]
    let pool = try Self.pool([(code, messages[3])], earlier, plans)
    #expect(pool.historyNotes.filter { $0.kind == .doesNotJoin } == [HistoryNote(borough: code, year: 2023, kind: .doesNotJoin)])
    #expect(pool.flowYears == [2024, 2025, 2026])
    let whole = try Self.pool([(code, messages[3])], messages.dropLast().map { (code, $0) }, plans)
    #expect(whole.historyNotes.isEmpty && whole.flowYears == Set(2022...2026))
    // A year that nobody sent about leaves a gap in what the messages tell, if both its neighbours are away too.
    let gap = try Self.pool([(code, messages[3])], [(code, messages[0])], plans)
    #expect(gap.flowYears == [2025, 2026])
  }

  /// A third of the boroughs has sent once. A window of three years takes what each has, and says so; of a year that
  /// nobody has it is refused.
  @Test func unlikeHistoriesGiveEachBoroughItsOwnWindow() throws {
    let plans = try [2025, 2026].map { try HistoryWorld.plan($0) }
    let short = Set(Self.codes.prefix(3))
    let pool = try Self.pool(plans, short: short)
    #expect(pool.flowYearCounts.map { [$0.year, $0.boroughs] } == [[2024, 6], [2025, 9], [2026, 9]])
    #expect(pool.flowYears == [2025, 2026])
    let report = try Self.report(pool, Self.three)
    #expect(report.source.heading.contains("of the flow years of the window 2024 is known of 6 of 9 boroughs"))
    #expect(try !Self.report(pool, .standard).source.heading.contains("window"))
    let json = try #require(JSONSerialization.jsonObject(with: Data(report.json().utf8)) as? [String: Any])
    let areas = try #require(json["areas"] as? [[String: Any]])
    let years = try #require(areas[0]["flow_years"] as? [[String: Int]])
    #expect(years == [["year": 2024, "boroughs": 6], ["year": 2025, "boroughs": 9], ["year": 2026, "boroughs": 9]])
    let model = try pool.model(Self.three, lastYear: 2030, redrawn: &Self.none).0
    for (borough, window) in zip(model.boroughs, model.windows) {
      #expect(window == (short.contains(borough.code) ? Window(weights: [1, 1]) : Self.three), "\(borough.code)")
    }
    // Two equal years have less noise in sum than three: the pool knows the mean.
    let level = try #require(model.noise)
    let (two, three) = [2.0, 3.0].map { 12.0 / 13 * 10 * $0 }.firstTwo
    #expect((level.fittedRow - (3 * two + 6 * three) / 9).magnitude < 1e-9, "\(level)")
    #expect(throws: PoolingError.forecast(.missingFlows(borough: "E09000001", year: 2023))) {
      try Self.report(pool, #require(Window(weights: [1, 1, 1, 1])))
    }
  }

  /// A return to rates of a year that six of nine have told of is by those six, in the mean of the others too, and said.
  @Test func aReturnToAYearThatSomeKnowIsSaid() throws {
    let plans = try [2025, 2026].map { try HistoryWorld.plan($0) }
    let short = Set(Self.codes.prefix(3))
    let back = Scenario(name: "back", levers: [.issuing(IssuingReturn(to: .flowYear(2024), overYears: 1))])
    func report(_ pool: ReleasedPool) throws -> ForecastReport {
      try pool.report(
        [back], area: "london", lastYear: pool.lastYear, settings: SimulationSettings(draws: 4), redraws: 2, isRehearsal: true)
    }
    let said = "the flow year 2024, to whose rates back returns, is known of 6 of 9 boroughs"
    let (some, all) = (try Self.pool(plans, seed: nil, short: short), try Self.pool(plans, seed: nil))
    #expect(try report(some).source.heading.contains(said))
    #expect(try !report(all).source.heading.contains("returns"))
    let (own, whole) = (try some.model(.standard, lastYear: 2030, redrawn: &Self.none).0, try all.model(.standard, lastYear: 2030, redrawn: &Self.none).0)
    func level(_ model: CohortModel) throws -> Double {
      try zip(model.outlooks(back), model.outlooks()).map { $0.total(2027, ages: 5...5) / $1.total(2027, ages: 5...5) }.reduce(0, +) / 9
    }
    // New plans rise alike in all nine: 170 of 2024 to 175 and 180, weighted 1:2.
    #expect(try (level(own) - 170 / (175.0 / 3 + 360.0 / 3)).magnitude < 0.002 && (level(own) - level(whole)).magnitude < 0.001)
    #expect(throws: PoolingError.forecast(.missingFlows(borough: Self.codes[0], year: 2020))) {
      try some.report([.prePandemic], lastYear: some.lastYear, settings: SimulationSettings(draws: 4), redraws: 2, isRehearsal: true)
    }
  }

  /// Four releases: five flow years, so forecasts of four Januaries against what followed.
  @Test func theBacktestGoesBackAsFarAsTheReleases() throws {
    let plans = try [2023, 2024, 2025, 2026].map { try HistoryWorld.plan($0) }
    let codes = Array(Self.codes.prefix(6))
    func backtest(short: Set<String>, _ window: Window = .standard) throws -> BacktestReport {
      try Self.pool(plans, short: short, codes: codes)
        .backtest(window: window, settings: SimulationSettings(draws: 20), isRehearsal: true)
    }
    let whole = try backtest(short: []).backtest
    #expect(whole.censusYears == Array(2021...2026) && whole.origins.map(\.year) == Array(2022...2025))
    #expect(whole.origins.map(\.horizons) == [3, 3, 2, 1])
    let scores = whole.scores("6 boroughs together").filter { $0.method == .model }
    #expect(scores.map(\.count) == [4, 3, 2] && scores.allSatisfy { $0.meanAbsolute < 6 }, "\(scores)")
    #expect(try backtest(short: Set(codes)).backtest.origins.map(\.year) == [2025])

    let mixed = try backtest(short: Set(codes.prefix(2)))
    #expect(mixed.backtest.origins.map(\.boroughs) == [4, 4, 4, 6])
    #expect(mixed.backtest.levels.contains("4 of 6 boroughs together"))
    #expect(mixed.backtest.scores("6 boroughs together").filter { $0.method == .model }.map(\.count) == [1])
    #expect(mixed.text.contains("From January 2024 forecasts are of 4 of 6 boroughs"))
    #expect(mixed.text.contains("From January 2025 rates have the flow year 2024 of 4 of 6 boroughs."))
    #expect(mixed.json.contains("\"flow_years\":[2024, 2025],\"boroughs\":[4, 6],\"horizons\":1"))
    // What the longer histories bring does not depend on who has none.
    let alone = try Self.pool(plans, codes: Array(codes.suffix(4)))
      .backtest(settings: SimulationSettings(draws: 20), isRehearsal: true).backtest
    let from2023 = { (backtest: Backtest) in
      backtest.trials.filter { $0.level.hasSuffix("boroughs together") && $0.origin < 2025 && $0.column == .total }
        .map { [$0.forecast, $0.actual, $0.score] }
    }
    #expect(from2023(alone) == from2023(mixed.backtest) && !from2023(alone).isEmpty)
    let longer = try backtest(short: [], #require(Window(weights: [1, 1, 1])))
    #expect(longer.backtest.origins.map { $0.flowYears.map(\.year) } == [[2022], [2022, 2023], [2022, 2023, 2024], [2023, 2024, 2025]])
    #expect(longer.text.contains("rates come from 2 flow years, for want of history; the forecast itself uses 3"))
  }

  @Test func whatIsNoHistoryIsRefused() throws {
    let plans = try [2025, 2026].map { try HistoryWorld.plan($0) }
    let (one, other) = ("E09000002", "E09000003")
    let (first, second) = (HistoryWorld.message(one, plans[0]), HistoryWorld.message(one, plans[1]))
    #expect(throws: PoolingError.wrongBorough(sender: one)) {
      try Self.pool([(one, second)], [(one, HistoryWorld.message(other, plans[0]))], plans)
    }
    #expect(throws: PoolingError.badMessage(borough: one, .field("release.planID", .notAllowed))) {
      try Self.pool([(one, second)], [(one, first)], [plans[1]])
    }
    // Of a borough that has sent nothing about the latest census nothing is taken, nor is a message about the same one.
    #expect(try Self.pool([(one, second)], [(other, HistoryWorld.message(other, plans[0]))], plans).flowYears == [2025, 2026])
    #expect(try Self.pool([], [(one, first)], plans).flowYears == [2025, 2026])
  }
}

extension [Double] {
  fileprivate var firstTwo: (Double, Double) { (self[0], self[1]) }
}
