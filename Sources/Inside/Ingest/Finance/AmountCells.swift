internal import Costing
internal import Records

/// The cells of one row that hold money or say what it is for.
struct AmountCells: Silent {
  private let row: TableRow
  private let reader: LineReader

  init(_ row: TableRow, _ reader: LineReader) { (self.row, self.reader) = (row, reader) }

  /// A cell's text, with a decimal point where the map says that it has a decimal comma.
  private func read<Value>(_ column: Int, _ body: (Span<UInt8>) -> Value) -> Value {
    guard reader.map.decimal == .comma, !row.isNumber(column) else { return row.read(column, body) }
    let pointed = row.read(column) { DecimalSign.comma.pointed($0) }
    return body(pointed.span)
  }

  /// Shares of education, health and social care.
  struct Shares: Silent {
    /// Nil for a blank cell.
    var cells: [Fraction?]
    /// Percent, or a fraction of one as spreadsheets keep percent; else pence.
    let arePercent: Bool

    var isBlank: Bool { cells.allSatisfy { $0 == nil } }
    var parts: [Fraction] { cells.map { $0 ?? 0 } }

    func sum() throws(CostingError) -> Fraction {
      var sum: Fraction = 0
      for part in parts { sum = try sum.plus(part) }
      return sum
    }

    /// Whether they are the whole, to a penny or a hundredth of a percent.
    func addUp(_ sum: Fraction, to amounts: [Fraction]) -> Bool {
      let wholes: [Fraction] = arePercent ? [1, 100] : amounts
      let most = arePercent ? Fraction(1, 100) ?? 0 : 1
      return wholes.contains { whole in
        guard let off = try? sum.plus(whole.negated) else { return false }
        return off <= most && off >= most.negated
      }
    }
  }

  func shares() throws(Refusal) -> Shares {
    let isPercent = reader.map.split == .percent
    var shares = Shares(cells: [], arePercent: isPercent)
    for field in [FinanceField.education, .health, .socialCare] {
      guard let column = reader.column(field), !row.isBlank(column) else {
        shares.cells.append(nil)
        continue
      }
      if isPercent {
        guard let share = read(column, { $0.percent(isFraction: false) }) else { throw Refusal(rule: .badAmount) }
        shares.cells.append(share)
      } else {
        shares.cells.append(try money(column).amount)
      }
    }
    return shares
  }

  /// The fee as it is written, all its columns together, and what words stand beside it. Without a column for the fee,
  /// the sum of the shares.
  func amount(_ shares: Shares) throws(Refusal) -> (Fraction, FeeText?) {
    var columns = reader.columns[.amount] ?? []
    let isSum = columns.isEmpty
    if reader.map.countsTransport { columns += reader.columns[.transport] ?? [] }
    var (total, said): (Fraction, FeeText?) = (0, nil)
    var hasFee = false
    for column in columns where !row.isBlank(column) || row.read(column, { $0.isAccountingZero }) {
      let fee = try money(column)
      hasFee = true
      if fee.unit != nil || fee.tax != nil {
        if let said, said.unit != fee.unit { throw Refusal(rule: .badPeriod) }
        said = fee
      }
      total = try exact { () throws(CostingError) in try total.plus(fee.amount) }
    }
    if isSum, !shares.arePercent, !shares.isBlank {
      hasFee = true
      total = try exact { () throws(CostingError) in try total.plus(try shares.sum()) }
    }
    guard hasFee else { throw Refusal(rule: .badAmount) }
    return (total, said)
  }

  private func money(_ column: Int) throws(Refusal) -> FeeText {
    if row.read(column, { $0.isAccountingZero }), let zero = FeeText([UInt8(ascii: "0")].span) { return zero }
    let isNumber = row.isNumber(column)
    if !isNumber { row.read(column) { reader.amounts.note($0) } }
    guard let fee = read(column, { isNumber ? FeeText(spreadsheet: $0) : FeeText($0) }) else {
      throw Refusal(rule: .badAmount)
    }
    return fee
  }

  /// The line takes back what was paid, however its sign is written.
  var isCredit: Bool {
    if let column = reader.column(.creditNote), row.read(column, { $0.marks(MarkerWords.credit) }) { return true }
    guard let type = reader.column(.type) else { return false }
    let words = row.read(type) { FeeWords.split($0.plain(limit: 256) ?? "") }
    return !MarkerWords.creditType.isDisjoint(with: words)
  }

  /// Without tax.
  func net(of amount: Fraction, _ text: FeeText?) throws(Refusal) -> Fraction {
    let vat = try vat(amount, text)
    return try exact { () throws(CostingError) in try vat.net(of: amount) }
  }

  private func vat(_ amount: Fraction, _ text: FeeText?) throws(Refusal) -> VAT {
    var pounds: Fraction?
    if let column = reader.column(.vat), !row.isBlank(column) { pounds = try money(column).amount }
    var rate: Fraction?
    if let column = reader.column(.vatRate), !row.isBlank(column) {
      rate = read(column) { $0.vatRate }
      guard rate != nil else { throw Refusal(rule: .badVAT) }
    }
    var tax = text?.tax ?? reader.map.tax
    if text?.tax == nil, let column = reader.column(.netOrGross), !row.isBlank(column) {
      tax = row.read(column) { $0.tax }
      guard tax != nil else { throw Refusal(rule: .badVAT) }
    }
    switch tax {
    case .net: return .net
    case nil:
      // Nothing to take off; otherwise it has to be said whether it is in the amount.
      guard pounds?.isZero ?? true, rate?.isZero ?? true else { throw Refusal(rule: .badVAT) }
      return .net
    case .gross:
      if let pounds { return .includes(pence: pounds.isNegative == amount.isNegative ? pounds : pounds.negated) }
      if let rate = rate ?? reader.map.vatPercent { return .included(percent: rate) }
      // A blank cell where others give the tax.
      guard reader.column(.vat) != nil || reader.column(.vatRate) != nil else { throw Refusal(rule: .badVAT) }
      return .net
    }
  }

  /// What the period column says.
  func period() throws(Refusal) -> (unit: FeeUnit?, weeks: Fraction?) {
    guard let column = reader.column(.period), !row.isBlank(column) else { return (nil, nil) }
    let words = row.read(column) { text in
      text.count > 64 ? [] : FeeWords.split(String(decoding: bytes(of: text), as: UTF8.self))
    }
    guard let found = FeeWords.read(words) else { throw Refusal(rule: .badPeriod) }
    return (found.unit, found.weeks)
  }

  /// A number of weeks, hours, days or sessions, perhaps with that word. Nil for a blank cell.
  func count(_ field: FinanceField) throws(Refusal) -> Fraction? {
    guard let column = reader.column(field), !row.isBlank(column) else { return nil }
    guard let count = read(column, { $0.namedCount }) else { throw Refusal(rule: .badPeriod) }
    return count
  }

  private func bytes(of text: Span<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    for index in text.indices { bytes.append(text[index]) }
    return bytes
  }
}
