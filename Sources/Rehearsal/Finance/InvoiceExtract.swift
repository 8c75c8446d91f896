import Vocabulary

/// Invoices for the days from a line's start to its end. Since they are in whole pence, a year of them is up to five
/// pence off; a further invoice or a credit note puts that right. Some columns are about the child and not needed.
struct InvoiceExtract {
  private(set) var lines = PaymentLines(
    "Invoice no,UPN,Child name,Supplier,Cost element,Service start,Service end,Amount (£),Charging basis,Document type,"
      + "Fin year")
  private let payments: Payments
  private var count = 0

  init(_ payments: Payments) {
    self.payments = payments
    for payment in payments.all {
      let end = payment.end ?? payments.closing
      let (days, year) = (end - payment.start + 1, Self.length(of: payment.start))
      let annual = payment.fee.annualPence
      guard !payment.isCredit else {
        line(payment, payment.kind, annual, end, "One off")
        continue
      }
      // Every other invoice is rounded up.
      let sum = (annual * days + (payment.person % 2) * (year - 1)) / year
      line(payment, payment.kind, sum, end, "Total for period")
      let rest = annual - Self.halfEven(sum * year, days)
      if rest != 0 { line(payment, payment.kind + " correction", rest, end, "One off") }
    }
  }

  private mutating func line(_ payment: Payment, _ kind: String, _ pence: Int, _ end: Int, _ basis: String) {
    count += 1
    lines.add("INV-\(count),\(payment.upn),Fictional-Name,")
    lines.addProvider(payment)
    lines.add(",\(kind),")
    lines.text.addDay(payment.start)
    lines.add(",")
    lines.text.addDay(end)
    lines.add(",")
    lines.addMoney(abs(pence))
    lines.add("\(basis),\(pence < 0 ? "Credit note" : "Invoice"),\(payments.financialYear)")
    lines.end(payment)
  }

  /// Days to the same day of the next year.
  private static func length(of day: Int) -> Int {
    guard let date = CalendarDate(dayNumber: day) else { return 365 }
    return Years.day(date.year + 1, date.month, date.day) - day
  }

  /// Of numbers that are not negative; a half goes to the even side.
  private static func halfEven(_ number: Int, _ by: Int) -> Int {
    let (whole, rest) = number.quotientAndRemainder(dividingBy: by)
    return rest * 2 > by || (rest * 2 == by && whole % 2 == 1) ? whole + 1 : whole
  }
}
