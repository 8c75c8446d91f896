import Forecasting

/// What rows of all tables that are made of a report begin and end with.
extension ForecastReport {
  /// Area, scenario and year, codes, numbers (empty where there is none), boroughs behind it, and what the figures are.
  func csvRow(_ area: Area, _ scenario: String, _ year: Int, _ codes: [String], _ numbers: [Double?]) -> String {
    var fields = [area.id, area.name, scenario].map(TableText.cell) + ["\(year)"] + codes.map(TableText.cell)
    fields += numbers.map { number in number.map { "\($0)" } ?? "" }
    fields += ["\(area.received)", "\(area.raked.count)", "\(area.members)", TableText.cell(source.data)]
    return fields.joined(separator: ",")
  }

  /// - Parameter members: JSON by name.
  func jsonRow(_ area: Area, _ scenario: String, _ year: Int, _ members: [(String, String)]) -> String {
    TableText.object(
      [("geography", TableText.quoted(area.id)), ("scenario", TableText.quoted(scenario)), ("year", "\(year)")] + members
        + Self.coverage(area))
  }

  static func coverage(_ area: Area) -> [(String, String)] {
    [("received", "\(area.received)"), ("raked", "\(area.raked.count)"), ("members", "\(area.members)")]
  }

  /// One JSON object with what the figures are, and rows under a name.
  func json(_ name: String, _ rows: [String]) -> String {
    TableText.object([
      ("data", TableText.quoted(source.data)), ("state", TableText.quoted(source.heading)),
      ("census_year", "\(source.censusYear)"), ("draws", "\(source.settings.draws)"), ("seed", "\(source.settings.seed)"),
      ("intervals_cover", TableText.quoted(source.intervalsCover)), (name, TableText.list(rows)),
    ]) + "\n"
  }
}
