/// A noised table as released.
public struct MeasuredTable: Sendable, Equatable {
  public let marginal: Marginal
  public let form: MeasurementForm
  public let cells: [Double]
  /// Of the noise in every cell.
  public let variance: Double

  public init(_ marginal: Marginal, _ form: MeasurementForm = .counts, cells: [Double], variance: Double) {
    self.marginal = marginal
    self.form = form
    self.cells = cells
    self.variance = variance
  }

  /// - Throws: `unknownAttribute`, `tooManyCells`, `wrongCellCount`, `badVariance`.
  func check(_ domain: PublicDomain) throws(MarginalError) {
    try domain.check(marginal, cells: cells.count)
    guard variance > 0, variance.isFinite else { throw .badVariance(marginal) }
  }
}

/// An exact table that is public anyway, of the same people as the measured ones: the same day, the same labels.
public struct KnownTable: Sendable, Equatable {
  public let marginal: Marginal
  public let cells: [Int]

  public init(_ marginal: Marginal, cells: [Int]) {
    self.marginal = marginal
    self.cells = cells
  }
}

/// Known tables that fit each other, by residual component.
struct KnownComponents {
  /// Ascending.
  private(set) var components: [(Marginal, [Double])] = []

  /// Counts are compared as integers: two tables must give the same sums of everything they share.
  /// - Throws: `unknownAttribute`, `tooManyCells`, `wrongCellCount`, `knownNegative`, `knownDisagree`, `overflow`.
  init(_ domain: PublicDomain, _ tables: [KnownTable]) throws(MarginalError) {
    for table in tables {
      try domain.check(table.marginal, cells: table.cells.count)
      guard table.cells.allSatisfy({ $0 >= 0 }) else { throw .knownNegative(table.marginal) }
      // Below 2^31 each, at most 2^22 cells: every sum is an exact double.
      guard table.cells.allSatisfy({ $0 < 1 << 31 }) else { throw .overflow(table.marginal) }
    }
    for (index, table) in tables.enumerated() {
      for other in tables.dropFirst(index + 1) {
        let both = table.marginal.shared(with: other.marginal)
        let own = domain.summed(table.cells, of: table.marginal, to: both)
        guard own == domain.summed(other.cells, of: other.marginal, to: both) else {
          throw .knownDisagree(table.marginal, other.marginal)
        }
      }
    }
    for part in tables.map(\.marginal).closure {
      guard let table = tables.first(where: { part.isPart(of: $0.marginal) }) else { continue }
      let sums = domain.summed(table.cells.map { Double($0) }, of: table.marginal, to: part)
      components.append((part, domain.centred(sums, of: part)))
    }
  }
}
