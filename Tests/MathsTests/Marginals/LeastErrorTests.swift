import Marginals
import Testing

/// The split of a price over tables of counts and of contrasts, for readers who have what is published and readers who lack
/// it: against the closed form, a grid of all splits, and other measurements of any kind.
struct LeastErrorTests {
  private static let (sizes, pairs) = ([5, 12, 6], [[0, 1], [0, 2], [1, 2]].map { Marginal($0) })

  /// The weighted aim of a plan: the workload's for who has the known tables, and for who lacks them.
  private func aim(_ plan: MarginalPlan, _ workload: MarginalWorkload, missing: Double) throws -> Double {
    let having = try workload.total(plan.variances)
    guard missing > 0 else { return having }
    return try (1 - missing) * having
      + missing * workload.total(MarginalPlan(domain: plan.domain, measurements: plan.measurements).variances)
  }

  /// Counts and contrasts reach the published optimum without a table of the total, which the protocol does not have; of the
  /// workloads that don't want the total itself.
  @Test(arguments: OracleWorkload.all.filter { !$0.marginals.contains([]) }) func theOptimumIsReachedWithoutTheTotal(_ case_: OracleWorkload) throws {
    let plan = try MarginalPlan.leastError(
      for: case_.workload, rho: OracleWorkload.rho, denominator: 1_000_000, contrasts: true)
    #expect(plan.rho == OracleWorkload.rho && !plan.measurements.contains { $0.marginal == .total })
    #expect(try isClose(case_.workload.total(plan.variances), case_.optimum, 1e-6))
    let counts = try MarginalPlan.leastError(
      for: case_.workload, rho: OracleWorkload.rho, denominator: 1_000_000, contrasts: false)
    #expect(counts.measurements.allSatisfy { $0.form == .counts && $0.marginal != .total } && counts.rho == OracleWorkload.rho)
    let ratio = try case_.workload.total(counts.variances) / case_.optimum
    #expect(ratio >= case_.bestCounts - 1e-6 && ratio < 1.005, "\(ratio)")
  }

  /// Any workload, weights, known tables and share of who lacks them: prices add up, none is of the total, and the aim is the
  /// optimum of the closed form; within a thousandth of it where small tables may be left out.
  @Test func anySplitIsTheOptimum() throws {
    var source = Seeded(11)
    func some(_ count: Int) -> Marginal {
      Marginal([Int.random(in: 0..<count, using: &source)] + (0..<count).filter { _ in Bool.random(using: &source) })
    }
    var fewer = 0
    for round in 0..<200 {
      let sizes = (0..<Int.random(in: 1...4, using: &source)).map { _ in Int.random(in: 2...12, using: &source) }
      let domain = try PublicDomain(sizes: sizes)
      var weights: [Marginal: Double] = [:]
      for _ in 0..<Int.random(in: 1...6, using: &source) {
        weights[some(sizes.count)] = [0.1, 1, 10].randomElement(using: &source)
      }
      let workload = try MarginalWorkload(domain, weights: weights)
      let known = (0..<Int.random(in: 0...3, using: &source)).map { _ in some(sizes.count) }
      let missing = [1, 0.5, 1.0 / 33, 0.01][round % 4]
      let rho = fraction(1, 20)
      guard let optimum = try? ResidualOptimum(workload, rho: rho.value, known: known, missing: missing) else { continue }
      func plan(_ slack: Double) throws -> MarginalPlan {
        try .leastError(
          for: workload, rho: rho, denominator: 20_000_000, known: known, missing: missing, contrasts: true, slack: slack)
      }
      let (all, some) = try (plan(0), plan(1e-3))
      for plan in [all, some] { #expect(plan.rho == rho && !plan.measurements.contains { $0.marginal == .total }) }
      let (best, simple) = try (aim(all, workload, missing: missing), aim(some, workload, missing: missing))
      #expect(isClose(best, optimum.total, 1e-6), "\(round): \(best / optimum.total)")
      #expect(simple >= optimum.total * (1 - 1e-9) && simple <= optimum.total * 1.001001, "\(round): \(simple / optimum.total)")
      fewer += some.measurements.count < all.measurements.count ? 1 : 0
      // Of who has the tables and who lacks them, as the optimum says itself.
      let both = try (1 - missing) * workload.total(optimum.variances) + missing * workload.total(optimum.variancesWithoutKnown)
      #expect(isClose(both, optimum.total, 1e-12))
    }
    #expect(fewer > 12, "\(fewer): small tables are left out")
  }

  /// Known: each axis alone. Were the table of both counted as precisely as each component allows, nothing would be left for
  /// tables of one axis to tell the total with, and a quarter of its precision would be missing.
  @Test func largerTablesLeaveRoomForTheTotal() throws {
    let domain = try PublicDomain(sizes: [22, 9])
    let (first, second) = (Marginal([0]), Marginal([1]))
    let workload = try MarginalWorkload(domain, weights: [first: 1.014 / 22, second: 0.1406 / 9, domain.whole: 3.598 / 198])
    let plan = try MarginalPlan.leastError(
      for: workload, rho: fraction(1, 20), denominator: 20_000_000, known: [first, second], missing: 0.0336, contrasts: true)
    let optimum = try ResidualOptimum(workload, rho: 0.05, known: [first, second], missing: 0.0336)
    #expect(try isClose(aim(plan, workload, missing: 0.0336), optimum.total, 1e-6))
    let blind = try MarginalPlan(domain: domain, measurements: plan.measurements).variances
    let (total, best) = try (#require(blind.noise(of: .total)), #require(optimum.variancesWithoutKnown.noise(of: .total)))
    #expect(isClose(total, best, 1e-4), "\(total / best)")
    #expect(plan.measurements.contains { $0.marginal == domain.whole && $0.form == .counts })
  }

  @Test func theTotalAloneIsNotMeasured() throws {
    let workload = try MarginalWorkload.perTable(PublicDomain(sizes: [3, 4]), [.total])
    for contrasts in [true, false] {
      #expect(throws: MarginalError.nothingToMeasure) {
        try MarginalPlan.leastError(for: workload, rho: fraction(1, 20), denominator: 1_000_000, contrasts: contrasts)
      }
    }
  }

  /// One table, three pairs published: the share of contrasts is (1 − √w)·p of √w·(1 − p) + p, and no other of two hundred
  /// is better.
  @Test(arguments: [1, 0.5, 0.25, 1.0 / 33, 0.001]) func ofOneTableTheShareHasAFormula(_ missing: Double) throws {
    let domain = try PublicDomain(sizes: Self.sizes)
    let workload = try MarginalWorkload.perTable(domain, [domain.whole])
    let plan = try MarginalPlan.leastError(
      for: workload, rho: fraction(1, 25), denominator: 25_000_000, known: Self.pairs, missing: missing, contrasts: true)
    let p = 4.0 / 5 * 11 / 12 * 5 / 6
    let share = (1 - missing.squareRoot()) * p / (missing.squareRoot() * (1 - p) + p)
    let contrasts = plan.measurements.filter { $0.form == .contrasts }.reduce(0) { $0 + $1.rho.value }
    #expect((contrasts * 25 - share).magnitude < 1e-6)
    let best = try aim(plan, workload, missing: missing)
    for part: Int64 in 1..<200 {
      let split = try MarginalPlan(
        domain: domain,
        measurements: [
          Measurement(domain, domain.whole, .counts, rho: fraction(200 - part, 5000)),
          Measurement(domain, domain.whole, .contrasts, rho: fraction(part, 5000)),
        ], known: Self.pairs)
      #expect(try aim(split, workload, missing: missing) >= best * (1 - 1e-9), "\(part)")
    }
  }

  /// Every split of a price in eighths over all six tables of two axes, and a thousand finer ones: none is better.
  @Test func noSplitOfAGridIsBetter() throws {
    let domain = try PublicDomain(sizes: [3, 4])
    let workload = try MarginalWorkload(domain, weights: [Marginal([0]): 1, domain.whole: 0.25, Marginal([1]): 0.5])
    let (known, missing) = ([Marginal([0])], 0.2)
    let plan = try MarginalPlan.leastError(
      for: workload, rho: fraction(1, 10), denominator: 10_000_000, known: known, missing: missing, contrasts: true)
    let best = try aim(plan, workload, missing: missing)
    let tables = [[0], [1], [0, 1]].flatMap { marginal in MeasurementForm.allCases.map { (Marginal(marginal), $0) } }
    var (tried, nearest) = (0, Double.infinity)
    func attempt(_ parts: [Int64]) throws {
      let sum = parts.reduce(0, +)
      let measured = try zip(tables, parts).filter { $1 > 0 }.map { table, part in
        try Measurement(domain, table.0, table.1, rho: fraction(part, 10 * sum))
      }
      guard let split = try? MarginalPlan(domain: domain, measurements: measured, known: known),
        let found = try? aim(split, workload, missing: missing)
      else { return }
      (tried, nearest) = (tried + 1, min(nearest, found))
    }
    func eighths(_ parts: [Int64], _ left: Int64) throws {
      if parts.count == tables.count - 1 { return try attempt(parts + [left]) }
      for part in 0...left { try eighths(parts + [part], left - part) }
    }
    try eighths([], 8)
    var source = Seeded(12)
    for _ in 0..<1000 { try attempt(tables.map { _ in Int64.random(in: 1...1000, using: &source) }) }
    #expect(tried > 1500 && nearest >= best * (1 - 1e-9) && nearest < 1.05 * best, "\(tried), \(nearest / best)")
  }

  /// Any measurement with Gaussian noise of this price has an information matrix whose diagonal is 2ρ at most. The optimum's,
  /// moved in any direction and scaled back, errs by more for the two kinds of readers together: that is the optimum of the
  /// matrix mechanism, not of these tables alone.
  @Test func noOtherMeasurementIsBetter() throws {
    let domain = try PublicDomain(sizes: [2, 3, 2])
    let known = [Marginal([0, 1]), Marginal([2])]
    let tables = [domain.whole, Marginal([1, 2]), Marginal([0])]
    let workload = try MarginalWorkload.perTable(domain, tables)
    let (rho, missing) = (0.1, 0.25)
    let optimum = try ResidualOptimum(workload, rho: rho, known: known, missing: missing)
    let plan = try MarginalPlan.leastError(
      for: workload, rho: fraction(1, 10), denominator: 10_000_000, known: known, missing: missing, contrasts: true)
    var information = Matrix(12, 12)
    for measurement in plan.measurements {
      let matrix = try measured(measurement, domain)
      let square = matrix.transposed * matrix
      for cell in square.cells.indices { information.cells[cell] += square.cells[cell] / measurement.variance.value }
    }
    let knownMatrices = known.map { summing(domain, to: $0) }
    func error(_ information: Matrix) -> Double {
      let blind = DenseEstimate(information: information, known: [])
      let having = DenseEstimate(information: information, known: knownMatrices)
      return tables.reduce(0) { sum, table in
        let matrix = summing(domain, to: table)
        return sum + (0..<matrix.rows).reduce(0.0) { sum, row in
          let cell = (0..<12).map { matrix[row, $0] }
          return sum + missing * blind.variance(cell) + (1 - missing) * having.variance(cell)
        } / Double(matrix.rows)
      }
    }
    #expect((0..<12).allSatisfy { isClose(information[$0, $0], 2 * rho, 1e-6) }, "every person pays all of it")
    #expect(isClose(error(information), optimum.total, 1e-5), "\(error(information) / optimum.total)")
    var source = Seeded(13)
    var nearest = Double.infinity
    for round in 0..<12 {
      let size = rho * [0.3, 0.03, 0.003][round % 3]
      let root = Matrix(12, 12) { _, _ in Double.random(in: -1...1, using: &source) }
      let move = root.transposed * root
      var other = Matrix(12, 12) { information[$0, $1] + size * move[$0, $1] * (round.isMultiple(of: 2) ? 1 : -0.02) }
      let most = (0..<12).reduce(0) { max($0, other[$1, $1]) }
      for cell in other.cells.indices { other.cells[cell] *= 2 * rho / most }
      nearest = min(nearest, error(other))
    }
    #expect(nearest > optimum.total * (1 - 1e-9) && nearest < 1.2 * optimum.total, "\(nearest / optimum.total)")
  }

  /// What a measured table adds up, by the definition of its form.
  private func measured(_ measurement: Measurement, _ domain: PublicDomain) throws -> Matrix {
    let sums = summing(domain, to: measurement.marginal)
    guard measurement.form == .contrasts else { return sums }
    let columns = try (0..<sums.columns).map { column in
      try domain.contrasts(of: (0..<sums.rows).map { Int64(sums[$0, column]) }, measurement.marginal)
    }
    return Matrix(sums.rows, sums.columns) { Double(columns[$1][$0]) }
  }
}
