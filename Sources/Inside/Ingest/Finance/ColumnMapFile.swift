internal import Costing
internal import Files
internal import Layout
internal import Settings

/// Why a map's file cannot be used. Holds file, line and key, never a value.
public struct ColumnMapError: Error, Equatable, Sendable, CustomStringConvertible {
  public let description: String
  init(_ description: String) { self.description = description }
}

// A map's file: settings, one a line, with comments.
//
//   headings = end date | fee | start date | upn       the layout, all headings as compared
//   column_upn = UPN                                   which column is what, by its heading
//   period = weekly                                    what the amounts are, where no column says so

extension ColumnMap {
  private static let prefix = "column_"
  static let settings: Set<String> = [
    "headings", "period", "weeks", "days_per_week", "hours_per_week", "counts_are", "financial_year", "amounts",
    "vat_percent", "split", "transport", "cross_reference", "sheet", "delimiter", "decimal",
  ]
  private static let keys = settings.union(FinanceField.allCases.map { prefix + $0.rawValue })

  /// The file's text. The same map gives the same text.
  public var text: String {
    var lines = [
      "# How borough-agent reads finance extracts of one layout. Confirmed with \"borough-agent map FILE --accept\".",
      "# One key = value a line. A file belongs to this map if it has exactly these headings, in any order.",
      "headings = \(layout.joined(separator: " | "))",
      "",
      "# Which column is what, by its heading. Columns that are not named here are not read.",
    ]
    for field in FinanceField.allCases {
      guard let names = columns[field], !names.isEmpty else { continue }
      lines.append("\(Self.prefix)\(field.rawValue) = \(names.joined(separator: " + "))")
    }
    lines += ["", "# What holds where no column, or no cell, says so."]
    lines += constants.map { "\($0.key) = \($0.value)" }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Settings in the order of the file.
  public var constants: [(key: String, value: String)] {
    var constants: [(key: String, value: String)] = []
    func add(_ key: String, _ value: String?) { if let value { constants.append((key: key, value: value)) } }
    add("period", unit?.rawValue)
    add("weeks", weeks?.decimal)
    add("days_per_week", daysPerWeek?.decimal)
    add("hours_per_week", hoursPerWeek?.decimal)
    add("counts_are", countsArePerYear.map { $0 ? "per-year" : "per-week" })
    add("financial_year", year?.text)
    add("amounts", tax?.rawValue)
    add("vat_percent", vatPercent?.decimal)
    add("split", split?.rawValue)
    add("transport", countsTransport ? "counted" : nil)
    add("cross_reference", crossReference)
    add("sheet", sheet)
    add("delimiter", delimiters == [.comma] ? nil : Delimiter.text(delimiters))
    add("decimal", decimal?.rawValue)
    return constants
  }

  /// What decides how a file is read, for the digest of the data's vintage: comments are left out.
  var canonical: [UInt8] { Array(text.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: "\n").utf8) }

  public init(parsing bytes: [UInt8], file: String) throws(ColumnMapError) {
    do {
      try self.init(try SettingsFile(parsing: bytes, file: file, allowed: Self.keys))
    } catch {
      throw ColumnMapError("\(error)")
    }
  }

  private init(_ settings: SettingsFile) throws {
    let layout = Self.layout(try settings.string("headings").split(separator: "|").map { Heading(String($0)) })
    guard !layout.isEmpty else { throw settings.badValue("headings", expected: "one heading at least") }
    self.init(layout: layout)
    for field in FinanceField.allCases {
      let key = Self.prefix + field.rawValue
      guard let text = settings.optionalString(key) else { continue }
      guard let names = self.headings(named: text) else {
        throw settings.badValue(key, expected: "a heading of the layout")
      }
      columns[field] = names
    }
    for key in Self.settings.sorted() where key != "headings" {
      guard let text = settings.optionalString(key) else { continue }
      if let expected = set(key, text) { throw settings.badValue(key, expected: expected) }
    }
  }

  /// Sets one setting by its key in the file.
  ///
  /// - Returns: what was expected, if the text is no value of it.
  public mutating func set(_ key: String, _ text: String) -> String? {
    func count(_ most: Int) -> Fraction? {
      Amount.count(Array(text.utf8).span).flatMap { $0 > 0 && $0 <= Fraction(most) ? $0 : nil }
    }
    switch key {
    case "period":
      unit = FeeUnit(rawValue: text)
      return unit == nil ? FeeUnit.allCases.map(\.rawValue).joined(separator: ", ") : nil
    case "weeks": weeks = count(53)
      return weeks == nil ? "weeks from 1 to 53" : nil
    case "days_per_week": daysPerWeek = count(21)
      return daysPerWeek == nil ? "days or sessions a week, at most 21" : nil
    case "hours_per_week": hoursPerWeek = count(168)
      return hoursPerWeek == nil ? "hours a week, at most 168" : nil
    case "vat_percent": vatPercent = count(100)
      return vatPercent == nil ? "a rate in percent, for example 20" : nil
    case "counts_are": countsArePerYear = text == "per-year"
      return ["per-year", "per-week"].contains(text) ? nil : "per-week or per-year"
    case "financial_year": year = Year(text)
      return year == nil ? "a year like 2024-25, file-name or dates" : nil
    case "amounts": tax = FeeText.Tax(rawValue: text)
      return tax == nil ? "net or gross" : nil
    case "split": split = Split(rawValue: text)
      return split == nil ? "amounts or percent" : nil
    case "transport": countsTransport = text == "counted"
      return ["counted", "apart"].contains(text) ? nil : "counted or apart"
    case "delimiter":
      let found = Delimiter.set(text)
      if let found { delimiters = found }
      return found == nil ? "comma, semicolon, tab or pipe, or several with \" + \" between" : nil
    case "decimal": decimal = DecimalSign(rawValue: text)
      return decimal == nil ? "point or comma" : nil
    case "cross_reference": crossReference = text
      return text.hasPrefix("/") || text.split(separator: "/").contains("..") ? "a file's name below the folder of records" : nil
    default: sheet = text
      return nil
    }
  }

  /// Headings of the layout that a text names: one, or several with " + " between. Nil if one is not of the layout.
  public func headings(named text: String) -> [String]? {
    if layout.contains(Heading(text).name) { return [text] }
    let names = text.split(separator: "+").map { Heading(String($0)).text }
    return names.count > 1 && names.allSatisfy { layout.contains(Heading($0).name) } ? names : nil
  }
}

extension ColumnMap.Year {
  /// "2024-25", "file-name" or "dates".
  public init?(_ text: String) {
    switch text {
    case "file-name": self = .fileName
    case "dates": self = .dates
    default:
      guard let year = Array(text.utf8).span.financialYear else { return nil }
      self = .fixed(year)
    }
  }

  var text: String {
    switch self {
    case .fileName: "file-name"
    case .dates: "dates"
    case .fixed(let year): "\(year)-\((year + 1) % 100 < 10 ? "0" : "")\((year + 1) % 100)"
    }
  }
}

extension Fraction {
  /// Digits of a number that has an end to its decimals, as every count in a map has.
  var decimal: String {
    guard !isWhole else { return "\(numerator)" }
    var (scaled, places) = (self, 0)
    while !scaled.isWhole, places < 12, let next = Fraction(scaled.numerator * 10, scaled.denominator) {
      (scaled, places) = (next, places + 1)
    }
    let digits = "\(scaled.numerator)"
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.utf8.count)) + digits
    return padded.dropLast(places) + "." + padded.suffix(places)
  }
}

extension ColumnMaps {
  private static let limit = 1 << 16

  /// Reads the maps of a folder; none if there is no such folder.
  public init(folder: String) throws(ColumnMapError) {
    do {
      var maps: [ColumnMap] = []
      for name in Files.isFolder(folder) ? try Files.list(folder) : [] where name.hasSuffix(".map") {
        let file = folder + "/" + name
        let map = try ColumnMap(parsing: Files.read(file, limit: Self.limit), file: file)
        guard !maps.contains(where: { $0.layout == map.layout }) else {
          throw ColumnMapError("\(file): another map is for the same headings; remove one of the two (map-twice)")
        }
        maps.append(map)
      }
      self.init(maps)
    } catch let error as ColumnMapError {
      throw error
    } catch {
      throw ColumnMapError("\(error)")
    }
  }
}
