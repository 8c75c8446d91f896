/// A finance extract of the layout that is read without a map, one line per fee. With local ids, lines have numbers of
/// the borough's own in the place of UPNs.
struct FinanceExtract {
  private(set) var lines: PaymentLines

  init(_ payments: some Sequence<Payment>, year: String, isByLocalID: Bool = false) {
    lines = PaymentLines(
      (isByLocalID ? "Pupil ref" : "UPN")
        + ",Provider,URN,Placement type,Start date,End date,Fee,Fee period,Weeks,Financial year",
      isByLocalID: isByLocalID)
    for payment in payments {
      lines.add(isByLocalID ? payment.localID : payment.upn)
      lines.add(",")
      lines.addProvider(payment)
      lines.add(",")
      if let urn = payment.setting.provider?.urn { lines.add(urn) }
      lines.add(",")
      lines.add(payment.kind)
      lines.addDays(payment)
      lines.add(",")
      lines.text.addPounds(payment.fee.pence)
      switch payment.fee.period {
      case .weekly(let weeks): lines.add(",Weekly,\(weeks)")
      case .termly: lines.add(",Termly,")
      case .annual: lines.add(",Annual,")
      }
      lines.add(",\(year)")
      lines.end(payment)
    }
  }
}

/// A table that leads from a borough's own numbers to UPNs.
struct LocalIDs {
  /// Each child once, in the order of payments.
  let children: [(id: String, upn: String)]

  init(_ payments: Payments) {
    var (last, children) = (-1, [(id: String, upn: String)]())
    for payment in payments.all where payment.person != last && payment.isListed && !payment.upn.isEmpty {
      last = payment.person
      children.append((payment.localID, payment.upn))
    }
    self.children = children
  }

  var text: Bytes {
    var text = Bytes()
    text.add("Pupil ref,UPN,System\r\n")
    for child in children { text.add("\(child.id),\(child.upn),Fictional\r\n") }
    return text
  }
}
