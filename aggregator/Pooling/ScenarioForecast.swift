public import ForecastTables
public import Forecasting
import Geography
import ReleaseProtocol
import Threads

/// Scenarios from released figures: base and differences with what the future and the noise may do to them.
extension ReleasedPool {
  /// - Parameters:
  ///   - scenarios: without the base.
  ///   - reference: which of base and scenarios differences are from.
  ///   - area: id of one group; nil: all that have figures.
  ///   - lastYear: not after the plan's.
  ///   - settings: simulated futures.
  ///   - redraws: how often the noise is drawn anew, at least 2; twenty fix its standard error to about a sixth of itself.
  /// - Throws: `no-boroughs` where nobody of the area has sent anything.
  public func report(
    _ scenarios: [Scenario], against reference: Int = 0, area: String? = nil, lastYear: Int,
    settings: SimulationSettings, redraws: Int = 20, isRehearsal: Bool
  ) throws(PoolingError) -> ForecastReport {
    let chosen = groups.filter { area == nil || $0.group.id == area }
    guard !chosen.isEmpty else { throw .forecast(.noBoroughs) }
    do throws(ForecastError) {
      var comparison = try Comparison(scenarios, groups: chosen.map(\.places), settings: settings, against: reference) {
        (window) throws(ForecastError) in
        var exactly: NormalSource?
        return try model(window, lastYear: lastYear, redrawn: &exactly)
      }
      let errors = try noise(comparison, chosen.map(\.places), lastYear: lastYear, settings, redraws: max(2, redraws))
      var levels = errors.levels
      if let raking = try rakingError(chosen.map(\.places), lastYear: lastYear, seed: settings.seed ^ 0x72_616B_65) {
        for outcome in levels.indices {
          for place in chosen.indices {
            for (cell, square) in raking[place].enumerated() {
              let noise = levels[outcome][place][cell]
              levels[outcome][place][cell] = (noise * noise + square).squareRoot()
            }
          }
        }
      }
      comparison.disturb(levels: levels, differences: errors.differences, seed: settings.seed ^ 0x6E6F_6973_65)
      let fitted = tables.count { $0.published.use == .used }
      let heading = "released figures of \(tables.count) boroughs, plan \(layout.plan.id)"
        + (fitted > 0 ? ", with DfE's published totals of \(fitted)" : "")
        + (placementAssumption.map { "; \($0)" } ?? "")
        + Set(scenarios.flatMap(shortfalls)).sorted().map { "; \($0)" }.joined()
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
            raked: places.filter { $0 >= tables.count }.map { others[$0 - tables.count].code },
            flowYears: flowYearCounts(places).map { ForecastReport.Area.FlowYear($0.year, boroughs: $0.boroughs) })
        }, comparison: comparison,
        history: chosen.map { _, places in history(places, flows) }, redraws: errors.redraws)
    } catch {
      throw .forecast(error)
    }
  }

  /// Flows of the years that all boroughs which sent have, summed over them.
  /// - Parameters:
  ///   - places: of boroughs; those that sent nothing are left out.
  ///   - flows: of one borough, by year.
  private func history(_ places: [Int], _ flows: (Int) -> [Int: FlowCounts]) -> [Int: FlowCounts] {
    let own = places.filter { $0 < tables.count }.map(flows)
    var sums = own.first?.filter { year, _ in own.allSatisfy { $0[year] != nil } }.mapValues { _ in FlowCounts() } ?? [:]
    for flows in own {
      for (year, counts) in flows where sums[year] != nil {
        for cell in counts.cells.indices { sums[year]?.cells[cell] += counts.cells[cell] }
      }
    }
    return sums
  }

  /// Root mean square distance of forecasts with noise drawn anew from the released ones, by outcome and group; and what
  /// was drawn, by group.
  private func noise(
    _ comparison: Comparison, _ members: [[Int]], lastYear: Int, _ settings: SimulationSettings, redraws: Int
  ) throws(ForecastError) -> (levels: [[[Double]]], differences: [[[Double]]], redraws: [[Redraw]]) {
    let reference = comparison.reference
    let released = comparison.outcomes.map { $0.outlooks.map { $0.columns() } }
    var levels = released.map { $0.map { [Double](repeating: 0, count: $0.count) } }
    var differences = levels
    let all = Threads.each(redraws, on: settings.cores) { redraw in
      Result { () throws(ForecastError) in
        try self.redrawn(comparison, members, lastYear: lastYear, seed: settings.seed &+ UInt64(redraw) &* 0x9E37_79B9_7F4A_7C15)
      }
    }
    var figures = [[Redraw]](repeating: [], count: members.count)
    for result in all {
      let (drawn, own) = try result.get()
      for group in members.indices { figures[group].append(own[group]) }
      for outcome in drawn.indices {
        for group in members.indices {
          for cell in drawn[outcome][group].indices {
            let distance = drawn[outcome][group][cell] - released[outcome][group][cell]
            levels[outcome][group][cell] += distance * distance / Double(redraws)
            let own = distance - (drawn[reference][group][cell] - released[reference][group][cell])
            differences[outcome][group][cell] += own * own / Double(redraws)
          }
        }
      }
    }
    func rooted(_ squares: [[[Double]]]) -> [[[Double]]] { squares.map { $0.map { $0.map { $0.squareRoot() } } } }
    return (rooted(levels), rooted(differences), figures)
  }

  /// Figures with noise drawn anew, by outcome and group; the same noise for every scenario, whatever its window. And those
  /// of the past and of the last scenario, by group.
  private func redrawn(
    _ comparison: Comparison, _ members: [[Int]], lastYear: Int, seed: UInt64
  ) throws(ForecastError) -> (columns: [[[Double]]], figures: [Redraw]) {
    var drawn: [[[Double]]] = []
    var figures: [Redraw] = []
    var source: NormalSource? = NormalSource(seed: seed)
    let (boroughs, counts) = counted(&source)
    let pasts = members.map { group in
      history(group) { boroughs[$0].flows }
    }
    for outcome in comparison.outcomes {
      let (fitted, placements) = try model(of: boroughs, counts, outcome.scenario.window, lastYear: lastYear)
      let parts = try fitted.outlooks(outcome.scenario, placements: placements)
      let outlooks = members.compactMap { group in Outlook.sum(group.map { parts[$0] }) }
      drawn.append(outlooks.map { $0.columns() })
      figures = zip(pasts, outlooks).map { Redraw(history: $0, outlook: $1) }
    }
    return (drawn, figures)
  }
}
