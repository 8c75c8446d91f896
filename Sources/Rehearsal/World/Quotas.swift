/// How many plans begin, arrive and end in each borough in each flow year, so that its stock is the published one.
struct Quotas {
  /// Plans by borough and census.
  let stock: [[Int]]
  /// By borough and flow year (place 1 to 12; place 0 is unused).
  var new: [[Int]]
  var arriving: [[Int]]

  /// Plans that arrive in a year from another authority, as a share of those held. Not published as a flow.
  private static let usualArrivals = 0.0165
  /// A borough's plans end at least at this rate; where the published figures imply less, the balance arrives from
  /// elsewhere (in the real figures: transfers in, late entries and corrections).
  private static let leastLeaving = 0.062
  private static let mostLeaving = 0.14
  private static let newham = "E09000025"

  init() {
    // 2026: as much growth again as in the year before, and 6 in 100 more new plans.
    stock = PublishedBoroughs.stock.rows.map { $0 + [2 * $0[Years.published] - $0[Years.published - 1]] }
    new = []
    arriving = []
    for (place, code) in PublishedBoroughs.stock.keys.enumerated() {
      let held = stock[place]
      var (begun, arrived) = ([0], [0])
      for year in 1..<Years.count {
        let before = Double(held[year - 1])
        let published = PublishedBoroughs.newPlans.rows[place]
        var plans = year <= Years.published ? published[year - 1] : published[Years.published - 1] * 106 / 100
        // Newham's own figures do not fit its fictional stock: new plans there replace a usual year's leavers.
        if code == Self.newham, year >= Years.place(2020) { plans = held[year] - held[year - 1] + Int(0.072 * before) }
        let ending = held[year - 1] + plans - held[year]
        plans = max(0, plans - max(0, ending - Int(Self.mostLeaving * before)))
        let net = Double(held[year - 1] + plans - held[year])
        let wanted = max(Self.usualArrivals * before, Self.leastLeaving * before - net)
        let most = max(2, 0.06 * before)
        plans += max(0, Int(wanted - most))
        begun.append(plans)
        arrived.append(Int(min(wanted, most) + 0.5))
      }
      new.append(begun)
      arriving.append(arrived)
    }
  }

  func total(_ table: [[Int]], year: Int) -> Int { table.reduce(0) { $0 + $1[year] } }
}
