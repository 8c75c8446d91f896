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

/// How far one person can move one cell. In every statistic a person moves at most one cell.
public enum Bound: Hashable, Sendable {
  /// By at most 1.
  case count
  /// The cell holds Σ (c - C/2), with each person's amount c clamped to 0…C: one person moves it by at most C/2.
  /// `caps` has one C for each label of `axis`, in whole pence, even, 2 to 10,000,000,000.
  case centredAmount(axis: String, caps: [Int64])
}

/// One table that a plan asks for: its shape, what one person can change, and what it costs.
public struct Statistic: Hashable, Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case flowCross = "flow-cross", flowMargin = "flow-margin", stock
    case costPersons = "cost-persons", costPence = "cost-pence"
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
    switch bound {
    case .count:
      guard kind != .costPence else { throw .field("statistic.bound", .inconsistent) }
    case .centredAmount(let axis, let caps):
      guard kind == .costPence, let bounded = axes.first(where: { $0.name == axis }), bounded.labels.count == caps.count
      else { throw .field("statistic.bound", .inconsistent) }
      guard caps.allSatisfy({ $0.isMultiple(of: 2) && (2...10_000_000_000).contains($0) }) else {
        throw .field("statistic.bound.caps", .outOfRange)
      }
    }
    for bound in bounds where Ratio.variance(bound: bound, rho: rho) == nil {
      throw .field("statistic.rho", .inconsistent)
    }
  }

  /// For constants of this module; a test reads them back through the checks.
  init(unchecked id: String, _ kind: Kind, _ dataYear: Int, _ axes: [Axis], _ bound: Bound, _ rho: Ratio) {
    self.id = id
    self.kind = kind
    self.dataYear = dataYear
    self.axes = axes
    self.bound = bound
    self.rho = rho
  }

  /// Product of the axes' lengths; at most 64⁴, so it cannot overflow.
  public var cellCount: Int { axes.reduce(1) { $0 * $1.labels.count } }

  /// Cells between neighbours along each axis.
  public var strides: [Int] {
    var strides: [Int] = []
    var stride = 1
    for axis in axes.reversed() {
      strides.append(stride)
      stride *= axis.labels.count
    }
    return strides.reversed()
  }

  /// The labels of one cell, one for each axis.
  /// - Parameter cell: 0 to `cellCount - 1`.
  public func label(cell: Int) -> [String] {
    precondition((0..<cellCount).contains(cell), "no such cell")
    return zip(axes, strides).map { axis, stride in axis.labels[cell / stride % axis.labels.count] }
  }

  /// How far one person can move this cell: 1, or half the cap of the cell's label on the bounded axis.
  /// - Parameter cell: 0 to `cellCount - 1`.
  public func bound(cell: Int) -> Int64 { bounds[boundIndex(cell: cell)] }

  /// Exact variance of the noise in this cell, `bound²/(2·rho)`, in the unit of the cell squared.
  /// - Parameter cell: 0 to `cellCount - 1`.
  public func variance(cell: Int) -> Ratio { variances[boundIndex(cell: cell)] }

  /// One bound for a count; one for each label of the bounded axis for an amount.
  public var bounds: [Int64] {
    switch bound {
    case .count: [1]
    case .centredAmount(_, let caps): caps.map { $0 / 2 }
    }
  }

  /// The variances that belong to `bounds`, as a message states them.
  public var variances: [Ratio] {
    bounds.map { bound in
      guard let variance = Ratio.variance(bound: bound, rho: rho) else {
        preconditionFailure("the initialiser has checked that the variance is representable")
      }
      return variance
    }
  }

  /// Index into `bounds` and `variances` for a cell.
  public func boundIndex(cell: Int) -> Int {
    precondition((0..<cellCount).contains(cell), "no such cell")
    guard case .centredAmount(let name, _) = bound, let place = axes.firstIndex(where: { $0.name == name })
    else { return 0 }
    return cell / strides[place] % axes[place].labels.count
  }
}
