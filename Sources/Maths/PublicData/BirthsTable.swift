/// Births in London boroughs, by year to mid-year, women and men together.
///
/// Long files have a row per borough and year, wide ones a column per year (`births_2024`, as in the components of the
/// mid-year estimates, MYEB2 and MYEB3; plain `2024` in files of births alone). Columns are found by name. The GLA's
/// collation says the year's last day (`year_ending_date`): years that end in the middle of a year are taken, others left
/// out. Of files by age the rows of age 0 are taken.
public struct BirthsTable: Sendable, Equatable {
  private let values: [String: [Int: Double]]

  public var boroughs: [String] { values.keys.sorted() }
  public func years(of borough: String) -> [Int] { values[borough].map { $0.keys.sorted() } ?? [] }

  /// Births in the twelve months that end at the middle of `year`.
  public func births(_ year: Int, of borough: String) -> Double? { values[borough]?[year] }

  /// - Throws: the first defect with its line.
  public init(parsing bytes: [UInt8]) throws(PublicTableError) {
    var columns: BirthsColumns?
    var counts: [SexGroup: [String: [Int: [Double?]]]] = [:]
    try CSVReader.rows(of: bytes) { row throws(PublicTableError) in
      guard let columns else {
        columns = try BirthsColumns(CSVHeader(row))
        return
      }
      try columns.header.check(row)
      guard let found = try columns.read(row) else { return }
      for cell in found.cells {
        guard counts[found.sex]?[found.borough]?[cell.year] == nil else {
          throw PublicTableError(.duplicateRow, line: row.line)
        }
        counts[found.sex, default: [:]][found.borough, default: [:]][cell.year] = [cell.value]
      }
    }
    if columns == nil { throw PublicTableError(.emptyFile, line: 0) }
    values = try counts.persons().mapValues { $0.mapValues { $0[0] } }
  }
}

/// Where a file of births keeps what.
struct BirthsColumns: Sendable {
  private enum Shape: Sendable {
    case long(year: Int, births: Int)
    case ending(date: Int, births: Int)
    case years([(year: Int, position: Int)])
  }

  let header: CSVHeader
  private let place: PlaceColumns
  private let shape: Shape
  private let age: Int?

  /// - Throws: `unknown-table`, or `missing-column` where no column holds births.
  init(_ header: CSVHeader) throws(PublicTableError) {
    guard let place = PlaceColumns(header) else { throw PublicTableError(.unknownTable, line: header.line) }
    (self.header, self.place) = (header, place)
    let age = header.position("age")
    self.age = age
    let births = header.position("births", "value", "count")
    let years = PlaceColumns.years(header, prefix: "births_")
    let named = years.filter { header.names[$0.position].hasPrefix("births_") }
    if !named.isEmpty {
      shape = .years(named)
    } else if age == nil, !years.isEmpty {
      shape = .years(years)
    } else if let date = header.position("year_ending_date", "year_ending") {
      shape = .ending(date: date, births: try header.required("value", "births"))
    } else {
      let year = try header.required("year", "mid_year", "midyear")
      guard let births else { throw PublicTableError(.missingColumn, line: header.line, column: "births") }
      shape = .long(year: year, births: births)
    }
  }

  /// - Returns: nil for a row that is left out.
  func read(
    _ row: CSVRow
  ) throws(PublicTableError) -> (borough: String, sex: SexGroup, cells: [(year: Int, value: Double)])? {
    guard let borough = place.borough(row), place.isPeople(row), age.map({ row[$0] == "0" }) ?? true else { return nil }
    let sex = try place.sex(row)
    switch shape {
    case .long(let year, let births):
      return (borough, sex, [(try place.year(row, year), try number(row, births))])
    case .ending(let date, let births):
      guard let year = try midYear(row, date) else { return nil }
      return (borough, sex, [(year, try number(row, births))])
    case .years(let columns):
      var cells: [(year: Int, value: Double)] = []
      for column in columns { cells.append((column.year, try number(row, column.position))) }
      return (borough, sex, cells)
    }
  }

  /// `2021-07-01` and `2021-06-30` end the year to the middle of 2021.
  private func midYear(_ row: CSVRow, _ position: Int) throws(PublicTableError) -> Int? {
    let parts = row.bytes(position).split(separator: 0x2D, omittingEmptySubsequences: false).map { wholeNumber($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2], (1990...2150).contains(year)
    else { throw PublicTableError(.badPeriod, line: row.line, column: header.names[position]) }
    return (month, day) == (7, 1) || (month, day) == (6, 30) ? year : nil
  }

  private func number(_ row: CSVRow, _ position: Int) throws(PublicTableError) -> Double {
    guard let births = decimalNumber(row.bytes(position)), births >= 0, births < 1_000_000 else {
      throw PublicTableError(.badNumber, line: row.line, column: header.names[position])
    }
    return births
  }
}
