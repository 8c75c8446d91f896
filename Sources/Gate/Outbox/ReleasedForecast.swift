internal import Disclosure
internal import Forecasting
internal import ReleaseProtocol

/// The base forecast that travels with a release: computed from its noised tables and public populations only.
///
/// Post-processing of released figures: it costs no budget, and the hub recomputes it to the integer.
enum ReleasedForecast {
  static func table(
    of released: Released, population: Population, borough: String
  ) throws(OutboxError) -> ForecastTable {
    let plan = released.plan
    let earlier = try flows(plan.censusYear - 1, released)
    let later = try flows(plan.censusYear, released)
    let lastYear = plan.censusYear + plan.forecastYears - 1
    do {
      let cells = try BoroughForecast.cells(
        borough: borough, earlier: earlier, later: later, population: population, lastYear: lastYear)
      return ForecastTable(firstYear: plan.censusYear, years: plan.forecastYears, cells: cells)
    } catch {
      throw .cannotForecast(reason: "\(error)")
    }
  }

  /// Throws unless the forecast of a release of `plan` can be made: tried on tables of noughts.
  static func check(_ plan: ReleasePlan, population: Population, borough: String) throws(OutboxError) {
    func noughts(_ year: Int) throws(OutboxError) -> ReleasedFlows {
      func cells(_ kind: Statistic.Kind) throws(OutboxError) -> (cells: [Int64], variance: (Int64, Int64)) {
        guard let statistic = plan.statistics.first(where: { $0.kind == kind && $0.dataYear == year }),
          let variance = statistic.variances.first
        else { throw .cannotForecast(reason: "the plan has no \(kind.rawValue) table for \(year)") }
        return ([Int64](repeating: 0, count: statistic.cellCount), (variance.numerator, variance.denominator))
      }
      let (cross, margin) = (try cells(.flowCross), try cells(.flowMargin))
      return ReleasedFlows(
        year: year, cross: cross.cells, margin: margin.cells, crossVariance: cross.variance,
        marginVariance: margin.variance)
    }
    let (earlier, later) = (try noughts(plan.censusYear - 1), try noughts(plan.censusYear))
    do {
      _ = try BoroughForecast.cells(
        borough: borough, earlier: earlier, later: later, population: population,
        lastYear: plan.censusYear + plan.forecastYears - 1)
    } catch {
      throw .cannotForecast(reason: "\(error)")
    }
  }

  private static func flows(_ year: Int, _ released: Released) throws(OutboxError) -> ReleasedFlows {
    let cross = try table(.flowCross, year, released)
    let margin = try table(.flowMargin, year, released)
    return ReleasedFlows(
      year: year, cross: cross.cells, margin: margin.cells, crossVariance: try variance(cross),
      marginVariance: try variance(margin))
  }

  private static func table(
    _ kind: Statistic.Kind, _ year: Int, _ released: Released
  ) throws(OutboxError) -> NoisedTable {
    for (statistic, table) in zip(released.plan.statistics, released.tables)
    where statistic.kind == kind && statistic.dataYear == year { return table }
    throw .cannotForecast(reason: "the plan has no \(kind.rawValue) table for \(year)")
  }

  private static func variance(_ table: NoisedTable) throws(OutboxError) -> (Int64, Int64) {
    guard let ratio = table.variance.first, table.variance.count == 1 else {
      throw .cannotForecast(reason: "\(table.statistic) has no single variance")
    }
    return (ratio.numerator, ratio.denominator)
  }
}
