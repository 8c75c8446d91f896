import Marginals
import Testing

/// Contrasts between the children of a tree's root, against dense least squares over every label that a child is the sum of.
struct ContrastsAcrossTests {
  /// Five labels of an axis: children of one, two and two; in each label a table of 2 × 2.
  private static let labels = [1, 2, 2]
  private static let whole = Result { try PublicDomain(sizes: [5, 2, 2]) }
  private static let domain = Result { try PublicDomain(sizes: [2, 2]) }
  private static let (a, b, ab) = (Marginal([0]), Marginal([1]), Marginal([0, 1]))

  /// What a child's own tables are, the root's own, and the marginals of which there are contrasts across.
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    var leaves: [[Marginal]]
    var root: [Marginal] = []
    var known: [Marginal] = []
    var across: [Marginal]
    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "counts of all children", leaves: [[ab], [ab], [ab]], across: [ab]),
    Case(name: "two tables of contrasts", leaves: [[ab, a], [ab], [ab]], across: [ab, ab, .total]),
    Case(name: "the root's table alone tells the sum", leaves: [[a], [a], [a, b]], root: [ab], across: [ab, b]),
    Case(name: "the sum is exact", leaves: [[a], [a], [.total]], root: [], known: [ab], across: [ab, b, .total]),
    Case(name: "one child tells all", leaves: [[a], [ab], [a]], across: [ab, b]),
    Case(name: "one child and the root", leaves: [[a], [ab, b], [a]], root: [ab, b], across: [ab, a, b]),
  ]

  private func wide(_ part: Matrix, _ child: Int?) -> Matrix {
    let first = child.map { Self.labels.prefix($0).reduce(0, +) } ?? 0
    let range = first..<(child.map { first + Self.labels[$0] } ?? 5)
    return Matrix(part.rows, 20) { row, cell in range.contains(cell / 4) ? part[row, cell % 4] : 0 }
  }

  @Test(arguments: cases) func estimatesAreThoseOfDenseLeastSquares(_ this: Case) throws {
    let (whole, domain) = (try Self.whole.get(), try Self.domain.get())
    var source = Seeded(12)
    var rows: [(Matrix, [Double], [Double])] = []
    func table(_ marginal: Marginal, _ child: Int?) -> MeasuredTable {
      let cells = (0..<domain.cellCount(of: marginal)).map { _ in Double(Int.random(in: 0...50, using: &source)) }
      let table = MeasuredTable(marginal, cells: cells, variance: Double(Int.random(in: 1...20, using: &source)))
      rows.append((wide(summing(domain, to: marginal), child), cells, cells.map { _ in table.variance }))
      return table
    }
    let leaves = try this.leaves.enumerated().map { child, marginals in
      try Reconstruction(domain, measured: marginals.map { table($0, child) })
    }
    let known = this.known.map { marginal in
      KnownTable(marginal, cells: (0..<domain.cellCount(of: marginal)).map { _ in Int.random(in: 0...150, using: &source) })
    }
    let measured = this.root.map { table($0, nil) }
    let root = measured.isEmpty && known.isEmpty ? nil : try Reconstruction(domain, measured: measured, known: known)
    let across = try this.across.map { marginal in
      let released = Marginal([0] + marginal.attributes.map { $0 + 1 })
      let count = whole.cellCount(of: released)
      let columns = try (0..<count).map { cell in try whole.contrasts(of: (0..<count).map { $0 == cell ? 1 : 0 }, released) }
      let cells = (0..<count).map { _ in Double(Int.random(in: -300...300, using: &source)) }
      let variance = Double(Int.random(in: 50...900, using: &source))
      rows.append((
        Matrix(count, count) { Double(columns[$1][$0]) } * summing(whole, to: released), cells, cells.map { _ in variance }
      ))
      let each = domain.cellCount(of: marginal)
      var sums = [[Double]](repeating: [Double](repeating: 0, count: each), count: 3)
      for (cell, value) in cells.enumerated() { sums[(cell / each + 1) / 2][cell % each] += value }
      return ContrastsAcross(marginal, cells: sums, labels: Self.labels, variance: variance)
    }
    let dense = DenseEstimate(
      20, measured: rows, known: known.map { (wide(summing(domain, to: $0.marginal), nil), $0.cells.map { Double($0) }) })
    let nodes = try TreeReconstruction(parents: [nil, 0, 0, 0], own: [root] + leaves, across: across).nodes
    var compared = 0
    for (node, estimate) in nodes.enumerated() {
      for marginal in [.total, Self.a, Self.b, Self.ab] {
        guard let cells = try? estimate.cells(of: marginal) else { continue }
        let matrix = wide(summing(domain, to: marginal), node == 0 ? nil : node - 1)
        let variance = try estimate.variances.cellVariance(of: marginal)
        for (row, expected) in matrix.times(dense.cells).enumerated() {
          compared += 1
          #expect((cells[row] - expected).magnitude < 1e-8, "\(this.name): node \(node), \(marginal)")
          let own = dense.variance((0..<20).map { matrix[row, $0] })
          #expect((variance - own).magnitude < 1e-9 * max(own, 1), "\(this.name): node \(node), \(marginal): \(variance), \(own)")
        }
      }
    }
    #expect(compared >= 20, "\(compared)")
  }

  /// Distances alone say nothing of any child or of all: nothing is made up.
  @Test func whatNothingElseTellsStaysUntold() throws {
    let domain = try Self.domain.get()
    let leaves = try (0..<3).map { _ in try Reconstruction(domain, measured: [MeasuredTable(Self.a, cells: [3, 4], variance: 1)]) }
    let across = ContrastsAcross(Self.ab, cells: [[1, 2, 3, 4], [0, 0, 0, 0], [9, 9, 9, 9]], labels: Self.labels, variance: 2)
    let tree = try TreeReconstruction(parents: [nil, 0, 0, 0], own: [nil] + leaves, across: [across])
    for node in tree.nodes {
      #expect(throws: MarginalError.notEstimable(Self.ab)) { try node.cells(of: Self.ab) }
      #expect(throws: Never.self) { try node.cells(of: Self.a) }
    }
    let same = try TreeReconstruction(parents: [nil, 0, 0, 0], own: [nil] + leaves)
    #expect(try tree.nodes.map { try $0.cells(of: Self.a) } == same.nodes.map { try $0.cells(of: Self.a) })
  }

  @Test func tablesThatDoNotFitTheTreeAreRefused() throws {
    let domain = try Self.domain.get()
    let leaves = try (0..<3).map { _ in try Reconstruction(domain, measured: [MeasuredTable(Self.a, cells: [3, 4], variance: 1)]) }
    func refusal(_ across: [ContrastsAcross]) -> MarginalError? {
      do throws(MarginalError) {
        _ = try TreeReconstruction(parents: [nil, 0, 0, 0], own: [nil] + leaves, across: across)
        return nil
      } catch { return error }
    }
    func across(_ cells: Int = 2, children: Int = 3, labels: [Int] = Self.labels, variance: Double = 1) -> ContrastsAcross {
      ContrastsAcross(
        Self.a, cells: [[Double]](repeating: [Double](repeating: 1, count: cells), count: children), labels: labels,
        variance: variance)
    }
    #expect(refusal([across()]) == nil)
    #expect(refusal([across(children: 2)]) == .badTree && refusal([across(labels: [1, 4])]) == .badTree)
    #expect(refusal([across(labels: [0, 3, 2])]) == .badTree && refusal([across(), across(labels: [2, 2, 1])]) == .badTree)
    #expect(refusal([across(variance: 0)]) == .badVariance(Self.a) && refusal([across(variance: .infinity)]) == .badVariance(Self.a))
    #expect(refusal([across(4)]) == .wrongCellCount(Self.a, expected: 2))
  }
}
