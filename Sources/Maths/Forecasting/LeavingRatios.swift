/// How much more often plans of a need end than all plans of the same age, from noised counts of a pool.
///
/// Rates of leaving go from 2% at age 8 to a half at 24. The ratio of a need's rate to its age's hardly changes from one
/// age to the next (proportional hazards, Cox 1972), while the difference does: so noise is averaged over ages in ratios.
/// A ratio is taken to be 1 with a variance that the pool shows, correlated by 0.9 from one age to the next; what is
/// returned is its mean given the counts (a Gaussian process of first order; tridiagonal equations).
struct LeavingRatios {
  /// Age 26 × need 12; 1 at age 25, which everybody leaves.
  private(set) var ratios = [Double](repeating: 1, count: Axes.cohort)
  /// What one more plan that leaves adds to its ratio.
  private(set) var gains = [Double](repeating: 0, count: Axes.cohort)

  /// Half of a deviation is left after six or seven ages. On exact counts of the reference's London correlations are
  /// 0.86, 0.63 and 0.51 over two, four and six ages.
  private static let correlation = 0.9
  private static let ages = Axes.ages - 1

  /// One cell: plans that leave are `ratio` times those expected, with this variance and without noise's own share of
  /// products of counts.
  private struct Cell {
    let expected: Double
    let left: Double
    let variance: Double
    let product: Double
    let square: Double

    /// - Parameters:
    ///   - rate: of leaving, at this age.
    ///   - noise: variance in plans kept, and in plans lost.
    init(held: Double, left: Double, rate: Double, noise: Double) {
      expected = rate * held
      self.left = left
      variance = noise * ((1 - rate) * (1 - rate) + rate * rate) + max(held, 0) * rate * (1 - rate) + 1e-9
      product = expected * left - rate * noise
      square = max(expected * expected - 2 * rate * rate * noise, 0)
    }

    var weight: Double { expected * expected / variance }
  }

  /// - Parameters:
  ///   - rates: of leaving by age, above 0.
  ///   - noise: variance in each cell of plans kept and of plans lost.
  init(_ sums: WindowSums, rates: [Double], noise: Double) {
    let cells = (0..<Self.ages * Axes.needs).map { cell in
      Cell(
        held: sums.survived[cell] + sums.left[cell], left: sums.left[cell], rate: rates[cell / Axes.needs], noise: noise)
    }
    let variance = Self.variance(cells)
    for need in 0..<Axes.needs { solve(cells, need: need, variance: variance) }
  }

  /// Method of moments: what squared distances from 1 have beyond noise and chance, weighted by what a cell knows.
  private static func variance(_ cells: [Cell]) -> Double {
    var (beyond, weights) = (0.0, 0.0)
    for cell in cells {
      let distance = cell.left - cell.expected
      beyond += cell.weight * (distance * distance / cell.variance - 1)
      weights += cell.weight * cell.weight
    }
    return weights > 0 ? max(beyond / weights, 1e-6) : 1e-6
  }

  /// Ratios of one need at all ages: (prior precision + precision of counts) · ratios = prior + counts.
  private mutating func solve(_ cells: [Cell], need: Int, variance: Double) {
    let (last, phi) = (Self.ages - 1, Self.correlation)
    let scale = 1 / (variance * (1 - phi * phi))
    let beside = -scale * phi
    let own = (0...last).map { cells[$0 * Axes.needs + need] }
    let diagonal = (0...last).map { age in
      scale * (age == 0 || age == last ? 1 : 1 + phi * phi) + own[age].square / own[age].variance
    }
    var right = (0...last).map { age in
      scale * (1 - phi) * (age == 0 || age == last ? 1 : 1 - phi) + own[age].product / own[age].variance
    }
    // Elimination from below, and from above: both together give the diagonal of the inverse.
    var (up, down) = (diagonal, diagonal)
    for age in 1...last {
      up[age] -= beside * beside / up[age - 1]
      right[age] -= beside / up[age - 1] * right[age - 1]
    }
    for age in (0..<last).reversed() { down[age] -= beside * beside / down[age + 1] }
    var above = 0.0
    for age in (0...last).reversed() {
      above = (right[age] - beside * above) / up[age]
      let cell = age * Axes.needs + need
      ratios[cell] = above
      gains[cell] = own[age].expected / own[age].variance / (up[age] + down[age] - diagonal[age])
    }
  }
}
