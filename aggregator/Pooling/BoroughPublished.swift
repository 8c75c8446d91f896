import Forecasting
import Marginals
import ReleaseProtocol
import Vocabulary

/// Why DfE's published totals of a borough are used for it, or not.
public enum PublishedUse: Sendable, Equatable {
  case used
  /// No table holds the borough's January, by age or by setting.
  case notPublished
  /// The borough's published figures have a known fault.
  case fault(String)
  /// Published tables contradict each other.
  case disagree
  /// They lie too far from the noised ones for chance: the records are not those of the borough's return to DfE.
  case doesNotFit

  public var code: String {
    switch self {
    case .used: "used"
    case .notPublished: "not-published"
    case .fault(let code): "fault-\(code)"
    case .disagree: "tables-disagree"
    case .doesNotFit: "does-not-fit"
    }
  }
}

/// The published tables that a borough's noised ones are fitted to.
struct BoroughPublished: Sendable {
  var stock: PublishedStock?
  /// By flow year, as in the layout: groups of ages at its end; empty if not used.
  var ages: [[PublishedAgeGroup]] = [[], []]
  var use: PublishedUse = .notPublished

  static let nothing = BoroughPublished()

  private init() {}

  /// - Parameters:
  ///   - stock: the noised tables of the latest census day.
  ///   - flows: by flow year, fitted to their margins.
  init(
    _ totals: PublishedTotals, borough: String, layout: PlanLayout, stock tables: StockTables, flows: [FlowCounts]
  ) {
    let year = layout.plan.censusYear
    for (index, flow) in [layout.earlier, layout.later].enumerated() {
      let january = year - 1 + index
      guard totals.faults(borough, january: january).isEmpty else { continue }
      let groups = totals.stock(borough, january: january).ages
      if !groups.isEmpty, FlowFit.fits(flows[index], flow, groups) { ages[index] = groups }
    }
    if let fault = totals.faults(borough, january: year).first {
      use = .fault(fault)
      return
    }
    let published = totals.stock(borough, january: year)
    if published.isEmpty { return }
    use = Self.use(of: published, tables)
    // Either the plans are other children's or they are not: flows are not fitted to what the stock is not.
    if use == .used { stock = published } else { ages[1] = [] }
  }

  private static func use(of published: PublishedStock, _ tables: StockTables) -> PublishedUse {
    do {
      _ = try StockEstimate(tables, published: published)
      return published.agrees ? try StockEstimate.fits(tables, published) ? .used : .doesNotFit : .disagree
    } catch {
      return .disagree
    }
  }

  /// Plans on the latest census day by age and need, 26 × 12, a group of ages at its first age; nil if not used.
  var held: [Double]? {
    guard let groups = ages.last, !groups.isEmpty else { return nil }
    var cells = [Double](repeating: 0, count: AcademicAge.count * Need.allCases.count)
    for group in groups {
      for (need, plans) in group.needs.enumerated() {
        cells[group.ages.lowerBound * Need.allCases.count + need] += Double(plans)
      }
    }
    return cells
  }
}

extension PublishedStock {
  /// Whether the tables give the same sums of what they share. Those of one phase are compared by the reconstruction.
  var agrees: Bool {
    guard let needSector else { return true }
    func sums(_ table: [Int]?, _ count: Int, _ place: (Int) -> Int) -> [Int]? {
      table.map { table in
        var sums = [Int](repeating: 0, count: count)
        for (cell, value) in table.enumerated() { sums[place(cell)] += value }
        return sums
      }
    }
    let (needs, sectors) = (Need.allCases.count, Sector.allCases.count)
    let byNeed = sums(phaseNeed, needs) { $0 % needs }
    let bySector = sums(phaseSector, sectors) { $0 % sectors }
    return (byNeed == nil || byNeed == sums(needSector, needs) { $0 / sectors })
      && (bySector == nil || bySector == sums(needSector, sectors) { $0 % sectors })
  }
}
