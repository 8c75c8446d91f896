import ArgumentParser
internal import Pooling
internal import ReleaseProtocol
internal import Store

struct TablesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tables", abstract: "Print the pooled tables: London, its sub-regions, inner and outer London.",
    discussion: """
      Every figure is a sum of released figures, with half the width of its 95% interval behind ±. The interval speaks \
      of privacy noise only: what the future may do to a forecast is in "aggregator forecast" and on the page. "u" marks a \
      figure that is no larger than that. JSON and CSV also give "table_bound", which no figure's error passes but for a \
      probability below 10⁻⁹ for all of them together.
      """)

  @OptionGroup var home: HomeOption
  @Flag(help: "Write JSON, with every digit.") var json = false
  @Flag(help: "Write CSV, with every digit.") var csv = false

  mutating func run() async throws {
    if json && csv { throw HubFailure(.wrongUse, "give --json or --csv, not both") }
    let hub = try Hub.open(home)
    guard let population = hub.population else {
      throw HubFailure(
        .notFound, "this hub has no population file, which the forecast needs",
        hint: "set population_file in \(hub.home.settingsFile)")
    }
    let picture: LondonPicture
    do {
      picture = try await PictureMaker.picture(hub.store, hub.pooledPlans, population, hub.published)
    } catch let error as PoolingError {
      throw HubFailure(.refused, "\(error)")
    }
    try hub.store.close()
    let later = picture.source.elsewhere.later
    if later > 0 {
      Voice.note(
        "\(later) \(later == 1 ? "borough has" : "boroughs have") sent about a later January than \(hub.plan.censusYear), which these "
          + "figures are about: census_year in aggregator.conf")
    }
    let isRehearsal = hub.settings.isRehearsal
    Voice.result(
      json ? picture.json(isRehearsal: isRehearsal)
        : csv ? picture.csv(isRehearsal: isRehearsal) : PictureTables.text(picture, isRehearsal: isRehearsal))
  }
}
