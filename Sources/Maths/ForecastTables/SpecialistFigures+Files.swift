import PublicData
import Vocabulary

extension SpecialistFigures {
  /// `public`, or `fictional`: on every row.
  private var data: String { places.isFictional ? "fictional" : "public" }

  /// What stands above the figures.
  var heading: String {
    (places.isFictional ? "REHEARSAL: fictional schools. " : "")
      + "Establishments of GIAS that were open on \(places.day.iso), by the borough in which they lie"
  }

  private static func title(_ figure: String) -> String { titles.first { $0.figure == figure }?.title ?? "" }

  /// One point a row.
  public var csv: String {
    let head = "figure,title,geography,geography_name,series,as_at,unit,value,of,percent,members_known,members,data"
    let lines = rows.map { row in
      ([row.figure, Self.title(row.figure), row.area.id, row.area.name, row.series, places.day.iso, row.unit].map(TableText.cell)
        + ["\(row.value)", "\(row.of)", row.percent.map { "\($0)" } ?? "", "\(row.area.known)", "\(row.area.members.count)"]
        + [TableText.cell(data)]).joined(separator: ",")
    }
    return ([head] + lines).map { $0 + "\r\n" }.joined()
  }

  /// One JSON object, by figure in the report's order.
  public var json: String {
    let figures = Self.titles.map { figure, title, _ in
      TableText.object([
        ("figure", TableText.quoted(figure)), ("title", TableText.quoted(title)),
        ("points", TableText.list(rows.filter { $0.figure == figure }.map(Self.json))),
      ])
    }
    return TableText.object([
      ("data", TableText.quoted(data)), ("state", TableText.quoted(heading)), ("as_at", TableText.quoted(places.day.iso)),
      ("figures", TableText.list(figures)),
    ]) + "\n"
  }

  private static func json(_ row: Row) -> String {
    var members = [
      ("geography", TableText.quoted(row.area.id)), ("series", TableText.quoted(row.series)),
      ("unit", TableText.quoted(row.unit)), ("value", "\(row.value)"), ("of", "\(row.of)"),
    ]
    if let percent = row.percent { members.append(("percent", TableText.number(percent))) }
    members += [("members_known", "\(row.area.known)"), ("members", "\(row.area.members.count)")]
    return TableText.object(members)
  }

  public var text: String {
    ([heading] + areas.flatMap(text)).joined(separator: "\n\n") + "\n\n" + Self.notes
  }

  private func text(_ area: Area) -> [String] {
    let count = area.members.count
    let coverage = area.known < count ? ", \(area.known) of \(count) boroughs are in the extract" : ""
    let own = rows.filter { $0.area == area }
    func value(_ figure: String, _ series: String, _ unit: String) -> Row? {
      own.first { $0.figure == figure && $0.series == series && $0.unit == unit }
    }
    func whole(_ row: Row?) -> String { row.map { TableText.whole(Double($0.value)) } ?? "-" }
    let lines = Self.names.prefix(3).map { ($0.sector.code, $0.name) } + [("all", "together")]
      + Self.names.suffix(1).map { ($0.sector.code, $0.name) }
    let units = ["establishments", "places", "establishments not stating all places", "pupils"]
    let capacity = lines.map { code, name in
      ["  \(name)" + (code == "all" ? "" : " (\(code))")] + units.map { whole(value("32", code, $0)) }
    }
    let figures = Self.titles.dropFirst()
    let needs = Need.allCases.map { need in
      ["  \(need.code)"] + figures.map { value($0.figure, need.code, "schools")?.percent.map(TableText.whole) ?? "-" }
    }
    let naming = figures.map { figure, _, _ in own.first { $0.figure == figure }.map { TableText.whole(Double($0.of)) } ?? "-" }
    return [
      "\(area.name)\(coverage): specialist places (figure 32)\n"
        + TableText.table([["", "schools", "places", "places not stated", "pupils"]] + capacity),
      "\(area.name): of 100 schools that name a need, organised for it (figures 33, 34, 35)\n"
        + TableText.table([["", "SS", "RP", "IN"]] + needs + [["  schools that name any"] + naming]),
    ]
  }

  static let notes = """
    Places are what schools state, whoever takes them; a school that states none adds none, and is counted beside. Pupils \
    are of schools that state them, with or without a plan. Other independent schools and colleges are not among them. A school \
    names several needs, and columns add to more than 100.
    """
}
