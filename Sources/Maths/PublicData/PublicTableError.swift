/// Why a public file was refused, and where.
///
/// A column is named only once the header has been recognised as that of a public table: a file of records handed in
/// by mistake is refused before any of its text could be repeated.
public struct PublicTableError: Error, Equatable, CustomStringConvertible {
  public enum Reason: String, Sendable, CaseIterable {
    case packedFile = "packed-file"
    case notText = "not-text"
    case strayQuote = "stray-quote"
    case unterminatedQuote = "unterminated-quote"
    case fieldTooLong = "field-too-long"
    case tooManyFields = "too-many-fields"
    case wrongFieldCount = "wrong-field-count"
    case emptyFile = "empty-file"
    case unknownTable = "unknown-table"
    case unusedTable = "unused-table"
    case missingColumn = "missing-column"
    case duplicateColumn = "duplicate-column"
    case duplicateRow = "duplicate-row"
    case badPeriod = "bad-period"
    case badNumber = "bad-number"
    case badAge = "bad-age"
    case badCode = "bad-code"
    case badDate = "bad-date"
    case missingAge = "missing-age"
    case noLondonRows = "no-london-rows"
  }
  public let reason: Reason
  /// Line in the file, from 1; 0 when the file as a whole is meant.
  public let line: Int
  /// Column by its public name, when one is meant.
  public let column: String?

  public init(_ reason: Reason, line: Int, column: String? = nil) {
    (self.reason, self.line, self.column) = (reason, line, column)
  }

  /// Stable kebab-case code, for example `bad-number`.
  public var code: String { reason.rawValue }

  public var description: String {
    let place = line == 0 ? "public file" : "public file, line \(line)"
    let what = column.map { ", column \($0)" } ?? ""
    return "\(code): \(place)\(what): \(advice)"
  }

  private var advice: String {
    switch reason {
    case .packedFile: "a ZIP archive or a workbook, no CSV; unpack it and give the file that is in it"
    case .notText: "not text in the expected encoding; download the CSV again, without opening it in a spreadsheet"
    case .strayQuote: "a quotation mark inside an unquoted field or after a quoted one; download the file again"
    case .unterminatedQuote: "a quoted field is never closed; the file may be cut short, download it again"
    case .fieldTooLong: "a field longer than 32 KiB; this is not a table of the expected kind"
    case .tooManyFields: "more than 2,000 columns; this is not a table of the expected kind"
    case .wrongFieldCount: "the row has another number of fields than the header; the file may be damaged"
    case .emptyFile: "holds no rows below its header; download the file again"
    case .unknownTable: "the header is none of the known layouts; see the documentation for the files that are read"
    case .unusedTable:
      "one of DfE's tables, and none that is read here: of *Education, health and care plans* those of the releases of 2022, "
        + "2025 and 2026 are, and that of 2025 holds the years of those of 2023 and 2024; docs/reconciling.md lists them"
    case .missingColumn: "this column is needed and absent; download the file again with all columns"
    case .duplicateColumn: "the header names this column twice; keep one of the two"
    case .duplicateRow: "the same area, period and group came before; keep one of the two rows"
    case .badPeriod: "a year (2024) or school year (202425) is needed, from 1990 to 2150"
    case .badNumber: "a number, or one of the publisher's symbols, is needed"
    case .badAge: "an age in whole years is needed"
    case .badCode: "a code of the expected form is needed"
    case .badDate: "a day that exists is needed, as day-month-year"
    case .missingAge: "a single year of age from 0 to 25 is missing for a borough and year that the file otherwise holds"
    case .noLondonRows: "holds no row of a London borough (E09000001 to E09000033)"
    }
  }
}
