import ArgumentParser
internal import ForecastOptions
internal import ForecastTables
internal import Forecasting
internal import Pooling
internal import Store

struct BacktestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest",
    abstract: "Hold forecasts from the earlier flow years of all releases against what happened, beside simple methods.",
    discussion: """
      The model sees the flows up to each origin and no later ones. Beside it stand no change, a straight line, constant \
      growth and a damped trend. The notes below the tables say how little a short history can tell.
      """)

  @OptionGroup var home: HomeOption
  @OptionGroup var futures: FutureOptions
  @OptionGroup var window: WindowOption
  @Flag(help: "Write JSON, with every digit.") var json = false
  @Flag(help: "Write CSV, with every digit.") var csv = false

  mutating func run() async throws {
    if json && csv { throw HubFailure(.wrongUse, "give --json or --csv, not both") }
    let (simulation, window) = (try futures.settings(usual: 400), try window.window())
    let hub = try Hub.open(home)
    // From released figures alone: published totals are of one January, and the noise they take away would be counted.
    let pool = try await hub.pool()
    let absences = try await hub.absences()
    try hub.store.close()
    for note in absences + pool.historyNotes.map(\.description) { Voice.note(note) }
    guard pool.coverage.sent > 0 else { throw ForecastCommand.nobody(about: pool.censusYear) }
    let report: BacktestReport
    do {
      report = try pool.backtest(window: window, settings: simulation, isRehearsal: hub.settings.isRehearsal)
    } catch { throw HubFailure(.refused, "\(error)") }
    if let reason = report.whyEmpty {
      throw HubFailure(.notFound, "no forecast can be held against an outturn: \(reason)")
    }
    Voice.result(json ? report.json : csv ? report.csv : report.text)
  }
}
