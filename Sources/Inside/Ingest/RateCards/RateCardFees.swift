internal import Costing
internal import Layout

/// The columns of one table that hold fees: one, or several whose headings say how they differ.
struct RateCardFees {
  struct Column {
    let index: Int
    let heading: FeeHeading
    /// The same fee for another unit of time, "Weekly fee" beside "Annual fee": not used, but looked at.
    var checks: [Column] = []

    /// Weeks of a place that is open all the year.
    var weeksOfStay: Fraction? { heading.stay == .residential52 ? 52 : nil }
  }

  private(set) var all: [Column] = []

  init() {}

  /// Nil where two columns could be the same fee.
  init?(_ named: [(column: Int, heading: Heading)]) {
    var columns = named.map { Column(index: $0.column, heading: FeeHeading($0.heading) ?? FeeHeading(plain: $0.heading)) }
    if columns.contains(where: { $0.heading.speaksOfMoney }), columns.contains(where: { !$0.heading.speaksOfMoney }) {
      // "Residential" beside "Annual fee" says yes or no, beside "Day" it is a fee.
      columns.removeAll { !$0.heading.speaksOfMoney }
    }
    // With and without VAT: the fee is the one without.
    let net = columns.filter { $0.heading.tax != .gross }
    columns.removeAll { column in
      column.heading.tax == .gross && net.contains { $0.heading.isSamePlace(as: column.heading) }
    }
    while let first = columns.first {
      let same = columns.filter { $0.heading.isSamePlace(as: first.heading) }
      columns.removeAll { $0.heading.isSamePlace(as: first.heading) }
      guard let kept = Self.kept(same) else { return nil }
      all += kept
    }
    all.sort { $0.index < $1.index }
  }

  /// Of fees for one place: that of the year, or each of its own number of weeks. Nil where they do not differ.
  private static func kept(_ same: [Column]) -> [Column]? {
    guard same.count > 1 else { return same }
    if Set(same.map(\.heading.unit)).count == 1 {
      let weeks = Set(same.map(\.heading.weeks))
      return weeks.count == same.count && !weeks.contains(nil) ? same : nil
    }
    guard Set(same.map(\.heading.unit)).count == same.count, !same.contains(where: { $0.heading.unit == nil }),
      var annual = same.first(where: { $0.heading.unit == .annual })
    else { return nil }
    annual.checks = same.filter { $0.index != annual.index }
    return [annual]
  }
}

extension FeeHeading {
  /// "Agreed fee", "Contract value": a usual heading that says no more than `FinanceWords` knows.
  init(plain heading: Heading) {
    let meaning = FinanceWords.meaning(heading)
    (unit, weeks, tax, speaksOfMoney) = (meaning?.unit, meaning?.weeks, meaning?.tax, true)
  }

  /// Stay, band and financial year are what tells fees of one row apart.
  func isSamePlace(as other: FeeHeading) -> Bool { stay == other.stay && band == other.band && year == other.year }
}
