/// A weighted sum of cells of marginals: a total, a difference, a group of ages, a forecast.
///
/// Kept by residual component, where noise is uncorrelated: for coefficients c on marginal A, the part for B is
/// Π_B(Σ c) / Π n_j, sums and product over attributes in A and not in B.
public struct LinearFunctional: Sendable {
  public let domain: PublicDomain
  /// Ascending.
  private(set) var parts: [(Marginal, [Double])] = []

  /// Nothing yet: the functional 0.
  public init(_ domain: PublicDomain) { self.domain = domain }

  /// - Parameter coefficients: one for each cell of `marginal`.
  /// - Throws: `unknownAttribute`, `tooManyCells`, `wrongCellCount`.
  public mutating func add(_ coefficients: [Double], on marginal: Marginal) throws(MarginalError) {
    try domain.check(marginal, cells: coefficients.count)
    var vectors: [Marginal: [Double]] = [:]
    for (part, vector) in parts { vectors[part] = vector }
    let sums = domain.allSums(coefficients, of: marginal)
    for part in marginal.parts {
      guard let sum = sums[part] else { continue }
      let factor = 1 / Double(domain.cellCount(of: marginal.without(part)))
      let vector = domain.centred(sum, of: part)
      var target = vectors[part] ?? [Double](repeating: 0, count: vector.count)
      for cell in vector.indices { target[cell] += factor * vector[cell] }
      vectors[part] = target
    }
    // What cancels to rounding error (the whole of a part that is constant along an attribute) asks for no component.
    let scale = coefficients.reduce(0.0) { max($0, $1.magnitude) } * 1e-13
    parts = vectors.keys.sorted().compactMap { part in
      guard let vector = vectors[part], vector.contains(where: { $0.magnitude > scale }) else { return nil }
      return (part, vector)
    }
  }

  /// The sum of those cells of `marginal` whose labels, one for each of its attributes in order, are `chosen`.
  /// - Throws: as `add`.
  public static func sum(
    _ domain: PublicDomain, _ marginal: Marginal, where chosen: ([Int]) -> Bool
  ) throws(MarginalError) -> LinearFunctional {
    try domain.check(marginal)
    let sizes = marginal.attributes.map { domain.sizes[$0] }
    var labels = [Int](repeating: 0, count: sizes.count)
    var coefficients: [Double] = []
    for _ in 0..<domain.cellCount(of: marginal) {
      coefficients.append(chosen(labels) ? 1 : 0)
      for place in labels.indices.reversed() {
        labels[place] += 1
        if labels[place] < sizes[place] { break }
        labels[place] = 0
      }
    }
    var functional = LinearFunctional(domain)
    try functional.add(coefficients, on: marginal)
    return functional
  }

  func vector(_ part: Marginal) -> [Double]? { parts.first { $0.0 == part }?.1 }

  /// Coefficients on the cells of the whole domain, or of any marginal above all parts.
  func coefficients(on marginal: Marginal) -> [Double] {
    var cells = [Double](repeating: 0, count: domain.cellCount(of: marginal))
    for (part, vector) in parts {
      let wide = domain.repeated(vector, of: part, to: marginal)
      for cell in cells.indices { cells[cell] += wide[cell] }
    }
    return cells
  }
}
