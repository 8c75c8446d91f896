internal import Costing
internal import Layout
internal import Records
internal import Vocabulary

/// Reads lines of one table by its map.
struct LineReader: Silent {
  let map: ColumnMap
  /// Columns of the table, by fields.
  let columns: [FinanceField: [Int]]
  /// Where the map takes the financial year from the file's name, or has it fixed.
  let fixedYear: Int?
  /// What the amounts so far say of their decimal sign.
  let amounts = AmountWatch()

  private static let money: Set<FinanceField> = [.amount, .education, .health, .socialCare, .vat, .transport]

  /// - Parameter file: its name below the folder.
  init(_ map: ColumnMap, _ head: TableHead, file: String) throws(Refusal) {
    var columns: [FinanceField: [Int]] = [:]
    for (field, names) in map.columns where !field.isSetApart {
      for name in names {
        if Self.money.contains(field), Heading(name).hasOtherUnitOfMoney { throw Refusal(rule: .amountScale, line: head.line) }
        let places = head.columns(name)
        guard places.count == 1 else {
          throw Refusal(rule: places.isEmpty ? .missingColumn : .duplicateColumn, line: head.line)
        }
        columns[field, default: []] += places
      }
    }
    self.map = map
    self.columns = columns
    switch map.year {
    case .fixed(let year): fixedYear = year
    case .fileName:
      guard let year = financialYear(inName: file) else { throw Refusal(rule: .financeFileYear) }
      fixedYear = year
    case .dates, nil: fixedYear = nil
    }
  }

  func column(_ field: FinanceField) -> Int? { columns[field]?.first }

  /// A line of payment; false for a total, a note, and the headings again.
  func isLine(_ row: TableRow, _ head: TableHead) -> Bool {
    let ids = [FinanceField.upn, .uln, .localID].compactMap(column).filter { !row.isBlank($0) }
    if ids.allSatisfy({ isTotal(row, $0) }) {
      // "Total" beside a fee is what the fee is paid for.
      return row.filled > 1 && !(0..<row.count).contains { $0 != column(.period) && isTotal(row, $0) }
    }
    // A note below the table: "All fees exclude transport".
    if row.filled == 1, who(row).isEmpty { return false }
    // The headings again, as where pages were put one below another.
    return !ids.contains { column in row.read(column) { $0.count <= 80 && Heading($0) == head.headings[column] } }
  }

  /// "Total", "Grand total", "Total cost".
  private func isTotal(_ row: TableRow, _ column: Int) -> Bool {
    let words = row.read(column) { FeeWords.split($0.plain(limit: 40) ?? "") }
    return !MarkerWords.total.isDisjoint(with: words) && MarkerWords.besideTotal.isSuperset(of: words)
  }

  func line(_ row: TableRow, _ place: RowPlace) throws(Refusal) -> FinanceLine {
    for column in columns.values.joined() where row.isUnusable(column) { throw Refusal(rule: .cellError) }
    let who = who(row)
    guard !who.isEmpty else { throw Refusal(rule: .financeNoUPN) }
    if let type = column(.type), !map.countsTransport,
      row.read(type, { !MarkerWords.transport.isDisjoint(with: FeeWords.split($0.plain(limit: 256) ?? "")) })
    {
      throw Refusal(rule: .financeTransport)
    }
    amounts.isUnclear = false
    let amount = try LineAmount(row, self)
    let year = try year(row)
    let (start, end) = try dates(row)
    guard year != nil || start != nil else { throw Refusal(rule: .financeNoDates) }
    let annual = try amount.annual(year: year, start: start, end: end)
    return FinanceLine(
      place: place, who: who, annual: annual, financialYear: year, start: start ?? .min, end: end ?? .max,
      kind: kind(row), isReplacement: column(.replaces).map { row.read($0) { $0.marks(MarkerWords.replacement) } } ?? false,
      crossReference: map.crossReference, sharesDisagree: amount.sharesDisagree)
  }

  private func who(_ row: TableRow) -> PupilReference {
    var who = PupilReference()
    func column(_ field: FinanceField) -> Int? { self.column(field).flatMap { row.isBlank($0) ? nil : $0 } }
    if let column = column(.upn) { who.upn = row.read(column) { $0.identifier(limit: 20) } ?? "" }
    if let column = column(.uln) { who.uln = row.read(column) { $0.learnerNumber } }
    if let column = column(.localID) { who.localID = row.read(column) { $0.localID } }
    return who
  }

  private func kind(_ row: TableRow) -> LineKind {
    var kind = LineKind()
    for field in [FinanceField.type, .provider, .urn, .ukprn] {
      guard let column = column(field) else { continue }
      row.read(column) { kind.add($0) }
      if field == .type { kind.hasType = true }
    }
    return kind
  }

  private func year(_ row: TableRow) throws(Refusal) -> Int? {
    guard let column = column(.financialYear) else { return fixedYear }
    if row.isBlank(column), let fixedYear { return fixedYear }
    guard let year = row.read(column, { $0.financialYear }) else { throw Refusal(rule: .badFinancialYear) }
    return year
  }

  /// A date of the line is one only with the month first.
  func isMonthFirst(_ row: TableRow) -> Bool {
    [.start, .end].contains { (field: FinanceField) in column(field).map { row.read($0) { $0.looseDate } == .monthFirst } ?? false }
  }

  /// An amount of the line is in another currency than pounds.
  func hasOtherMoney(_ row: TableRow) -> Bool {
    Self.money.contains { field in (columns[field] ?? []).contains { row.read($0) { $0.namesOtherCurrency } } }
  }

  private func dates(_ row: TableRow) throws(Refusal) -> (start: Int?, end: Int?) {
    func day(_ field: FinanceField) throws(Refusal) -> Int? {
      guard let column = column(field) else { return nil }
      if field == .end, row.read(column, { $0.saysOpen }) { return nil }
      switch row.read(column, { $0.looseDate }) {
      case .missing: return nil
      case .day(let day): return Int(day)
      case .bad, .monthFirst: throw Refusal(rule: .badDate)
      }
    }
    let (start, end) = (try day(.start), try day(.end))
    if let start, let end, end < start { throw Refusal(rule: .financeEndBeforeStart) }
    return (start, end)
  }
}

/// 2024 for "fees 2024-25.xlsx". Nil for a name without a financial year, or with two.
func financialYear(inName name: String) -> Int? {
  let file = name.split(separator: "/").last ?? ""
  let pieces = file.split { !$0.isNumber && $0 != "-" }
  let years = Set(pieces.compactMap { Array($0.utf8).span.financialYear })
  return years.count == 1 ? years.first : nil
}

extension Span where Element == UInt8 {
  /// Ten digits; empty for what is none, and for 9999999999, which says that the number is not known.
  var learnerNumber: String {
    let text = number.map { String($0) } ?? identifier(limit: 20) ?? ""
    return text.utf8.count == 10 && text.utf8.allSatisfy { (0x30...0x39).contains($0) } && text != "9999999999" ? text : ""
  }

  /// A borough's own number as it is compared: 12.0 of a spreadsheet is 12, else letters and digits in upper case.
  var localID: String { number.map { String($0) } ?? identifier(limit: 64) ?? "" }
}
