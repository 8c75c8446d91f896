/// What one person changes in a table of contrasts: who counts in a cell moves each cell of the table by the product, over
/// the axes of n labels, of n − 1 where the labels are the same and −1 where they are not.
///
/// All counted persons together make, along each axis, n × the cell less the sum along the axis: what the marginals of a
/// table do not tell of it, in whole numbers.
extension Statistic {
  /// How one person in `cell` changes every cell, in their order.
  /// - Parameter cell: 0 to `cellCount - 1`.
  public func contrastSteps(cell: Int) -> [Int64] {
    precondition((0..<cellCount).contains(cell), "no such cell")
    var steps: [Int64] = [1]
    for (axis, stride) in zip(axes, strides) {
      let (count, own) = (axis.labels.count, cell / stride % axis.labels.count)
      steps = steps.flatMap { step in (0..<count).map { $0 == own ? step * Int64(count - 1) : -step } }
    }
    return steps
  }

  /// Σ (step)², whatever the cell: (n − 1)² + (n − 1)·1² along each axis. Below 2^28, as a table has at most 2^14 cells.
  var squaredContrastStep: Int64 { axes.reduce(1) { $0 * Int64($1.labels.count) * Int64($1.labels.count - 1) } }

  /// The change of the person's own cell; no other changes by more.
  var largestContrastStep: Int64 { axes.reduce(1) { $0 * Int64($1.labels.count - 1) } }

  /// The steps of two cells have the product Π n(n − 1) over axes where their labels are the same, −n where not, so that
  /// the square of their difference is 2·(1 + 1/(n − 1)) of one's where one axis differs, and less where others do, too.
  var contrastReplacement: Ratio {
    let shortest = Int64(axes.map(\.labels.count).min() ?? 2)
    return Ratio(2 * shortest, max(shortest - 1, 1)) ?? Ratio(lowest: 4, 1)  // of anything at most 4
  }
}
