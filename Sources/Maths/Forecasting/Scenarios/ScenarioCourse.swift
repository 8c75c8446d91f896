import Vocabulary

/// A scenario as numbers, for one pool.
struct ScenarioCourse: Sendable {
  var issuing = IssuingCourse.unchanged
  var placement = PlacementCourse(inclusions: [])
  /// The yearly growth that was solved for, if any.
  var solvedGrowth: Double?
}

extension CohortModel {
  /// - Throws: `missing-flows` for a flow year that a lever names, `level-not-reachable`, `bad-scenario`.
  func course(of scenario: Scenario) throws(ForecastError) -> ScenarioCourse {
    var course = ScenarioCourse()
    var solved: [Growth] = []
    var inclusions: [Inclusion] = []
    for lever in scenario.levers {
      switch lever {
      case .growth(let growth):
        guard case .rate(let rate) = growth.size else {
          solved.append(growth)
          continue
        }
        guard rate > -1, rate <= 1, growth.years >= 0 else { throw .badScenario("growth") }
        multiply(&course.issuing, growth, rate)
      case .issuing(let lever):
        let ratios = try ratios(lever.level)
        guard lever.overYears >= 1 else { throw .badScenario("return") }
        course.issuing.multiply(steps: years) { step, age, _ in
          1 - min(1, Double(step) / Double(lever.overYears)) * (1 - ratios[MixGroup.of(age: age)])
        }
      case .eligibility(let lever):
        guard lever.factor >= 0, lever.factor <= 10 else { throw .badScenario("eligibility") }
        course.issuing.multiply(steps: years) { step, age, need in
          guard lever.ages.contains(age), Need(rawValue: need).map(lever.needs.contains) == true else { return 1 }
          return 1 - lever.phasing.share(censusYear + step) * (1 - lever.factor)
        }
      case .earlier(let lever):
        guard (0...1).contains(lever.share), lever.byYears >= 1, lever.ages.lowerBound >= lever.byYears,
          lever.ages.upperBound <= AcademicAge.range.upperBound
        else { throw .badScenario("earlier") }
        course.issuing.add(EarlierCourse(lever, censusYear: censusYear, steps: years))
      case .inclusion(let lever):
        guard (0...1).contains(lever.share), !lever.sectors.contains(lever.to) else { throw .badScenario("inclusion") }
        inclusions.append(lever)
      }
    }
    course.placement = PlacementCourse(inclusions: inclusions)
    guard solved.count <= 1 else { throw .badScenario("growth") }
    if let growth = solved.first {
      let rate = try solve(growth, course.issuing)
      multiply(&course.issuing, growth, rate)
      course.solvedGrowth = rate
    }
    return course
  }

  /// The yearly growth that a scenario's stated level needs; nil without such a lever.
  public func solvedGrowth(_ scenario: Scenario) throws(ForecastError) -> Double? { try course(of: scenario).solvedGrowth }

  private func multiply(_ issuing: inout IssuingCourse, _ growth: Growth, _ rate: Double) {
    issuing.multiply(steps: years) { step, _, _ in Self.power(1 + rate, min(step, growth.years)) }
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }

  /// Bisection between no growth and 40% a year.
  private func solve(_ growth: Growth, _ issuing: IssuingCourse) throws(ForecastError) -> Double {
    guard case .reaching(let plans, let year) = growth.size, growth.years >= 1 else { throw .badScenario("growth") }
    guard (censusYear + 1...max(lastYear, censusYear + 1)).contains(year), year <= lastYear else {
      throw .levelYearOutside(year: year, first: censusYear + 1, last: lastYear)
    }
    let last = year - censusYear
    var held = 0.0
    var issued = [Double](repeating: 0, count: last + 1)
    for recursion in recursions {
      let parts = recursion.parts(issuing, upTo: last)
      held += parts.held
      for step in 1...last { issued[step] += parts.issued[step] }
    }
    func total(_ rate: Double) -> Double {
      (1...last).reduce(held) { $0 + issued[$1] * Self.power(1 + rate, min($1, growth.years)) }
    }
    var (low, high) = (0.0, 0.4)
    guard total(low) <= plans, total(high) >= plans else { throw .levelNotReachable(year: year) }
    var rate = low
    for _ in 0..<40 {
      rate = (low + high) / 2
      if total(rate) < plans { low = rate } else { high = rate }
    }
    return rate
  }

  /// By mix group, multiples of the base rates.
  private func ratios(_ level: IssuingReturn.Level) throws(ForecastError) -> [Double] {
    switch level {
    case .ratios(let ratios):
      guard ratios.count == MixGroup.count, ratios.allSatisfy({ $0 >= 0 && $0 <= 10 }) else { throw .badScenario("return") }
      return ratios
    case .flowYear(let year):
      // Like with like: both rates of the boroughs that know that year. Those known by margins have no flow tables.
      let known = boroughs.indices.prefix(told).filter { boroughs[$0].flows[year] != nil }
      guard !known.isEmpty else { throw .missingFlows(borough: boroughs.first?.code ?? "any borough", year: year) }
      var then: [WindowSums] = []
      for place in known { then.append(try WindowSums(boroughs[place], censusYear: year, window: .latest)) }
      func issue(_ sums: [WindowSums]) -> [Double] { CohortRates(pool: .pool(sums), shrinkage: settings.shrinkage).issue }
      let now = known.count == told ? pool.issue : issue(known.map { sums[$0] })
      return zip(try groupLevel(issue(then), in: year, known), try groupLevel(now, in: censusYear, known))
        .map { $1 > 0 ? $0 / $1 : 1 }
    }
  }

  /// Rates by mix group, weighted by these boroughs' people of one January.
  private func groupLevel(_ issue: [Double], in year: Int, _ places: [Int]) throws(ForecastError) -> [Double] {
    var (plans, people) = ([Double](repeating: 0, count: MixGroup.count), [Double](repeating: 0, count: MixGroup.count))
    for place in places {
      for (age, count) in try boroughs[place].people(in: year).enumerated() {
        plans[MixGroup.of(age: age)] += issue[age] * count
        people[MixGroup.of(age: age)] += count
      }
    }
    return zip(plans, people).map { $0 / $1 }
  }
}
