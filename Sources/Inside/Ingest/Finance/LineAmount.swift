internal import Costing
internal import Records
internal import Vocabulary

/// What a line says about money: amount, tax, shares, and what it is paid for.
struct LineAmount: Silent {
  /// Pence, without tax, negative for a credit.
  private let net: Fraction
  private let unit: FeeUnit
  private let counts: FeeCounts
  /// Of education, health and social care, in any scale.
  private let parts: [Fraction]
  let sharesDisagree: Bool

  init(_ row: TableRow, _ reader: LineReader) throws(Refusal) {
    let cells = AmountCells(row, reader)
    let shares = try cells.shares()
    let (written, text) = try cells.amount(shares)
    let sum = try exact { () throws(CostingError) in try shares.sum() }
    let isSplit = !shares.isBlank && !sum.isZero
    parts = isSplit ? shares.parts : [1, 0, 0]
    net = try cells.net(of: cells.isCredit && !written.isNegative ? written.negated : written, text)
    sharesDisagree = isSplit && !shares.addUp(sum, to: [written, net, net.negated, written.negated])

    let period = try cells.period()
    if let said = period.unit, let other = text?.unit, said != other { throw Refusal(rule: .badPeriod) }
    guard let unit = text?.unit ?? period.unit ?? reader.map.unit else { throw Refusal(rule: .badPeriod) }
    self.unit = unit
    let units = try cells.count(unit == .hourly ? .hours : .days)
    counts = FeeCounts(
      weeks: try cells.count(.weeks) ?? text?.weeks ?? period.weeks ?? reader.map.weeks,
      units: units ?? (unit == .hourly ? reader.map.hoursPerWeek : reader.map.daysPerWeek),
      isPerYear: units != nil && reader.map.countsArePerYear == true)
  }

  /// Whole pence a year, rounded once.
  ///
  /// - Parameters:
  ///   - year: the financial year that the line belongs to.
  ///   - start: first and last day of the line.
  func annual(year: Int?, start: Int?, end: Int?) throws(Refusal) -> CostShares {
    let period: FeePeriod
    switch unit {
    case .total:
      guard let start, let end, let first = CalendarDate(dayNumber: start) else { throw Refusal(rule: .financeNoDates) }
      period = .partOfYear(days: end - start + 1, outOf: Self.length(of: first))
    case .spend:
      guard let year, let first = CalendarDate(year: year, month: 4, day: 1) else { throw Refusal(rule: .financeNoDates) }
      let length = Self.length(of: first)
      let (from, to) = (max(start ?? .min, first.dayNumber), min(end ?? .max, first.dayNumber + length - 1))
      guard from <= to else { throw Refusal(rule: .financeNotOnDay) }
      period = .partOfYear(days: to - from + 1, outOf: length)
    default:
      period = try exact { () throws(CostingError) in try FeePeriod(unit, counts) }
    }
    return try exact { () throws(CostingError) in
      try CostShares(of: try AnnualCost.pence(net, period: period), parts: parts)
    }
  }

  /// Days from `day` to the same day a year later.
  private static func length(of day: CalendarDate) -> Int {
    let leap = CalendarDate(year: day.month > 2 ? day.year + 1 : day.year, month: 2, day: 29)
    return leap.map { $0 >= day } ?? false ? 366 : 365
  }
}

/// The same, with the rule that a fault of costing breaks.
func exact<Value>(_ body: () throws(CostingError) -> Value) throws(Refusal) -> Value {
  do throws(CostingError) { return try body() } catch {
    switch error {
    case .unknownPeriod, .countOutOfRange: throw Refusal(rule: .badPeriod)
    case .weeksMissing: throw Refusal(rule: .weeksMissing)
    case .unitsMissing: throw Refusal(rule: .countMissing)
    case .overflow: throw Refusal(rule: .badAmount)
    }
  }
}
