/// The four days of a year on which plans are counted besides the census day: those of the calendar year that ends just
/// before the census of January. The return of that January tells of the whole year, so one return has all four.
public enum QuarterDay: Int, CaseIterable, Sendable {
  case march, june, september, december

  /// Code in tables, for example `Q1`.
  public var code: String { Self.codes[rawValue] }
  public static let codes = ["Q1", "Q2", "Q3", "Q4"]

  /// - Parameter year: of the census that ends the year: 2025 for the days of 2024. 1901 to 2199.
  public func date(beforeCensus year: Int) -> CalendarDate {
    let (month, day) =
      switch self {
      case .march: (3, 31)
      case .june: (6, 30)
      case .september: (9, 30)
      case .december: (12, 31)
      }
    guard let date = CalendarDate(year: year - 1, month: month, day: day) else {
      preconditionFailure("every year has its quarter days")
    }
    return date
  }

  /// Academic age on the day, which lies in the school year before the census's until September. May lie outside
  /// `AcademicAge.range`: then nobody of the cohort counts on the day.
  public func academicAge(of cohort: Int) -> Int { self == .march || self == .june ? cohort - 1 : cohort }

  /// `31 March 2024`.
  public func name(beforeCensus year: Int) -> String {
    let date = date(beforeCensus: year)
    let months = ["March", "June", "September", "December"]
    return "\(date.day) \(months[rawValue]) \(date.year)"
  }
}

/// Who was born in one school year, September to August: completed years on 31 August before the census that ends the year
/// looked at. One number for a person on all days of that year, unlike an age. Who is 26 by then was 25 until August.
public enum Cohort {
  public static let range = 0...26
  public static let count = 27
}
