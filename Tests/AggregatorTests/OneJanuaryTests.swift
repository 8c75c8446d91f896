import ForecastTables
import Forecasting
import Geography
import PublicData
import ReleaseProtocol
import Testing
import Vocabulary

@testable import Pooling

/// One January has one number: the plans that the page counts are those that every forecast begins with.
struct OneJanuaryTests {
  private static let world = PoolingWorld()

  /// Tables of two axes at a time: one of them has no phases, so that the phases' errors have something in common.
  private static let pairs = Result {
    let pairs = [["phase", "need"], ["phase", "sector"], ["need", "sector"]]
    return try PlanProposal.stock(
      base: .londonSend1, id: "london-pairs", domain: ["phase", "need", "sector"],
      wanted: pairs.map { .init(axes: $0, weight: try #require(Ratio(1, 1))) }, published: [], rho: #require(Ratio(1, 20)),
      missing: #require(Ratio(0, 1))
    ).plan
  }

  private func messages(_ plan: ReleasePlan) -> [(borough: String, message: ReleaseMessage)] {
    PoolingWorld.geography.boroughs.map { ($0.code, Self.world.message($0.code, seed: 4, plan: plan)) }
  }

  /// By all plans, phases and needs, in every area: with and without DfE's totals, and where these are of other children.
  @Test(arguments: [false, true], [nil, [:], ["E09000003": 130]] as [[String: Int]?])
  func aForecastBeginsWithThePlansThatAreShown(ofPairs: Bool, scale: [String: Int]?) throws {
    let plan = ofPairs ? try Self.pairs.get() : PoolingWorld.plan
    let published = try scale.flatMap { try PublishedWorld.totals(Self.world, scale: $0) }
    let (population, geography) = (PoolingWorld.population, PoolingWorld.geography)
    let messages = messages(plan)
    let picture = try LondonPicture(
      plan: plan, messages: messages, population: population, geography: geography, published: published, draws: 2)
    let pool = try ReleasedPool(
      plan: plan, messages: messages, population: population, geography: geography, published: published)
    let report = try pool.report(
      [], lastYear: 2026, settings: SimulationSettings(draws: 2), redraws: 2, isRehearsal: true)
    #expect(report.areas.count == picture.groups.count)
    for (place, group) in picture.groups.enumerated() {
      let (figures, outlook) = (try #require(group.figures), report.comparison.outcomes[0].outlooks[place])
      #expect((outlook.total(2025) - figures.plans.released).magnitude < 1e-6, "\(group.group.id)")
      for (phase, figure) in zip(Phase.allCases, figures.plansByPhase) {
        #expect((outlook.total(2025, phase: phase) - figure.released).magnitude < 1e-6, "\(group.group.id) \(phase)")
      }
      for (need, figure) in zip(Need.allCases, figures.plansByNeed) {
        #expect((outlook.total(2025, need: need) - figure.released).magnitude < 1e-6, "\(group.group.id) \(need)")
      }
    }
  }

  /// The stated error of new plans is that of the weights with which every released cell counts: each cell of a kind is moved
  /// by one, and what the new plans then move by is its weight.
  @Test(arguments: [false, true]) func theErrorOfNewPlansIsThatOfEverythingThatTells(ofPairs: Bool) throws {
    let plan = ofPairs ? try Self.pairs.get() : PoolingWorld.plan
    let layout = try PlanLayout(plan)
    let message = Self.world.message("E09000003", seed: 2, plan: plan)
    func new(_ message: ReleaseMessage) throws -> Estimate {
      BoroughSums(try BoroughTables(borough: message.borough, message: message, layout: layout)).flows[1].new
    }
    let released = try new(message)
    /// Weight² × variance of a cell, which stands for `alike`.
    func part(_ table: Int, _ cell: Int, alike: Int, _ variance: Double) throws -> Double {
      let weight = try new(message.moved(table, cell)).value - released.value
      return weight * weight * variance * Double(alike)
    }
    var variance = 0.0
    for phase in Phase.allCases {
      for status in [FlowStatus.stay, .new, .transferredIn] {
        let row = status.rawValue * AcademicAge.count + phase.ages.upperBound
        let rows = phase.ages.count - (status == .stay && phase.ages.contains(0) ? 1 : 0)
        variance += try part(layout.later.cross, row * 12, alike: rows * 12, layout.later.crossVariance)
        variance += try part(layout.later.margin, row, alike: rows, layout.later.marginVariance)
      }
    }
    for stock in layout.stock {
      let table = plan.statistics[stock.place]
      let phases = table.axes[0].name == "phase" ? Phase.allCases.count : 1
      for phase in 0..<phases {
        let alike = table.cellCount / phases
        variance += try part(stock.place, phase * alike, alike: alike, stock.variance)
      }
    }
    #expect((released.variance / variance - 1).magnitude < 1e-4, "\(released.variance) \(variance)")
  }
}

extension ReleaseMessage {
  /// With one more in a cell of a table.
  fileprivate func moved(_ table: Int, _ cell: Int) -> ReleaseMessage {
    var tables = tables
    var cells = tables[table].cells
    cells[cell] += 1
    tables[table] = NoisedTable(statistic: tables[table].statistic, cells: cells, variance: tables[table].variance)
    return ReleaseMessage(
      borough: borough, censusYear: censusYear, planID: planID, planSHA256: planSHA256, release: release,
      populationSHA256: populationSHA256, tables: tables, forecast: forecast)
  }
}
