import Vocabulary

/// Weighted counts of the window, for one borough or for a pool. Age × need arrays have 26 × 12 cells.
struct WindowSums {
  /// New plans by age and need at the later census; arrivals at ages 0 to 3 count as new, because hardly any plan
  /// exists a year earlier to which their number could be held in ratio.
  var new = zeros()
  /// Existing plans that arrived, age at the later census, from 4.
  var arrived = zeros()
  /// Plans kept, by age and need at the *earlier* census.
  var survived = zeros()
  /// Plans lost, by age and need at the earlier census.
  var left = zeros()
  /// Population by age, weighted like the counts.
  var exposure = [Double](repeating: 0, count: Axes.ages)

  private static func zeros() -> [Double] { [Double](repeating: 0, count: Axes.cohort) }

  init() {}

  init(_ borough: BoroughFlows, censusYear: Int, window: Window = .standard) throws(ForecastError) {
    for (year, weight) in window.years(censusYear: censusYear) {
      guard let flows = borough.flows[year] else { throw .missingFlows(borough: borough.code, year: year) }
      guard flows.cells.count == FlowCounts.cellCount else { throw .wrongTableSize(borough: borough.code, year: year) }
      let population = try borough.people(in: year)
      add(flows, weight: weight)
      for age in 0..<Axes.ages { exposure[age] += weight * population[age] }
    }
  }

  mutating func add(_ flows: FlowCounts, weight: Double) {
    let (stay, start) = (FlowCounts.index(.stay, 0), FlowCounts.index(.new, 0))
    let (arrival, leave) = (FlowCounts.index(.transferredIn, 0), FlowCounts.index(.leave, 0))
    let early = 4 * Axes.needs
    for cell in 0..<Axes.cohort {
      new[cell] += weight * flows.cells[start + cell]
      left[cell] += weight * flows.cells[leave + cell]
      if cell < early {
        new[cell] += weight * flows.cells[arrival + cell]
      } else {
        arrived[cell] += weight * flows.cells[arrival + cell]
      }
      if cell >= Axes.needs { survived[cell - Axes.needs] += weight * flows.cells[stay + cell] }
    }
  }

  mutating func add(_ other: WindowSums) {
    for cell in 0..<Axes.cohort {
      new[cell] += other.new[cell]
      arrived[cell] += other.arrived[cell]
      survived[cell] += other.survived[cell]
      left[cell] += other.left[cell]
    }
    for age in 0..<Axes.ages { exposure[age] += other.exposure[age] }
  }

  static func pool(_ parts: [WindowSums]) -> WindowSums {
    var sum = WindowSums()
    for part in parts { sum.add(part) }
    return sum
  }

  /// Sums over needs.
  static func byAge(_ table: [Double]) -> [Double] {
    (0..<Axes.ages).map { age in
      var sum = 0.0
      for cell in age * Axes.needs..<(age + 1) * Axes.needs { sum += table[cell] }
      return sum
    }
  }

  /// New plans by mix group × need.
  var newByGroup: [Double] { MixGroup.sums(new) }
}

extension BoroughFlows {
  /// Population of one January, refused where a rate could not be formed.
  func people(in year: Int) throws(ForecastError) -> [Double] {
    guard let values = population[year] else { throw .missingPopulation(borough: code, year: year) }
    guard values.allSatisfy({ $0 > 0 && $0.isFinite }) else { throw .populationNotPositive(borough: code, year: year) }
    return values
  }
}
