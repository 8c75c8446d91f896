internal import ForecastTables
internal import Forecasting
internal import Geography
internal import Intake
internal import Pooling
internal import PublicData
internal import ReleaseProtocol
internal import Store

/// Makes what pages and commands show from the messages that count now.
enum PictureMaker {
  static func picture(
    _ store: HubStore, _ plans: [ReleasePlan], _ population: HubPopulation, _ published: PublishedTotals?
  ) async throws -> LondonPicture {
    try LondonPicture(
      plan: plans[0], others: Array(plans.dropFirst()), messages: try await Counting.messages(store, plans),
      population: population.table, geography: .report2025, published: published,
      waiting: try await Counting.waiting(store, plans),
      elsewhere: BoroughsElsewhere(latest: try await store.latestCensuses(), census: plans[0].censusYear))
  }

  /// - Parameter earlierPlans: about earlier censuses, of whose messages flow years are taken.
  /// - Returns: nil while nobody has sent anything.
  static func pool(
    _ store: HubStore, _ plans: [ReleasePlan], earlierPlans: [ReleasePlan], _ population: HubPopulation,
    _ published: PublishedTotals?
  ) async throws -> ReleasedPool? {
    let messages = try await Counting.messages(store, plans)
    if messages.isEmpty { return nil }
    return try ReleasedPool(
      plan: plans[0], others: Array(plans.dropFirst()), messages: messages,
      earlier: try await Counting.earlier(store, earlierPlans), earlierPlans: earlierPlans, population: population.table,
      geography: .report2025, published: published)
  }
}

/// Holds what is made from the messages until a new message or decision has come. However many ask at once, it is made
/// once, on a task of its own and away from the event loops.
actor MessageCache<Value: Sendable> {
  private let store: HubStore
  private let make: @Sendable () async throws -> Value
  private var count = -1
  private var task: Task<Value, any Error>?

  init(_ store: HubStore, make: @escaping @Sendable () async throws -> Value) { (self.store, self.make) = (store, make) }

  func value() async throws -> Value {
    let now = try await store.messageChanges()
    // No `await` between this test and the assignments: two callers can't both start a task.
    if let task, now <= count { return try await task.value }
    let made = Task.detached { [make] in try await make() }
    (count, task) = (now, made)
    do {
      return try await made.value
    } catch {
      if count == now { (count, task) = (-1, nil) }  // the next caller tries again
      throw error
    }
  }
}

/// What the web port shows, each made when it is first asked for.
struct Pages: Sendable {
  let pictures: MessageCache<LondonPicture>
  /// Nil while nobody has sent anything.
  let prospects: MessageCache<Prospect?>
  let files: MessageCache<ForecastFiles?>
  /// Nil where no history is long enough, or nobody has sent anything.
  let backtests: MessageCache<String?>

  /// Futures behind the page's ranges: two hundred fix an end of a 90% interval to about a tenth of its width.
  private static let settings = SimulationSettings(draws: 200)

  init(_ hub: Hub, _ population: HubPopulation) {
    let (store, plans, published, isRehearsal) = (hub.store, hub.pooledPlans, hub.published, hub.settings.isRehearsal)
    let earlier = hub.earlierPlans
    @Sendable func pool(_ published: PublishedTotals?) async throws -> ReleasedPool? {
      try await PictureMaker.pool(store, plans, earlierPlans: earlier, population, published)
    }
    pictures = MessageCache(store) { try await PictureMaker.picture(store, plans, population, published) }
    prospects = MessageCache(store) {
      try await pool(published)?.prospect(beside: Self.drawn, settings: Self.settings)
    }
    files = MessageCache(store) {
      try await pool(published).map { pool in
        func report(_ scenarios: [Scenario], area: String? = nil) throws -> ForecastReport {
          try pool.report(
            scenarios, area: area, lastYear: pool.lastYear, settings: Self.settings, isRehearsal: isRehearsal)
        }
        return ForecastFiles(try report(Self.drawn + [.risingRates]), london: try report([], area: "london"))
      }
    }
    backtests = MessageCache(store) {
      // From released figures alone, as the command says.
      guard let pool = try await pool(nil) else { return nil }
      let report = try pool.backtest(settings: Self.settings, isRehearsal: isRehearsal)
      return report.whyEmpty == nil ? report.csv : nil
    }
  }

  /// Those of the London report, drawn beside the base. Messages hold no flows of 2020.
  private static var drawn: [Scenario] { [.prePandemicByRatios, .furtherGrowth] }
}

/// Forecasts to take away, as `forecast` writes them. Kept as text: the futures behind it take far more room.
struct ForecastFiles: Sendable {
  let forecast: String
  let gap: String
  let figures: String
  /// Nil where placements are not known.
  let reformPlan: String?

  /// - Parameter london: the base, of London alone.
  init(_ report: ForecastReport, london: ForecastReport) {
    forecast = report.csv()
    gap = report.gapCSV(years: [report.source.censusYear + 6])
    figures = ReportFigures(report).csv
    reformPlan = london.reformPlan(csv: true, json: false)
  }
}
