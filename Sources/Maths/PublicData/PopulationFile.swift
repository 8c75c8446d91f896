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
    var headerSeen = false
    var number = 0
    for var line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      if line.last == 0x0D { line = line.dropLast() }
      if number == 1, line.starts(with: Self.byteOrderMark) { line = line.dropFirst(Self.byteOrderMark.count) }
      if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
      guard line.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
        throw PublicDataError(reason: .notText, line: number, column: nil)
      }
      let fields = String(decoding: line, as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false)
      if headerSeen {
        let row = try Self.row(fields, line: number)
        guard rows[row.code]?[row.year] == nil else {
          throw PublicDataError(reason: .duplicateRow, line: number, column: nil)
        }
        rows[row.code, default: [:]][row.year] = row.values
      } else {
        guard fields.map(String.init) == Self.header else {
          throw PublicDataError(reason: .badHeader, line: number, column: nil)
        }
        headerSeen = true
      }
    }
    guard !rows.isEmpty else { throw PublicDataError(reason: .emptyFile, line: 0, column: nil) }
    byBorough = rows.mapValues { Population(years: $0) }
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]  // spreadsheets write it
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
    guard fields[1].utf8.count == 4, fields[1].utf8.allSatisfy(isDigit), let year = Int(fields[1]),
      (1990...2150).contains(year)
    else { throw PublicDataError(reason: .badYear, line: line, column: "year") }
    var values: [Double] = []
    values.reserveCapacity(AcademicAge.count)
    for (name, field) in zip(header, fields).dropFirst(2) {
      guard let value = decimal(field), value > 0, value < 10_000_000 else {
        throw PublicDataError(reason: .badNumber, line: line, column: name)
      }
      values.append(value)
    }
    return (code, year, values)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  /// Digits with at most one dot between them. The standard library also reads "nan", "0x1p3" and "1e9": not here.
  private static func decimal(_ field: Substring) -> Double? {
    let bytes = field.utf8
    guard bytes.count <= 32, let first = bytes.first, let last = bytes.last, isDigit(first), isDigit(last),
      bytes.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: ".") }),
      bytes.count(where: { $0 == UInt8(ascii: ".") }) <= 1
    else { return nil }
    return Double(field)
  }
}
