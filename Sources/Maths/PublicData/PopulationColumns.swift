import Geography
import Vocabulary

/// Where a population file keeps what.
struct PopulationColumns: Sendable {
  struct Cell {
    let year: Int
    let age: Int
    let value: Double
  }

  private enum Shape: Sendable {
    /// A row per year and age.
    case long(year: Int, age: Int, value: Int)
    /// A row per age, a column per year.
    case years(age: Int, columns: [(year: Int, position: Int)])
    /// A row per year, a column per age.
    case ages(year: Int, columns: [(age: Int, position: Int)])
  }

  let header: CSVHeader
  private let place: PlaceColumns
  private let shape: Shape

  init(_ header: CSVHeader) throws(PublicTableError) {
    guard let place = PlaceColumns(header) else { throw PublicTableError(.unknownTable, line: header.line) }
    (self.header, self.place) = (header, place)
    let age = header.position("age", "age_group", "single_year_of_age", "c_age_name", "age_name")
    let year = header.position("mid_year", "midyear", "year", "date_name", "date")
    let value = header.position("population", "population_estimate", "popn", "obs_value", "value", "count", "persons")
    let years = PlaceColumns.years(header, prefix: "population_")
    let ages = header.names.enumerated().compactMap { position, name in Self.singleAge(name).map { (age: $0, position: position) } }
    if let age, !years.isEmpty {
      shape = .years(age: age, columns: years)
    } else if let age, let year, let value {
      shape = .long(year: year, age: age, value: value)
    } else if age == nil, let year, ages.count >= AcademicAge.count {
      shape = .ages(year: year, columns: ages)
    } else {
      throw PublicTableError(.unknownTable, line: header.line)
    }
  }

  /// `7`, `age_7`, `age 7`, `aged 7`.
  private static func singleAge(_ name: String) -> Int? {
    let bare = ["age_", "age ", "aged ", "aged_"].first { name.hasPrefix($0) }.map { name.dropFirst($0.count) } ?? name[...]
    guard bare.utf8.count <= 2, let age = wholeNumber(Array(bare.utf8)) else { return nil }
    return age
  }

  /// - Returns: nil for a row that is left out.
  func read(
    _ row: CSVRow
  ) throws(PublicTableError) -> (borough: String, sex: SexGroup, cells: [Cell])? {
    guard let borough = place.borough(row), place.isPeople(row) else { return nil }
    var cells: [Cell] = []
    switch shape {
    case .long(let year, let age, let value):
      guard let age = try singleYear(row, age) else { return nil }
      cells = [Cell(year: try place.year(row, year), age: age, value: try number(row, value))]
    case .years(let age, let columns):
      guard let age = try singleYear(row, age) else { return nil }
      for column in columns {
        cells.append(Cell(year: column.year, age: age, value: try number(row, column.position)))
      }
    case .ages(let year, let columns):
      let year = try place.year(row, year)
      for column in columns where AcademicAge.range.contains(column.age) {
        cells.append(Cell(year: year, age: column.age, value: try number(row, column.position)))
      }
    }
    return (borough, try place.sex(row), cells)
  }

  /// - Returns: nil for "all ages" and open-ended groups, and above 25.
  private func singleYear(_ row: CSVRow, _ position: Int) throws(PublicTableError) -> Int? {
    let text = folded(row[position])
    if text.hasPrefix("all") || text == "total" || text.contains("and over") || text.hasSuffix("+") { return nil }
    var words = text.split(separator: " ")
    if let first = words.first, ["age", "aged"].contains(first) { words.removeFirst() }
    if let last = words.last, ["year", "years"].contains(last) { words.removeLast() }
    // "Aged under 1 year" is how Nomis says 0; a group ("5 to 9", "5-9") is no single year.
    if words == ["under", "1"] { return 0 }
    if words.count == 3, words[1] == "to" || words[1] == "-" { return nil }
    if words.count == 1, words[0].split(separator: "-").count == 2 { return nil }
    guard words.count == 1, let age = wholeNumber(Array(words[0].utf8)), age <= 130 else {
      throw PublicTableError(.badAge, line: row.line, column: header.names[position])
    }
    return AcademicAge.range.contains(age) ? age : nil
  }

  private func number(_ row: CSVRow, _ position: Int) throws(PublicTableError) -> Double {
    guard let value = decimalNumber(row.bytes(position)), value >= 0, value < 10_000_000 else {
      throw PublicTableError(.badNumber, line: row.line, column: header.names[position])
    }
    return value
  }
}

enum SexGroup: Hashable, Sendable { case persons, female, male }

/// Columns that population and birth files share: whose row it is.
struct PlaceColumns: Sendable {
  private let header: CSVHeader
  private let code: Int
  private let sexColumn: Int?
  /// Where a file holds several measures: the column that says which.
  private let measure: Int?

  private static let boroughs = Set(Geography.report2025.boroughs.map(\.code))

  /// - Returns: nil if no column holds ONS codes.
  init?(_ header: CSVHeader) {
    let codes = ["ons_code", "gss_code", "gss.code", "area_code", "lad_code", "ladcode", "la_code", "code", "geography_code"]
    // ladcode21, lad21cd, lad2014_code
    let lad = header.names.first {
      $0.hasPrefix("ladcode") || ($0.hasPrefix("lad") && ($0.hasSuffix("cd") || $0.hasSuffix("_code")))
    }
    guard let code = header.position(of: codes + (lad.map { [$0] } ?? [])) else { return nil }
    (self.header, self.code) = (header, code)
    sexColumn = header.position("sex", "gender", "sex_name", "gender_name")
    measure = header.position("measures_name", "component")
  }

  /// Columns named by a year, with or without a prefix: `2024`, `births_2024`.
  static func years(_ header: CSVHeader, prefix: String) -> [(year: Int, position: Int)] {
    header.names.enumerated().compactMap { position, name in
      let digits = name.hasPrefix(prefix) ? name.dropFirst(prefix.count) : name[...]
      guard digits.utf8.count == 4, let year = wholeNumber(Array(digits.utf8)), (1990...2150).contains(year) else {
        return nil
      }
      return (year, position)
    }
  }

  /// - Returns: nil outside London.
  func borough(_ row: CSVRow) -> String? {
    let borough = row[code]
    return Self.boroughs.contains(borough) ? borough : nil
  }

  /// Not a percentage, a flow of migration or the like.
  func isPeople(_ row: CSVRow) -> Bool {
    guard let measure else { return true }
    return ["value", "population", "births"].contains(folded(row[measure]))
  }

  /// Persons where the file has no column for sex.
  func sex(_ row: CSVRow) throws(PublicTableError) -> SexGroup {
    guard let sexColumn else { return .persons }
    switch folded(row[sexColumn]) {
    case "persons", "person", "people", "all", "total", "both": return .persons
    case "f", "female", "females", "2": return .female
    case "m", "male", "males", "1": return .male
    default: throw PublicTableError(.badCode, line: row.line, column: header.names[sexColumn])
    }
  }

  func year(_ row: CSVRow, _ position: Int) throws(PublicTableError) -> Int {
    let bytes = row.bytes(position)
    guard bytes.count == 4, let year = wholeNumber(bytes), (1990...2150).contains(year) else {
      throw PublicTableError(.badPeriod, line: row.line, column: header.names[position])
    }
    return year
  }
}

extension [SexGroup: [String: [Int: [Double?]]]] {
  /// Values of all persons by borough, year and place in the row: rows of persons if there are any, else women and men
  /// added up.
  /// - Throws: `missing-age` where a value is absent, `no-london-rows`.
  func persons() throws(PublicTableError) -> [String: [Int: [Double]]] {
    let groups: [SexGroup] = self[.persons] != nil ? [.persons] : [.female, .male]
    guard let first = self[groups[0]] ?? self[.male] else { throw PublicTableError(.noLondonRows, line: 0) }
    var result: [String: [Int: [Double]]] = [:]
    for (borough, years) in first {
      for (year, values) in years {
        var sum = [Double](repeating: 0, count: values.count)
        for group in groups {
          guard let values = self[group]?[borough]?[year] else { throw PublicTableError(.missingAge, line: 0, column: "sex") }
          for (place, value) in values.enumerated() {
            guard let value else { throw PublicTableError(.missingAge, line: 0, column: "age") }
            sum[place] += value
          }
        }
        result[borough, default: [:]][year] = sum
      }
    }
    return result
  }
}
