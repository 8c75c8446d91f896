import Marginals
import Testing

/// Sums measured at upper levels too.
struct TreeTests {
  /// London, its five sub-regions of 7, 7, 7, 6, 6 boroughs, the boroughs.
  private static let parents: [Int?] =
    [nil, 0, 0, 0, 0, 0] + [7, 7, 7, 6, 6].enumerated().flatMap { region, count in
      [Int?](repeating: region + 1, count: count)
    }

  /// Variances of one statistic at ρ = 1 a child. Figures of an independent dense computation.
  @Test(arguments: [
    (2.0, 0.0, 0.0, 0.5, 3.3, 16.5),
    (0.6666666666666666, 0.6666666666666666, 0.6666666666666666, 1.297881466359727, 1.0901696129956995, 1.2190635451505),
    (
      1.3769746903785562, 0.2736793470646819, 0.34934596255676187, 0.6564180517211768, 1.7457407110435752,
      2.2424466226560433
    ),
  ])
  func variancesAreThoseOfDenseLeastSquares(
    _ borough: Double, _ region: Double, _ london: Double, _ expectedBorough: Double, _ expectedRegion: Double,
    _ expectedLondon: Double
  ) throws {
    let variances = try nodes(borough, region, london)
    #expect(isClose(variances[0], expectedLondon, 1e-9))
    #expect(isClose(variances[1...5].reduce(0, +) / 5, expectedRegion, 1e-9))
    #expect(isClose(variances[6...].reduce(0, +) / 33, expectedBorough, 1e-9))
  }

  @Test(.enabled(if: try oracle("hierarchy_33") != nil, "needs the shared files"))
  func agreesWithEveryRowOfTheOracle() throws {
    let rows = try #require(try oracle("hierarchy_33"))
    #expect(rows.count == 7)
    for row in rows {
      let numbers = row.suffix(7).compactMap { Double($0) }
      let variances = try nodes(numbers[0], numbers[1], numbers[2])
      #expect(isClose(variances[6...].reduce(0, +) / 33, numbers[3], 1e-9))
      #expect(isClose(variances[1...5].reduce(0, +) / 5, numbers[4], 1e-9))
      #expect(isClose(variances[0], numbers[5], 1e-9))
    }
  }

  /// Variance of a cell of a table at every node, for precisions of whole tables at the three levels. What holds for one
  /// statistic holds for every cell, since each component has the same precisions in the same ratio.
  private func nodes(_ borough: Double, _ region: Double, _ london: Double) throws -> [Double] {
    let domain = try PublicDomain(sizes: [2, 3])
    let own = try Self.parents.indices.map { node -> Reconstruction? in
      let precision = node == 0 ? london : node < 6 ? region : borough
      guard precision > 0 else { return nil }
      let zeros = [Double](repeating: 0, count: 6)
      return try Reconstruction(domain, measured: [MeasuredTable(domain.whole, cells: zeros, variance: 1 / precision)])
    }
    return try TreeReconstruction(parents: Self.parents, own: own).nodes.map {
      try $0.variances.cellVariance(of: domain.whole)
    }
  }

  /// Two regions of two and three boroughs, of 2 × 2 tables: estimates and variances against dense least squares over all
  /// 20 cells, with other variances and other tables at every node.
  @Test func estimatesAreThoseOfDenseLeastSquares() throws {
    let domain = try PublicDomain(sizes: [2, 2])
    let parents: [Int?] = [nil, 0, 0, 1, 1, 2, 2, 2]
    let below = [[0, 1, 2, 3, 4], [0, 1], [2, 3, 4], [0], [1], [2], [3], [4]]
    var source = Seeded(8)
    var rows: [(Matrix, [Double], [Double])] = []
    var own: [Reconstruction?] = []
    for node in parents.indices {
      let marginals = node == 0 ? [Marginal([0])] : node == 2 ? [] : [domain.whole, Marginal([1])]
      let tables = marginals.map { marginal in
        MeasuredTable(
          marginal, cells: (0..<domain.cellCount(of: marginal)).map { _ in Double(Int.random(in: 0...50, using: &source)) },
          variance: Double(Int.random(in: 1...20, using: &source)))
      }
      for table in tables {
        let part = summing(domain, to: table.marginal)
        rows.append((wide(part, below[node]), table.cells, table.cells.map { _ in table.variance }))
      }
      own.append(tables.isEmpty ? nil : try Reconstruction(domain, measured: tables))
    }
    let dense = DenseEstimate(20, measured: rows, known: [])
    let nodes = try TreeReconstruction(parents: parents, own: own).nodes
    for (node, estimate) in nodes.enumerated() {
      for marginal in [.total, Marginal([0]), domain.whole] {
        let matrix = wide(summing(domain, to: marginal), below[node])
        let variance = try estimate.variances.cellVariance(of: marginal)
        for (row, expected) in matrix.times(dense.cells).enumerated() {
          #expect((try estimate.cells(of: marginal)[row] - expected).magnitude < 1e-9)
          #expect(isClose(variance, dense.variance((0..<20).map { matrix[row, $0] }), 1e-11))
        }
      }
    }
  }

  /// A matrix for one borough's 4 cells, applied to the sum of those boroughs.
  private func wide(_ part: Matrix, _ boroughs: [Int]) -> Matrix {
    Matrix(part.rows, 20) { row, cell in boroughs.contains(cell / 4) ? part[row, cell % 4] : 0 }
  }

  /// A table that only the root has: what no leaf tells stays as the root has it; exact ones move the leaves, and nothing
  /// moves them.
  @Test func anUpperNodeMayTellWhatItsLeavesDoNotOrBeExact() throws {
    let domain = try PublicDomain(sizes: [2, 3])
    let (rows, columns) = (Marginal([0]), Marginal([1]))
    let leaves = try [[4.0, 7], [1, 9]].map {
      try Reconstruction(domain, measured: [MeasuredTable(rows, cells: $0, variance: 2)])
    }
    let root = try Reconstruction(
      domain, measured: [MeasuredTable(columns, cells: [9, 8, 7], variance: 3)], known: [KnownTable(rows, cells: [6, 20])])
    let nodes = try TreeReconstruction(parents: [nil, 0, 0], own: [root] + leaves).nodes
    #expect(try nodes[0].cells(of: rows) == [6, 20] && nodes[0].variances.cellVariance(of: rows) == 0)
    for (one, other) in zip(try nodes[0].cells(of: columns), [9.0 + 2 / 3.0, 8 + 2 / 3.0, 7 + 2 / 3.0]) {
      #expect((one - other).magnitude < 1e-12)
    }
    // Each leaf takes half of the gap of 1 and 4, and keeps half of its variance.
    for (leaf, cells) in zip(nodes.dropFirst(), [[4.5, 9.0], [1.5, 11.0]]) {
      #expect(zip(try leaf.cells(of: rows), cells).allSatisfy { ($0 - $1).magnitude < 1e-12 })
      #expect((try leaf.variances.cellVariance(of: rows) - 1).magnitude < 1e-12)
      #expect(throws: MarginalError.notEstimable(columns)) { try leaf.cells(of: columns) }
    }
  }

  @Test func treesThatAreNoneAreRefused() throws {
    let domain = try PublicDomain(sizes: [2, 2])
    let other = try PublicDomain(sizes: [2, 3])
    func leaf(_ domain: PublicDomain) throws -> Reconstruction {
      try Reconstruction(domain, measured: [MeasuredTable(.total, cells: [1], variance: 1)])
    }
    for parents in [[], [0], [nil, 1], [nil, nil], [nil, -1]] as [[Int?]] {
      #expect(throws: MarginalError.badTree) {
        try TreeReconstruction(parents: parents, own: parents.map { _ in try leaf(domain) })
      }
    }
    #expect(throws: MarginalError.badTree) { try TreeReconstruction(parents: [nil, 0], own: [leaf(domain), nil]) }
    #expect(throws: MarginalError.differentDomains) {
      try TreeReconstruction(parents: [nil, 0, 0], own: [nil, leaf(domain), leaf(other)])
    }
  }
}
