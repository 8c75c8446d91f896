import Vocabulary

/// Rates that carry one borough's plans from one January to the next (specification 3.4).
struct CohortRates {
  /// New plans per head, by age at the later census.
  var issue: [Double]
  /// Share of plans kept, by age × need at the earlier census; 0 at age 25.
  var keep: [Double]
  /// Arrivals per plan held a year earlier, by age at the earlier census; 0 at age 25. Added to `keep`.
  var arrive: [Double]
  /// Needs among new plans, by mix group × need.
  var mix: [Double]

  /// New plans per head, by age × need at the later census.
  var issuePerNeed: [Double] {
    (0..<Axes.cohort).map { issue[$0 / Axes.needs] * mix[MixGroup.of(age: $0 / Axes.needs) * Axes.needs + $0 % Axes.needs] }
  }

  /// Plans kept or arrived, per plan held, by age × need at the earlier census.
  var carried: [Double] { (0..<Axes.cohort).map { keep[$0] + arrive[$0 / Axes.needs] } }
}

/// Rates from counts that carry no noise.
extension CohortRates {
  /// Pooled (prior) rates of all participating boroughs.
  init(pool sums: WindowSums, shrinkage: Shrinkage = .standard) {
    let (new, arrived) = (WindowSums.byAge(sums.new), WindowSums.byAge(sums.arrived))
    let (survived, left) = (WindowSums.byAge(sums.survived), WindowSums.byAge(sums.left))
    issue = (0..<Axes.ages).map { new[$0] / sums.exposure[$0] }
    keep = [Double](repeating: 0, count: Axes.cohort)
    arrive = [Double](repeating: 0, count: Axes.ages)
    for age in 0..<Axes.ages - 1 {
      let held = survived[age] + left[age]
      let byAge = (survived[age] + 0.5) / (held + 1)
      for cell in age * Axes.needs..<(age + 1) * Axes.needs {
        keep[cell] =
          (sums.survived[cell] + shrinkage.keep * byAge) / (sums.survived[cell] + sums.left[cell] + shrinkage.keep)
      }
      arrive[age] = arrived[age + 1] / max(held, 1)
    }
    let tiny = sums.newByGroup.map { $0 + 1e-9 }  // a group without any new plan gets equal shares
    mix = Self.shares(tiny)
  }

  /// One borough's rates, shrunk to the pool's.
  init(borough sums: WindowSums, prior: CohortRates, shrinkage: Shrinkage = .standard) {
    let (new, arrived) = (WindowSums.byAge(sums.new), WindowSums.byAge(sums.arrived))
    let (survived, left) = (WindowSums.byAge(sums.survived), WindowSums.byAge(sums.left))
    var (seen, expected) = (0.0, 0.0)
    for age in 0..<Axes.ages {
      seen += new[age]
      expected += prior.issue[age] * sums.exposure[age]
    }
    let level = (seen + shrinkage.level) / (expected + shrinkage.level)
    issue = (0..<Axes.ages).map { age in
      let mean = max(level * prior.issue[age], 1e-12)
      return (new[age] + shrinkage.issue) / (sums.exposure[age] + shrinkage.issue / mean)
    }
    keep = [Double](repeating: 0, count: Axes.cohort)
    arrive = [Double](repeating: 0, count: Axes.ages)
    for age in 0..<Axes.ages - 1 {
      for cell in age * Axes.needs..<(age + 1) * Axes.needs {
        keep[cell] =
          (sums.survived[cell] + shrinkage.keep * prior.keep[cell])
          / (sums.survived[cell] + sums.left[cell] + shrinkage.keep)
      }
      arrive[age] =
        (arrived[age + 1] + shrinkage.keep * prior.arrive[age]) / (survived[age] + left[age] + shrinkage.keep)
    }
    let groups = sums.newByGroup
    mix = [Double](repeating: 0, count: groups.count)
    for group in 0..<MixGroup.count {
      let cells = group * Axes.needs..<(group + 1) * Axes.needs
      var total = 0.0
      for cell in cells { total += groups[cell] }
      for cell in cells {
        mix[cell] = (groups[cell] + shrinkage.mix * prior.mix[cell]) / (total + shrinkage.mix)
      }
    }
  }

  /// Each group's cells divided by their sum, which must be above 0.
  static func shares(_ groups: [Double]) -> [Double] {
    var shares = groups
    for group in 0..<MixGroup.count {
      let cells = group * Axes.needs..<(group + 1) * Axes.needs
      var total = 0.0
      for cell in cells { total += groups[cell] }
      for cell in cells { shares[cell] = groups[cell] / total }
    }
    return shares
  }
}
