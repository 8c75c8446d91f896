/// One dimension of a table: its name and the names of its values, in order.
public struct Axis: Hashable, Sendable {
  public let name: String
  public let labels: [String]

  /// - Throws: for a name or label outside its character set, no label, more than 64, or one twice.
  public init(name: String, labels: [String]) throws(WireError) {
    guard TextRule.identifier.accepts(name) else { throw .field("axis.name", .notAllowed) }
    guard (1...64).contains(labels.count) else { throw .field("axis.labels", .wrongCount) }
    guard labels.allSatisfy(TextRule.label.accepts) else { throw .field("axis.labels", .notAllowed) }
    guard Set(labels).count == labels.count else { throw .field("axis.labels", .repeated) }
    self.init(unchecked: name, labels)
  }

  /// For constants of this module; a test reads them back through the checks.
  init(unchecked name: String, _ labels: [String]) {
    (self.name, self.labels) = (name, labels)
  }
}

/// One table that a plan asks for: its shape, what one person can change, and what it costs.
public struct Statistic: Hashable, Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case flowCross = "flow-cross", flowMargin = "flow-margin", stock
    case costPersons = "cost-persons", costPence = "cost-pence"
    case costBands = "cost-bands", costClamped = "cost-clamped"
    case quarterStock = "quarter-stock"
  }

  public let id: String
  public let kind: Kind
  /// The census year whose allowance pays for it.
  public let dataYear: Int
  /// Cells are row-major in this order: the last axis runs fastest.
  public let axes: [Axis]
  public let bound: Bound
  /// Privacy cost in zero-concentrated differential privacy.
  public let rho: Ratio
  /// Product of the axes' lengths; at most 64⁴, so it cannot overflow.
  public let cellCount: Int
  /// Cells between neighbours along each axis.
  public let strides: [Int]

  /// - Throws: for values outside the specification, or a variance beyond the protocol's integers.
  public init(id: String, kind: Kind, dataYear: Int, axes: [Axis], bound: Bound, rho: Ratio) throws(WireError) {
    self.init(unchecked: id, kind, dataYear, axes, bound, rho)
    guard TextRule.identifier.accepts(id) else { throw .field("statistic.id", .notAllowed) }
    guard Wire.years.contains(dataYear) else { throw .field("statistic.dataYear", .outOfRange) }
    guard (1...4).contains(axes.count) else { throw .field("statistic.axes", .wrongCount) }
    guard Set(axes.map(\.name)).count == axes.count else { throw .field("statistic.axes", .repeated) }
    guard cellCount <= Wire.mostCells else { throw .field("statistic.axes", .outOfRange) }
    guard rho.numerator > 0, rho.numerator <= rho.denominator, rho.denominator <= 1_000_000 else {
      throw .field("statistic.rho", .outOfRange)
    }
    try checkBound()
    for square in squaredBounds where Ratio.variance(squaredBound: square, rho: rho) == nil {
      throw .field("statistic.rho", .inconsistent)
    }
  }

  /// Each kind has its bound.
  private func checkBound() throws(WireError) {
    switch (kind, bound) {
    case (.flowCross, .count), (.flowMargin, .count), (.stock, .count), (.costPersons, .count): break
    case (.quarterStock, .segment): break
    case (.stock, .contrasts):
      // Of one label there is no contrast: a person would move nothing, and there would be no noise.
      guard axes.allSatisfy({ $0.labels.count > 1 }) else { throw .field("statistic.axes", .inconsistent) }
    case (.costPence, .centredAmount(let axis, let caps)), (.costClamped, .clamped(let axis, let caps)):
      guard axes.first(where: { $0.name == axis })?.labels.count == caps.count else {
        throw .field("statistic.bound", .inconsistent)
      }
      guard caps.allSatisfy({ $0.isMultiple(of: 2) && (2...Bound.mostPence).contains($0) }) else {
        throw .field("statistic.bound.caps", .outOfRange)
      }
    case (.costBands, .banded(let edges)):
      guard (2...64).contains(edges.count) else { throw .field("statistic.bound.edges", .wrongCount) }
      guard edges[0] == 0, edges.allSatisfy({ (0...Bound.mostPence).contains($0) }),
        zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 })
      else { throw .field("statistic.bound.edges", .outOfRange) }
    default: throw .field("statistic.bound", .inconsistent)
    }
    if let axis = bound.gateAxis, axes.last != axis { throw .field("statistic.axes", .inconsistent) }
  }

  /// For constants of this module; a test reads them back through the checks.
  init(unchecked id: String, _ kind: Kind, _ dataYear: Int, _ axes: [Axis], _ bound: Bound, _ rho: Ratio) {
    self.id = id
    self.kind = kind
    self.dataYear = dataYear
    self.axes = axes
    self.bound = bound
    self.rho = rho
    var (strides, cells) = ([Int](repeating: 1, count: axes.count), 1)
    for place in axes.indices.reversed() {
      strides[place] = cells
      cells &*= axes[place].labels.count  // of more axes than a table may have, which is refused right after
    }
    (self.strides, cellCount) = (strides, cells)
  }
}
