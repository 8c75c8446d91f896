internal import Costing
internal import Files
public import Layout
internal import Spreadsheet

/// Why a file has no table that a map could be for. Names the file, and no content.
public struct SurveyError: Error, Sendable, CustomStringConvertible {
  /// The code of a finding.
  public let code: String
  public let description: String

  init(_ rule: Rule, _ name: String) {
    code = rule.rawValue
    description = "\(name): what must hold: \(rule.text.rule) (\(code))"
  }

  init(_ error: some Error) { (code, description) = ("cannot-read", "\(error)") }
}

/// What a column looks like: its heading, and shapes and units of its cells.
public struct SurveyedColumn: Sendable {
  /// Nil for a column without one, which cannot be read.
  public let heading: Heading?
  var shapes = ShapeCounts()
  /// Cells that can be read as a fee.
  var fees = 0
  /// Cells that can be read as a financial year.
  var years = 0
  /// Cells that say what a fee is paid for, and what they say.
  var unitCells = 0
  var units: Set<FeeUnit> = []
  /// Which decimal sign its amounts have.
  var decimals = DecimalCounts()
  /// Units beside a number of weeks: "weekly x 38".
  var unitsWithWeeks: Set<FeeUnit> = []

  init(_ heading: Heading?) { self.heading = heading }

  mutating func add(_ row: TableRow, _ column: Int) {
    guard !row.isUnusable(column) else { return }
    if row.isBlank(column) || row.read(column, { $0.isAccountingZero }) { return shapes.add(.blank) }
    let shape = row.read(column) { ValueShape($0) }
    if row.read(column, { $0.financialYear }) != nil { years += 1 }
    shapes.add(row.isNumber(column) && shape != .tenDigits && shape != .number ? .money : shape)
    let isNumber = row.isNumber(column)
    let said =
      shape == .words || shape == .other
      ? row.read(column) { $0.count > 64 ? nil : FeeWords.read(FeeWords.split($0.plain(limit: 64) ?? "")) } : nil
    // "4 weekly" is no fee of 4 pounds a week.
    if let said, said.weeks == nil { return note(said.unit, nil) }
    if !isNumber { row.read(column) { _ = decimals.add($0) } }
    let fee = row.read(column) { text -> FeeText? in
      guard text.count <= 64 else { return nil }
      return isNumber ? FeeText(spreadsheet: text) : FeeText(text) ?? FeeText(DecimalSign.comma.pointed(text).span)
    }
    if let fee {
      fees += 1
      if let unit = fee.unit { note(unit, fee.weeks) }
    } else if let said {
      note(said.unit, said.weeks)
    }
  }

  private mutating func note(_ unit: FeeUnit, _ weeks: Fraction?) {
    unitCells += 1
    units.insert(unit)
    if weeks != nil { unitsWithWeeks.insert(unit) }
  }
}

/// One table of a file, as far as a map needs to know it.
public struct SurveyedTable: Sendable {
  /// Name of the file, without folders.
  public let file: String
  /// Of a workbook: the sheet, from 1. Its name is not shown, since people name sheets after children.
  public let sheet: Int?
  let sheetName: String
  /// Of a text file: what separates its fields.
  public let delimiter: Delimiter?
  /// Row with the headings, and rows below it.
  public let headRow: Int
  public let rows: Int
  public let columns: [SurveyedColumn]
  /// Names of all headings, in the order of their bytes.
  public let layout: [String]
  /// It leads from local ids to pupils.
  public let isCrossReference: Bool
  /// It is read without a map.
  public let isStandard: Bool
}

/// Looks at a file that may become a finance extract. Reads all of it, and keeps headings and shapes only.
public enum Survey {
  /// Tables with headings, in the order of sheets.
  ///
  /// - Parameters:
  ///   - sheet: the only one that is looked at, by name or number.
  ///   - headRow: the row that a person says holds the headings.
  ///   - delimiter: what a person says separates the fields of a text file.
  ///   - maps: those confirmed, which tell headings for certain.
  /// - Throws: if there is none: then the first row may be somebody's data, and nothing of it is shown.
  public static func tables(
    path: String, sheet: String? = nil, headRow: Int? = nil, delimiter: Delimiter? = nil, maps: ColumnMaps = ColumnMaps()
  ) throws(SurveyError) -> [SurveyedTable] {
    let name = String(path.split(separator: "/").last ?? "")
    let source = Source(file: 0, path: path, makeDigest: { .none })
    do {
      guard name.lowercased().hasSuffix(".xlsx") || name.lowercased().hasSuffix(".xlsm") else {
        if let rule = ForeignFile.rule(name.lowercased(), try FileStart(path, atLeast: 1 << 10).bytes) { throw SurveyFault(rule) }
        let finder = DelimiterFinder(
          sight: { FinanceWords.sight($0) }, knows: { maps.map(for: $0)?.delimiters.contains($1) ?? false }, headRow: headRow)
        let separated = try delimiter ?? finder.find(path: path).delimiter
        let consumer = SurveyTable(name, nil, separated, maps)
        let table = CSVTable(consumer, separated, headRow: headRow)
        if let refusal = try source.readCSV(table, separated) { throw SurveyFault(refusal.rule) }
        do throws(Refusal) { try table.finish() } catch { throw SurveyFault(error.rule) }
        return [consumer.result].compactMap(\.self)
      }
      let (bytes, refusal) = try source.readWhole(limit: Workbook.Limits.standard.file)
      if let refusal { throw SurveyFault(refusal.rule) }
      return try sheets(bytes, name, sheet, headRow, maps)
    } catch let fault as SurveyFault {
      throw SurveyError(fault.rule, name)
    } catch {
      throw SurveyError(error)
    }
  }

  private struct SurveyFault: Error {
    let rule: Rule
    init(_ rule: Rule) { self.rule = rule }
  }

  private static func sheets(
    _ bytes: [UInt8], _ name: String, _ wanted: String?, _ headRow: Int?, _ maps: ColumnMaps
  ) throws -> [SurveyedTable] {
    let workbook: Workbook
    do throws(SpreadsheetError) { workbook = try Workbook(bytes) } catch { throw SurveyFault(Rule(error)) }
    var tables: [SurveyedTable] = []
    for (index, title) in workbook.sheets.enumerated() where wanted.map({ $0 == title || $0 == String(index + 1) }) ?? true {
      let consumer = SurveyTable(name, (index + 1, title), nil, maps)
      do throws(Refusal) { try SheetOfRows(consumer, headRow: headRow).read(workbook, index) } catch {
        guard error.rule == .headingRowMissing else { throw SurveyFault(error.rule) }
      }
      if let result = consumer.result { tables.append(result) }
    }
    guard !tables.isEmpty else { throw SurveyFault(.headingRowMissing) }
    return tables
  }
}

private final class SurveyTable: TableConsumer {
  private let file: String
  private let sheet: (number: Int, name: String)?
  private let delimiter: Delimiter?
  private let maps: ColumnMaps
  private var head: TableHead?
  private var columns: [SurveyedColumn] = []
  private var rows = 0

  init(_ file: String, _ sheet: (number: Int, name: String)?, _ delimiter: Delimiter?, _ maps: ColumnMaps) {
    (self.file, self.sheet, self.delimiter, self.maps) = (file, sheet, delimiter, maps)
  }

  func sight(_ heading: Heading) -> HeadSight { FinanceWords.sight(heading) }
  func knows(_ layout: [String]) -> Bool { maps.map(for: layout) != nil }

  func head(_ head: TableHead) throws(Refusal) {
    // Told by the values below alone: a row of names above gaps could look the same.
    guard head.isNamed else { throw Refusal(rule: .headingRowMissing) }
    self.head = head
    columns = head.headings.map { SurveyedColumn($0) }
  }

  /// Listed when the file is read.
  func above(_ row: TableRow) {}

  func row(_ row: TableRow) {
    guard !row.hasBadQuoting else { return }
    rows += 1
    for column in columns.indices { columns[column].add(row, column) }
  }

  var result: SurveyedTable? {
    guard let head else { return nil }
    return SurveyedTable(
      file: file, sheet: sheet?.number, sheetName: sheet?.name ?? "", delimiter: delimiter, headRow: head.line, rows: rows, columns: columns,
      layout: head.layout, isCrossReference: CrossReference.isOne(head), isStandard: delimiter ?? .comma == .comma && StandardLayout.map(of: head) != nil)
  }
}
