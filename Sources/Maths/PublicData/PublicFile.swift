/// A public file, recognised by its header whatever its name.
public enum PublicFile: Sendable {
  /// One of DfE's *Education, health and care plans* tables.
  case published(PublishedTable)
  /// Mid-year population by single year of age.
  case population(PopulationTable)
  /// January population by academic age, as the forecast takes it.
  case januaryPopulation(PopulationFile)
  case births(BirthsTable)
  /// *Get Information About Schools* (GIAS).
  case establishments(EstablishmentRegister)
  case links(EstablishmentLinks)

  /// - Throws: `unknown-table` for a header of no known layout; else the first defect with its line.
  public init(parsing bytes: [UInt8]) throws(PublicTableError) {
    let header = try Self.header(of: bytes)
    if PublishedKind.recognise(header) != nil || PublishedKind.refusal(of: header).reason == .unusedTable {
      self = .published(try PublishedTable(parsing: bytes))
    } else if header.has("urn"), header.has("linkurn") {
      self = .links(try EstablishmentLinks(parsing: bytes))
    } else if header.has("urn") {
      self = .establishments(try EstablishmentRegister(parsing: bytes))
    } else if Array(header.names.prefix(3)) == ["code", "year", "0"] {
      do throws(PublicDataError) {
        self = .januaryPopulation(try PopulationFile(parsing: bytes))
      } catch { throw PublicTableError(error) }
    } else if (try? PopulationColumns(header)) != nil {
      self = .population(try PopulationTable(parsing: bytes))
    } else if (try? BirthsColumns(header)) != nil {
      self = .births(try BirthsTable(parsing: bytes))
    } else {
      throw PublicTableError(.unknownTable, line: header.line)
    }
  }

  /// The first row that is no comment.
  private static func header(of bytes: [UInt8]) throws(PublicTableError) -> CSVHeader {
    var rest = bytes[...]
    while rest.first == UInt8(ascii: "#"), let end = rest.firstIndex(of: 0x0A) { rest = rest[(end + 1)...] }
    var found: CSVHeader?
    var reader = CSVReader(encoding: .windows1252)
    // The first row is enough, so reading ends with an error of its own.
    do throws(PublicTableError) {
      try reader.feed(Array(rest.prefix(1 << 17)).span) { row throws(PublicTableError) in
        found = CSVHeader(anyOf: row)
        throw PublicTableError(.unknownTable, line: row.line)
      }
      try reader.finish { row throws(PublicTableError) in found = CSVHeader(anyOf: row) }
    } catch {
      if found == nil { throw error }
    }
    guard let found else { throw PublicTableError(.emptyFile, line: 0) }
    return found
  }
}

extension PublicTableError {
  fileprivate init(_ error: PublicDataError) {
    let reason: Reason =
      switch error.reason {
      case .notText: .notText
      case .emptyFile: .emptyFile
      case .badHeader: .unknownTable
      case .wrongFieldCount: .wrongFieldCount
      case .unknownBorough: .badCode
      case .badYear: .badPeriod
      case .badNumber: .badNumber
      case .duplicateRow: .duplicateRow
      }
    self.init(reason, line: error.line, column: error.column)
  }
}
