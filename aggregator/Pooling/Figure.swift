import Estimation

/// How many boroughs of a group stand behind its figures.
public struct Coverage: Sendable, Equatable {
  public let received: Int
  public let members: Int

  public init(received: Int, members: Int) {
    self.received = received
    self.members = members
  }
}

/// A released number and what the noise may have done to it.
public struct Figure: Sendable, Equatable {
  /// Full precision; negative where noise outweighs a small count.
  public let released: Double
  /// Square root of the noise's variance, in the same unit.
  public let standardError: Double
  /// Half the width of the 95% interval; where the interval does not lie evenly around the figure, its longer side.
  public let halfWidth95: Double
  public let lower95: Double
  public let upper95: Double
  /// 1.96 standard errors are more than the figure's magnitude: shown with "u".
  public let isUnreliable: Bool
  public let coverage: Coverage

  init(_ estimate: Estimate, coverage: Coverage) {
    released = estimate.value
    standardError = estimate.variance.squareRoot()
    halfWidth95 = Interval.halfWidth95(variance: estimate.variance)
    (lower95, upper95) = (released - halfWidth95, released + halfWidth95)
    isUnreliable = Self.isUnreliable(released, standardError)
    self.coverage = coverage
  }

  /// A value with a 95% interval of its own.
  /// - Parameters:
  ///   - standardError: nil: that for which the longer side is the half width.
  ///   - scale: of value, interval and error, into the figure's unit.
  init(
    _ value: Double, within interval: ClosedRange<Double>, standardError: Double? = nil, scale: Double,
    coverage: Coverage
  ) {
    released = value * scale
    (lower95, upper95) = (interval.lowerBound * scale, interval.upperBound * scale)
    halfWidth95 = max(upper95 - released, released - lower95)
    self.standardError = standardError.map { $0 * scale } ?? halfWidth95 / Confidence.p95.normalQuantile
    isUnreliable = Self.isUnreliable(released, self.standardError)
    self.coverage = coverage
  }

  private static func isUnreliable(_ value: Double, _ standardError: Double) -> Bool {
    Reliability.judged(estimate: value, halfWidth: Confidence.p95.normalQuantile * standardError) == .unreliable
  }

  /// Nil for a quotient of which nothing is known.
  init?(_ ratio: RatioEstimate, scale: Double, coverage: Coverage) {
    guard let value = ratio.value, ratio.method != .undetermined else { return nil }
    self.init(value, within: ratio.interval, standardError: ratio.standardError, scale: scale, coverage: coverage)
  }
}

/// A value and the variance of its noise. Adding two assumes independent noise.
struct Estimate: Sendable, Equatable {
  var value = 0.0
  var variance = 0.0

  static func += (a: inout Estimate, b: Estimate) {
    a.value += b.value
    a.variance += b.variance
  }

  /// The same quantity in another unit.
  func scaled(by factor: Double) -> Estimate { Estimate(value: value * factor, variance: variance * factor * factor) }
}
