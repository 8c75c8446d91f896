import Vocabulary

/// What one borough's plans meet on their way through the years: how many people there are, and cohorts that grow or
/// shrink (specification 3.3 and 3.5).
struct Course: Sendable {
  let firstYear: Int
  let years: Int
  /// January population, years × 26.
  let people: [Double]
  /// What migration makes of plans carried to an age, years × 26; not used for the first year and age 0.
  let moved: [Double]

  /// Families move with their plans: the cohort's growth beyond the usual one carries plans along, between these
  /// bounds and up to age 15; later, students' moves drive populations.
  private static let migration = 0.9...1.1
  private static let oldestMigrant = 15

  init(_ borough: BoroughFlows, censusYear: Int, lastYear: Int, window: Window) throws(ForecastError) {
    guard lastYear >= censusYear else { throw .lastYearTooEarly(censusYear: censusYear, lastYear: lastYear) }
    let usual = try Self.usualGrowth(borough, window.years(censusYear: censusYear))
    firstYear = censusYear
    years = lastYear - censusYear + 1
    var before = try borough.people(in: censusYear)
    var (people, moved) = (before, [Double](repeating: 1, count: Axes.ages))
    for year in 1..<max(years, 1) {
      let after = try borough.people(in: censusYear + year)
      people += after
      moved.append(1)
      for younger in 0..<Axes.ages - 1 {
        let growth = after[younger + 1] / before[younger] / usual[younger]
        let bounded = min(max(growth, Self.migration.lowerBound), Self.migration.upperBound)
        moved.append(younger <= Self.oldestMigrant ? bounded : 1)
      }
      before = after
    }
    (self.people, self.moved) = (people, moved)
  }

  /// Growth of a cohort from each age to the next over the window.
  private static func usualGrowth(
    _ borough: BoroughFlows, _ window: [(year: Int, weight: Double)]
  ) throws(ForecastError) -> [Double] {
    var (later, earlier) = ([Double](repeating: 0, count: Axes.ages), [Double](repeating: 0, count: Axes.ages))
    for (year, weight) in window {
      let (after, before) = (try borough.people(in: year), try borough.people(in: year - 1))
      for age in 0..<Axes.ages - 1 {
        later[age] += weight * after[age + 1]
        earlier[age] += weight * before[age]
      }
    }
    return (0..<Axes.ages - 1).map { later[$0] / earlier[$0] }
  }
}

/// One borough, ready to be carried forward under any course of issuing.
struct Recursion: Sendable {
  /// Plans at the census, age × need.
  let stock: [NeedVector]
  /// New plans per head, and plans kept or arrived per plan held, age × need.
  let perHead: [NeedVector]
  let carried: [NeedVector]
  let course: Course

  /// Writes expected plans, years × 26 × 12, from `start` on, without any rounding inside:
  /// S_t(a+1, n) = S_{t−1}(a, n) · carried(a, n) · moved + people_t(a+1) · perHead(a+1, n).
  func project(_ issuing: IssuingCourse, into table: inout [NeedVector], at start: Int) {
    let (row, cohort) = (NeedVectors.age, NeedVectors.cohort)
    for place in 0..<cohort { table[start + place] = stock[place] }
    var rates = perHead
    for year in 1..<max(course.years, 1) {
      if !issuing.isUnchanged { rates = issuing.rates(perHead, year: year) }
      let (here, to, before) = (year * Axes.ages, start + year * cohort, start + (year - 1) * cohort - row)
      for place in 0..<row { table[to + place] = course.people[here] * rates[place] }
      for age in 1..<Axes.ages {
        let (people, moved) = (course.people[here + age], course.moved[here + age])
        for place in age * row..<(age + 1) * row {
          table[to + place] = people * rates[place] + table[before + place] * carried[place - row] * moved
        }
      }
    }
  }

  /// Plans at the end of step `last` that come from those at the census and from each step's new plans. With rates of
  /// new plans multiplied by u_t, the total is `held + Σ issued[t] · u_t`: a growth scenario is solved without projecting
  /// again.
  func parts(_ issuing: IssuingCourse, upTo last: Int) -> (held: Double, issued: [Double]) {
    var value = [Double](repeating: 1, count: Axes.cohort)  // plans at `last` for one plan at the step at hand
    var issued = [Double](repeating: 0, count: last + 1)
    let (stock, carried) = (NeedVectors.cells(stock), NeedVectors.cells(carried))
    for year in stride(from: last, through: 1, by: -1) {
      let rates = NeedVectors.cells(issuing.rates(perHead, year: year))
      let here = year * Axes.ages
      var earlier = [Double](repeating: 0, count: Axes.cohort)
      for cell in 0..<Axes.cohort {
        issued[year] += course.people[here + cell / Axes.needs] * rates[cell] * value[cell]
        if cell >= Axes.needs {
          let before = cell - Axes.needs
          earlier[before] = carried[before] * course.moved[here + cell / Axes.needs] * value[cell]
        }
      }
      value = earlier
    }
    var held = 0.0
    for cell in 0..<Axes.cohort { held += stock[cell] * value[cell] }
    return (held, issued)
  }
}
