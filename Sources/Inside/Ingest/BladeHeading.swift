internal import Records

/// What the heading of a Blade file says of its columns.
struct BladeHeading<Row: ModuleRow> {
  private let columns: [(index: Int, column: Column)]
  let keyColumn: Int
  /// Nil for a module that has no parent.
  let parentColumn: Int?
  private let count: Int
  /// By columns.
  let wanted: [Bool]
  /// The rows are linked to those of requests.
  let namesRequest: Bool

  init(_ record: borrowing CSVRecord) throws(Refusal) {
    var names: [String: Int] = [:]
    var repeated: Set<String> = []
    for index in 0..<record.count {
      let name = (record.bytes.span.extracting(record.range(index)).plain(limit: 64) ?? "").lowercased()
      if names.updateValue(index, forKey: name) != nil { repeated.insert(name) }
    }
    var needed = Module.header == Row.module ? [] : [Row.module.key]
    let link = Row.module.link(among: names.keys)
    if let parent = Row.module.parent { needed.append(link ?? parent.key) }
    needed += Row.module.required.map(\.rawValue)
    for name in needed where names[name] == nil {
      throw Refusal(rule: .missingColumn, line: record.line, about: "column \(name)")
    }
    for name in needed + Column.named.keys where repeated.contains(name) {
      throw Refusal(rule: .duplicateColumn, line: record.line, about: "column \(name)")
    }
    var columns: [(index: Int, column: Column)] = []
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
    self.columns = columns
    self.wanted = wanted
    count = record.count
    namesRequest = link == Module.requests.key
  }

  /// Why the fields of a record cannot be trusted.
  func fault(_ record: borrowing CSVRecord) -> Rule? {
    record.hasBadQuoting ? .badQuoting : record.count != count ? .columnCount : nil
  }

  /// - Parameter record: has no fault.
  @inline(__always)
  func row(_ record: borrowing CSVRecord, at place: RowPlace) -> Row {
    var row = Row(place)
    for (index, column) in columns {
      let range = record.wantedRange(index)
      if !range.isEmpty { row.set(column, record.bytes.span.extracting(range)) }
    }
    return row
  }

  // Ids are strings; the header's own may be blank. Nil for a blank id or one that is no plain text.

  func id(_ record: borrowing CSVRecord) -> String? { Row.module == .header ? "" : id(record, keyColumn) }

  /// Empty for a module that has no parent.
  func parent(_ record: borrowing CSVRecord) -> String? { parentColumn.map { id(record, $0) } ?? "" }

  private func id(_ record: borrowing CSVRecord, _ column: Int) -> String? {
    let text = record.bytes.span.extracting(record.range(column))
    guard let id = text.plain(limit: 64), !id.isEmpty else { return nil }
    // A spreadsheet between may have made 12.0 of 12.
    return id.hasSuffix(".0") ? text.number.map { String($0) } ?? id : id
  }

  // The same as numbers, whose order is that of the ids; nil for an id that is not written as a number is.

  @inline(__always)
  func number(_ record: borrowing CSVRecord) -> Int? { record.bytes.span.extracting(record.wantedRange(keyColumn)).plainNumber }

  /// 0 for a module that has no parent.
  @inline(__always)
  func parentNumber(_ record: borrowing CSVRecord) -> Int? {
    guard let parentColumn else { return 0 }
    return record.bytes.span.extracting(record.wantedRange(parentColumn)).plainNumber
  }
}

extension Span where Element == UInt8 {
  /// A number of at most 18 digits without a zero before it: no other text is equal to it as an id.
  @inline(__always)
  var plainNumber: Int? {
    guard (1...18).contains(count), self[0] != UInt8(ascii: "0") else { return nil }
    return digits
  }
}
