internal import Vocabulary

/// A date field. A date that is given but makes no sense is told apart from one that is absent.
enum DateField: Equatable {
  case missing
  /// Days since 1970-01-01.
  case day(Int32)
  case bad
  /// No day, unless the month is read first: 01/25/2025.
  case monthFirst

  var isBad: Bool { self == .bad || self == .monthFirst }

  /// Nil unless it is a day.
  var dayNumber: Int? { if case .day(let day) = self { Int(day) } else { nil } }
}

extension Span where Element == UInt8 {
  /// Reads a day in each form that returns have, with or without a time of day and a zone, which are dropped:
  ///
  ///     2025-01-16            XML, DfE's template
  ///     2025-Jan-16 00:00:00  COLLECT's export
  ///     16/01/2025, 16.1.2025, 16-Jan-2025, 16 January 2025, 2025/01/16, 20250116
  ///     16-Jan-25             Excel's shortest form: a year of two digits, the month by its name
  ///
  /// A day of the year 9999 is how databases write that there is none.
  ///
  /// Days come before months: a month above 12 is no date, and if the day could be it, that is told apart. A year of two digits is no date where the month is a number
  /// too: 11 may be the day.
  var date: DateField {
    let range = trimmed
    guard !range.isEmpty else { return .missing }
    let text = extracting(range)
    guard let (length, year, month, day) = text.usual ?? text.unusual, text.isTime(from: length) else {
      return saysNothing ? .missing : .bad
    }
    guard let date = CalendarDate(year: year, month: month, day: day) else {
      if year == 9_999 { return .missing }
      let isYearLast = text.count > 4 && text.digits(0..<4) == nil
      return isYearLast && CalendarDate(year: year, month: day, day: month) != nil ? .monthFirst : .bad
    }
    return .day(Int32(date.dayNumber))
  }

  private typealias DateParts = (length: Int, year: Int, month: Int, day: Int)

  /// The first two forms, which nearly all dates have.
  private var usual: DateParts? {
    let dash = UInt8(ascii: "-")
    guard count >= 10, self[4] == dash, let year = digits(0..<4) else { return nil }
    if self[7] == dash, let month = digits(5..<7), let day = digits(8..<10) { return (10, year, month, day) }
    guard count >= 11, self[8] == dash, let month = Self.month(letters(at: 5)), let day = digits(9..<11) else { return nil }
    return (11, year, month, day)
  }

  /// Three parts with one of `-/. ` between them, the year with four digits first or last; or eight digits.
  private var unusual: DateParts? {
    let first = run(from: 0)
    if first.count == 8, let year = digits(0..<4), let month = digits(4..<6), let day = digits(6..<8) {
      return (8, year, month, day)
    }
    guard let second = part(after: first), let third = part(after: second), let month = month(second) else { return nil }
    let (year, day) = first.count == 4 ? (first, third) : (third, first)
    guard (1...2).contains(day.count), let day = digits(day), var number = digits(year) else { return nil }
    if year.count == 2, second.count > 2, let full = Self.year(ofTwoDigits: number) { number = full } else if year.count != 4 { return nil }
    return (third.upperBound, number, month, day)
  }

  /// Returns hold days from 1990 (`date-implausible`) to 2050, so the century follows. Nil for 51 to 89.
  private static func year(ofTwoDigits number: Int) -> Int? {
    number <= 50 ? 2000 + number : number >= 90 ? 1900 + number : nil
  }

  /// The letters and digits that begin at `start`.
  private func run(from start: Int) -> Range<Int> {
    var end = start
    while end < count, Self.isDigit(self[end]) || Self.isLetter(self[end]) { end += 1 }
    return start..<end
  }

  private func part(after range: Range<Int>) -> Range<Int>? {
    let end = range.upperBound
    guard end < count else { return nil }
    switch self[end] {
    case UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: " "): break
    default: return nil
    }
    // The T of a time does not belong to the day before it.
    var part = run(from: end + 1)
    if let first = part.first, Self.isDigit(self[first]) {
      part = first..<(part.first { !Self.isDigit(self[$0]) } ?? part.upperBound)
    }
    return part.isEmpty ? nil : part
  }

  /// A number of one or two digits, or a name: in full or its first letters, at least three.
  private func month(_ range: Range<Int>) -> Int? {
    if range.count <= 2 { return digits(range) }
    guard range.count <= 9, range.allSatisfy({ Self.isLetter(self[$0]) }) else { return nil }
    return Self.month(letters(at: range.lowerBound))
  }

  /// Three bytes, which are letters in lower case if they were letters.
  private func letters(at start: Int) -> Int {
    (Int(self[start]) << 16 | Int(self[start + 1]) << 8 | Int(self[start + 2])) | 0x202020
  }

  private static func month(_ letters: Int) -> Int? {
    switch letters {
    case 0x6A616E: 1
    case 0x666562: 2
    case 0x6D6172: 3
    case 0x617072: 4
    case 0x6D6179: 5
    case 0x6A756E: 6
    case 0x6A756C: 7
    case 0x617567: 8
    case 0x736570: 9
    case 0x6F6374: 10
    case 0x6E6F76: 11
    case 0x646563: 12
    default: nil
    }
  }

  /// Nothing; or a space or T and a time; or a zone.
  private func isTime(from start: Int) -> Bool {
    guard start < count else { return true }
    switch self[start] {
    case UInt8(ascii: " "), UInt8(ascii: "T"), UInt8(ascii: "t"): guard start + 1 < count else { return false }
    case UInt8(ascii: "Z"), UInt8(ascii: "z"), UInt8(ascii: "+"), UInt8(ascii: "-"): break
    default: return false
    }
    guard count - start <= 36 else { return false }
    for index in (start + 1)..<count {
      switch self[index] {
      case UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"),
        UInt8(ascii: " "), UInt8(ascii: "Z"), UInt8(ascii: "z"):
        continue
      case UInt8(ascii: "A"), UInt8(ascii: "P"), UInt8(ascii: "M"), UInt8(ascii: "a"), UInt8(ascii: "p"),
        UInt8(ascii: "m"):
        continue
      default: return false
      }
    }
    return true
  }

  /// At most 18 digits and nothing else, as a number. Nil for none.
  func digits(_ range: Range<Int>) -> Int? {
    guard (1...18).contains(range.count) else { return nil }
    let text = extracting(range)
    var value = 0
    for index in text.indices {
      let digit = unsafe text[unchecked: index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      value = value &* 10 &+ Int(digit)
    }
    return value
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }
}
