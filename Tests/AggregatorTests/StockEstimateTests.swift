import Foundation
import Geography
import Marginals
import PublicData
import ReleaseProtocol
import TestSupport
import Testing
import Vocabulary

@testable import Pooling

/// The best estimate of a borough's plans from every table that tells of them, against least squares over all cells.
struct StockEstimateTests {
  private let world = PoolingWorld()
  private static let borough = "E09000007"
  /// phase × need × sector.
  private static let domain = Result { try PublicDomain(sizes: [5, 12, 6]) }

  private func stock(_ published: Bool) throws -> (StockTables, PublishedStock?) {
    let layout = try PlanLayout(PoolingWorld.plan)
    let message = world.message(Self.borough, seed: 4)
    let flows = try BoroughTables(borough: Self.borough, message: message, layout: layout).flows
    let totals = published ? try PublishedWorld.totals(world) : nil
    let released = layout.stock.map { message.tables[$0.place].cells }
    return (
      layout.stockTables(later: flows[1], released: released), totals?.stock(Self.borough, january: 2025)
    )
  }

  /// The same tables in the general form: over all phases at once, with the variance of each phase's cells.
  private func general(_ tables: StockTables, _ published: PublishedStock?) throws -> GeneralReconstruction {
    var measured: [GeneralTable] = []
    for place in tables.byPhase[0].indices {
      let parts = tables.byPhase.map { $0[place] }
      measured.append(
        GeneralTable(
          Marginal([0] + parts[0].marginal.attributes.map { $0 + 1 }), cells: parts.flatMap(\.cells),
          variances: parts.flatMap { part in part.cells.map { _ in part.variance } }))
    }
    for table in tables.withoutPhase {
      measured.append(
        GeneralTable(
          Marginal(table.marginal.attributes.map { $0 + 1 }), cells: table.cells,
          variances: table.cells.map { _ in table.variance }))
    }
    var known: [KnownTable] = []
    if let table = published?.phaseNeed { known.append(KnownTable(Marginal([0, 1]), cells: table)) }
    if let table = published?.phaseSector { known.append(KnownTable(Marginal([0, 2]), cells: table)) }
    if let table = published?.needSector { known.append(KnownTable(Marginal([1, 2]), cells: table)) }
    return try GeneralReconstruction(Self.domain.get(), measured: measured, known: known)
  }

  /// Which published tables there are: none, all, and each left out once.
  @Test(arguments: [nil, 0, 1, 2, 3] as [Int?]) func theClosedFormIsTheLeastSquaresSolution(without: Int?) throws {
    var (tables, published) = try stock(without != nil)
    if without == 1 { published?.phaseNeed = nil }
    if without == 2 { published?.phaseSector = nil }
    if without == 3 { published?.needSector = nil }
    // A table without phase, too.
    tables.withoutPhase = [
      MeasuredTable(StockEstimate.needSector, cells: (0..<72).map { 20 + Double($0 * 7 % 31) }, variance: 13)
    ]
    let domain = try Self.domain.get()
    let ours = try StockEstimate(tables, published: published)
    let dense = try general(tables, published)
    for (marginal, cells) in [
      ([0, 1, 2], try ours.phases.flatMap { try $0.cells(of: StockEstimate.needSector) }),
      ([0, 1], try ours.phases.flatMap { try $0.cells(of: StockEstimate.need) }),
      ([1, 2], try ours.all.cells(of: StockEstimate.needSector)), ([], try ours.all.cells(of: .total)),
    ] {
      let expected = try dense.cells(of: Marginal(marginal))
      #expect(zip(cells, expected).allSatisfy { ($0 - $1).magnitude < 1e-6 }, "\(marginal)")
    }
    // One cell of each table has the variance of all cells of its phase.
    for (phase, node) in ours.phases.enumerated() {
      for (marginal, attributes) in [
        (StockEstimate.needSector, [0, 1, 2]), (StockEstimate.need, [0, 1]), (StockEstimate.sector, [0, 2]), (.total, [0]),
      ] {
        let one = try LinearFunctional.sum(domain, Marginal(attributes)) { labels in
          labels[0] == phase && labels.dropFirst().allSatisfy { $0 == 2 }
        }
        let expected = try dense.estimate(of: one).variance
        #expect((try node.variances.cellVariance(of: marginal) - expected).magnitude < 1e-7, "\(phase) \(attributes) \(expected)")
      }
    }
    for (marginal, attributes) in [(StockEstimate.need, [1]), (StockEstimate.sector, [2]), (.total, [Int]())] {
      let one = try LinearFunctional.sum(domain, Marginal(attributes)) { $0.allSatisfy { $0 == 2 } }
      let expected = try dense.estimate(of: one).variance
      #expect((try ours.all.variances.cellVariance(of: marginal) - expected).magnitude < 1e-7, "\(attributes) \(expected)")
    }
  }

  @Test func publishedTablesAreReadAsTheyAre() throws {
    let totals = try #require(try PublishedWorld.totals(world))
    let stock = totals.stock(Self.borough, january: 2025)
    let cells = (world.exact[Self.borough]?["stock-2025"] ?? []).map { Int($0) }
    func sums(_ count: Int, _ place: (Int) -> Int) -> [Int] {
      var sums = [Int](repeating: 0, count: count)
      for (cell, value) in cells.enumerated() { sums[place(cell)] += value }
      return sums
    }
    #expect(stock.phaseNeed == sums(60) { $0 / 6 })
    #expect(stock.phaseSector == sums(30) { $0 / 72 * 6 + $0 % 6 })
    #expect(stock.needSector == sums(72) { $0 % 72 })
    // Nobody is under 3 there, so those ages have no row.
    #expect(stock.ages.first?.ages == 3...3 && stock.ages.suffix(3).allSatisfy { $0.needs.allSatisfy { $0 == 0 } })
    #expect(stock.ages.flatMap { Array($0.ages) }.sorted() == Array(0...25))
    #expect(totals.stock(Self.borough, january: 2024).isEmpty && totals.stock(Self.borough, january: 2024).ages.isEmpty)
  }

  /// DfE's own release of 2025: every borough's tables are read, and give the same sums of what they share.
  @Test(.enabled(if: SharedFiles.path("data/ees2025_caseload_london.csv") != nil, "needs the shared files"))
  func theRealTablesOfAllBoroughsFitEachOther() throws {
    let tables = try ["caseload", "sen_needs_all_plans"].map { name in
      let path = try #require(SharedFiles.path("data/ees2025_\(name)_london.csv"))
      return try PublishedTable(parsing: [UInt8](try #require(FileManager.default.contents(atPath: path))))
    }
    let totals = try #require(PublishedTotals(tables))
    let noised = try stock(false).0
    for borough in PoolingWorld.geography.boroughs {
      let published = totals.stock(borough.code, january: 2025)
      #expect(published.phaseNeed != nil && published.phaseSector != nil && published.needSector != nil, "\(borough.name)")
      #expect(published.agrees, "\(borough.name)")
      #expect(throws: Never.self, "\(borough.name)") { try StockEstimate(noised, published: published) }
    }
    // In 2024 ages and settings are published, needs are not; Hackney's are symbols.
    #expect(totals.stock("E09000007", january: 2024).phaseSector != nil)
    #expect(totals.stock("E09000012", january: 2024).isEmpty)
  }

  private func picture(_ totals: PublishedTotals?, seed: UInt64? = 8) throws -> LondonPicture {
    try LondonPicture(
      plan: PoolingWorld.plan, messages: world.messages(seed: seed), population: PoolingWorld.population,
      geography: PoolingWorld.geography, published: totals, draws: 2)
  }

  /// Newham's published January 2025 has a known fault, so its tables stay noised, and London with it.
  @Test func publishedTotalsMakeFiguresExactForBoroughsWhoseReturnsAreWhole() throws {
    let with = try picture(PublishedWorld.totals(world))
    let without = try picture(nil)
    let use = try #require(with.source.published)
    #expect(use.notUsed == [.init(borough: "E09000025", use: .fault("newham-2025-incomplete"))])
    let exact = try #require(with.group("SWL")?.figures)
    let members = PoolingWorld.geography.group(id: "SWL")?.members ?? []
    let truth = world.truth("stock-2025", of: members)
    #expect(exact.plans.released == truth && exact.plans.standardError == 0 && !exact.plans.isUnreliable)
    for figures in [exact.plansByPhaseNeed, exact.plansByPhaseSector, exact.plansByNeedSector] {
      #expect(figures.allSatisfy { $0.standardError < 1e-9 })
    }
    let london = try #require(with.group("london")?.figures)
    let noisy = try #require(without.group("london")?.figures)
    // What one borough of 33 leaves, within a tenth.
    #expect((london.plans.standardError * 33.0.squareRoot() / noisy.plans.standardError - 1).magnitude < 1e-9)
    // What is left is the noise of the third order: (4/5)(11/12)(5/6) of the stock table's.
    let cell = 10.0 * 4 / 5 * 11 / 12 * 5 / 6
    let expected = (Double(members.count) * cell).squareRoot()
    #expect((exact.plansByPhaseNeedSector[100].standardError - expected).magnitude < 1e-9)
    // Flows: seven tenths of the variance of new plans, which the stock table lowers without published totals; of those who
    // left all.
    let (better, before) = (exact.flows[1], try #require(without.group("SWL")?.figures).flows[1])
    #expect((better.new.standardError / before.new.standardError).magnitude < 0.84)
    #expect(better.left.standardError == before.left.standardError)
    #expect(exact.flows[0].new.standardError == exact.flows[0].left.standardError)
  }

  /// Records and published figures of other plans are never joined: the noised tables stand alone, and the picture says so.
  @Test func whatIsPublishedOfOtherPlansIsNotUsed() throws {
    let picture = try picture(PublishedWorld.totals(world, scale: ["E09000003": 92, "E09000007": 60]))
    let use = try #require(picture.source.published).notUsed
    #expect(use.map(\.borough) == ["E09000003", "E09000007", "E09000025"])
    #expect(use.prefix(2).allSatisfy { $0.use == .doesNotFit })
    let alone = try self.picture(nil)
    let group = try #require(PoolingWorld.geography.groups.first { $0.members.contains("E09000007") && $0.members.count < 8 })
    let (a, b) = (try #require(picture.group(group.id)?.figures), try #require(alone.group(group.id)?.figures))
    #expect(a.plans.standardError > 0 && a.plans.standardError < b.plans.standardError)
  }

  @Test func publishedTablesThatContradictEachOtherAreNotUsed() throws {
    let picture = try picture(PublishedWorld.totals(world, shift: 3))
    let use = try #require(picture.source.published)
    #expect(use.boroughs.filter { $0.use == .disagree }.count >= 31)
    let without = try self.picture(nil)
    #expect(picture.group("SEL")?.figures?.plans == without.group("SEL")?.figures?.plans)
  }

  @Test func theJSONSaysWhoseTotalsAreUsed() throws {
    let json = try picture(PublishedWorld.totals(world)).json(isRehearsal: true)
    #expect(json.contains(#""published":{"sha256":["dddd"#) && json.contains(#"{"borough":"E09000025","use":"fault-newham-2025-incomplete"}"#))
    #expect(try picture(nil).json(isRehearsal: true).contains(#""published":false"#))
  }
}
