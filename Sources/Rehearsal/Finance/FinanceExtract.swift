/// A finance extract of the layout that is read without a map, one line per fee. With `who`, lines have numbers of the
/// borough's own in the place of UPNs.
struct FinanceExtract {
  private(set) var text = Bytes()

  init(
    _ payments: some Sequence<Payment>, year: String,
    who: (heading: String, of: (Payment) -> String) = ("UPN", { $0.upn })
  ) {
    text.add(who.heading)
    text.add(",Provider,URN,Placement type,Start date,End date,Fee,Fee period,Weeks,Financial year\r\n")
    for payment in payments {
      text.add(who.of(payment))
      text.add(",")
      text.addQuoted(payment.setting.providerName)
      text.add(",")
      if let urn = payment.setting.provider?.urn { text.add(urn) }
      text.add(",")
      text.add(payment.kind)
      text.add(",")
      text.addDay(payment.start)
      text.add(",")
      if let end = payment.end { text.addDay(end) }
      text.add(",")
      text.addPounds(payment.fee.pence)
      switch payment.fee.period {
      case .weekly(let weeks):
        text.add(",Weekly,")
        text.add(weeks)
      case .termly: text.add(",Termly,")
      case .annual: text.add(",Annual,")
      }
      text.add(",\(year)\r\n")
    }
  }
}
