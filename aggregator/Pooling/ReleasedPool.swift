import Estimation
import Forecasting
public import Geography
public import PublicData
public import ReleaseProtocol
import Vocabulary

/// Released tables of the boroughs that sent some, ready for the model of the forecast.
public struct ReleasedPool: Sendable {
  let layout: PlanLayout
  let tables: [BoroughTables]
  /// Plans by phase, need and sector, by borough like `tables`.
  private let placements: [PlacementEstimate]
  let populations: [Population]
  /// Boroughs that sent nothing, known by published margins.
  let others: [PublicBorough]
  /// Groups with at least one borough that sent tables, and positions of their boroughs: those that sent, then others.
  public let groups: [(group: Group, places: [Int])]

  public var censusYear: Int { layout.plan.censusYear }
  public var lastYear: Int { censusYear + layout.plan.forecastYears - 1 }
  /// Flow years in every message.
  public var flowYears: Set<Int> { [censusYear - 1, censusYear] }

  /// - Parameters:
  ///   - otherPlans: about the same, by which some of the messages may have been made.
  ///   - messages: at most one for each borough; `borough` is the authenticated sender.
  ///   - margins: published margins, of which those of boroughs that sent nothing are used.
  ///   - published: DfE's tables of the same January, to which flows and placements are fitted as in `LondonPicture`.
  /// - Throws: what is wrong with plan or messages.
  public init(
    plan: ReleasePlan, others otherPlans: [ReleasePlan] = [], messages: [(borough: String, message: ReleaseMessage)],
    population: PopulationFile, geography: Geography, margins: MarginsFile? = nil, published: PublishedTotals? = nil
  ) throws(PoolingError) {
    _ = try PlanLayouts.hashes(messages.map(\.message))
    let layouts = try PlanLayouts(plan, others: otherPlans)
    layout = layouts.main
    var tables: [BoroughTables] = []
    for (borough, message) in messages.sorted(by: { $0.borough < $1.borough }) {
      guard geography.borough(code: borough) != nil else { throw .unknownBorough(borough) }
      guard tables.last?.borough != borough else { throw .repeatedBorough(borough) }
      let own = layouts.layout(of: message)
      tables.append(try BoroughTables(borough: borough, message: message, layout: own, published: published))
    }
    var populations: [Population] = []
    for table in tables {
      guard let own = population.population(of: table.borough) else { throw .missingPopulation(borough: table.borough) }
      populations.append(own)
    }
    let census = plan.censusYear
    let others = geography.boroughs.map(\.code).filter { code in !tables.contains { $0.borough == code } }
      .compactMap { code in
        population.population(of: code).flatMap {
          margins?.borough(code, censusYear: census, flowYears: [census - 1, census], population: $0)
        }
      }
    self.tables = tables
    placements = tables.map { PlacementEstimate($0.stock) }
    self.populations = populations
    self.others = others
    let codes = tables.map(\.borough) + others.map(\.code)
    groups = geography.groups.compactMap { group in
      let places = codes.indices.filter { group.members.contains(codes[$0]) }
      return places.contains { $0 < tables.count } ? (group, places) : nil
    }
  }

  /// What is assumed of placements because nothing released or published tells it; nil if nothing is.
  var placementAssumption: String? { placements.map(\.detail).min()?.assumption }

  /// The model with the rates of a window, and shares of placements.
  /// - Parameter redrawn: with noise drawn anew, of the released variances, onto the released tables.
  func model(
    _ window: Window, lastYear: Int, redrawn source: inout NormalSource?
  ) throws(ForecastError) -> (CohortModel, [PlacementShares]) {
    var boroughs: [BoroughFlows] = []
    var counts: [PlacementCounts] = []
    for (index, table) in tables.enumerated() {
      var (flows, placed) = (table.fitted, placements[index])
      if var own = source {
        (flows, placed) = table.redrawn(table.layout, &own) ?? (flows, placed)
        source = own
      }
      boroughs.append(
        BoroughFlows(
          code: table.borough, flows: [censusYear - 1: flows[0], censusYear: flows[1]], population: populations[index]))
      counts.append(placed.counts)
    }
    let model = try fit(boroughs, window, lastYear: lastYear).adding(others)
    return (model, PlacementShares.fit(counts + others.map { _ in .none }))
  }

  private func fit(
    _ boroughs: [BoroughFlows], _ window: Window, lastYear: Int
  ) throws(ForecastError) -> CohortModel {
    try .released(
      boroughs, censusYear: censusYear, lastYear: lastYear,
      cellVariance: tables.largestVariances.cell, marginVariance: tables.largestVariances.margin,
      settings: ModelSettings(window: window))
  }

  /// Mean square errors, by group, of the boroughs that are known by their margins, from those that sent; nil where none is.
  /// - Parameter members: positions of boroughs: those that sent, then others.
  func rakingError(_ members: [[Int]], lastYear: Int) throws(ForecastError) -> [[Double]]? {
    guard !others.isEmpty, tables.count > 1 else { return nil }
    var boroughs: [BoroughFlows] = []
    var counts: [PlacementCounts] = []
    for (index, table) in tables.enumerated() {
      boroughs.append(
        BoroughFlows(
          code: table.borough, flows: [censusYear - 1: table.fitted[0], censusYear: table.fitted[1]],
          population: populations[index]))
      counts.append(placements[index].counts)
    }
    let absent = members.map { group in group.filter { $0 >= tables.count }.map { $0 - tables.count } }
    let error = try RakingError(boroughs, placements: counts, absent: others, groups: absent) {
      (some) throws(ForecastError) in
      try fit(some, .standard, lastYear: lastYear)
    }
    return error.meanSquares
  }
}

extension [BoroughTables] {
  /// Of a cell and of a margin in any of the flow tables.
  var largestVariances: (cell: Double, margin: Double) {
    let flows = flatMap { [$0.layout.earlier, $0.layout.later] }
    return (flows.map(\.crossVariance).max() ?? 0, flows.map(\.marginVariance).max() ?? 0)
  }
}

extension BoroughTables {
  /// Flows of one year plus fresh noise of the released variances, fitted again, to what is published too.
  /// - Parameter place: in `flows`.
  func redrawn(_ place: Int, _ source: inout NormalSource) -> FlowCounts { fitted(flows[place].redrawn(&source), place) }

  private func fitted(_ flows: ReleasedFlows, _ place: Int) -> FlowCounts {
    var counts = flows.fitted() ?? FlowCounts()  // same shape as the released table, which has been checked
    FlowFit.fit(&counts, to: published.ages[place])
    return counts
  }

  /// Flows of all years, and plans by phase, need and sector, all with fresh noise.
  /// - Returns: nil never: published tables that fitted the released ones do not contradict each other.
  func redrawn(_ layout: PlanLayout, _ source: inout NormalSource) -> (flows: [FlowCounts], placed: PlacementEstimate)? {
    var drawn: [ReleasedFlows] = []
    for table in flows { drawn.append(table.redrawn(&source)) }
    var stock: [[Int64]] = []
    for (statistic, cells) in zip(layout.stock, released) { stock.append(cells.disturbed(statistic.variance, &source)) }
    guard
      let estimate = try? StockEstimate(
        layout.stockTables(later: drawn[drawn.count - 1], released: stock), published: published.stock)
    else { return nil }
    return (drawn.indices.map { fitted(drawn[$0], $0) }, PlacementEstimate(estimate))
  }
}

extension ReleasedFlows {
  /// These tables plus fresh noise of the same variances.
  fileprivate func redrawn(_ source: inout NormalSource) -> ReleasedFlows {
    let cross = cross.disturbed(crossVariance, &source)
    return ReleasedFlows(
      year: year, cross: cross, margin: margin.disturbed(marginVariance, &source), crossVariance: crossVariance,
      marginVariance: marginVariance)
  }
}

extension [Int64] {
  /// With noise in whole numbers, as it was drawn.
  fileprivate func disturbed(_ variance: Double, _ source: inout NormalSource) -> [Int64] {
    let deviation = variance.squareRoot()
    return map { $0 + Int64((deviation * source.next()).rounded()) }
  }
}
