public import ForecastTables
public import Forecasting
import Geography
import ReleaseProtocol

/// Scenarios from released figures: base and differences with what the future and the noise may do to them.
extension ReleasedPool {
  /// - Parameters:
  ///   - scenarios: without the base.
  ///   - area: id of one group; nil: all that have figures.
  ///   - lastYear: not after the plan's.
  ///   - settings: simulated futures.
  ///   - redraws: how often the noise is drawn anew, at least 2; twenty fix its standard error to about a sixth of itself.
  /// - Throws: `no-boroughs` where nobody of the area has sent anything.
  public func report(
    _ scenarios: [Scenario], area: String? = nil, lastYear: Int, settings: SimulationSettings, redraws: Int = 20,
    isRehearsal: Bool
  ) throws(PoolingError) -> ForecastReport {
    let chosen = groups.filter { area == nil || $0.group.id == area }
    guard !chosen.isEmpty else { throw .forecast(.noBoroughs) }
    do throws(ForecastError) {
      var comparison = try Comparison(scenarios, groups: chosen.map(\.places), settings: settings) {
        (window) throws(ForecastError) in
        var exactly: NormalSource?
        return try model(window, lastYear: lastYear, redrawn: &exactly)
      }
      let errors = try noise(comparison, chosen.map(\.places), lastYear: lastYear, settings.seed, redraws: max(2, redraws))
      var levels = errors.levels
      if let raking = try rakingError(lastYear: lastYear) {
        for (place, group) in chosen.enumerated() {
          let absent = Double(group.places.count { $0 >= tables.count })
          for outcome in levels.indices {
            for cell in raking.indices {
              let noise = levels[outcome][place][cell]
              levels[outcome][place][cell] = (noise * noise + absent * raking[cell]).squareRoot()
            }
          }
        }
      }
      comparison.disturb(levels: levels, differences: errors.differences, seed: settings.seed ^ 0x6E6F_6973_65)
      let fitted = tables.count { $0.published.use == .used }
      let heading = "released figures of \(tables.count) boroughs, plan \(layout.plan.id)"
        + (fitted > 0 ? ", with DfE's published totals of \(fitted)" : "")
      return ForecastReport(
        source: ForecastReport.Source(
          data: isRehearsal ? "fictional" : "released",
          heading: isRehearsal ? "REHEARSAL: fictional children, fictional figures\n" + heading : heading,
          censusYear: censusYear, settings: settings,
          intervalsCover: ForecastReport.modelIntervals + "; the noise of released figures is in them, and what it costs to "
            + "know a borough by published margins; boroughs of which nothing is known are not"),
        areas: chosen.map { group, places in
          ForecastReport.Area(
            id: group.id, name: group.name, boroughs: places.filter { $0 < tables.count }.map { tables[$0].borough },
            members: group.members.count,
            raked: places.filter { $0 >= tables.count }.map { others[$0 - tables.count].code })
        }, comparison: comparison)
    } catch {
      throw .forecast(error)
    }
  }

  /// Root mean square distance of forecasts with noise drawn anew from the released ones, by outcome and group.
  private func noise(
    _ comparison: Comparison, _ members: [[Int]], lastYear: Int, _ seed: UInt64, redraws: Int
  ) throws(ForecastError) -> (levels: [[[Double]]], differences: [[[Double]]]) {
    let released = comparison.outcomes.map { $0.outlooks.map { $0.columns() } }
    var levels = released.map { $0.map { [Double](repeating: 0, count: $0.count) } }
    var differences = levels
    for redraw in 0..<redraws {
      var drawn: [[[Double]]] = []
      for outcome in comparison.outcomes {
        // The same noise for every scenario, whatever its window.
        var source: NormalSource? = NormalSource(seed: seed &+ UInt64(redraw) &* 0x9E37_79B9_7F4A_7C15)
        let (fitted, placements) = try model(outcome.scenario.window, lastYear: lastYear, redrawn: &source)
        let parts = try fitted.outlooks(outcome.scenario, placements: placements)
        drawn.append(members.map { group in Outlook.sum(group.map { parts[$0] })?.columns() ?? [] })
      }
      for outcome in drawn.indices {
        for group in members.indices {
          for cell in drawn[outcome][group].indices {
            let distance = drawn[outcome][group][cell] - released[outcome][group][cell]
            levels[outcome][group][cell] += distance * distance / Double(redraws)
            let fromBase = distance - (drawn[0][group][cell] - released[0][group][cell])
            differences[outcome][group][cell] += fromBase * fromBase / Double(redraws)
          }
        }
      }
    }
    func rooted(_ squares: [[[Double]]]) -> [[[Double]]] { squares.map { $0.map { $0.map { $0.squareRoot() } } } }
    return (rooted(levels), rooted(differences))
  }
}
