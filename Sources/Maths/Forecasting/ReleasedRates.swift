import Estimation

/// How noisy the fitted counts are.
struct NoiseLevel {
  /// Variance of the noise of one released cell and of one released row sum, summed over the window of one borough.
  let cell: Double
  let row: Double
  /// The same after the fit of cells to row sums, which makes both equal to less.
  let fittedCell: Double
  let fittedRow: Double
  /// Boroughs in the pool.
  let boroughs: Double

  /// Of one borough and one flow year: what the window makes of it is taken out.
  let margin: Double

  /// - Parameters:
  ///   - cell: released variance of one cell, per borough and flow year.
  ///   - margin: that of one row sum.
  init(cell: Double, margin: Double, boroughs: Double, window: Window = .standard) {
    let squaredWeights = window.squaredWeights
    self.cell = cell * squaredWeights
    self.margin = margin
    row = margin * squaredWeights
    fittedCell =
      squaredWeights * MarginFit.cellVariance(columns: Axes.needs, crossVariance: cell, marginVariance: margin)
    fittedRow =
      squaredWeights * MarginFit.rowSumVariance(columns: Axes.needs, crossVariance: cell, marginVariance: margin)
    self.boroughs = boroughs
  }
}

/// Rates from noised counts (specification 5.3, point 4).
///
/// Counts are never clipped: cutting negative cells at 0 makes leaving rates too high everywhere, and London's total
/// wrong by a fifth. Only final rates are bounded, plans kept and arrivals together: bounding arrivals alone at 0 made
/// them too many in every borough. The need pattern of survival comes from the pool, a borough adds a shift by age, and
/// shrinkage grows with the noise. Beyond the specification:
/// - a need's survival is shrunk to that of its age plus the need's usual difference among neighbouring ages, not to
///   its age alone, which would make needs with early endings last too long;
/// - the need pattern is moved so that it keeps the plans which the pool kept at each age;
/// - of each ratio of two noised counts the first-order bias is taken off (delta method: the noise of survivors is in
///   numerator and denominator).
///
/// The strengths below were chosen on two fictional Londons, for the least error against the forecast from exact
/// counts.
extension CohortRates {
  /// Highest ratio of next year's plans to this year's; above 1 leaves room for arrivals and late returns.
  private static let stayLimit = 1.2
  private static let keepLimit = 1.1
  private static let arriveLimit = 0.3
  /// Shrinkage of one need at one age, in variances of the pool's noise.
  private static let cellShrinkage = 4.0
  /// Survival differs between needs by a standard deviation of about a tenth: its variance, inverted.
  private static let inverseNeedVariance = 100.0

  /// Pooled rates, with pooled survival by age.
  struct NoisyPool {
    /// `arrive` and `keep` apart.
    let rates: CohortRates
    let keepByAge: [Double]
  }

  static func pool(_ sums: WindowSums, noise: NoiseLevel, shrinkage: Shrinkage = .standard) -> NoisyPool {
    let (new, arrived) = (WindowSums.byAge(sums.new), WindowSums.byAge(sums.arrived))
    let (survived, left) = (WindowSums.byAge(sums.survived), WindowSums.byAge(sums.left))
    // Below 50 plans in London arrivals are noise; noise grows with the root of the number of boroughs.
    let fewest = 50 * (noise.boroughs / 33).squareRoot()
    var keepByAge = [Double](repeating: 0, count: Axes.ages)
    for age in 0..<Axes.ages - 1 { keepByAge[age] = bounded(survived[age] / max(survived[age] + left[age], 1), 1.05) }
    let usual = needDifferences(sums, keepByAge: keepByAge, noise: noise)
    let strength = shrinkage.keep + cellShrinkage * noise.boroughs * noise.cell
    let variance = noise.boroughs * noise.fittedCell
    var keep = [Double](repeating: 0, count: Axes.cohort)
    var arrive = [Double](repeating: 0, count: Axes.ages)
    for age in 0..<Axes.ages - 1 {
      let cells = age * Axes.needs..<(age + 1) * Axes.needs
      let held = survived[age] + left[age]
      // Plans that these rates would have kept, less what rates and plans held owe to the same noise.
      var expected = 0.0
      for cell in cells {
        let heldHere = sums.survived[cell] + sums.left[cell]
        let weight = max(heldHere + strength, strength / 2)
        let prior = keepByAge[age] + usual[MixGroup.of(age: age) * Axes.needs + cell % Axes.needs]
        let ratio = (sums.survived[cell] + strength * prior) / weight
        keep[cell] = ratio - variance * (2 * ratio - 1) / (weight * weight)
        expected += heldHere * keep[cell] + variance * (2 * keep[cell] - 1) / weight
      }
      let gap = held > fewest ? keepByAge[age] - expected / held : 0
      for cell in cells { keep[cell] = bounded(keep[cell] + gap, keepLimit) }
      if held > fewest { arrive[age] = bounded(arrived[age + 1] / held, arriveLimit) }
    }
    let rates = CohortRates(
      issue: (0..<Axes.ages).map { max(new[$0], 0.01) / sums.exposure[$0] }, keep: keep, arrive: arrive,
      mix: shares(sums.newByGroup.map { max($0, 0.01) }))
    return NoisyPool(rates: rates, keepByAge: keepByAge)
  }

  /// How much more or less of each need's plans are kept than of all plans of the same ages: mix group × need. A
  /// ridge estimate: towards 0 where noise outweighs the plans held.
  private static func needDifferences(_ sums: WindowSums, keepByAge: [Double], noise: NoiseLevel) -> [Double] {
    var more = [Double](repeating: 0, count: MixGroup.count * Axes.needs)
    var (held, variance) = (more, more)
    for age in 0..<Axes.ages - 1 {
      for need in 0..<Axes.needs {
        let (cell, place) = (age * Axes.needs + need, MixGroup.of(age: age) * Axes.needs + need)
        let heldHere = sums.survived[cell] + sums.left[cell]
        more[place] += sums.survived[cell] - keepByAge[age] * heldHere
        held[place] += heldHere
        variance[place] += 2 * noise.boroughs * noise.fittedCell
      }
    }
    return more.indices.map { place in
      guard held[place] > 0 else { return 0 }
      return more[place] * held[place] / (held[place] * held[place] + inverseNeedVariance * variance[place])
    }
  }

  /// One borough's rates. Plans kept and arrivals are bounded together: `keep` alone may leave 0...1.
  init(borough sums: WindowSums, pool: NoisyPool, noise: NoiseLevel, shrinkage: Shrinkage = .standard) {
    let (new, arrived) = (WindowSums.byAge(sums.new), WindowSums.byAge(sums.arrived))
    let (survived, left) = (WindowSums.byAge(sums.survived), WindowSums.byAge(sums.left))
    let strength = shrinkage.keep + noise.row
    issue = Self.issue(
      new: new, exposure: sums.exposure, prior: pool.rates.issue, strength: shrinkage.issue + noise.row / 4,
      shrinkage: shrinkage)
    keep = [Double](repeating: 0, count: Axes.cohort)
    arrive = [Double](repeating: 0, count: Axes.ages)
    for age in 0..<Axes.ages - 1 {
      let (held, usual) = (survived[age] + left[age], pool.keepByAge[age])
      let weight = max(held + strength, strength / 2)
      let relative = noise.fittedRow / (weight * weight)
      let shift = (survived[age] - usual * held) / weight * (1 - 2 * relative) - relative * (2 * usual - 1)
      let arriving = (arrived[age + 1] + strength * pool.rates.arrive[age]) / weight * (1 - 2 * relative)
      arrive[age] = min(arriving, Self.arriveLimit)
      for cell in age * Axes.needs..<(age + 1) * Axes.needs {
        keep[cell] = Self.bounded(pool.rates.keep[cell] + shift + arrive[age], Self.stayLimit) - arrive[age]
      }
    }
    mix = Self.mix(
      sums.newByGroup, prior: pool.rates.mix, strength: shrinkage.mix + 12 * noise.margin)
  }

  private static func issue(
    new: [Double], exposure: [Double], prior: [Double], strength: Double, shrinkage: Shrinkage
  ) -> [Double] {
    var (seen, expected) = (0.0, 0.0)
    for age in 0..<Axes.ages {
      seen += new[age]
      expected += prior[age] * exposure[age]
    }
    let level = max((seen + shrinkage.level) / (expected + shrinkage.level), 0.05)
    return (0..<Axes.ages).map { age in
      max((new[age] + strength) / (exposure[age] + strength / (level * prior[age])), 0)
    }
  }

  private static func mix(_ groups: [Double], prior: [Double], strength: Double) -> [Double] {
    var mix = groups
    for group in 0..<MixGroup.count {
      let cells = group * Axes.needs..<(group + 1) * Axes.needs
      var total = 0.0
      for cell in cells {
        mix[cell] = max(groups[cell] + strength * prior[cell], 0)
        total += mix[cell]
      }
      for cell in cells { mix[cell] = total > 0 ? mix[cell] / total : prior[cell] }
    }
    return mix
  }

  private static func bounded(_ value: Double, _ upper: Double) -> Double { min(max(value, 0), upper) }
}
