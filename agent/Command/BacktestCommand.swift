import ArgumentParser
internal import ForecastOptions
internal import ForecastTables
internal import Forecasting
internal import Geography

struct BacktestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest",
    abstract: "Hold forecasts from earlier years' records against what happened, beside simple methods.",
    discussion: """
      Each earlier census is a forecast's origin: the model sees the records up to it and no later ones. Beside it stand \
      no change, a straight line, constant growth and a damped trend. One borough has few outturns: read the notes. The \
      figures are exact, for this borough's own staff, and stay here.
      """)

  @OptionGroup var home: HomeOption
  @OptionGroup var futures: FutureOptions
  @OptionGroup var window: WindowOption
  @Flag(help: "Print as JSON, with every digit.") var json = false
  @Flag(help: "Print as CSV, with every digit.") var csv = false

  mutating func run() throws {
    if json && csv { throw AgentFailure(.wrongUse, "give --json or --csv, not both") }
    let (simulation, window) = (try futures.settings(usual: 1000), try window.window())
    let settings = try AgentSettings.load(home: home.home)
    try Enclosure.close(settings, reading: [settings.recordsFolder, settings.populationFile] + settings.providerFiles)
    let exact = try ExactCounts(settings)
    let name = Geography.report2025.borough(code: exact.flows.code)?.name ?? exact.flows.code
    let backtest: Backtest
    do {
      backtest = try Backtest(
        [exact.flows], areas: [Backtest.Area(level: name, places: [0])], window: window, settings: simulation
      ) {
        (flows, origin, last, settings) throws(ForecastError) in
        try .exact(flows, censusYear: origin, lastYear: last, settings: settings)
      }
    } catch { throw AgentFailure(.localFault, "\(error)") }
    let report = BacktestReport(
      data: "exact", heading: "exact, for this borough's own staff only", backtest: backtest, settings: simulation)
    if let reason = report.whyEmpty {
      throw AgentFailure(
        .recordsUnusable, "no forecast can be held against an outturn: \(reason)",
        hint: "each SEN2 return shows its own census day and the one a year before: add returns of earlier years")
    }
    Voice.result(json ? report.json : csv ? report.csv : report.text)
  }
}
