/// The best split of a price over tables of counts, by the multiplicative algorithm for A-optimal designs.
///
/// F(θ) = Σ c_B / Σ θ_A/Π n_j over components B that somebody does not know, c_B what their variance costs. Each step
/// multiplies every θ_A by the square root of (−∂F/∂θ_A) against its mean, which never makes F larger (Yu 2010,
/// *Monotonic convergence of a general algorithm for computing optimal designs*, Annals of Statistics 38). F is convex,
/// so the largest gradient bounds what is left to gain.
struct BestPrecisions {
  /// Relative gain at which it stops, and the most steps it takes.
  static let tolerance = 1e-7
  static let mostSteps = 20_000

  private let costs: [Double]
  /// For each table: the components it tells, with 1/Π n_j.
  private var told: [[(component: Int, share: Double)]] = []
  private let budget: Double

  /// - Parameter tables: among which the price is split; together they tell all components.
  init(_ optimum: ResidualOptimum, _ tables: [Marginal]) {
    costs = optimum.components.map(\.cost)
    budget = 2 * optimum.rho
    for table in tables {
      told.append(
        optimum.components.enumerated().filter { $0.element.marginal.isPart(of: table) }.map {
          ($0.offset, 1 / Double(optimum.domain.cellCount(of: table.without($0.element.marginal))))
        })
    }
  }

  /// - Parameter start: one for each of the tables, in their order, not below 0.
  func improved(_ start: [(Marginal, Double)]) -> [(Marginal, Double)] {
    var precisions = start.map { $0.1 }
    scale(&precisions)
    for _ in 0..<Self.mostSteps {
      let (aim, gradients) = value(precisions)
      let largest = gradients.reduce(0, max)
      if largest * budget <= aim * (1 + Self.tolerance) { break }
      for index in precisions.indices { precisions[index] *= (gradients[index] * budget / aim).squareRoot() }
      scale(&precisions)
    }
    return zip(start, precisions).map { ($0.0, $1) }
  }

  /// F and its gradients, sign reversed.
  private func value(_ precisions: [Double]) -> (aim: Double, gradients: [Double]) {
    var told = [Double](repeating: 0, count: costs.count)
    for (table, parts) in self.told.enumerated() {
      for (component, share) in parts { told[component] += precisions[table] * share }
    }
    var aim = 0.0
    for (cost, precision) in zip(costs, told) { aim += cost / precision }
    let gradients = self.told.map { parts in
      parts.reduce(0.0) { $0 + costs[$1.component] * $1.share / (told[$1.component] * told[$1.component]) }
    }
    return (aim, gradients)
  }

  /// To Σ θ = 2ρ. A table with nothing at all could never come back, so each keeps a trace.
  private func scale(_ precisions: inout [Double]) {
    let sum = precisions.reduce(0, +)
    for index in precisions.indices { precisions[index] = max(precisions[index] * budget / sum, budget * 1e-12) }
  }
}
