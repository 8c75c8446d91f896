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
  @inline(__always)
  var date: DateField { plainDay.map { .day($0) } ?? anyDate }

  /// What `date` says, by all rules.
  @inline(never)
  var anyDate: DateField {
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

  /// The first two forms as COLLECT writes them, the second at midnight. Nil for what is no such day.
  private var plainDay: Int32? {
    let dash = UInt64(UInt8(ascii: "-"))
    let day: CalendarDate?
    if count == 20 {
      let (first, second) = (FieldWord(self, from: 0).bits, FieldWord(self, from: 8).bits)
      guard FieldWord(self, from: 12).bits == Self.midnight, first >> 32 & 0xFF == dash, second & 0xFF == dash,
        second >> 24 & 0xFF == UInt64(UInt8(ascii: " ")), let month = Self.month(Int(first.byteSwapped & 0xFF_FFFF) | 0x202020),
        let number = FieldWord.digits(first & 0xFFFF_FFFF | (second >> 8 & 0xFFFF) << 32, 6)
      else { return nil }
      day = CalendarDate(year: number / 100, month: month, day: number % 100)
    } else if count == 10 {
      let (first, last) = (FieldWord(self, from: 0).bits, FieldWord(self, from: 2).bits)
      guard first >> 32 & 0xFF == dash, first >> 56 == dash,
        let number = FieldWord.digits(first & 0xFFFF_FFFF | (first >> 40 & 0xFFFF) << 32 | (last >> 48) << 48, 8)
      else { return nil }
      day = CalendarDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    } else {
      return nil
    }
    return day.map { Int32(truncatingIfNeeded: $0.dayNumber) }
  }

  /// `00:00:00`, the first byte lowest.
  private static var midnight: UInt64 { 0x3030_3A30_303A_3030 }

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

  @inline(__always)
  private static func month(_ letters: Int) -> Int? {
    let known = monthNames[(letters >> 8 + letters) & 31]
    return letters == Int(known & 0xFF_FFFF) ? Int(known >> 24) : nil
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
  func digits(_ range: Range<Int>) -> Int? { extracting(range).digits }

  /// The same of all bytes.
  @inline(__always)
  var digits: Int? {
    if let word = FieldWord(self) { return word.digits }
    guard count <= 16 else { return count <= 18 ? longDigits : nil }
    guard let first = FieldWord(extracting(..<(count - 8)))?.digits,
      let last = FieldWord(self, from: count - 8).digits
    else { return nil }
    return first &* 100_000_000 &+ last
  }

  private var longDigits: Int? {
    var value = 0
    for index in indices {
      let digit = unsafe self[unchecked: index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      value = value &* 10 &+ Int(digit)
    }
    return value
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }
}

/// The months and the three letters of each, at the sum of its second and third letter modulo 32: no two have the same, so
/// that one look says which may be meant. Elsewhere 0.
private let monthNames: InlineArray<32, UInt32> = [
  0, 0x07_6A756C, 0x04_617072, 0x06_6A756E, 0, 0x0B_6E6F76, 0, 0x02_666562,
  0x0C_646563, 0, 0, 0, 0, 0, 0, 0x01_6A616E,
  0, 0, 0, 0x03_6D6172, 0, 0x09_736570, 0, 0x0A_6F6374,
  0, 0, 0x05_6D6179, 0, 0x08_617567, 0, 0, 0,
]
