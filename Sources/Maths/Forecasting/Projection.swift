import Vocabulary

/// Expected plans by January, academic age and need, the census year first; unrounded.
public struct Projection: Sendable, Equatable {
  public let firstYear: Int
  public let years: Int
  /// Years × 26 × 12 from `start` on. Projections of one model share one table: a large block that is taken once.
  private let table: [NeedVector]
  private let start: Int

  init(firstYear: Int, years: Int, table: [NeedVector], start: Int) {
    (self.firstYear, self.years, self.table, self.start) = (firstYear, years, table, start)
  }

  private var vectors: ArraySlice<NeedVector> { table[start..<start + years * NeedVectors.cohort] }

  /// years × 26 × 12, row-major.
  public var cells: [Double] { NeedVectors.cells(vectors) }

  /// All plans in one January.
  /// - Parameter year: `firstYear` to `firstYear + years − 1`.
  public func total(_ year: Int) -> Double {
    precondition((firstYear..<firstYear + years).contains(year), "year of the projection")
    let from = start + (year - firstYear) * NeedVectors.cohort
    return NeedVectors.sum(table[from..<from + NeedVectors.cohort])
  }

  /// years × phase 5 × need 12.
  public func phaseNeed() -> [Double] {
    let row = NeedVectors.age
    var sums = [NeedVector](repeating: .zero, count: years * Axes.phases * row)
    for year in 0..<years {
      for age in 0..<Axes.ages {
        let from = start + year * NeedVectors.cohort + age * row
        let to = (year * Axes.phases + Phase(academicAge: age).rawValue) * row
        for part in 0..<row { sums[to + part] += table[from + part] }
      }
    }
    return NeedVectors.cells(sums)
  }

  public static func == (one: Projection, other: Projection) -> Bool {
    one.firstYear == other.firstYear && one.years == other.years && one.vectors == other.vectors
  }
}
