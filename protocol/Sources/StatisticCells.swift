/// The cells of a table: their order, their labels, and what one person can change in each.
extension Statistic {
  /// The labels of one cell, one for each axis.
  /// - Parameter cell: 0 to `cellCount - 1`.
  public func label(cell: Int) -> [String] {
    precondition((0..<cellCount).contains(cell), "no such cell")
    return zip(axes, strides).map { axis, stride in axis.labels[cell / stride % axis.labels.count] }
  }

  /// How far one person can move this cell: 1, half the cap of the cell's label on the bounded axis, the most that a run of
  /// days changes any sum, or the most that a person changes any contrast.
  /// - Parameter cell: 0 to `cellCount - 1`.
  public func bound(cell: Int) -> Int64 { bounds[boundIndex(cell: cell)] }

  /// Exact variance of the noise in this cell, `squaredBound/(2·rho)`, in the unit of the cell squared.
  /// - Parameter cell: 0 to `cellCount - 1`.
  public func variance(cell: Int) -> Ratio { variances[boundIndex(cell: cell)] }

  /// One bound for a count; one for each label of the bounded axis for an amount.
  public var bounds: [Int64] {
    switch bound {
    case .count, .banded, .clamped: [1]
    case .centredAmount(_, let caps): caps.map { $0 / 2 }
    case .segment(let strategy): [strategy.largestStep]
    case .contrasts: [largestContrastStep]
    }
  }

  /// What the noise is scaled by: the largest Σ (change)² over the cells that one person moves. Of a person who moves one
  /// cell that is its bound squared; of one who moves the sums of several days, what the strategy's runs come to; of
  /// contrasts, what the sizes of the axes give.
  public var squaredBounds: [Int64] {
    if case .segment(let strategy) = bound { return [strategy.squaredSensitivity] }
    if bound == .contrasts { return [squaredContrastStep] }
    return bounds.map { bound in
      let square = bound.multipliedReportingOverflow(by: bound)
      return square.overflow ? .max : square.partialValue  // of either, the variance is beyond the protocol's integers
    }
  }

  /// How many times ρ a table costs where one person's records are replaced by others instead of added or taken away: a
  /// count goes from one cell to another, 1² + 1²; an amount from 0 to the cap in one cell, twice the bound, squared; for
  /// several days, what any two runs differ by; contrasts, what two cells differ by that differ in one label, along the
  /// shortest axis. For who knows that a person is in the records, and asks what they say.
  public var replacementFactor: Ratio {
    switch bound {
    case .count, .banded, .clamped: Ratio(lowest: 2, 1)
    case .centredAmount: Ratio(lowest: 4, 1)
    case .segment(let strategy):
      Ratio(strategy.squaredReplacement, strategy.squaredSensitivity) ?? Ratio(lowest: 4, 1)  // of anything at most 4
    case .contrasts: contrastReplacement
    }
  }

  /// The variances that belong to `bounds`, as a message states them.
  public var variances: [Ratio] {
    squaredBounds.map { square in
      guard let variance = Ratio.variance(squaredBound: square, rho: rho) else {
        preconditionFailure("the initialiser has checked that the variance is representable")
      }
      return variance
    }
  }

  /// The axis along which the gate places a person, by its amount or its days, the last one; nil in tables that have none.
  /// A contribution names the first cell along this axis.
  public var gateAxis: Axis? { bound.gateAxis }

  /// Cells along the axis where the gate places; 1 in tables that have none.
  public var gateCells: Int {
    switch bound {
    case .count, .centredAmount, .contrasts: 1
    case .banded(let edges): edges.count
    case .clamped: Bound.clampAxis.labels.count
    case .segment(let strategy): strategy.sums
    }
  }

  /// The axes along which a person is placed by what it is, before the gate places it along the last one.
  public var placingAxes: [Axis] { gateAxis == nil ? axes : Array(axes.dropLast()) }

  /// Where a cell lies along an axis; nil for an axis that the table lacks.
  /// - Parameter cell: 0 to `cellCount - 1`.
  public func place(cell: Int, along axis: String) -> Int? {
    axes.firstIndex { $0.name == axis }.map { cell / strides[$0] % axes[$0].labels.count }
  }

  /// The most that an amount counts in this cell, in pence; nil in tables without caps.
  /// - Parameter cell: 0 to `cellCount - 1`.
  public func cap(cell: Int) -> Int64? {
    switch bound {
    case .count, .banded, .segment, .contrasts: nil
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
