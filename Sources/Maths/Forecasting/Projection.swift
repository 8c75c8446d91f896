import Vocabulary

/// Expected plans by January, academic age and need, the census year first.
public struct Projection: Sendable, Equatable {
  public let firstYear: Int
  public let years: Int
  /// years × 26 × 12, row-major; unrounded.
  public let cells: [Double]

  /// All plans in one January.
  /// - Parameter year: `firstYear` to `firstYear + years − 1`.
  public func total(_ year: Int) -> Double {
    precondition((firstYear..<firstYear + years).contains(year), "year of the projection")
    let start = (year - firstYear) * Axes.cohort
    var sum = 0.0
    for cell in start..<start + Axes.cohort { sum += cells[cell] }
    return sum
  }

  /// years × phase 5 × need 12.
  public func phaseNeed() -> [Double] {
    var table = [Double](repeating: 0, count: years * Axes.phases * Axes.needs)
    for year in 0..<years {
      for age in 0..<Axes.ages {
        let from = (year * Axes.ages + age) * Axes.needs
        let to = (year * Axes.phases + Phase(academicAge: age).rawValue) * Axes.needs
        for need in 0..<Axes.needs { table[to + need] += cells[from + need] }
      }
    }
    return table
  }
}

/// Carries a borough's plans forward one year at a time (specification 3.5).
struct Recursion {
  let borough: BoroughFlows
  let rates: CohortRates
  let censusYear: Int

  /// Families move with their plans: the cohort's growth beyond the usual one carries plans along, between these
  /// bounds and up to age 15; later, students' moves drive populations.
  private static let migration = 0.9...1.1
  private static let oldestMigrant = 15

  func project(to lastYear: Int) throws(ForecastError) -> Projection {
    guard lastYear >= censusYear else { throw .lastYearTooEarly(censusYear: censusYear, lastYear: lastYear) }
    guard let now = borough.flows[censusYear] else { throw .missingFlows(borough: borough.code, year: censusYear) }
    let usual = try usualGrowth()
    var stock = now.stock
    var cells = stock
    cells.reserveCapacity((lastYear - censusYear + 1) * Axes.cohort)
    var before = try borough.people(in: censusYear)
    var year = censusYear
    while year < lastYear {
      year += 1
      let after = try borough.people(in: year)
      stock = step(stock, before: before, after: after, usual: usual)
      cells += stock
      before = after
    }
    return Projection(firstYear: censusYear, years: lastYear - censusYear + 1, cells: cells)
  }

  private func step(_ stock: [Double], before: [Double], after: [Double], usual: [Double]) -> [Double] {
    var next = [Double](repeating: 0, count: Axes.cohort)
    for age in 0..<Axes.ages {
      let issued = after[age] * rates.issue[age]
      let mix = MixGroup.of(age: age) * Axes.needs
      for need in 0..<Axes.needs { next[age * Axes.needs + need] = issued * rates.mix[mix + need] }
      guard age > 0 else { continue }
      let younger = age - 1
      var moved = 1.0
      if younger <= Self.oldestMigrant {
        let growth = after[age] / before[younger] / usual[younger]
        moved = min(max(growth, Self.migration.lowerBound), Self.migration.upperBound)
      }
      for need in 0..<Axes.needs {
        let cell = younger * Axes.needs + need
        next[age * Axes.needs + need] += stock[cell] * (rates.keep[cell] + rates.arrive[younger]) * moved
      }
    }
    return next
  }

  /// Growth of a cohort from each age to the next over the window.
  private func usualGrowth() throws(ForecastError) -> [Double] {
    var (later, earlier) = ([Double](repeating: 0, count: Axes.ages), [Double](repeating: 0, count: Axes.ages))
    for (year, weight) in Window.years(censusYear: censusYear) {
      let (after, before) = (try borough.people(in: year), try borough.people(in: year - 1))
      for age in 0..<Axes.ages - 1 {
        later[age] += weight * after[age + 1]
        earlier[age] += weight * before[age]
      }
    }
    return (0..<Axes.ages - 1).map { later[$0] / earlier[$0] }
  }
}
