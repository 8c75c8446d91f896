import Geography

/// The picture as files for others: JSON and CSV with every digit (the shortest text that reads back the same).
extension LondonPicture {
  /// One JSON object, members in a fixed order: headlines, totals of the forecast, then every figure.
  /// - Parameter isRehearsal: the figures are about nobody, and the file says so.
  public func json(isRehearsal: Bool) -> String {
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
      ("data", Self.quoted(Self.data(isRehearsal))), ("geography_version", Self.quoted(geographyID)), ("intervals_cover", Self.quoted(Self.whatIntervalsCover)),
      ("generated_from", sourceJSON), ("coverage", "{\(covered.joined(separator: ","))}"),
      ("headlines", Self.lines(figures)), ("forecast", Self.lines(forecast)),
      ("figures", Self.lines(lines.map(Self.json))),
    ]) + "\n"
  }

  /// What a file of a rehearsal must say wherever it goes.
  private static func data(_ isRehearsal: Bool) -> String { isRehearsal ? "fictional" : "released" }

  /// Every figure, one a row, London first; empty phase, need or sector: all of them.
  public func csv(isRehearsal: Bool) -> String {
    let head = "id,name,geography,geography_name,measure,year,phase,need,sector,unit,released,standard_error,"
      + "half_width_95,lower_95,upper_95,unreliable,received,members,interval_covers,data"
    let rows = lines.map { line in
      let texts = [line.id, line.name, line.geography.id, line.geography.name, line.measure.rawValue]
      let codes = [line.phase, line.need, line.sector, line.measure.unit]
      let (figure, coverage) = (line.figure, line.figure.coverage)
      let numbers = [
        figure.released, figure.standardError, figure.halfWidth95, figure.lower95, figure.upper95,
      ].map { "\($0)" }
      let rest = ["\(figure.isUnreliable)", "\(coverage.received)", "\(coverage.members)"]
      let covers = [Self.cell(line.measure.intervalCovers), Self.data(isRehearsal)]
      return (texts.map(Self.cell) + ["\(line.year)"] + codes.map(Self.cell) + numbers + rest + covers)
        .joined(separator: ",")
    }
    return ([head] + rows).map { $0 + "\r\n" }.joined()
  }

  private static let whatIntervalsCover = """
    privacy noise only: not mistakes in records, not boroughs that have not sent, and, for a forecast, not a future \
    that differs from the last two years. A standard error of 0: the figure follows from tables that DfE published
    """

  private static func json(_ line: PictureLine) -> String {
    let figure = line.figure
    var members = [
      ("id", quoted(line.id)), ("name", quoted(line.name)), ("geography", quoted(line.geography.id)),
      ("measure", quoted(line.measure.rawValue)), ("year", "\(line.year)"),
    ]
    for (name, code) in [("phase", line.phase), ("need", line.need), ("sector", line.sector)] where !code.isEmpty {
      members.append((name, quoted(code)))
    }
    members += [
      ("unit", quoted(line.measure.unit)), ("released", "\(figure.released)"),
      ("standard_error", "\(figure.standardError)"), ("lower_95", "\(figure.lower95)"),
      ("upper_95", "\(figure.upper95)"), ("unreliable", "\(figure.isUnreliable)"),
      ("coverage", json(figure.coverage)),
    ]
    return object(members)
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
      ("releases", Self.lines(releases)), ("published", publishedJSON), ("bootstrap_draws", "\(source.draws)"), ("bootstrap_seed", "\(source.seed)"),
    ]
    return Self.object(members)
  }

  /// Which boroughs' figures are fitted to DfE's published totals, and why others are not; false without such tables.
  private var publishedJSON: String {
    guard let published = source.published else { return "false" }
    let boroughs = published.boroughs.map {
      Self.object([("borough", Self.quoted($0.borough)), ("use", Self.quoted($0.use.code))])
    }
    return Self.object([
      ("sha256", "[\(published.sha256.map(Self.quoted).joined(separator: ","))]"), ("boroughs", Self.lines(boroughs)),
    ])
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
