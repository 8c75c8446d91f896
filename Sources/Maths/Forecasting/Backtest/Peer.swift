import Estimation

/// Ways to forecast a number of plans from its own past alone: what is in use today, and what a model has to beat.
public enum Peer: String, CaseIterable, Sendable {
  /// Nothing changes.
  case persistence = "no change"
  /// The mean of the last three changes goes on: a straight line.
  case drift = "linear trend"
  /// The mean growth rate of the last three years goes on.
  case growth = "growth rate"
  /// Level and trend smoothed exponentially (0.8, 0.4), the trend damped by 0.9 a year.
  case holt = "damped Holt"

  /// - Parameter history: figures of consecutive Januaries, the latest last. Of a short history all changes count.
  /// - Returns: nil where the history is too short, or holds what a growth rate can't be made of.
  public func forecast(_ history: [Double], horizon: Int) -> Double? {
    guard let last = history.last else { return nil }
    if self == .persistence { return last }
    let span = min(3, history.count - 1)
    guard span >= 1 else { return nil }
    let before = history[history.count - 1 - span]
    switch self {
    case .persistence: return last
    case .drift: return last + Double(horizon) * (last - before) / Double(span)
    case .growth:
      guard last > 0, before > 0 else { return nil }
      return last * Exponential.natural(Logarithm.natural(last / before) * Double(horizon) / Double(span))
    case .holt: return Self.holt(history, horizon)
    }
  }

  private static func holt(_ history: [Double], _ horizon: Int) -> Double {
    let (smoothing, trending, damping) = (0.8, 0.4, 0.9)
    var (level, trend) = (history[0], history[1] - history[0])
    for value in history.dropFirst() {
      let before = level
      level = smoothing * value + (1 - smoothing) * (level + damping * trend)
      trend = trending * (level - before) + (1 - trending) * damping * trend
    }
    var (sum, power) = (0.0, 1.0)
    for _ in 0..<horizon {
      power *= damping
      sum += power
    }
    return level + trend * sum
  }
}
