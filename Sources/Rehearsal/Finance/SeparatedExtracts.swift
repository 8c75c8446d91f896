/// What a spreadsheet set up for another country saves as CSV: semicolons between fields, said in its first line, amounts
/// like 1.234,50 and days like 3-Sep-24.
struct SemicolonExtract {
  private(set) var lines = PaymentLines("sep=;")

  init(_ payments: Payments) {
    lines.add("UPN;Provider;Placement type;Annual fee;Start date;End date;Financial year")
    lines.end(nil)
    for (payment, support) in payments.withSupport {
      let pence = payment.fee.annualPence + support
      lines.add("\(payment.upn);")
      lines.addProvider(payment)
      lines.add(";\"\(payment.kind); agreed\";\(pence < 0 ? "-" : "")")
      lines.text.addContinentalPounds(abs(pence))
      lines.add(";")
      lines.text.addShortDay(payment.start)
      lines.add(";")
      if let end = payment.end { lines.text.addShortDay(end) }
      lines.add(";\(payments.financialYear)")
      lines.end(payment)
    }
  }
}

/// "Text (Tab delimited)" of a spreadsheet: tabs between fields, quotes around what holds a comma, Windows-1252, a title
/// above and a total below.
struct TabExtract {
  private(set) var lines = PaymentLines("High needs placements (FICTIONAL)\t\t\t\t\t")

  init(_ payments: Payments) {
    lines.text.addWindows1252("Pupil UPN\tSchool\tPlacement type\tAnnual cost (£)\tFrom\tTo")
    lines.end(nil)
    var total = 0
    for (payment, support) in payments.withSupport {
      let pence = payment.fee.annualPence + support
      total += pence
      lines.add("\(payment.upn)\t\(payment.setting.providerName)\t\"\(payment.kind), agreed\"\t")
      addPounds(pence)
      lines.add("\t")
      lines.text.addSlashedDay(payment.start)
      lines.add("\t")
      if let end = payment.end { lines.text.addSlashedDay(end) }
      lines.end(payment)
    }
    lines.add("Total\t\t\t")
    addPounds(total)
    lines.add("\t\t")
    lines.end(nil)
  }

  private mutating func addPounds(_ pence: Int) {
    lines.text.addWindows1252("\"\(pence < 0 ? "-" : "")£")
    lines.text.addGroupedPounds(abs(pence))
    lines.add("\"")
  }
}
