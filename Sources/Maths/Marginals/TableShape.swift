/// Steps along one attribute of a row-major table. Each leaves the order of the other attributes as it is.
extension PublicDomain {
  /// Cells before, along and after an attribute.
  private func shape(_ marginal: Marginal, _ attribute: Int) -> (outer: Int, size: Int, inner: Int) {
    var (outer, inner) = (1, 1)
    for other in sizes.indices where marginal.has(other) && other != attribute {
      if other < attribute { outer *= sizes[other] } else { inner *= sizes[other] }
    }
    return (outer, sizes[attribute], inner)
  }

  /// The table without `attribute`: sums along it.
  func summed<Number: AdditiveArithmetic>(_ cells: [Number], of marginal: Marginal, along attribute: Int) -> [Number] {
    let (outer, size, inner) = shape(marginal, attribute)
    var sums = [Number](repeating: .zero, count: outer * inner)
    for block in 0..<outer {
      for label in 0..<size {
        let from = (block * size + label) * inner
        for cell in 0..<inner { sums[block * inner + cell] += cells[from + cell] }
      }
    }
    return sums
  }

  /// The table of `part`, by summing along every other attribute.
  func summed<Number: AdditiveArithmetic>(_ cells: [Number], of marginal: Marginal, to part: Marginal) -> [Number] {
    var (cells, left) = (cells, marginal)
    // The largest first, so that little is left to add.
    let gone = marginal.without(part).attributes.sorted { (sizes[$0], $0) > (sizes[$1], $1) }
    for attribute in gone {
      cells = summed(cells, of: left, along: attribute)
      left = left.without(attribute)
    }
    return cells
  }

  /// Every part of a table, by summing.
  func allSums(_ cells: [Double], of marginal: Marginal) -> [Marginal: [Double]] {
    var sums = [marginal: cells]
    for part in marginal.parts.reversed().dropFirst() {
      // From the smallest table one attribute above it.
      let missing = marginal.without(part).attributes.min { (sizes[$0], $0) < (sizes[$1], $1) }
      guard let missing, let above = sums[part.with(missing)] else { continue }
      sums[part] = summed(above, of: part.with(missing), along: missing)
    }
    return sums
  }

  /// Subtracts the mean along `attribute` from each cell.
  func centre(_ cells: inout [Double], of marginal: Marginal, along attribute: Int) {
    let (outer, size, inner) = shape(marginal, attribute)
    let means = summed(cells, of: marginal, along: attribute).map { $0 / Double(size) }
    for block in 0..<outer {
      for label in 0..<size {
        let to = (block * size + label) * inner
        for cell in 0..<inner { cells[to + cell] -= means[block * inner + cell] }
      }
    }
  }

  /// Centred along every attribute: the residual component of a table.
  func centred(_ cells: [Double], of marginal: Marginal) -> [Double] {
    var cells = cells
    for attribute in marginal.attributes { centre(&cells, of: marginal, along: attribute) }
    return cells
  }

  /// Adds `factor` × a table without `attribute` to every label of it.
  func spread(_ part: [Double], times factor: Double, into cells: inout [Double], of marginal: Marginal, along attribute: Int) {
    let (outer, size, inner) = shape(marginal, attribute)
    for block in 0..<outer {
      for label in 0..<size {
        let to = (block * size + label) * inner
        for cell in 0..<inner { cells[to + cell] += factor * part[block * inner + cell] }
      }
    }
  }

  /// A table of `part` repeated along every other attribute of `marginal`.
  func repeated(_ cells: [Double], of part: Marginal, to marginal: Marginal) -> [Double] {
    var (cells, reached) = (cells, part)
    for attribute in marginal.without(part).attributes.sorted(by: { (sizes[$0], $0) < (sizes[$1], $1) }) {
      reached = reached.with(attribute)
      var wider = [Double](repeating: 0, count: cellCount(of: reached))
      spread(cells, times: 1, into: &wider, of: reached, along: attribute)
      cells = wider
    }
    return cells
  }

  /// - Throws: `unknownAttribute`, `tooManyCells`, `wrongCellCount`.
  func check(_ marginal: Marginal, cells: Int) throws(MarginalError) {
    try check(marginal)
    let expected = cellCount(of: marginal)
    guard cells == expected else { throw .wrongCellCount(marginal, expected: expected) }
  }
}
