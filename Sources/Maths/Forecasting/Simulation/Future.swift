import Estimation

/// One simulated future of one borough: plans stay or leave one by one, new ones come one by one.
struct Future {
  private let recursion: Recursion
  private let issuing: IssuingCourse
  /// New plans per head.
  private let perHead: [Double]
  /// By age × need: the chance to leave, and arrivals (beyond those kept) per plan held.
  private let leave: [Double]
  private let arrive: [Double]
  private let drift: (issuing: [Double], leaving: [Double])

  init(
    _ recursion: Recursion, _ rates: CohortRates, _ issuing: IssuingCourse, drift: (issuing: [Double], leaving: [Double])
  ) {
    (self.recursion, self.issuing, self.drift) = (recursion, issuing, drift)
    perHead = rates.issuePerNeed
    leave = rates.keep.map { min(max(1 - $0, 0), 1) }
    arrive = (0..<Axes.cohort).map { rates.keep[$0] + rates.arrive[$0 / Axes.needs] - min(max(rates.keep[$0], 0), 1) }
  }

  /// Calls `visit` with the plans by age × need of each step, the census first.
  ///
  /// Expected plans are those of `Recursion`. A plan held is kept with chance 1 − leave and, in a cohort that shrinks by
  /// migration, moves away with it; arrivals, and what migration adds to a growing cohort, are Poisson. Released plans can
  /// be fractions or below 0: of these the expectation is taken, so that nothing is cut off.
  func run(_ source: inout SeededSource, process: Bool, _ visit: (_ step: Int, _ plans: [Double]) -> Void) {
    var plans = recursion.stock
    var next = plans
    visit(0, plans)
    var rates = perHead
    for step in 1..<max(recursion.course.years, 1) {
      if !issuing.isUnchanged { rates = issuing.rates(perHead, year: step) }
      let here = step * Axes.ages
      let (issued, leaving) = (drift.issuing[step], drift.leaving[step])
      for age in 0..<Axes.ages {
        let people = recursion.course.people[here + age] * issued
        let moved = recursion.course.moved[here + age]
        for cell in age * Axes.needs..<(age + 1) * Axes.needs {
          var coming = people * rates[cell]
          var kept = 0.0
          if age > 0 {
            let before = cell - Axes.needs
            let held = plans[before]
            if held != 0 {
              var stays = 1 - min(leave[before] * leaving, 1)
              var arriving = arrive[before]
              if arriving < 0 { (stays, arriving) = (max(stays + arriving, 0), 0) }
              coming += held * (arriving * moved + stays * max(moved - 1, 0))
              kept = Self.kept(of: held, min(moved, 1) * stays, process, &source)
            }
          }
          next[cell] = kept + (process && coming > 0 ? Double(source.poisson(coming)) : coming)
        }
      }
      swap(&plans, &next)
      visit(step, plans)
    }
  }

  private static func kept(of held: Double, _ chance: Double, _ process: Bool, _ source: inout SeededSource) -> Double {
    guard process, held >= 1 else { return held * chance }
    let whole = Int(held)
    return Double(source.binomial(whole, chance)) + (held - Double(whole)) * chance
  }
}
