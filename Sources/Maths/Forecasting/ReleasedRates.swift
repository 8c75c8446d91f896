import Vocabulary

/// How noisy the fitted counts are.
struct NoiseLevel {
  /// Variance of the noise of one cell and of one row sum, per borough and flow year.
  let cell: Double
  let margin: Double
  /// Boroughs in the pool.
  let boroughs: Double
}

/// Rates from noised counts (specification 5.3, point 4).
///
/// Counts are never clipped: cutting negative cells at 0 makes leaving rates too high everywhere, and London's total
/// wrong by a fifth. Only final rates are bounded. The need pattern of survival comes from the pool, a borough adds a
/// shift by age, and shrinkage grows with the noise. Beyond the specification, the pool's shrunk need pattern is moved
/// so that it keeps the plans which the pool kept at each age: shrinkage alone made London 0.2% too large after a year.
extension CohortRates {
  /// Highest share of plans kept; above 1 leaves room for noise and late returns.
  private static let keepLimit = 1.1
  private static let arriveLimit = 0.3

  /// Pooled rates, with pooled survival by age.
  struct NoisyPool {
    let rates: CohortRates
    let keepByAge: [Double]
  }

  static func pool(_ sums: WindowSums, noise: NoiseLevel) -> NoisyPool {
    let (new, arrived) = (WindowSums.byAge(sums.new), WindowSums.byAge(sums.arrived))
    let (survived, left) = (WindowSums.byAge(sums.survived), WindowSums.byAge(sums.left))
    let strength = Shrinkage.keep + noise.boroughs * noise.cell * Window.squaredWeights
    // Below 50 plans in London arrivals are noise; noise grows with the root of the number of boroughs.
    let fewest = 50 * (noise.boroughs / 33).squareRoot()
    var keep = [Double](repeating: 0, count: Axes.cohort)
    var keepByAge = [Double](repeating: 0, count: Axes.ages)
    var arrive = [Double](repeating: 0, count: Axes.ages)
    for age in 0..<Axes.ages {
      let held = max(survived[age] + left[age], 1)
      keepByAge[age] = bounded(survived[age] / held, 1.05)
      if age == Axes.ages - 1 { break }
      for cell in age * Axes.needs..<(age + 1) * Axes.needs {
        let heldHere = max(sums.survived[cell] + sums.left[cell] + strength, strength)
        keep[cell] = bounded((sums.survived[cell] + strength * keepByAge[age]) / heldHere, keepLimit)
      }
      guard held > fewest else { continue }
      arrive[age] = bounded(arrived[age + 1] / held, arriveLimit)
      calibrate(&keep, age: age, sums, to: keepByAge[age], held: held)
    }
    let rates = CohortRates(
      issue: (0..<Axes.ages).map { max(new[$0], 0.01) / sums.exposure[$0] }, keep: keep, arrive: arrive,
      mix: shares(sums.newByGroup.map { max($0, 0.01) }))
    return NoisyPool(rates: rates, keepByAge: keepByAge)
  }

  /// Moves one age's survival by need so that it adds up to survival by age.
  private static func calibrate(
    _ keep: inout [Double], age: Int, _ sums: WindowSums, to keepByAge: Double, held: Double
  ) {
    let cells = age * Axes.needs..<(age + 1) * Axes.needs
    var expected = 0.0
    for cell in cells { expected += (sums.survived[cell] + sums.left[cell]) * keep[cell] }
    let gap = keepByAge - expected / held
    for cell in cells { keep[cell] = bounded(keep[cell] + gap, keepLimit) }
  }

  init(borough sums: WindowSums, pool: NoisyPool, noise: NoiseLevel) {
    let (new, arrived) = (WindowSums.byAge(sums.new), WindowSums.byAge(sums.arrived))
    let (survived, left) = (WindowSums.byAge(sums.survived), WindowSums.byAge(sums.left))
    let marginStrength = Shrinkage.issue + noise.margin * Window.squaredWeights / 4
    let keepStrength = Shrinkage.keep + noise.margin * Window.squaredWeights
    issue = Self.issue(new: new, exposure: sums.exposure, prior: pool.rates.issue, strength: marginStrength)
    keep = [Double](repeating: 0, count: Axes.cohort)
    arrive = [Double](repeating: 0, count: Axes.ages)
    for age in 0..<Axes.ages - 1 {
      let held = max(survived[age] + left[age] + keepStrength, keepStrength / 2)
      let own = Self.bounded((survived[age] + keepStrength * pool.keepByAge[age]) / held, Self.keepLimit)
      let shift = own - pool.keepByAge[age]
      for cell in age * Axes.needs..<(age + 1) * Axes.needs {
        keep[cell] = Self.bounded(pool.rates.keep[cell] + shift, Self.keepLimit)
      }
      arrive[age] = Self.bounded(
        (arrived[age + 1] + keepStrength * pool.rates.arrive[age]) / held, Self.arriveLimit)
    }
    mix = Self.mix(sums.newByGroup, prior: pool.rates.mix, strength: Shrinkage.mix + 12 * noise.margin)
  }

  private static func issue(new: [Double], exposure: [Double], prior: [Double], strength: Double) -> [Double] {
    var (seen, expected) = (0.0, 0.0)
    for age in 0..<Axes.ages {
      seen += new[age]
      expected += prior[age] * exposure[age]
    }
    let level = max((seen + Shrinkage.level) / (expected + Shrinkage.level), 0.05)
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
