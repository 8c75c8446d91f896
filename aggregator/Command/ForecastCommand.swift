import ArgumentParser
internal import Files
internal import ForecastOptions
internal import ForecastTables
internal import Forecasting
internal import Geography
internal import Intake
internal import Pooling
internal import PublicData
internal import ReleaseProtocol
internal import Store

struct ForecastCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "Forecasts from the released figures: the base, and scenarios beside it, with intervals.",
    discussion: """
      Anyone with the released tables and the population file gets the same figures; no borough is asked for anything, \
      and no privacy budget is spent. Method, levers and limits: docs/forecast.md.
      """)

  @OptionGroup var home: HomeOption
  @OptionGroup var options: ScenarioOptions
  @Option(help: "london, a sub-region's code, inner, outer, or all.") var area = "london"
  @Option(help: "Last census year; default: the plan's.") var until: Int?
  @OptionGroup var futures: FutureOptions
  @Option(help: "A January that the text shows by phase, need and placement. May be repeated.") var year: [Int] = []
  @Flag(help: "Write JSON, with every digit.") var json = false
  @Flag(help: "Write CSV, with every digit.") var csv = false
  @Flag(
    help: "In JSON and CSV: phase by need by placement too. Of these the independent ones alone have an interval: an empty one says that none is simulated, not that the figure is exact.")
  var everyCell = false
  @OptionGroup var places: PlacesOptions
  @Option(
    help: """
      Published margins of boroughs that sent nothing (CSV: code,measure,year,age,need,plans), to forecast them too.
      """)
  var margins: String?

  mutating func run() async throws {
    if json && csv { throw HubFailure(.wrongUse, "give --json or --csv, not both") }
    let simulation = try futures.settings(usual: 400)
    let areas = Geography.report2025.groups.map(\.id)
    guard area == "all" || areas.contains(area) else {
      throw HubFailure(.wrongUse, "no area has this id", hint: "--area all, or one of \(areas.joined(separator: ", "))")
    }
    let choices = try options.choices()
    if options.printScenario {
      return Voice.result(choices.scenarios(flowYears: []).map(\.text).joined(separator: "\n"))
    }
    let files = try places.read()
    let hub = try Hub.open(home)
    let pool = try await hub.pool(margins: try readMargins(), published: hub.published)
    let absences = try await hub.absences()
    try hub.store.close()
    for note in absences + pool.historyNotes.map(\.description) { Voice.note(note) }
    if let margins, pool.coverage.fromMargins == 0, pool.coverage.sent < Geography.report2025.boroughs.count {
      let census = pool.censusYear
      Voice.note(
        "\(margins) fills no borough that has not sent: of each it needs plans of January \(census), and new, kept and left of "
          + "\(census - 1) and \(census)")
    }
    guard pool.coverage.sent > 0 else { throw Self.nobody(about: pool.censusYear) }
    let last = until ?? pool.lastYear
    guard (pool.censusYear...pool.lastYear).contains(last) else {
      throw HubFailure(.wrongUse, "--until is not from \(pool.censusYear) to \(pool.lastYear), the years of the plan")
    }
    let scenarios = places.withUsual(choices).scenarios(flowYears: pool.flowYears)
    let reference = try options.reference(among: scenarios)
    let report: ForecastReport
    do {
      report = try pool.report(
        scenarios, against: reference, area: area == "all" ? nil : area, lastYear: last,
        settings: simulation, isRehearsal: hub.settings.isRehearsal)
    } catch { throw HubFailure(.refused, "\(error)") }
    let shown = year.isEmpty ? [pool.censusYear + 6] : year
    if let special = try places.text(report, years: shown, csv: csv, json: json, files: files) {
      return Voice.result(special)
    }
    if everyCell, json || csv { Voice.note("intervals: \(ForecastReport.withoutInterval)") }
    Voice.result(
      json ? report.json(everyCell: everyCell) : csv ? report.csv(everyCell: everyCell) : report.text(years: shown))
  }
}

extension ForecastCommand {
  static func nobody(about census: Int) -> HubFailure {
    HubFailure(
      .refused, "no-boroughs: no borough has sent anything about January \(census) yet",
      hint: "forecasts go on from the January of census_year in aggregator.conf")
  }

  private func readMargins() throws(HubFailure) -> MarginsFile? {
    guard let margins else { return nil }
    do { return try MarginsFile(parsing: Files.read(margins, limit: 64 << 20)) } catch let error as MarginsFileError {
      throw HubFailure(.wrongUse, "\(margins): \(error)", hint: "docs/forecast.md says what a file of margins holds")
    } catch {
      throw HubFailure(.wrongUse, "\(error)")
    }
  }
}

extension Hub {
  /// The messages that count now and those of the years before, with populations.
  func pool(margins: MarginsFile? = nil, published: PublishedTotals? = nil) async throws -> ReleasedPool {
    guard let population else {
      throw HubFailure(
        .notFound, "this hub has no population file, which forecasts need", hint: "set population_file in \(home.settingsFile)")
    }
    do {
      return try ReleasedPool(
        plan: plan, others: Array(pooledPlans.dropFirst()), messages: try await Counting.messages(store, pooledPlans),
        earlier: try await Counting.earlier(store, earlierPlans), earlierPlans: earlierPlans, population: population.table, geography: .report2025, margins: margins, published: published)
    } catch let error as PoolingError {
      throw HubFailure(.refused, "\(error)")
    }
  }
}
