/// The least error that any Gaussian measurement of ρ-zCDP can have for a workload of marginals, in closed form.
///
/// The residual (analysis-of-variance) decomposition splits the space of tables into one component for each set B of
/// attributes. With p_B = Π (n − 1)/n and v_B the workload's cost of it, noise of variance s_B² in component B costs
/// ρ = ½ Σ p_B/s_B² and gives the aim Σ v_B s_B². Least: s_B² = √(p_B/v_B)·T/(2ρ), T = Σ √(p_B v_B); aim T²/(2ρ).
/// Source: Xiao, He, Zhang, Kifer 2023, *An Optimal and Scalable Matrix Mechanism for Noisy Marginals under Convex Loss
/// Functions* (ResidualPlanner), arXiv 2305.08175.
public struct ResidualOptimum: Sendable, Equatable {
  public struct Component: Sendable, Equatable {
    public let marginal: Marginal
    /// s_B².
    public let noise: Double
    /// What it costs: ½ p_B/s_B².
    public let rho: Double
    /// What a unit of its variance adds to the aim.
    let cost: Double
  }

  public let domain: PublicDomain
  public let rho: Double
  /// Of everything below the workload that somebody does not know, ascending.
  public let components: [Component]
  /// The least value of the workload's aim.
  public let total: Double
  let known: [Marginal]

  /// - Parameters:
  ///   - rho: of adding or removing one person.
  ///   - known: marginals of which exact tables are public; they cost nothing and err by nothing.
  ///   - missing: the share of readers, 0 to 1, who lack those tables. The aim is the workload's for them times their share,
  ///     and for the others times the rest: what is known counts by `missing`, all else in full.
  /// - Throws: `badRho`, `nothingToMeasure`, `unknownAttribute`, `tooManyCells`.
  public init(
    _ workload: MarginalWorkload, rho: Double, known: [Marginal] = [], missing: Double = 0
  ) throws(MarginalError) {
    precondition((0...1).contains(missing), "a share is 0 to 1")
    guard rho > 0, rho.isFinite else { throw .badRho }
    let domain = workload.domain
    for marginal in known { try domain.check(marginal) }
    let isKnown = { (part: Marginal) in known.contains { part.isPart(of: $0) } }
    let parts = workload.marginals.closure
    guard !parts.allSatisfy(isKnown) else { throw .nothingToMeasure }
    let unknown = parts.filter { missing > 0 || !isKnown($0) }
    let shares = unknown.map(domain.share)
    let costs = unknown.map { workload.cost(of: $0) * (isKnown($0) ? missing : 1) }
    let sum = zip(shares, costs).reduce(0.0) { $0 + ($1.0 * $1.1).squareRoot() }
    self.domain = domain
    self.rho = rho
    self.known = known
    total = sum * sum / (2 * rho)
    components = unknown.indices.map { index in
      let noise = (shares[index] / costs[index]).squareRoot() * sum / (2 * rho)
      return Component(marginal: unknown[index], noise: noise, rho: shares[index] / noise / 2, cost: costs[index])
    }
  }

  /// What every figure would err by, for who has the known tables.
  public var variances: ComponentVariances {
    var noise = variancesWithoutKnown.noise
    for part in known.closure { noise[part] = 0 }
    return ComponentVariances(domain: domain, noise: noise)
  }

  /// The same for who lacks them; tables that need them can't be estimated if nobody does (`missing` 0).
  public var variancesWithoutKnown: ComponentVariances {
    var noise: [Marginal: Double] = [:]
    for component in components { noise[component.marginal] = component.noise }
    return ComponentVariances(domain: domain, noise: noise)
  }

  /// Precisions θ (1/variance of every cell) of whole marginals that together tell each component as well:
  /// 1/s_B² = Σ θ_A / Π n_j over A above B, solved from the top. Those below 0 can't be measured.
  public var precisions: [(marginal: Marginal, precision: Double)] {
    var found: [(marginal: Marginal, precision: Double)] = []
    for component in components.reversed() {
      var precision = 1 / component.noise
      for above in found where component.marginal.isPart(of: above.marginal) {
        precision -= above.precision / Double(domain.cellCount(of: above.marginal.without(component.marginal)))
      }
      found.append((component.marginal, precision))
    }
    return found.reversed()
  }
}
