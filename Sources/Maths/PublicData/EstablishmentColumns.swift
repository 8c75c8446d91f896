import Vocabulary

/// Where an extract keeps what.
struct EstablishmentColumns: Sendable {
  private let header: CSVHeader
  private let urn: Int
  private let typeCode, typeName, ukprn, name, authority, statusCode, statusName, opened, closed, section41: Int?
  private let provision, resourcedPlaces, unitPlaces, resourcedPupils, unitPupils: Int?
  private let capacity, pupils, lowAge, highAge: Int?
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
    (resourcedPupils, unitPupils) = (find("ResourcedProvisionOnRoll"), find("SenUnitOnRoll"))
    (capacity, pupils) = (find("SchoolCapacity"), find("NumberOfPupils"))
    (lowAge, highAge) = (find("StatutoryLowAge"), find("StatutoryHighAge"))
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
      resourcedPlaces: try number(row, resourcedPlaces, details), unitPlaces: try number(row, unitPlaces, details),
      resourcedPupils: try number(row, resourcedPupils, details), unitPupils: try number(row, unitPupils, details),
      capacity: try number(row, capacity, details), pupils: try number(row, pupils, details),
      lowAge: try number(row, lowAge, details), highAge: try number(row, highAge, details))
  }

  private func text(_ row: CSVRow, _ position: Int?) -> String { position.map { row[$0] } ?? "" }

  private func number(_ row: CSVRow, _ position: Int?, _ isWanted: Bool = true) throws(PublicTableError) -> Int? {
    guard isWanted, let position, !row.bytes(position).isEmpty else { return nil }
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
