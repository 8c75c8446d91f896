public import Forecasting
import Vocabulary

/// Mid-year population of London boroughs by single year of age, as the Office for National Statistics (ONS) and the
/// Greater London Authority (GLA) give it out.
///
/// Long files have one row per borough, year and age; wide files one column per year (`2024` or `population_2024`), or
/// one per age. Columns are found by name, as in the mid-year estimates (MYEB1), the subnational projections, Nomis
/// (`GEOGRAPHY_CODE`, `C_AGE_NAME`, `OBS_VALUE`) and the projections of the GLA (`popn`). With a column for sex, rows of
/// all persons are taken if there are any, else women and men are summed. Rows outside London, of other measures than
/// people, ages above 25 and rows of "all ages" are left out; every borough and year that the file holds must have all
/// ages 0 to 25.
public struct PopulationTable: Sendable, Equatable {
  /// ONS code, then mid-year, then 26 values, ages 0 to 25.
  private let values: [String: [Int: [Double]]]

  public var boroughs: [String] { values.keys.sorted() }
  public func years(of borough: String) -> [Int] { values[borough].map { $0.keys.sorted() } ?? [] }

  /// Residents at the middle of the year, by completed years of age, 0 to 25.
  public func midYear(_ year: Int, of borough: String) -> [Double]? { values[borough]?[year] }

  /// January population by academic age: `P_t(a) = (10 M_{t-1}(a) + 2 M_{t-1}(a-1)) / 12`, with `M(0)` twice for age 0
  /// (DfE, *National pupil projections*, methodology).
  ///
  /// - Returns: one January for each mid-year held, the one after it; nil for a borough that is not in the file.
  public func january(of borough: String) -> Population? {
    guard let years = values[borough] else { return nil }
    var januaries: [Int: [Double]] = [:]
    for (year, middle) in years {
      januaries[year + 1] = middle.indices.map { age in (10 * middle[age] + 2 * middle[max(age - 1, 0)]) / 12 }
    }
    return Population(years: januaries)
  }

  /// - Throws: the first defect with its line; `missing-age` names no line.
  public init(parsing bytes: [UInt8]) throws(PublicTableError) {
    var columns: PopulationColumns?
    var counts: [SexGroup: [String: [Int: [Double?]]]] = [:]
    var rows = 0
    try CSVReader.rows(of: bytes) { row throws(PublicTableError) in
      guard let columns else {
        columns = try PopulationColumns(CSVHeader(row))
        return
      }
      try columns.header.check(row)
      rows += 1
      guard let found = try columns.read(row) else { return }
      for cell in found.cells {
        var ages = counts[found.sex]?[found.borough]?[cell.year] ?? [Double?](repeating: nil, count: AcademicAge.count)
        guard ages[cell.age] == nil else { throw PublicTableError(.duplicateRow, line: row.line) }
        ages[cell.age] = cell.value
        counts[found.sex, default: [:]][found.borough, default: [:]][cell.year] = ages
      }
    }
    if rows == 0 { throw PublicTableError(.emptyFile, line: 0) }
    values = try counts.persons()
  }
}
