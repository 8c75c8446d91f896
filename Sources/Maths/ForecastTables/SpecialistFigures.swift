public import Geography
public import PublicData
import Vocabulary

/// Figures 32 to 35 of *SEND Commissioning in London* (LIIA and Mime, June 2025) as data: how many specialist places
/// there are, and for which needs schools are organised. Facts of GIAS about schools, of no child.
public struct SpecialistFigures: Sendable {
  public struct Row: Sendable, Equatable {
    /// `32` to `35`.
    public let figure: String
    let area: Area
    /// A sector's code or `all` in figure 32, else a need's.
    public let series: String
    /// `establishments`, `places`, `establishments not stating all places`, `pupils`, or `schools` that name the need.
    public let unit: String
    public let value: Int
    /// How many establishments the value is of: those that state what is counted.
    public let of: Int

    /// Of the schools that name any need, those that name this one.
    public var percent: Double? { unit == "schools" && of > 0 ? 100 * Double(value) / Double(of) : nil }
  }

  /// A group of boroughs, or one.
  public struct Area: Sendable, Equatable {
    public let id: String
    public let name: String
    let members: [String]
    /// Members of which the extract has establishments.
    let known: Int
  }

  static let titles: [(figure: String, title: String, sector: Sector?)] = [
    ("32", "Specialist places", nil), ("33", "Needs that state special schools are organised for", .stateSpecial),
    ("34", "Needs that resourced provision and SEN units are organised for", .resourced),
    ("35", "Needs that independent special schools are organised for", .independent),
  ]
  static let names: [(sector: Sector, name: String)] = [
    (.resourced, "resourced provision and SEN units"), (.stateSpecial, "state special schools"),
    (.independent, "independent and non-maintained special"), (.other, "beside them: alternative provision"),
  ]
  /// What the report's figure 32 puts together.
  private static let together: [Sector] = [.resourced, .stateSpecial, .independent]

  let places: SpecialistPlaces
  let areas: [Area]
  public let rows: [Row]

  /// - Parameter area: a group's id, a borough's code, or nil for all of them.
  /// - Returns: nil where there is no such area.
  public init?(_ places: SpecialistPlaces, area: String?, geography: Geography = .report2025) {
    let all =
      geography.groups.map { ($0.id, $0.name, $0.members) } + geography.boroughs.map { ($0.code, $0.name, [$0.code]) }
    areas = all.filter { area == nil || $0.0 == area }.map { id, name, members in
      Area(id: id, name: name, members: members, known: members.count(where: places.boroughs.contains))
    }
    guard !areas.isEmpty else { return nil }
    self.places = places
    rows = areas.filter { $0.known > 0 }.flatMap { area in
      Self.capacity(area, places) + Self.titles.flatMap { figure, _, sector in
        sector.map { Self.needs(figure, area, places.tally(area.members, $0)) } ?? []
      }
    }
  }

  private static func capacity(_ area: Area, _ places: SpecialistPlaces) -> [Row] {
    var rows: [Row] = []
    func add(_ series: String, _ tallies: [SpecialistPlaces.Tally]) {
      func sum(_ part: (SpecialistPlaces.Tally) -> Int) -> Int { tallies.reduce(0) { $0 + part($1) } }
      let (count, silent) = (sum(\.establishments), sum(\.withoutPlaces))
      for (unit, value, of) in [
        ("establishments", count, count), ("places", sum(\.places), count - silent),
        ("establishments not stating all places", silent, count), ("pupils", sum(\.pupils), sum(\.withPupils)),
      ] { rows.append(Row(figure: "32", area: area, series: series, unit: unit, value: value, of: of)) }
    }
    for sector in SpecialistPlaces.sectors { add(sector.code, [places.tally(area.members, sector)]) }
    add("all", together.map { places.tally(area.members, $0) })
    return rows
  }

  private static func needs(_ figure: String, _ area: Area, _ tally: SpecialistPlaces.Tally) -> [Row] {
    guard tally.withNeeds > 0 else { return [] }
    return Need.allCases.map {
      Row(
        figure: figure, area: area, series: $0.code, unit: "schools", value: tally.needs[$0] ?? 0, of: tally.withNeeds)
    }
  }
}
