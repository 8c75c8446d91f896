/// A day of the Gregorian calendar, without time or zone.
public struct CalendarDate: Hashable, Comparable, Sendable {
  // Four bytes: large rolls hold millions of dates.
  private let shortYear: Int16
  private let shortMonth: Int8
  private let shortDay: Int8
  public var year: Int { Int(shortYear) }
  public var month: Int { Int(shortMonth) }
  public var day: Int { Int(shortDay) }

  /// Fails for a day that does not exist, and outside the years 1900 to 2199.
  public init?(year: Int, month: Int, day: Int) {
    guard (1900...2199).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.length(ofMonth: month, year: year)
    else { return nil }
    (shortYear, shortMonth, shortDay) = (Int16(year), Int8(month), Int8(day))
  }

  /// Days since 1970-01-01.
  public var dayNumber: Int {
    let y = month <= 2 ? year - 1 : year
    let era = y / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// The inverse of `dayNumber`; fails outside the years 1900 to 2199.
  public init?(dayNumber: Int) {
    let shifted = dayNumber + 719_468
    guard shifted > 0 else { return nil }
    let era = shifted / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
    self.init(
      year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
      day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  public static func < (a: Self, b: Self) -> Bool { (a.year, a.month, a.day) < (b.year, b.month, b.day) }

  /// `2025-01-16 09:30`, of UTC seconds since 1970; nil outside the years 1970 to 2199.
  public static func minute(ofSeconds seconds: Int) -> String? {
    guard seconds >= 0, let day = CalendarDate(dayNumber: seconds / 86_400) else { return nil }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(day.iso) \(two(seconds % 86_400 / 3_600)):\(two(seconds % 3_600 / 60))"
  }

  /// `2025-01-16`.
  public var iso: String {
    func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
    return "\(year)-\(two(month))-\(two(day))"
  }

  private static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// The SEN2 census day: the third Thursday of January.
public enum Census {
  /// - Parameter year: 1900 to 2199, for example 2025 for 16 January 2025.
  public static func day(_ year: Int) -> CalendarDate {
    for day in 15...21 {
      if let date = CalendarDate(year: year, month: 1, day: day), (date.dayNumber + 3) % 7 == 3 { return date }
    }
    preconditionFailure("no Thursday between 15 and 21 January of a supported year")
  }
}
