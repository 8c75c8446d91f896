internal import Records

/// One file of a Blade export: rows with their own and their parent's table id.
final class BladeTable<Row: ModuleRow>: LinkedRows<Row>, CSVHandler {
  private var columns: [(index: Int, column: Column)] = []
  private var keyColumn = 0
  private var parentColumn: Int?
  private var columnCount = 0
  /// Its rows are linked to those of requests.
  private(set) var namesRequest = false

  func header(_ record: borrowing CSVRecord) throws(Refusal) -> [Bool] {
    var names: [String: Int] = [:]
    var repeated: Set<String> = []
    columnCount = record.count
    for index in 0..<record.count {
      let name = (record.bytes.span.extracting(record.range(index)).plain(limit: 64) ?? "").lowercased()
      if names.updateValue(index, forKey: name) != nil { repeated.insert(name) }
    }
    var needed = Module.header == Row.module ? [] : [Row.module.key]
    let link = Row.module.link(among: names.keys)
    if let parent = Row.module.parent { needed.append(link ?? parent.key) }
    namesRequest = link == Module.requests.key
    needed += Row.module.required.map(\.rawValue)
    for name in needed where names[name] == nil {
      throw Refusal(rule: .missingColumn, line: record.line, about: "column \(name)")
    }
    for name in needed + Column.named.keys where repeated.contains(name) {
      throw Refusal(rule: .duplicateColumn, line: record.line, about: "column \(name)")
    }
    var wanted = [Bool](repeating: false, count: record.count)
    for (name, index) in names.sorted(by: { $0.value < $1.value }) {
      guard let column = Column.named[name] else { continue }
      columns.append((index, column))
      wanted[index] = true
    }
    keyColumn = names[Row.module.key] ?? 0
    parentColumn = link.flatMap { names[$0] }
    wanted[keyColumn] = true
    if let parentColumn { wanted[parentColumn] = true }
    return wanted
  }

  func record(_ record: borrowing CSVRecord) throws(Refusal) {
    guard !record.hasBadQuoting, record.count == columnCount else {
      // A stray quote may have swallowed line ends: each line of the record is listed.
      for line in record.line..<(record.line + record.lineCount) {
        log.note(record.hasBadQuoting ? .badQuoting : .columnCount, log.row(in: file, line: line))
      }
      return
    }
    var row = Row(log.row(in: file, line: record.line))
    for (index, column) in columns { row.set(column, record.bytes.span.extracting(record.range(index))) }
    guard let id = id(record, keyColumn), let parent = parentColumn.map({ self.id(record, $0) }) ?? "" else {
      return log.note(.badKey, row.place)
    }
    add(row, id: id, parent: parent)
  }

  /// Ids are strings; the header's own may be blank. Nil for a blank id or one that is no plain text.
  private func id(_ record: borrowing CSVRecord, _ column: Int) -> String? {
    if Row.module == .header { return "" }
    let text = record.bytes.span.extracting(record.range(column))
    guard let id = text.plain(limit: 64), !id.isEmpty else { return nil }
    // A spreadsheet between may have made 12.0 of 12.
    return id.hasSuffix(".0") ? text.number.map { String($0) } ?? id : id
  }
}
