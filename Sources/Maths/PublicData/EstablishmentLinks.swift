/// GIAS's `links_edubasealldata` extract: which establishment followed which.
public struct EstablishmentLinks: Sendable, Equatable {
  /// Closed URN to the URNs that followed, ascending.
  public let successors: [Int: [Int]]
  /// Rows of the file that could not be read.
  public let faults: RegisterFaults

  init(_ pairs: [Int: Set<Int>], faults: RegisterFaults = RegisterFaults()) {
    successors = pairs.mapValues { $0.sorted() }
    self.faults = faults
  }

  /// The URN itself, or else the establishments that took its place, each line of them followed as far as the first
  /// that fits. Ascending; empty if nothing fits. A circle of links ends.
  public func followed(from urn: Int, to fits: (Int) -> Bool) -> [Int] {
    var seen: Set<Int> = [urn]
    var waiting = [urn]
    var found: [Int] = []
    while let here = waiting.popLast() {
      if fits(here) {
        found.append(here)
      } else {
        waiting += (successors[here] ?? []).filter { seen.insert($0).inserted }
      }
    }
    return found.sorted()
  }

  /// A whole file at once.
  public init(parsing bytes: [UInt8]) throws(PublicTableError) {
    var reader = EstablishmentLinksReader()
    try reader.feed(bytes.span)
    self = try reader.finish()
  }
}

/// Reads the links file piece by piece; memory is that of its successors.
///
/// Takes successor rows, and predecessor rows the other way round; other links (sixth form centres, …) are left out.
public struct EstablishmentLinksReader: Sendable {
  private var csv = CSVReader(encoding: .windows1252)
  private var header: CSVHeader?
  private var pairs: [Int: Set<Int>] = [:]
  private var faults = RegisterFaults()

  public init() {}

  public mutating func feed(_ bytes: Span<UInt8>) throws(PublicTableError) {
    var csv = self.csv
    try csv.feed(bytes) { row throws(PublicTableError) in try take(row) }
    self.csv = csv
  }

  public mutating func finish() throws(PublicTableError) -> EstablishmentLinks {
    var csv = self.csv
    try csv.finish { row throws(PublicTableError) in try take(row) }
    if header == nil { throw PublicTableError(.emptyFile, line: 0) }
    try faults.check(isUsed: !pairs.isEmpty)
    return EstablishmentLinks(pairs, faults: faults)
  }

  private mutating func take(_ row: CSVRow) throws(PublicTableError) {
    guard let header else {
      let found = try CSVHeader(row)
      guard found.has("urn"), found.has("linkurn"), found.has("linktype") else {
        throw PublicTableError(.unknownTable, line: row.line)
      }
      self.header = found
      return
    }
    if row.isBlank { return }
    faults.countRow()
    do throws(PublicTableError) { try take(row, header) } catch { faults.leaveOut(error) }
  }

  private mutating func take(_ row: CSVRow, _ header: CSVHeader) throws(PublicTableError) {
    try header.check(row)
    let columns = (try header.required("urn"), try header.required("linkurn"), try header.required("linktype"))
    guard let urn = wholeNumber(row.bytes(columns.0)) else {
      throw PublicTableError(.badCode, line: row.line, column: "URN")
    }
    let kind = folded(row[columns.2])
    guard kind.hasPrefix("successor") || kind.hasPrefix("predecessor") else { return }
    guard let link = wholeNumber(row.bytes(columns.1)) else {
      throw PublicTableError(.badCode, line: row.line, column: "LinkURN")
    }
    let (old, new) = kind.hasPrefix("successor") ? (urn, link) : (link, urn)
    if old != new { pairs[old, default: []].insert(new) }
  }
}
