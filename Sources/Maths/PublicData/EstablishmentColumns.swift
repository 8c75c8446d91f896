import Vocabulary

/// Where an extract keeps what.
struct EstablishmentColumns: Sendable {
  private let header: CSVHeader
  var width: Int { header.names.count }
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

  /// `LA (code)`, where the extract has it.
  func laNumber(_ row: CSVRow) -> String? { authority.map { row[$0] } }

  /// - Parameters:
  ///   - row: of the header's width.
  ///   - note: gets cells that cannot be read, which count as empty.
  /// - Throws: `bad-code` for a row whose URN cannot be read.
  func establishment(
    _ row: CSVRow, details: Bool, note: (PublicTableError) -> Void
  ) throws(PublicTableError) -> Establishment {
    guard let urn = whole(row.bytes(urn)) else { throw PublicTableError(.badCode, line: row.line, column: "URN") }
    func number(_ position: Int?, _ isWanted: Bool = true) -> Int? {
      guard isWanted, let position, !Self.isBlank(row.bytes(position)) else { return nil }
      let value = whole(row.bytes(position))
      if value == nil { note(PublicTableError(.badNumber, line: row.line, column: printed(position))) }
      return value
    }
    func date(_ position: Int?) -> CalendarDate? {
      guard let position, !Self.isBlank(row.bytes(position)) else { return nil }
      switch Self.date(row.bytes(position)) {
      case .day(let day): return day
      case .longAgo: return nil
      case nil:
        note(PublicTableError(.badDate, line: row.line, column: printed(position)))
        return nil
      }
    }
    let typeCode = number(typeCode)
    let type = typeCode.map { EstablishmentType.of(code: $0) } ?? EstablishmentType.of(name: text(row, typeName))
    let statusCode = number(statusCode).flatMap { Establishment.Status(rawValue: $0) }
    let kind = text(row, provision).lowercased()
    let (hasResourced, hasUnit) = (kind.contains("resourced"), kind.contains("unit"))
    return Establishment(
      urn: urn, ukprn: number(ukprn), name: details ? text(row, name) : "",
      laNumber: details ? laNumber(row) : nil, typeCode: typeCode ?? type?.code, type: type,
      status: statusCode ?? Establishment.Status(name: folded(text(row, statusName))),
      opened: date(opened), closed: date(closed),
      isSection41: details ? Self.section41(folded(text(row, section41))) : nil,
      needs: details ? needs.compactMap { Self.need(row[$0]) } : [],
      hasResourcedProvision: hasResourced, hasSENUnit: hasUnit,
      hasProvision: provision == nil || kind.isEmpty ? nil : hasResourced || hasUnit,
      resourcedPlaces: number(resourcedPlaces, details), unitPlaces: number(unitPlaces, details),
      resourcedPupils: number(resourcedPupils, details), unitPupils: number(unitPupils, details),
      capacity: number(capacity, details), pupils: number(pupils, details),
      lowAge: number(lowAge, details), highAge: number(highAge, details))
  }

  private func text(_ row: CSVRow, _ position: Int?) -> String { position.map { row[$0] } ?? "" }

  /// By its public name.
  private func printed(_ position: Int) -> String { Self.printed[header.names[position]] ?? header.names[position] }

  private static let printed: [String: String] = Dictionary(
    uniqueKeysWithValues: [
      "UKPRN", "OpenDate", "CloseDate", "SchoolCapacity", "NumberOfPupils", "StatutoryLowAge", "StatutoryHighAge",
      "TypeOfEstablishment (code)", "EstablishmentStatus (code)", "ResourcedProvisionCapacity", "SenUnitCapacity",
      "ResourcedProvisionOnRoll", "SenUnitOnRoll",
    ].map { (folded($0), $0) })

  private static func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.allSatisfy { $0 == 0x20 } }

  /// Also as a statistics program writes it that made decimals of all numbers: `1463.0`.
  private func whole(_ bytes: ArraySlice<UInt8>) -> Int? {
    wholeNumber(bytes.count > 2 && bytes.suffix(2).elementsEqual([0x2E, 0x30]) ? bytes.dropLast(2) : bytes)
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

  private enum Day { case day(CalendarDate), longAgo }

  /// `01-09-2015` or `01/09/2015`, also with a time of day behind it. Nil for what is no day.
  private static func date(_ bytes: ArraySlice<UInt8>) -> Day? {
    func isMark(_ byte: UInt8) -> Bool { byte == 0x2D || byte == 0x2F }
    let text = bytes.prefix { $0 != 0x20 }
    guard let first = text.firstIndex(where: isMark), let second = text[(first + 1)...].firstIndex(where: isMark),
      let day = wholeNumber(text[..<first]), let month = wholeNumber(text[(first + 1)..<second]),
      let year = wholeNumber(text[(second + 1)...]), text.endIndex - second == 5
    else { return nil }
    if year < 1900 { return .longAgo }
    return CalendarDate(year: year, month: month, day: day).map { .day($0) }
  }
}
