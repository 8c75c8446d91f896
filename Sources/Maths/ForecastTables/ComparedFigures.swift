public import Forecasting

/// A comparison of one area without the futures behind it: what a page shows, and no more than that takes.
public struct ComparedFigures: Sendable {
  public struct Figure: Sendable {
    public let value: Double
    /// Of 90 and of 50 in 100 futures.
    public let most: ClosedRange<Double>
    public let half: ClosedRange<Double>
    /// From the reference, with what it is in 90 of 100 futures; nil for the reference itself.
    public let difference: (value: Double, most: ClosedRange<Double>)?
  }

  public let area: ForecastReport.Area
  public let data: String
  public let intervalsCover: String
  /// The base first.
  public let scenarios: [Scenario]
  /// The yearly growth that a stated level needs, as a part of 1.
  public let solvedGrowth: [Double?]
  /// Which of the scenarios differences are from.
  public let reference: Int
  public let januaries: ClosedRange<Int>
  public let draws: Int
  private var figures: [FanColumn: [[Figure]]] = [:]

  /// - Parameters:
  ///   - place: of the area.
  ///   - columns: those that are kept.
  public init(_ report: ForecastReport, place: Int = 0, columns: [FanColumn]) {
    let outcomes = report.comparison.outcomes
    area = report.areas[place]
    (data, intervalsCover) = (report.source.data, report.source.intervalsCover)
    scenarios = outcomes.map(\.scenario)
    solvedGrowth = outcomes.map(\.solvedGrowth)
    reference = report.comparison.reference
    januaries = outcomes[0].outlooks[place].januaries
    draws = report.source.settings.draws
    let isPlaced = outcomes.allSatisfy { !$0.outlooks[place].placements.isEmpty }
    for column in columns where isPlaced || !column.isOfPlacements {
      figures[column] = outcomes.indices.map { outcome in
        januaries.map { year in Figure(report.line(column, year, place, outcome)) }
      }
    }
  }

  /// Nil where it was not kept, as placements that are not known.
  public func figure(_ column: FanColumn, scenario: Int, january: Int) -> Figure? {
    guard januaries.contains(january), scenarios.indices.contains(scenario) else { return nil }
    return figures[column]?[scenario][january - januaries.lowerBound]
  }
}

extension ComparedFigures.Figure {
  init(_ line: ForecastLine) {
    func range(_ ends: (low: Double, high: Double)) -> ClosedRange<Double> { ends.low...max(ends.low, ends.high) }
    value = line.value
    most = line.interval.map(range) ?? line.value...line.value
    half = line.middle.map { range(($0.low, $0.high)) } ?? line.value...line.value
    difference = line.difference.map { ($0, line.differenceInterval.map(range) ?? $0...$0) }
  }
}

extension FanColumn {
  var isOfPlacements: Bool {
    switch self {
    case .sector, .placed, .independent: true
    case .total, .phase, .need, .cell, .age: false
    }
  }
}
