internal import Files
internal import ForecastOptions
internal import Forecasting
internal import PublicData

/// Files that the settings name for the page, read once when the hub starts. One that can't be read is left out: a hub that
/// would not start for a scenario's sake would keep boroughs out.
struct PageExtras: Sendable {
  /// That the hub keeps, by name.
  private(set) var scenarios: [Scenario] = []
  private(set) var places: PlacesFile?

  /// More than anybody chooses from.
  private static let mostScenarios = 50

  init() {}

  /// - Parameter warn: told of each file that is left out, and why.
  init(_ settings: HubSettings, warn: (String) -> Void) {
    if let folder = settings.scenariosFolder { read(folder, warn) }
    if let file = settings.placesFile {
      do { places = try PlacesFile(parsing: Files.read(file, limit: 16 << 20)) } catch {
        warn("places_file: \(file): \(error)")
      }
    }
  }

  private mutating func read(_ folder: String, _ warn: (String) -> Void) {
    do {
      let names = try Files.list(folder).filter { $0.hasSuffix(".scenario") }.sorted()
      if names.count > Self.mostScenarios {
        warn("scenarios_folder: \(folder) has \(names.count) scenarios; the first \(Self.mostScenarios) are offered")
      }
      for name in names.prefix(Self.mostScenarios) {
        do {
          let read = try ScenarioOptions.read(folder + "/" + name)
          // As its own words give it, which addresses and downloaded files hold.
          let scenario = try Scenario(words: read.words)
          let taken = Scenario.builtInNames + [Scenario.base.name] + scenarios.map(\.name)
          guard !scenario.isBase else {
            warn("scenarios_folder: \(folder)/\(name): it has no lever (no-levers)")
            continue
          }
          guard !taken.contains(scenario.name) else {
            warn("scenarios_folder: \(folder)/\(name): its name is taken by another scenario (same-name)")
            continue
          }
          scenarios.append(scenario)
        } catch { warn("scenarios_folder: \(error)") }
      }
    } catch { warn("scenarios_folder: \(error)") }
  }
}
