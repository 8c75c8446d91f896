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
  /// Half the width of the 95% interval.
  public let halfWidth95: Double
  /// The standard error is more than half of the figure's magnitude: shown with "u".
  public let isUnreliable: Bool
  public let coverage: Coverage

  init(_ estimate: Estimate, coverage: Coverage) {
    released = estimate.value
    standardError = estimate.variance.squareRoot()
    halfWidth95 = Interval.halfWidth95(variance: estimate.variance)
    isUnreliable = standardError > released.magnitude / 2
    self.coverage = coverage
  }

  public var lower95: Double { released - halfWidth95 }
  public var upper95: Double { released + halfWidth95 }
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
