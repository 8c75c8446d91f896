internal import Layout
internal import Records

/// One table of the folder that is no module of a return: a finance extract whose layout is known, or a cross-reference
/// from local ids to pupils. What it is, its headings say.
final class FinanceSheet: TableConsumer, Silent {
  private enum Content { case lines(LineReader, TableHead), pupils(CrossReference) }

  /// Below the folder; of a workbook with the number of the sheet.
  let name: String
  /// Of a sheet: its number from 1 and its name.
  private let sheet: (number: Int, name: String)?
  /// Of a text file.
  private let delimiter: Delimiter?
  private let maps: ColumnMaps
  private let log: FindingLog
  private let unmatched: UnmatchedLog
  private var content: Content?

  private(set) var lines: [FinanceLine] = []
  /// Those whose amount would be another one with the other decimal sign.
  private var unclear: Set<Int> = []
  private var signs = TableSigns()
  /// Index in the log, once it is known to be a finance extract.
  private(set) var file: Int?
  private(set) var map: ColumnMap?
  /// Its headings are those of some finance extract.
  private(set) var isFinance = false

  init(
    name: String, sheet: (number: Int, name: String)? = nil, delimiter: Delimiter? = nil, maps: ColumnMaps, log: FindingLog,
    unmatched: UnmatchedLog
  ) {
    self.name = sheet.map { "\(name), sheet \($0.number)" } ?? name
    (self.sheet, self.delimiter, self.maps, self.log, self.unmatched) = (sheet, delimiter, maps, log, unmatched)
  }

  var crossReference: CrossReference? { if case .pupils(let pupils) = content { pupils } else { nil } }
  var isRead: Bool { content != nil }

  func sight(_ heading: Heading) -> HeadSight { FinanceWords.sight(heading) }

  func knows(_ layout: [String]) -> Bool { maps.map(for: layout) != nil }

  func head(_ head: TableHead) throws(Refusal) {
    let known = maps.map(for: head.layout)
    if let known, isWanted(known), delimiter.map({ known.delimiters.contains($0) }) ?? true {
      isFinance = true
      try begin(known, head)
      map = known
    } else if let known, !isWanted(known) {
      throw Refusal(rule: .sheetNotRead)
    } else if delimiter ?? .comma == .comma, let standard = StandardLayout.map(of: head) {
      isFinance = true
      try begin(standard, head)
    } else if known != nil {
      isFinance = true
      throw Refusal(rule: .financeDelimiter, line: head.line)
    } else if let pupils = CrossReference(head, file: log.open(name, .crossReference), log: log) {
      content = .pupils(pupils)
    } else {
      let fields = Set(head.headings.compactMap { $0.flatMap { FinanceWords.meaning($0)?.field } })
      guard head.isNamed, !fields.isDisjoint(with: [.amount, .education, .transport, .spendToDate]) else {
        throw Refusal(rule: .headingRowMissing)
      }
      isFinance = true
      let namesPupils = !fields.isDisjoint(with: [.upn, .uln, .localID, .personal])
      throw Refusal(rule: namesPupils ? .financeNotMapped : .financeNoPupilColumn, line: head.line)
    }
  }

  private func begin(_ map: ColumnMap, _ head: TableHead) throws(Refusal) {
    let reader = try LineReader(map, head, file: name)
    file = log.open(name, .finance)
    content = .lines(reader, head)
  }

  private func isWanted(_ map: ColumnMap) -> Bool {
    guard let wanted = map.sheet, let sheet else { return true }
    return wanted == sheet.name || wanted == String(sheet.number)
  }

  func above(_ row: TableRow) {
    switch content {
    case .lines: if let file { log.list(row, .rowAboveHeadings, in: file) }
    case .pupils(let pupils): pupils.above(row)
    case nil: break
    }
  }

  func row(_ row: TableRow) {
    switch content {
    case .lines(let reader, let head): read(row, reader, head)
    case .pupils(let pupils): pupils.row(row)
    case nil: break
    }
  }

  private func read(_ row: TableRow, _ reader: LineReader, _ head: TableHead) {
    guard let file else { return }
    // A sheet leaves cells out; a line of a CSV file has all of them.
    guard !row.hasBadQuoting, sheet != nil || row.count == head.width else {
      return log.list(row, row.hasBadQuoting ? .badQuoting : .columnCount, in: file)
    }
    let place = log.row(in: file, line: row.line)
    guard reader.isLine(row, head) else { return log.note(.financeNotALine, place) }
    signs.countRow()
    do throws(Refusal) {
      let line = try reader.line(row, place)
      if line.sharesDisagree { log.note(.splitMismatch, place) }
      if reader.amounts.isUnclear { unclear.insert(lines.count) }
      lines.append(line)
    } catch {
      log.note(error.rule, place)
      unmatched.note(error.rule, place)
      if error.rule == .badDate, reader.isMonthFirst(row) { signs.noteMonthFirst(row.line) }
      if error.rule == .badAmount, reader.hasOtherMoney(row) { signs.noteOtherMoney(row.line) }
    }
  }

  /// Why the extract as a whole cannot be used, although it was read to its end.
  var refusal: Refusal? { signs.refusal }

  /// Call once, when all rows are read: takes out lines whose amounts are in doubt.
  func listUnclearAmounts() {
    guard case .lines(let reader, _) = content, !unclear.isEmpty else { return }
    let (sign, isSaid) = (reader.map.decimal ?? .point, reader.map.decimal != nil)
    guard reader.amounts.counts.isInDoubt(sign, isSaid: isSaid, delimiter) else { return }
    for index in unclear { log.note(.amountUnclear, lines[index].place) }
    lines = lines.indices.filter { !unclear.contains($0) }.map { lines[$0] }
  }
}
