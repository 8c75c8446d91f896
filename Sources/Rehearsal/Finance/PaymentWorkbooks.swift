/// A workbook as people keep it: a sheet of notes, and a table below titles with a total at its end.
struct PaymentWorkbook {
  private var file = WorkbookFile()
  private var strays: [(row: Int, reason: String)] = []

  init(_ payments: Payments) {
    file.addSheet("Notes")
    file.addRow([.text("FICTIONAL DATA")])
    file.addRow([.text("Fees as agreed with providers")])
    file.addSheet("Placements")
    file.addRow([.text("High needs placements \(payments.financialYear) (FICTIONAL)")])
    file.addRow([])
    file.addRow([.text("Source"), .text("rehearsal")])
    let headings = [
      "Unique Pupil Number", "Establishment", "School URN", "Provision Type", "Placement Start", "Placement End",
      "Agreed Fee (£)", "Frequency", "No of Weeks", "Financial Year",
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
        payment.upn.isEmpty ? .blank : .text(payment.upn), .text(payment.setting.providerName),
        payment.setting.provider?.urn.map { .float($0) } ?? .blank, .text(payment.kind), .day(payment.start),
        payment.end.map { .day($0) } ?? .blank, .pounds(payment.fee.pence), .text(period),
        weeks.map { .float($0) } ?? .blank, .text(payments.financialYear),
      ])
      if let reason = payment.reason(byLocalID: false) { strays.append((file.rowCount, reason)) }
    }
    file.addRow([.text("Grand total"), .blank, .blank, .blank, .blank, .blank, .pounds(total)])
  }

  func write(to folder: Folder, _ name: String) throws -> [StrayLine] {
    try folder.write(try file.bytes(), to: name)
    return strays.map { StrayLine(file: "\(name), sheet 2", row: $0.row, reason: $0.reason) }
  }
}

/// A register of placements by the borough's own numbers, which a second sheet leads to UPNs: fees by the month, half
/// term, four weeks, day and session, what remains of a year as a sum paid once, and percent of who pays.
struct UnitWorkbook {
  private var file = WorkbookFile()
  private var strays: [(row: Int, reason: String)] = []

  private struct Unit {
    let words: String
    let times: Int
    var weeks: Int?
    var sessions: Int?
  }

  private static let units = [
    Unit(words: "per calendar month", times: 12), Unit(words: "per half term", times: 6),
    Unit(words: "4 weekly", times: 13), Unit(words: "per day", times: 190, weeks: 38, sessions: 5),
    Unit(words: "per session", times: 390, weeks: 39, sessions: 10),
  ]

  init(_ payments: Payments) {
    file.addSheet("Register")
    let headings = [
      "Mosaic ID", "Surname", "Placement name", "Service type", "From date", "To date", "Rate", "Charge unit", "Weeks",
      "Sessions per week", "Education %", "Health %", "Social care %", "Year",
    ]
    file.addRow(headings.map { .text($0) })
    for payment in payments.all {
      let unit = Self.unit(payment)
      let annual = payment.fee.annualPence
      row(payment, payment.kind, annual / unit.times, unit, payments.financialYear)
      let (rest, once) = (annual % unit.times, Unit(words: "One off", times: 1))
      if rest > 0 { row(payment, payment.kind + " remainder", rest, once, payments.financialYear) }
    }
    file.addSheet("Numbers")
    file.addRow(["Mosaic ID", "UPN", "Surname"].map { .text($0) })
    for child in LocalIDs(payments).children {
      file.addRow([.text(child.id), .text(child.upn), .text("Fictional-Name")])
    }
  }

  private mutating func row(_ payment: Payment, _ kind: String, _ pence: Int, _ unit: Unit, _ year: String) {
    let shares = !payment.isCredit && Self.isShared(pence, unit.times) ? [50, 30, 20] : []
    file.addRow(
      [
        payment.localID.isEmpty ? .blank : .text(payment.localID), .text("Fictional-Name"),
        .text(payment.setting.providerName), .text(kind), .day(payment.start), payment.end.map { .day($0) } ?? .blank,
        .pounds(pence), .text(unit.words), unit.weeks.map { .float($0) } ?? .blank,
        unit.sessions.map { .float($0) } ?? .blank,
      ] + (0..<3).map { shares.isEmpty ? .blank : .float(shares[$0]) } + [.text(year)])
    if let reason = payment.reason(byLocalID: true) { strays.append((file.rowCount, reason)) }
  }

  private static func unit(_ payment: Payment) -> Unit {
    payment.isCredit ? Unit(words: "One off", times: 1) : units[payment.person % units.count]
  }

  static func shares(_ payment: Payment) -> (health: Int, socialCare: Int) {
    let unit = unit(payment)
    guard !payment.isCredit else { return (0, 0) }
    let (main, rest) = (payment.fee.annualPence / unit.times, payment.fee.annualPence % unit.times)
    let shared = (isShared(main, unit.times) ? main * unit.times : 0) + (rest > 0 && isShared(rest, 1) ? rest : 0)
    return (shared / 10 * 3, shared / 10 * 2)
  }

  /// Where percent come to whole pence.
  private static func isShared(_ pence: Int, _ times: Int) -> Bool { pence * times % 10 == 0 }

  func write(to folder: Folder, _ name: String) throws -> [StrayLine] {
    try folder.write(try file.bytes(), to: name)
    return strays.map { StrayLine(file: "\(name), sheet 1", row: $0.row, reason: $0.reason) }
  }
}
