internal import Records

/// The ids of a row and of its parent's row; 0 for none.
struct RowLinks: Equatable, Silent {
  var id = 0
  var parent = 0
}

/// The rows of one Blade file as they come, as long as they come in order: own ids rise, and parents' ids do not fall.
struct BladeRows<Row: ModuleRow>: CSVHandler {
  typealias Linked = (id: Int, parent: Int, row: Row)

  let file: Int
  private var log: FindingLog
  private(set) var heading: BladeHeading<Row>?
  /// Of the present piece of the file.
  private(set) var rows: [Linked] = []
  /// Rows read.
  private(set) var count = 0
  /// Links of the first row and of the last one; ids are above 0.
  private(set) var first = RowLinks()
  private(set) var last = RowLinks()

  init(file: Int, log: FindingLog, heading: BladeHeading<Row>? = nil) {
    self.file = file
    self.log = log
    self.heading = heading
  }

  /// Begins with another part of the file, behind its heading.
  mutating func begin(_ log: FindingLog) {
    self.log = log
    removeAll()
    (count, first, last) = (0, RowLinks(), RowLinks())
  }

  mutating func removeAll() { rows.removeAll(keepingCapacity: true) }

  mutating func header(_ record: borrowing CSVRecord) throws(Refusal) -> [Bool] {
    let heading = try BladeHeading<Row>(record)
    self.heading = heading
    return heading.wanted
  }

  /// - Throws: where a row is not in order. Which rule that is does not matter: all is read again.
  mutating func record(_ record: borrowing CSVRecord) throws(Refusal) {
    guard let heading, !record.isBlank else { return }
    if let rule = heading.fault(record) {
      for line in record.line..<(record.line + record.lineCount) { log.note(rule, place(line)) }
      return
    }
    let row = heading.row(record, at: place(record.line))
    guard let id = heading.number(record), let parent = heading.parentNumber(record) else {
      guard heading.id(record) == nil || heading.parent(record) == nil else { throw Self.notInOrder }
      return log.note(.badKey, row.place)
    }
    guard id > last.id, parent >= last.parent else { throw Self.notInOrder }
    last = RowLinks(id: id, parent: parent)
    if first.id == 0 { first = last }
    rows.append((id, parent, row))
  }

  private static var notInOrder: Refusal { Refusal(rule: .orphanRow) }

  private mutating func place(_ line: Int) -> RowPlace {
    count += 1
    return RowPlace(file: file, line: line, ordinal: count)
  }
}
