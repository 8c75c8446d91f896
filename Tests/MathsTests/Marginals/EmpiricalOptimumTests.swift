import Foundation
import Marginals
import Noise
import Testing

/// What plans err by when their noise is really drawn: the product's own sampler, the product's own joining, 1,000 times over,
/// of boroughs without a plan, so that every figure is an error.
///
/// The mean weighted squared error must lie within five of its own standard errors of what the plan says, and of the
/// published optimum, from which tables of counts are off by up to 0.4%. A right program is that far off twice in 10⁷
/// comparisons (normal approximation); draws are from a fixed seed, so that a failure is a change of the program.
/// With σ² larger by a tenth the same test has to fail: 10% is 7 to 60 standard errors, by the workload.
@Suite struct EmpiricalOptimumTests {
  private static let isLong = ProcessInfo.processInfo.environment["BOROUGHWISE_LONG"] != nil
  private static let runs = 1000
  /// All five with BOROUGHWISE_LONG.
  private static let workloads = isLong ? OracleWorkload.all : OracleWorkload.all.filter { ["T0", "W2"].contains($0.name.prefix(2)) }

  @Test(arguments: workloads, MeasurementForm.allCases)
  func theEmpiricalErrorIsTheOptimum(_ case_: OracleWorkload, _ form: MeasurementForm) throws {
    let workload = try case_.workload
    let plan = try form == .counts
      ? MarginalPlan.counts(for: workload, rho: OracleWorkload.rho, denominator: 1_000_000)
      : MarginalPlan.contrasts(for: workload, rho: OracleWorkload.rho, denominator: 1_000_000)
    let stated = try workload.total(plan.variances)
    let found = try Self.error(of: plan, workload)
    print("optimum: \(case_.name), \(form): \(found.mean / case_.optimum) of it, standard error "
      + "\(found.standardError / case_.optimum); stated \(stated / case_.optimum)")
    #expect((found.mean - stated).magnitude < 5 * found.standardError, "\(found.mean), stated \(stated)")
    #expect((found.mean - case_.optimum).magnitude < 5 * found.standardError, "\(found.mean), optimum \(case_.optimum)")
    guard Self.isLong || case_.sizes.count == 3 && case_.sizes[0] == 2 else { return }
    let more = try Self.error(of: plan, workload, noise: (11, 10))
    #expect((more.mean - stated).magnitude > 5 * more.standardError, "a tenth more noise goes unnoticed")
  }

  /// 95% intervals of every table, of one borough and of two pooled, with noise of the product's sampler: 94 to 96% over
  /// 10⁵ releases (LONG), else 5 standard errors of 1,000 about 95% where that is wider. A figure's share over 10⁵ releases has
  /// a standard error of 0.07%: the width is for whole numbers, not for luck.
  @Test func intervalsCoverWithTheProductsNoise() throws {
    let releases = Self.isLong ? 100_000 : 1000
    let workload = try OracleWorkload.all[0].workload
    let plan = try MarginalPlan.counts(for: workload, rho: OracleWorkload.rho, denominator: 1_000_000)
    let samplers = try Self.samplers(plan)
    var source = Seeded(7)
    var covered = [[Int]](repeating: workload.marginals.map { _ in 0 }, count: 2)
    for _ in 0..<releases {
      let places = try (0..<2).map { _ in try Self.noised(plan, samplers, &source) }
      for (place, estimate) in [places[0], try Reconstruction.pooled(places)].enumerated() {
        for (table, marginal) in workload.marginals.enumerated() {
          let limit = 1.959_963_984_540_054 * (try estimate.variances.cellVariance(of: marginal)).squareRoot()
          covered[place][table] += try estimate.cells(of: marginal).count { $0.magnitude <= limit }
        }
      }
    }
    for (place, tables) in covered.enumerated() {
      for (marginal, count) in zip(workload.marginals, tables) {
        let share = Double(count) / Double(releases * plan.domain.cellCount(of: marginal))
        let name = "\(place == 0 ? "one borough" : "two pooled"), \(marginal)"
        if Self.isLong { print("coverage, the product's sampler: \(name), 95% intervals cover \(share)") }
        let slack = max(0.01, 5 * (0.05 * 0.95 / Double(releases)).squareRoot())
        #expect((share - 0.95).magnitude < slack, "\(name): \(share)")
      }
    }
  }

  /// Over the runs: Σ weight × squared error of every cell of every table.
  /// - Parameter noise: times the plan's variances.
  private static func error(
    of plan: MarginalPlan, _ workload: MarginalWorkload, noise: (Int64, Int64) = (1, 1)
  ) throws -> (mean: Double, standardError: Double) {
    var source = Seeded(4)
    let samplers = try Self.samplers(plan, noise: noise)
    var (sum, squares) = (0.0, 0.0)
    for _ in 0..<runs {
      let estimate = try Self.noised(plan, samplers, &source)
      var error = 0.0
      for (marginal, weight) in zip(workload.marginals, workload.weights) {
        error += weight * (try estimate.cells(of: marginal)).reduce(0) { $0 + $1 * $1 }
      }
      sum += error
      squares += error * error
    }
    let mean = sum / Double(runs)
    return (mean, ((squares / Double(runs) - mean * mean) / Double(runs)).squareRoot())
  }

  private static func samplers(_ plan: MarginalPlan, noise: (Int64, Int64) = (1, 1)) throws -> [DiscreteGaussian] {
    try plan.measurements.map { measurement in
      let (top, bottom) = (measurement.variance.numerator * noise.0, measurement.variance.denominator * noise.1)
      return try DiscreteGaussian(variance: #require(Rational(top, bottom)))
    }
  }

  /// What follows from a plan's tables of nobody.
  private static func noised(
    _ plan: MarginalPlan, _ samplers: [DiscreteGaussian], _ source: inout Seeded
  ) throws -> Reconstruction {
    var tables: [MeasuredTable] = []
    for (measurement, sampler) in zip(plan.measurements, samplers) {
      let drawn = sampler.samples(plan.domain.cellCount(of: measurement.marginal), using: &source)
      tables.append(
        MeasuredTable(
          measurement.marginal, measurement.form, cells: drawn.map(Double.init), variance: measurement.variance.value))
    }
    return try Reconstruction(plan.domain, measured: tables)
  }
}
