internal import ForecastTables
internal import Forecasting
internal import Intake
internal import Pooling
internal import PublicData
internal import Store

/// What the web port shows, each made when it is first asked for.
struct Pages: Sendable {
  let pictures: MessageCache<LondonPicture>
  /// What forecasts are made from; nil while nobody has sent anything.
  let pools: MessageCache<ReleasedPool?>
  let prospects: MessageCache<Prospect?>
  let files: MessageCache<ForecastFiles?>
  /// Nil where no history is long enough, or nobody has sent anything.
  let backtests: MessageCache<String?>
  let desk: ScenarioDesk
  let extras: PageExtras

  init(_ hub: Hub, _ population: HubPopulation, _ extras: PageExtras) {
    self.extras = extras
    let (store, plans, published, isRehearsal) = (hub.store, hub.pooledPlans, hub.published, hub.settings.isRehearsal)
    let (earlier, settings) = (hub.earlierPlans, SimulationSettings(draws: hub.settings.pageFutures))
    @Sendable func pool(_ published: PublishedTotals?) async throws -> ReleasedPool? {
      try await PictureMaker.pool(store, plans, earlierPlans: earlier, population, published)
    }
    pictures = MessageCache(store) { try await PictureMaker.picture(store, plans, population, published) }
    let pools = MessageCache(store) { try await pool(published) }
    self.pools = pools
    prospects = MessageCache(store) {
      try await pools.value()?.prospect(beside: Self.drawn, settings: settings)
    }
    files = MessageCache(store) {
      try await pools.value().map { pool in
        func report(_ scenarios: [Scenario], area: String? = nil) throws -> ForecastReport {
          try pool.report(
            scenarios, area: area, lastYear: pool.lastYear, settings: settings, isRehearsal: isRehearsal)
        }
        return ForecastFiles(
          try report(Self.drawn + [.risingRates]), london: try report([], area: "london"), places: extras.places)
      }
    }
    backtests = MessageCache(store) {
      // From released figures alone, as the command says.
      guard let pool = try await pool(nil) else { return nil }
      let report = try pool.backtest(settings: settings, isRehearsal: isRehearsal)
      return report.whyEmpty == nil ? report.csv : nil
    }
    desk = ScenarioDesk { try await store.messageChanges() } make: { question in
      guard let pool = try await pools.value() else { throw PoolingError.forecast(.noBoroughs) }
      return try ComparedScenarios(pool, question, settings, isRehearsal: isRehearsal)
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
  /// Nil where the hub has no file of places.
  let places: String?

  /// - Parameter london: the base, of London alone.
  init(_ report: ForecastReport, london: ForecastReport, places file: PlacesFile?) {
    forecast = report.csv()
    gap = report.gapCSV(years: [report.source.censusYear + 6])
    figures = ReportFigures(report).csv
    reformPlan = london.reformPlan(csv: true, json: false)
    places = file.map { file in
      let census = report.source.censusYear
      return report.placesCSV(years: Array(census...census + 6)) { area, sector, phase, year in
        file.places(of: area.boroughs + area.raked, sector, phase, year).map(Double.init)
      }
    }
  }
}
