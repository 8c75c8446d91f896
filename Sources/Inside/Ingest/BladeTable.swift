internal import Records

/// One file of a Blade export, all of it: rows with their own and their parent's table id.
final class BladeTable<Row: ModuleRow>: LinkedRows<Row>, CSVHandler {
  private var heading: BladeHeading<Row>?

  /// Its rows are linked to those of requests.
  var namesRequest: Bool { heading?.namesRequest ?? false }

  func header(_ record: borrowing CSVRecord) throws(Refusal) -> [Bool] {
    let heading = try BladeHeading<Row>(record)
    self.heading = heading
    return heading.wanted
  }

  func record(_ record: borrowing CSVRecord) throws(Refusal) {
    guard let heading, !record.isBlank else { return }
    if let rule = heading.fault(record) {
      // A stray quote may have swallowed line ends: each line of the record is listed.
      for line in record.line..<(record.line + record.lineCount) { log.note(rule, log.row(in: file, line: line)) }
      return
    }
    let row = heading.row(record, at: log.row(in: file, line: record.line))
    guard let id = heading.id(record), let parent = heading.parent(record) else { return log.note(.badKey, row.place) }
    add(row, id: id, parent: parent)
  }
}
