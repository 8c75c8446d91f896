internal import Costing
internal import Layout
internal import Vocabulary

/// One table of contract fees. A column about persons refuses it.
final class RateCardTable: TableConsumer {
  private let name: String
  private let log: FindingLog
  private var columns: [RateCardField: Int] = [:]
  private var unit: FeeUnit?
  private var weeks: Fraction?
  private var shapes: [ShapeCounts] = []
  private(set) var file: Int?
  private(set) var fees: [ContractFee] = []

  init(_ name: String, log: FindingLog) { (self.name, self.log) = (name, log) }

  func sight(_ heading: Heading) -> HeadSight {
    if RateCardWords.isAboutPersons(heading) { return .key }
    switch RateCardWords.meaning(heading)?.field {
    case .provider, .urn, .fee: return .key
    case .some: return .usual
    case nil: return .unknown
    }
  }

  func knows(_ layout: [String]) -> Bool { false }

  func head(_ head: TableHead) throws(Refusal) {
    file = log.open(name, .rateCard)
    for (index, heading) in head.headings.enumerated() {
      guard let heading else { continue }
      guard !RateCardWords.isAboutPersons(heading) else { throw Refusal(rule: .rateCardPersonColumn, line: head.line) }
      guard let meaning = RateCardWords.meaning(heading) else { continue }
      guard columns[meaning.field] == nil else {
        if meaning.field == .fee { throw Refusal(rule: .duplicateColumn, line: head.line) }
        continue
      }
      columns[meaning.field] = index
      if meaning.field == .fee { (unit, weeks) = (meaning.unit, meaning.weeks) }
    }
    let hasProvider = columns[.provider] != nil || columns[.urn] != nil || columns[.ukprn] != nil
    guard hasProvider, columns[.fee] != nil else { throw Refusal(rule: .rateCardNotRecognised, line: head.line) }
    shapes = [ShapeCounts](repeating: ShapeCounts(), count: head.width)
  }

  func above(_ row: TableRow) {
    if let file { log.list(row, .rowAboveHeadings, in: file) }
  }

  func row(_ row: TableRow) {
    guard let file else { return }
    for column in shapes.indices { row.read(column) { shapes[column].add(ValueShape($0)) } }
    guard !row.hasBadQuoting else { return log.list(row, .badQuoting, in: file) }
    let place = log.row(in: file, line: row.line)
    do throws(Refusal) { fees.append(try fee(row, place)) } catch { log.note(error.rule, place) }
  }

  /// Values below any heading look like UPNs.
  var hasPupils: Bool { shapes.contains { $0.areMostly(.upn) } }

  private func fee(_ row: TableRow, _ place: RowPlace) throws(Refusal) -> ContractFee {
    for column in columns.values where row.isUnusable(column) { throw Refusal(rule: .cellError) }
    let (urn, ukprn) = (number(row, .urn), number(row, .ukprn))
    let provider = text(row, .provider)
    guard urn != nil || ukprn != nil || !provider.isEmpty else { throw Refusal(rule: .rateCardNoProvider) }
    var stay: ContractFee.Stay?
    if let column = columns[.stay], !row.isBlank(column) {
      stay = ContractFee.Stay(words: row.read(column) { FeeWords.split($0.plain(limit: 64) ?? "") })
      if stay == nil { log.note(.rateCardUnknownStay, place) }
    }
    let (from, to) = (try day(row, .from), try day(row, .to))
    if let from, let to, to < from { throw Refusal(rule: .financeEndBeforeStart) }
    return ContractFee(
      provider: provider, urn: urn, ukprn: ukprn, framework: text(row, .framework), band: text(row, .band),
      region: text(row, .region), stay: stay, annualPence: try pence(row, stay), from: from, to: to, row: row.line)
  }

  private func pence(_ row: TableRow, _ stay: ContractFee.Stay?) throws(Refusal) -> Int {
    guard let column = columns[.fee] else { throw Refusal(rule: .badAmount) }
    let isNumber = row.isNumber(column)
    guard let fee = row.read(column, { isNumber ? FeeText(spreadsheet: $0) : FeeText($0) }), !fee.amount.isNegative else {
      throw Refusal(rule: .badAmount)
    }
    var said: (unit: FeeUnit, weeks: Fraction?)?
    if let period = columns[.period], !row.isBlank(period) {
      said = row.read(period) { FeeWords.read(FeeWords.split($0.plain(limit: 64) ?? "")) }
      guard said != nil, fee.unit == nil || fee.unit == said?.unit else { throw Refusal(rule: .badPeriod) }
    }
    guard let unit = fee.unit ?? said?.unit ?? unit else { throw Refusal(rule: .badPeriod) }
    var own: Fraction?
    if let column = columns[.weeks], !row.isBlank(column) {
      own = row.read(column) { Amount.count($0) }
      guard own != nil else { throw Refusal(rule: .badPeriod) }
    }
    let counts = FeeCounts(weeks: own ?? fee.weeks ?? said?.weeks ?? weeks ?? stay?.weeks)
    return try exact { () throws(CostingError) in try AnnualCost.pence(fee.amount, period: try FeePeriod(unit, counts)) }
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
    case .bad: throw Refusal(rule: .badDate)
    }
  }
}

extension ContractFee.Stay {
  /// Weeks that a residential place is paid for; a day place may be 38 or 39.
  fileprivate var weeks: Fraction? {
    switch self {
    case .day: nil
    case .residential38: 38
    case .residential52: 52
    }
  }
}
