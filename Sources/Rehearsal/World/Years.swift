import Vocabulary

/// The censuses of the rehearsal: January 2014 to January 2026, by place 0 to 12.
///
/// Published figures describe those to January 2025; 2026 carries on from there, and nothing before it depends on it.
enum Years {
  static let first = 2014
  static let last = 2026
  static let count = last - first + 1
  /// Day numbers of the census days.
  static let census = (first...last).map { Census.day($0).dayNumber }

  /// Place of the last census that published figures describe.
  static let published = place(2025)

  static func place(_ year: Int) -> Int { year - first }
  static func census(of year: Int) -> Int { census[place(year)] }
  static func newYear(_ year: Int) -> Int { CalendarDate(year: year, month: 1, day: 1)?.dayNumber ?? 0 }
  static func day(_ year: Int, _ month: Int, _ day: Int) -> Int {
    CalendarDate(year: year, month: month, day: day)?.dayNumber ?? 0
  }
}

/// A range of ages that DfE published together before 2022.
enum AgeBand {
  static let ranges = [2...4, 5...10, 11...15, 16...19, 20...25]
}
