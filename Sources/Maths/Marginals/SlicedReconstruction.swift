/// A noised table whose variance depends on the label of one attribute, such as sums of amounts with a cap by sector.
public struct SlicedTable: Sendable, Equatable {
  public let marginal: Marginal
  public let cells: [Double]
  /// One for each label of the attribute.
  public let variances: [Double]

  public init(_ marginal: Marginal, cells: [Double], variances: [Double]) {
    self.marginal = marginal
    self.cells = cells
    self.variances = variances
  }
}

/// Least squares where the variance of a cell depends on the label of one attribute, and every table has that attribute.
///
/// Then tables of different labels share neither cells nor noise: each label is a problem of its own over the other
/// attributes, with one variance, solved in closed form. Sums over labels add estimates and variances. Sums of amounts
/// should always be measured so: a table without the sector would need the noise of the highest cap in every cell.
public struct SlicedReconstruction: Sendable {
  public let domain: PublicDomain
  public let attribute: Int
  /// One for each label of the attribute, over the other attributes in their order.
  public let slices: [Reconstruction]

  /// - Throws: `badDomain` for one attribute alone; `sliceMissing` for a table without the attribute; faults of tables.
  public init(_ domain: PublicDomain, by attribute: Int, measured: [SlicedTable]) throws(MarginalError) {
    guard domain.sizes.indices.contains(attribute) else { throw .badDomain }
    var sizes = domain.sizes
    let labels = sizes.remove(at: attribute)
    let rest = try PublicDomain(sizes: sizes)
    var slices: [Reconstruction] = []
    for label in 0..<labels {
      var tables: [MeasuredTable] = []
      for table in measured {
        try domain.check(table.marginal, cells: table.cells.count)
        guard table.marginal.has(attribute) else { throw .sliceMissing(table.marginal) }
        guard table.variances.count == labels else { throw .badVariance(table.marginal) }
        tables.append(
          MeasuredTable(
            Self.rest(table.marginal, attribute), cells: domain.slice(table.cells, of: table.marginal, attribute, label),
            variance: table.variances[label]))
      }
      slices.append(try Reconstruction(rest, measured: tables))
    }
    self.domain = domain
    self.attribute = attribute
    self.slices = slices
  }

  /// The estimated table.
  /// - Throws: `notEstimable`, `unknownAttribute`, `tooManyCells`.
  public func cells(of marginal: Marginal) throws(MarginalError) -> [Double] {
    try domain.check(marginal)
    let rest = Self.rest(marginal, attribute)
    var parts: [[Double]] = []
    for slice in slices { parts.append(try slice.cells(of: rest)) }
    if marginal.has(attribute) { return domain.joined(parts, to: marginal, attribute) }
    var sum = [Double](repeating: 0, count: domain.cellCount(of: marginal))
    for part in parts { for cell in sum.indices { sum[cell] += part[cell] } }
    return sum
  }

  /// Variance of each cell of an estimated table: one for each label of the attribute, or one if the table lacks it.
  /// - Throws: `notEstimable`, `unknownAttribute`, `tooManyCells`.
  public func cellVariances(of marginal: Marginal) throws(MarginalError) -> [Double] {
    try domain.check(marginal)
    var variances: [Double] = []
    for slice in slices { variances.append(try slice.variances.cellVariance(of: Self.rest(marginal, attribute))) }
    return marginal.has(attribute) ? variances : [variances.reduce(0, +)]
  }

  /// The estimate of a weighted sum of cells, and its variance.
  /// - Throws: `notEstimable`, `differentDomains`.
  public func estimate(of functional: LinearFunctional) throws(MarginalError) -> (value: Double, variance: Double) {
    guard functional.domain == domain else { throw .differentDomains }
    let all = Marginal(bits: functional.parts.reduce(0) { $0 | $1.0.bits }).with(attribute)
    let coefficients = functional.coefficients(on: all)
    var (value, variance) = (0.0, 0.0)
    for (label, slice) in slices.enumerated() {
      var own = LinearFunctional(slice.domain)
      try own.add(domain.slice(coefficients, of: all, attribute, label), on: Self.rest(all, attribute))
      value += try slice.value(of: own)
      variance += try slice.variances.variance(of: own)
    }
    return (value, variance)
  }

  /// The marginal over the other attributes, whose positions close the gap.
  private static func rest(_ marginal: Marginal, _ attribute: Int) -> Marginal {
    let below: UInt32 = 1 << UInt32(attribute) - 1
    return Marginal(bits: marginal.bits & below | (marginal.bits >> 1) & ~below)
  }
}

extension PublicDomain {
  /// Cells between neighbours along an attribute.
  private func stride(_ marginal: Marginal, _ attribute: Int) -> Int {
    sizes.indices.reduce(1) { $1 > attribute && marginal.has($1) ? $0 * sizes[$1] : $0 }
  }

  /// The cells of one label.
  func slice(_ cells: [Double], of marginal: Marginal, _ attribute: Int, _ label: Int) -> [Double] {
    let stride = stride(marginal, attribute)
    return cells.indices.filter { $0 / stride % sizes[attribute] == label }.map { cells[$0] }
  }

  /// The table whose slices these are.
  func joined(_ slices: [[Double]], to marginal: Marginal, _ attribute: Int) -> [Double] {
    let stride = stride(marginal, attribute)
    return (0..<cellCount(of: marginal)).map { cell in
      slices[cell / stride % sizes[attribute]][cell / (stride * sizes[attribute]) * stride + cell % stride]
    }
  }
}
