@testable import Marginals
import Testing

/// Closed forms against dense generalised least squares from the definition.
struct ReconstructionTests {
  /// A released world on 2 × 3 × 4 with exact counts by a rule.
  struct World {
    let domain: PublicDomain
    var source: Seeded
    let truth: [Double]

    init(_ seed: UInt64) throws {
      domain = try PublicDomain(sizes: [2, 3, 4])
      var source = Seeded(seed)
      truth = (0..<24).map { _ in Double(Int.random(in: 0...40, using: &source)) }
      self.source = source
    }

    func exact(_ marginal: Marginal) -> [Double] { summing(domain, to: marginal).times(truth) }
    mutating func noise() -> Double { Double(Int.random(in: -9...9, using: &source)) }
    mutating func measured(_ marginal: Marginal, _ form: MeasurementForm = .counts) -> MeasuredTable {
      var cells = exact(marginal)
      if form == .contrasts, let whole = try? domain.contrasts(of: cells.map { Int64($0) }, marginal) {
        cells = whole.map { Double($0) }
      }
      for cell in cells.indices { cells[cell] += noise() }
      return MeasuredTable(marginal, form, cells: cells, variance: Double.random(in: 0.5...20, using: &source))
    }
    func known(_ marginal: Marginal) -> KnownTable { KnownTable(marginal, cells: exact(marginal).map { Int($0) }) }

    func dense(_ measured: [MeasuredTable], _ known: [KnownTable]) throws -> DenseEstimate {
      let rows = try measured.map { table -> (Matrix, [Double], [Double]) in
        var matrix = summing(domain, to: table.marginal)
        if table.form == .contrasts { matrix = try contrastMatrix(table.marginal) * matrix }
        return (matrix, table.cells, table.cells.map { _ in table.variance })
      }
      return DenseEstimate(
        24, measured: rows,
        known: known.map { (summing(domain, to: $0.marginal), $0.cells.map { Double($0) }) })
    }

    func contrastMatrix(_ marginal: Marginal) throws -> Matrix {
      let count = domain.cellCount(of: marginal)
      let columns = try (0..<count).map { cell in
        try domain.contrasts(of: (0..<count).map { $0 == cell ? 1 : 0 }, marginal)
      }
      return Matrix(count, count) { Double(columns[$1][$0]) }
    }
  }

  private static let (a, b, c) = (Marginal([0]), Marginal([1]), Marginal([2]))
  private static let (ab, ac, bc) = (Marginal([0, 1]), Marginal([0, 2]), Marginal([1, 2]))

  /// Tables measured, contrast tables measured, tables known.
  static let mixtures: [([Marginal], [Marginal], [Marginal])] = [
    ([ab, ac, bc], [], []), ([.total, a, b, c, ab, ac, bc], [], []), ([ab, ab, c], [], []),
    ([], [.total, a, b, c, ab, bc], []), ([bc], [a, ab, .total], []), ([ab, ac], [], [bc]),
    ([Marginal([0, 1, 2])], [], [ab, ac, bc]), ([], [Marginal([0, 1, 2])], [ab, ac, bc]), ([ac], [b], [a, .total]),
    ([], [], [ab, c]),
  ]

  @Test(arguments: mixtures.indices) func equalsThePseudoInverse(_ index: Int) throws {
    let (counts, contrasts, exact) = Self.mixtures[index]
    for seed in 1...3 {
      var world = try World(UInt64(seed * 100 + index))
      let domain = world.domain
      let measured = counts.map { world.measured($0) } + contrasts.map { world.measured($0, .contrasts) }
      let known = exact.map(world.known)
      let estimate = try Reconstruction(domain, measured: measured, known: known)
      let dense = try world.dense(measured, known)
      var compared = 0
      for marginal in [.total, Self.a, Self.b, Self.c, Self.ab, Self.ac, Self.bc, domain.whole] {
        guard let cells = try? estimate.cells(of: marginal) else { continue }
        compared += 1
        let matrix = summing(domain, to: marginal)
        let variance = try estimate.variances.cellVariance(of: marginal)
        for (row, expected) in matrix.times(dense.cells).enumerated() {
          #expect((cells[row] - expected).magnitude < 1e-12 * 1000, "\(marginal) cell \(row)")
          let own = dense.variance((0..<24).map { matrix[row, $0] })
          #expect((variance - own).magnitude < 1e-12 * max(own, 1), "\(marginal): \(variance), \(own)")
        }
        // Two functionals with whole coefficients, their variances and their covariance.
        let one = cells.indices.map { _ in Double(Int.random(in: -3...3, using: &world.source)) }
        let two = cells.indices.map { _ in Double(Int.random(in: -3...3, using: &world.source)) }
        var (first, second) = (LinearFunctional(domain), LinearFunctional(domain))
        try first.add(one, on: marginal)
        try second.add(two, on: marginal)
        let (wideOne, wideTwo) = (matrix.transposed.times(one), matrix.transposed.times(two))
        let both = dense.variance(zip(wideOne, wideTwo).map { $0 + $1 })
        let variances = estimate.variances
        let sum = try variances.variance(of: first) + variances.variance(of: second) + 2 * variances.covariance(first, second)
        // The dense side loses a digit where terms cancel.
        #expect((sum - both).magnitude < 1e-11 * max(both, 1))
        #expect((try estimate.value(of: first) - zip(one, cells).reduce(0) { $0 + $1.0 * $1.1 }).magnitude < 1e-9)
      }
      #expect(compared >= 4)
    }
  }

  /// Tables add up to each other, and to the exact ones.
  @Test func everythingAddsUp() throws {
    var world = try World(9)
    let known = [world.known(Self.ab), world.known(Self.bc)]
    let estimate = try Reconstruction(
      world.domain, measured: [world.measured(Marginal([0, 1, 2])), world.measured(Self.ac)], known: known)
    let whole = try estimate.cells(of: world.domain.whole)
    for marginal in [.total, Self.a, Self.ab, Self.ac, Self.bc] {
      let sums = summing(world.domain, to: marginal).times(whole)
      for (sum, cell) in zip(sums, try estimate.cells(of: marginal)) { #expect((sum - cell).magnitude < 1e-9) }
    }
    for table in known {
      for (cell, exact) in zip(try estimate.cells(of: table.marginal), table.cells) {
        #expect((cell - Double(exact)).magnitude < 1e-9)
      }
      #expect(try estimate.variances.cellVariance(of: table.marginal) == 0)
    }
  }

  /// A functional over two marginals asks only for components that it has: a difference within a row needs no total.
  @Test func functionalsAskOnlyForWhatTheyNeed() throws {
    var world = try World(10)
    let estimate = try Reconstruction(world.domain, measured: [world.measured(Self.a, .contrasts)])
    var difference = LinearFunctional(world.domain)
    try difference.add([1, -1], on: Self.a)
    #expect(try estimate.variances.variance(of: difference) > 0)
    #expect(throws: MarginalError.notEstimable(Self.a)) { try estimate.cells(of: Self.a) }
    var total = LinearFunctional(world.domain)
    try total.add([1, 1], on: Self.a)
    #expect(throws: MarginalError.notEstimable(.total)) { try estimate.value(of: total) }
    #expect(throws: MarginalError.notEstimable(.total)) { try estimate.variances.covariance(difference, total) }
    let some = try LinearFunctional.sum(world.domain, Self.bc) { $0[0] == 1 && $0[1] > 1 }
    let full = try Reconstruction(world.domain, measured: [world.measured(Self.bc)])
    let cells = try full.cells(of: Self.bc)
    #expect((try full.value(of: some) - cells[6] - cells[7]).magnitude < 1e-12 * 100)
  }

  @Test func boroughsAddUp() throws {
    var worlds = try (1...3).map { try World(UInt64(20 + $0)) }
    let places = try worlds.indices.map { place in
      // One of them knows a table exactly, and none needs to have measured the same as the others.
      let known = place == 0 ? [worlds[place].known(Self.a)] : []
      let tables = [Self.ab, Self.bc].map { worlds[place].measured($0) } + (place == 1 ? [worlds[place].measured(Self.ac)] : [])
      return try Reconstruction(worlds[place].domain, measured: tables, known: known)
    }
    let pooled = try Reconstruction.pooled(places)
    for marginal in [.total, Self.a, Self.ab, Self.bc] {
      let sum = try places.reduce(0.0) { $0 + (try $1.variances.cellVariance(of: marginal)) }
      #expect(isClose(try pooled.variances.cellVariance(of: marginal), sum, 1e-13))
      let first = try places.reduce(0.0) { $0 + (try $1.cells(of: marginal)[0]) }
      #expect((try pooled.cells(of: marginal)[0] - first).magnitude < 1e-10)
    }
    #expect(throws: MarginalError.notEstimable(Self.ac)) { try pooled.cells(of: Self.ac) }
    #expect(throws: MarginalError.differentDomains) { try Reconstruction.pooled([]) }
  }

  /// χ² of right tables has the mean and spread of its degrees of freedom; of other people's tables it is far off.
  @Test func theDistanceToExactTablesIsChiSquare() throws {
    let domain = try PublicDomain(sizes: [4, 5])
    let whole = (0..<20).map { $0 * 3 }
    let known = [KnownTable(domain.whole, cells: whole)]
    var source = SeededNormal(6)
    var (sum, squares) = (0.0, 0.0)
    for _ in 0..<400 {
      let noised = whole.map { Double($0) + 2 * source.next() }
      let rows = domain.summed(whole.map { Double($0) }, of: domain.whole, to: Marginal([0])).map { $0 + 3 * source.next() }
      let estimate = try Reconstruction(
        domain, measured: [
          MeasuredTable(domain.whole, cells: noised, variance: 4), MeasuredTable(Marginal([0]), cells: rows, variance: 9),
        ])
      let distance = try estimate.squaredDistance(to: known)
      #expect(distance.degrees == 20)
      sum += distance.squares
      squares += distance.squares * distance.squares
    }
    let mean = sum / 400
    // Five standard errors: √(40/400) of the mean, 40·√(2/400)·(1 + 6/20) and more of the variance.
    #expect((mean - 20).magnitude < 5 * 0.316)
    #expect((squares / 400 - mean * mean - 40).magnitude < 5 * 3.7)
    let other = try Reconstruction(
      domain, measured: [MeasuredTable(domain.whole, cells: whole.map { Double($0) * 1.2 }, variance: 4)])
    #expect(try other.squaredDistance(to: known).squares > 200)
  }

  @Test func tablesThatCannotBeAreRefused() throws {
    var world = try World(11)
    let (domain, table) = (world.domain, world.measured(Self.ab))
    func refusal(_ measured: [MeasuredTable], _ known: [KnownTable] = []) -> MarginalError? {
      do {
        _ = try Reconstruction(domain, measured: measured, known: known)
        return nil
      } catch { return error }
    }
    #expect(refusal([]) == .nothingToMeasure)
    #expect(refusal([MeasuredTable(Self.ab, cells: [1], variance: 1)]) == .wrongCellCount(Self.ab, expected: 6))
    #expect(refusal([MeasuredTable(Marginal([3]), cells: [1], variance: 1)]) == .unknownAttribute(Marginal([3])))
    for variance in [0, -1, .nan, .infinity] {
      #expect(refusal([MeasuredTable(.total, cells: [1], variance: variance)]) == .badVariance(.total))
    }
    // Exact tables: a wrong shape, a negative count, counts of other people.
    #expect(refusal([table], [KnownTable(Self.a, cells: [1, 2, 3])]) == .wrongCellCount(Self.a, expected: 2))
    #expect(refusal([table], [KnownTable(Self.a, cells: [1, -2])]) == .knownNegative(Self.a))
    #expect(refusal([table], [KnownTable(Self.a, cells: [1 << 31, 0])]) == .overflow(Self.a))
    #expect(
      refusal([table], [KnownTable(Self.a, cells: [3, 4]), KnownTable(Self.b, cells: [1, 2, 3])])
        == .knownDisagree(Self.a, Self.b))
    #expect(refusal([table], [KnownTable(Self.a, cells: [3, 4]), KnownTable(Self.b, cells: [1, 2, 4])]) == nil)
    #expect(MarginalError.knownDisagree(Self.a, Self.ab).description.contains("0 and 0+1"))
  }
}

/// Normal numbers from a seed: sums of twelve uniform ones, right to a few per mille in their first four moments.
struct SeededNormal {
  private var source: Seeded
  init(_ seed: UInt64) { source = Seeded(seed) }
  mutating func next() -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &source) }
  }
}
