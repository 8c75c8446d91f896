/// A table of contrasts whose axes are those of a marginal and one more, along which the children of a tree's root lie: what
/// it tells is how far each child is from its share of them all, not how large they are together.
///
/// Child g is the sum over m_g of the axis's A labels. With n cells in all, sums of the table over a child's labels are n·(r_g −
/// m_g/A·Σr), r the residual component of the marginal, with noise of variance m_g·σ². Centred over children, they tell r
/// with the precision matrix (diag(1/m) − 1·1ᵀ/A)·n²/σ²: as a table of each child with noise of variance m_g·σ²/n², less what
/// these would tell of the sum of all.
public struct ContrastsAcross: Sendable, Equatable {
  public let marginal: Marginal
  /// By child: sums of the table's cells over the child's labels.
  public let cells: [[Double]]
  /// m: by child, how many labels it has.
  public let labels: [Int]
  /// σ²: of the noise in every cell of the table.
  public let variance: Double

  public init(_ marginal: Marginal, cells: [[Double]], labels: [Int], variance: Double) {
    (self.marginal, self.cells, self.labels, self.variance) = (marginal, cells, labels, variance)
  }
}

/// One component of such tables, joined: estimates of each child's distance from its share.
struct DistanceEstimates {
  /// By child.
  private let cells: [[Double]]
  private let labels: [Double]
  /// Of one label.
  private let noise: Double

  /// - Returns: by component; one estimate where several tables tell it.
  /// - Throws: `badTree` for other children, no label, or tables whose children have other shares of the labels; faults of tables.
  static func of(
    _ tables: [ContrastsAcross], _ domain: PublicDomain, children: Int
  ) throws(MarginalError) -> [Marginal: DistanceEstimates] {
    var joined: [Marginal: DistanceEstimates] = [:]
    for table in tables {
      let own = try DistanceEstimates(table, domain, children: children)
      guard let before = joined[table.marginal] else {
        joined[table.marginal] = own
        continue
      }
      guard before.labels == own.labels else { throw .badTree }
      joined[table.marginal] = before.joined(own)
    }
    return joined
  }

  private init(_ table: ContrastsAcross, _ domain: PublicDomain, children: Int) throws(MarginalError) {
    guard table.cells.count == children, table.labels.count == children, table.labels.allSatisfy({ $0 > 0 }) else {
      throw .badTree
    }
    guard table.variance > 0, table.variance.isFinite else { throw .badVariance(table.marginal) }
    for cells in table.cells { try domain.check(table.marginal, cells: cells.count) }
    let labels = table.labels.map(Double.init)
    let all = labels.reduce(0, +)
    let scale = all * Double(domain.cellCount(of: table.marginal))
    var estimates = table.cells.map { cells in domain.centred(cells.map { $0 / scale }, of: table.marginal) }
    for cell in estimates[0].indices {
      let sum = estimates.reduce(0) { $0 + $1[cell] }
      for child in estimates.indices { estimates[child][cell] -= labels[child] / all * sum }
    }
    (cells, self.labels, noise) = (estimates, labels, table.variance / (scale * scale))
  }

  private init(_ cells: [[Double]], _ labels: [Double], noise: Double) {
    (self.cells, self.labels, self.noise) = (cells, labels, noise)
  }

  private func joined(_ other: DistanceEstimates) -> DistanceEstimates {
    let share = noise / (noise + other.noise)
    let mean = zip(cells, other.cells).map { own, theirs in zip(own, theirs).map { $0 + share * ($1 - $0) } }
    return DistanceEstimates(mean, labels, noise: share * other.noise)
  }

  /// A child's own estimate, or none, taken together with its distance as if that were an estimate of the child.
  func joined(
    _ own: (cells: [Double], noise: Double)?, child: Int
  ) -> (cells: [Double], noise: Double) {
    let noise = noise * labels[child]
    guard let own else { return (cells[child], noise) }
    let share = own.noise / (own.noise + noise)
    return (zip(own.cells, cells[child]).map { $0 + share * ($1 - $0) }, share * noise)
  }

  /// Of the sum of all children so taken together: the part of its precision that is the children's own. Without it, nothing
  /// is known of the sum. Counted up, not as 1 less the rest, so that a small part keeps its digits.
  /// - Parameter own: noise of each child's own estimate; nil for none.
  func ownPart(_ own: [Double?]) -> Double {
    let all = labels.reduce(0, +)
    return zip(labels, own).reduce(0) { sum, child in
      guard let variance = child.1 else { return sum }
      return sum + child.0 / all * (noise * child.0) / (variance + noise * child.0)
    }
  }
}
