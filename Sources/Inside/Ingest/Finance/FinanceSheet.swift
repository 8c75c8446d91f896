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
  private let match: LineMatch?
  private var content: Content?
  /// Nil for another table than a finance extract.
  private var lines: SheetLines?
  private var signs = TableSigns()
  /// Index in the log, once it is known to be a finance extract.
  private(set) var file: Int?
  private(set) var map: ColumnMap?
  /// Its headings are those of some finance extract.
  private(set) var isFinance = false

  /// - Parameter match: nil where nobody asks whom the lines are about.
  init(
    name: String, sheet: (number: Int, name: String)? = nil, delimiter: Delimiter? = nil, maps: ColumnMaps, log: FindingLog,
    match: LineMatch?
  ) {
    self.name = sheet.map { "\(name), sheet \($0.number)" } ?? name
    (self.sheet, self.delimiter, self.maps, self.log, self.match) = (sheet, delimiter, maps, log, match)
  }

  var crossReference: CrossReference? { if case .pupils(let pupils) = content { pupils } else { nil } }
  /// The file through which local ids lead to pupils; nil for all.
  var crossReferenceName: String? { if case .lines(let reader, _) = content { reader.map.crossReference } else { nil } }
  var isRead: Bool { content != nil }

  func sight(_ heading: Heading) -> HeadSight { FinanceWords.sight(heading) }

  func knows(_ layout: [String]) -> Bool { maps.map(for: layout) != nil }

  func head(_ head: TableHead) throws(Refusal) {
    switch TableKind(head, maps, sheet: sheet, delimiter) {
    case .lines(let map, let isConfirmed):
      isFinance = true
      let reader = try LineReader(map, head, file: name)
      let file = log.open(name, .finance)
      (self.file, content, lines) = (file, .lines(reader, head), SheetLines(match, file: file))
      if isConfirmed { self.map = map }
    case .pupils: content = CrossReference(head, file: log.open(name, .crossReference), log: log).map { .pupils($0) }
    case .other(let refusal, let isFinance):
      self.isFinance = isFinance
      throw refusal
    }
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
      lines?.add(line, isUnclear: reader.amounts.isUnclear)
    } catch {
      log.note(error.rule, place)
      lines?.addUnread(error.rule, place)
      if error.rule == .badDate, reader.isMonthFirst(row) { signs.noteMonthFirst(row.line) }
      if error.rule == .badAmount, reader.hasOtherMoney(row) { signs.noteOtherMoney(row.line) }
    }
  }

  /// Why the extract as a whole cannot be used, although it was read to its end.
  var refusal: Refusal? { signs.refusal }

  /// What is left of its lines, once all are read: without those whose amounts are in doubt. Call once.
  func settle(_ unmatched: UnmatchedLog) -> SheetLines.Settled? {
    guard case .lines(let reader, _) = content else { return nil }
    let (sign, isSaid) = (reader.map.decimal ?? .point, reader.map.decimal != nil)
    let isInDoubt = lines?.hasUnclear ?? false && reader.amounts.counts.isInDoubt(sign, isSaid: isSaid, delimiter)
    return lines?.settle(log, unmatched, isInDoubt: isInDoubt)
  }

  /// None of its lines is used.
  func giveUp(_ unmatched: UnmatchedLog) { lines?.giveUp(unmatched) }
}
