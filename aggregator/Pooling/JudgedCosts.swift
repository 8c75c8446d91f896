import Estimation
import ReleaseProtocol
import Vocabulary

/// Whether a message's tables of costs can be about the same persons.
extension JudgedTables {
  /// Bands of cost, by sector where the plan tells it, against persons with a cost and against the sum of their costs;
  /// clamped persons against both.
  var costsDisagree: Bool {
    let spread = sums.spread
    for (sector, bands) in spread.bySector.enumerated() {
      let cap = layout.caps[sector]
      if bands.differ(from: sums.persons[sector]) || bands.cannotCost(sums.pence[sector], cap: cap) { return true }
      if spread.clampedBoroughs > 0, bands.holdFewer(than: spread.above[sector], from: cap) { return true }
      if spread.clampedBoroughs > 0, spread.below[sector].exceeds(bands.count(from: 0, to: 1)) { return true }
    }
    if spread.bySector.isEmpty, let all = spread.all, all.differ(from: sums.persons.total) { return true }
    return spread.clampedBoroughs > 0
      && Sector.allCases.indices.contains { sector in
        [spread.below[sector], spread.above[sector]].total.exceeds(sums.persons[sector])
      }
  }
}

extension BandedCounts {
  /// Persons in the bands from one up to below another.
  fileprivate func count(from first: Int, to end: Int) -> Estimate {
    (first..<end).reduce(into: Estimate()) { $0 += Estimate(value: counts[$1], variance: variances[$1]) }
  }

  fileprivate func differ(from persons: Estimate) -> Bool {
    let all = count(from: 0, to: counts.count)
    return Estimate(value: all.value - persons.value, variance: all.variance + persons.variance).isFar(from: 0...0)
  }

  /// Whether fewer persons are in the bands that reach the cap than were clamped to it. Amounts that equal the cap are in
  /// these bands and were not clamped, so there may be more.
  fileprivate func holdFewer(than clamped: Estimate, from cap: Double) -> Bool {
    guard let first = edges.lastIndex(where: { Double($0) <= cap }) else { return false }
    return clamped.exceeds(count(from: first, to: counts.count))
  }

  /// Whether persons of these bands, each clamped to 0…cap, can't cost the centred sum Σ(c − C/2): each adds something
  /// between what the lower and what the upper edge of its band would.
  fileprivate func cannotCost(_ centred: Estimate, cap: Double) -> Bool {
    func sum(_ edge: (Int) -> Double) -> Estimate {
      counts.indices.reduce(into: Estimate()) { sum, band in
        sum += Estimate(value: counts[band], variance: variances[band]).scaled(by: min(edge(band), cap) - cap / 2)
      }
    }
    let least = sum { Double(edges[$0]) }
    let most = sum { $0 + 1 < edges.count ? Double(edges[$0 + 1]) : cap }
    return least.exceeds(centred) || centred.exceeds(most)
  }
}

extension [Estimate] {
  fileprivate var total: Estimate { reduce(into: Estimate()) { $0 += $1 } }
}
