extension PublicDomain {
  /// The contrast table of a marginal from its exact counts: cell by cell n × the residual component, in whole numbers.
  ///
  /// Along each attribute of size n every cell becomes n × cell − (sum along the attribute). One person moves the
  /// result by the vector Π (n·[own label] − 1), whose squared length is Π n(n − 1). For the gate: integers only.
  /// - Throws: `unknownAttribute`, `tooManyCells`, `wrongCellCount`; `overflow` beyond 64 bits.
  public func contrasts(of counts: [Int64], _ marginal: Marginal) throws(MarginalError) -> [Int64] {
    try check(marginal, cells: counts.count)
    // Every figure below is at most (number of cells) × Σ|counts|: checked once, so that none can overflow.
    var sum: Int64 = 0
    for count in counts {
      let (next, overflow) = sum.addingReportingOverflow(Int64(clamping: count.magnitude))
      guard !overflow else { throw .overflow(marginal) }
      sum = next
    }
    let (largest, overflow) = sum.multipliedReportingOverflow(by: Int64(cellCount(of: marginal)))
    guard !overflow, largest <= Int64.max / 2 else { throw .overflow(marginal) }
    var cells = counts
    for attribute in marginal.attributes {
      let sums = repeatedSums(cells, of: marginal, along: attribute)
      for cell in cells.indices { cells[cell] = cells[cell] * Int64(sizes[attribute]) - sums[cell] }
    }
    return cells
  }

  /// Σ along `attribute`, at every cell.
  private func repeatedSums(_ cells: [Int64], of marginal: Marginal, along attribute: Int) -> [Int64] {
    let sums = summed(cells, of: marginal, along: attribute)
    var inner = 1
    for other in sizes.indices where other > attribute && marginal.has(other) { inner *= sizes[other] }
    return cells.indices.map { sums[$0 / (inner * sizes[attribute]) * inner + $0 % inner] }
  }
}
