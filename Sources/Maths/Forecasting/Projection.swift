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
