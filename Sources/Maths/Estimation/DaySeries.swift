/// How many there are on several days, by place (a cohort) and in all, with the error that the noise leaves: of one
/// release, or added up over several. Both tables tell of the same persons, so each is fitted to the other.
///
/// Generalised least squares in closed form. In n places the noise has a times the covariance K of one place's days, in the
/// table of all b times, all independent. Then every place gets a/(b + n·a) of what the table of all is above the sum of
/// places, which leaves a sum over m places the covariance (m·a − m²·a²/(b + n·a))·K, and the total n·a·b/(b + n·a)·K.
public struct DaySeries: Sendable {
  /// A row for each place, a column for each day; empty where only all are known.
  public private(set) var places: [[Double]]
  public private(set) var totals: [Double]
  /// Σ a and Σ a²/(b + n·a) over the releases with places, and the total's factor over all releases.
  private var own: Double
  private var common: Double
  private var whole: Double
  private let covariance: [[Double]]

  /// - Parameters:
  ///   - sums: how the days follow.
  ///   - places: released sums by place; nil if there is no such table.
  ///   - all: released sums over all places; nil if there is no such table.
  ///   - variance: of the noise in each sum.
  /// - Returns: nil without either table.
  public init?(
    _ sums: DaySums, places: (sums: [[Double]], variance: Double)?, all: (sums: [Double], variance: Double)?
  ) {
    covariance = sums.covariance
    let byPlace = places?.sums.map(sums.counts) ?? []
    let added = byPlace.reduce([Double](repeating: 0, count: sums.days)) { zip($0, $1).map { $0 + $1 } }
    switch (places, all) {
    case (nil, nil): return nil
    case (nil, let all?):
      (self.places, totals) = ([], sums.counts(all.sums))
      (own, common, whole) = (0, 0, all.variance)
    case (let places?, nil):
      (self.places, totals) = (byPlace, added)
      (own, common, whole) = (places.variance, 0, Double(byPlace.count) * places.variance)
    case (let places?, let all?):
      let (a, b, n) = (places.variance, all.variance, Double(byPlace.count))
      let gap = zip(sums.counts(all.sums), added).map { $0 - $1 }
      self.places = byPlace.map { row in zip(row, gap).map { $0 + $1 * a / (b + n * a) } }
      totals = zip(added, gap).map { $0 + $1 * n * a / (b + n * a) }
      (own, common, whole) = (a, a * a / (b + n * a), n * a * b / (b + n * a))
    }
  }

  public var days: Int { totals.count }

  /// Adds an independent release about others, by the same days and places. Places count only where both have them, or one
  /// has them and the other has none.
  public mutating func add(_ other: DaySeries) {
    totals = zip(totals, other.totals).map { $0 + $1 }
    whole += other.whole
    guard !other.places.isEmpty else { return }
    places = places.isEmpty ? other.places : zip(places, other.places).map { zip($0, $1).map { $0 + $1 } }
    own += other.own
    common += other.common
  }

  /// All of them on one day.
  public func total(_ day: Int) -> (value: Double, variance: Double) { (totals[day], whole * covariance[day][day]) }

  /// Over the given places, on one day.
  public func sum(_ some: [Int], _ day: Int) -> (value: Double, variance: Double) {
    let count = Double(some.count)
    return (
      some.reduce(0) { $0 + places[$1][day] },
      max(0, count * own - count * count * common) * covariance[day][day]
    )
  }

  /// How many more there are in all on one day than on another; the errors of days are correlated.
  public func change(from first: Int, to last: Int) -> (value: Double, variance: Double) {
    let variance = covariance[first][first] + covariance[last][last] - 2 * covariance[first][last]
    return (totals[last] - totals[first], whole * variance)
  }
}
