import Forecasting
import Geography
import PublicData
import ReleaseProtocol
import Vocabulary

/// One January of a group's base forecast.
public struct ForecastRow: Sendable {
  public let year: Int
  public let total: Figure
  /// By `Phase`.
  public let phases: [Figure]
}

/// Forecasts of all groups and what the noise does to them.
///
/// Parametric bootstrap: noise of the known variances is drawn anew onto the released tables, and the whole pipeline
/// of fit, rates and projection runs again for all boroughs. The standard error is the root mean square distance of
/// these forecasts from the released one, so that it also holds the bias that noise brings through ratios.
struct ForecastBands {
  private let firstYear: Int
  private let years: Int
  /// By group: years × (total, then phases).
  private let values: [String: [Double]]
  private let squares: [String: [Double]]
  private let draws: Double

  private static let columns = 1 + Phase.allCases.count

  init(
    tables: [BoroughTables], layout: PlanLayout, population: PopulationFile, groups: [Group], draws: Int, seed: UInt64
  ) throws(PoolingError) {
    firstYear = layout.plan.censusYear
    years = layout.plan.forecastYears
    self.draws = Double(draws)
    guard !tables.isEmpty else {
      (values, squares) = ([:], [:])
      return
    }
    let run = try Run(tables: tables, layout: layout, population: population, groups: groups)
    let released = try run.forecasts { $0.fitted }
    var squares = released.mapValues { [Double](repeating: 0, count: $0.count) }
    var source = NormalSource(seed: seed)
    for _ in 0..<draws {
      let drawn = try run.forecasts { table in table.redrawn(&source)?.flows ?? table.fitted }
      for (group, values) in released {
        guard let redrawn = drawn[group], squares[group] != nil else { continue }
        for index in values.indices {
          let distance = redrawn[index] - values[index]
          squares[group]?[index] += distance * distance
        }
      }
    }
    values = released
    self.squares = squares
  }

  func rows(of group: String, coverage: Coverage) -> [ForecastRow] {
    guard let values = values[group], let squares = squares[group] else { return [] }
    return (0..<years).map { year in
      let figures = (0..<Self.columns).map { column in
        let index = year * Self.columns + column
        return Figure(Estimate(value: values[index], variance: squares[index] / draws), coverage: coverage)
      }
      return ForecastRow(year: firstYear + year, total: figures[0], phases: Array(figures[1...]))
    }
  }

  /// Everything about a forecast that does not change between draws.
  private struct Run {
    let tables: [BoroughTables]
    let populations: [Population]
    let censusYear: Int
    let lastYear: Int
    let cellVariance: Double
    let marginVariance: Double
    /// Positions in `tables` of each group's members.
    let members: [(id: String, places: [Int])]

    init(
      tables: [BoroughTables], layout: PlanLayout, population: PopulationFile, groups: [Group]
    ) throws(PoolingError) {
      var populations: [Population] = []
      for table in tables {
        guard let own = population.population(of: table.borough) else {
          throw .missingPopulation(borough: table.borough)
        }
        populations.append(own)
      }
      self.tables = tables
      self.populations = populations
      censusYear = layout.plan.censusYear
      lastYear = censusYear + layout.plan.forecastYears - 1
      (cellVariance, marginVariance) = tables.largestVariances
      members = groups.map { group in
        (group.id, tables.indices.filter { group.members.contains(tables[$0].borough) })
      }
    }

    /// Group to years × (total, phases).
    func forecasts(_ flows: (BoroughTables) -> [FlowCounts]) throws(PoolingError) -> [String: [Double]] {
      let boroughs = zip(tables, populations).map { table, population in
        let pair = flows(table)
        return BoroughFlows(
          code: table.borough, flows: [censusYear - 1: pair[0], censusYear: pair[1]], population: population)
      }
      let projections: [Projection]
      do {
        projections = try BaseForecast.released(
          boroughs, censusYear: censusYear, lastYear: lastYear, cellVariance: cellVariance,
          marginVariance: marginVariance)
      } catch { throw .forecast(error) }
      let columns = projections.map(ForecastBands.columns(of:))
      var forecasts: [String: [Double]] = [:]
      for (id, places) in members where !places.isEmpty {
        var sum = [Double](repeating: 0, count: columns[places[0]].count)
        for place in places { for index in sum.indices { sum[index] += columns[place][index] } }
        forecasts[id] = sum
      }
      return forecasts
    }
  }

  private static func columns(of projection: Projection) -> [Double] {
    let (table, needs) = (projection.phaseNeed(), Need.allCases.count)
    return (0..<projection.years).flatMap { year in
      let phases = Phase.allCases.indices.map { phase in
        let start = (year * Phase.allCases.count + phase) * needs
        return table[start..<start + needs].reduce(0, +)
      }
      return [phases.reduce(0, +)] + phases
    }
  }
}
