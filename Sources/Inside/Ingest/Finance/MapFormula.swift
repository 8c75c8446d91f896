internal import Costing

// What a year of a line costs by a map, in words.

extension MapProposal {
  /// What is multiplied, for each unit that the map or the file has; then what is taken off, shared and left out.
  public var formula: [String] {
    FeeUnit.allCases.filter(units.contains).map { "\($0.rawValue): \(product($0))" } + taxFormula + otherFormula
  }

  private func product(_ unit: FeeUnit) -> String {
    switch unit {
    case .annual: "the fee"
    case .termly: "fee × 3"
    case .halfTermly: "fee × 6"
    case .monthly: "fee × 12"
    case .fourWeekly: "fee × 13"
    case .weekly: "fee × \(weeks)"
    case .daily: "fee × \(count(.days, "days", map.daysPerWeek))"
    case .sessional: "fee × \(count(.days, "sessions", map.daysPerWeek))"
    case .hourly: "fee × \(count(.hours, "hours", map.hoursPerWeek))"
    case .total: "fee × days of a year ÷ days from first to last day"
    case .spend: "fee × days of the financial year ÷ days of the line in it"
    }
  }

  private var weeks: String {
    if map.columns[.weeks] != nil { return "the line's weeks" + (map.weeks.map { ", else \($0.decimal)" } ?? "") }
    return map.weeks.map { "\($0.decimal) weeks" } ?? "the weeks beside it"
  }

  private func count(_ field: FinanceField, _ word: String, _ constant: Fraction?) -> String {
    let own = map.columns[field] != nil
    if own, map.countsArePerYear == true { return "the line's \(word) a year" }
    return (own ? "the line's \(word) a week" : "\(constant.map(\.decimal) ?? "the") \(word) a week") + " × \(weeks)"
  }

  private var taxFormula: [String] {
    let (tax, isColumn) = (map.tax, map.columns[.netOrGross] != nil)
    guard tax != nil || isColumn else { return [] }
    let amount =
      map.columns[.vat] != nil ? "the VAT beside it" : map.columns[.vatRate] != nil ? "VAT at the line's rate"
        : map.vatPercent.map { "VAT at \($0.decimal)%" } ?? "VAT"
    if isColumn { return ["gross lines: less \(amount)"] }
    return tax == .gross ? ["less \(amount)"] : ["fees are without VAT: nothing is taken off"]
  }

  private var otherFormula: [String] {
    var lines: [String] = []
    if map.columns[.creditNote] != nil { lines.append("credit notes are taken off, whatever their sign") }
    if map.columns[.replaces] != nil { lines.append("a line marked as a replacement takes the place of earlier ones") }
    if map.split != nil { lines.append("education, health and social care: all are counted") }
    lines.append("each line to the nearest whole penny; a child's lines on the census day are added up")
    return lines
  }
}
