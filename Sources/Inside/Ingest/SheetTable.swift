internal import Records
internal import Spreadsheet

/// Takes the rows of one module from a sheet or a section of one.
protocol SheetModule: AnyObject {
  /// Index in the log; -1 for a header that a workbook does not have.
  var file: Int { get }
  var hasHeading: Bool { get }
  /// Of the return's header, which is linked to nothing.
  var isHeader: Bool { get }
  /// The row with the headings.
  func header(_ row: borrowing SheetRow) throws(Refusal)
  func record(_ row: borrowing SheetRow)
  /// A row above the headings that is no title: it is lost where it stands, and is listed.
  func above(_ row: borrowing SheetRow)
}

/// One module of a workbook. Only persons and requests have ids of their own there: every other row gives those of
/// its person and its request.
final class SheetTable<Row: ModuleRow>: LinkedRows<Row>, SheetModule {
  /// By columns of the sheet.
  private var headings: [Int: SheetHeading] = [:]
  /// The person whom each row names; nil where it names none.
  private var persons: [String?] = []
  private(set) var hasHeading = false

  var isHeader: Bool { Row.module == .header }

  func header(_ row: borrowing SheetRow) throws(Refusal) {
    hasHeading = true
    var seen: [SheetHeading] = []
    for cell in 0..<row.count {
      guard let heading = SheetHeading(row.bytes.span.extracting(row.range(cell))) else { continue }
      if heading == .flattened { throw Refusal(rule: .workbookFlattened, line: row.number) }
      headings[row.column(cell)] = heading
      if heading != .other, heading != .prefilled {
        guard !seen.contains(heading) else { throw heading.refusal(.duplicateColumn, line: row.number) }
        seen.append(heading)
      }
    }
    var needed = Row.module.required.map { SheetHeading.column($0) }
    switch Row.module {
    case .header: break
    case .person: needed.append(.personID)
    case .requests: needed += [.personID, .requestID]
    default: needed.append(.requestID)
    }
    for heading in needed where !seen.contains(heading) { throw heading.refusal(.missingColumn, line: row.number) }
  }

  func above(_ row: borrowing SheetRow) { log.note(.rowAboveHeadings, log.row(in: file, line: row.number)) }

  func record(_ row: borrowing SheetRow) {
    guard hasContent(row) else { return }
    let place = log.row(in: file, line: row.number)
    var record = Row(place)
    var (person, request) = ("", "")
    for cell in 0..<row.count {
      let text = row.bytes.span.extracting(row.range(cell))
      guard !isBlank(row, cell) else { continue }
      let heading = headings[row.column(cell)]
      switch heading {
      case nil: return log.note(.columnCount, place)
      case .column, .personID, .requestID:
        if row.kind(cell) == .unusable { return log.note(.cellError, place) }
      default: break
      }
      switch heading {
      case .column(let column):
        if let day = serial(row, cell, column) {
          record.set(column, Array(day.utf8).span)
        } else {
          record.set(column, text)
        }
      case .personID: person = id(text)
      case .requestID: request = id(text)
      default: break
      }
    }
    add(record, person, request)
  }

  /// A date that is a bare number of days: typed into a column of texts, or with the date's format lost.
  private func serial(_ row: borrowing SheetRow, _ cell: Int, _ column: Column) -> String? {
    guard column.isDate, row.kind(cell) == .number || row.kind(cell) == .text else { return nil }
    let text = row.bytes.span.extracting(row.range(cell))
    // Days of the years 1954 to 2091: no other way to write a date looks so.
    guard let number = text.number, (20_000..<70_000).contains(number) else { return nil }
    return row.dates.day(Double(number))
  }

  private func add(_ record: Row, _ person: String, _ request: String) {
    let (id, parent): (String, String)
    switch Row.module {
    case .header: (id, parent) = ("-", "-")
    case .person: (id, parent) = (person, "-")
    case .requests: (id, parent) = (request, person)
    default: (id, parent) = (String(record.place.ordinal), request)
    }
    guard !id.isEmpty, !parent.isEmpty else { return log.note(.badKey, record.place) }
    add(record, id: id, parent: parent)
    persons.append(person.isEmpty ? nil : person)
  }

  /// Call once when all rows are read.
  ///
  /// - Parameter persons: of each request; a row that names another person than its request does is an orphan.
  func index(persons known: [String: String]) {
    index { index, request in
      guard let person = persons[index], let right = known[request] else { return false }
      return person != right
    }
  }

  /// A row that holds only what a template has filled in beforehand is an empty one.
  private func hasContent(_ row: borrowing SheetRow) -> Bool {
    for cell in 0..<row.count {
      let heading = headings[row.column(cell)]
      if heading != .prefilled, heading != .recordType, !isBlank(row, cell) { return true }
    }
    return false
  }

  private func isBlank(_ row: borrowing SheetRow, _ cell: Int) -> Bool {
    row.kind(cell) == .text && row.bytes.span.extracting(row.range(cell)).isBlank
  }

  /// Plain text, also of a number that came as a float ("12.0"); empty for anything else.
  private func id(_ text: Span<UInt8>) -> String {
    if let number = text.number { return String(number) }
    return text.plain(limit: 64) ?? ""
  }
}
