import Forecasting
import Vocabulary

/// What the flows of past years show.
extension FigureMaker {
  private struct Point: Hashable {
    let figure: String
    let series: String
    let at: Int
    let unit: String
  }

  private static let bands: [(label: String, ages: ClosedRange<Int>)] = [
    ("0-4", 0...4), ("5-10", 5...10), ("11-15", 11...15), ("16-19", 16...19), ("20-25", 20...25),
  ]

  private static let held: [FlowStatus] = [.stay, .new, .transferredIn]

  /// Figures 25 to 27, 29 and 30. Released ones have the error of their noise, exact ones none.
  var history: [Row] {
    guard !report.history.isEmpty else { return [] }
    let redrawn = (report.redraws.isEmpty ? [] : report.redraws[place]).map { redraw in
      Dictionary(points(redraw.history)) { first, _ in first }
    }
    return points(report.history[place]).map { point, value in
      Row(
        figure: point.figure, area: known, series: point.series, at: point.at, unit: point.unit, value: value,
        interval: NoiseError.interval(value, redrawn.compactMap { $0[point].map { $0 - value } }))
    }.sorted { $0.figure < $1.figure }
  }

  private func points(_ flows: [Int: FlowCounts]) -> [(Point, Double)] {
    var points: [(Point, Double)] = []
    func add(_ figure: String, _ series: String, _ at: Int, _ unit: String, _ value: Double) {
      points.append((Point(figure: figure, series: series, at: at, unit: unit), value))
    }
    var plans: [(year: Int, count: Double)] = []
    for (year, flows) in flows.sorted(by: { $0.key < $1.key }) {
      // Plans of the January before: those that stayed and those that left.
      if plans.last?.year != year - 1 { plans.append((year - 1, Self.sum(flows, [.stay, .leave]))) }
      plans.append((year, Self.sum(flows, Self.held)))
      for band in Self.bands { add("27", band.label, year, "plans", Self.sum(flows, [.new], ages: band.ages)) }
    }
    for (year, count) in plans {
      add("25", "plans", year, "plans", count)
      guard let first = plans.first?.count, first > 0 else { continue }
      add("26", "plans", year, "index", 100 * count / first)
    }
    let census = report.source.censusYear
    if let latest = flows[census] {
      for (series, statuses) in [("stock", Self.held), ("new", [FlowStatus.new])] {
        let all = Self.sum(latest, statuses)
        guard all > 0 else { continue }
        for need in Need.allCases {
          let share = 100 * Self.sum(latest, statuses, need: need) / all
          for figure in ["29", "30"] { add(figure, "\(series) \(need.code)", census, "percent", share) }
        }
      }
    }
    return points
  }

  private static func sum(
    _ flows: FlowCounts, _ statuses: [FlowStatus], ages: ClosedRange<Int> = AcademicAge.range, need: Need? = nil
  ) -> Double {
    let needs = need.map { [$0] } ?? Need.allCases
    var sum = 0.0
    for status in statuses {
      for age in ages { for need in needs { sum += flows[status, age, need.rawValue] } }
    }
    return sum
  }
}
