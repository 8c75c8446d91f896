/// One line a child and placement: what a year of it costs, support included. Days as people write them; a total below.
struct AnnualSheet {
  private(set) var text = Bytes()

  init(_ payments: Payments) {
    text.add("Pupil UPN,School,Placement type,Annual cost (£),From,To\r\n")
    var total = 0
    for (place, payment) in payments.all.enumerated() where !payment.isSupport {
      let next = place + 1 < payments.all.count ? payments.all[place + 1] : nil
      let pence = payment.fee.annualPence + (next.map { $0.isSupport ? $0.fee.annualPence : 0 } ?? 0)
      total += pence
      text.add(payment.upn)
      text.add(",")
      text.addQuoted(payment.setting.providerName)
      text.add(",\(payment.kind),\"£")
      text.addGroupedPounds(pence)
      text.add("\",")
      text.addSlashedDay(payment.start)
      text.add(",")
      if let end = payment.end { text.addSlashedDay(end) }
      text.add("\r\n")
    }
    text.add("Total,,,\"£")
    text.addGroupedPounds(total)
    text.add("\",,\r\n")
  }
}

/// Everything by the week. What a week's fee is too high in a year, because it is in whole pence, a credit note takes
/// back; some lines are with VAT, some have shares of health and social care, and some children have transport.
struct WeeklyExtract {
  private(set) var text = Bytes()
  private let year: String

  init(_ payments: Payments) {
    year = payments.financialYear
    text.add("UPN,Provider,Type,Start,End,Weekly cost,VAT,Net or gross,Weeks,")
    text.add("Education contribution,Health contribution,Social care contribution,Credit note,Financial year\r\n")
    for payment in payments.all {
      var weeks = 38
      if case .weekly(let own) = payment.fee.period { weeks = own }
      let annual = payment.fee.annualPence
      let fee = (annual + weeks - 1) / weeks
      let hasTax = payment.person % 3 == 0
      line(payment, payment.kind, pence: fee, tax: hasTax ? fee / 5 : nil, weeks: weeks, isShared: payment.person % 4 == 0)
      if fee * weeks > annual {
        line(payment, payment.kind + " adjustment", pence: fee * weeks - annual, tax: nil, weeks: 1, isCredit: true)
      }
      if !payment.isSupport, payment.person % 5 == 0 {
        line(payment, "Home to school transport", pence: 9_050, tax: nil, weeks: 38)
      }
    }
  }

  /// - Parameter pence: without tax.
  private mutating func line(
    _ payment: Payment, _ kind: String, pence: Int, tax: Int?, weeks: Int, isShared: Bool = false, isCredit: Bool = false
  ) {
    text.add(payment.upn)
    text.add(",")
    text.addQuoted(payment.setting.providerName)
    text.add(",\(kind),")
    text.addDay(payment.start)
    text.add(",")
    if let end = payment.end { text.addDay(end) }
    text.add(",")
    text.addPounds(pence + (tax ?? 0))
    text.add(",")
    if let tax { text.addPounds(tax) }
    text.add(tax == nil ? ",Net,\(weeks)," : ",Gross,\(weeks),")
    if isShared {
      let (health, care) = (pence / 4, pence / 7)
      text.addPounds(pence - health - care)
      text.add(",")
      text.addPounds(health)
      text.add(",")
      text.addPounds(care)
    } else {
      text.add(",,")
    }
    text.add(isCredit ? ",Yes,\(year)\r\n" : ",,\(year)\r\n")
  }
}

/// One-to-one support by the hour.
struct TuitionExtract {
  private(set) var text = Bytes()

  init(_ payments: Payments) {
    text.add("Learner UPN,Tutor,Start date,End date,Hourly rate,Hours per week,Weeks\r\n")
    for payment in payments.all where payment.isSupport {
      guard case .weekly(let weeks) = payment.fee.period else { continue }
      let hours = [10, 8, 5, 4, 2].first { payment.fee.pence % $0 == 0 } ?? 1
      text.add("\(payment.upn),Fictional tuition,")
      text.addDay(payment.start)
      text.add(",")
      if let end = payment.end { text.addDay(end) }
      text.add(",")
      text.addPounds(payment.fee.pence / hours)
      text.add(",\(hours),\(weeks)\r\n")
    }
  }
}

/// A workbook as people keep it: a sheet of notes, and a table below titles with a total at its end.
struct PaymentWorkbook {
  private(set) var file = WorkbookFile()

  init(_ payments: Payments) {
    file.addSheet("Notes")
    file.addRow([.text("FICTIONAL DATA")])
    file.addRow([.text("Fees as agreed with providers")])
    file.addSheet("Placements")
    file.addRow([.text("High needs placements \(payments.financialYear) (FICTIONAL)")])
    file.addRow([])
    file.addRow([.text("Source"), .text("rehearsal")])
    let headings = [
      "Unique Pupil Number", "Establishment", "School URN", "Provision Type", "Placement Start", "Placement End", "Agreed Fee (£)",
      "Frequency", "No of Weeks", "Financial Year",
    ]
    file.addRow(headings.map { .text($0) })
    var total = 0
    for payment in payments.all {
      total += payment.fee.pence
      let (period, weeks): (String, Int?) =
        switch payment.fee.period {
        case .weekly(let weeks): ("per week", weeks)
        case .termly: ("per term", nil)
        case .annual: ("per annum", nil)
        }
      file.addRow([
        .text(payment.upn), .text(payment.setting.providerName), payment.setting.provider?.urn.map { .float($0) } ?? .blank,
        .text(payment.kind), .day(payment.start), payment.end.map { .day($0) } ?? .blank, .pounds(payment.fee.pence),
        .text(period), weeks.map { .float($0) } ?? .blank, .text(payments.financialYear),
      ])
    }
    file.addRow([.text("Grand total"), .blank, .blank, .blank, .blank, .blank, .pounds(total)])
  }
}
