import Geography

/// Births in London boroughs, by year to mid-year, women and men together.
///
/// Long form: a code, a year and a number of births per row, perhaps by sex. Columns are found by name.
public struct BirthsTable: Sendable, Equatable {
  private let values: [String: [Int: Double]]

  public var boroughs: [String] { values.keys.sorted() }
  public func years(of borough: String) -> [Int] { values[borough].map { $0.keys.sorted() } ?? [] }

  /// Births in the twelve months that end at the middle of `year`.
  public func births(_ year: Int, of borough: String) -> Double? { values[borough]?[year] }

  /// - Throws: the first defect with its line.
  public init(parsing bytes: [UInt8]) throws(PublicTableError) {
    let codes = Set(Geography.report2025.boroughs.map(\.code))
    var header: CSVHeader?
    var seen: Set<[String]> = []
    var values: [String: [Int: Double]] = [:]
    try CSVReader.rows(of: bytes) { row throws(PublicTableError) in
      guard let known = header else {
        header = try CSVHeader(row)
        return
      }
      try known.check(row)
      let code = row[try known.required("gss.code", "gss_code", "ons_code", "area_code", "code")]
      guard codes.contains(code) else { return }
      let year = row.bytes(try known.required("year", "mid_year", "midyear"))
      guard year.count == 4, let year = wholeNumber(year), (1990...2150).contains(year) else {
        throw PublicTableError(.badPeriod, line: row.line, column: "year")
      }
      guard let births = decimalNumber(row.bytes(try known.required("births", "value", "count"))), births >= 0,
        births < 1_000_000
      else { throw PublicTableError(.badNumber, line: row.line, column: "births") }
      // Persons beside women and men would count everybody twice.
      let sex = known.position("sex", "gender").map { folded(row[$0]) } ?? ""
      guard sex.isEmpty || ["f", "female", "females", "m", "male", "males"].contains(sex) else {
        throw PublicTableError(.badCode, line: row.line, column: "sex")
      }
      guard seen.insert([code, String(year), String(sex.prefix(1))]).inserted else {
        throw PublicTableError(.duplicateRow, line: row.line)
      }
      values[code, default: [:]][year, default: 0] += births
    }
    guard !values.isEmpty else { throw PublicTableError(header == nil ? .emptyFile : .noLondonRows, line: 0) }
    self.values = values
  }
}
