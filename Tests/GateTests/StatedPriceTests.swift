import Cryptography
import Disclosure
import Ledger
import Noise
@testable import ReleaseProtocol
import Testing

/// Tables that are priced together: what officers read is what is paid, counted by the ledger's own fractions.
@Suite struct StatedPriceTests {
  private let bench: Bench
  init() throws { bench = try Bench() }

  private func plan(stated rho: Ratio) throws -> ReleasePlan {
    let need = try Axis(name: "need", labels: ["ASD", "OTH"])
    let sector = try Axis(name: "sector", labels: ["MS", "SS"])
    let tables = try [("stock-need", [need], Ratio(3, 200)), ("stock-need-sector", [need, sector], Ratio(7, 200))].map {
      try Statistic(id: $0.0, kind: .stock, dataYear: 2025, axes: $0.1, bound: .count, rho: #require($0.2))
    }
    let set = MarginalSet(
      id: "stock", domain: ["need", "sector"], statistics: tables.map(\.id), known: [], rho: rho)
    // Past the protocol's own check, as a plan that came some other way.
    return ReleasePlan(unchecked: "set-plan", 2025, 16, tables, [set])
  }

  private func tables(_ plan: ReleasePlan) throws -> [Bounded] {
    try plan.statistics.map { statistic in
      try Gate.bound(
        (0..<40).map { Contribution(person: Child(number: $0), cell: $0 % statistic.cellCount, amount: 1) }, for: statistic)
    }
  }

  @Test func aSetIsPaidTableByTableAndCostsWhatItSays() throws {
    let plan = try plan(stated: #require(Ratio(1, 20)))
    let released = try bench.release(tables(plan), of: plan)
    #expect(released.tables.map { $0.variance.map(\.description) } == [["100/3"], ["100/7"]])
    #expect(bench.ledger.budget.lifetimeSpent == Rational(1, 20))
  }

  /// Nothing is drawn, so nothing can be paid or released by it.
  @Test(arguments: [Ratio(49, 1000), Ratio(51, 1000), Ratio(1, 21)])
  func aPlanThatCostsAnythingElseThanItSaysIsRefused(stated: Ratio?) throws {
    let plan = try plan(stated: #require(stated))
    var refusal: GateError?
    do { _ = try Gate.drawNoise(for: plan) } catch { refusal = error }
    #expect(refusal == .pricesDoNotAdd(set: "stock") && refusal?.code == "gate-prices-do-not-add")
    #expect(bench.ledger.budget.lifetimeSpent == .zero)
  }
}
