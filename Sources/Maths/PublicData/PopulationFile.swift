public import Forecasting
import Geography
import Vocabulary

/// January populations of London boroughs by academic age.
///
/// CSV, lines ending in LF or CRLF: lines that start with `#` are comments, then the header `code,year,0,…,25`, then
/// one row per borough and January. Numbers are decimals without sign, exponent or thousands separator. A number of 0
/// is refused: rates are per head, so a smoothed series is needed there.
public struct PopulationFile: Sendable, Equatable {
  private let byBorough: [String: Population]

  /// ONS codes in the file, ascending.
  public var boroughs: [String] { byBorough.keys.sorted() }

  public func population(of borough: String) -> Population? { byBorough[borough] }

  /// - Throws: the first defect, with its line.
  public init(parsing bytes: [UInt8]) throws(PublicDataError) {
    var rows: [String: [Int: [Double]]] = [:]
    let file = PlainTable(bytes)
    for line in [file.header].compactMap(\.self) + file.rows where !line.isPlain {
      throw PublicDataError(reason: .notText, line: line.number, column: nil)
    }
    if let header = file.header, header.fields.map(String.init) != Self.header {
      throw PublicDataError(reason: .badHeader, line: header.number, column: nil)
    }
    for line in file.rows {
      let row = try Self.row(line.fields, line: line.number)
      guard rows[row.code]?[row.year] == nil else {
        throw PublicDataError(reason: .duplicateRow, line: line.number, column: nil)
      }
      rows[row.code, default: [:]][row.year] = row.values
    }
    guard !rows.isEmpty else { throw PublicDataError(reason: .emptyFile, line: 0, column: nil) }
    byBorough = rows.mapValues { Population(years: $0) }
  }

  private static let header = ["code", "year"] + AcademicAge.range.map { String($0) }
  private static let codes = Set(Geography.report2025.boroughs.map(\.code))

  private static func row(
    _ fields: [Substring], line: Int
  ) throws(PublicDataError) -> (code: String, year: Int, values: [Double]) {
    guard fields.count == header.count else {
      throw PublicDataError(reason: .wrongFieldCount, line: line, column: nil)
    }
    let code = String(fields[0])
    guard codes.contains(code) else {
      throw PublicDataError(reason: .unknownBorough, line: line, column: "code")
    }
    guard let year = PlainTable.year(fields[1]) else {
      throw PublicDataError(reason: .badYear, line: line, column: "year")
    }
    var values: [Double] = []
    values.reserveCapacity(AcademicAge.count)
    for (name, field) in zip(header, fields).dropFirst(2) {
      guard let value = PlainTable.decimal(field), value > 0, value < 10_000_000 else {
        throw PublicDataError(reason: .badNumber, line: line, column: name)
      }
      values.append(value)
    }
    return (code, year, values)
  }
}
