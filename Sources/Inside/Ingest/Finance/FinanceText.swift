internal import Costing
internal import Vocabulary

// How cells of finance extracts spell years, dates, markers and rates.

extension Span where Element == UInt8 {
  /// 2024 for "2024-25", "2024/25", "2024-2025", "24/25", "FY 2024-25", "202425", also with a longer dash. Nil unless the
  /// second year follows the first, and the first is one of 1900 to 2099.
  var financialYear: Int? {
    guard let plain = withShortDashes.span.plain(limit: 12) else { return nil }
    let known = 1_900..<2_100
    if plain.utf8.count == 6, let years = Int(plain), known.contains(years / 100) {
      return years % 100 == (years / 100 + 1) % 100 ? years / 100 : nil
    }
    let text = plain.hasPrefix("FY") ? plain.dropFirst(2).drop { $0 == " " } : plain[...]
    let parts = text.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "/" }
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      var first = Int(parts[0]), let second = Int(parts[1])
    else { return nil }
    switch (parts[0].utf8.count, parts[1].utf8.count) {
    case (2, 2): first += 2000
    case (4, 2), (4, 4): break
    default: return nil
    }
    guard known.contains(first) else { return nil }
    return second == first + 1 || (parts[1].utf8.count == 2 && second == (first + 1) % 100) ? first : nil
  }

  /// Word processors make long dashes of short ones: in UTF-8, and in Windows-1252. At most 32 bytes.
  private var withShortDashes: [UInt8] {
    var bytes: [UInt8] = []
    var index = 0
    while index < Swift.min(count, 32) {
      let isLong = index + 2 < count && self[index] == 0xE2 && self[index + 1] == 0x80 && (0x93...0x94).contains(self[index + 2])
      bytes.append(isLong || (0x96...0x97).contains(self[index]) ? UInt8(ascii: "-") : self[index])
      index += isLong ? 3 : 1
    }
    return bytes
  }

  /// What accounting formats show for 0: a dash, also behind a pound sign.
  var isAccountingZero: Bool {
    let range = trimmed
    guard range.count <= 24, let last = range.last, self[last] == UInt8(ascii: "-") else { return false }
    return range.dropLast().allSatisfy { [0x20, 0xC2, 0xA3].contains(self[$0]) }
  }

  /// A day as people write it, day before month: also 1/4/2024, 01.04.24, 1-Apr-2024 and 1 April 2024.
  var looseDate: DateField {
    let exact = date
    // Lines of a year before 2000 there are none: 31-Dec-99 is a day that does not come.
    let isOld = exact.dayNumber.map { $0 < Self.firstDayOf2000 } ?? false
    guard exact == .bad || isOld, let text = plain(limit: 40) else { return exact }
    var parts = text.split { " -/.,".contains($0) }
    // A time of day behind it does not count.
    if parts.count > 3, parts[3...].allSatisfy({ $0.contains(":") || $0 == "AM" || $0 == "PM" }) { parts = Array(parts[..<3]) }
    if isOld, parts.count != 3 || parts[2].utf8.count != 2 { return exact }
    guard parts.count == 3, let day = Int(parts[0]), (1...31).contains(day), var year = Int(parts[2]),
      let month = Int(parts[1]) ?? monthNumber(parts[1])
    else { return .bad }
    if parts[2].utf8.count == 2 { year += 2000 }
    guard let date = CalendarDate(year: year, month: month, day: day) else {
      return Int(parts[1]) != nil && CalendarDate(year: year, month: day, day: month) != nil ? .monthFirst : .bad
    }
    return .day(Int32(date.dayNumber))
  }

  private static var firstDayOf2000: Int { 10_957 }

  /// A word for "no last day yet" in the place of one.
  var saysOpen: Bool {
    guard let text = plain(limit: 16) else { return false }
    return ["ONGOING", "ON-GOING", "ON GOING", "CURRENT", "CONTINUING", "OPEN", "OPEN ENDED", "PRESENT", "TBC", "TBA"].contains(text)
  }

  /// Whether a cell marks its line: yes, 1, or one of the words.
  func marks(_ words: Set<String>) -> Bool {
    guard let text = plain(limit: 64), !text.isEmpty else { return false }
    return ["Y", "YES", "TRUE", "T", "1", "X"].contains(text) || !words.isDisjoint(with: FeeWords.split(text))
  }

  /// Percent: "20", "20%", "0.2"; words for no tax are 0. Nil for what is none of these.
  var vatRate: Fraction? {
    guard let text = plain(limit: 24) else { return nil }
    if ["EXEMPT", "ZERO", "ZERO RATED", "NONE", "NO VAT", "N/A", "OUTSIDE SCOPE", "OUT OF SCOPE", "E", "Z"].contains(text) { return 0 }
    let number = text.hasSuffix("%") ? text.dropLast() : text[...]
    guard let rate = Amount.count(Array(number.utf8).span), rate <= 100 else { return nil }
    // Spreadsheets keep 20% as 0.2; no rate of VAT is below 1%.
    return rate < 1 && !text.hasSuffix("%") ? try? rate.times(100) : rate
  }

  /// A number of weeks, hours, days or sessions, perhaps with that word behind it. Nil for what is none.
  var namedCount: Fraction? {
    if let count = Amount.count(self) { return count }
    let words = FeeWords.split(plain(limit: 32) ?? "")
    let isNamed = words.dropFirst().allSatisfy { MarkerWords.counts.contains($0) }
    return isNamed ? words.first.flatMap { Amount.count(Array($0.utf8).span) } : nil
  }

  /// "net", "ex VAT", "gross", "inc VAT", "included", and yes or no to "VAT included".
  var tax: FeeText.Tax? {
    guard let text = plain(limit: 32) else { return nil }
    switch FeeWords.split(text).first {
    case "net", "ex", "exc", "excl", "excluding", "excluded", "exclusive", "no", "n", "without", "plus": return .net
    case "gross", "inc", "incl", "including", "included", "inclusive", "yes", "y", "with": return .gross
    default: return nil
    }
  }

  /// A share in percent: "60", "60%", "0.6" of a spreadsheet, where 1 is the whole. Nil for what is none.
  func percent(isFraction: Bool) -> Fraction? {
    guard let text = plain(limit: 24) else { return nil }
    let number = text.hasSuffix("%") ? text.dropLast() : text[...]
    guard let share = Amount.count(Array(number.utf8).span) else { return nil }
    return isFraction && !text.hasSuffix("%") ? try? share.times(100) : share
  }
}

private func monthNumber(_ name: Substring) -> Int? {
  guard name.utf8.count >= 3 else { return nil }
  let names = [
    "JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER",
  ]
  return names.firstIndex { $0.hasPrefix(name) || (name == "SEPT" && $0 == "SEPTEMBER") }.map { $0 + 1 }
}

/// Words in cells.
enum MarkerWords {
  static let credit: Set<String> = ["credit", "cr", "cn", "refund", "reversal", "rebate"]
  /// In the type of a line, where "credit" alone may mean something else.
  static let creditType: Set<String> = ["refund", "reversal", "rebate", "credit"]
  /// Behind a number of weeks, hours, days or sessions.
  static let counts: Set<String> = [
    "weeks", "wks", "wk", "week", "hours", "hrs", "hr", "hour", "days", "day", "sessions", "session", "per", "a", "year", "pa", "pw",
  ]
  static let replacement: Set<String> = ["replacement", "replaces", "revised", "revision", "supersedes", "amended", "amendment"]
  static let total: Set<String> = ["total", "totals", "subtotal", "sum"]
  static let besideTotal = total.union([
    "sub", "grand", "overall", "net", "gross", "cost", "costs", "fee", "fees", "spend", "amount", "all", "annual", "of", "for", "year",
  ])
  static let transport: Set<String> = ["transport", "travel", "taxi", "minibus", "mileage", "escort", "bus"]
}
