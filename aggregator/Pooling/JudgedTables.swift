import Estimation
import Forecasting
import Marginals
import ReleaseProtocol
import Vocabulary

/// One message's tables as `Plausibility` looks at them, from what was released alone.
struct JudgedTables {
  let borough: String
  let censusYear: Int
  let layout: PlanLayout
  let tables: BoroughTables
  let sums: BoroughSums
  private let stock: StockTables
  /// Tables of quarter days, each by itself.
  let apart: [DaySeries]

  /// Nil for a plan that no figures are made by.
  init?(_ message: ReleaseMessage, _ plan: LaidOutPlan) {
    guard let layout = try? plan.layout.get(),
      let tables = try? BoroughTables(borough: message.borough, message: message, layout: layout)
    else { return nil }
    (borough, censusYear) = (message.borough, plan.plan.censusYear)
    (self.layout, self.tables, sums) = (layout, tables, BoroughSums(tables))
    apart = layout.quarters?.apart(message) ?? []
    stock = layout.stockTables(later: tables.flows[1], released: layout.stock.map { message.tables[$0.place].cells })
  }

  var plans: Estimate { sums.plans }

  /// A centred sum Σ(c − C/2) over n persons is at most n·C/2 from zero.
  var isBeyondCap: Bool {
    let sectors = Sector.allCases.count
    func isBeyond(_ persons: Estimate, _ pence: Estimate, _ cap: Double) -> Bool {
      let most = max(0, persons.value + Plausibility.noiseErrors * persons.variance.squareRoot()) * cap / 2
      return pence.isFar(from: -most...most)
    }
    let cells = tables.persons.indices.contains { cell in
      isBeyond(
        Estimate(value: Double(tables.persons[cell]), variance: layout.personsVariance),
        Estimate(value: Double(tables.pence[cell]), variance: layout.penceVariance[cell % sectors]),
        layout.caps[cell % sectors])
    }
    return cells || (0..<sectors).contains { sector in
      isBeyond(sums.persons[sector], sums.pence[sector], layout.caps[sector])
        || sums.bySector.cells.indices.contains(sector) && sums.persons[sector].exceeds(sums.bySector.cells[sector])
    }
  }

  /// Whether tables that are about the same plans differ by more than their noise.
  var disagree: Bool {
    for (flow, variances) in zip(tables.flows, [layout.earlier, layout.later]) {
      let needs = Need.allCases.count
      let variance = Double(needs) * variances.crossVariance + variances.marginVariance
      for row in flow.margin.indices {
        let sum = flow.cross[row * needs..<(row + 1) * needs].reduce(0.0) { $0 + Double($1) }
        if Estimate(value: sum - Double(flow.margin[row]), variance: variance).isFar(from: 0...0) { return true }
      }
    }
    if costsDisagree || quartersDisagree || contrastsDisagree { return true }
    let phases = stock.byPhase.compactMap { Self.sums($0, of: .total) }
    for tables in stock.byPhase {
      for marginal in [Marginal.total, StockEstimate.need] where Self.differ(Self.sums(tables, of: marginal) ?? []) {
        return true
      }
    }
    // Tables without phases against the flow table, over all phases.
    guard let all = phases.compactMap(\.first?.first).reduced else { return false }
    return Self.differ([[all]] + (Self.sums(stock.withoutPhase, of: .total) ?? []))
  }

  /// Along each axis contrasts cancel out: their sums are noise alone.
  private var contrastsDisagree: Bool {
    zip(layout.stock, tables.released).contains { statistic, cells in
      guard statistic.form == .contrasts else { return false }
      let table = layout.plan.statistics[statistic.place]
      return zip(table.axes, table.strides).contains { axis, stride in
        let count = axis.labels.count
        return cells.indices.contains { first in
          guard first / stride % count == 0 else { return false }
          let sum = (0..<count).reduce(0.0) { $0 + Double(cells[first + $1 * stride]) }
          return Estimate(value: sum, variance: Double(count) * statistic.variance).isFar(from: 0...0)
        }
      }
    }
  }

  /// A marginal of every table of counts that has it, by table.
  private static func sums(_ tables: [MeasuredTable], of marginal: Marginal) -> [[Estimate]]? {
    tables.filter { $0.form == .counts }.compactMap { table in
      let (needs, sectors) = (table.marginal.has(0), table.marginal.has(1))
      guard marginal == .total || needs else { return nil }
      let columns = sectors ? Sector.allCases.count : 1
      let groups = marginal == .total ? [Array(table.cells.indices)] : Need.allCases.indices.map { need in
        Array(need * columns..<(need + 1) * columns)
      }
      return groups.map { cells in
        Estimate(
          value: cells.reduce(0) { $0 + table.cells[$1] }, variance: Double(cells.count) * table.variance)
      }
    }
  }

  private static func differ(_ tables: [[Estimate]]) -> Bool {
    guard let first = tables.first else { return false }
    return tables.dropFirst().contains { other in
      zip(first, other).contains { a, b in
        Estimate(value: a.value - b.value, variance: a.variance + b.variance).isFar(from: 0...0)
      }
    }
  }

  /// Against the same January where it is published, else against the latest one before.
  func isFar(from totals: PublishedTotals) -> Bool {
    for years in 0...Allowance.mostYears {
      let january = censusYear - years
      let stock = totals.stock(borough, january: january)
      guard let all = stock.all else { continue }
      // A figure that is known to be wrong says nothing.
      guard totals.faults(borough, january: january).isEmpty else { continue }
      if years > 0 {
        let change = Allowance.plans(years)
        return plans.isFar(from: all * change.lowerBound...all * change.upperBound)
      }
      func isFar(_ estimate: Estimate, _ published: Double, _ allowance: (share: Double, plans: Double)) -> Bool {
        let room = published * allowance.share + allowance.plans
        return estimate.isFar(from: published - room...published + room)
      }
      let parts = zip(
        [sums.byPhase, sums.byNeed, sums.bySector.cells], [stock.phases, stock.needs, stock.sectors])
      return isFar(plans, all, Allowance.total)
        || parts.contains { estimates, published in
          zip(estimates, published ?? []).contains { isFar($0, $1, Allowance.part) }
        }
    }
    return false
  }

  /// Against the borough's earlier release, and the latest January against the one before in the message itself.
  func jumps(from earlier: ReleaseMeasure?) -> Bool {
    let before = held(tables.flows[0], layout.earlier)
    if held(tables.flows[1], layout.later).isFar(from: before, times: Allowance.plans(1)) || quartersJump { return true }
    guard let earlier, (0...Allowance.mostYears).contains(censusYear - earlier.censusYear) else { return false }
    let years = censusYear - earlier.censusYear
    return plans.isFar(from: earlier.plans, times: Allowance.plans(years))
      || cost.isFar(from: earlier.cost, times: Allowance.costs(years))
  }

  private func held(_ flows: ReleasedFlows, _ place: PlanLayout.Flow) -> Estimate {
    var flow = flows.fitted() ?? FlowCounts()  // same shape as the released table, which has been checked
    FlowFit.fit(&flow, to: [])
    let held: [FlowStatus] = [.stay, .new, .transferredIn]
    let variances = FlowFit.totalVariances(place, [])
    return held.reduce(into: Estimate()) { sum, status in
      var value = 0.0
      for age in AcademicAge.range { for need in Need.allCases.indices { value += flow[status, age, need] } }
      sum += Estimate(value: value, variance: variances[status.rawValue])
    }
  }

  var cost: Estimate {
    Sector.allCases.indices.reduce(into: Estimate()) { sum, sector in
      sum += Cost(persons: sums.persons[sector], centredPence: sums.pence[sector], cap: layout.caps[sector]).total
    }
  }
}

extension Estimate {
  /// Whether it is more than another by more than the noise of both.
  func exceeds(_ other: Estimate) -> Bool {
    Estimate(value: value - other.value, variance: variance + other.variance).isFar(from: -Double.infinity...0)
  }
}

extension [Estimate] {
  fileprivate var reduced: Estimate? { isEmpty ? nil : reduce(into: Estimate()) { $0 += $1 } }
}

extension PublishedStock {
  /// Plans in all, and by phase, need and sector, as far as tables tell.
  fileprivate var all: Double? { (sectors ?? needs)?.reduce(0, +) }
  fileprivate var phases: [Double]? {
    Self.sums(phaseNeed, Phase.allCases.count) { $0 / Need.allCases.count }
      ?? Self.sums(phaseSector, Phase.allCases.count) { $0 / Sector.allCases.count }
  }
  fileprivate var needs: [Double]? {
    Self.sums(phaseNeed, Need.allCases.count) { $0 % Need.allCases.count }
      ?? Self.sums(needSector, Need.allCases.count) { $0 / Sector.allCases.count }
  }
  fileprivate var sectors: [Double]? {
    Self.sums(phaseSector, Sector.allCases.count) { $0 % Sector.allCases.count }
      ?? Self.sums(needSector, Sector.allCases.count) { $0 % Sector.allCases.count }
  }

  private static func sums(_ table: [Int]?, _ count: Int, _ place: (Int) -> Int) -> [Double]? {
    table.map { table in
      var sums = [Double](repeating: 0, count: count)
      for (cell, value) in table.enumerated() { sums[place(cell)] += Double(value) }
      return sums
    }
  }
}
