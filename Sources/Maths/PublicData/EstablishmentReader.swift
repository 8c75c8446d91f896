import Vocabulary

/// Reads GIAS's `edubasealldata` extract (Windows-1252, or UTF-8 with a mark), piece by piece.
///
/// Columns are found by name and come and go between extracts: only `URN` and a type of establishment are needed.
public struct EstablishmentReader: Sendable {
  private var csv = CSVReader(encoding: .windows1252)
  private var shape: Shape?
  private var establishments: [Establishment] = []
  private var seen: Set<Int> = []

  private struct Shape: Sendable {
    let header: CSVHeader
    let urn: Int
    let typeCode, typeName, ukprn, name, authority, statusCode, statusName, opened, closed, section41: Int?
    let provision, resourcedPlaces, unitPlaces: Int?
    let needs: [Int]
    let missing: [String]

    init(_ header: CSVHeader) throws(PublicTableError) {
      var missing: [String] = []
      func find(_ name: String) -> Int? {
        let position = header.position(of: [folded(name)])
        if position == nil { missing.append(name) }
        return position
      }
      guard header.has("urn"), header.has("typeofestablishment (code)") || header.has("typeofestablishment (name)") else {
        throw PublicTableError(.unknownTable, line: header.line)
      }
      self.header = header
      urn = try header.required("urn")
      (typeCode, typeName) = (find("TypeOfEstablishment (code)"), find("TypeOfEstablishment (name)"))
      (ukprn, name, authority) = (find("UKPRN"), find("EstablishmentName"), find("LA (code)"))
      (statusCode, statusName) = (find("EstablishmentStatus (code)"), find("EstablishmentStatus (name)"))
      (opened, closed, section41) = (find("OpenDate"), find("CloseDate"), find("Section41Approved (name)"))
      provision = find("TypeOfResourcedProvision (name)")
      (resourcedPlaces, unitPlaces) = (find("ResourcedProvisionCapacity"), find("SenUnitCapacity"))
      needs = (1...13).compactMap { find("SEN\($0) (name)") }
      self.missing = missing
    }
  }

  public init() {}

  public mutating func feed(_ bytes: Span<UInt8>) throws(PublicTableError) {
    var csv = self.csv
    try csv.feed(bytes) { row throws(PublicTableError) in try take(row) }
    self.csv = csv
  }

  public mutating func finish() throws(PublicTableError) -> EstablishmentRegister {
    var csv = self.csv
    try csv.finish { row throws(PublicTableError) in try take(row) }
    guard let shape, !establishments.isEmpty else { throw PublicTableError(.emptyFile, line: 0) }
    return EstablishmentRegister(establishments, missingColumns: shape.missing)
  }

  private mutating func take(_ row: CSVRow) throws(PublicTableError) {
    guard let shape else {
      self.shape = try Shape(CSVHeader(row))
      return
    }
    try shape.header.check(row)
    let one = try Self.establishment(row, shape)
    guard seen.insert(one.urn).inserted else { throw PublicTableError(.duplicateRow, line: row.line, column: "urn") }
    establishments.append(one)
  }

  private static func establishment(_ row: CSVRow, _ shape: Shape) throws(PublicTableError) -> Establishment {
    func text(_ position: Int?) -> String { position.map { row[$0] } ?? "" }
    func number(_ position: Int?) throws(PublicTableError) -> Int? {
      guard let position, !row.bytes(position).isEmpty else { return nil }
      guard let value = wholeNumber(row.bytes(position)) else {
        throw PublicTableError(.badNumber, line: row.line, column: shape.header.names[position])
      }
      return value
    }
    guard let urn = wholeNumber(row.bytes(shape.urn)) else { throw PublicTableError(.badCode, line: row.line, column: "urn") }
    let typeCode = try number(shape.typeCode)
    let named = EstablishmentType.of(name: text(shape.typeName))
    let provision = folded(text(shape.provision))
    return Establishment(
      urn: urn, ukprn: try number(shape.ukprn), name: text(shape.name), laNumber: shape.authority.map { row[$0] },
      typeCode: typeCode ?? named?.code, type: typeCode.map { EstablishmentType.of(code: $0) } ?? named,
      status: try number(shape.statusCode).flatMap { Establishment.Status(rawValue: $0) }
        ?? Establishment.Status(name: folded(text(shape.statusName))),
      opened: try date(row, shape.opened, shape), closed: try date(row, shape.closed, shape),
      isSection41: section41(folded(text(shape.section41))), needs: shape.needs.compactMap { need(row[$0]) },
      hasResourcedProvision: provision.contains("resourced"), hasSENUnit: provision.contains("unit"),
      resourcedPlaces: try number(shape.resourcedPlaces), unitPlaces: try number(shape.unitPlaces))
  }

  private static func section41(_ text: String) -> Bool? {
    switch text {
    case "approved": true
    case "not approved": false
    default: nil
    }
  }

  /// `ASD - Autistic Spectrum Disorder`; nil for "Not Applicable" and blanks.
  private static func need(_ text: String) -> Need? {
    guard let code = text.split(separator: " ").first else { return nil }
    return Need(code: code.uppercased())
  }

  private static func date(
    _ row: CSVRow, _ position: Int?, _ shape: Shape
  ) throws(PublicTableError) -> CalendarDate? {
    guard let position, !row.bytes(position).isEmpty else { return nil }
    let parts = row.bytes(position).split(omittingEmptySubsequences: false) { $0 == 0x2D || $0 == 0x2F }.map {
      wholeNumber($0)
    }
    if parts.count == 3, let day = parts[0], let month = parts[1], let year = parts[2], parts.allSatisfy({ $0 != nil }) {
      if year < 1900 { return nil }
      if let date = CalendarDate(year: year, month: month, day: day) { return date }
    }
    throw PublicTableError(.badDate, line: row.line, column: shape.header.names[position])
  }
}

extension EstablishmentRegister {
  /// Whole files at once.
  public init(parsing bytes: [UInt8], links: [UInt8]? = nil) throws(PublicTableError) {
    var reader = EstablishmentReader()
    try reader.feed(bytes.span)
    self = try reader.finish()
    if let links { add(try EstablishmentLinks(parsing: links)) }
  }
}

/// GIAS's `links_edubasealldata` extract: which establishment followed which.
public struct EstablishmentLinks: Sendable, Equatable {
  /// Closed URN to the URNs that followed, ascending.
  public let successors: [Int: [Int]]

  /// Takes successor rows, and predecessor rows the other way round; other links (sixth form centres, …) are left out.
  public init(parsing bytes: [UInt8]) throws(PublicTableError) {
    var header: CSVHeader?
    var pairs: [Int: Set<Int>] = [:]
    try CSVReader.rows(of: bytes, encoding: .windows1252) { row throws(PublicTableError) in
      guard let known = header else {
        let found = try CSVHeader(row)
        guard found.has("urn"), found.has("linkurn"), found.has("linktype") else {
          throw PublicTableError(.unknownTable, line: row.line)
        }
        header = found
        return
      }
      try known.check(row)
      let columns = (try known.required("urn"), try known.required("linkurn"), try known.required("linktype"))
      guard let urn = wholeNumber(row.bytes(columns.0)) else {
        throw PublicTableError(.badCode, line: row.line, column: "urn")
      }
      let kind = folded(row[columns.2])
      guard kind.hasPrefix("successor") || kind.hasPrefix("predecessor") else { return }
      guard let link = wholeNumber(row.bytes(columns.1)) else {
        throw PublicTableError(.badCode, line: row.line, column: "linkurn")
      }
      let (old, new) = kind.hasPrefix("successor") ? (urn, link) : (link, urn)
      if old != new { pairs[old, default: []].insert(new) }
    }
    if header == nil { throw PublicTableError(.emptyFile, line: 0) }
    successors = pairs.mapValues { $0.sorted() }
  }
}
