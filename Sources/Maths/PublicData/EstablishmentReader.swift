import Vocabulary

/// Reads GIAS's `edubasealldata` extract (Windows-1252 or UTF-8) piece by piece, and hands out one establishment at a
/// time. Memory: one row, and the numbers of those seen.
///
/// Columns are found by name and come and go between extracts: only `URN` and a type of establishment are needed.
public struct EstablishmentReader: Sendable {
  /// Columns that placements would use and this extract does not have; known once the header has been read.
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

/// Where an extract keeps what.
private struct EstablishmentColumns: Sendable {
  private let header: CSVHeader
  private let urn: Int
  private let typeCode, typeName, ukprn, name, authority, statusCode, statusName, opened, closed, section41: Int?
  private let provision, resourcedPlaces, unitPlaces: Int?
  private let needs: [Int]
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

  func establishment(_ row: CSVRow, details: Bool) throws(PublicTableError) -> Establishment {
    try header.check(row)
    guard let urn = wholeNumber(row.bytes(urn)) else { throw PublicTableError(.badCode, line: row.line, column: "urn") }
    let typeCode = try number(row, typeCode)
    let type = typeCode.map { EstablishmentType.of(code: $0) } ?? EstablishmentType.of(name: text(row, typeName))
    let statusCode = try number(row, statusCode).flatMap { Establishment.Status(rawValue: $0) }
    let printed = text(row, provision).lowercased()
    let (hasResourced, hasUnit) = (printed.contains("resourced"), printed.contains("unit"))
    return Establishment(
      urn: urn, ukprn: try number(row, ukprn), name: details ? text(row, name) : "",
      laNumber: details ? authority.map { row[$0] } : nil, typeCode: typeCode ?? type?.code, type: type,
      status: statusCode ?? Establishment.Status(name: folded(text(row, statusName))),
      opened: try date(row, opened), closed: try date(row, closed),
      isSection41: details ? Self.section41(folded(text(row, section41))) : nil,
      needs: details ? needs.compactMap { Self.need(row[$0]) } : [],
      hasResourcedProvision: hasResourced, hasSENUnit: hasUnit,
      hasProvision: provision == nil || printed.isEmpty ? nil : hasResourced || hasUnit,
      resourcedPlaces: details ? try number(row, resourcedPlaces) : nil,
      unitPlaces: details ? try number(row, unitPlaces) : nil)
  }

  private func text(_ row: CSVRow, _ position: Int?) -> String { position.map { row[$0] } ?? "" }

  private func number(_ row: CSVRow, _ position: Int?) throws(PublicTableError) -> Int? {
    guard let position, !row.bytes(position).isEmpty else { return nil }
    guard let value = wholeNumber(row.bytes(position)) else {
      throw PublicTableError(.badNumber, line: row.line, column: header.names[position])
    }
    return value
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

  /// `01-09-2015` or `01/09/2015`.
  private func date(_ row: CSVRow, _ position: Int?) throws(PublicTableError) -> CalendarDate? {
    guard let position, !row.bytes(position).isEmpty else { return nil }
    let bytes = row.bytes(position)
    func isMark(_ byte: UInt8) -> Bool { byte == 0x2D || byte == 0x2F }
    if let first = bytes.firstIndex(where: isMark), let second = bytes[(first + 1)...].firstIndex(where: isMark),
      let day = wholeNumber(bytes[..<first]), let month = wholeNumber(bytes[(first + 1)..<second]),
      let year = wholeNumber(bytes[(second + 1)...])
    {
      if year < 1900 { return nil }
      if let date = CalendarDate(year: year, month: month, day: day) { return date }
    }
    throw PublicTableError(.badDate, line: row.line, column: header.names[position])
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
