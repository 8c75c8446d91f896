internal import Cryptography
internal import Estimation
internal import Files
internal import Forecasting
internal import PublicData
internal import ReleaseProtocol
internal import Vocabulary

/// The forecast of a message in words: plans by January, with what the noise does to them.
struct ForecastText {
  let message: ReleaseMessage
  let plan: ReleasePlan
  let settings: AgentSettings

  /// Of redrawn noise; the same each time a message is shown.
  private static let (draws, seed): (Int, UInt64) = (200, 1)

  /// Totals, and with `all` every phase and need.
  func lines(all: Bool) -> [String] {
    let (phases, needs, table) = (Phase.codes, Need.codes, message.forecast)
    let perYear = phases.count * needs.count
    let errors = errors()
    var lines = [
      "forecast, computed from the tables above and public populations; plans",
      errors == nil
        ? "  without its error: the population file here is not the one that it was made with"
        : "  ± is what the noise above does to a total, in 95 of 100 cases; it says nothing of the future",
    ]
    for (index, year) in (table.firstYear..<(table.firstYear + table.years)).enumerated() {
      let cells = Array(table.cells[(index * perYear)..<((index + 1) * perYear)])
      let bound = errors.map { " ± \(Int((Confidence.p95.normalQuantile * $0[index]).rounded(.up)))" } ?? ""
      lines.append("  January \(year)  \(Self.thousandths(cells.reduce(0, +)))\(bound)")
      guard all else { continue }
      for (cell, value) in cells.enumerated() {
        lines.append("    \(phases[cell / needs.count]) · \(needs[cell % needs.count])  \(Self.thousandths(value))")
      }
    }
    return lines
  }

  /// Standard errors of the totals; nil where the populations that the forecast rests on are not here any more.
  private func errors() -> [Double]? {
    guard let bytes = try? Files.read(settings.populationFile, limit: 64 << 20),
      Hex.encode(SHA256.hash(bytes)) == message.populationSHA256,
      let population = try? PopulationFile(parsing: bytes).population(of: message.borough),
      let earlier = flows(plan.censusYear - 1), let later = flows(plan.censusYear)
    else { return nil }
    return try? ForecastNoise(
      borough: message.borough, earlier: earlier, later: later, population: population,
      lastYear: plan.censusYear + plan.forecastYears - 1, draws: Self.draws, seed: Self.seed
    ).standardErrors
  }

  private func flows(_ year: Int) -> ReleasedFlows? {
    func table(_ kind: Statistic.Kind) -> (cells: [Int64], variance: Double)? {
      for (table, statistic) in zip(message.tables, plan.statistics) where statistic.kind == kind && statistic.dataYear == year {
        return table.variance.first.map { (table.cells, Double($0.numerator) / Double($0.denominator)) }
      }
      return nil
    }
    guard let cross = table(.flowCross), let margin = table(.flowMargin) else { return nil }
    return ReleasedFlows(
      year: year, cross: cross.cells, margin: margin.cells, crossVariance: cross.variance, marginVariance: margin.variance)
  }

  private static func thousandths(_ value: Int64) -> String {
    let rest = String(value.magnitude % 1000)
    return (value < 0 ? "-" : "") + "\(value.magnitude / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }
}
