import Geography
public import Vocabulary

/// Places that there are and that are planned, by borough, sector, phase and January.
///
/// CSV, lines ending in LF or CRLF: lines that start with `#` are comments, then the header `code,sector,phase,year,places`.
/// A row says how many places there are from that January on, until the next row of the same borough, sector and phase.
/// Whole numbers; sectors and phases by the codes of our tables.
public struct PlacesFile: Sendable {
  /// Of which a row speaks.
  struct Key: Hashable {
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
        let (key, year) = try Self.key(line.fields)
        guard let places = PlainTable.whole(line.fields[4], most: 7) else { throw .badNumber }
        guard rows[key]?.contains(where: { $0.year == year }) != true else { throw .duplicateRow }
        rows[key, default: []].append((year, places))
      } catch { throw PlacesFileError(reason: error, line: line.number) }
    }
    guard !rows.isEmpty else { throw PlacesFileError(reason: .emptyFile, line: 0) }
    byKey = rows.mapValues { $0.sorted { $0.year < $1.year } }
    boroughs = Set(rows.keys.map(\.code))
  }

  static let header = ["code", "sector", "phase", "year", "places"]
  private static let codes = Set(Geography.report2025.boroughs.map(\.code))

  /// The first four of five fields.
  static func key(_ fields: [Substring]) throws(PlacesFileError.Reason) -> (Key, year: Int) {
    guard fields.count == header.count else { throw .wrongFieldCount }
    let code = String(fields[0])
    guard codes.contains(code) else { throw .unknownBorough }
    guard let sector = Sector.allCases.first(where: { $0.code == fields[1] }) else { throw .unknownSector }
    guard let phase = Phase.allCases.first(where: { $0.code == fields[2] }) else { throw .unknownPhase }
    guard let year = PlainTable.year(fields[3]) else { throw .badYear }
    return (Key(code: code, sector: sector, phase: phase), year)
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
