import Estimation

/// One simulated future of one borough: plans stay or leave one by one, new ones come one by one.
struct Future {
  private let recursion: Recursion
  private let issuing: IssuingCourse
  /// New plans per head.
  private let perHead: [NeedVector]
  /// By age × need: the chance to leave, and arrivals (beyond those kept) per plan held.
  private let leave: [NeedVector]
  private let arrive: [NeedVector]
  private let drift: SystemDrift.Path

  init(
    _ recursion: Recursion, _ rates: CohortRates, _ issuing: IssuingCourse, drift: SystemDrift.Path
  ) {
    (self.recursion, self.issuing, self.drift) = (recursion, issuing, drift)
    perHead = NeedVectors.of(rates.issuePerNeed)
    leave = NeedVectors.of(rates.keep.map { min(max(1 - $0, 0), 1) })
    arrive = NeedVectors.of(
      (0..<Axes.cohort).map { rates.keep[$0] + rates.arrive[$0 / Axes.needs] - min(max(rates.keep[$0], 0), 1) })
  }

  /// Calls `visit` with the plans by age × need of each step, the census first.
  ///
  /// Expected plans are those of `Recursion`. A plan held is kept with chance 1 − leave and, in a cohort that shrinks by
  /// migration, moves away with it; arrivals, and what migration adds to a growing cohort, are Poisson. Released plans can
  /// be fractions or below 0: of these the expectation is taken, so that nothing is cut off.
  func run(_ source: inout SeededSource, process: Bool, _ visit: (_ step: Int, _ plans: [NeedVector]) -> Void) {
    var plans = recursion.stock
    var (next, coming, chances) = (plans, plans, plans)
    visit(0, plans)
    var rates = perHead
    for step in 1..<max(recursion.course.years, 1) {
      if !issuing.isUnchanged { rates = issuing.rates(perHead, year: step) }
      let drifted = drift.needs.isEmpty ? rates : bent(rates, step)
      expect(step, plans, drifted, coming: &coming, chances: &chances)
      for place in 0..<NeedVectors.cohort {
        let held = place < NeedVectors.age ? .zero : plans[place - NeedVectors.age]
        next[place] =
          process
          ? Self.drawn(held, chances[place], coming[place], &source) : held * chances[place] + coming[place]
      }
      swap(&plans, &next)
      visit(step, plans)
    }
  }

  /// New plans per head with the needs that the drift of this step gives them: at each age as many plans as before.
  private func bent(_ rates: [NeedVector], _ step: Int) -> [NeedVector] {
    let logarithms = drift.needs[step * Axes.needs..<(step + 1) * Axes.needs]
    let weights = NeedVectors.of(logarithms.map(Exponential.natural))
    var bent = rates
    for age in 0..<Axes.ages {
      var (before, after) = (NeedVector.zero, NeedVector.zero)
      for part in 0..<NeedVectors.age {
        let place = age * NeedVectors.age + part
        bent[place] *= weights[part]
        before += rates[place]
        after += bent[place]
      }
      // Released counts may tell of no new plans at an age, or of fewer than none.
      let scale = after.sum() > 0 ? before.sum() / after.sum() : 0
      for place in age * NeedVectors.age..<(age + 1) * NeedVectors.age { bent[place] = scale > 0 ? bent[place] * scale : rates[place] }
    }
    return bent
  }

  /// What a step brings: plans that come, and the chance of a plan held at the age below to be kept.
  private func expect(
    _ step: Int, _ plans: [NeedVector], _ rates: [NeedVector], coming: inout [NeedVector], chances: inout [NeedVector]
  ) {
    let here = step * Axes.ages
    let issued = drift.issuing[step]
    for age in 0..<Axes.ages {
      let leaving = (age > 18 ? drift.leavingFrom18 : drift.leaving)[step]
      let people = recursion.course.people[here + age] * issued
      let moved = recursion.course.moved[here + age]
      let (stayed, grown) = (min(moved, 1), max(moved - 1, 0))
      for place in age * NeedVectors.age..<(age + 1) * NeedVectors.age {
        coming[place] = people * rates[place]
        guard age > 0 else {
          chances[place] = .zero
          continue
        }
        let before = place - NeedVectors.age
        let arriving = arrive[before]
        // Where fewer arrive than none, they are taken from those who stay.
        let (more, fewer) = (arriving.notBelowZero, -(-arriving).notBelowZero)
        let stays = ((1 - leave[before] * leaving).notBelowZero + fewer).notBelowZero
        coming[place] += plans[before] * (more * moved + stays * grown)
        chances[place] = stayed * stays
      }
    }
  }

  private static func drawn(
    _ held: NeedVector, _ chances: NeedVector, _ coming: NeedVector, _ source: inout SeededSource
  ) -> NeedVector {
    var drawn = coming
    for lane in 0..<NeedVector.scalarCount {
      let kept = kept(of: held[lane], chances[lane], &source)
      drawn[lane] = kept + (coming[lane] > 0 ? Double(source.poisson(coming[lane])) : coming[lane])
    }
    return drawn
  }

  private static func kept(of held: Double, _ chance: Double, _ source: inout SeededSource) -> Double {
    guard held >= 1 else { return held * chance }
    let whole = Int(held)
    return Double(source.binomial(whole, chance)) + (held - Double(whole)) * chance
  }
}
