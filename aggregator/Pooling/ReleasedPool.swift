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
  /// Plans by phase, need and sector as they were released, and the variance of a cell, by borough like `tables`.
  private let stocks: [(cells: [Double], variance: Double)]
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
  ///   - published: DfE's tables of the same January, to which flows are fitted as in `LondonPicture`; placements are not.
  /// - Throws: what is wrong with plan or messages; `unsupportedPlan` for one without plans by phase, need and sector.
  public init(
    plan: ReleasePlan, others otherPlans: [ReleasePlan] = [], messages: [(borough: String, message: ReleaseMessage)],
    population: PopulationFile, geography: Geography, margins: MarginsFile? = nil, published: PublishedTotals? = nil
  ) throws(PoolingError) {
    _ = try PlanLayouts.hashes(messages.map(\.message))
    let layouts = try PlanLayouts(plan, others: otherPlans)
    layout = layouts.main
    guard layout.fullStock != nil else { throw .unsupportedPlan(missing: "stock by phase, need and sector") }
    var tables: [BoroughTables] = []
    var stocks: [(cells: [Double], variance: Double)] = []
    for (borough, message) in messages.sorted(by: { $0.borough < $1.borough }) {
      guard geography.borough(code: borough) != nil else { throw .unknownBorough(borough) }
      guard tables.last?.borough != borough else { throw .repeatedBorough(borough) }
      let own = layouts.layout(of: message)
      guard let stock = own.fullStock else { throw .unsupportedPlan(missing: "stock by phase, need and sector") }
      tables.append(try BoroughTables(borough: borough, message: message, layout: own, published: published))
      stocks.append((message.tables[stock.place].cells.map(Double.init), stock.variance))
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
    self.stocks = stocks
    self.populations = populations
    self.others = others
    let codes = tables.map(\.borough) + others.map(\.code)
    groups = geography.groups.compactMap { group in
      let places = codes.indices.filter { group.members.contains(codes[$0]) }
      return places.contains { $0 < tables.count } ? (group, places) : nil
    }
  }

  /// The model with the rates of a window, and shares of placements.
  /// - Parameter redrawn: with noise drawn anew, of the released variances, onto the released tables.
  func model(
    _ window: Window, lastYear: Int, redrawn source: inout NormalSource?
  ) throws(ForecastError) -> (CohortModel, [PlacementShares]) {
    var boroughs: [BoroughFlows] = []
    var counts: [PlacementCounts] = []
    for (index, table) in tables.enumerated() {
      var flows = table.fitted
      let stockVariance = stocks[index].variance
      var stock = stocks[index].cells
      if var own = source {
        for year in flows.indices { flows[year] = table.redrawn(year, &own) }
        let error = stockVariance.squareRoot()
        for cell in stock.indices { stock[cell] += error * own.next() }
        source = own
      }
      boroughs.append(
        BoroughFlows(
          code: table.borough, flows: [censusYear - 1: flows[0], censusYear: flows[1]], population: populations[index]))
      if let own = PlacementCounts(cells: stock, variance: stockVariance) { counts.append(own) }
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

  /// Mean square error of one borough that is known by its margins, from those that sent; nil where none is.
  func rakingError(lastYear: Int) throws(ForecastError) -> [Double]? {
    guard !others.isEmpty else { return nil }
    var boroughs: [BoroughFlows] = []
    var counts: [PlacementCounts] = []
    for (index, table) in tables.enumerated() {
      boroughs.append(
        BoroughFlows(
          code: table.borough, flows: [censusYear - 1: table.fitted[0], censusYear: table.fitted[1]],
          population: populations[index]))
      counts.append(PlacementCounts(cells: stocks[index].cells, variance: stocks[index].variance) ?? .none)
    }
    guard boroughs.count > 1 else { return nil }
    let all = [Array(boroughs.indices)]
    let error = try RakingError(boroughs, placements: counts, strata: all, absent: [others.count]) {
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
  func redrawn(_ place: Int, _ source: inout NormalSource) -> FlowCounts {
    var counts = flows[place].redrawn(&source)
    FlowFit.fit(&counts, to: published.ages[place])
    return counts
  }
}

extension ReleasedFlows {
  /// These tables plus fresh noise of the same variances, fitted again to their margins.
  fileprivate func redrawn(_ source: inout NormalSource) -> FlowCounts {
    let (crossError, marginError) = (crossVariance.squareRoot(), marginVariance.squareRoot())
    var (cross, margin) = (self.cross.map(Double.init), self.margin.map(Double.init))
    for cell in cross.indices { cross[cell] += crossError * source.next() }
    for cell in margin.indices { margin[cell] += marginError * source.next() }
    let fitted = MarginFit.combine(
      cross: cross, rows: margin.count, columns: Need.allCases.count, margin: margin, crossVariance: crossVariance,
      marginVariance: marginVariance)
    return FlowCounts(cells: fitted) ?? FlowCounts()  // same shape as the released table, which has been checked
  }
}
