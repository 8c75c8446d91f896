/// Reads GIAS's `edubasealldata` extract (Windows-1252 or UTF-8) piece by piece, and hands out one establishment at a
/// time. Memory: one row, and the numbers of those seen.
///
/// Columns are found by name and come and go between extracts: only `URN` and a type of establishment are needed.
public struct EstablishmentReader: Sendable {
  /// Columns that placements and places would use and this extract does not have; known once the header has been read.
  public private(set) var missingColumns: [String] = []
  private var csv = CSVReader(encoding: .windows1252)
  /// What could not be read.
  public private(set) var faults = RegisterFaults()
  /// A row with too few fields, which may be the end of a file that was cut off.
  private var short: PublicTableError?
  private let hasDetails: Bool
  private var columns: EstablishmentColumns?
  private var seen: Set<Int> = []

  /// - Parameter details: also names, needs, places and the authority, which placements do not use.
  public init(details: Bool = true) { hasDetails = details }

  public mutating func feed(
    _ bytes: Span<UInt8>, _ body: (Establishment) -> Void
  ) throws(PublicTableError) {
    var csv = self.csv
    try csv.feed(bytes) { row throws(PublicTableError) in try take(row, body) }
    self.csv = csv
  }

  /// - Throws: also `empty-file`, and the first of many faults.
  public mutating func finish(_ body: (Establishment) -> Void) throws(PublicTableError) {
    var csv = self.csv
    try csv.finish { row throws(PublicTableError) in try take(row, body) }
    if let short { throw short }
    try faults.check(isUsed: !seen.isEmpty)
    guard !seen.isEmpty else { throw PublicTableError(.emptyFile, line: 0) }
  }

  private mutating func take(_ row: CSVRow, _ body: (Establishment) -> Void) throws(PublicTableError) {
    guard let columns else {
      let found = try EstablishmentColumns(CSVHeader(row))
      (columns, missingColumns) = (found, found.missing)
      return
    }
    if row.isBlank { return }
    faults.countRow()
    // The row before was not the last one.
    if let before = short { faults.leaveOut(before) }
    short = nil
    guard row.count == columns.width else {
      let error = PublicTableError(.wrongFieldCount, line: row.line)
      if row.count < columns.width { short = error } else { faults.leaveOut(error) }
      return
    }
    var (cells, fault): ([PublicTableError], PublicTableError?) = ([], nil)
    do throws(PublicTableError) {
      let one = try columns.establishment(row, details: hasDetails) { cells.append($0) }
      if seen.insert(one.urn).inserted { body(one) } else {
        fault = PublicTableError(.duplicateRow, line: row.line, column: "URN")
      }
    } catch { fault = error }
    if let fault { return faults.leaveOut(fault, laNumber: columns.laNumber(row)) }
    for cell in cells { faults.emptyCell(cell, laNumber: columns.laNumber(row)) }
  }
}

extension EstablishmentRegister {
  /// Whole files at once.
  public init(parsing bytes: [UInt8], links: [UInt8]? = nil) throws(PublicTableError) {
    var reader = EstablishmentReader()
    var found: [Establishment] = []
    try reader.feed(bytes.span) { found.append($0) }
    try reader.finish { found.append($0) }
    self.init(found, missingColumns: reader.missingColumns, faults: reader.faults)
    if let links { add(try EstablishmentLinks(parsing: links)) }
  }
}
