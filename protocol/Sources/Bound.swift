/// How far one person can move a table. A person moves at most one cell, but for tables of several days and of contrasts.
public enum Bound: Hashable, Sendable {
  /// By at most 1.
  case count
  /// The cell holds Σ (c - C/2), with each person's amount c clamped to 0…C: one person moves it by at most C/2.
  /// `caps` has one C for each label of `axis`, in whole pence, even, 2 to 10,000,000,000.
  case centredAmount(axis: String, caps: [Int64])
  /// Persons by bands of their amounts, along the last axis: band i holds amounts from edge i up to below edge i + 1,
  /// the last band those from the last edge up; an amount below 0 is in the first. One person moves one cell by 1.
  ///
  /// 2 to 64 edges in whole pence, ascending from 0 to 10,000,000,000 at most. Labels follow from them (`bandAxis`).
  case banded(edges: [Int64])
  /// Persons whose amount was clamped to 0…C, along the last axis (`clampAxis`): below 0, above C, with C as for
  /// `centredAmount`. One person moves one cell by 1, and none if the amount is as it was.
  case clamped(axis: String, caps: [Int64])
  /// Persons on several days of a year, as weighted sums of the days along the last axis (`DayStrategy.axis`). A person
  /// counts in one place only, on one run of days without a gap, and moves the sums of that place by the run's columns.
  case segment(DayStrategy)
  /// The contrasts of a table of counts: along each axis of n labels a cell becomes n × the cell less the sum along the
  /// axis. A person counts in one cell and moves all, by a vector of squared length Π n(n − 1) (`Statistic.contrastSteps`).
  case contrasts
}

extension Bound {
  /// Largest cap, and largest edge of a band, in pence.
  static let mostPence: Int64 = 10_000_000_000
  public static let clampAxis = Axis(unchecked: "clamp", ["BELOW", "ABOVE"])

  /// The axis of bands: each label is the band's lower edge in pence, the last with a "+" behind it.
  public static func bandAxis(edges: [Int64]) -> Axis {
    Axis(unchecked: "band", edges.enumerated().map { $0 == edges.count - 1 ? "\($1)+" : "\($1)" })
  }

  /// The last axis of a table along which the gate places a person, by an amount or by days; nil for other tables.
  var gateAxis: Axis? {
    switch self {
    case .count, .centredAmount, .contrasts: nil
    case .banded(let edges): Self.bandAxis(edges: edges)
    case .clamped: Self.clampAxis
    case .segment(let strategy): strategy.axis
    }
  }
}
