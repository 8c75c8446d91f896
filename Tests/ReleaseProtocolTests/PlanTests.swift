import Foundation
@testable import ReleaseProtocol
import Testing

@Suite struct PlanTests {
  let plan = ReleasePlan.londonSend1

  @Test func theConstantIsTheCommittedFile() throws {
    #expect(plan.canonicalBytes == (try Vectors.bytes("plans/london-send-1.json")))
  }

  @Test func theConstantPassesItsOwnChecks() throws {
    #expect(try ReleasePlan(json: plan.json) == plan)
  }

  /// Written down by another program: `vectors/generate.py`, from the series of preferred numbers.
  @Test func theSecondPlanIsTheCommittedFileAndPassesItsChecks() throws {
    let second = ReleasePlan.londonSend2
    #expect(second.canonicalBytes == (try Vectors.bytes("plans/london-send-2.json")))
    #expect(try ReleasePlan(json: second.json) == second && second.format == "boroughwise-plan-3")
    #expect(second.statistics.map(\.cellCount) == [1248, 104, 1248, 104, 360, 30, 30, 240, 12])
    // Same years, same prices: what a child pays is what it paid by the first plan.
    for year in [2024, 2025] {
      let prices = [plan, second].map { plan in
        Ratio.sum(plan.statistics.filter { $0.dataYear == year }.map(\.rho))
      }
      #expect(prices[0] == prices[1] && prices[0] == Ratio(1, year == 2024 ? 10 : 5))
    }
    #expect(second.statistics.prefix(5) == plan.statistics.prefix(5))
    #expect(ReleasePlan.builtIn == [.londonSend3, second, plan, .londonSend3In2026])
  }

  /// The second plan with quarter days, which the stock in January pays for: a child pays what it paid before.
  @Test func theThirdPlanIsTheCommittedFileAndPassesItsChecks() throws {
    let (second, third) = (ReleasePlan.londonSend2, ReleasePlan.londonSend3)
    #expect(third.canonicalBytes == (try Vectors.bytes("plans/london-send-3.json")))
    #expect(try ReleasePlan(json: third.json) == third && third.format == "boroughwise-plan-4")
    #expect(third.statistics.map(\.cellCount) == [1248, 104, 1248, 104, 360, 30, 30, 240, 12, 108, 4])
    for year in [2024, 2025] {
      #expect(Ratio.sum(third.statistics.filter { $0.dataYear == year }.map(\.rho)) == Ratio(1, year == 2024 ? 10 : 5))
    }
    let same = second.statistics.filter { $0.kind != .stock }
    #expect(third.statistics.filter { $0.kind != .stock && $0.kind != .quarterStock } == same)
    #expect(try #require(third.statistic("stock-2025")).variances == [Ratio(25, 2)])
    for id in ["quarter-stock-2025-cohort", "quarter-stock-2025-total"] {
      #expect(try #require(third.statistic(id)).variances == [Ratio(14_800, 1)])
    }
  }

  /// The third plan, a year on: its flows of 2025 are the very question that the plans about 2025 ask.
  @Test func thePlanAboutTheNextCensusIsTheCommittedFileAndPassesItsChecks() throws {
    let (third, next) = (ReleasePlan.londonSend3, ReleasePlan.londonSend3In2026)
    #expect(next.canonicalBytes == (try Vectors.bytes("plans/london-send-3-2026.json")))
    #expect(try ReleasePlan(json: next.json) == next && next.format == third.format)
    #expect(next.censusYear + next.forecastYears == third.censusYear + third.forecastYears)
    #expect(next.statistics.map(\.cellCount) == third.statistics.map(\.cellCount))
    #expect(zip(next.statistics, third.statistics).allSatisfy { $0.variances == $1.variances && $0.dataYear == $1.dataYear + 1 })
    for earlier in [third, .londonSend2, .londonSend1] {
      #expect(next.statistics.filter { earlier.statistic($0.id) == $0 }.map(\.id) == ["flow-2025-cross", "flow-2025-margin"])
    }
    #expect(ReleasePlan.censusYears == [2025, 2026] && ReleasePlan.newest(about: 2026) == next)
    #expect(ReleasePlan.newest(about: 2027) == nil)
  }

  /// What the privacy officer and the other implementer read is the plan.
  @Test func theDocumentsHaveTheTablesOfTheNewestPlan() throws {
    let (privacy, specification) = (
      String(decoding: try Vectors.bytes("../docs/privacy.md"), as: UTF8.self).split(separator: "\n"),
      String(decoding: try Vectors.bytes("SPEC.md"), as: UTF8.self).split(separator: "\n")
    )
    for statistic in ReleasePlan.londonSend3.statistics {
      let cells = statistic.cellCount < 1000 ? "\(statistic.cellCount)" : "1,\(statistic.cellCount % 1000)"
      let (rho, isCount) = ("\(statistic.rho.numerator)/\(statistic.rho.denominator)", statistic.kind != .costPence)
      let isOfDays = statistic.kind == .quarterStock
      let squared = "√\(statistic.squaredBounds[0])"
      let (step, year) = (isOfDays ? squared : isCount ? "1" : "C/2 by sector", statistic.dataYear)
      let row = privacy.filter { $0.hasPrefix("| \(statistic.id)") }
      #expect(row.count == 1 && row[0].hasSuffix("| \(cells) | \(step) | \(rho) | \(year) |"), "\(statistic.id): \(row)")
      guard isOfDays || statistic.kind.rawValue.hasPrefix("cost") else { continue }
      let axes = statistic.axes.map(\.name).joined(separator: " × ")
      let variance = statistic.variances[0]
      let noise = isCount
        ? "\(variance.numerator)" + (variance.denominator == 1 ? "" : "/\(variance.denominator)") : "25·(C/2)²"
      let line = "| `\(statistic.id)` | \(axes) | \(cells) | \(isOfDays ? squared : isCount ? "1" : "C/2") | \(rho) | \(noise) |"
      #expect(specification.contains { $0 == line }, "\(line)")
    }
  }

  /// Who knows that a child is in the records, and asks which of two descriptions of it is true, sees a count go from one
  /// cell to another and an amount go from 0 to its cap. At most what any group of two could cost: four times.
  @Test func whatOneDescriptionInPlaceOfAnotherCosts() throws {
    let prices = try ReleasePlan.londonSend3.statistics.map { statistic in
      let factor = statistic.replacementFactor
      let most: Int64 =
        switch statistic.kind {
        case .costPence: 4
        case .quarterStock: 3
        default: 2
        }
      #expect(factor.numerator <= most * factor.denominator && factor.numerator > (most - 1) * factor.denominator, "\(statistic.id)")
      return try #require(
        Ratio(factor.numerator * statistic.rho.numerator, factor.denominator * statistic.rho.denominator))
    }
    #expect(Ratio.sum(prices) == Ratio(2403, 3700))
    let amounts = try #require(ReleasePlan.londonSend3.statistic("cost-pence-2025"))
    guard case .centredAmount(_, let caps) = amounts.bound else { throw WireError.badSignature }
    for (cap, square) in zip(caps, amounts.squaredBounds) { #expect(cap * cap == 4 * square) }
  }

  /// Each row of a table by amounts has the cells of its bands; caps and bounds are found by cell.
  @Test func cellsByAmount() throws {
    let second = ReleasePlan.londonSend2
    let bands = try #require(second.statistic("cost-bands-2025"))
    #expect(bands.gateCells == 40 && bands.placingAxes.map(\.name) == ["sector"] && bands.bounds == [1])
    #expect(bands.variances == [Ratio(100, 3)] && bands.label(cell: 41) == ["RP", "400000"])
    #expect(bands.label(cell: 239) == ["OT", "30000000+"] && bands.cap(cell: 0) == nil)
    let clamped = try #require(second.statistic("cost-clamped-2025"))
    #expect(clamped.label(cell: 7) == ["IN", "ABOVE"])
    #expect(clamped.cap(cell: 7) == 30_000_000 && clamped.cap(cell: 1) == 4_000_000)
    #expect(clamped.variances == [Ratio(100, 1)] && clamped.place(cell: 7, along: "sector") == 3)
    #expect(plan.statistics.allSatisfy { $0.gateCells == 1 && $0.gateAxis == nil && $0.placingAxes == $0.axes })
  }

  @Test func costsWhatTheSpecificationSays() {
    // In fortieths: 1/20 is two of them.
    func fortieths(_ year: Int) -> Int64 {
      plan.statistics.filter { $0.dataYear == year }.reduce(0) { $0 + $1.rho.numerator * 40 / $1.rho.denominator }
    }
    #expect(fortieths(2024) == 4)  // 1/10
    #expect(fortieths(2025) == 8)  // 1/5
  }

  @Test func shapesAndVariances() throws {
    #expect(plan.statistics.map(\.cellCount) == [1248, 104, 1248, 104, 360, 360, 360])
    let stock = try #require(plan.statistic("stock-2025"))
    #expect(stock.variances == [Ratio(10, 1)])
    #expect(try #require(plan.statistic("cost-persons-2025")).variances == [Ratio(20, 1)])
    let pence = try #require(plan.statistic("cost-pence-2025"))
    // (C/2)² · 20 for each sector
    #expect(pence.variances.map(\.numerator) == [2, 3, 4, 15, 4, 4].map { $0 * $0 * 20_000_000_000_000 })
    #expect(pence.variances.allSatisfy { $0.denominator == 1 })
    #expect(pence.bounds == [2_000_000, 3_000_000, 4_000_000, 15_000_000, 4_000_000, 4_000_000])
  }

  @Test func cellsAreRowMajor() throws {
    let flow = try #require(plan.statistic("flow-2025-cross"))
    #expect(flow.strides == [312, 12, 1])
    #expect(flow.label(cell: 0) == ["STAY", "0", "ASD"])
    #expect(flow.label(cell: 312 + 25 * 12 + 11) == ["NEW", "25", "OTH"])
    #expect(flow.label(cell: 1247) == ["LEAVE", "25", "OTH"])
    let pence = try #require(plan.statistic("cost-pence-2025"))
    #expect(pence.label(cell: 3) == ["EY", "ASD", "IN"])
    #expect(pence.bound(cell: 3) == 15_000_000)
    #expect(pence.variance(cell: 357) == Ratio(4_500_000_000_000_000, 1))
  }

  @Test func varianceIsExactAndReduced() throws {
    let axis = try Axis(name: "need", labels: ["ASD"])
    func variance(_ rho: Ratio?) throws -> Ratio {
      try Statistic(id: "s", kind: .stock, dataYear: 2025, axes: [axis], bound: .count, rho: #require(rho)).variance(cell: 0)
    }
    #expect(try variance(Ratio(3, 100)) == Ratio(50, 3))
    #expect(try variance(Ratio(1, 1)) == Ratio(1, 2))
    #expect(try variance(Ratio(7, 9)) == Ratio(9, 14))
    #expect(try variance(Ratio(2, 40)) == Ratio(10, 1))
  }

  @Test func aVarianceBeyondTheProtocolsIntegersIsRefused() throws {
    let axis = try Axis(name: "sector", labels: ["IN"])
    #expect(throws: WireError.field("statistic.rho", .inconsistent)) {
      try Statistic(
        id: "s", kind: .costPence, dataYear: 2025, axes: [axis],
        bound: .centredAmount(axis: "sector", caps: [1_000_000_000]), rho: #require(Ratio(1, 40)))
    }
  }

  /// A forgotten bound or price is no table without noise: there is no such table.
  @Test func noTableWithoutABoundAndAPrice() throws {
    let axis = try Axis(name: "sector", labels: ["MS", "IN"])
    func refusal(_ kind: Statistic.Kind, _ bound: Bound, _ rho: Ratio?) throws -> WireError? {
      do {
        _ = try Statistic(id: "s", kind: kind, dataYear: 2025, axes: [axis], bound: bound, rho: #require(rho))
        return nil
      } catch let error as WireError { return error }
    }
    #expect(try refusal(.stock, .count, Ratio(1, 20)) == nil)
    for rho in [Ratio(0, 1), Ratio(-1, 20), Ratio(2, 1), Ratio(1, 1_000_001)] {
      #expect(try refusal(.stock, .count, rho) == .field("statistic.rho", .outOfRange))
    }
    #expect(try refusal(.costPence, .count, Ratio(1, 20)) == .field("statistic.bound", .inconsistent))
    for caps in [[], [2_000_000], [2_000_000, 2_000_000, 2_000_000]] as [[Int64]] {
      let bound = Bound.centredAmount(axis: "sector", caps: caps)
      #expect(try refusal(.costPence, bound, Ratio(1, 20)) == .field("statistic.bound", .inconsistent))
    }
    for cap in [0, -2, 1, 3, 10_000_000_002, .min] as [Int64] {
      let bound = Bound.centredAmount(axis: "sector", caps: [2_000_000, cap])
      #expect(try refusal(.costPence, bound, Ratio(1, 20)) != nil, "a cap of \(cap)")
    }
  }

  @Test func ratiosReduceAndRefuse() {
    #expect(Ratio(2, 40) == Ratio(1, 20))
    #expect(Ratio(-2, 4) == Ratio(-1, 2))
    #expect(Ratio(0, 7) == Ratio(0, 1))
    #expect(Ratio(1, 0) == nil && Ratio(1, -2) == nil && Ratio(.min, 1) == nil && Ratio(.max, 1) == nil)
    #expect("\(Ratio(1, 20) ?? Ratio(0, 1)!)" == "1/20" && Ratio(10, 1)?.description == "10")
  }
}
