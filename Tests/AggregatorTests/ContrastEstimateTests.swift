import Foundation
import Geography
import Marginals
import PublicData
import ReleaseProtocol
import Testing
import Vocabulary

@testable import Pooling

/// Boroughs that release contrasts of their plans: joined with everything else that tells of them, and no figure where
/// nothing else does.
struct ContrastEstimateTests {
  private static let world = PoolingWorld()
  private static let borough = "E09000007"
  private static let domain = Result { try PublicDomain(sizes: [5, 12, 6]) }
  private static let pairs = ["phase-need", "phase-sector", "need-sector"]

  /// The first plan with these tables of plans: counts or contrasts along axes, each at a price in hundredths.
  static func plan(_ tables: [(bound: Bound, axes: [PlanAxis], hundredths: Int64)]) throws -> ReleasePlan {
    let base = PoolingWorld.plan
    let stock = try tables.enumerated().map { place, table in
      try Statistic(
        id: "stock-2025-\(place)", kind: .stock, dataYear: 2025,
        axes: table.axes.map { try Axis(name: $0.rawValue, labels: $0.labels) }, bound: table.bound,
        rho: #require(Ratio(table.hundredths, 100)))
    }
    return try ReleasePlan(
      id: "with-contrasts", censusYear: 2025, forecastYears: 16, statistics: base.statistics.filter { $0.kind != .stock } + stock)
  }

  private static let all: [PlanAxis] = [.phase, .need, .sector]
  private static let alone: [(bound: Bound, axes: [PlanAxis], hundredths: Int64)] = [(.contrasts, all, 4)]
  private static let split: [(bound: Bound, axes: [PlanAxis], hundredths: Int64)] = [(.count, all, 1), (.contrasts, all, 3)]

  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let tables: [(bound: Bound, axes: [PlanAxis], hundredths: Int64)]
    /// Published pairs that are there.
    var published: [String] = []
  }

  static let cases = [
    Case(testDescription: "split, nothing published", tables: split),
    Case(testDescription: "split, all pairs published", tables: split, published: pairs),
    Case(testDescription: "split, need × sector missing", tables: split, published: ["phase-need", "phase-sector"]),
    Case(testDescription: "contrasts alone, all pairs published", tables: alone, published: pairs),
    Case(testDescription: "contrasts alone, need × sector missing", tables: alone, published: ["phase-need", "phase-sector"]),
    Case(
      testDescription: "pairs of counts, and contrasts of pairs and of all",
      tables: [(.count, [.need, .sector], 1), (.contrasts, [.phase, .sector], 1), (.contrasts, all, 1), (.contrasts, [.sector], 1)]),
  ]

  /// Every figure and its variance against least squares over all 360 cells.
  @Test(arguments: cases) func theClosedFormIsTheLeastSquaresSolution(_ this: Case) throws {
    let (layout, domain) = (try PlanLayout(Self.plan(this.tables)), try Self.domain.get())
    let message = Self.world.message(Self.borough, seed: 4, plan: layout.plan)
    let released = layout.stock.map { message.tables[$0.place].cells }
    let tables = layout.stockTables(later: layout.flows(of: message)[1], released: released)
    var published = this.published.isEmpty ? nil : try PublishedWorld.totals(Self.world)?.stock(Self.borough, january: 2025)
    if !this.published.contains("phase-need") { published?.phaseNeed = nil }
    if !this.published.contains("phase-sector") { published?.phaseSector = nil }
    if !this.published.contains("need-sector") { published?.needSector = nil }
    let ours = try StockEstimate(tables, published: published)
    let dense = try general(tables, published, layout, released)
    func same(_ own: () throws -> (cells: [Double], variance: Double), _ attributes: [Int], _ phase: Int? = nil) throws {
      let marginal = Marginal(attributes)
      guard var expected = try? dense.cells(of: marginal) else {
        #expect(throws: (any Error).self, "\(attributes)") { _ = try own() }
        return
      }
      let (cells, variance) = try own()
      if let phase { expected = Array(expected[phase * cells.count..<(phase + 1) * cells.count]) }
      #expect(zip(cells, expected).allSatisfy { ($0 - $1).magnitude < 1e-6 }, "\(attributes) \(phase ?? -1)")
      let one = try LinearFunctional.sum(domain, marginal) { labels in
        zip(attributes, labels).allSatisfy { attribute, label in attribute == 0 ? label == phase : label == 2 }
      }
      let exact = try dense.estimate(of: one).variance
      #expect((variance - exact).magnitude < 1e-7 * max(1, exact), "\(attributes): \(variance) for \(exact)")
    }
    for (marginal, attributes) in [
      (StockEstimate.needSector, [1, 2]), (StockEstimate.sector, [2]), (StockEstimate.need, [1]), (.total, [Int]()),
    ] {
      try same({ (try ours.all.cells(of: marginal), try ours.all.variances.cellVariance(of: marginal)) }, attributes)
      for (phase, node) in ours.phases.enumerated() {
        try same({ (try node.cells(of: marginal), try node.variances.cellVariance(of: marginal)) }, [0] + attributes, phase)
      }
    }
  }

  /// Everything in the general form, contrasts as they were released.
  private func general(
    _ tables: StockTables, _ published: PublishedStock?, _ layout: PlanLayout, _ released: [[Int64]]
  ) throws -> GeneralReconstruction {
    var measured = tables.byPhase[0].indices.map { place in
      let parts = tables.byPhase.map { $0[place] }
      return GeneralTable(
        Marginal([0] + parts[0].marginal.attributes.map { $0 + 1 }), cells: parts.flatMap(\.cells),
        variances: parts.flatMap { part in part.cells.map { _ in part.variance } })
    }
    for table in tables.withoutPhase where table.form == .counts {
      measured.append(
        GeneralTable(
          Marginal(table.marginal.attributes.map { $0 + 1 }), cells: table.cells, variances: table.cells.map { _ in table.variance }))
    }
    for (statistic, cells) in zip(layout.stock, released) {
      let table = layout.plan.statistics[statistic.place]
      guard table.bound == .contrasts else { continue }
      let attributes = table.axes.compactMap { axis in Self.all.firstIndex { $0.rawValue == axis.name } }
      measured.append(
        GeneralTable(
          Marginal(attributes), .contrasts, cells: cells.map(Double.init), variances: cells.map { _ in statistic.variance }))
    }
    var known: [KnownTable] = []
    if let table = published?.phaseNeed { known.append(KnownTable(Marginal([0, 1]), cells: table)) }
    if let table = published?.phaseSector { known.append(KnownTable(Marginal([0, 2]), cells: table)) }
    if let table = published?.needSector { known.append(KnownTable(Marginal([1, 2]), cells: table)) }
    return try GeneralReconstruction(Self.domain.get(), measured: measured, known: known)
  }

  private func picture(
    _ tables: [(bound: Bound, axes: [PlanAxis], hundredths: Int64)], _ totals: PublishedTotals?, seed: UInt64? = nil
  ) throws -> LondonPicture {
    let plan = try Self.plan(tables)
    let messages = PoolingWorld.geography.boroughs.map { borough in
      (borough: borough.code, message: Self.world.message(borough.code, seed: seed, plan: plan))
    }
    return try LondonPicture(
      plan: plan, messages: messages, population: PoolingWorld.population, geography: PoolingWorld.geography, published: totals,
      draws: 2)
  }

  /// Without noise contrasts and published pairs are the counts again, in every borough whose pairs are used. Newham's are
  /// not (a known fault), and of Newham nothing tells a sector: it is in no such figure, and coverage says so.
  @Test func aBoroughWithoutPublishedPairsIsInNoFigureThatNeedsThem() throws {
    let picture = try picture(Self.alone, PublishedWorld.totals(Self.world))
    let london = try #require(picture.group("london"))
    let figures = try #require(london.figures)
    #expect(figures.plans.coverage.received == 33 && figures.plansByPhaseNeed[0].coverage.received == 33)
    let others = london.group.members.filter { $0 != "E09000025" }
    for (place, table) in [
      figures.plansBySector, figures.plansByPhaseSector, figures.plansByNeedSector, figures.plansByPhaseNeedSector,
    ].enumerated() {
      #expect(table.count == [6, 30, 72, 360][place] && table.allSatisfy { $0.coverage == Coverage(received: 32, members: 33) })
    }
    for cell in [0, 100, 211, 359] {
      let truth = Self.world.truth("stock-2025", of: others) { $0 == cell }
      #expect((figures.plansByPhaseNeedSector[cell].released - truth).magnitude < 1e-6)
    }
    let json = picture.json(isRehearsal: true)
    let line = try #require(json.range(of: #""id":"plans-2025-MS","name":"Plans, January 2025, sector MS","geography":"london""#))
    #expect(json[line.upperBound...].prefix(600).contains(#""coverage":{"received":32,"members":33}"#))
    // 4.67 a borough: (4/5)(11/12)(5/6) of what the contrasts' noise comes to in a cell.
    let error = figures.plansByPhaseNeedSector[0].standardError
    #expect((error * error / 32 - 990_000.0 / (360 * 360) * 4 / 5 * 11 / 12 * 5 / 6).magnitude < 1e-9)
  }

  @Test func withoutAnyPublishedPairsContrastsAloneMakeNoFigureBySector() throws {
    let picture = try picture(Self.alone, nil, seed: 3)
    let figures = try #require(picture.group("london")?.figures)
    #expect(figures.plansBySector.isEmpty && figures.plansByPhaseSector.isEmpty && figures.plansByNeedSector.isEmpty)
    #expect(figures.plansByPhaseNeedSector.isEmpty && figures.plansByPhase.count == 5 && figures.plansByNeed.count == 12)
    #expect(figures.plans.standardError > 0 && figures.plans.coverage.received == 33)
    let csv = picture.csv(isRehearsal: true)
    func lines(_ id: String) -> Int { csv.components(separatedBy: "\"\(id)\",").count - 1 }
    #expect(lines("plans-2025-MS") == 0 && lines("cost-2025-MS") == 8 && lines("plans-2025-PRI") == 8)
    // A forecast by sector would be made up: it says that it is.
    let plan = try Self.plan(Self.alone)
    let pool = try ReleasedPool(
      plan: plan,
      messages: PoolingWorld.geography.boroughs.map { ($0.code, Self.world.message($0.code, seed: 3, plan: plan)) },
      population: PoolingWorld.population, geography: PoolingWorld.geography)
    #expect(pool.placementAssumption?.contains("not told at all") == true)
  }

  /// Both kinds of table: sectors everywhere, and less error in a cell of all three axes than counts for the same price.
  @Test func aSplitPlanSpeaksInEveryBorough() throws {
    let (split, counts) = (
      try picture(Self.split, PublishedWorld.totals(Self.world)),
      try picture([(.count, Self.all, 4)], PublishedWorld.totals(Self.world))
    )
    let (one, other) = (try #require(split.group("london")?.figures), try #require(counts.group("london")?.figures))
    for (own, theirs) in zip(one.plansByPhaseNeedSector, other.plansByPhaseNeedSector) {
      #expect(own.coverage.received == 33 && own.standardError < 0.9 * theirs.standardError)
      #expect((own.released - theirs.released).magnitude < 1e-6, "without noise they are the same")
    }
    let alone = try #require(try picture(Self.split, nil, seed: 3).group("london")?.figures)
    #expect(alone.plansBySector.count == 6 && alone.plansBySector.allSatisfy { $0.coverage.received == 33 && $0.standardError > 0 })
  }

  /// What a contrast's sums are is known: nothing but noise. A table of which that is not so is doubted; one below zero is not.
  @Test func contrastsThatDoNotCancelOutAreDoubted() throws {
    let plan = try Self.plan(Self.split)
    let judge = Plausibility(published: nil, population: nil)
    let right = Self.world.message(Self.borough, seed: 7, plan: plan)
    #expect(right.tables.last.map { $0.cells.contains { $0 < -5_000 } } == true)
    #expect(judge.doubts(about: right, plan: plan).isEmpty)
    for cell in [0, 100, 359] {
      let tables = right.tables.map { table in
        var cells = table.cells
        if table.statistic == "stock-2025-1" { cells[cell] += 40_000 }
        return NoisedTable(statistic: table.statistic, cells: cells, variance: table.variance)
      }
      let wrong = ReleaseMessage(
        borough: right.borough, censusYear: 2025, planID: right.planID, planSHA256: right.planSHA256, release: right.release,
        populationSHA256: right.populationSHA256, tables: tables, forecast: right.forecast)
      #expect(judge.doubts(about: wrong, plan: plan) == [.tablesDisagree], "\(cell)")
    }
  }

  @Test func contrastsByPhaseAndByAgeAreNotJoined() throws {
    let plan = try Self.plan([(.contrasts, Self.all, 1), (.contrasts, [.age, .sector], 1)])
    #expect(throws: PoolingError.self) { try LondonPicture.require(plan) }
    try LondonPicture.require(Self.plan([(.contrasts, [.age, .need, .sector], 1), (.contrasts, [.age, .sector], 1)]))
  }
}
