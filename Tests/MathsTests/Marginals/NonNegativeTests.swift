import Marginals
import Testing

/// The table without negative cells: it is the closest one, and what is said of its bias is true.
struct NonNegativeTests {
  /// Karush-Kuhn-Tucker: where a cell is above 0 the gradient is 0, where it is 0 the gradient is not below 0.
  @Test func isTheClosestOne() throws {
    for seed in 1...10 {
      var world = try ReconstructionTests.World(UInt64(seed))
      let domain = world.domain
      let tables = [Marginal([0, 1]), Marginal([1, 2]), Marginal([0])].map { marginal in
        // Small counts, so that many cells are pressed to 0.
        MeasuredTable(
          marginal, cells: world.exact(marginal).map { ($0 / 12).rounded() + world.noise() },
          variance: Double(Int.random(in: 1...9, using: &world.source)))
      }
      let fitted = try NonNegativeTable(Reconstruction(domain, measured: tables))
      var gradient = [Double](repeating: 0, count: 24)
      for table in tables {
        let misses = zip(try fitted.cells(of: table.marginal), table.cells).map { ($0 - $1) / table.variance }
        let wide = summing(domain, to: table.marginal).transposed.times(misses)
        for cell in gradient.indices { gradient[cell] += wide[cell] }
      }
      for (cell, slope) in zip(fitted.cells, gradient) {
        #expect(cell >= 0)
        #expect(cell > 1e-6 ? slope.magnitude < 1e-5 : slope > -1e-5, "\(cell): \(slope)")
      }
      #expect(fitted.cells.contains(0))
    }
  }

  /// Known tables are kept, where least squares alone would have gone below 0.
  @Test func keepsKnownTables() throws {
    var world = try ReconstructionTests.World(4)
    let domain = world.domain
    let known = [world.known(Marginal([0, 1])), world.known(Marginal([2]))]
    let noisy = MeasuredTable(domain.whole, cells: world.truth.map { $0 + 9 * world.noise() }, variance: 2430)
    let estimate = try Reconstruction(domain, measured: [noisy], known: known)
    #expect(try estimate.cells(of: domain.whole).contains { $0 < 0 })
    let fitted = try NonNegativeTable(estimate)
    for table in known {
      for (cell, exact) in zip(try fitted.cells(of: table.marginal), table.cells) {
        #expect((cell - Double(exact)).magnitude < 1e-4)
      }
    }
    #expect(fitted.cells.allSatisfy { $0 >= 0 } && fitted.gap < 1e-5)
  }

  /// Whole numbers that no table of people can have: rows say 0, the table measured far from it; and tables too large.
  @Test func refusesWhatCannotBe() throws {
    let large = try PublicDomain(sizes: [500, 500])
    let estimate = try Reconstruction(large, measured: [MeasuredTable(.total, cells: [1], variance: 1)])
    #expect(throws: MarginalError.tooManyCells(large.whole)) { try NonNegativeTable(estimate) }
    // Three pairs of a 2 × 2 × 2 table that agree in every single total and still contradict each other.
    let domain = try PublicDomain(sizes: [2, 2, 2])
    let pairs = [([0, 1], [1, 0, 0, 1]), ([1, 2], [1, 0, 0, 1]), ([0, 2], [0, 1, 1, 0])]
    let impossible = try Reconstruction(
      domain, measured: [], known: pairs.map { KnownTable(Marginal($0.0), cells: $0.1) } )
    #expect(throws: MarginalError.notConverged(steps: 20_000)) { try NonNegativeTable(impossible) }
  }
}
