/// Errors of one method at one horizon, over all areas of a level and all origins. Percentages of the outturn.
public struct Score: Sendable, Equatable {
  public let level: String
  public let column: FanColumn
  public let method: Backtest.Method
  public let horizon: Int
  /// Forecasts behind it.
  public let count: Int
  public let meanAbsolute: Double
  public let medianAbsolute: Double
  /// Mean error: below 0 means too low.
  public let bias: Double
  /// Mean continuous ranked probability score: the absolute error of a forecast that has an interval, less what its
  /// honesty is worth.
  public let ranked: Double
  /// Percent of outturns within the 50% and the 90% interval; nil without intervals.
  public let heldByHalf: Double?
  public let heldByMost: Double?

  init?(_ trials: [Backtest.Trial]) {
    guard let first = trials.first else { return nil }
    (level, column, method, horizon) = (first.level, first.column, first.method, first.horizon)
    count = trials.count
    let errors = trials.map { 100 * ($0.forecast - $0.actual) / $0.actual }
    meanAbsolute = errors.reduce(0) { $0 + $1.magnitude } / Double(count)
    medianAbsolute = Quantiles.of(errors.map(\.magnitude), at: [0.5])[0]
    bias = errors.reduce(0, +) / Double(count)
    ranked = trials.reduce(0) { $0 + 100 * $1.score / $1.actual } / Double(count)
    let held = trials.compactMap(\.held)
    let (half, most) = (held.count { $0.half }, held.count { $0.most })
    heldByHalf = held.isEmpty ? nil : 100 * Double(half) / Double(held.count)
    heldByMost = held.isEmpty ? nil : 100 * Double(most) / Double(held.count)
  }
}

extension Backtest {
  /// Levels in the order of the areas.
  public var levels: [String] {
    var seen: [String] = []
    for trial in trials where !seen.contains(trial.level) { seen.append(trial.level) }
    return seen
  }

  /// One score for each method and horizon that has forecasts, in this order.
  public func scores(_ level: String, _ column: FanColumn = .total) -> [Score] {
    let own = trials.filter { $0.level == level && $0.column == column }
    return Method.all.flatMap { method in
      (1...Self.longestHorizon).compactMap { horizon in
        Score(own.filter { $0.method == method && $0.horizon == horizon })
      }
    }
  }
}

/// The continuous ranked probability score of a sample (Gneiting and Raftery 2007): E|X − y| − E|X − X′|/2.
enum RankedScore {
  static func of(_ sample: [Double], outturn: Double) -> Double {
    guard !sample.isEmpty else { return .nan }
    let sorted = sample.sorted()
    let count = Double(sorted.count)
    var (distance, spread) = (0.0, 0.0)
    for (rank, value) in sorted.enumerated() {
      distance += (value - outturn).magnitude
      spread += (2 * Double(rank) + 1 - count) * value
    }
    return distance / count - spread / (count * count)
  }
}
