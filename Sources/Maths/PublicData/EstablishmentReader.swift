/// Reads GIAS's `edubasealldata` extract (Windows-1252 or UTF-8) piece by piece, and hands out one establishment at a
/// time. Memory: one row, and the numbers of those seen.
///
/// Columns are found by name and come and go between extracts: only `URN` and a type of establishment are needed.
public struct EstablishmentReader: Sendable {
  /// Columns that placements and places would use and this extract does not have; known once the header has been read.
  public private(set) var missingColumns: [String] = []
  private var csv = CSVReader(encoding: .windows1252)
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

  /// - Throws: also `empty-file`.
  public mutating func finish(_ body: (Establishment) -> Void) throws(PublicTableError) {
    var csv = self.csv
    try csv.finish { row throws(PublicTableError) in try take(row, body) }
    guard !seen.isEmpty else { throw PublicTableError(.emptyFile, line: 0) }
  }

  private mutating func take(_ row: CSVRow, _ body: (Establishment) -> Void) throws(PublicTableError) {
    guard let columns else {
      let found = try EstablishmentColumns(CSVHeader(row))
      (columns, missingColumns) = (found, found.missing)
      return
    }
    let one = try columns.establishment(row, details: hasDetails)
    guard seen.insert(one.urn).inserted else { throw PublicTableError(.duplicateRow, line: row.line, column: "urn") }
    body(one)
  }
}

extension EstablishmentRegister {
  /// Whole files at once.
  public init(parsing bytes: [UInt8], links: [UInt8]? = nil) throws(PublicTableError) {
    var reader = EstablishmentReader()
    var found: [Establishment] = []
    try reader.feed(bytes.span) { found.append($0) }
    try reader.finish { found.append($0) }
    self.init(found, missingColumns: reader.missingColumns)
    if let links { add(try EstablishmentLinks(parsing: links)) }
  }
}
