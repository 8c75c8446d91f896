import Geography

/// The picture as files for others: JSON and CSV with every digit (the shortest text that reads back the same).
extension LondonPicture {
  /// One JSON object, members in a fixed order.
  public var json: String {
    let covered = groups.map { "\(Self.quoted($0.group.id)):\(Self.json($0.coverage))" }
    let figures = headlines.map { line in
      Self.object([
        ("id", Self.quoted(line.id)), ("name", Self.quoted(line.name)), ("geography", Self.quoted(line.geography)),
        ("unit", Self.quoted(line.unit)), ("released", "\(line.figure.released)"),
        ("standard_error", "\(line.figure.standardError)"), ("half_width_95", "\(line.figure.halfWidth95)"),
        ("unreliable", "\(line.figure.isUnreliable)"), ("coverage", Self.json(line.figure.coverage)),
      ])
    }
    let forecast = forecastRows.map { geography, row in
      Self.object([
        ("geography", Self.quoted(geography)), ("year", "\(row.year)"), ("total", "\(row.total.released)"),
        ("standard_error", "\(row.total.standardError)"), ("lower_95", "\(row.total.lower95)"),
        ("upper_95", "\(row.total.upper95)"),
      ])
    }
    return Self.object([
      ("geography_version", Self.quoted(geographyID)), ("generated_from", sourceJSON),
      ("coverage", "{\(covered.joined(separator: ","))}"), ("headlines", Self.lines(figures)),
      ("forecast", Self.lines(forecast)),
    ]) + "\n"
  }

  /// Headlines, then the forecasts of the other years, one figure a row.
  public var csv: String {
    let shown = Set(headlines.map { "\($0.geography) \($0.id)" })
    let others = forecastRows.compactMap { geography, row -> Headline? in
      let id = "forecast-\(row.year)"
      if shown.contains("\(geography) \(id)") { return nil }
      return Headline(
        id: id, name: "Plans, January \(row.year), base forecast", geography: geography, unit: "plans",
        figure: row.total)
    }
    let head = "id,name,geography,unit,released,standard_error,half_width_95,unreliable,received,members"
    let rows = (headlines + others).map { line in
      [
        Self.cell(line.id), Self.cell(line.name), Self.cell(line.geography), Self.cell(line.unit),
        "\(line.figure.released)", "\(line.figure.standardError)", "\(line.figure.halfWidth95)",
        line.figure.isUnreliable ? "u" : "", "\(line.figure.coverage.received)", "\(line.figure.coverage.members)",
      ].joined(separator: ",")
    }
    return ([head] + rows).map { $0 + "\r\n" }.joined()
  }

  private var forecastRows: [(geography: String, row: ForecastRow)] {
    groups.flatMap { picture in (picture.figures?.forecast ?? []).map { (picture.group.id, $0) } }
  }

  private var sourceJSON: String {
    let releases = source.releases.map {
      Self.object([("borough", Self.quoted($0.borough)), ("release", Self.quoted($0.release))])
    }
    var members = [("plan", Self.quoted(source.planID))]
    if let hash = source.planSHA256 { members.append(("plan_sha256", Self.quoted(hash))) }
    members += [
      ("census_year", "\(source.censusYear)"),
      ("population_sha256", "[\(source.populationSHA256.map(Self.quoted).joined(separator: ","))]"),
      ("releases", Self.lines(releases)), ("bootstrap_draws", "\(source.draws)"), ("bootstrap_seed", "\(source.seed)"),
    ]
    return Self.object(members)
  }

  private static func json(_ coverage: Coverage) -> String {
    object([("received", "\(coverage.received)"), ("members", "\(coverage.members)")])
  }

  private static func object(_ members: [(String, String)]) -> String {
    "{" + members.map { "\(quoted($0)):\($1)" }.joined(separator: ",") + "}"
  }

  private static func lines(_ items: [String]) -> String {
    items.isEmpty ? "[]" : "[\n" + items.joined(separator: ",\n") + "\n]"
  }

  /// A JSON string. Ids and names are ours, but nothing may depend on that.
  private static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": out += "\\\(scalar)"
      case "\u{0}"..<"\u{20}":
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }

  /// A CSV text that a spreadsheet takes for text: always quoted, and no formula.
  private static func cell(_ text: String) -> String {
    let risky: Set<Character> = ["=", "+", "-", "@", "\t", "\r", "\n"]
    let safe = text.first.map { risky.contains($0) } == true ? "'" + text : text
    return "\"" + safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}
