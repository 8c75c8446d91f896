import Marginals
import ReleaseProtocol
import Testing

/// How a plan's price is split between a table and its margin, against the best split that there is.
struct PlanSplitTests {
  /// Flows by status × age × need and their margin by status × age, each table mattering alike: with half the price each, the
  /// mean variance of both tables' cells is within 0.5% of the least that any measurement attains.
  @Test func theNewestPlansFlowsAreSplitNearlyAsWellAsCanBe() throws {
    let census = try #require(ReleasePlan.censusYears.last)
    let plan = try #require(ReleasePlan.newest(about: census))
    let crosses = plan.statistics.filter { $0.id.hasPrefix("flow-") && $0.id.hasSuffix("-cross") }
    #expect(crosses.count == 2)
    for cross in crosses {
      let margin = try #require(plan.statistic("flow-\(cross.dataYear)-margin"))
      let needs = cross.cellCount / margin.cellCount
      let domain = try PublicDomain(sizes: [margin.cellCount, needs])
      let rows = Marginal([0])
      let split = try MarginalPlan(
        domain: domain,
        measurements: [
          Measurement(domain, domain.whole, .counts, rho: price(cross)), Measurement(domain, rows, .counts, rho: price(margin)),
        ])
      let workload = try MarginalWorkload.perTable(domain, [domain.whole, rows])
      let ratio = try workload.total(split.variances) / ResidualOptimum(workload, rho: split.rho.value).total
      #expect(ratio >= 1 && ratio < 1.005, "\(cross.id): \(ratio) of the optimum")
      // All of the price for the table: its margin would be the sum of twelve.
      let alone = try MarginalPlan(domain: domain, measurements: [Measurement(domain, domain.whole, .counts, rho: split.rho)])
      let without = try workload.total(alone.variances) / ResidualOptimum(workload, rho: split.rho.value).total
      #expect(without > 2, "\(without)")
    }
  }

  private func price(_ statistic: Statistic) throws -> Fraction {
    try #require(Fraction(statistic.rho.numerator, statistic.rho.denominator))
  }
}
