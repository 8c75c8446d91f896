internal import Pooling

/// Forecasts as the page shows them: with what the future may do, where that was simulated, and not with the noise alone,
/// which is a hundredth of it.
struct Ahead {
  private let prospect: Prospect?
  private let census: Int

  init(_ prospect: Prospect?, census: Int) { (self.prospect, self.census) = (prospect, census) }

  /// Behind the name of a forecast: what stands in brackets.
  var label: String { prospect == nil ? "" : " (90% interval)" }

  /// A row of the forecast. The census itself is counted, and has its noise's bound.
  func point(_ row: ForecastRow, of group: String) -> PageContent.ForecastPoint {
    let noise = PageContent.ForecastPoint(
      year: row.year, total: PageContent.Value(row.total, .plans), phases: row.phases.map { PageContent.Value($0, .plans) })
    guard row.year > census, let future = prospect?.points[group]?.first(where: { $0.year == row.year }) else { return noise }
    return PageContent.ForecastPoint(
      year: row.year, total: Self.value(noise.total, within: future.most),
      phases: zip(noise.phases, future.phases).map { Self.value($0, within: $1) },
      future: PageContent.ForecastPoint.Future(most: future.most, half: future.half, beside: future.beside))
  }

  private static func value(_ value: PageContent.Value, within interval: ClosedRange<Double>) -> PageContent.Value {
    var value = value
    value.interval = interval
    return value
  }
}
