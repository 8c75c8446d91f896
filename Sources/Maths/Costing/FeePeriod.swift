// Costing: fees as boroughs agree them, turned into what a year costs, in whole pence.
//
// May assume: nothing about its input. Never: uses floating point, rounds silently (only `partOfYear`
// divides, half to even), overflows, or knows whose fee it is.

/// What a fee is paid for. `AnnualCost` says what a year of it costs.
public enum FeePeriod: Hashable, Sendable {
  case annual
  /// Three terms a year.
  case termly
  /// Six half terms a year.
  case halfTermly
  case monthly
  /// Thirteen periods of four weeks a year.
  case fourWeekly
  /// A fee per week, for 1 to 53 weeks a year: commonly 38 or 39 (school year) or 52.
  case weekly(weeks: Int)
  /// A fee per day, for 1 to 366 days a year: 190 in a school year.
  case daily(days: Int)
  /// A sum paid for `weeks` of a year that has `outOf` weeks, both 1 to 53 and `weeks` not more than `outOf`.
  case partOfYear(weeks: Int, outOf: Int)

  /// A period by the word that finance extracts use, in any case: "weekly", "per term", "pa", …
  ///
  /// - Parameter weeks: paid weeks a year; needed for weekly and daily fees (five days a week), else ignored.
  /// - Throws: `unknownPeriod` for a word not known, `weeksMissing`, `weeksOutOfRange`.
  public init(named word: String, weeks: Int?) throws(CostingError) {
    switch word.lowercased().split(whereSeparator: { $0 == " " || $0 == "-" || $0 == "/" }).joined(separator: " ") {
    case "annual", "annually", "yearly", "year", "per year", "per annum", "pa", "p.a.": self = .annual
    case "termly", "term", "per term": self = .termly
    case "half termly", "half term", "per half term": self = .halfTermly
    case "monthly", "month", "per month", "pcm": self = .monthly
    case "four weekly", "4 weekly": self = .fourWeekly
    case "weekly", "week", "per week", "pw", "p.w.": self = .weekly(weeks: try Self.checked(weeks))
    case "daily", "day", "per day": self = .daily(days: 5 * (try Self.checked(weeks)))
    default: throw .unknownPeriod
    }
  }

  private static func checked(_ weeks: Int?) throws(CostingError) -> Int {
    guard let weeks else { throw .weeksMissing }
    guard (1...53).contains(weeks) else { throw .weeksOutOfRange }
    return weeks
  }
}
