import ArgumentParser
import Files
import Forecasting
import PublicData
import Vocabulary

/// Three scenarios of 33 boroughs to 2040 from exact counts, rates included, against the independent reference in Python.
struct ForecastBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast-33", abstract: "Three scenarios of 33 boroughs to 2040, against the Python reference.")

  @OptionGroup var output: ResultsOption
  @Option(help: "Folder with the reference's flow tables and populations.") var reference: String
  @Option(help: "Milliseconds of processor time that the reference took.") var theirs: Double
  @Option(help: "London's plans in 2040 by the reference, summed over the scenarios: both have to have done the same work.") var theirTotal: Double
  @Option(help: "Repetitions.") var repeats = 41

  func run() throws {
    let boroughs = try Self.boroughs(reference)
    var times: [Double] = []
    for round in 0...repeats {
      var total = 0.0
      let seconds = try time(on: processorSeconds) {
        let model = try CohortModel.exact(boroughs, censusYear: 2024, lastYear: 2040)
        for scenario in [Scenario.base, .prePandemicByRatios, .furtherGrowth] {
          total += try model.project(scenario).reduce(0) { $0 + $1.total(2040) }
        }
      }
      guard abs(total - theirTotal) <= 1e-9 * theirTotal else {
        throw BenchFailure("London in 2040: \(total) plans here, \(theirTotal) by the reference")
      }
      if round > 0 { times.append(seconds * 1000) }
    }
    try Figure(
      name: "forecast-33", ours: median(times), theirs: theirs, better: .smaller, unit: "ms",
      versus: "Python reference (numpy), three scenarios of 33 boroughs to 2040"
    ).report(to: output.results)
    guard median(times) < Self.limit else { throw BenchFailure("three scenarios take more than \(Self.limit) ms") }
    guard theirs >= Self.least * median(times) else {
      throw BenchFailure("three scenarios are less than \(Self.least) times as fast as the reference")
    }
  }

  static let limit = 50.0
  /// Times the reference's speed.
  static let least = 20.0

  /// Flow tables of 2023 and 2024 with the populations, by borough.
  static func boroughs(_ folder: String) throws -> [BoroughFlows] {
    let populations = try PopulationFile(parsing: Files.read(folder + "/borough_population.csv", limit: 1 << 24))
    var flows: [String: [Int: FlowCounts]] = [:]
    let text = try Files.read(folder + "/partition_histograms_2023_2024.csv", limit: 1 << 24)
    for line in String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst() {
      let fields = line.split(separator: ",")
      guard fields.count == 4 + Need.allCases.count, let year = Int(fields[1]), let age = Int(fields[3]),
        let status = FlowStatus.allCases.first(where: { $0.code == String(fields[2]) })
      else { throw BenchFailure("the reference's flow tables have an unknown layout") }
      var counts = flows[String(fields[0])]?[year] ?? FlowCounts()
      for need in Need.allCases.indices { counts[status, age, need] = Double(fields[4 + need]) ?? 0 }
      flows[String(fields[0]), default: [:]][year] = counts
    }
    return try flows.keys.sorted().map { code in
      guard let population = populations.population(of: code) else { throw BenchFailure("no population of \(code)") }
      return BoroughFlows(code: code, flows: flows[code] ?? [:], population: population)
    }
  }
}

/// A thousand futures of London to 2040: rates, single plans and drift drawn anew in each, by phase and need. On the wall,
/// because somebody waits for it.
struct SimulationBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulations-1000", abstract: "A thousand simulated futures of 33 boroughs to 2040, against the limit.")

  static let limit = 5.0

  @OptionGroup var output: ResultsOption
  @Option(help: "Folder with the reference's flow tables and populations.") var reference: String
  @Option(help: "Repetitions.") var repeats = 3

  func run() throws {
    let model = try CohortModel.exact(ForecastBench.boroughs(reference), censusYear: 2024, lastYear: 2040)
    var times: [Double] = []
    var last: Fan?
    for round in 0..<repeats {
      let seconds = try time(on: wallSeconds) {
        let settings = SimulationSettings(draws: 1000, seed: UInt64(round))
        let fan = try model.simulate(groups: [Array(model.boroughs.indices)], settings: settings)[0]
        let middle = fan.quantiles(.total, 2031)[2]
        guard (100_000...160_000).contains(middle) else { throw BenchFailure("the futures are not London's") }
        last = fan
      }
      times.append(seconds)
    }
    if let last { try Self.show(last, model) }
    try Figure(
      name: "simulations-1000", ours: median(times), theirs: Self.limit, better: .smaller, unit: "s", versus: "limit"
    ).report(to: output.results)
    guard median(times) < Self.limit else { throw BenchFailure("1000 simulations take more than \(Self.limit) s") }
  }

  /// What docs/forecast.md says of the intervals of London.
  private static func show(_ fan: Fan, _ model: CohortModel) throws {
    let outlooks = try model.outlooks()
    for year in [2025, 2026, 2027, 2031, 2039] {
      let (mean, deviation) = fan.moments(.total, year)
      let ends = fan.quantiles(.total, year).map { "\(Int(($0 / 100).rounded()) * 100)" }
      let value = outlooks.reduce(0) { $0 + $1.total(year) }
      print("  \(year): forecast \(Int(value)); futures 5, 25, 50, 75, 95%: \(ends.joined(separator: ", ")); deviation "
        + "\((1000 * deviation / mean).rounded() / 10)% of their mean")
    }
  }
}
