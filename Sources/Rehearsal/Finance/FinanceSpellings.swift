/// One line a child and placement: what a year of it costs, support included. Days as people write them; a total below.
struct AnnualSheet {
  private(set) var lines = PaymentLines("Pupil UPN,School,Placement type,Annual cost (£),From,To")

  init(_ payments: Payments) {
    var total = 0
    for (payment, support) in payments.withSupport {
      let pence = payment.fee.annualPence + support
      total += pence
      lines.add(payment.upn)
      lines.add(",")
      lines.addProvider(payment)
      lines.add(",\(payment.kind),\"\(pence < 0 ? "-" : "")£")
      lines.text.addGroupedPounds(abs(pence))
      lines.add("\",")
      lines.text.addSlashedDay(payment.start)
      lines.add(",")
      if let end = payment.end { lines.text.addSlashedDay(end) }
      lines.end(payment)
    }
    lines.add("Total,,,\"£")
    lines.text.addGroupedPounds(total)
    lines.add("\",,")
    lines.end(nil)
  }
}

extension Payments {
  /// Placements, each with what a year of the support beside it costs.
  var withSupport: [(payment: Payment, supportPence: Int)] {
    all.indices.filter { !all[$0].isSupport }.map { place in
      let next = place + 1 < all.count && all[place + 1].isSupport ? all[place + 1].fee.annualPence : 0
      return (all[place], next)
    }
  }
}

/// Everything by the week. What a week's fee is too high in a year, because it is in whole pence, a credit note takes
/// back; some lines are with VAT, some have shares of health and social care, and some children have transport.
struct WeeklyExtract {
  private(set) var lines = PaymentLines(
    "UPN,Provider,Type,Start,End,Weekly cost,VAT,Net or gross,Weeks,Education contribution,Health contribution,"
      + "Social care contribution,Credit note,Financial year")
  private let year: String

  init(_ payments: Payments) {
    year = payments.financialYear
    for payment in payments.all {
      guard !payment.isCredit else {
        line(payment, payment.kind, pence: -payment.fee.annualPence, tax: nil, weeks: 1, isCredit: true)
        continue
      }
      let (fee, weeks) = Self.week(payment)
      let hasTax = payment.person % 3 == 0
      line(payment, payment.kind, pence: fee, tax: hasTax ? fee / 5 : nil, weeks: weeks, isShared: Self.isShared(payment))
      let excess = fee * weeks - payment.fee.annualPence
      if excess > 0 {
        line(payment, payment.kind + " adjustment", pence: excess, tax: nil, weeks: 1, isCredit: true)
      }
      if !payment.isSupport, payment.person % 5 == 0, payment.fate == .counted {
        line(payment, "Home to school transport", pence: 9_050, tax: nil, weeks: 38)
      }
    }
  }

  static func shares(_ payment: Payment) -> (health: Int, socialCare: Int) {
    let (fee, weeks) = week(payment)
    return isShared(payment) ? (fee / 4 * weeks, fee / 7 * weeks) : (0, 0)
  }

  private static func isShared(_ payment: Payment) -> Bool { payment.person % 4 == 0 && !payment.isCredit }

  private static func week(_ payment: Payment) -> (pence: Int, weeks: Int) {
    var weeks = 38
    if case .weekly(let own) = payment.fee.period { weeks = own }
    return ((payment.fee.annualPence + weeks - 1) / weeks, weeks)
  }

  /// - Parameter pence: without tax.
  private mutating func line(
    _ payment: Payment, _ kind: String, pence: Int, tax: Int?, weeks: Int, isShared: Bool = false, isCredit: Bool = false
  ) {
    lines.add(payment.upn)
    lines.add(",")
    lines.addProvider(payment)
    lines.add(",\(kind)")
    lines.addDays(payment)
    lines.add(",")
    lines.addMoney(pence + (tax ?? 0))
    if let tax { lines.text.addPounds(tax) }
    lines.add(tax == nil ? ",Net,\(weeks)," : ",Gross,\(weeks),")
    if isShared {
      let (health, care) = (pence / 4, pence / 7)
      lines.addMoney(pence - health - care)
      lines.addMoney(health)
      lines.addMoney(care)
    } else {
      lines.add(",,,")
    }
    lines.add((isCredit ? "Yes," : ",") + year)
    lines.end(payment)
  }
}

/// One-to-one support by the hour.
struct TuitionExtract {
  private(set) var lines = PaymentLines("Learner UPN,Tutor,Start date,End date,Hourly rate,Hours per week,Weeks")

  init(_ payments: Payments) {
    for payment in payments.all where payment.isSupport {
      guard case .weekly(let weeks) = payment.fee.period else { continue }
      let hours = [10, 8, 5, 4, 2].first { payment.fee.pence % $0 == 0 } ?? 1
      lines.add("\(payment.upn),Fictional tuition")
      lines.addDays(payment)
      lines.add(",")
      lines.addMoney(payment.fee.pence / hours)
      lines.add("\(hours),\(weeks)")
      lines.end(payment)
    }
  }
}

/// Two fees in two columns, both with VAT at 20 percent, so to a tenth of a penny; what they are paid for is not said.
struct TerseExtract {
  private(set) var lines = PaymentLines("UPN,School name,Placement fee,Support fee,Start,End")

  init(_ payments: Payments) {
    for (payment, support) in payments.withSupport {
      lines.add(payment.upn)
      lines.add(",")
      lines.addProvider(payment)
      lines.add(",")
      addGross(payment.fee.annualPence)
      lines.add(",")
      addGross(support)
      lines.addDays(payment)
      lines.end(payment)
    }
  }

  private mutating func addGross(_ pence: Int) {
    let tenths = abs(pence) * 12
    if pence < 0 { lines.add("-") }
    lines.text.addPounds(tenths / 10)
    lines.add(tenths % 10)
  }
}
