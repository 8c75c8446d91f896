public import Forecasting

/// What released figures of one area would be, had the noise in them been drawn otherwise.
public struct Redraw: Sendable {
  /// As `ForecastReport.history`.
  let history: [Int: FlowCounts]
  /// Of the last scenario.
  let outlook: Outlook

  public init(history: [Int: FlowCounts], outlook: Outlook) { (self.history, self.outlook) = (history, outlook) }
}

/// The error that the noise makes in a figure, by the distances of redrawn figures from the released one.
enum NoiseError {
  /// Half the width of the 90% interval: the root mean square distance times Student's t with as many degrees of freedom as
  /// there are distances, for they are from a known figure (Cornish and Fisher's expansion: 1.72 for twenty).
  ///
  /// - Returns: nil without distances: the figure is exact.
  static func half(_ distances: [Double]) -> Double? {
    guard !distances.isEmpty else { return nil }
    let (z, n) = (1.6449, Double(distances.count))
    let t = z + (z * z * z + z) / (4 * n) + (5 * z * z * z * z * z + 16 * z * z * z + 3 * z) / (96 * n * n)
    return t * (distances.reduce(0) { $0 + $1 * $1 } / n).squareRoot()
  }

  static func interval(_ value: Double, _ distances: [Double]) -> (low: Double, high: Double)? {
    half(distances).map { (value - $0, value + $0) }
  }
}
