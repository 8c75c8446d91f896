import Geography

/// What one borough's finance officers have, in a layout of its own: the extract among the records, the rate card apart
/// from them, and beside both the truth that they must give.
struct FinanceFolders {
  let world: World
  let borough: Int
  /// Of the census day.
  let year: Int

  /// - Parameter folder: that of the whole fictional London.
  func write(_ layout: FinanceLayout, to folder: Folder) throws {
    let code = world.boroughs[borough].code
    let payments = Payments(world, borough: borough, year: year, hasStrays: true)
    let strays = try layout.write(payments, to: folder.folder("boroughs").folder(code))
    let card = RateCardFile(world, borough: borough, year: year)
    let cards = try folder.folder("rate-cards").folder(code)
    try cards.writeNotice()
    try card.write(to: cards, borough: borough)
    let truth = try folder.folder("truth").folder("finance")
    try truth.write(text(layout, payments, strays, card.rates), to: code + ".json")
  }

  /// Annual pence of each plan, by UPN; what health and social care bear of those above 0; the lines that belong to nobody; and the
  /// rates of the rate card.
  private func text(
    _ layout: FinanceLayout, _ payments: Payments, _ strays: [StrayLine], _ rates: [ContractRate]
  ) -> Bytes {
    var plans: [(upn: String, pence: Int, health: Int, care: Int)] = []
    for payment in payments.all where payment.fate == .counted {
      if plans.last?.upn != payment.upn { plans.append((payment.upn, 0, 0, 0)) }
      let (place, shares) = (plans.count - 1, layout.shares(payment))
      plans[place].pence += payment.fee.annualPence
      plans[place].health += shares.health
      plans[place].care += shares.socialCare
    }
    let paid = plans.filter { $0.pence > 0 }
    let (health, care) = (paid.reduce(0) { $0 + $1.health }, paid.reduce(0) { $0 + $1.care })
    var text = Bytes()
    text.add("{\"about\":\"FICTIONAL: what the finance extract says in truth, made by rehearsal\",\n")
    text.add("\"layout\":\"\(layout.rawValue)\",\"censusYear\":\(year),\n")
    text.add("\"health\":\(health),\"socialCare\":\(care),\n\"plans\":{")
    add(plans.map { "\"\($0.upn)\":\($0.pence)" }, to: &text)
    text.add("},\n\"unmatched\":[")
    add(strays.map { "{\"file\":\"\($0.file)\",\"row\":\($0.row),\"reason\":\"\($0.reason)\"}" }, to: &text)
    text.add("],\n\"rates\":[")
    add(
      rates.map { rate in
        "{\"urn\":\(rate.provider.urn ?? 0),\"band\":\"\(rate.band)\",\"stay\":\"\(rate.stay)\","
          + "\"from\":\"\(rate.year)-04-01\",\"to\":\"\(rate.year + 1)-03-31\",\"pence\":\(rate.annualPence)}"
      }, to: &text)
    text.add("]}\n")
    return text
  }

  private func add(_ items: [String], to text: inout Bytes) {
    for (place, item) in items.enumerated() {
      if place > 0 { text.add(",\n") }
      text.add(item)
    }
  }
}
