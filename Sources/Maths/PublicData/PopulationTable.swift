public import Forecasting
import Geography
import Vocabulary

/// Mid-year population of London boroughs by single year of age, as the Office for National Statistics (ONS) and the
/// Greater London Authority (GLA) give it out.
///
/// Long files have one row per borough, year and age; wide files one column per year (`2024` or `population_2024`).
/// Columns are found by name. With a column for sex, rows of all persons are taken if there are any, else women and men
/// are summed. Rows outside London, ages above 25 and rows of "all ages" are left out; every borough and year that the
/// file holds must have all ages 0 to 25.
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
    var columns: Columns?
    var counts: [SexGroup: [String: [Int: [Double?]]]] = [:]
    var rows = 0
    try CSVReader.rows(of: bytes) { row throws(PublicTableError) in
      guard let columns else {
        columns = try Columns(CSVHeader(row))
        return
      }
      try columns.header.check(row)
      rows += 1
      guard let cells = try columns.read(row) else { return }
      for cell in cells.values {
        var ages = counts[cells.sex]?[cells.borough]?[cell.year] ?? [Double?](repeating: nil, count: AcademicAge.count)
        guard ages[cells.age] == nil else { throw PublicTableError(.duplicateRow, line: row.line) }
        ages[cells.age] = cell.value
        counts[cells.sex, default: [:]][cells.borough, default: [:]][cell.year] = ages
      }
    }
    if rows == 0 { throw PublicTableError(.emptyFile, line: 0) }
    values = try Self.persons(counts)
  }

  enum SexGroup: Hashable, Sendable { case persons, female, male }

  private static func persons(
    _ counts: [SexGroup: [String: [Int: [Double?]]]]
  ) throws(PublicTableError) -> [String: [Int: [Double]]] {
    let groups: [SexGroup] = counts[.persons] != nil ? [.persons] : [.female, .male]
    guard let first = counts[groups[0]] ?? counts[.male] else { throw PublicTableError(.noLondonRows, line: 0) }
    var result: [String: [Int: [Double]]] = [:]
    for (borough, years) in first {
      for year in years.keys {
        var sum = [Double](repeating: 0, count: AcademicAge.count)
        for group in groups {
          guard let ages = counts[group]?[borough]?[year] else { throw PublicTableError(.missingAge, line: 0, column: "sex") }
          for (age, value) in ages.enumerated() {
            guard let value else { throw PublicTableError(.missingAge, line: 0, column: "age") }
            sum[age] += value
          }
        }
        result[borough, default: [:]][year] = sum
      }
    }
    return result
  }
}

/// Where a population file keeps what.
private struct Columns: Sendable {
  let header: CSVHeader
  private let code, age: Int
  private let sex: Int?
  /// Either the columns of a long file, or one column per year.
  private let long: (year: Int, value: Int)?
  private let wide: [(year: Int, position: Int)]

  private static let boroughs = Set(Geography.report2025.boroughs.map(\.code))

  init(_ header: CSVHeader) throws(PublicTableError) {
    let codes = ["ons_code", "gss_code", "gss.code", "area_code", "lad_code", "ladcode", "la_code", "code", "geography_code"]
    let ladCode = header.names.first { $0.hasPrefix("ladcode") || ($0.hasPrefix("lad") && $0.hasSuffix("cd")) }
    guard let code = header.position(of: codes + (ladCode.map { [$0] } ?? [])),
      let age = header.position("age", "age_group", "single_year_of_age")
    else { throw PublicTableError(.unknownTable, line: header.line) }
    (self.header, self.code, self.age) = (header, code, age)
    sex = header.position("sex", "gender")
    let year = header.position("mid_year", "midyear", "year")
    let value = header.position("population", "population_estimate", "value", "count", "persons")
    wide = header.names.enumerated().compactMap { position, name in
      let digits = name.hasPrefix("population_") ? name.dropFirst("population_".count) : name[...]
      guard digits.utf8.count == 4, let year = wholeNumber(Array(digits.utf8)), (1990...2150).contains(year) else {
        return nil
      }
      return (year, position)
    }
    if let year, let value, wide.isEmpty { long = (year, value) } else { long = nil }
    guard long != nil || !wide.isEmpty else { throw PublicTableError(.unknownTable, line: header.line) }
  }

  struct Cells {
    let borough: String
    let age: Int
    let sex: PopulationTable.SexGroup
    let values: [(year: Int, value: Double)]
  }

  /// - Returns: nil for a row that is left out.
  func read(_ row: CSVRow) throws(PublicTableError) -> Cells? {
    let borough = row[code]
    guard Self.boroughs.contains(borough), let age = try age(row) else { return nil }
    guard let sex = sexGroup(row) else { throw PublicTableError(.badCode, line: row.line, column: "sex") }
    var values: [(Int, Double)] = []
    if let long {
      let bytes = row.bytes(long.year)
      guard bytes.count == 4, let year = wholeNumber(bytes), (1990...2150).contains(year) else {
        throw PublicTableError(.badPeriod, line: row.line, column: header.names[long.year])
      }
      values = [(year, try number(row, long.value))]
    } else {
      for column in wide { values.append((column.year, try number(row, column.position))) }
    }
    return Cells(borough: borough, age: age, sex: sex, values: values)
  }

  private func age(_ row: CSVRow) throws(PublicTableError) -> Int? {
    let text = folded(row[age])
    if text.hasPrefix("all") || text == "total" || text.contains("and over") || text.hasSuffix("+") { return nil }
    let digits = text.hasPrefix("age ") || text.hasPrefix("aged ") ? text.split(separator: " ")[1] : text[...]
    guard let age = wholeNumber(Array(digits.utf8)), age <= 130 else {
      throw PublicTableError(.badAge, line: row.line, column: header.names[self.age])
    }
    return AcademicAge.range.contains(age) ? age : nil
  }

  private func sexGroup(_ row: CSVRow) -> PopulationTable.SexGroup? {
    guard let sex else { return .persons }
    return switch folded(row[sex]) {
    case "persons", "person", "all", "total", "both": .persons
    case "f", "female", "females", "2": .female
    case "m", "male", "males", "1": .male
    default: nil
    }
  }

  private func number(_ row: CSVRow, _ position: Int) throws(PublicTableError) -> Double {
    guard let value = decimalNumber(row.bytes(position)), value >= 0, value < 10_000_000 else {
      throw PublicTableError(.badNumber, line: row.line, column: header.names[position])
    }
    return value
  }
}
