import Geography
public import Vocabulary

/// Places that there are and that are planned, by borough, sector, phase and January.
///
/// CSV, lines ending in LF or CRLF: lines that start with `#` are comments, then the header `code,sector,phase,year,places`.
/// A row says how many places there are from that January on, until the next row of the same borough, sector and phase.
/// Whole numbers; sectors and phases by the codes of our tables.
public struct PlacesFile: Sendable {
  private struct Key: Hashable {
    let code: String
    let sector: Sector
    let phase: Phase
  }
  /// By January, ascending.
  private let byKey: [Key: [(year: Int, places: Int)]]

  private let boroughs: Set<String>

  /// - Throws: the first defect, with its line.
  public init(parsing bytes: [UInt8]) throws(PlacesFileError) {
    var rows: [Key: [(year: Int, places: Int)]] = [:]
    let file = PlainTable(bytes)
    if let header = file.header, header.fields.map(String.init) != Self.header {
      throw PlacesFileError(reason: .badHeader, line: header.number)
    }
    for line in file.rows {
      do throws(PlacesFileError.Reason) {
        let (key, year, places) = try Self.row(line.fields)
        guard rows[key]?.contains(where: { $0.year == year }) != true else { throw .duplicateRow }
        rows[key, default: []].append((year, places))
      } catch { throw PlacesFileError(reason: error, line: line.number) }
    }
    guard !rows.isEmpty else { throw PlacesFileError(reason: .emptyFile, line: 0) }
    byKey = rows.mapValues { $0.sorted { $0.year < $1.year } }
    boroughs = Set(rows.keys.map(\.code))
  }

  private static let header = ["code", "sector", "phase", "year", "places"]
  private static let codes = Set(Geography.report2025.boroughs.map(\.code))

  private static func row(_ fields: [Substring]) throws(PlacesFileError.Reason) -> (Key, year: Int, places: Int) {
    guard fields.count == header.count else { throw .wrongFieldCount }
    let code = String(fields[0])
    guard codes.contains(code) else { throw .unknownBorough }
    guard let sector = Sector.allCases.first(where: { $0.code == fields[1] }) else { throw .unknownSector }
    guard let phase = Phase.allCases.first(where: { $0.code == fields[2] }) else { throw .unknownPhase }
    guard let year = PlainTable.year(fields[3]) else { throw .badYear }
    guard let places = PlainTable.whole(fields[4], most: 7) else { throw .badNumber }
    return (Key(code: code, sector: sector, phase: phase), year, places)
  }

  /// Places of some boroughs together in one January; a borough with other rows but none of these has none.
  /// - Returns: nil where a borough has no row at all, or no borough has a row of this sector and phase up to then.
  public func places(of members: [String], _ sector: Sector, _ phase: Phase, _ year: Int) -> Int? {
    guard members.allSatisfy(boroughs.contains) else { return nil }
    let known = members.compactMap { code in
      byKey[Key(code: code, sector: sector, phase: phase)]?.last { $0.year <= year }?.places
    }
    return known.isEmpty ? nil : known.reduce(0, +)
  }
}

/// Why a table of places was refused.
public struct PlacesFileError: Error, Equatable, CustomStringConvertible {
  public enum Reason: String, Error, Sendable {
    case emptyFile = "empty-file"
    case badHeader = "bad-header"
    case wrongFieldCount = "wrong-field-count"
    case unknownBorough = "unknown-borough"
    case unknownSector = "unknown-sector"
    case unknownPhase = "unknown-phase"
    case badYear = "bad-year"
    case badNumber = "bad-number"
    case duplicateRow = "duplicate-row"
  }
  public let reason: Reason
  /// Line in the file, from 1; 0 when the file as a whole is meant.
  public let line: Int

  public var description: String {
    let advice =
      switch reason {
      case .emptyFile: "holds no rows; give one for each borough, sector, phase and change"
      case .badHeader: "the header must be code,sector,phase,year,places"
      case .wrongFieldCount: "a row needs five fields, without quotes"
      case .unknownBorough: "not an ONS code of a London borough"
      case .unknownSector: "the sector is none of " + Sector.codes.joined(separator: " ")
      case .unknownPhase: "the phase is none of " + Phase.codes.joined(separator: " ")
      case .badYear: "the year of a January in four digits, 1990 to 2150"
      case .badNumber: "places are a whole number, without separators"
      case .duplicateRow: "this borough, sector, phase and year came before; keep one row"
      }
    return "\(reason.rawValue): places file\(line == 0 ? "" : ", line \(line)"): \(advice)"
  }
}
