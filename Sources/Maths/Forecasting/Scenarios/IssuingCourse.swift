import Vocabulary

/// What a scenario makes of new-plan rates, step by step; step 0 is the census, which stays as it is.
struct IssuingCourse: Sendable {
  /// Multipliers of rates by age × need, steps × 26 × 12; empty: none.
  private(set) var factors: [NeedVector] = []
  private(set) var earlier: [EarlierCourse] = []

  static let unchanged = IssuingCourse()

  var isUnchanged: Bool { factors.isEmpty && earlier.isEmpty }

  /// Multiplies what was there.
  mutating func multiply(steps: Int, _ factor: (_ step: Int, _ age: Int, _ need: Int) -> Double) {
    if factors.isEmpty { factors = [NeedVector](repeating: .one, count: steps * NeedVectors.cohort) }
    for step in 1..<max(steps, 1) {
      let own = NeedVectors.of((0..<Axes.cohort).map { factor(step, $0 / Axes.needs, $0 % Axes.needs) })
      for place in 0..<NeedVectors.cohort { factors[step * NeedVectors.cohort + place] *= own[place] }
    }
  }

  mutating func add(_ course: EarlierCourse) { earlier.append(course) }

  /// - Parameter perHead: new plans per head by age × need without the scenario.
  func rates(_ perHead: [NeedVector], year step: Int) -> [NeedVector] {
    var rates = perHead
    if !factors.isEmpty {
      let start = step * NeedVectors.cohort
      for place in 0..<NeedVectors.cohort { rates[place] *= factors[start + place] }
    }
    for course in earlier { rates = course.rates(rates, step: step) }
    return rates
  }
}

/// Earlier identification, step by step: of the children who would get a plan at age a in `years` years, a share gets
/// it now, and `years` later this share is not there any more. In between both come: the cohort's early plans, and those
/// of older children who were not found early.
struct EarlierCourse: Sendable {
  let years: Int
  /// Share in force at each step.
  let shares: [Double]
  /// Age × need, at the age of today's plans: 1 where the lever works, else 0.
  let covered: [NeedVector]

  init(_ lever: EarlierIdentification, censusYear: Int, steps: Int) {
    years = lever.byYears
    shares = (0..<steps).map { $0 == 0 ? 0 : lever.share * lever.phasing.share(censusYear + $0) }
    covered = NeedVectors.of(
      (0..<Axes.cohort).map { cell in
        let isCovered =
          lever.ages.contains(cell / Axes.needs) && Need(rawValue: cell % Axes.needs).map(lever.needs.contains) == true
        return isCovered ? 1 : 0
      })
  }

  func rates(_ rates: [NeedVector], step: Int) -> [NeedVector] {
    let (now, then) = (shares[step], step >= years ? shares[step - years] : 0)
    guard now > 0 || then > 0 else { return rates }
    var moved = rates
    let younger = years * NeedVectors.age
    for place in younger..<NeedVectors.cohort {
      moved[place] -= then * rates[place] * covered[place]
      moved[place - younger] += now * rates[place] * covered[place]
    }
    return moved
  }
}
