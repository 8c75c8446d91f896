import Vocabulary

/// January population of one borough by academic age, per census year.
///
/// Each year holds 26 numbers, ages 0 to 25, of children and young people (fractions allowed: they are estimates).
/// January values by academic age come from mid-year estimates as 10/12 of the same age and 2/12 of the age below
/// (DfE, National pupil projections methodology).
public struct Population: Sendable, Equatable {
  private let byYear: [Int: [Double]]

  /// - Parameter years: census year to 26 values; a year with another number of values is left out.
  public init(years: [Int: [Double]]) {
    byYear = years.filter { $0.value.count == AcademicAge.count }
  }

  public subscript(year: Int) -> [Double]? { byYear[year] }

  /// Census years held, ascending.
  public var years: [Int] { byYear.keys.sorted() }
}
