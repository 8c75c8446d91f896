internal import Costing
internal import Layout
internal import Vocabulary

/// One table of contract fees. A column about persons refuses it.
final class RateCardTable: TableConsumer {
  private let name: String
  private let delimiter: Delimiter?
  private let log: FindingLog
  private var columns: [RateCardField: Int] = [:]
  private var feeColumns = RateCardFees()
  /// Days, sessions or hours are of a year, or of a week; nil where the heading does not say.
  private var countsArePerYear: Bool?
  private var width = 0
  private var shapes: [ShapeCounts] = []
  private var decimals = DecimalCounts()
  /// Rows with an amount that would be another one with a decimal comma.
  private var unclear: Set<Int> = []
  private(set) var file: Int?
  private(set) var fees: [ContractFee] = []
  private var signs = TableSigns()

  /// - Parameter delimiter: of a text file; nil for a sheet.
  init(_ name: String, _ delimiter: Delimiter?, log: FindingLog) { (self.name, self.delimiter, self.log) = (name, delimiter, log) }

  static func sight(_ heading: Heading) -> HeadSight {
    if RateCardWords.isAboutPersons(heading) { return .key }
    switch RateCardWords.field(heading) {
    case .provider, .urn, .fee: return .key
    case .some: return .usual
    case nil: return .unknown
    }
  }

  func sight(_ heading: Heading) -> HeadSight { Self.sight(heading) }

  func knows(_ layout: [String]) -> Bool { false }

  func head(_ head: TableHead) throws(Refusal) {
    file = log.open(name, .rateCard)
    var named: [(column: Int, heading: Heading)] = []
    for (index, heading) in head.headings.enumerated() {
      guard let heading else { continue }
      guard !RateCardWords.isAboutPersons(heading) else { throw Refusal(rule: .rateCardPersonColumn, line: head.line) }
      guard let field = RateCardWords.field(heading) else { continue }
      if field == .count, columns[field] == nil { countsArePerYear = FinanceWords.meaning(heading)?.isPerYear }
      if field == .fee { named.append((index, heading)) } else if columns[field] == nil { columns[field] = index }
    }
    let hasProvider = columns[.provider] != nil || columns[.urn] != nil || columns[.ukprn] != nil
    guard hasProvider, !named.isEmpty else { throw Refusal(rule: .rateCardNotRecognised, line: head.line) }
    guard !named.contains(where: { $0.heading.hasOtherUnitOfMoney }) else { throw Refusal(rule: .amountScale, line: head.line) }
    guard let fees = RateCardFees(named) else { throw Refusal(rule: .rateCardSeveralFees, line: head.line) }
    feeColumns = fees
    width = head.width
    shapes = [ShapeCounts](repeating: ShapeCounts(), count: head.width)
  }

  func above(_ row: TableRow) {
    if let file { log.list(row, .rowAboveHeadings, in: file) }
  }

  func row(_ row: TableRow) {
    guard let file else { return }
    for column in shapes.indices { row.read(column) { shapes[column].add(ValueShape($0)) } }
    // A sheet leaves cells out; a line of a text file has all of them, or an amount was cut at its comma.
    guard !row.hasBadQuoting, delimiter == nil || row.count == width else {
      return log.list(row, row.hasBadQuoting ? .badQuoting : .columnCount, in: file)
    }
    let place = log.row(in: file, line: row.line)
    signs.countRow()
    if [.from, .to].contains(where: { (field: RateCardField) in columns[field].map { row.read($0) { $0.looseDate } == .monthFirst } ?? false }) {
      signs.noteMonthFirst(row.line)
    }
    if feeColumns.all.contains(where: { row.read($0.index) { $0.namesOtherCurrency } }) { signs.noteOtherMoney(row.line) }
    do throws(Refusal) { fees += try fees(row, place) } catch {
      log.note(error.rule, place)
      // A row is listed once, whatever else is wrong with it.
      unclear.remove(row.line)
    }
  }

  /// Why the card as a whole cannot be used, although it was read to its end.
  var refusal: Refusal? { signs.refusal }

  /// Values below any heading look like UPNs.
  var hasPupils: Bool { shapes.contains { $0.areMostly(.upn) } }

  /// Call once, when all rows are read: takes out rows whose amounts are in doubt.
  func listUnclearAmounts() {
    guard let file, decimals.isInDoubt(.point, isSaid: false, delimiter) else { return }
    for row in unclear.sorted() { log.note(.amountUnclear, file: file, line: row) }
    fees.removeAll { unclear.contains($0.row) }
  }

  private func fees(_ row: TableRow, _ place: RowPlace) throws(Refusal) -> [ContractFee] {
    for column in columns.values where row.isUnusable(column) { throw Refusal(rule: .cellError) }
    let (urn, ukprn) = (number(row, .urn), number(row, .ukprn))
    let provider = text(row, .provider)
    guard urn != nil || ukprn != nil || !provider.isEmpty else { throw Refusal(rule: .rateCardNoProvider) }
    var stay: StayText?
    if let column = columns[.stay], !row.isBlank(column) {
      stay = StayText(words: row.read(column) { FeeWords.split($0.plain(limit: 64) ?? "") })
      if stay?.stay == nil { log.note(.rateCardUnknownStay, place) }
    }
    let (from, to) = (try day(row, .from), try day(row, .to))
    if let from, let to, to < from { throw Refusal(rule: .financeEndBeforeStart) }
    var (fees, hasNone): ([ContractFee], Bool) = ([], false)
    for column in feeColumns.all {
      guard let pence = try pence(row, column, stay) else {
        hasNone = true
        continue
      }
      if column.checks.contains(where: { differs(row, $0, stay, from: pence) }) {
        log.note(.rateCardFeesDisagree, place)
      }
      let year = column.heading.year
      fees.append(
        ContractFee(
          provider: provider, urn: urn, ukprn: ukprn, framework: text(row, .framework),
          band: column.heading.band.isEmpty ? text(row, .band) : column.heading.band, region: text(row, .region),
          stay: column.heading.stay ?? stay?.stay, annualPence: pence,
          from: from ?? year.flatMap { CalendarDate(year: $0, month: 4, day: 1) },
          to: to ?? year.flatMap { CalendarDate(year: $0 + 1, month: 3, day: 31) }, row: row.line))
    }
    if hasNone { log.note(.rateCardNoFee, place) }
    return fees
  }

  /// The other column says another sum for the year, by more than its rounding to whole pounds a unit.
  private func differs(_ row: TableRow, _ check: RateCardFees.Column, _ stay: StayText?, from pence: Int) -> Bool {
    guard let other = try? self.pence(row, check, stay) else { return false }
    return abs(other - pence) > 100 * 53
  }

  /// Nil where the cell says that there is no fee.
  private func pence(_ row: TableRow, _ column: RateCardFees.Column, _ stay: StayText?) throws(Refusal) -> Int? {
    let fee = try fee(row, column.index)
    guard let fee else { return nil }
    guard (fee.tax ?? column.heading.tax) != .gross else { throw Refusal(rule: .rateCardVAT) }
    var said: (unit: FeeUnit, weeks: Fraction?)?
    if let period = columns[.period], !row.isBlank(period) {
      said = row.read(period) { FeeWords.read(FeeWords.split($0.plain(limit: 64) ?? "")) }
      guard said != nil, fee.unit == nil || fee.unit == said?.unit else { throw Refusal(rule: .badPeriod) }
      // A heading that says another unit than the column.
      guard column.heading.unit == nil || column.heading.unit == said?.unit else { throw Refusal(rule: .badPeriod) }
    }
    guard let unit = fee.unit ?? said?.unit ?? column.heading.unit else { throw Refusal(rule: .rateCardNoPeriod) }
    let weeks = [try count(row, .weeks), fee.weeks, said?.weeks, column.heading.weeks, stay?.weeks].compactMap(\.self)
    guard [.weekly, .daily, .sessional, .hourly].contains(unit) == false || Set(weeks).count < 2 else { throw Refusal(rule: .badPeriod) }
    let counts = FeeCounts(
      weeks: weeks.first ?? column.weeksOfStay, units: countsArePerYear == nil ? nil : try count(row, .count),
      isPerYear: countsArePerYear == true)
    return try exact { () throws(CostingError) in try AnnualCost.pence(fee.amount, period: try FeePeriod(unit, counts)) }
  }

  private func fee(_ row: TableRow, _ column: Int) throws(Refusal) -> FeeText? {
    guard !row.isUnusable(column) else { throw Refusal(rule: .cellError) }
    guard !row.isBlank(column) else { return nil }
    let isNumber = row.isNumber(column)
    if !isNumber, row.read(column, { decimals.add($0) }) { unclear.insert(row.line) }
    if let fee = row.read(column, { isNumber ? FeeText(spreadsheet: $0) : FeeText($0) }) {
      guard !fee.amount.isNegative else { throw Refusal(rule: .badAmount) }
      return fee
    }
    let text = row.read(column) { text in text.count > 80 ? "" : Heading(text).text }
    if !text.isEmpty, InexactFee.isNone(text) { return nil }
    throw Refusal(rule: InexactFee.isAbout(text) ? .rateCardInexactFee : .badAmount)
  }

  private func count(_ row: TableRow, _ field: RateCardField) throws(Refusal) -> Fraction? {
    guard let column = columns[field], !row.isBlank(column) else { return nil }
    guard let count = row.read(column, { $0.namedCount }) else { throw Refusal(rule: .badPeriod) }
    return count
  }

  private func number(_ row: TableRow, _ field: RateCardField) -> Int? {
    columns[field].flatMap { column in row.read(column) { $0.number } }
  }

  /// On one line, at most 80 characters.
  private func text(_ row: TableRow, _ field: RateCardField) -> String {
    guard let column = columns[field] else { return "" }
    return row.read(column) { text in Heading(text).text }
  }

  private func day(_ row: TableRow, _ field: RateCardField) throws(Refusal) -> CalendarDate? {
    guard let column = columns[field] else { return nil }
    switch row.read(column, { $0.looseDate }) {
    case .missing: return nil
    case .day(let day): return CalendarDate(dayNumber: Int(day))
    case .bad, .monthFirst: throw Refusal(rule: .badDate)
    }
  }
}
