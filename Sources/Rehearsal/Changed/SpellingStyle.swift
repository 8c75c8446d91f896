import Vocabulary

/// How a return is spelled where systems and people differ.
struct SpellingStyle {
  enum Days { case usual, slashes, dots, compact, withTime, words, short, numbers }
  enum Flags { case usual, words, yesAndNo, floats, digits }
  enum Names { case usual, lower, upper }

  var days = Days.usual
  var flags = Flags.usual
  /// Identifiers and codes that are numbers as a spreadsheet's floats, `900001.0`; in a workbook, which has them so
  /// anyway, as texts.
  var hasOtherNumbers = false
  var names = Names.usual
  /// Items under another name, in lower case.
  var renamed: [String: String] = [:]
  /// Nil for the usual one of the shape; empty for everything on one line.
  var lineEnd: String?
  var hasByteOrderMark = false
  var isQuoted = false
  var isWindows1252 = false
  /// Columns that nobody asked for, first and last.
  var hasExtraColumns = false
  var isReversed = false
  var hasItemNumbers = false
  var hasModuleTitles = false
  var withoutPlanDetail = false
  /// What stands in place of `<Message>` and `</Message>`.
  var root = ("<Message>", "</Message>")
  var path: @Sendable (String) -> String = { $0 }

  func name(_ item: String, _ usual: String) -> String {
    let name = renamed[item] ?? usual
    return switch names {
    case .usual: name
    case .lower: name.lowercased()
    case .upper: name.uppercased()
    }
  }

  /// A heading with an item's number at one of the places where systems put it.
  ///
  /// - Parameters:
  ///   - module: DfE's number of the module.
  ///   - place: of the column, from 0.
  func numbered(_ heading: String, _ module: String, _ place: Int) -> String {
    guard hasItemNumbers else { return heading }
    let number = "\(module.prefix(1)).\(place + 1)\(module.dropFirst())"
    return switch place % 5 {
    case 0: "\(number) \(heading)"
    case 1: "Item \(number): \(heading)"
    case 2: "(\(number)) \(heading)"
    case 3: heading.contains("(") ? "\(number) - \(heading)" : "\(heading) [\(number)]"
    default: "N00\(place + 123)\n\(heading)"
    }
  }

  /// A text of XML, or of COLLECT's export.
  func text(_ item: String, _ value: String, isBlade: Bool) -> String {
    switch ItemKind(item) {
    case .day: day(value).map { text($0, isBlade) } ?? value
    case .flag: flag(value, isBlade ? ("false", "true") : ("0", "1")) ?? value
    case .number: hasOtherNumbers && Int(value) != nil ? value + ".0" : value
    case .text: value
    }
  }

  func cell(_ item: String, _ value: String, isTemplate: Bool) -> WorkbookFile.Cell {
    guard !value.isEmpty else { return .blank }
    if value == WorkbookFile.error { return .error }
    switch ItemKind(item) {
    case .day:
      guard let date = day(value) else { return .text(value) }
      if days == .numbers { return .float(date.dayNumber + 25_569) }
      return isTemplate || days != .usual ? .text(text(date, false)) : .day(date.dayNumber)
    case .flag:
      guard flags != .usual, let text = flag(value, ("0", "1")) else {
        return Int(value).map { .float($0) } ?? .text(value)
      }
      return .text(text)
    case .number: return hasOtherNumbers ? .text(value) : Int(value).map { .float($0) } ?? .text(value)
    case .text: return .text(value)
    }
  }

  private func day(_ text: String) -> CalendarDate? {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    return parts.count == 3 ? CalendarDate(year: parts[0], month: parts[1], day: parts[2]) : nil
  }

  private func text(_ date: CalendarDate, _ isBlade: Bool) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let (year, month, day) = ("\(date.year)", two(date.month), two(date.day))
    let name = ItemKind.months[date.month - 1]
    return switch days {
    case .usual, .numbers: isBlade ? "\(year)-\(name)-\(day) 00:00:00" : "\(year)-\(month)-\(day)"
    case .slashes: "\(day)/\(month)/\(year)"
    case .dots: "\(date.day).\(date.month).\(year)"
    case .compact: year + month + day
    case .withTime: isBlade ? "\(year)-\(month)-\(day) 00:00:00.000" : "\(year)-\(month)-\(day)T00:00:00"
    case .words: "\(date.day)-\(name)-\(year)"
    case .short: "\(day)-\(name)-\(year.suffix(2))"
    }
  }

  private func flag(_ text: String, _ usual: (String, String)) -> String? {
    let words =
      switch flags {
      case .usual: usual
      case .words: ("False", "True")
      case .yesAndNo: ("No", "Yes")
      case .floats: ("0.0", "1.0")
      case .digits: ("0", "1")
      }
    return text == "0" ? words.0 : text == "1" ? words.1 : nil
  }

  /// The bytes of a text file.
  func bytes(_ text: String) -> Bytes {
    var bytes = Bytes()
    if hasByteOrderMark { bytes.add("\u{FEFF}") }
    if isWindows1252 { bytes.addWindows1252(text) } else { bytes.add(text) }
    return bytes
  }
}

/// A file of a changed return, and in which of its rows something will be found.
struct SpelledFile {
  /// As a report names it: of a workbook with several sheets the sheet too.
  struct Mark { let code, file: String; let row: Int }

  let path: String
  let bytes: Bytes
  var marks: [Mark] = []
}
