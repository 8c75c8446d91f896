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
  /// Flow years before those of the tables, by borough like `tables`.
  let histories: [FlowHistory]
  /// Plans by phase, need and sector, by borough like `tables`.
  private let placements: [PlacementEstimate]
  let populations: [Population]
  /// Boroughs that sent nothing, known by published margins.
  let others: [PublicBorough]
  /// What is published of the needs of boroughs that sent, by code.
  private let needs: [String: PublicNeeds]
  /// Groups with at least one borough that sent tables, and positions of their boroughs: those that sent, then others.
  public let groups: [(group: Group, places: [Int])]

  public var censusYear: Int { layout.plan.censusYear }
  /// Boroughs that sent tables, and those known by published margins instead.
  public var coverage: (sent: Int, fromMargins: Int) { (tables.count, others.count) }
  public var lastYear: Int { censusYear + layout.plan.forecastYears - 1 }

  /// - Parameters:
  ///   - otherPlans: about the same, by which some of the messages may have been made.
  ///   - messages: at most one for each borough; `borough` is the authenticated sender.
  ///   - earlier: messages of boroughs about earlier censuses, of which all flow years are taken that a borough's later ones do
  ///     not tell of; of boroughs without a message in `messages` none. At most one for each borough and census.
  ///   - earlierPlans: by which those were made.
  ///   - margins: published margins: those of boroughs that sent nothing, and needs of the others to state what that costs.
  ///   - published: DfE's tables of the same January, to which flows and placements are fitted as in `LondonPicture`; and of new plans,
  ///     whose needs are taken for those of boroughs that sent nothing, where the margins have none.
  /// - Throws: what is wrong with plan or messages.
  public init(
    plan: ReleasePlan, others otherPlans: [ReleasePlan] = [], messages: [(borough: String, message: ReleaseMessage)],
    earlier: [(borough: String, message: ReleaseMessage)] = [], earlierPlans: [ReleasePlan] = [],
    population: PopulationFile, geography: Geography, margins: MarginsFile? = nil, published: PublishedTotals? = nil
  ) throws(PoolingError) {
    _ = try PlanLayouts.hashes((messages + earlier).map(\.message))
    let layouts = try PlanLayouts(plan, others: otherPlans)
    layout = layouts.main
    var tables: [BoroughTables] = []
    for (borough, message) in messages.sorted(by: { $0.borough < $1.borough }) {
      guard geography.borough(code: borough) != nil else { throw .unknownBorough(borough) }
      guard tables.last?.borough != borough else { throw .repeatedBorough(borough) }
      let own = layouts.layout(of: message)
      tables.append(try BoroughTables(borough: borough, message: message, layout: own, published: published))
    }
    histories = try Self.histories(tables, earlier, plans: earlierPlans, published: published)
    var populations: [Population] = []
    for table in tables {
      guard let own = population.population(of: table.borough) else { throw .missingPopulation(borough: table.borough) }
      populations.append(own)
    }
    let census = plan.censusYear
    let years = Set(histories.flatMap { $0.years.map(\.flows.year) } + [census - 1, census])
    let others = geography.boroughs.map(\.code).filter { code in !tables.contains { $0.borough == code } }
      .compactMap { code in
        population.population(of: code).flatMap {
          margins?.borough(
            code, censusYear: census, flowYears: [census - 1, census], earlier: years, population: $0)
        }
      }
      .map { other in other.knowing { published?.newPlans(other.code, calendarYear: $0 - 1) } }
    needs = tables.reduce(into: [:]) { needs, table in
      let code = table.borough
      needs[code] = PublicNeeds(
        held: margins?.held(code, january: census) ?? table.published.held,
        new: years.reduce(into: [:]) { new, year in
          new[year] = margins?.newNeeds(code, flowYear: year) ?? published?.newPlans(code, calendarYear: year - 1)
        })
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
    let (boroughs, counts) = counted(&source)
    return try model(of: boroughs, counts, window, lastYear: lastYear)
  }

  /// The same from what `counted` made.
  func model(
    of boroughs: [BoroughFlows], _ placed: [PlacementCounts], _ window: Window, lastYear: Int
  ) throws(ForecastError) -> (CohortModel, [PlacementShares]) {
    let model = try fit(boroughs, window, lastYear: lastYear).adding(others, published: needs)
    return (model, PlacementShares.fit(placed + others.map { _ in .none }))
  }

  /// What the boroughs sent, fitted; with noise drawn anew where there is a source.
  func counted(_ source: inout NormalSource?) -> (boroughs: [BoroughFlows], placements: [PlacementCounts]) {
    var boroughs: [BoroughFlows] = []
    var counts: [PlacementCounts] = []
    for (index, table) in tables.enumerated() {
      var (flows, placed) = (table.fitted, placements[index])
      if var own = source {
        if let drawn = table.redrawn(&own) { (flows, placed) = (drawn.flows, PlacementEstimate(drawn.stock)) }
        source = own
      }
      boroughs.append(
        BoroughFlows(
          code: table.borough, flows: Dictionary(uniqueKeysWithValues: zip(latest, flows)), population: populations[index]))
      counts.append(placed.counts)
    }
    // After the rest, so that a longer history does not change what is drawn for the latest years.
    for (index, history) in histories.enumerated() where !history.years.isEmpty {
      var flows = boroughs[index].flows
      for year in history.years { flows[year.flows.year] = year.redrawn(&source) }
      boroughs[index] = BoroughFlows(code: boroughs[index].code, flows: flows, population: populations[index])
    }
    return (boroughs, counts)
  }

  private func fit(
    _ boroughs: [BoroughFlows], _ window: Window, lastYear: Int
  ) throws(ForecastError) -> CohortModel {
    try requireWindow(window, boroughs)
    let variances = largestVariances(window.flowYears(censusYear: censusYear))
    return try .released(
      boroughs, censusYear: censusYear, lastYear: lastYear, cellVariance: variances.cell, marginVariance: variances.margin,
      settings: ModelSettings(window: window, takesShorterHistories: true))
  }

  /// Mean square errors, by group, because some boroughs are known by their margins only; nil where none is.
  /// - Parameters:
  ///   - members: positions of boroughs: those that sent, then others.
  ///   - seed: of the noise that is drawn anew.
  func rakingError(_ members: [[Int]], lastYear: Int, seed: UInt64) throws(ForecastError) -> [[Double]]? {
    guard !others.isEmpty, tables.count > 1 else { return nil }
    func counted(_ source: NormalSource?) -> RakingError.Tables {
      var source = source
      let (boroughs, placements) = self.counted(&source)
      return RakingError.Tables(boroughs, placements: placements, published: needs)
    }
    let error = try RakingError(
      counted(nil), redrawn: (1...3).map { counted(NormalSource(seed: seed &+ $0)) }, absent: others, groups: members
    ) { (some) throws(ForecastError) in
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
