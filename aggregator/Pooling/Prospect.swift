import ForecastTables
public import Forecasting
import Geography
import Vocabulary

/// What the future may do to the base forecast, and where other scenarios lead, for readers who plan by it.
///
/// The noise of a sum of released figures is its least uncertainty by far: London's total of 2031 is known to 1% but for
/// the future, and to a sixth with it.
public struct Prospect: Sendable {
  /// One group in one January.
  public struct Point: Sendable {
    public let year: Int
    /// Total plans in 90 and in 50 of 100 futures, the noise of the released figures among what differs.
    public let most: ClosedRange<Double>
    public let half: ClosedRange<Double>
    /// By `Phase`: in 90 of 100.
    public let phases: [ClosedRange<Double>]
    /// Total plans to be expected by each of the scenarios.
    public let beside: [Double]
  }

  /// Names of what stands beside the base.
  public let scenarios: [String]
  public let draws: Int
  /// By group's id, by year; groups of which nobody has sent anything are missing.
  public let points: [String: [Point]]
}

extension ReleasedPool {
  /// - Parameters:
  ///   - scenarios: beside the base; their levels are expected ones and not simulated.
  ///   - settings: simulated futures of the base.
  /// - Throws: `no-boroughs` where nobody has sent anything.
  public func prospect(beside scenarios: [Scenario], settings: SimulationSettings) throws(PoolingError) -> Prospect {
    let report = try report([], lastYear: lastYear, settings: settings, isRehearsal: false)
    var beside: [[Outlook]] = []
    do throws(ForecastError) {
      for scenario in scenarios {
        var exactly: NormalSource?
        let (fitted, placements) = try model(scenario.window, lastYear: lastYear, redrawn: &exactly)
        let parts = try fitted.outlooks(scenario, placements: placements)
        beside.append(groups.compactMap { group in Outlook.sum(group.places.map { parts[$0] }) })
      }
    } catch { throw .forecast(error) }
    let base = report.comparison.outcomes[0]
    var points: [String: [Prospect.Point]] = [:]
    for (place, group) in groups.enumerated() {
      let fan = base.fans[place]
      func range(_ column: FanColumn, _ year: Int, _ low: Double, _ high: Double) -> ClosedRange<Double> {
        let ends = fan.quantiles(column, year, [low, high])
        return ends[0]...max(ends[0], ends[1])
      }
      points[group.group.id] = (censusYear...lastYear).map { year in
        Prospect.Point(
          year: year, most: range(.total, year, 0.05, 0.95), half: range(.total, year, 0.25, 0.75),
          phases: Phase.allCases.map { range(.phase($0), year, 0.05, 0.95) }, beside: beside.map { $0[place].total(year) })
      }
    }
    return Prospect(scenarios: scenarios.map(\.name), draws: settings.draws, points: points)
  }
}
