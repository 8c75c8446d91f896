public import Geography
public import Vocabulary

/// A file of places that is made of an extract of GIAS and of planned places, for a person to read and change.
public struct PlacesDraft: Sendable {
  /// Where it is from, in words without commas: a spreadsheet then leaves a comment a comment.
  public struct Source: Sendable {
    /// The extract's file, and the day it was made, where known.
    public let extract: String
    public let made: CalendarDate?
    /// The file of planned places.
    public let planned: String?

    public init(extract: String, made: CalendarDate?, planned: String?) {
      (self.extract, self.made, self.planned) = (Self.plain(extract), made, planned.map(Self.plain))
    }

    /// Printable ASCII without what a table of commas could take for its own.
    private static func plain(_ name: String) -> String {
      String(
        String.UnicodeScalarView(name.unicodeScalars.map { (" "..."~").contains($0) && $0 != "," && $0 != "\"" ? $0 : "_" }))
    }
  }

  let places: SpecialistPlaces
  let source: Source
  let geography: Geography
  let sectors: [Sector]
  /// By key and January, ascending.
  let rows: [(key: PlacesFile.Key, years: [(year: Int, places: Int)])]
  /// Planned rows that came into force, and those of Januaries that the extract already shows.
  let planned: Int
  let plannedBefore: Int

  /// - Parameter alternative: also alternative provision, the part of `OT` that has places.
  /// - Throws: where a planned row has nothing to add to, or takes more than there is.
  public init(
    _ places: SpecialistPlaces, planned: PlannedPlaces?, source: Source, alternative: Bool, geography: Geography = .report2025
  ) throws(PlacesFileError) {
    (self.places, self.source, self.geography) = (places, source, geography)
    sectors = SpecialistPlaces.sectors.filter { $0 != .other || alternative }
    let first = places.day.year
    let (before, ahead) = planned?.rows.split(at: first) ?? ([], [])
    for row in before + ahead where !sectors.contains(row.key.sector) || !places.boroughs.contains(row.key.code) {
      throw PlacesFileError(reason: .noPlacesToAddTo, line: row.line, isPlanned: true)
    }
    var rows: [(PlacesFile.Key, [(Int, Int)])] = []
    let changes = Dictionary(grouping: ahead) { $0.key }
    for borough in geography.boroughs where places.boroughs.contains(borough.code) {
      for sector in sectors {
        let phases = places.tally([borough.code], sector).phases
        for phase in Phase.allCases {
          let key = PlacesFile.Key(code: borough.code, sector: sector, phase: phase)
          rows.append((key, try Self.course(from: phases[phase.rawValue], first, changes[key] ?? [])))
        }
      }
    }
    (self.rows, self.planned, plannedBefore) = (rows, ahead.count, before.count)
  }

  /// Places from the first January on, and after each that changes them.
  private static func course(
    from places: Int, _ first: Int, _ changes: [PlannedPlaces.Row]
  ) throws(PlacesFileError) -> [(Int, Int)] {
    var course = [(first, places)]
    for (year, rows) in Dictionary(grouping: changes, by: \.year).sorted(by: { $0.key < $1.key }) {
      let sum = course[course.count - 1].1 + rows.reduce(0) { $0 + $1.additional }
      guard sum >= 0 else {
        throw PlacesFileError(reason: .belowZero, line: rows[rows.count - 1].line, isPlanned: true)
      }
      course.append((year, sum))
    }
    return course
  }
}

extension [PlannedPlaces.Row] {
  /// Rows that the January of an extract already shows, and those of later Januaries.
  fileprivate func split(at first: Int) -> (before: [PlannedPlaces.Row], ahead: [PlannedPlaces.Row]) {
    (filter { $0.year <= first }, filter { $0.year > first })
  }
}
