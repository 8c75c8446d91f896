import Estimation
public import ForecastTables
public import Forecasting
import ReleaseProtocol
import Vocabulary

extension ReleasedPool {
  /// Forecasts from the flow years before the latest, held against the latest census: for each borough and for all
  /// together. Noise of the released figures counts on both sides.
  /// - Parameter window: of the forecasts.
  public func backtest(window: Window = .standard, settings: SimulationSettings, isRehearsal: Bool) throws(PoolingError) -> BacktestReport {
    var areas: [Backtest.Area] = []
    // One borough together is the single borough.
    if tables.count > 1 { areas.append(Backtest.Area(level: "\(tables.count) boroughs together", places: Array(tables.indices))) }
    areas += tables.indices.map { Backtest.Area(level: "single boroughs", places: [$0]) }
    let flows = tables.indices.map { place in
      BoroughFlows(code: tables[place].borough, flows: self.flows(place), population: populations[place])
    }
    do throws(ForecastError) {
      let largest = largestVariances(flowYearCounts.map(\.year))
      let backtest = try Backtest(
        flows, areas: areas, window: window, settings: settings, noise: { boroughs, column in Double(boroughs) * variance(column) }
      ) { (flows, origin, last, settings) throws(ForecastError) in
        try .released(
          flows, censusYear: origin, lastYear: last, cellVariance: largest.cell, marginVariance: largest.margin,
          settings: settings)
      }
      let heading = "released figures of \(tables.count) boroughs, plan \(layout.plan.id)"
      return BacktestReport(
        data: isRehearsal ? "fictional" : "released",
        heading: isRehearsal ? "REHEARSAL: fictional children, fictional figures\n" + heading : heading, backtest: backtest,
        settings: settings)
    } catch { throw .forecast(error) }
  }

  /// Of the noise in one borough's plans at the latest census, from the fitted flows: stayed, new and arrived.
  private func variance(_ column: FanColumn) -> Double {
    let (cross, margin) = largestVariances(flowYearCounts.map(\.year))
    let row = MarginFit.rowSumVariance(columns: Need.allCases.count, crossVariance: cross, marginVariance: margin)
    let cell = MarginFit.cellVariance(columns: Need.allCases.count, crossVariance: cross, marginVariance: margin)
    let statuses = Double(FlowStatus.allCases.count - 1)
    switch column {
    case .total: return statuses * Double(AcademicAge.count) * row
    case .phase(let phase): return statuses * Double(phase.ages.count) * row
    case .need: return statuses * Double(AcademicAge.count) * cell
    case .cell(let phase, _): return statuses * Double(phase.ages.count) * cell
    case .age: return statuses * row
    case .sector, .placed, .independent: return 0
    }
  }
}
