internal import Costing
internal import Layout

/// The layout that is read without a map: UPN, Fee, Fee period (or Period), Financial year, and if wanted Weeks, Start
/// date, End date, Provider, Placement type. Other columns are not read; those that would change what a fee costs need
/// a map.
enum StandardLayout {
  private static let needed: [FinanceField: [String]] = [
    .upn: ["upn"], .amount: ["fee"], .period: ["fee period", "period"], .financialYear: ["financial year"],
  ]
  private static let optional: [FinanceField: [String]] = [
    .weeks: ["weeks"], .start: ["start date"], .end: ["end date"], .provider: ["provider"], .type: ["placement type"],
  ]

  /// Nil for another layout.
  static func map(of head: TableHead) -> ColumnMap? {
    var map = ColumnMap(layout: head.layout)
    var rest = Set(head.layout)
    for (field, names) in needed.merging(optional, uniquingKeysWith: { first, _ in first }) {
      if let name = names.first(where: rest.contains) {
        map.columns[field] = [name]
        rest.remove(name)
      } else if needed[field] != nil {
        return nil
      }
    }
    let changesCosts = rest.contains { name in
      switch FinanceWords.meaning(Heading(name))?.field {
      case .uln, .localID, .amount, .hours, .days, .vat, .vatRate, .netOrGross, .education, .health, .socialCare,
        .creditNote, .replaces, .period:
        true
      default: false
      }
    }
    guard !changesCosts else { return nil }
    // A daily fee is for five days a week.
    (map.daysPerWeek, map.countsArePerYear) = (5, false)
    return map
  }
}
