internal import Layout
internal import Spreadsheet

/// The heading row of a table that was found.
struct TableHead {
  /// Its line or row, from 1.
  let line: Int
  /// Number of columns, also those without a heading.
  let width: Int
  /// By columns; nil where the cell is blank.
  let headings: [Heading?]
  /// Headings of finance extracts are among them; else the row was told by the values below it.
  let isNamed: Bool
  /// See `ColumnMap.layout`.
  let layout: [String]

  init(_ row: TableRow, isNamed: Bool) {
    (line, width) = (row.line, row.count)
    self.isNamed = isNamed
    var headings = (0..<row.count).map { column in row.isBlank(column) ? nil : row.read(column) { Heading($0) } }
    while let last = headings.last, last == nil { headings.removeLast() }
    self.headings = headings
    layout = ColumnMap.layout(headings.compactMap(\.self))
  }
}

extension TableHead {
  /// Where a heading stands; several where it is repeated.
  func columns(_ heading: String) -> [Int] {
    let wanted = Heading(heading)
    return headings.indices.filter { headings[$0] == wanted }
  }
}

/// Takes a table's rows once its headings are known.
protocol TableConsumer: AnyObject {
  func sight(_ heading: Heading) -> HeadSight
  /// A row with exactly these headings, in the order of their bytes, is the heading row for certain.
  func knows(_ layout: [String]) -> Bool
  func head(_ head: TableHead) throws(Refusal)
  /// A row above the headings that is no title: it is lost where it stands, and must be listed.
  func above(_ row: TableRow)
  /// A row that is not blank.
  func row(_ row: TableRow)
}

/// Finds the heading row of a table whose first rows may be titles, and hands on what is below it.
final class TableScanner {
  private let consumer: any TableConsumer
  /// The first rows, until the heading is found.
  private var held: [TableRow]? = []

  static let searched = 60

  /// The row that a person says holds the headings.
  private let headRow: Int?

  init(_ consumer: any TableConsumer, headRow: Int? = nil) {
    self.consumer = consumer
    self.headRow = headRow
  }

  func take(_ row: TableRow) throws(Refusal) {
    guard !row.isBlank || row.hasBadQuoting else { return }
    guard held != nil else { return consumer.row(row) }
    held?.append(row)
    if held?.count == Self.searched { try decide() }
  }

  /// Call once, after the last row.
  ///
  /// - Throws: `headingRowMissing`, and what the consumer throws.
  func finish() throws(Refusal) {
    if held != nil { try decide() }
  }

  private func decide() throws(Refusal) {
    let rows = held ?? []
    held = nil
    guard let found = find(rows) else { throw Refusal(rule: .headingRowMissing) }
    try consumer.head(TableHead(rows[found.row], isNamed: found.isNamed))
    for row in rows[..<found.row] where row.isRow(below: rows[found.row]) { consumer.above(row) }
    for row in rows[(found.row + 1)...] { consumer.row(row) }
  }

  private func find(_ rows: [TableRow]) -> HeadFinder.Found? {
    if let headRow {
      return rows.firstIndex { $0.line == headRow }.map { HeadFinder.Found(row: $0, isNamed: true) }
    }
    let cells = rows.map { $0.hasBadQuoting ? [] : $0.shapes(consumer.sight) }
    for index in rows.indices where cells[index].count >= 2 && !cells[index].contains(where: { $0.shape.isValue }) {
      let head = TableHead(rows[index], isNamed: true)
      if consumer.knows(head.layout) { return HeadFinder.Found(row: index, isNamed: true) }
    }
    return HeadFinder.find(cells)
  }
}

/// A CSV file as a table.
final class CSVTable: CSVHandler {
  private let scanner: TableScanner
  private let delimiter: Delimiter

  init(_ consumer: any TableConsumer, _ delimiter: Delimiter, headRow: Int? = nil) {
    (scanner, self.delimiter) = (TableScanner(consumer, headRow: headRow), delimiter)
  }

  /// The first line may be a title. Every column is wanted: which ones are needed is known only later.
  func header(_ record: borrowing CSVRecord) throws(Refusal) -> [Bool] {
    try self.record(record)
    return [Bool](repeating: true, count: 1_000)
  }

  func record(_ record: borrowing CSVRecord) throws(Refusal) {
    let row = TableRow(record, delimiter)
    if delimiter == .pipe, row.isDrawn { return }
    try scanner.take(row)
  }

  func finish() throws(Refusal) { try scanner.finish() }
}

/// A sheet of a workbook as a table.
final class SheetOfRows: RowHandler {
  private let scanner: TableScanner
  private(set) var refusal: Refusal?

  init(_ consumer: any TableConsumer, headRow: Int? = nil) { scanner = TableScanner(consumer, headRow: headRow) }

  func row(_ row: borrowing SheetRow) -> Bool {
    do throws(Refusal) { try scanner.take(TableRow(row)) } catch { refusal = error }
    return refusal == nil
  }

  /// Reads the sheet to its end.
  func read(_ workbook: Workbook, _ sheet: Int) throws(Refusal) {
    do throws(SpreadsheetError) { try workbook.read(sheet, self) } catch {
      throw Refusal(rule: Rule(error), line: error.row)
    }
    if let refusal { throw refusal }
    try scanner.finish()
  }
}
