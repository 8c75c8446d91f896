import Vocabulary

/// The censuses of the rehearsal: January 2014 to January 2025, by place 0 to 11.
enum Years {
  static let first = 2014
  static let last = 2025
  static let count = last - first + 1
  /// Day numbers of the census days.
  static let census = (first...last).map { Census.day($0).dayNumber }

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
