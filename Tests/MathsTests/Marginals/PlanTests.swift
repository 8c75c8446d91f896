import Marginals
import Testing

/// Prices: exact, and true of what one person can change.
struct PlanTests {
  /// Any workload, price and denominator: prices add to ρ exactly, and each is a multiple of 1/denominator.
  @Test func pricesAddToTheWholeExactly() throws {
    var source = Seeded(1)
    for round in 0..<200 {
      let sizes = (0..<Int.random(in: 1...4, using: &source)).map { _ in Int.random(in: 2...30, using: &source) }
      let domain = try PublicDomain(sizes: sizes)
      var weights: [Marginal: Double] = [:]
      for _ in 0..<Int.random(in: 1...6, using: &source) {
        let marginal = Marginal(sizes.indices.filter { _ in Bool.random(using: &source) })
        weights[marginal] = Double.random(in: 0.001...10, using: &source)
      }
      let workload = try MarginalWorkload(domain, weights: weights)
      let rho = fraction(Int64.random(in: 1...9, using: &source), Int64.random(in: 10...60, using: &source))
      let denominator = rho.denominator * [97, 1000, 16_667][round % 3]
      for plan in [
        try MarginalPlan.counts(for: workload, rho: rho, denominator: denominator),
        try MarginalPlan.contrasts(for: workload, rho: rho, denominator: denominator),
      ] {
        #expect(plan.rho == rho)
        for measurement in plan.measurements {
          #expect(denominator.isMultiple(of: measurement.rho.denominator))
          let price = Double(measurement.squaredSensitivity) / (2 * measurement.variance.value)
          #expect(isClose(price, measurement.rho.value, 1e-14))
        }
      }
    }
  }

  /// Every possible person, every possible change of a person, through the very transformation that a gate would use.
  @Test func pricesAreThoseOfTheWorstPerson() throws {
    let domain = try PublicDomain(sizes: [2, 3, 4])
    let workload = try MarginalWorkload.perCell(domain, [Marginal([0]), Marginal([0, 1]), Marginal([1, 2]), Marginal([0, 2])])
    for form in MeasurementForm.allCases {
      let plan = try form == .counts
        ? MarginalPlan.counts(for: workload, rho: fraction(1, 5), denominator: 10_000)
        : MarginalPlan.contrasts(for: workload, rho: fraction(1, 5), denominator: 10_000)
      let persons = try (0..<24).map { cell in try plan.measurements.map { try table(of: cell, $0, domain) } }
      var (adding, changing) = (0.0, 0.0)
      for one in persons {
        for (table, measurement) in zip(one, plan.measurements) {
          #expect(table.reduce(0) { $0 + $1 * $1 } == measurement.squaredSensitivity)
        }
        adding = max(adding, price(one, one.map { $0.map { _ in 0 } }, plan))
        for other in persons { changing = max(changing, price(one, other, plan)) }
      }
      #expect(isClose(adding, plan.rho.value, 1e-13))
      #expect(isClose(changing, plan.substitutionRho, 1e-11) && changing <= plan.substitutionRho)
    }
  }

  /// Σ ‖difference‖²/(2σ²).
  private func price(_ one: [[Int64]], _ other: [[Int64]], _ plan: MarginalPlan) -> Double {
    var sum = 0.0
    for ((left, right), measurement) in zip(zip(one, other), plan.measurements) {
      for (a, b) in zip(left, right) { sum += Double((a - b) * (a - b)) / (2 * measurement.variance.value) }
    }
    return sum
  }

  /// What the person in one cell of the whole domain adds to a measured table.
  private func table(of cell: Int, _ measurement: Measurement, _ domain: PublicDomain) throws -> [Int64] {
    let labels = [cell / 12, cell / 4 % 3, cell % 4]
    var index = 0
    for attribute in measurement.marginal.attributes { index = index * domain.sizes[attribute] + labels[attribute] }
    var counts = [Int64](repeating: 0, count: domain.cellCount(of: measurement.marginal))
    counts[index] = 1
    return try measurement.form == .counts ? counts : domain.contrasts(of: counts, measurement.marginal)
  }

  /// Contrasts are whole numbers whose sum along every attribute is 0; two by two by hand.
  @Test func contrastsAreExact() throws {
    let domain = try PublicDomain(sizes: [2, 2])
    #expect(try domain.contrasts(of: [5, 1, 2, 4], Marginal([0, 1])) == [6, -6, -6, 6])
    #expect(try domain.contrasts(of: [12], .total) == [12])
    #expect(try domain.contrasts(of: [7, 4], Marginal([1])) == [3, -3])
    #expect(throws: MarginalError.overflow(Marginal([0]))) { try domain.contrasts(of: [.max, 1], Marginal([0])) }
    #expect(throws: MarginalError.overflow(Marginal([0]))) { try domain.contrasts(of: [.min, 0], Marginal([0])) }
    #expect(throws: MarginalError.wrongCellCount(Marginal([0]), expected: 2)) { try domain.contrasts(of: [1], Marginal([0])) }
  }

  /// No plan can have a lower largest variance than the bound, and the one found is at it.
  @Test func theLeastMaximumIsOne() throws {
    for case_ in OracleWorkload.all {
      let (domain, marginals) = try (case_.domain, case_.workload.marginals)
      var limits: [Marginal: Double] = [:]
      for (index, marginal) in marginals.enumerated() { limits[marginal] = [1, 2, 0.5][index % 3] }
      let found = try ResidualOptimum.leastMaximum(domain, limits: limits, rho: 0.1)
      func largest(_ variances: ComponentVariances) throws -> Double {
        try marginals.map { try variances.cellVariance(of: $0) / limits[$0, default: 1] }.max() ?? 0
      }
      #expect(try isClose(largest(found.optimum.variances), found.largest, 1e-12))
      #expect(found.largest <= found.bound * (1 + 1e-6))
      var source = Seeded(3)
      for _ in 0..<50 {
        let other = try MarginalWorkload(
          domain, weights: limits.mapValues { _ in Double.random(in: 0.01...1, using: &source) })
        #expect(try largest(ResidualOptimum(other, rho: 0.1).variances) >= found.bound * (1 - 1e-12))
      }
    }
  }

  /// Two attributes by two: the exact table of one pair saves what knowing it again would cost.
  @Test func knownTablesCostNothing() throws {
    let domain = try PublicDomain(sizes: [26, 12, 6])
    let pairs = [Marginal([0, 1]), Marginal([0, 2]), Marginal([1, 2])]
    let workload = try MarginalWorkload.perTable(domain, pairs + [domain.whole])
    let blind = try ResidualOptimum(workload, rho: 0.1)
    let informed = try ResidualOptimum(workload, rho: 0.1, known: pairs)
    #expect(informed.components.map(\.marginal) == [domain.whole])
    #expect(informed.total < blind.total)
    #expect(try informed.variances.cellVariance(of: pairs[0]) == 0)
    // Only p = (25/26)(11/12)(5/6) of a whole table's noise lies in the unknown component; counts pay for all of it.
    let counts = try MarginalPlan.counts(for: workload, rho: fraction(1, 10), denominator: 1_000_000, known: pairs)
    let contrasts = try MarginalPlan.contrasts(for: workload, rho: fraction(1, 10), denominator: 1_000_000, known: pairs)
    #expect(counts.measurements.map(\.marginal) == [domain.whole])
    let ratio = try workload.total(contrasts.variances) / workload.total(counts.variances)
    #expect(isClose(ratio, 25.0 / 26 * 11 / 12 * 5 / 6, 1e-9))
    #expect(throws: MarginalError.nothingToMeasure) { try ResidualOptimum(workload, rho: 0.1, known: [domain.whole]) }
  }

  @Test func faultyPlansAreRefused() throws {
    let domain = try PublicDomain(sizes: [3, 4])
    let workload = try MarginalWorkload.perTable(domain, [Marginal([0])])
    #expect(throws: MarginalError.badDomain) { try PublicDomain(sizes: []) }
    #expect(throws: MarginalError.badDomain) { try PublicDomain(sizes: [3, 1]) }
    #expect(throws: MarginalError.emptyWorkload) { try MarginalWorkload.perTable(domain, []) }
    #expect(throws: MarginalError.unknownAttribute(Marginal([2]))) { try MarginalWorkload.perCell(domain, [Marginal([2])]) }
    #expect(throws: MarginalError.badWeight(.total)) { try MarginalWorkload(domain, weights: [.total: 0]) }
    #expect(throws: MarginalError.badWeight(.total)) { try MarginalWorkload(domain, weights: [.total: .nan]) }
    #expect(throws: MarginalError.badWeight(.total)) { try MarginalWorkload.perCell(domain, [.total, .total]) }
    #expect(throws: MarginalError.badRho) { try ResidualOptimum(workload, rho: 0) }
    for denominator: Int64 in [0, 7, 10, .max] {
      #expect(throws: MarginalError.badDenominator) {
        try MarginalPlan.counts(for: workload, rho: fraction(1, 20), denominator: denominator)
      }
    }
    let large = try PublicDomain(sizes: [5000, 5000])
    #expect(throws: MarginalError.tooManyCells(large.whole)) { try MarginalWorkload.perCell(large, [large.whole]) }
    #expect(throws: MarginalError.nothingToMeasure) { try MarginalPlan(domain: domain, measurements: []) }
    #expect(Fraction(0, 1) == nil && Fraction(1, 0) == nil && Fraction(-1, 2) == nil && Fraction(4, 8) == fraction(1, 2))
  }
}
