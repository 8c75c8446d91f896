import Vocabulary

/// Places that are planned, as changes: so many more, or with a minus fewer, from a January on.
///
/// CSV as the file of places: comments, then the header `code,sector,phase,year,additional`. A row is one scheme: those of the
/// same borough, sector, phase and year add up, and stay in force. Places that open in a September are first there in
/// the next January.
public struct PlannedPlaces: Sendable {
  struct Row {
    let line: Int
    let key: PlacesFile.Key
    let year: Int
    let additional: Int
  }
  /// In the file's order.
  let rows: [Row]

  static let header = ["code", "sector", "phase", "year", "additional"]

  /// - Throws: the first defect, with its line.
  public init(parsing bytes: [UInt8]) throws(PlacesFileError) {
    var rows: [Row] = []
    let file = PlainTable(bytes)
    if let header = file.header, header.fields.map(String.init) != Self.header {
      throw PlacesFileError(reason: .badHeader, line: header.number, isPlanned: true)
    }
    for line in file.rows {
      do throws(PlacesFileError.Reason) {
        let (key, year) = try PlacesFile.key(line.fields)
        let isLess = line.fields[4].first == "-"
        guard let number = PlainTable.whole(isLess ? line.fields[4].dropFirst() : line.fields[4], most: 6) else {
          throw .badNumber
        }
        rows.append(Row(line: line.number, key: key, year: year, additional: isLess ? -number : number))
      } catch { throw PlacesFileError(reason: error, line: line.number, isPlanned: true) }
    }
    guard !rows.isEmpty else { throw PlacesFileError(reason: .emptyFile, line: 0, isPlanned: true) }
    self.rows = rows
  }
}
