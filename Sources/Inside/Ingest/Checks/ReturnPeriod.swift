internal import Vocabulary

/// The days of one return, as day numbers.
struct ReturnPeriod {
  /// Of the collection.
  let year: Int
  let census: Int
  /// The census day of the year before.
  let before: Int
  /// The calendar year of which the return tells: the one before its census day.
  let calendarYear: Range<Int>
  /// In the order of `QuarterDay`; they lie in `calendarYear`.
  let quarters: InlineArray<4, Int>

  init(_ year: Int) {
    self.year = year
    census = Census.day(year).dayNumber
    before = Census.day(year - 1).dayNumber
    calendarYear = Self.newYear(year - 1)..<Self.newYear(year)
    quarters = InlineArray { QuarterDay.allCases[$0].date(beforeCensus: year).dayNumber }
  }

  /// No request or plan of anybody below 26 is older.
  private static let earliest = newYear(1990)
  private static let year = 366

  /// Of something that has begun: a request, a plan, a stay.
  func isPlausible(begun day: Int) -> Bool { day >= Self.earliest && day <= census + Self.year }
  /// Of an end, which can be planned ahead.
  func isPlausible(ended day: Int) -> Bool { day >= Self.earliest && day <= census + 10 * Self.year }

  private static func newYear(_ year: Int) -> Int {
    CalendarDate(year: year, month: 1, day: 1)?.dayNumber ?? 0
  }
}
