/// Tables over all attributes of a domain at once, for what has no closed form by component.
struct WholeDomain {
  /// The most cells for which the steps below take well under a second.
  static let mostCells = 100_000

  let domain: PublicDomain

  /// - Throws: `tooManyCells`.
  init(_ domain: PublicDomain) throws(MarginalError) {
    try domain.check(domain.whole)
    guard domain.cellCount(of: domain.whole) <= Self.mostCells else { throw .tooManyCells(domain.whole) }
    self.domain = domain
  }

  var cellCount: Int { domain.cellCount(of: domain.whole) }

  /// Every subset of the attributes.
  var parts: [Marginal] { domain.whole.parts }

  /// An operator that multiplies each residual component by a factor of its own.
  struct Filter {
    fileprivate let meanFactors: [Double]
  }

  /// Σ_B factor_B Π_B as a sum over means: factor of the mean over all but A is Σ (−1)^|B∖A| factor_B over B above A.
  func filter(_ factor: (Marginal) -> Double) -> Filter {
    var factors = (0..<(1 << domain.sizes.count)).map { factor(Marginal(bits: UInt32($0))) }
    for attribute in domain.sizes.indices {
      for set in factors.indices where set >> attribute & 1 == 0 { factors[set] -= factors[set | 1 << attribute] }
    }
    return Filter(meanFactors: factors)
  }

  func apply(_ filter: Filter, to cells: [Double]) -> [Double] { apply(filter, cells, domain.whole, from: 0) }

  /// Attribute by attribute: the part that keeps it, and its mean along it, repeated.
  private func apply(_ filter: Filter, _ cells: [Double], _ marginal: Marginal, from attribute: Int) -> [Double] {
    guard attribute < domain.sizes.count else {
      let factor = filter.meanFactors[Int(marginal.bits)]
      return cells.map { $0 * factor }
    }
    let mean = domain.summed(cells, of: marginal, along: attribute)
    let below = apply(filter, mean, marginal.without(attribute), from: attribute + 1)
    var result = apply(filter, cells, marginal, from: attribute + 1)
    domain.spread(below, times: 1 / Double(domain.sizes[attribute]), into: &result, of: marginal, along: attribute)
    return result
  }
}
