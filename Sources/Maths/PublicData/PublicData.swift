// PublicData: readers for public tables that boroughs and the hub both use.
//
// They work on bytes that somebody else has read, so that the same bytes can be hashed into messages. A table is
// taken whole or refused with a code and a line number; nothing is guessed, filled in or rounded. What is read here
// is public, so an error may name a column, but never more than that.

/// Why a public table was refused.
public struct PublicDataError: Error, Equatable, CustomStringConvertible {
  public enum Reason: String, Sendable {
    case notText = "not-text"
    case emptyFile = "empty-file"
    case badHeader = "bad-header"
    case wrongFieldCount = "wrong-field-count"
    case unknownBorough = "unknown-borough"
    case badYear = "bad-year"
    case badNumber = "bad-number"
    case duplicateRow = "duplicate-row"
  }
  public let reason: Reason
  /// Line in the file, from 1; 0 when the file as a whole is meant.
  public let line: Int
  /// Column by name, when one is meant.
  public let column: String?

  /// Stable kebab-case code, for example `bad-number`.
  public var code: String { reason.rawValue }

  public var description: String {
    let place = line == 0 ? "population file" : "population file, line \(line)"
    let what = column.map { ", column \($0)" } ?? ""
    return "\(code): \(place)\(what): \(advice)"
  }

  private var advice: String {
    switch reason {
    case .notText: "a character outside plain ASCII; save the table as plain CSV"
    case .emptyFile: "holds no rows; give one row per borough and January"
    case .badHeader: "the header must be code,year,0,1,… up to 25"
    case .wrongFieldCount: "a row needs 28 fields: code, year and 26 ages, without quotes or spaces"
    case .unknownBorough: "not an ONS code of a London borough (E09000001 to E09000033)"
    case .badYear: "the year of a January census in four digits, 1990 to 2150"
    case .badNumber: "a number above 0 and below 10 million is needed, digits and one dot only"
    case .duplicateRow: "this borough and year came before; keep one of the two rows"
    }
  }
}
