public import Vocabulary

/// A forecast of one borough, or of several together, under one scenario: everything that tables are made of.
public struct Outlook: Sendable, Equatable {
  /// The census year.
  public let firstYear: Int
  public let years: Int
  /// Expected plans, years × academic age 26 × need 12, unrounded.
  public private(set) var plans: [Double]
  /// Where they will be placed if shares stay as they are or as the scenario says, years × phase 5 × need 12 × sector 6;
  /// empty where placements are not known.
  public private(set) var placements: [Double]
  /// New plans since the January before, years × age 26; arrivals at ages 0 to 3 among them, as the model counts them.
  public private(set) var newPlans: [Double]
  /// January population, years × age 26.
  public private(set) var people: [Double]
  /// Boroughs in it.
  public private(set) var boroughs: Int

  public var lastYear: Int { firstYear + years - 1 }

  init(_ projection: Projection, placements: [Double], newPlans: [Double], people: [Double]) {
    (firstYear, years) = (projection.firstYear, projection.years)
    (plans, self.placements, self.newPlans, self.people) = (projection.cells, placements, newPlans, people)
    boroughs = 1
  }

  /// Sum of unrounded forecasts; nil for none. Placements are left out unless all have them.
  public static func sum(_ parts: [Outlook]) -> Outlook? {
    guard var sum = parts.first else { return nil }
    for part in parts.dropFirst() {
      precondition(part.firstYear == sum.firstYear && part.years == sum.years, "forecasts of the same years")
      for cell in sum.plans.indices { sum.plans[cell] += part.plans[cell] }
      for cell in sum.people.indices {
        sum.people[cell] += part.people[cell]
        sum.newPlans[cell] += part.newPlans[cell]
      }
      if sum.placements.count == part.placements.count {
        for cell in sum.placements.indices { sum.placements[cell] += part.placements[cell] }
      } else {
        sum.placements = []
      }
      sum.boroughs += part.boroughs
    }
    return sum
  }

  /// Plans of some ages and needs in one January.
  public func total(
    _ year: Int, ages: ClosedRange<Int> = AcademicAge.range, need: Need? = nil
  ) -> Double {
    let start = row(year) * Axes.cohort
    var sum = 0.0
    for age in ages {
      for cell in start + age * Axes.needs..<start + (age + 1) * Axes.needs
      where need == nil || (cell - start) % Axes.needs == need?.rawValue {
        sum += plans[cell]
      }
    }
    return sum
  }

  public func total(_ year: Int, phase: Phase, need: Need? = nil) -> Double {
    total(year, ages: phase.ages, need: need)
  }

  /// Placements in one January; nil where placements are not known.
  public func placed(_ year: Int, phase: Phase? = nil, need: Need? = nil, sector: Sector? = nil) -> Double? {
    guard !placements.isEmpty else { return nil }
    let start = row(year) * PlacementCounts.cellCount
    var sum = 0.0
    for cell in 0..<PlacementCounts.cellCount {
      let (inPhase, inNeed) = (cell / (Axes.needs * Axes.sectors), cell / Axes.sectors % Axes.needs)
      if let phase, phase.rawValue != inPhase { continue }
      if let need, need.rawValue != inNeed { continue }
      if let sector, sector.rawValue != cell % Axes.sectors { continue }
      sum += placements[start + cell]
    }
    return sum
  }

  /// New plans between the January before and this one.
  public func newPlans(_ year: Int, ages: ClosedRange<Int> = AcademicAge.range) -> Double {
    let start = row(year) * Axes.ages
    return ages.reduce(0) { $0 + newPlans[start + $1] }
  }

  public func population(_ year: Int, ages: ClosedRange<Int>) -> Double {
    let start = row(year) * Axes.ages
    return ages.reduce(0) { $0 + people[start + $1] }
  }

  /// Plans of all ages for every 100 people. The report's percentage is of ages 0 to 24; both bases are in use, and a
  /// figure must say which (specification 3.8).
  public func prevalence(_ year: Int, of base: PrevalenceBase) -> Double {
    100 * total(year) / population(year, ages: base.ages)
  }

  private func row(_ year: Int) -> Int {
    precondition((firstYear...lastYear).contains(year), "year of the forecast")
    return year - firstYear
  }
}

/// Whom plans are held against.
public enum PrevalenceBase: String, CaseIterable, Sendable {
  case under25 = "0-24"
  case upTo25 = "0-25"

  public var ages: ClosedRange<Int> { self == .under25 ? 0...24 : 0...25 }
}

extension Phase {
  /// Academic ages of the phase.
  public var ages: ClosedRange<Int> {
    switch self {
    case .earlyYears: 0...3
    case .primary: 4...10
    case .secondary: 11...15
    case .post16: 16...18
    case .post19: 19...25
    }
  }
}

extension CohortModel {
  /// - Parameter placements: one for each borough, in order; or none.
  /// - Returns: one outlook for each borough, in order.
  public func outlooks(
    _ scenario: Scenario = .base, placements: [PlacementShares] = []
  ) throws(ForecastError) -> [Outlook] {
    precondition(placements.isEmpty || placements.count == boroughs.count, "placements of every borough, or of none")
    let course = try course(of: scenario)
    return project(course).enumerated().map { index, projection in
      Outlook(
        projection,
        placements: placements.isEmpty ? [] : projection.placements(placements[index], course.placement),
        newPlans: newPlans(index, course.issuing),
        people: recursions[index].course.people)
    }
  }
  /// Those of the census are the counts of the latest flow year.
  private func newPlans(_ index: Int, _ issuing: IssuingCourse) -> [Double] {
    var known = WindowSums()
    if let now = boroughs[index].flows[censusYear] { known.add(now, weight: 1) }
    var table = WindowSums.byAge(known.new)
    let recursion = recursions[index]
    for step in 1..<max(years, 1) {
      let rates = issuing.rates(recursion.perHead, year: step)
      for age in 0..<Axes.ages {
        let perHead = NeedVectors.sum(rates[age * NeedVectors.age..<(age + 1) * NeedVectors.age])
        table.append(perHead * recursion.course.people[step * Axes.ages + age])
      }
    }
    return table
  }
}
