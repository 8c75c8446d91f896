import Vocabulary

/// Text under construction, as bytes.
struct Bytes {
  private(set) var all: [UInt8] = []

  mutating func add(_ text: String) { all.append(contentsOf: text.utf8) }
  mutating func add(_ text: Substring) { all.append(contentsOf: text.utf8) }

  /// In Windows-1252, as far as the rehearsal's own texts need it.
  mutating func addWindows1252(_ text: String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\u{2019}": all.append(0x92)
      case "\u{2013}": all.append(0x96)
      default: all.append(scalar.value < 0x100 ? UInt8(scalar.value) : UInt8(ascii: "?"))
      }
    }
  }

  mutating func add(_ bytes: ArraySlice<UInt8>) { all.append(contentsOf: bytes) }

  /// So many bytes of a number, least first.
  mutating func addLittle(_ number: Int, _ count: Int) {
    for index in 0..<count { all.append(index < 8 ? UInt8(truncatingIfNeeded: number >> (8 * index)) : 0) }
  }

  mutating func add(_ number: Int) {
    if number < 0 {
      all.append(UInt8(ascii: "-"))
      return add(-number)
    }
    if number >= 10 { add(number / 10) }
    all.append(UInt8(ascii: "0") + UInt8(number % 10))
  }

  mutating func addTwo(_ number: Int) {
    all.append(UInt8(ascii: "0") + UInt8(number / 10 % 10))
    all.append(UInt8(ascii: "0") + UInt8(number % 10))
  }

  /// `2025-01-16`.
  mutating func addDay(_ dayNumber: Int) {
    guard let date = CalendarDate(dayNumber: dayNumber) else { return }
    add(date.year)
    add("-")
    addTwo(date.month)
    add("-")
    addTwo(date.day)
  }

  /// `2025-Jan-16 00:00:00`, as COLLECT exports it.
  mutating func addBladeDay(_ dayNumber: Int) {
    guard let date = CalendarDate(dayNumber: dayNumber) else { return }
    add(date.year)
    add("-")
    add(Self.months[date.month - 1])
    add("-")
    addTwo(date.day)
    add(" 00:00:00")
  }

  /// Pounds with two decimals, a minus before what is below 0.
  mutating func addPounds(_ pence: Int) {
    if pence < 0 {
      add("-")
      return addPounds(-pence)
    }
    add(pence / 100)
    add(".")
    addTwo(pence % 100)
  }

  /// 1,234.50, of what is not below 0.
  mutating func addGroupedPounds(_ pence: Int) { addGrouped(pence, group: ",", decimal: ".") }

  /// 1.234,50, of what is not below 0.
  mutating func addContinentalPounds(_ pence: Int) { addGrouped(pence, group: ".", decimal: ",") }

  private mutating func addGrouped(_ pence: Int, group: String, decimal: String) {
    let digits = Array(String(pence / 100))
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { add(group) }
      add(String(digit))
    }
    add(decimal)
    addTwo(pence % 100)
  }

  /// `16/01/2025`.
  mutating func addSlashedDay(_ dayNumber: Int) {
    guard let date = CalendarDate(dayNumber: dayNumber) else { return }
    addTwo(date.day)
    add("/")
    addTwo(date.month)
    add("/")
    add(date.year)
  }

  /// `16-Jan-25`.
  mutating func addShortDay(_ dayNumber: Int) {
    guard let date = CalendarDate(dayNumber: dayNumber) else { return }
    add(date.day)
    add("-" + Self.months[date.month - 1] + "-")
    addTwo(date.year)
  }

  /// A field of a CSV file that may hold commas.
  mutating func addQuoted(_ text: String) {
    add("\"")
    add(text)
    add("\"")
  }

  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
