import Vocabulary

/// What a scenario makes of new-plan rates, step by step; step 0 is the census, which stays as it is.
struct IssuingCourse: Sendable {
  /// Multipliers of rates by age × need, steps × 26 × 12; empty: none.
  private(set) var factors: [Double] = []
  private(set) var earlier: [EarlierCourse] = []

  static let unchanged = IssuingCourse()

  var isUnchanged: Bool { factors.isEmpty && earlier.isEmpty }

  /// Multiplies what was there.
  mutating func multiply(steps: Int, _ factor: (_ step: Int, _ age: Int, _ need: Int) -> Double) {
    if factors.isEmpty { factors = [Double](repeating: 1, count: steps * Axes.cohort) }
    for step in 1..<max(steps, 1) {
      for cell in 0..<Axes.cohort { factors[step * Axes.cohort + cell] *= factor(step, cell / Axes.needs, cell % Axes.needs) }
    }
  }

  mutating func add(_ course: EarlierCourse) { earlier.append(course) }

  /// - Parameter perHead: new plans per head by age × need without the scenario.
  func rates(_ perHead: [Double], year step: Int) -> [Double] {
    var rates = perHead
    if !factors.isEmpty { for cell in 0..<Axes.cohort { rates[cell] *= factors[step * Axes.cohort + cell] } }
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
  /// Age × need, at the age of today's plans.
  let isCovered: [Bool]

  init(_ lever: EarlierIdentification, censusYear: Int, steps: Int) {
    years = lever.byYears
    shares = (0..<steps).map { $0 == 0 ? 0 : lever.share * lever.phasing.share(censusYear + $0) }
    isCovered = (0..<Axes.cohort).map { cell in
      lever.ages.contains(cell / Axes.needs) && Need(rawValue: cell % Axes.needs).map(lever.needs.contains) == true
    }
  }

  func rates(_ rates: [Double], step: Int) -> [Double] {
    let (now, then) = (shares[step], step >= years ? shares[step - years] : 0)
    guard now > 0 || then > 0 else { return rates }
    var moved = rates
    for cell in 0..<Axes.cohort where isCovered[cell] {
      moved[cell] -= then * rates[cell]
      moved[cell - years * Axes.needs] += now * rates[cell]
    }
    return moved
  }
}
