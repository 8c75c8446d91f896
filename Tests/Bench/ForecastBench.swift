import ArgumentParser
import Files
import Forecasting
import PublicData
import Vocabulary

/// The base forecast of 33 boroughs to 2040 from exact counts, against the independent reference in Python.
struct ForecastBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast-33", abstract: "The base forecast of 33 boroughs to 2040, against the Python reference.")

  @OptionGroup var output: ResultsOption
  @Option(help: "Folder with the reference's flow tables and populations.") var reference: String
  @Option(help: "Milliseconds of processor time that the reference took.") var theirs: Double
  @Option(help: "London's plans in 2040 by the reference: both have to have done the same work.") var theirTotal: Double
  @Option(help: "Repetitions.") var repeats = 41

  func run() throws {
    let boroughs = try Self.boroughs(reference)
    var times: [Double] = []
    for round in 0...repeats {
      var total = 0.0
      let seconds = try time(on: processorSeconds) {
        let projections = try BaseForecast.exact(boroughs, censusYear: 2024, lastYear: 2040)
        total = projections.reduce(0) { $0 + $1.total(2040) }
      }
      guard abs(total - theirTotal) <= 1e-9 * theirTotal else {
        throw BenchFailure("London in 2040: \(total) plans here, \(theirTotal) by the reference")
      }
      if round > 0 { times.append(seconds * 1000) }
    }
    try Figure(
      name: "forecast-33", ours: median(times), theirs: theirs, better: .smaller, unit: "ms",
      versus: "Python reference (numpy), base forecast of 33 boroughs to 2040"
    ).report(to: output.results)
  }

  /// Flow tables of 2023 and 2024 with the populations, by borough.
  private static func boroughs(_ folder: String) throws -> [BoroughFlows] {
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
