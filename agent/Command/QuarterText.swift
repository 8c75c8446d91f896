internal import Estimation
internal import ForecastTables
internal import ReleaseProtocol
internal import Vocabulary

/// What a message's noised sums of days say: plans on each quarter day, in all and by phase. Computed from the figures of the
/// message alone, as anybody who has it can.
struct QuarterText {
  private let series: DaySeries
  private let censusYear: Int

  /// Nil for a plan without quarter days.
  init?(_ message: ReleaseMessage, _ plan: ReleasePlan) {
    var (cohorts, all): (([[Double]], Double)?, ([Double], Double)?) = (nil, nil)
    var strategy: DayStrategy?
    for (table, statistic) in zip(message.tables, plan.statistics) {
      guard case .segment(let used) = statistic.bound, strategy == nil || strategy == used else { continue }
      strategy = used
      let noise = statistic.variances[0]
      let variance = Double(noise.numerator) / Double(noise.denominator)
      let cells = table.cells.map(Double.init)
      if statistic.placingAxes.isEmpty { all = (cells, variance) }
      if statistic.placingAxes.map(\.name) == ["cohort"], cells.count == Cohort.count * used.sums {
        cohorts = (stride(from: 0, to: cells.count, by: used.sums).map { Array(cells[$0..<$0 + used.sums]) }, variance)
      }
    }
    guard let strategy, let sums = DaySums(weights: strategy.weights), sums.days == QuarterDay.allCases.count,
      let series = DaySeries(
        sums, places: cohorts.map { (sums: $0.0, variance: $0.1) }, all: all.map { (sums: $0.0, variance: $0.1) })
    else { return nil }
    (self.series, censusYear) = (series, plan.censusYear)
  }

  /// A line for each day, and one for each phase on it.
  var lines: [String] {
    var lines = ["plans on the quarter days, from the sums above; ± is the bound of 95 of 100 cases"]
    for day in QuarterDay.allCases {
      lines.append("  \(day.name(beforeCensus: censusYear))  \(Self.text(series.total(day.rawValue)))")
      guard !series.places.isEmpty else { continue }
      let phases = Phase.allCases.map { phase in
        let cohorts = Cohort.range.filter { Phase(academicAge: day.academicAge(of: $0)) == phase }
        return "\(phase.code) \(Self.text(series.sum(cohorts, day.rawValue)))"
      }
      lines.append("      " + phases.joined(separator: ", "))
    }
    return lines + [""]
  }

  private static func text(_ of: (value: Double, variance: Double)) -> String {
    "\(TableText.whole(of.value)) ± \(TableText.whole(Interval.halfWidth95(variance: of.variance).rounded(.up)))"
  }
}
