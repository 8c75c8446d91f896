internal import Vocabulary

/// A date field. A date that is given but makes no sense is told apart from one that is absent.
enum DateField: Equatable {
  case missing
  /// Days since 1970-01-01.
  case day(Int)
  case bad
}

/// An indicator (yes or no) field.
enum FlagField: Equatable {
  case missing, no, yes, bad
}

/// The text of one field, as bytes. Fields are read straight from the file's bytes, so that what is not needed
/// never becomes a value.
extension Span where Element == UInt8 {
  var isBlank: Bool { trimmed.isEmpty }

  var trimmed: Range<Int> {
    var (first, end) = (0, count)
    while first < end, Self.isSpace(self[first]) { first += 1 }
    while end > first, Self.isSpace(self[end - 1]) { end -= 1 }
    return first..<end
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  /// Reads 2025-01-16, 2025-Jan-16 and 16/01/2025, each also with a time of day, which is dropped.
  var date: DateField {
    let range = trimmed
    guard !range.isEmpty else { return .missing }
    let text = extracting(range)
    guard let (length, year, month, day) = text.yearFirst ?? text.dayFirst, text.isTime(from: length),
      let date = CalendarDate(year: year, month: month, day: day)
    else { return .bad }
    return .day(date.dayNumber)
  }

  private typealias DateParts = (length: Int, year: Int, month: Int, day: Int)

  private var yearFirst: DateParts? {
    guard count >= 10, self[4] == UInt8(ascii: "-"), let year = digits(0..<4) else { return nil }
    if self[7] == UInt8(ascii: "-"), let month = digits(5..<7), let day = digits(8..<10) {
      return (10, year, month, day)
    }
    guard count >= 11, self[8] == UInt8(ascii: "-"), let month = monthName(at: 5), let day = digits(9..<11) else {
      return nil
    }
    return (11, year, month, day)
  }

  private var dayFirst: DateParts? {
    guard count >= 10, self[2] == UInt8(ascii: "/"), self[5] == UInt8(ascii: "/"), let day = digits(0..<2),
      let month = digits(3..<5), let year = digits(6..<10)
    else { return nil }
    return (10, year, month, day)
  }

  /// Nothing, or a space or T and then digits, colons, a point or Z.
  private func isTime(from start: Int) -> Bool {
    guard start < count else { return true }
    guard self[start] == UInt8(ascii: " ") || self[start] == UInt8(ascii: "T"), count - start <= 20 else {
      return false
    }
    for index in (start + 1)..<count {
      switch self[index] {
      case UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "."), UInt8(ascii: "Z"): continue
      default: return false
      }
    }
    return true
  }

  private func digits(_ range: Range<Int>) -> Int? {
    var value = 0
    for index in range {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self[index]) else { return nil }
      value = value * 10 + Int(self[index] - UInt8(ascii: "0"))
    }
    return value
  }

  private func monthName(at start: Int) -> Int? {
    var letters = 0
    for index in start..<(start + 3) { letters = letters << 8 | Int(self[index] | 0x20) }
    return monthLetters.firstIndex(of: letters).map { $0 + 1 }
  }

  /// Reads 0, 1, 0.0, 1.0, true, false, in any case.
  var flag: FlagField {
    switch plain(limit: 5) {
    case "": .missing
    case "0", "0.0", "FALSE": .no
    case "1", "1.0", "TRUE": .yes
    default: .bad
    }
  }

  /// A whole number of at most 12 digits, also as a spreadsheet writes it (12.0). Nil for anything else.
  var number: Int? {
    let range = trimmed
    var text = extracting(range)
    if text.count > 2, text[text.count - 2] == UInt8(ascii: "."), text[text.count - 1] == UInt8(ascii: "0") {
      text = text.extracting(..<(text.count - 2))
    }
    guard (1...12).contains(text.count) else { return nil }
    return text.digits(0..<text.count)
  }

  /// Trimmed, in upper case, printable ASCII only and at most `limit` long. Nil for anything else; empty if blank.
  func plain(limit: Int) -> String? {
    let range = trimmed
    guard range.count <= limit else { return nil }
    var result = ""
    result.reserveCapacity(range.count)
    for index in range {
      let byte = self[index]
      guard (0x20...0x7E).contains(byte) else { return nil }
      let isLower = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      result.unicodeScalars.append(Unicode.Scalar(isLower ? byte - 0x20 : byte))
    }
    return result
  }
}

extension Span where Element == UInt8 {
  /// A UPN as it is compared: letters and digits only, in upper case. Spaces, hyphens and what spreadsheets put
  /// between (no-break spaces, marks of no width) are left out, or one child would count as two. Nil if longer than
  /// `limit`; empty if blank.
  func identifier(limit: Int) -> String? {
    var result = ""
    for index in indices {
      let byte = self[index]
      let isLower = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      let upper = isLower ? byte - 0x20 : byte
      let isKept =
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(upper) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(upper)
      if isKept { result.unicodeScalars.append(Unicode.Scalar(upper)) }
    }
    return result.utf8.count <= limit ? result : nil
  }
}

/// The first three letters of each month, lower case, packed.
private let monthLetters: [Int] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
  .map {
    $0.utf8.reduce(0) { $0 << 8 | Int($1) }
  }
