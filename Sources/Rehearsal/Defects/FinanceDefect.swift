/// A named fault of one line of the finance extract, planted as a line more of somebody who has one.
struct FinanceDefect: Sendable {
  let code: String
  /// Found in the line that was there before.
  var marksFirst = false
  /// Planted in somebody whose plan ended.
  var isOfEnded = false
  /// Makes the line from the one that is there: UPN, provider, URN, type, start, end, fee, period, weeks, year.
  let change: @Sendable ([String], DefectDays) -> [String]

  static let all: [FinanceDefect] = [
    other("finance-no-upn", 0) { _ in "" },
    other("finance-no-match", 0) { _ in "Z999000000000" },
    other("bad-amount", 6) { _ in "1O0.00" },
    other("bad-period", 7) { _ in "Now and then" },
    other("bad-financial-year", 9) { "\($0.year - 1)-\($0.year % 100 + 1)" },
    other("other-financial-year", 9) { _ in "2009-10" },
    other("finance-transport", 3) { _ in "Transport" },
    other("weeks-missing", 7) { _ in "Weekly" },
    other("count-missing", 7) { _ in "Hourly" },
    other("finance-no-dates", 7) { _ in "Total" },
    other("bad-vat", 6) { _ in "120.00 inc VAT" },
    other("finance-end-before-start", 5) { "\($0.year - 1)-08-31" },
    other("finance-not-on-day", 5) { "\($0.year - 1)-09-30" },
    FinanceDefect(code: "finance-not-on-roll", isOfEnded: true) { fields, days in other(fields, days) },
    FinanceDefect(code: "finance-not-a-line") { _, _ in ["", "Total", "", "", "", "", "5000.00", "", "", ""] },
    FinanceDefect(code: "finance-two-rates") { fields, _ in changed(changed(fields, 6, "77.00"), 4, "") },
    FinanceDefect(code: "negative-total", marksFirst: true) { fields, days in
      changed(other(fields, days), 6, "-9999999.00")
    },
    FinanceDefect(code: "finance-same-twice") { fields, _ in fields },
  ]

  /// A line for something else, with one field changed.
  private static func other(
    _ code: String, _ field: Int, _ value: @escaping @Sendable (DefectDays) -> String
  ) -> FinanceDefect {
    FinanceDefect(code: code) { fields, days in changed(other(fields, days), field, value(days)) }
  }

  private static func changed(_ fields: [String], _ place: Int, _ value: String) -> [String] {
    var fields = fields
    fields[place] = value
    return fields
  }

  /// A line for something else that the same person was given all year.
  static func other(_ fields: [String], _ days: DefectDays) -> [String] {
    [
      fields[0], "\"Fictional arrangement\"", "", "Other arrangement", "\(days.year - 1)-09-01", "", "100.00", "Annual",
      "", "\(days.year - 1)-\(days.year % 100)",
    ]
  }

  /// The fields of a line as they stand, with their quotes.
  static func fields(_ line: String) -> [String] {
    var (fields, isQuoted) = ([""], false)
    for character in line {
      if character == "\"" { isQuoted.toggle() }
      if character == ",", !isQuoted { fields.append("") } else { fields[fields.count - 1].append(character) }
    }
    return fields
  }
}
