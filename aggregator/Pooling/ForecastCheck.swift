public import Forecasting
public import ReleaseProtocol

/// The forecast that a borough sent, computed again from the tables beside it.
public enum ForecastCheck {
  /// Runs the agent's own code path on the released flows of `message`.
  /// - Parameter population: of that borough, from the file whose hash the message names.
  /// - Returns: the table that should be in the message, equal to the integer.
  public static func recomputed(
    _ message: ReleaseMessage, plan: LaidOutPlan, population: Population
  ) throws(PoolingError) -> ForecastTable {
    let (plan, layout) = (plan.plan, try plan.layout.get())
    do { try message.check(against: plan) } catch { throw .badMessage(borough: message.borough, error) }
    let flows = layout.flows(of: message)
    do {
      let cells = try BoroughForecast.cells(
        borough: message.borough, earlier: flows[0], later: flows[1], population: population,
        lastYear: plan.censusYear + plan.forecastYears - 1)
      return ForecastTable(firstYear: plan.censusYear, years: plan.forecastYears, cells: cells)
    } catch { throw .forecast(error) }
  }
}
