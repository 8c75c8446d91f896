import ArgumentParser
internal import Contributions
internal import Files
internal import ForecastOptions
internal import ForecastTables
internal import Forecasting
internal import Geography
internal import Ingest
internal import PublicData
internal import Records
internal import ReleaseProtocol
internal import Vocabulary

struct ForecastCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "Forecasts from this borough's exact records, for its own staff: the base, and scenarios beside it.",
    discussion: """
      The figures are exact and stay here: they go to the screen, and no part of this program can put them into the \
      outbox. What is released is forecast again from the noised figures, so it differs by the noise. Method, levers and \
      limits: docs/forecast.md.
      """)

  @OptionGroup var home: HomeOption
  @OptionGroup var options: ScenarioOptions
  @OptionGroup var futures: FutureOptions
  @Option(help: "Last census year.") var until: Int = 2040
  @Option(help: "A January that the text shows by phase, need and placement. May be repeated.") var year: [Int] = []
  @Flag(help: "Print as JSON, with every digit.") var json = false
  @Flag(help: "Print as CSV, with every digit.") var csv = false
  @Flag(
    help: "In JSON and CSV: phase by need by placement too. Of these the independent ones alone have an interval: an empty one says that none is simulated, not that the figure is exact.")
  var everyCell = false
  @OptionGroup var places: PlacesOptions

  mutating func run() throws {
    guard (2000...2200).contains(until) else {
      throw AgentFailure(.wrongUse, "--until is not a year that a forecast could reach", hint: "for example --until 2040")
    }
    if json && csv { throw AgentFailure(.wrongUse, "give --json or --csv, not both") }
    let (choices, simulation) = (try options.choices(), try futures.settings(usual: 1000))
    if options.printScenario {
      return Voice.result(choices.scenarios(flowYears: []).map(\.text).joined(separator: "\n"))
    }
    let files = try places.read()
    let settings = try AgentSettings.load(home: home.home)
    try Enclosure.close(settings, reading: [settings.recordsFolder, settings.populationFile] + settings.providerFiles)
    let exact = try ExactCounts(settings, asking: places.asksForPast)
    let scenarios = places.withUsual(choices).scenarios(flowYears: Set(exact.flows.flows.keys))
    let reference = try options.reference(among: scenarios)
    let report = try Self.report(exact, scenarios, against: reference, until: until, simulation)
    let shown = year.isEmpty ? [exact.censusYear + 6] : year
    if let special = try places.text(report, years: shown, csv: csv, json: json, files: files) {
      return Voice.result(special)
    }
    if everyCell, json || csv { Voice.note("intervals: \(ForecastReport.withoutInterval)") }
    Voice.result(
      json ? report.json(everyCell: everyCell) : csv ? report.csv(everyCell: everyCell) : report.text(years: shown))
  }

  private static func report(
    _ exact: ExactCounts, _ scenarios: [Scenario], against reference: Int, until: Int, _ simulation: SimulationSettings
  ) throws(AgentFailure) -> ForecastReport {
    let comparison: Comparison
    let placements = PlacementShares.fit([exact.placements])
    do {
      comparison = try Comparison(
        scenarios, groups: [[0]], settings: simulation, against: reference
      ) { (window) throws(ForecastError) in
        let model = try CohortModel.exact(
          [exact.flows], censusYear: exact.censusYear, lastYear: until, settings: ModelSettings(window: window))
        return (model, placements)
      }
    } catch {
      throw AgentFailure(.localFault, "\(error)")
    }
    let source = ForecastReport.Source(
      data: "exact", heading: "exact, for this borough's own staff only", censusYear: exact.censusYear,
      settings: simulation, intervalsCover: ForecastReport.modelIntervals)
    let name = Geography.report2025.borough(code: exact.flows.code)?.name ?? exact.flows.code
    let area = ForecastReport.Area(
      id: exact.flows.code, name: name, boroughs: [exact.flows.code], members: 1,
      flowYears: exact.flows.flows.keys.sorted().map { ForecastReport.Area.FlowYear($0, boroughs: 1) })
    return ForecastReport(source: source, areas: [area], comparison: comparison, history: [exact.flows.flows], past: exact.past)
  }
}

/// The borough's exact counts, in the shape that forecasts read.
struct ExactCounts {
  let censusYear: Int
  let flows: BoroughFlows
  /// At the latest census.
  let placements: PlacementCounts
  /// What earlier census days and the returns' calendar years show; unknown unless asked for.
  let past: Past

  /// Reads the records, twice where the past is asked for; the process must have closed itself off before.
  init(_ settings: AgentSettings, asking asksForPast: Bool = false) throws(AgentFailure) {
    do {
      let table = try PopulationFile(parsing: Files.read(settings.populationFile, limit: 64 << 20))
      guard let population = table.population(of: settings.borough) else {
        throw AgentFailure(.localFault, "\(settings.populationFile) has no rows for \(settings.borough)")
      }
      let plan = ReleasePlan.newest(about: settings.censusYear) ?? .londonSend1
      let needed = plan.statistics.filter { [.flowCross, .flowMargin, .stock].contains($0.kind) }
      let roll = try RecordsReader(settings).read(for: plan, asking: needed).ingested.roll
      censusYear = roll.latestCensus
      flows = BoroughFlows(code: settings.borough, flows: roll.exactFlows, population: population)
      guard let placements = roll.exactPlacements(censusYear) else {
        throw AgentFailure(.localFault, "no placements were counted")
      }
      self.placements = placements
      past = asksForPast ? try Self.past(roll, settings) : .unknown
    } catch let failure as AgentFailure {
      throw failure
    } catch {
      throw AgentFailure(.localFault, "\(error)")
    }
  }

  private static func past(_ roll: Roll, _ settings: AgentSettings) throws(AgentFailure) -> Past {
    var januaries: [Int: Past.January] = [:]
    var requests: [Int: Past.Requests] = [:]
    // Of a January without a return of its own a later one tells flows, and not surely where children were placed.
    for counts in try RecordsReader(settings).tally(folder: settings.recordsFolder).counts {
      let year = counts.year
      if year < roll.latestCensus, roll.censusYears.contains(year), let placements = roll.exactPlacements(year) {
        januaries[year] = Past.January(plans: roll.exactStock(year), placements: placements)
      }
      requests[year - 1] = Past.Requests(
        received: counts.requestsByAge(.received), granted: counts.requestsByAge(.toAssess),
        refused: counts.requestsByAge(.notToAssess), assessed: counts.assessmentsByAge(issued: false),
        issued: counts.assessmentsByAge(issued: true))
    }
    return Past(januaries: januaries, requests: requests)
  }
}
