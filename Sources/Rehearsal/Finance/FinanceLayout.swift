/// How a borough keeps its finance extract. Whatever the layout, the same placements cost the same.
enum FinanceLayout: String, CaseIterable {
  /// Read without a map.
  case usual
  /// One line a child and placement, with what a year costs.
  case annual
  /// Everything by the week, with shares, VAT, credit notes and transport.
  case weekly
  /// Support by tutors in an extract of its own, by the hour.
  case tuition
  /// A workbook, with titles above the table.
  case workbook
  /// Pupils by numbers of the borough's own, and a file that leads to their UPNs.
  case localIDs = "local-ids"
  /// Invoices: sums for the days of a line, corrected by credit notes.
  case invoices
  /// A workbook by the borough's own numbers: months, half terms, days and sessions, and percent of who pays.
  case units
  /// Headings that say little, and fees with VAT: an officer has to be asked.
  case terse
  /// Semicolons between fields, decimal commas, years of two digits.
  case semicolons
  /// Tabs between fields, in a file of text.
  case tabs

  /// Writes the extract, and what belongs to it.
  ///
  /// - Returns: the lines that belong to nobody on roll, in the order of files and rows.
  @discardableResult func write(_ payments: Payments, to folder: Folder) throws -> [StrayLine] {
    let year = payments.financialYear
    let usual = "finance_\(year).csv"
    switch self {
    case .usual: return try FinanceExtract(payments.all, year: year).lines.write(to: folder, usual)
    case .annual: return try AnnualSheet(payments).lines.write(to: folder, "placements \(year).csv")
    case .weekly: return try WeeklyExtract(payments).lines.write(to: folder, "weekly_costs.csv")
    case .tuition:
      let placements = FinanceExtract(payments.all.filter { !$0.isSupport }, year: year)
      return try placements.lines.write(to: folder, usual)
        + TuitionExtract(payments).lines.write(to: folder, "tuition_\(year).csv")
    case .workbook: return try PaymentWorkbook(payments).write(to: folder, "Placements.xlsx")
    case .localIDs:
      try folder.write(LocalIDs(payments).text, to: "pupil_references.csv")
      return try FinanceExtract(payments.all, year: year, isByLocalID: true).lines.write(to: folder, usual)
    case .invoices: return try InvoiceExtract(payments).lines.write(to: folder, "invoices.csv")
    case .units: return try UnitWorkbook(payments).write(to: folder, "Register.xlsx")
    case .terse: return try TerseExtract(payments).lines.write(to: folder, "HN costs.csv")
    case .semicolons: return try SemicolonExtract(payments).lines.write(to: folder, "HN placements.csv")
    case .tabs: return try TabExtract(payments).lines.write(to: folder, "placements \(year).txt")
    }
  }

  /// What of a year of a payment health and social care bear, in whole pence.
  func shares(_ payment: Payment) -> (health: Int, socialCare: Int) {
    switch self {
    case .weekly: WeeklyExtract.shares(payment)
    case .units: UnitWorkbook.shares(payment)
    default: (0, 0)
    }
  }
}
