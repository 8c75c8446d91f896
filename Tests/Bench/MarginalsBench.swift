import ArgumentParser
import Marginals
import Noise
import Randomness

/// The tables by one and two of age × need × sector, each mattering alike, at one price: the error of the plan that is
/// chosen for them with reconstruction, against an equal part of the price for each table and no reconstruction, as a
/// library of single queries gives them. Both by the noise that releases have, drawn in this run.
struct MarginalsErrorBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "marginals-error", abstract: "Error of tables that are chosen and joined, against tables apart.")

  @OptionGroup var output: ResultsOption
  @Option(help: "Repetitions.") var repeats = 300

  func run() throws {
    let domain = try PublicDomain(sizes: [26, 12, 6])
    let tables = [[0], [1], [2], [0, 1], [0, 2], [1, 2]].map { Marginal($0) }
    let workload = try MarginalWorkload.perTable(domain, tables)
    guard let rho = Fraction(1, 10), let part = Fraction(1, 10 * Int64(tables.count)) else { throw BenchFailure("no price") }
    let chosen = try MarginalPlan.counts(for: workload, rho: rho, denominator: 1_000_000)
    let apart = try MarginalPlan(
      domain: domain,
      measurements: tables.map { (table) throws(MarginalError) in try Measurement(domain, table, .counts, rho: part) })
    guard chosen.rho == apart.rho else { throw BenchFailure("the two plans do not cost the same") }
    var random = KernelRandom()
    // Exact counts are 0: what comes out is the error.
    func noised(_ plan: MarginalPlan) throws -> [MeasuredTable] {
      try plan.measurements.map { measurement in
        guard let variance = Rational(measurement.variance.numerator, measurement.variance.denominator) else {
          throw BenchFailure("no variance")
        }
        let cells = try DiscreteGaussian(variance: variance).samples(domain.cellCount(of: measurement.marginal), using: &random)
        return MeasuredTable(measurement.marginal, cells: cells.map(Double.init), variance: measurement.variance.value)
      }
    }
    var (ours, theirs) = (0.0, 0.0)
    for _ in 0..<repeats {
      let estimate = try Reconstruction(domain, measured: noised(chosen))
      for table in tables { ours += Self.meanSquare(try estimate.cells(of: table)) }
      for table in try noised(apart) { theirs += Self.meanSquare(table.cells) }
    }
    let scale = Double(repeats * tables.count)
    try Figure(
      name: "marginals-error", ours: (ours / scale).squareRoot(), theirs: (theirs / scale).squareRoot(), better: .smaller,
      unit: "plans, root mean square error of six tables", versus: "an equal part of the price for each table, apart"
    ).report(to: output.results)
  }

  private static func meanSquare(_ cells: [Double]) -> Double { cells.reduce(0) { $0 + $1 * $1 } / Double(cells.count) }
}

/// 33 boroughs' tables of age × need × sector, two measured ones each, joined with three published ones: every table of
/// the domain, its variances, and London's sum. Against the time that an operator waits for without noticing.
struct MarginalsGLSBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "marginals-gls", abstract: "Reconstruction of 33 boroughs with published tables, against the limit.")

  static let limit = 1000.0

  @OptionGroup var output: ResultsOption
  @Option(help: "Repetitions.") var repeats = 11

  func run() throws {
    let domain = try PublicDomain(sizes: [26, 12, 6])
    let count = domain.cellCount(of: domain.whole)
    let exact = (0..<count).map { $0 * 31 % 17 }
    func sums(_ marginal: Marginal) -> [Int] {
      var (sums, strides) = ([Int](repeating: 0, count: domain.cellCount(of: marginal)), [Int]())
      var stride = 1
      for size in domain.sizes.reversed() {
        strides.insert(stride, at: 0)
        stride *= size
      }
      for (cell, value) in exact.enumerated() {
        let place = marginal.attributes.reduce(0) { $0 * domain.sizes[$1] + cell / strides[$1] % domain.sizes[$1] }
        sums[place] += value
      }
      return sums
    }
    let pairs = [[0, 1], [0, 2], [1, 2]].map { Marginal($0) }
    let known = pairs.map { KnownTable($0, cells: sums($0)) }
    let all = [[], [0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]].map { Marginal($0) }
    var times: [Double] = []
    for round in 0...repeats {
      let measured = [
        MeasuredTable(domain.whole, cells: exact.map { Double($0 + (round + $0) % 5) }, variance: 10),
        MeasuredTable(pairs[0], cells: sums(pairs[0]).map { Double($0 + round % 3) }, variance: 10),
      ]
      let seconds = try time(on: processorSeconds) {
        var boroughs: [Reconstruction] = []
        for _ in 0..<33 {
          let borough = try Reconstruction(domain, measured: measured, known: known)
          for table in all { _ = (try borough.cells(of: table), try borough.variances.cellVariance(of: table)) }
          boroughs.append(borough)
        }
        let london = try Reconstruction.pooled(boroughs)
        let total = try london.cells(of: .total)[0]
        guard (total - 33 * Double(exact.reduce(0, +))).magnitude < 1e-6 * total else {
          throw BenchFailure("London does not add up to what is published")
        }
      }
      if round > 0 { times.append(seconds * 1000) }
    }
    try Figure(
      name: "marginals-gls", ours: median(times), theirs: Self.limit, better: .smaller, unit: "ms",
      versus: "limit, 33 boroughs of 1,872 cells with published tables"
    ).report(to: output.results)
  }
}
