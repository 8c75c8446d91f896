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
      day <= 28 || day <= Self.length(ofMonth: month, year: year)
    else { return nil }
    (shortYear, shortMonth, shortDay) = (Int16(year), Int8(month), Int8(day))
  }

  /// Days since 1970-01-01. As the inverse, by multiplications that stand for divisions: L. Schneider and C. Neri,
  /// "Euclidean affine functions and their application to calendar algorithms" (2022).
  public var dayNumber: Int {
    // Of a year that begins in March.
    let isEarly: UInt32 = shortMonth <= 2 ? 1 : 0
    let year = UInt32(truncatingIfNeeded: shortYear) &- isEarly
    let month = UInt32(truncatingIfNeeded: shortMonth) &+ 12 &* isEarly
    let century = year / 100
    let days = 1461 &* year / 4 &- century &+ century / 4 &+ (979 &* month &- 2919) / 32
    return Int(days) &+ Int(shortDay) &- 1 &- Self.epoch
  }

  /// The inverse of `dayNumber`; fails outside the years 1900 to 2199.
  public init?(dayNumber: Int) {
    guard Self.days.contains(dayNumber) else { return nil }
    let quarters = 4 &* UInt32(truncatingIfNeeded: dayNumber &+ Self.epoch) &+ 3
    let century = quarters / 146_097
    let product = 2_939_745 &* UInt64(quarters % 146_097 / 4 &* 4 &+ 3)
    let year = 100 &* century &+ UInt32(truncatingIfNeeded: product >> 32)
    let dayOfYear = UInt32(truncatingIfNeeded: product) / 2_939_745 / 4
    let parts = 2141 &* dayOfYear &+ 197_913
    let isEarly = dayOfYear >= 306
    shortYear = Int16(truncatingIfNeeded: isEarly ? year &+ 1 : year)
    shortMonth = Int8(truncatingIfNeeded: isEarly ? (parts >> 16) &- 12 : parts >> 16)
    shortDay = Int8(truncatingIfNeeded: (parts & 0xFFFF) / 2141 &+ 1)
  }

  /// Days from 1 March of the year 0 to 1 January 1970.
  private static let epoch = 719_468
  /// The years 1900 to 2199.
  private static let days = -25_567..<84_006

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
    case 2: year & (year % 100 == 0 ? 15 : 3) == 0 ? 29 : 28
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
