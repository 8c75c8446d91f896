/// An amount below which a given share of persons lies.
public struct QuantileEstimate: Sendable, Equatable {
  /// Interpolated within its band; nil where the histogram says that there is nobody.
  public let value: Double?
  /// Between two edges. Covers at least 95%: it is as wide as the bands at least.
  public let interval: ClosedRange<Double>
  /// The quantile is, or may be, the cap: the true amounts go beyond it.
  public let mayBeAtCap: Bool
}

extension BandedCounts {
  /// - Parameter share: between 0 and 1; one half for the median.
  public func quantile(_ share: Double) -> QuantileEstimate {
    quantile(share, standardErrors: Confidence.p95.normalQuantile)
  }

  /// The distance between two quantiles, for example of 1/4 and 3/4. Its interval comes from the two quantiles' at 97.5%,
  /// so it covers at least 95%.
  /// - Returns: nil where there is nobody.
  public func spread(from low: Double, to high: Double) -> (value: Double, interval: ClosedRange<Double>)? {
    // P(|N(0, 1)| ≤ z) = 0.975.
    let z = 2.241_402_727_604_947
    let (lower, upper) = (quantile(low, standardErrors: z), quantile(high, standardErrors: z))
    guard let from = lower.value, let to = upper.value else { return nil }
    let least = max(upper.interval.lowerBound - lower.interval.upperBound, 0)
    return (to - from, least...max(upper.interval.upperBound - lower.interval.lowerBound, least))
  }

  private func quantile(_ share: Double, standardErrors z: Double) -> QuantileEstimate {
    precondition(share > 0 && share < 1, "a share between 0 and 1")
    let (low, high) = places(share, z)
    let last = edges.count - 1
    // Edge `high` is the last not clearly above the quantile, so the next one is.
    let interval = Double(edges[low])...Double(edges[max(min(high + 1, last), low)])
    return QuantileEstimate(value: interpolated(share), interval: interval, mayBeAtCap: high == last)
  }

  private func interpolated(_ share: Double) -> Double? {
    let below = cumulative
    let target = share * below[below.count - 1]
    guard target > 0 else { return nil }
    for edge in 1..<edges.count where below[edge] >= target {
      let (low, high) = (Double(edges[edge - 1]), Double(edges[edge]))
      return low + (high - low) * (target - below[edge - 1]) / (below[edge] - below[edge - 1])
    }
    return Double(edges[edges.count - 1])
  }

  /// The last edge clearly below the quantile, and the last not clearly above it.
  ///
  /// At an edge, (persons below) − share × (all persons) is below 0 before the quantile and not below 0 from it on, with a
  /// known variance. Starting at either end, edges are struck off until one is not clearly on its side; so the truth is lost
  /// only if the first edge beyond it is wrongly struck off: 2.5% on each side at most.
  private func places(_ share: Double, _ z: Double) -> (low: Int, high: Int) {
    // Of edge i + 1.
    var gaps: [(gap: Double, margin: Double)] = []
    let (all, variance) = (total, variances.reduce(0, +))
    var (below, varianceBelow) = (0.0, 0.0)
    for band in 0..<edges.count - 1 {
      below += counts[band]
      varianceBelow += variances[band]
      let spread = (1 - 2 * share) * varianceBelow + share * share * variance
      gaps.append((below - share * all, z * max(spread, 0).squareRoot()))
    }
    var (low, high) = (0, edges.count - 1)
    while low < gaps.count, gaps[low].gap + gaps[low].margin < 0 { low += 1 }
    while high > low, gaps[high - 1].gap - gaps[high - 1].margin > 0 { high -= 1 }
    return (low, high)
  }
}
