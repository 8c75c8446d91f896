/// How a borough keeps its finance extract. Whatever the layout, the same placements cost the same.
enum FinanceLayout: CaseIterable {
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
  case localIDs

  /// Writes the extract, and what belongs to it.
  func write(_ payments: Payments, to folder: Folder) throws {
    let usual = "finance_\(payments.financialYear).csv"
    switch self {
    case .usual: try folder.write(FinanceExtract(payments.all, year: payments.financialYear).text, to: usual)
    case .annual: try folder.write(AnnualSheet(payments).text, to: "placements \(payments.financialYear).csv")
    case .weekly: try folder.write(WeeklyExtract(payments).text, to: "weekly_costs.csv")
    case .tuition:
      try folder.write(FinanceExtract(payments.all.filter { !$0.isSupport }, year: payments.financialYear).text, to: usual)
      try folder.write(TuitionExtract(payments).text, to: "tuition_\(payments.financialYear).csv")
    case .workbook: try folder.write(try PaymentWorkbook(payments).file.bytes(), to: "Placements.xlsx")
    case .localIDs:
      try folder.write(FinanceExtract(payments.all, year: payments.financialYear, who: ("Pupil ref", LocalIDs.id)).text, to: usual)
      try folder.write(LocalIDs(payments).text, to: "pupil_references.csv")
    }
  }
}

/// A table that leads from a borough's own numbers to UPNs.
struct LocalIDs {
  private(set) var text = Bytes()

  static func id(_ payment: Payment) -> String { "FC-\(payment.person)" }

  init(_ payments: Payments) {
    text.add("Pupil ref,UPN,System\r\n")
    var last = -1
    for payment in payments.all where payment.person != last {
      last = payment.person
      text.add("\(Self.id(payment)),\(payment.upn),Fictional\r\n")
    }
  }
}
