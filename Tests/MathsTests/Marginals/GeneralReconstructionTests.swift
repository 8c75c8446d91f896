@testable import Marginals
import Testing

/// Tables whose cells differ in variance.
struct GeneralReconstructionTests {
  private static let (a, b, c) = (Marginal([0]), Marginal([1]), Marginal([2]))
  private static let (ab, ac, bc, abc) = (Marginal([0, 1]), Marginal([0, 2]), Marginal([1, 2]), Marginal([0, 1, 2]))

  @Test(arguments: [
    ([ab, ac, bc], [], []), ([abc, a], [], []), ([abc, bc], [ab, c], []), ([ab, c], [a], []), ([ab, ab], [.total], []),
    ([], [ab, bc], []), ([ab, ac], [bc], [abc]), ([abc, a], [], [abc, b]), ([ab], [ac, bc], [abc, abc]),
  ]) func equalsThePseudoInverse(_ measured: [Marginal], _ exact: [Marginal], _ contrasts: [Marginal]) throws {
    var world = try ReconstructionTests.World(31)
    let domain = world.domain
    let compared = contrasts.map { marginal in
      let table = world.measured(marginal, .contrasts)
      return GeneralTable(marginal, .contrasts, cells: table.cells, variances: table.cells.map { _ in table.variance })
    }
    let tables = compared + measured.map { marginal in
      let cells = world.exact(marginal).map { $0 + world.noise() }
      // Ratios up to 56, as of the squares of caps of 4 and 30 million pence.
      return GeneralTable(
        marginal, cells: cells, variances: cells.map { _ in Double.random(in: 1...56, using: &world.source) })
    }
    let known = exact.map(world.known)
    let estimate = try GeneralReconstruction(domain, measured: tables, known: known)
    let dense = DenseEstimate(
      24,
      measured: try tables.map { table in
        let matrix = summing(domain, to: table.marginal)
        return (try table.form == .counts ? matrix : world.contrastMatrix(table.marginal) * matrix, table.cells, table.variances)
      },
      known: known.map { (summing(domain, to: $0.marginal), $0.cells.map { Double($0) }) })
    var count = 0
    for marginal in [.total, Self.a, Self.b, Self.c, Self.ab, Self.ac, Self.bc, Self.abc] {
      guard let cells = try? estimate.cells(of: marginal) else { continue }
      count += 1
      let matrix = summing(domain, to: marginal)
      for (row, expected) in matrix.times(dense.cells).enumerated() {
        #expect((cells[row] - expected).magnitude < 1e-12 * 1000)
        let own = dense.variance((0..<24).map { matrix[row, $0] })
        var cell = LinearFunctional(domain)
        try cell.add(cells.indices.map { $0 == row ? 1 : 0 }, on: marginal)
        let result = try estimate.estimate(of: cell)
        #expect((result.value - cells[row]).magnitude < 1e-9)
        #expect((result.variance - own).magnitude < 1e-12 * max(own, 1), "\(marginal): \(result.variance), \(own)")
      }
    }
    #expect(count >= 4)
  }

  /// With one variance a table the general way is the closed one.
  @Test func agreesWithTheClosedFormOnARealDomain() throws {
    let domain = try PublicDomain(sizes: [26, 12, 6])
    var source = Seeded(5)
    let tables = [Self.ab, Self.ac, Self.bc, .total].map { marginal in
      let cells = (0..<domain.cellCount(of: marginal)).map { _ in Double(Int.random(in: -20...90, using: &source)) }
      return MeasuredTable(marginal, cells: cells, variance: Double(Int.random(in: 1...30, using: &source)))
    }
    let closed = try Reconstruction(domain, measured: tables)
    let general = try GeneralReconstruction(
      domain, measured: tables.map { table in
        GeneralTable(table.marginal, cells: table.cells, variances: table.cells.map { _ in table.variance })
      })
    for marginal in [.total, Self.a, Self.bc] {
      for (one, other) in zip(try closed.cells(of: marginal), try general.cells(of: marginal)) {
        #expect((one - other).magnitude < 1e-8)
      }
    }
    #expect(throws: MarginalError.notEstimable(domain.whole)) { try general.cells(of: domain.whole) }
  }

  /// What follows from exact tables errs by nothing, also where the noised ones differ in variance within a table.
  @Test func whatFollowsFromKnownTablesHasNoVariance() throws {
    let domain = try PublicDomain(sizes: [5, 12, 6])
    let cells = (0..<360).map { Double($0 % 7) }
    let table = GeneralTable(domain.whole, cells: cells, variances: cells.indices.map { 5 + Double($0 / 72) })
    let known = [Self.ab, Self.ac, Self.bc].map { marginal in
      KnownTable(marginal, cells: domain.summed(cells.map { Int($0) }, of: domain.whole, to: marginal))
    }
    let estimate = try GeneralReconstruction(domain, measured: [table], known: known)
    for marginal in [.total, Self.a, Self.b, Self.c, Self.ab, Self.ac, Self.bc] {
      let one = try LinearFunctional.sum(domain, marginal) { $0.allSatisfy { $0 == 1 } }
      #expect(try estimate.estimate(of: one).variance == 0, "\(marginal)")
    }
  }

  /// Amounts by phase × need × sector, with the noise of the sector's cap: each sector alone, in closed form.
  @Test func slicesEqualTheGeneralWay() throws {
    let domain = try PublicDomain(sizes: [3, 4, 3])
    let caps = [4.0, 6, 30]
    var source = Seeded(6)
    func table(_ marginal: Marginal, _ scale: Double) -> SlicedTable {
      SlicedTable(
        marginal, cells: (0..<domain.cellCount(of: marginal)).map { _ in Double(Int.random(in: -500...500, using: &source)) },
        variances: caps.map { $0 * $0 * scale })
    }
    let tables = [table(Self.bc, 1), table(Self.c, 0.5), table(domain.whole, 2)]
    let sliced = try SlicedReconstruction(domain, by: 2, measured: tables)
    let general = try GeneralReconstruction(
      domain, measured: tables.map { table in
        GeneralTable(table.marginal, cells: table.cells, variances: table.cells.indices.map { table.variances[$0 % 3] })
      })
    for marginal in [.total, Self.a, Self.c, Self.ab, Self.bc, domain.whole] {
      let (own, other) = try (sliced.cells(of: marginal), general.cells(of: marginal))
      #expect(own.count == other.count)
      let variances = try sliced.cellVariances(of: marginal)
      for cell in own.indices {
        #expect((own[cell] - other[cell]).magnitude < 1e-8)
        var one = LinearFunctional(domain)
        try one.add(own.indices.map { $0 == cell ? 1 : 0 }, on: marginal)
        let expected = try general.estimate(of: one).variance
        #expect(isClose(variances[cell % variances.count], expected, 1e-10))
        let result = try sliced.estimate(of: one)
        #expect(isClose(result.variance, expected, 1e-10) && (result.value - own[cell]).magnitude < 1e-8)
      }
    }
    #expect(throws: MarginalError.sliceMissing(Self.ab)) {
      try SlicedReconstruction(domain, by: 2, measured: [table(Self.ab, 1)])
    }
    #expect(throws: MarginalError.badVariance(Self.c)) {
      try SlicedReconstruction(domain, by: 2, measured: [SlicedTable(Self.c, cells: [1, 2, 3], variances: [1])])
    }
  }
}
