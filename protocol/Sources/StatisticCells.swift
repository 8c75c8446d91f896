/// The cells of a table: their order, their labels, and what one person can change in each.
extension Statistic {
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
    case .count, .banded, .clamped: [1]
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

  /// The axis along which a person's amount places it, the last one; nil in tables that have none. There, a cell without
  /// an amount is the first along this axis.
  public var amountAxis: Axis? { bound.amountAxis }

  /// Cells along the axis of amounts; 1 in tables that have none.
  public var amountCells: Int {
    switch bound {
    case .count, .centredAmount: 1
    case .banded(let edges): edges.count
    case .clamped: Bound.clampAxis.labels.count
    }
  }

  /// The axes along which a person is placed by anything else than its amount.
  public var placingAxes: [Axis] { amountCells == 1 ? axes : Array(axes.dropLast()) }

  /// Where a cell lies along an axis; nil for an axis that the table lacks.
  /// - Parameter cell: 0 to `cellCount - 1`.
  public func place(cell: Int, along axis: String) -> Int? {
    axes.firstIndex { $0.name == axis }.map { cell / strides[$0] % axes[$0].labels.count }
  }

  /// The most that an amount counts in this cell, in pence; nil in tables without caps.
  /// - Parameter cell: 0 to `cellCount - 1`.
  public func cap(cell: Int) -> Int64? {
    switch bound {
    case .count, .banded: nil
    case .centredAmount(let name, let caps), .clamped(let name, let caps):
      place(cell: cell, along: name).map { caps[$0] }
    }
  }

  /// Index into `bounds` and `variances` for a cell.
  public func boundIndex(cell: Int) -> Int {
    precondition((0..<cellCount).contains(cell), "no such cell")
    guard case .centredAmount(let name, _) = bound else { return 0 }
    return place(cell: cell, along: name) ?? 0
  }
}
