internal import Layout
internal import Records
internal import Spreadsheet

/// One row of a table, from a CSV file or a sheet, with its cells by columns from 0.
struct TableRow: Silent {
  /// Line or row on which it begins, from 1, and how many lines it covers.
  let line: Int
  let lineCount: Int
  /// A quote stands where none may stand, so that the cells cannot be trusted.
  let hasBadQuoting: Bool
  private let bytes: [UInt8]
  private var ranges: [Range<Int>] = []
  private var numbers: Set<Int> = []
  private var unusable: Set<Int> = []

  /// Number of columns, up to the last that has a cell.
  var count: Int { ranges.count }

  /// - Parameter delimiter: of the file; the record comes from a `DelimitedReader`.
  init(_ record: borrowing CSVRecord, _ delimiter: Delimiter) {
    (line, lineCount, hasBadQuoting) = (record.line, record.lineCount, record.hasBadQuoting)
    bytes = delimiter == .comma ? record.bytes : record.bytes.map { delimiter.swapped($0) }
    ranges = (0..<record.count).map { record.range($0) }
  }

  init(_ row: borrowing SheetRow) {
    (line, lineCount, hasBadQuoting) = (row.number, 1, false)
    bytes = row.bytes
    for cell in 0..<row.count {
      let column = row.column(cell) - 1
      // A stray cell far to the right is no column of a table.
      guard column < 1_000 else { break }
      while ranges.count < column { ranges.append(0..<0) }
      ranges.append(row.range(cell))
      if row.kind(cell) == .number { numbers.insert(column) }
      if row.kind(cell) == .unusable { unusable.insert(column) }
    }
  }

  /// The cell's text; empty for a column beyond the last.
  func read<Value>(_ column: Int?, _ body: (Span<UInt8>) -> Value) -> Value {
    guard let column, ranges.indices.contains(column) else { return body(bytes.span.extracting(0..<0)) }
    return body(bytes.span.extracting(ranges[column]))
  }

  /// A number cell of a spreadsheet, not text that looks like one.
  func isNumber(_ column: Int) -> Bool { numbers.contains(column) }

  /// An error, a formula without a value, or a number that is none.
  func isUnusable(_ column: Int) -> Bool { unusable.contains(column) }

  func isBlank(_ column: Int?) -> Bool {
    guard let column else { return true }
    return !isUnusable(column) && read(column) { $0.isBlank }
  }

  var isBlank: Bool { unusable.isEmpty && ranges.indices.allSatisfy { isBlank($0) } }

  /// A line drawn between rows, as lists of SAP have: dashes alone.
  var isDrawn: Bool {
    let drawn: [UInt8] = [0x20, UInt8(ascii: "-"), UInt8(ascii: "="), UInt8(ascii: "+")]
    return ranges.contains { $0.count > 2 } && ranges.allSatisfy { range in range.allSatisfy { drawn.contains(bytes[$0]) } }
  }

  /// Number of cells that are not blank.
  var filled: Int { ranges.indices.count { !isBlank($0) } }

  /// Belongs below such headings, wherever it stands: it holds a pupil's number, or some value and more than half as many
  /// cells as there are headings. Titles and notes such as "Run on: 1 May 2025" hold less.
  func isRow(below head: TableRow) -> Bool {
    guard !hasBadQuoting else { return true }
    let shapes = ranges.indices.map { column in read(column) { ValueShape($0) } }
    return shapes.contains { $0 == .upn || $0 == .tenDigits }
      || shapes.contains(where: \.isValue) && filled * 2 > head.filled
  }

  /// Shapes of the cells that are not blank.
  func shapes(_ sight: (Heading) -> HeadSight) -> [HeadFinder.Cell] {
    ranges.indices.compactMap { column in
      let shape = isUnusable(column) ? ValueShape.other : read(column) { ValueShape($0) }
      guard shape != .blank else { return nil }
      let seen = shape.isValue ? .unknown : sight(read(column) { Heading($0) })
      return HeadFinder.Cell(
        column: column, shape: isNumber(column) ? .number : shape, isKnown: seen != .unknown, isKey: seen == .key)
    }
  }
}

extension FindingLog {
  /// Lists a row. Where its quotes cannot be trusted, each line that it covers may have been one.
  func list(_ row: TableRow, _ rule: Rule, in file: Int) {
    let lines = row.hasBadQuoting ? row.lineCount : 1
    for line in row.line..<(row.line + lines) { note(rule, self.row(in: file, line: line)) }
  }
}

/// What a heading is to whoever takes the table.
enum HeadSight { case unknown, usual, key }
