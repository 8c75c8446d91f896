import Estimation
import ReleaseProtocol
import Vocabulary

/// How the yearly costs of persons are spread, and how many were clamped, over those boroughs whose plan releases it.
struct CostSpread {
  /// Boroughs behind the clamped, and behind the bands.
  private(set) var clampedBoroughs = 0
  private(set) var bandedBoroughs = 0
  /// By sector: persons whose cost counts as 0, as the cap; and persons with a cost in the same boroughs.
  private(set) var below = [Estimate](repeating: Estimate(), count: Sector.allCases.count)
  private(set) var above = [Estimate](repeating: Estimate(), count: Sector.allCases.count)
  private(set) var persons = [Estimate](repeating: Estimate(), count: Sector.allCases.count)
  /// Persons by bands of their cost: all, by sector, by phase. Nil or empty where no table tells them.
  private(set) var all: BandedCounts?
  private(set) var bySector: [BandedCounts] = []
  private(set) var byPhase: [BandedCounts] = []

  init() {}

  init(_ tables: BoroughTables, persons: [Estimate]) {
    let plan = tables.layout.plan
    if let place = tables.layout.clamped, let cells = tables.clamped {
      clampedBoroughs = 1
      self.persons = persons
      let statistic = plan.statistics[place]
      for (cell, count) in cells.enumerated() {
        guard let sector = statistic.place(cell: cell, along: PlanAxis.sector.rawValue) else { continue }
        let estimate = Estimate(value: Double(count), variance: statistic.variances[0].value)
        if cell % statistic.gateCells == 0 { below[sector] += estimate } else { above[sector] += estimate }
      }
    }
    if let place = tables.layout.bands, let cells = tables.bands {
      bandedBoroughs = 1
      let statistic = plan.statistics[place]
      all = Self.bands(statistic, cells, along: nil).first
      bySector = Self.bands(statistic, cells, along: .sector)
      byPhase = Self.bands(statistic, cells, along: .phase)
    }
  }

  /// Histograms by the labels of an axis; one of everybody without an axis, none if the table lacks it.
  private static func bands(_ statistic: Statistic, _ cells: [Int64], along axis: PlanAxis?) -> [BandedCounts] {
    guard case .banded(let edges) = statistic.bound else { return [] }
    if let axis, !statistic.axes.contains(where: { $0.name == axis.rawValue }) { return [] }
    let rows = axis?.labels.count ?? 1
    var counts = [[Double]](repeating: [Double](repeating: 0, count: edges.count), count: rows)
    var summed = counts
    for (cell, count) in cells.enumerated() {
      let row = axis.flatMap { statistic.place(cell: cell, along: $0.rawValue) } ?? 0
      counts[row][cell % edges.count] += Double(count)
      summed[row][cell % edges.count] += 1
    }
    let variance = statistic.variances[0].value
    return zip(counts, summed).compactMap { counts, summed in
      // Never nil: the protocol has checked the edges.
      try? BandedCounts(edges: edges, counts: counts, variances: summed.map { $0 * variance })
    }
  }

  mutating func add(_ other: CostSpread) {
    clampedBoroughs += other.clampedBoroughs
    for sector in below.indices {
      below[sector] += other.below[sector]
      above[sector] += other.above[sector]
      persons[sector] += other.persons[sector]
    }
    guard other.bandedBoroughs > 0 else { return }
    guard bandedBoroughs > 0 else {
      (bandedBoroughs, all, bySector, byPhase) = (other.bandedBoroughs, other.all, other.bySector, other.byPhase)
      return
    }
    // Bands of other edges don't add: nothing is then said of the group.
    bandedBoroughs += other.bandedBoroughs
    all = all.flatMap { all in other.all.flatMap { try? all.adding($0) } }
    bySector = Self.sum(bySector, other.bySector)
    byPhase = Self.sum(byPhase, other.byPhase)
  }

  private static func sum(_ a: [BandedCounts], _ b: [BandedCounts]) -> [BandedCounts] {
    guard a.count == b.count else { return [] }
    let sums = zip(a, b).compactMap { try? $0.adding($1) }
    return sums.count == a.count ? sums : []
  }
}
