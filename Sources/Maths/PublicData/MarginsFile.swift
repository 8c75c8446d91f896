public import Forecasting
import Geography
import Vocabulary

/// Published margins of boroughs: for those that send nothing, and by need to hold those that send against.
///
/// CSV, lines ending in LF or CRLF: lines that start with `#` are comments, then the header `code,measure,year,age,need,plans`.
///
/// | measure | year | age | need |
/// |---|---|---|---|
/// | `plans` | January | on 31 August before it | code; every need has rows |
/// | `new` | later January of the flow year | at that January | code in all rows of a borough and year, or empty in all |
/// | `kept` | the same | the same | empty |
/// | `left` | later January of the flow year | at the January before | empty |
///
/// A row that is left out counts nobody. Plans may have decimals: tables by age and need are often fitted to two margins.
public struct MarginsFile: Sendable {
  private enum Measure: String { case plans, new, kept, left }
  private struct Key: Hashable {
    let code: String
    let measure: Measure
    let year: Int
  }
  /// 26 × 12 cells for `plans`, and for `new` by need; 26 for the others.
  private let tables: [Key: [Double]]

  /// - Throws: the first defect, with its line.
  public init(parsing bytes: [UInt8]) throws(MarginsFileError) {
    var tables: [Key: [Double]] = [:]
    var seen: Set<[Substring]> = []
    let file = PlainTable(bytes)
    if let header = file.header, header.fields.map(String.init) != Self.header {
      throw MarginsFileError(reason: .badHeader, line: header.number)
    }
    for line in file.rows {
      do throws(MarginsFileError.Reason) {
        let (key, cell, plans) = try Self.row(line.fields)
        guard seen.insert(Array(line.fields.dropLast())).inserted else { throw .duplicateRow }
        let size = AcademicAge.count * (line.fields[4].isEmpty ? 1 : Need.allCases.count)
        var table = tables[key] ?? [Double](repeating: 0, count: size)
        guard table.count == size else { throw .badNeed }
        table[cell] = plans
        tables[key] = table
      } catch { throw MarginsFileError(reason: error, line: line.number) }
    }
    guard !tables.isEmpty else { throw MarginsFileError(reason: .emptyFile, line: 0) }
    self.tables = tables
  }

  private static let header = ["code", "measure", "year", "age", "need", "plans"]
  private static let codes = Set(Geography.report2025.boroughs.map(\.code))

  private static func row(_ fields: [Substring]) throws(MarginsFileError.Reason) -> (Key, cell: Int, plans: Double) {
    guard fields.count == header.count else { throw .wrongFieldCount }
    let code = String(fields[0])
    guard codes.contains(code) else { throw .unknownBorough }
    guard let measure = Measure(rawValue: String(fields[1])) else { throw .unknownMeasure }
    guard let year = PlainTable.year(fields[2]) else { throw .badYear }
    guard let age = PlainTable.whole(fields[3], most: 2), AcademicAge.range.contains(age) else { throw .badAge }
    guard let plans = PlainTable.decimal(fields[5]), plans < 1e6 else { throw .badNumber }
    let key = Key(code: code, measure: measure, year: year)
    if measure != .plans, fields[4].isEmpty { return (key, age, plans) }
    guard measure == .plans || measure == .new else { throw .badNeed }
    guard let need = Need(code: String(fields[4])) else { throw .badNeed }
    return (key, age * Need.allCases.count + need.rawValue, plans)
  }

  /// - Parameters:
  ///   - flowYears: that have to be there.
  ///   - earlier: that are taken as far back as the file has them without a gap.
  /// - Returns: nil where the file lacks the stock of the census, or a flow of one of the years.
  public func borough(
    _ code: String, censusYear: Int, flowYears: Set<Int>, earlier: Set<Int> = [], population: Population
  ) -> PublicBorough? {
    func table(_ measure: Measure, _ year: Int) -> [Double]? { tables[Key(code: code, measure: measure, year: year)] }
    var flows: [Int: PublicBorough.Flow] = [:]
    for year in flowYears.union(earlier).sorted(by: >) {
      guard let new = table(.new, year), let kept = table(.kept, year), let left = table(.left, year) else {
        if flowYears.contains(year) { return nil }
        break
      }
      let needs = Need.allCases.count
      let byNeed = new.count > AcademicAge.count ? new : nil
      let byAge = byNeed.map { cells in
        (0..<AcademicAge.count).map { cells[$0 * needs..<($0 + 1) * needs].reduce(0, +) }
      }
      flows[year] = PublicBorough.Flow(new: byAge ?? new, kept: kept, left: left, newNeeds: byNeed)
    }
    guard let stock = table(.plans, censusYear) else { return nil }
    return PublicBorough(code: code, stock: stock, flows: flows, population: population)
  }

  /// Plans of a January, age 26 × need 12; nil where the file has none.
  public func held(_ code: String, january: Int) -> [Double]? { tables[Key(code: code, measure: .plans, year: january)] }

  /// New plans of a flow year, age 26 × need 12; nil where the file has them not by need.
  public func newNeeds(_ code: String, flowYear: Int) -> [Double]? {
    tables[Key(code: code, measure: .new, year: flowYear)].flatMap { $0.count > AcademicAge.count ? $0 : nil }
  }
}

/// Why a table of margins was refused.
public struct MarginsFileError: Error, Equatable, CustomStringConvertible {
  public enum Reason: String, Error, Sendable {
    case emptyFile = "empty-file"
    case badHeader = "bad-header"
    case wrongFieldCount = "wrong-field-count"
    case unknownBorough = "unknown-borough"
    case unknownMeasure = "unknown-measure"
    case badYear = "bad-year"
    case badAge = "bad-age"
    case badNeed = "bad-need"
    case badNumber = "bad-number"
    case duplicateRow = "duplicate-row"
  }
  public let reason: Reason
  /// Line in the file, from 1; 0 when the file as a whole is meant.
  public let line: Int

  public var description: String {
    let advice =
      switch reason {
      case .emptyFile: "holds no rows"
      case .badHeader: "the header must be code,measure,year,age,need,plans"
      case .wrongFieldCount: "a row needs six fields, without quotes"
      case .unknownBorough: "not an ONS code of a London borough"
      case .unknownMeasure: "the measure is none of plans, new, kept, left"
      case .badYear: "the year of a January in four digits, 1990 to 2150"
      case .badAge: "the age is not from 0 to 25"
      case .badNeed:
        "rows of plans have one of \(Need.codes.joined(separator: " ")); those of new of one borough and year all have one, "
          + "or none; kept and left none"
      case .badNumber: "plans are a number with at most one dot, below a million"
      case .duplicateRow: "this row came before; keep one"
      }
    return "\(reason.rawValue): margins file\(line == 0 ? "" : ", line \(line)"): \(advice)"
  }
}
