public import Forecasting

/// What has happened, counted: plans of Januaries before the forecast's first, and requests and assessments of calendar
/// years. A borough has both from its own returns.
public struct Past: Sendable {
  /// Plans of one January.
  public struct January: Sendable {
    /// Academic age 26 × need 12.
    let plans: [Double]
    let placements: PlacementCounts

    public init(plans: [Double], placements: PlacementCounts) { (self.plans, self.placements) = (plans, placements) }
  }

  /// Of one calendar year, by completed years on the day of the request, 0 to 25: requests received and what was decided of
  /// them; assessments decided in it, and those of which a plan came.
  public struct Requests: Sendable {
    let received, granted, refused, assessed, issued: [Double]

    public init(received: [Int], granted: [Int], refused: [Int], assessed: [Int], issued: [Int]) {
      self.received = received.map(Double.init)
      (self.granted, self.refused) = (granted.map(Double.init), refused.map(Double.init))
      (self.assessed, self.issued) = (assessed.map(Double.init), issued.map(Double.init))
    }
  }

  let januaries: [Int: January]
  /// By calendar year.
  let requests: [Int: Requests]

  public init(januaries: [Int: January], requests: [Int: Requests]) {
    (self.januaries, self.requests) = (januaries, requests)
  }

  public static let unknown = Past(januaries: [:], requests: [:])
}
