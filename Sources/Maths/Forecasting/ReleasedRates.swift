import Estimation

/// How noisy the fitted counts are.
struct NoiseLevel: Equatable {
  /// Variance of the noise of one released row sum, summed over the window of one borough.
  let row: Double
  /// Of one cell, and of one row sum, after the fit of cells to row sums.
  let fittedCell: Double
  let fittedRow: Double
  /// Boroughs in the pool.
  let boroughs: Double

  /// - Parameters:
  ///   - cell: released variance of one cell, per borough and flow year.
  ///   - margin: that of one row sum.
  init(cell: Double, margin: Double, boroughs: Double, window: Window = .standard) {
    let squaredWeights = window.squaredWeights
    row = margin * squaredWeights
    fittedCell =
      squaredWeights * MarginFit.cellVariance(columns: Axes.needs, crossVariance: cell, marginVariance: margin)
    fittedRow =
      squaredWeights * MarginFit.rowSumVariance(columns: Axes.needs, crossVariance: cell, marginVariance: margin)
    self.boroughs = boroughs
  }

  /// Of a pool of boroughs with unlike windows: noise of boroughs is independent, so variances add up.
  /// - Parameter levels: of each borough, at least one.
  init(meanOf levels: [NoiseLevel]) {
    self = levels[0]
    // Alike, they stay what they are to the last bit.
    guard levels.contains(where: { $0 != self }) else { return }
    func mean(_ variance: (NoiseLevel) -> Double) -> Double { levels.reduce(0) { $0 + variance($1) } / Double(levels.count) }
    self.init(row: mean(\.row), fittedCell: mean(\.fittedCell), fittedRow: mean(\.fittedRow), boroughs: boroughs)
  }

  private init(row: Double, fittedCell: Double, fittedRow: Double, boroughs: Double) {
    (self.row, self.fittedCell, self.fittedRow, self.boroughs) = (row, fittedCell, fittedRow, boroughs)
  }
}

/// Rates from noised counts (specification 5.3, point 4).
///
/// Counts are never clipped: cutting negative cells at 0 makes leaving rates too high everywhere, and London's total
/// wrong by a fifth. Only final rates are bounded, plans kept and arrivals together: bounding arrivals alone at 0 made
/// them too many in every borough. The need pattern of survival comes from the pool, a borough adds a shift by age, and
/// shrinkage grows with the noise. Beyond the specification:
/// - a borough's shift and arrivals are shrunk as far as exact counts shrink them, and no further for the noise: any other
///   shrinkage is a bias of each part of London whose boroughs keep, or take in, more or fewer plans than others, and bias
///   adds up over boroughs and years while noise averages out;
/// - a need's survival comes from the rate of leaving of its age times a ratio that moves slowly over ages
///   (`LeavingRatios`), not from its age alone, which would make needs with early endings last too long;
/// - these rates are scaled so that they keep the plans which the pool kept at each age;
/// - needs of new plans are shrunk to the pool the more the noise outweighs what a borough shows of each;
/// - of each ratio of two noised counts the first-order bias is taken off (delta method: the noise of survivors is in
///   numerator and denominator).
extension CohortRates {
  /// Highest ratio of next year's plans to this year's; above 1 leaves room for arrivals and late returns.
  private static let stayLimit = 1.2
  private static let keepLimit = 1.1
  private static let arriveLimit = 0.3

  /// Pooled rates, with pooled survival by age.
  struct NoisyPool {
    /// `arrive` and `keep` apart.
    let rates: CohortRates
    let keepByAge: [Double]
    /// Plans held, by age × need at the earlier census, none below 0.
    let held: [Double]

    /// Plans that stand for the pool in the survival of a borough at one age.
    ///
    /// Exact counts are shrunk need by need, each by so many plans. Of a difference from the pool that all needs share they
    /// keep Σ s·ns/(ns + each) for n plans in needs with shares s, which is n/(n + strength): with this strength rates from
    /// released counts aim at those from exact ones. Counts of needs are too noisy for it, so n and s are the pool's, as
    /// many as befit the borough's size.
    /// - Parameter size: of the borough, in pools.
    func strength(age: Int, size: Double, each: Double) -> Double {
      var (plans, kept) = (0.0, 0.0)
      for cell in age * Axes.needs..<(age + 1) * Axes.needs {
        let own = size * held[cell]
        plans += own
        kept += own * own / (own + each)
      }
      return kept > 0 ? plans * (plans / kept - 1) : each
    }
  }

  static func pool(_ sums: WindowSums, noise: NoiseLevel) -> NoisyPool {
    let (new, arrived) = (WindowSums.byAge(sums.new), WindowSums.byAge(sums.arrived))
    let (survived, left) = (WindowSums.byAge(sums.survived), WindowSums.byAge(sums.left))
    // Below 50 plans in London arrivals are noise; noise grows with the root of the number of boroughs.
    let fewest = 50 * (noise.boroughs / 33).squareRoot()
    var keepByAge = [Double](repeating: 0, count: Axes.ages)
    for age in 0..<Axes.ages - 1 { keepByAge[age] = bounded(survived[age] / max(survived[age] + left[age], 1), 1.05) }
    let variance = noise.boroughs * noise.fittedCell
    let leaving = keepByAge.map { min(max(1 - $0, 1e-4), 1) }
    let pattern = LeavingRatios(sums, rates: leaving, noise: variance)
    var keep = [Double](repeating: 0, count: Axes.cohort)
    var arrive = [Double](repeating: 0, count: Axes.ages)
    for age in 0..<Axes.ages - 1 {
      let cells = age * Axes.needs..<(age + 1) * Axes.needs
      let (held, rate) = (survived[age] + left[age], leaving[age])
      // Plans that these rates would have lost, less what rates and plans held owe to the same noise.
      var expected = 0.0
      for cell in cells {
        let ratio = pattern.ratios[cell]
        expected +=
          rate * ((sums.survived[cell] + sums.left[cell]) * ratio - pattern.gains[cell] * variance * (1 - 2 * ratio * rate))
      }
      let isKnown = held > fewest && expected > 0.2 * rate * held
      let scale = isKnown ? rate * held / expected : 1
      for cell in cells {
        keep[cell] = keepByAge[age] > 1 ? keepByAge[age] : bounded(1 - rate * pattern.ratios[cell] * scale, keepLimit)
      }
      if held > fewest { arrive[age] = bounded(arrived[age + 1] / held, arriveLimit) }
    }
    let rates = CohortRates(
      issue: (0..<Axes.ages).map { max(new[$0], 0.01) / sums.exposure[$0] }, keep: keep, arrive: arrive,
      mix: shares(sums.newByGroup.map { max($0, 0.01) }))
    return NoisyPool(
      rates: rates, keepByAge: keepByAge, held: zip(sums.survived, sums.left).map { max($0 + $1, 0) })
  }

  /// One borough's rates. Plans kept and arrivals are bounded together: `keep` alone may leave 0...1.
  init(borough sums: WindowSums, pool: NoisyPool, noise: NoiseLevel, shrinkage: Shrinkage = .standard) {
    let (new, arrived) = (WindowSums.byAge(sums.new), WindowSums.byAge(sums.arrived))
    let (survived, left) = (WindowSums.byAge(sums.survived), WindowSums.byAge(sums.left))
    // Below its own noise a count of plans held says nothing about its size.
    let least = 2 * (2 * noise.row).squareRoot()
    let size = max(survived.reduce(0, +) + left.reduce(0, +), 0) / max(pool.held.reduce(0, +), 1)
    issue = Self.issue(
      new: new, exposure: sums.exposure, prior: pool.rates.issue, strength: shrinkage.issue + noise.row / 4,
      shrinkage: shrinkage)
    keep = [Double](repeating: 0, count: Axes.cohort)
    arrive = [Double](repeating: 0, count: Axes.ages)
    for age in 0..<Axes.ages - 1 {
      let (held, usual) = (survived[age] + left[age], pool.keepByAge[age])
      let strength = pool.strength(age: age, size: size, each: shrinkage.keep)
      let kept = max(held + strength, least, strength / 2)
      var relative = noise.fittedRow / (kept * kept)
      let shift = (survived[age] - usual * held) / kept * (1 - 2 * relative) - relative * (2 * usual - 1)
      let (plans, common) = (max(held + shrinkage.keep, least, shrinkage.keep / 2), pool.rates.arrive[age])
      relative = noise.fittedRow / (plans * plans)
      arrive[age] = min((common + (arrived[age + 1] - common * held) / plans) * (1 - 2 * relative), Self.arriveLimit)
      for cell in age * Axes.needs..<(age + 1) * Axes.needs {
        keep[cell] = Self.bounded(pool.rates.keep[cell] + shift + arrive[age], Self.stayLimit) - arrive[age]
      }
    }
    mix = Self.mix(sums.newByGroup, prior: pool.rates.mix, noise: noise.fittedCell, shrinkage: shrinkage)
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

  /// Strength: 50 plans. The prior says that shares differ with variance p(1 − p)/51; noise of variance v in each of n
  /// plans adds v/n² to the sampling variance p(1 − p)/n, as if n/(1 + v/(n·p(1 − p))) plans were seen: the strength grows
  /// by that factor, with each need's own p. Shares are bounded at 0 at the end only.
  /// - Parameter noise: variance of one cell.
  private static func mix(_ groups: [Double], prior: [Double], noise: Double, shrinkage: Shrinkage) -> [Double] {
    var mix = prior
    for group in 0..<MixGroup.count {
      let cells = group * Axes.needs..<(group + 1) * Axes.needs
      let variance = noise * Double((0..<Axes.ages).count { MixGroup.of(age: $0) == group })
      let plans = max(groups[cells].reduce(0, +), 0)
      // Below its own noise a count says nothing about its size.
      let seen = max(plans, (Double(Axes.needs) * variance).squareRoot())
      guard plans > 0 else { continue }
      var total = 0.0
      for cell in cells {
        let share = prior[cell]
        let strength = shrinkage.mix * (1 + variance / (seen * max(share * (1 - share), 1e-9)))
        mix[cell] = max(share + (groups[cell] - plans * share) / (plans + strength), 0)
        total += mix[cell]
      }
      for cell in cells { mix[cell] = total > 0 ? mix[cell] / total : prior[cell] }
    }
    return mix
  }

  private static func bounded(_ value: Double, _ upper: Double) -> Double { min(max(value, 0), upper) }
}
