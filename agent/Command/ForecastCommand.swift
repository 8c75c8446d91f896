import ArgumentParser
internal import Contributions
internal import Files
internal import Forecasting
internal import Ingest
internal import PublicData
internal import Records
internal import ReleaseProtocol
internal import Vocabulary

struct ForecastCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "The base forecast from this borough's exact records, for its own staff.",
    discussion: """
      The figures are exact and stay here: they go to the screen, and no part of this program can put them into the \
      outbox. What is released is forecast again from the noised figures, so it differs by the noise.
      """)

  @OptionGroup var home: HomeOption
  @Option(help: "Last census year.") var until: Int = 2040
  @Flag(help: "Print as JSON.") var json = false

  mutating func run() throws {
    guard (2000...2200).contains(until) else {
      throw AgentFailure(.wrongUse, "--until is not a year that a forecast could reach", hint: "for example --until 2040")
    }
    let settings = try AgentSettings.load(home: home.home)
    try Enclosure.close(settings, reading: [settings.recordsFolder, settings.populationFile] + settings.providerFiles)
    let projection = try Self.project(settings, until: until)
    let years = projection.firstYear..<(projection.firstYear + projection.years)
    if json {
      return Voice.result(
        .object([
          "state": .string("exact"), "borough": .string(settings.borough),
          "plans": .array(
            years.map {
              .object(["year": .integer(Int64($0)), "thousandths": .integer(Int64((projection.total($0) * 1000).rounded(.toNearestOrEven)))])
            }),
        ]))
    }
    let rows = years.map { "  \($0)  \(Int(projection.total($0).rounded(.toNearestOrEven)))" }
    Voice.result("exact, for this borough's own staff only: plans on the January census\n" + rows.joined(separator: "\n"))
  }

  private static func project(_ settings: AgentSettings, until: Int) throws(AgentFailure) -> Projection {
    do {
      let table = try PopulationFile(parsing: Files.read(settings.populationFile, limit: 64 << 20))
      guard let population = table.population(of: settings.borough) else {
        throw AgentFailure(.localFault, "\(settings.populationFile) has no rows for \(settings.borough)")
      }
      let reading = try RecordsReader(settings).read(for: .londonSend1)
      let roll = reading.ingested.roll
      let census = roll.latestCensus
      let flows = [census - 1: roll.exactFlows(census - 1), census: roll.exactFlows(census)]
      let borough = BoroughFlows(code: settings.borough, flows: flows, population: population)
      guard let projection = try BaseForecast.exact([borough], censusYear: census, lastYear: until).first else {
        throw AgentFailure(.localFault, "no forecast was made")
      }
      return projection
    } catch let failure as AgentFailure {
      throw failure
    } catch {
      throw AgentFailure(.localFault, "\(error)")
    }
  }
}
