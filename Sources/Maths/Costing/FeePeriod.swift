// Costing: fees as boroughs agree them, turned into what a year costs, in whole pence; contract fees of rate cards.
//
// May assume: nothing about its input. Never: uses floating point, rounds before the end (`AnnualCost` rounds once,
// half to even), overflows, or knows whose fee it is.

/// What a fee is paid for, and how much of that a year has. `AnnualCost` says what a year of it costs.
public enum FeePeriod: Hashable, Sendable {
  case annual
  /// Three terms a year.
  case termly
  /// Six half terms a year.
  case halfTermly
  case monthly
  /// Thirteen periods of four weeks a year.
  case fourWeekly
  /// A fee per week, for at most 53 weeks a year: commonly 38 or 39 (school year) or 52.
  case weekly(weeks: Fraction)
  /// A fee per day, for at most 366 days a year: 190 in a school year.
  case daily(days: Fraction)
  /// A fee per session, for at most 1,100 sessions a year.
  case sessional(sessions: Fraction)
  /// A fee per hour, for at most 8,784 hours a year.
  case hourly(hours: Fraction)
  /// A sum for `days` days, of a year of `outOf` days (365 or 366).
  case partOfYear(days: Int, outOf: Int)

  /// How many fees a year has.
  ///
  /// - Throws: `countOutOfRange`.
  public var timesAYear: Fraction {
    get throws(CostingError) {
      switch self {
      case .annual: 1
      case .termly: 3
      case .halfTermly: 6
      case .monthly: 12
      case .fourWeekly: 13
      case .weekly(let weeks): try Self.checked(weeks, 53)
      case .daily(let days): try Self.checked(days, 366)
      case .sessional(let sessions): try Self.checked(sessions, 1_100)
      case .hourly(let hours): try Self.checked(hours, 8_784)
      case .partOfYear(let days, let year):
        try Fraction(Self.wholeDays(year, 365...366)).over(Fraction(Self.wholeDays(days, 1...36_600)))
      }
    }
  }

  private static func checked(_ count: Fraction, _ most: Int) throws(CostingError) -> Fraction {
    guard count > 0, count <= Fraction(most) else { throw .countOutOfRange }
    return count
  }

  private static func wholeDays(_ days: Int, _ range: ClosedRange<Int>) throws(CostingError) -> Int {
    guard range.contains(days) else { throw .countOutOfRange }
    return days
  }
}

/// What a line or a map says about how often a fee is paid in a year.
public struct FeeCounts: Hashable, Sendable {
  public var weeks: Fraction?
  /// Days, sessions or hours, in a week or, if `isPerYear`, in a year.
  public var units: Fraction?
  public var isPerYear = false

  public init(weeks: Fraction? = nil, units: Fraction? = nil, isPerYear: Bool = false) {
    (self.weeks, self.units, self.isPerYear) = (weeks, units, isPerYear)
  }
}

extension FeePeriod {
  /// - Throws: `weeksMissing`, `unitsMissing`, `countOutOfRange`; `unknownPeriod` for a total or a year's spend, which
  ///   need dates.
  public init(_ unit: FeeUnit, _ counts: FeeCounts) throws(CostingError) {
    switch unit {
    case .annual: self = .annual
    case .termly: self = .termly
    case .halfTermly: self = .halfTermly
    case .monthly: self = .monthly
    case .fourWeekly: self = .fourWeekly
    case .weekly: self = .weekly(weeks: try Self.weeks(counts))
    case .daily: self = .daily(days: try Self.aYear(counts))
    case .sessional: self = .sessional(sessions: try Self.aYear(counts))
    case .hourly: self = .hourly(hours: try Self.aYear(counts))
    case .total, .spend: throw .unknownPeriod
    }
    _ = try timesAYear
  }

  private static func weeks(_ counts: FeeCounts) throws(CostingError) -> Fraction {
    guard let weeks = counts.weeks else { throw .weeksMissing }
    return try checked(weeks, 53)
  }

  private static func aYear(_ counts: FeeCounts) throws(CostingError) -> Fraction {
    guard let units = counts.units else { throw .unitsMissing }
    return counts.isPerYear ? units : try units.times(try weeks(counts))
  }
}
