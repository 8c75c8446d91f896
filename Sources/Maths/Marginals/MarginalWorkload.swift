/// The tables that somebody wants, and how much an error in each of them matters.
///
/// The aim is the least Σ over tables of weight × (sum of the cells' variances). With a table of n cells and a typical
/// count m per cell, the three usual aims are weights of (1/n)·m^(−k):
/// - per table (k = 0): the mean variance of a table's cells; a total matters as much as a whole fine table. The usual
///   choice: coarse tables, which people read, come out no worse than if each were measured alone;
/// - per cell (k = 1, with m = N/n all weights are equal): the total squared error over every cell printed. Spends nearly
///   all on the finest table;
/// - relative (k = 2): the mean squared relative error; stronger still. For tables whose typical counts are alike.
public struct MarginalWorkload: Sendable, Equatable {
  public let domain: PublicDomain
  /// Ascending, each once.
  public let marginals: [Marginal]
  /// Of one cell of each marginal.
  public let weights: [Double]

  /// - Parameter weights: of one cell; finite and above 0.
  /// - Throws: `emptyWorkload`, `badWeight`, `unknownAttribute`, `tooManyCells`.
  public init(_ domain: PublicDomain, weights: [Marginal: Double]) throws(MarginalError) {
    guard !weights.isEmpty else { throw .emptyWorkload }
    self.domain = domain
    marginals = weights.keys.sorted()
    var inOrder: [Double] = []
    for marginal in marginals {
      try domain.check(marginal)
      guard let weight = weights[marginal], weight > 0, weight.isFinite else { throw .badWeight(marginal) }
      inOrder.append(weight)
    }
    self.weights = inOrder
  }

  /// Every table matters alike: weight 1/n.
  public static func perTable(_ domain: PublicDomain, _ marginals: [Marginal]) throws(MarginalError) -> Self {
    try weighted(domain, marginals) { 1 / Double(domain.cellCount(of: $0)) }
  }

  /// Every cell matters alike: weight 1.
  public static func perCell(_ domain: PublicDomain, _ marginals: [Marginal]) throws(MarginalError) -> Self {
    try weighted(domain, marginals) { _ in 1 }
  }

  /// The relative error of every table matters alike: weight 1/(n·m²).
  /// - Parameter typicalCounts: m, a public or earlier released mean or median count of a cell; at least 1 is used.
  public static func relative(_ domain: PublicDomain, typicalCounts: [Marginal: Double]) throws(MarginalError) -> Self {
    try weighted(domain, typicalCounts.keys.sorted()) { marginal in
      let typical = max(typicalCounts[marginal] ?? 1, 1)
      return 1 / (Double(domain.cellCount(of: marginal)) * typical * typical)
    }
  }

  private static func weighted(
    _ domain: PublicDomain, _ marginals: [Marginal], _ weight: (Marginal) -> Double
  ) throws(MarginalError) -> Self {
    var weights: [Marginal: Double] = [:]
    for marginal in marginals {
      try domain.check(marginal)
      guard weights.updateValue(weight(marginal), forKey: marginal) == nil else { throw .badWeight(marginal) }
    }
    return try Self(domain, weights: weights)
  }

  /// Weight of a whole table: weight × cells.
  func tableWeight(_ index: Int) -> Double { weights[index] * Double(domain.cellCount(of: marginals[index])) }

  /// What one unit of variance of a residual component adds to the aim: p_B Σ w_A n_A / Π n_j², over A above B, j in A
  /// and not in B.
  func cost(of component: Marginal) -> Double {
    var sum = 0.0
    for (index, marginal) in marginals.enumerated() where component.isPart(of: marginal) {
      let spread = Double(domain.cellCount(of: marginal.without(component)))
      sum += tableWeight(index) / (spread * spread)
    }
    return sum * domain.share(of: component)
  }

  /// The aim's value for given cell variances.
  /// - Throws: `notEstimable` where a table of the workload does not follow.
  public func total(_ variances: ComponentVariances) throws(MarginalError) -> Double {
    var sum = 0.0
    for (index, marginal) in marginals.enumerated() {
      sum += tableWeight(index) * (try variances.cellVariance(of: marginal))
    }
    return sum
  }
}
