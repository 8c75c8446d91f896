import Estimation

/// How well one borough's rates are known: the conjugates of the shrinkage. Gamma for new plans and arrivals, beta for
/// plans kept, Dirichlet for needs of new plans; each has the fitted rate as its mean, and weighs as many events as were
/// counted and as the prior is worth.
struct RateDraws: Sendable {
  /// The fitted rates, means of what is drawn: new plans per head, by age; kept and carried by age × need; arrivals.
  private let rates: CohortRates
  private let issueEvents: [Double]
  private let arriveEvents: [Double]
  private let held: [Double]
  private let mixEvents: [Double]

  init(_ rates: CohortRates, _ sums: WindowSums, shrinkage: Shrinkage) {
    self.rates = rates
    let held = zip(sums.survived, sums.left).map { max($0 + $1, 0) }
    let heldByAge = WindowSums.byAge(held)
    issueEvents = WindowSums.byAge(sums.new).map { max($0, 0) + shrinkage.issue }
    arriveEvents = rates.arrive.indices.map { rates.arrive[$0] * (heldByAge[$0] + shrinkage.keep) }
    self.held = held.map { $0 + shrinkage.keep }
    let groups = sums.newByGroup
    mixEvents = groups.indices.map { cell in
      let start = cell / Axes.needs * Axes.needs
      return rates.mix[cell] * (max(groups[start..<start + Axes.needs].reduce(0, +), 0) + shrinkage.mix)
    }
  }

  /// - Returns: rates as they may be; the fitted ones without a source.
  func draw(_ source: inout SeededSource) -> CohortRates {
    var drawn = rates
    for age in 0..<Axes.ages {
      drawn.issue[age] *= source.gamma(issueEvents[age]) / issueEvents[age]
      if arriveEvents[age] > 0 { drawn.arrive[age] *= source.gamma(arriveEvents[age]) / arriveEvents[age] }
    }
    for cell in 0..<Axes.cohort - Axes.needs {
      let (kept, lost) = (rates.keep[cell] * held[cell], (1 - rates.keep[cell]) * held[cell])
      if kept > 0, lost > 0 { drawn.keep[cell] = source.beta(kept, lost) }
    }
    for group in 0..<MixGroup.count {
      var sum = 0.0
      for cell in group * Axes.needs..<(group + 1) * Axes.needs {
        drawn.mix[cell] = mixEvents[cell] > 0 ? source.gamma(mixEvents[cell]) : 0
        sum += drawn.mix[cell]
      }
      for cell in group * Axes.needs..<(group + 1) * Axes.needs {
        drawn.mix[cell] = sum > 0 ? drawn.mix[cell] / sum : rates.mix[cell]
      }
    }
    return drawn
  }
}
