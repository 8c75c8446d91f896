internal import Files
internal import Layout

/// What separates the fields of a text file, from its first rows. It decides how a file is looked at, not that it is used:
/// a finance extract is read only by a map that says the same.
struct DelimiterFinder {
  let sight: (Heading) -> HeadSight
  /// Such headings, in the order of their bytes and so separated, are known for certain.
  var knows: ([String], Delimiter) -> Bool = { _, _ in false }
  /// The row that a person says holds the headings.
  var headRow: Int?

  struct Found: Equatable {
    let delimiter: Delimiter
    /// A row of usual headings is there.
    var isNamed = false
    /// Rows of values stand below the headings.
    var isTable = false
  }

  static let peek = 1 << 16

  /// What the file's first line says ("sep=;") if that finds usual headings; else what finds most, of equals the comma.
  func find(path: String) throws(FileError) -> Found {
    let start = try FileStart(path, atLeast: Self.peek)
    return find(start.bytes, isWhole: start.isWhole)
  }

  /// - Parameter isWhole: it is all of the file; else its last line may be cut off.
  func find(_ start: [UInt8], isWhole: Bool) -> Found {
    let end = isWhole ? start.count : start.lastIndex { $0 == 0x0A || $0 == 0x0D } ?? start.count
    let said = Self.said(start)
    var best: (found: Found, score: Int)?
    for delimiter in said.map({ said in [said] + Delimiter.allCases.filter { $0 != said } }) ?? Delimiter.allCases {
      let rows = Self.rows(start[..<end], delimiter)
      if let head = rows.firstIndex(where: { isKnown($0, delimiter) }) {
        return Found(delimiter: delimiter, isNamed: true, isTable: Self.isTable(rows, head))
      }
      guard let (head, score) = head(rows), score > best?.score ?? 0 else { continue }
      best = (Found(delimiter: delimiter, isNamed: headRow == nil, isTable: Self.isTable(rows, head)), score)
      if delimiter == said { break }
    }
    return best?.found ?? Found(delimiter: said ?? .comma)
  }

  private func isKnown(_ row: TableRow, _ delimiter: Delimiter) -> Bool {
    let cells = row.shapes(sight)
    guard cells.count > 1, !cells.contains(where: { $0.shape.isValue }) else { return false }
    return knows(TableHead(row, isNamed: true).layout, delimiter)
  }

  /// The row with usual headings and how many it has; of a row that is said to have them, all of its cells.
  private func head(_ rows: [TableRow]) -> (row: Int, score: Int)? {
    if let headRow { return rows.firstIndex { $0.line == headRow }.map { ($0, rows[$0].filled) } }
    let cells = rows.map { $0.hasBadQuoting ? [] : $0.shapes(sight) }
    guard let found = HeadFinder.find(cells), found.isNamed else { return nil }
    return (found.row, cells[found.row].count { $0.isKnown })
  }

  /// Below the headings are rows of as many fields, with values: prose has none.
  private static func isTable(_ rows: [TableRow], _ head: Int) -> Bool {
    let below = rows[(head + 1)...]
    let alike = below.filter { $0.count == rows[head].count }
    return alike.count * 2 >= below.count
      && alike.contains { row in row.shapes { _ in .unknown }.contains { $0.shape.isValue } }
  }

  /// Excel's hint: sep=; as the first line, also quoted.
  private static func said(_ start: [UInt8]) -> Delimiter? {
    var text = start[...]
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
    if text.first == UInt8(ascii: "\"") { text = text.dropFirst() }
    guard text.prefix(4).map({ $0 | 0x20 }) == Array("sep=".utf8).map({ $0 | 0x20 }), let byte = text.dropFirst(4).first else { return nil }
    return Delimiter.allCases.first { $0.byte == byte }
  }

  private static func rows(_ bytes: ArraySlice<UInt8>, _ delimiter: Delimiter) -> [TableRow] {
    let rows = FirstRows(delimiter)
    var reader = DelimitedReader(rows, delimiter)
    do throws(Refusal) {
      try reader.feed(Array(bytes).span)
      try reader.finish()
    } catch {}
    return rows.rows
  }
}

/// Rows in which headings are looked for; the rest is not read.
private final class FirstRows: CSVHandler {
  private let delimiter: Delimiter
  private(set) var rows: [TableRow] = []

  init(_ delimiter: Delimiter) { self.delimiter = delimiter }

  func header(_ record: borrowing CSVRecord) throws(Refusal) -> [Bool] {
    try self.record(record)
    return [Bool](repeating: true, count: 1_000)
  }

  func record(_ record: borrowing CSVRecord) throws(Refusal) {
    let row = TableRow(record, delimiter)
    if !row.isBlank { rows.append(row) }
    // Whatever ends the reading will do.
    if rows.count == TableScanner.searched { throw Refusal(rule: .tooLarge) }
  }
}
