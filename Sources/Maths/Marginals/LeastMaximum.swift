extension ResidualOptimum {
  /// The optimum for the least largest variance, max over tables of (variance of a cell)/limit.
  public struct LeastMaximum: Sendable {
    public let optimum: ResidualOptimum
    /// Whose optimum it is.
    public let workload: MarginalWorkload
    /// The largest variance/limit that `optimum` has; `bound` is what no measurement can go below.
    public let largest: Double
    public let bound: Double
  }

  /// Multiplicative weights around the closed form. For weights λ that add to 1 the closed form with w_A n_A = λ_A/limit_A
  /// is a lower bound, and its largest variance/limit an upper one; each step multiplies λ_A by its own variance/limit.
  ///
  /// - Parameters:
  ///   - limits: of the cell variances that are wanted; only their ratios matter.
  ///   - rho: of adding or removing one person; `known`: marginals of which exact tables are public.
  ///   - tolerance: of (largest − bound)/bound at which it stops.
  /// - Throws: as `init`; `badWeight` for a limit that is not above 0; `notConverged` after 100,000 steps.
  public static func leastMaximum(
    _ domain: PublicDomain, limits: [Marginal: Double], rho: Double, known: [Marginal] = [], tolerance: Double = 1e-6
  ) throws(MarginalError) -> LeastMaximum {
    // Also checks domain and limits.
    let shape = try MarginalWorkload(domain, weights: limits)
    var weights = shape.marginals.map { _ in 1 / Double(shape.marginals.count) }
    let steps = 100_000
    for _ in 0..<steps {
      var perCell: [Marginal: Double] = [:]
      for (index, marginal) in shape.marginals.enumerated() {
        perCell[marginal] = weights[index] / (shape.weights[index] * Double(domain.cellCount(of: marginal)))
      }
      let workload = try MarginalWorkload(domain, weights: perCell)
      let optimum = try ResidualOptimum(workload, rho: rho, known: known)
      let variances = optimum.variances
      var ratios: [Double] = []
      for (index, marginal) in shape.marginals.enumerated() {
        ratios.append(try variances.cellVariance(of: marginal) / shape.weights[index])
      }
      let largest = ratios.reduce(0, max)
      if largest <= optimum.total * (1 + tolerance) {
        return LeastMaximum(optimum: optimum, workload: workload, largest: largest, bound: optimum.total)
      }
      for index in weights.indices { weights[index] = max(weights[index] * ratios[index] / optimum.total, 1e-15) }
      let sum = weights.reduce(0, +)
      for index in weights.indices { weights[index] /= sum }
    }
    throw .notConverged(steps: steps)
  }
}
