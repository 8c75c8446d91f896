import Marginals
import Testing

/// What to measure for the least error: closed form, plans made of it, and the figures of an independent computation.
struct OptimumTests {
  @Test(arguments: OracleWorkload.all) func theClosedFormIsTheOptimum(_ case_: OracleWorkload) throws {
    let optimum = try ResidualOptimum(case_.workload, rho: 0.1)
    #expect(isClose(optimum.total, case_.optimum, 1e-12))
    #expect(isClose(optimum.components.reduce(0) { $0 + $1.rho }, 0.1, 1e-12), "all of ρ is spent")
    #expect(try isClose(case_.workload.total(optimum.variances), optimum.total, 1e-12))
  }

  /// The promise of the issue: what a plan with exact prices errs by in total is the published optimum.
  @Test(arguments: OracleWorkload.all) func contrastTablesAttainItAtExactPrices(_ case_: OracleWorkload) throws {
    let plan = try MarginalPlan.contrasts(for: case_.workload, rho: OracleWorkload.rho, denominator: 1_000_000)
    #expect(plan.rho == OracleWorkload.rho)
    #expect(try isClose(case_.workload.total(plan.variances), case_.optimum, 1e-6))
    #expect(isClose(plan.substitutionRho, case_.substitutionRho, 1e-5), "\(plan.substitutionRho)")
  }

  @Test(arguments: OracleWorkload.all) func tablesOfCountsComeWithinHalfAPercent(_ case_: OracleWorkload) throws {
    let plan = try MarginalPlan.counts(for: case_.workload, rho: OracleWorkload.rho, denominator: 1_000_000)
    let best = try MarginalPlan.bestCounts(for: case_.workload, rho: OracleWorkload.rho, denominator: 1_000_000)
    #expect(plan.rho == OracleWorkload.rho && best.rho == OracleWorkload.rho)
    let (simple, improved) = try (case_.workload.total(plan.variances), case_.workload.total(best.variances))
    #expect(isClose(improved / case_.optimum, case_.bestCounts, 1e-6), "\(improved / case_.optimum)")
    #expect(simple >= improved * (1 - 1e-9) && simple <= case_.optimum * 1.005)
  }

  @Test(.enabled(if: try oracle("matrix_mechanism_plans") != nil, "needs the shared files"))
  func agreesWithEveryPlanOfTheOracle() throws {
    let rows = try #require(try oracle("matrix_mechanism_plans"))
    #expect(rows.count == 40)
    for case_ in OracleWorkload.all {
      let optimum = try ResidualOptimum(case_.workload, rho: 0.1)
      let precisions = optimum.precisions
      let own = rows.filter { $0[0] == case_.name }
      #expect(own.count == optimum.components.count)
      for row in own {
        let marginal = Marginal(row[1] == "(total)" ? [] : row[1].split(separator: "+").compactMap { Int($0) })
        let component = try #require(optimum.components.first { $0.marginal == marginal })
        #expect(isClose(component.noise, try #require(Double(row[2])), 1e-12))
        let precision = try #require(precisions.first { $0.marginal == marginal }?.precision)
        #expect((precision - (try #require(Double(row[3])))).magnitude < 1e-14)
        guard let variance = Double(row[5]) else { continue }
        #expect(isClose(try optimum.variances.cellVariance(of: marginal), variance, 1e-12))
      }
    }
  }

  @Test(.enabled(if: try oracle("matrix_mechanism_alternatives") != nil, "needs the shared files"))
  func agreesWithEveryAlternativeOfTheOracle() throws {
    let rows = try #require(try oracle("matrix_mechanism_alternatives"))
    for case_ in OracleWorkload.all {
      let (domain, workload) = try (case_.domain, case_.workload)
      let wanted = workload.marginals
      let importance = zip(wanted, workload.weights).map { ($1 * Double(domain.cellCount(of: $0))).squareRoot() }
      let equal = wanted.map { _ in 1 / Double(wanted.count) }
      let best = importance.map { $0 / importance.reduce(0, +) }
      var totals = ["ResidualPlanner_optimum": try ResidualOptimum(workload, rho: 0.1).total]
      for (name, split) in [("equal_split", equal), ("optimal_split", best)] {
        // Alone: variance 1/(2ρ share) in every cell. Joined: least squares of the same tables.
        let alone = zip(wanted, zip(workload.weights, split)).reduce(0.0) { sum, table in
          sum + table.1.0 * Double(domain.cellCount(of: table.0)) / (0.2 * table.1.1)
        }
        totals[(name == "equal_split" ? "naive_" : "") + name + "_no_postproc"] = alone
        totals[name + "_plus_GLS"] = try workload.total(joined(domain, wanted, split))
      }
      totals["identity_full_table"] = try workload.total(joined(domain, [domain.whole], [1]))
      for row in rows where row[0] == case_.name {
        #expect(isClose(try #require(totals[row[1]]), try #require(Double(row[2])), 1e-9), "\(row[0]) \(row[1])")
      }
    }
  }

  /// Variances of the joined estimate of tables that share ρ = 1/10 in these parts.
  private func joined(_ domain: PublicDomain, _ tables: [Marginal], _ split: [Double]) throws -> ComponentVariances {
    try Reconstruction(
      domain,
      measured: zip(tables, split).map { table, share in
        let zeros = [Double](repeating: 0, count: domain.cellCount(of: table))
        return MeasuredTable(table, cells: zeros, variance: 1 / (0.2 * share))
      }
    ).variances
  }

  /// The three usual aims, on one small table and its total.
  @Test func weightsMeanWhatTheyAreCalled() throws {
    let domain = try PublicDomain(sizes: [4, 5])
    let tables = [Marginal.total, Marginal([0, 1])]
    #expect(try MarginalWorkload.perTable(domain, tables).weights == [1, 0.05])
    #expect(try MarginalWorkload.perCell(domain, tables).weights == [1, 1])
    let relative = try MarginalWorkload.relative(domain, typicalCounts: [.total: 200, Marginal([0, 1]): 10])
    #expect(relative.weights == [1.0 / 40_000, 1.0 / 2_000])
  }
}
