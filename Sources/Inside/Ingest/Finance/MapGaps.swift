internal import Costing
internal import Layout

/// What must be said before a map can be used: units are never guessed.
public struct MapGap: Sendable, Equatable {
  /// Stable, kebab-case.
  public let code: String
  public let what: String
  public let fix: String
}

extension MapProposal {
  public var gaps: [MapGap] {
    var gaps = columnGaps + periodGaps
    if map.columns[.financialYear] == nil, map.year == nil {
      gaps.append(
        MapGap(
          code: "year-missing", what: "no column gives the financial year",
          fix: "--year 2024-25, or --year file-name if names of files hold it, or --year dates if start and end say enough"))
    }
    if map.year == .dates, map.columns[.start] == nil {
      gaps.append(MapGap(code: "dates-missing", what: "years follow from dates, and no column gives the first day", fix: "--set start=\"…\""))
    }
    return gaps + taxGaps + decimalGaps
  }

  private var decimalGaps: [MapGap] {
    guard map.decimal == nil else { return [] }
    let counts = decimals
    let fix = "--set decimal=point or --set decimal=comma"
    if counts.commas > 0, counts.points > 0, counts.commas * 20 >= counts.points {
      return [
        MapGap(
          code: "decimal-mixed", what: "some amounts have a decimal comma, others a decimal point",
          fix: "\(fix); lines with the other one are listed and not used")
      ]
    }
    // 1,234 is a thousand and more where commas separate the fields, and in a workbook; elsewhere it has to be said.
    let isUsual = (table.delimiter ?? .comma) == .comma && counts.unclearPoints == 0
    guard counts.points == 0, counts.unclear > 0, !isUsual else { return [] }
    return [
      MapGap(
        code: "decimal-unclear", what: "amounts with three digits behind a point or comma: thousands, or parts of a pound?",
        fix: "\(fix): which of the two stands before the pence")
    ]
  }

  private var isSplit: Bool { !sharesColumns.isEmpty }
  private var sharesColumns: [String] { [FinanceField.education, .health, .socialCare].compactMap { map.columns[$0]?.first } }

  private var columnGaps: [MapGap] {
    var gaps: [MapGap] = []
    if map.columns[.upn] == nil, map.columns[.uln] == nil, map.columns[.localID] == nil {
      gaps.append(
        MapGap(
          code: "pupil-missing", what: "no column says whom a line is about",
          fix: "--set upn=\"…\", or uln=, or local_id= together with a cross-reference file in the folder of records"))
    }
    if map.columns[.amount] == nil, !isSplit || map.split == .percent {
      gaps.append(MapGap(code: "fee-missing", what: "no column gives the fee", fix: "--set amount=\"…\""))
    }
    if !otherAmounts.isEmpty {
      let all = (map.columns[.amount] ?? []) + otherAmounts
      gaps.append(
        MapGap(
          code: "several-fees", what: "several columns could be the fee: " + all.map { "\"\($0)\"" }.joined(separator: ", "),
          fix: "--set amount=\"…\"; with \" + \" between headings they are added up"))
    }
    if isSplit, map.columns[.amount] != nil, map.split == nil {
      gaps.append(
        MapGap(code: "split-unclear", what: "shares may be pounds or percent", fix: "--set split=amounts or --set split=percent"))
    }
    let money = [FinanceField.amount, .education, .health, .socialCare, .vat].flatMap { map.columns[$0] ?? [] }
    if money.contains(where: { Heading($0).hasOtherUnitOfMoney }) {
      gaps.append(
        MapGap(
          code: "amount-scale", what: "a heading says that amounts are in pence or thousands, or no pounds",
          fix: "a column in pounds with --set amount=\"…\", or export the file with one"))
    }
    return gaps
  }

  /// What fees are paid for, as far as the table or the map says.
  var units: Set<FeeUnit> {
    var units: Set<FeeUnit> = map.unit.map { [$0] } ?? []
    for heading in (map.columns[.period] ?? []) + (map.columns[.amount] ?? []) { units.formUnion(column(heading)?.units ?? []) }
    return units
  }

  private var periodGaps: [MapGap] {
    var gaps: [MapGap] = []
    let saysItself = (map.columns[.amount] ?? []).contains { heading in
      column(heading).map { $0.unitCells > 0 && $0.unitCells * 5 >= $0.shapes.filled * 4 } ?? false
    }
    if map.columns[.period] == nil, map.unit == nil, !saysItself {
      gaps.append(
        MapGap(
          code: "period-missing", what: "nothing says what a fee is paid for",
          fix: "--period with one of \(FeeUnit.allCases.map(\.rawValue).joined(separator: ", "))"))
    }
    let byWeek = units.intersection([.weekly, .daily, .sessional, .hourly]).filter { unit in
      unit == .weekly || map.countsArePerYear != true
    }
    let withWeeks = ((map.columns[.period] ?? []) + (map.columns[.amount] ?? [])).compactMap { column($0)?.unitsWithWeeks }
      .reduce(into: Set<FeeUnit>()) { $0.formUnion($1) }
    if !byWeek.subtracting(withWeeks).isEmpty, map.columns[.weeks] == nil, map.weeks == nil {
      gaps.append(
        MapGap(
          code: "weeks-missing", what: "fees by week, day, session or hour, and nothing says for how many weeks a year",
          fix: "--weeks 38, 39 or 52 as your contracts say"))
    }
    gaps += countGaps
    if units.contains(.total), map.columns[.start] == nil || map.columns[.end] == nil {
      gaps.append(
        MapGap(code: "dates-missing", what: "a sum for a period needs its first and last day", fix: "--set start=\"…\" --set end=\"…\""))
    }
    if units.contains(.spend), map.columns[.financialYear] == nil, map.year == .dates {
      gaps.append(MapGap(code: "year-missing", what: "what was paid in a year needs that year", fix: "--year 2024-25 or --year file-name"))
    }
    return gaps
  }

  private var countGaps: [MapGap] {
    var gaps: [MapGap] = []
    let hasHours = map.columns[.hours] != nil
    let hasDays = map.columns[.days] != nil
    let byDay = !units.isDisjoint(with: [.daily, .sessional])
    if units.contains(.hourly), !hasHours, map.hoursPerWeek == nil {
      gaps.append(MapGap(code: "hours-missing", what: "fees by the hour, and nothing says how many", fix: "--set hours=\"…\" or --set hours_per_week=5"))
    }
    if byDay, !hasDays, map.daysPerWeek == nil {
      gaps.append(MapGap(code: "days-missing", what: "fees by day or session, and nothing says how many", fix: "--set days=\"…\" or --set days_per_week=5"))
    }
    if (units.contains(.hourly) && hasHours) || (byDay && hasDays), map.countsArePerYear == nil {
      gaps.append(
        MapGap(
          code: "counts-unclear", what: "hours, days or sessions may be of a week or of a year",
          fix: "--set counts_are=per-week or --set counts_are=per-year"))
    }
    return gaps
  }

  private var taxGaps: [MapGap] {
    let hasTax = map.columns[.vat] != nil || map.columns[.vatRate] != nil
    if hasTax, map.tax == nil, map.columns[.netOrGross] == nil {
      return [MapGap(code: "vat-unclear", what: "fees may be without or with the VAT beside them", fix: "--amounts net or --amounts gross")]
    }
    if map.tax == .gross, !hasTax, map.vatPercent == nil {
      return [MapGap(code: "vat-rate-missing", what: "fees are with VAT, and nothing says how much", fix: "--set vat_percent=20")]
    }
    return []
  }

  /// What is worth knowing, and needs no answer.
  public var notes: [String] {
    var notes: [String] = []
    if map.columns[.localID] != nil, map.columns[.upn] == nil, map.columns[.uln] == nil {
      notes.append("local ids: put a file with the columns local id and UPN beside the extract, CSV or Excel")
    }
    if map.columns[.transport] != nil, !map.countsTransport {
      notes.append("transport is left out of the cost; --set transport=counted adds it")
    }
    if map.tax == nil, map.columns[.vat] == nil, map.columns[.vatRate] == nil, map.columns[.netOrGross] == nil {
      notes.append("no column about VAT: amounts are taken as they stand")
    }
    if let delimiter = table.delimiter, isDelimiterNew {
      notes.append("fields are separated by \(delimiter.plural), which the map that was kept does not name: --accept adds it")
    } else if let delimiter = table.delimiter, delimiter != .comma {
      notes.append("fields are separated by \(delimiter.plural): if that is wrong, --set delimiter=comma, semicolon, tab or pipe")
    }
    if map.decimal == .comma { notes.append("amounts have a decimal comma: 1.234,56 is a thousand two hundred and thirty-four") }
    if case .fixed = map.year { notes.append("the financial year is fixed: next year's file needs its map again") }
    if map.year == .fileName { notes.append("the financial year is taken from each file's name") }
    return notes
  }
}
