/// How a workbook counts days: a date is a number of days, its time of day the fraction.
public enum DateSystem: Sendable {
  /// Day 1 is 1900-01-01, and day 60 is 1900-02-29, which never was (a mistake kept since 1985).
  case from1900
  /// Day 0 is 1904-01-01.
  case from1904

  /// The day as ccyy-mm-dd without the time; nil for what is no day of the years 1900 to 9999.
  public func day(_ serial: Double) -> String? {
    guard serial >= 0, serial < 2_958_466 else { return nil }
    let whole = Int(serial)
    let sinceEpoch: Int
    switch self {
    case .from1904: sinceEpoch = whole - 24_107
    case .from1900:
      guard whole != 0, whole != 60 else { return nil }
      sinceEpoch = whole - (whole < 60 ? 25_568 : 25_569)
    }
    return Self.text(sinceEpoch)
  }

  /// - Parameter day: days since 1970-01-01, of the years 1900 on.
  private static func text(_ day: Int) -> String? {
    // Gregorian calendar counted from 0000-03-01, in eras of 400 years.
    let shifted = day + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1
    let year = yearOfEra + era * 400 + (month < 10 ? 0 : 1)
    guard year <= 9999 else { return nil }
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    return "\(year)-\(two(month < 10 ? month + 3 : month - 9))-\(two(dayOfMonth))"
  }
}
