import Forecasting

/// Table 1 and figures 25 to 51 of *SEND Commissioning in London* (LIIA and Mime, June 2025), section E, as data: the
/// same questions answered from these records or releases, by the report's numbers.
///
/// Each row is one point of one figure. Requests are counted in a borough's returns, or come, as births do, from public
/// files; what is not there, and figures about schools, are listed with what has them.
public struct ReportFigures: Sendable {
  public struct Row: Sendable {
    /// `25` to `51`, or `T1`.
    public let figure: String
    let area: ForecastReport.Area
    /// Empty where nothing is forecast.
    var scenario = ""
    /// What is counted: codes of phase, need or sector, bands of age, `stock` or `new`.
    public let series: String
    /// A January; an academic age in figure 46, a calendar year in 28, a mid-year of births in 41 and 42.
    public let at: Int
    public let unit: String
    public let value: Double
    var interval: (low: Double, high: Double)?
    /// From a public file as it stands, people as projected among them: neither noised nor a borough's records.
    var isPublic = false
  }

  public let rows: [Row]
  private let source: ForecastReport.Source

  /// Captions, in the report's order.
  static let titles: [(figure: String, title: String)] = [
    ("25", "Number of plans by January"), ("26", "Number of plans by January and area, first January = 100"),
    ("27", "New plans by age group, in the year to January"), ("28", "Requests granted and refused, by calendar year"),
    ("29", "Primary need of all plans and of new plans"), ("30", "The same by area"), ("31", "Placement of plans"),
    ("36", "Primary ages: plans in independent provision"), ("37", "Secondary ages: plans in independent provision"),
    ("38", "Ages 16 to 18: plans in independent provision"), ("39", "Forecast number of plans by scenario"),
    ("40", "Growth of plans and of population"), ("41", "Births, actual and predicted"), ("42", "The same by area"),
    ("43", "Children born in 2019/20 over time"), ("44", "The same by area"), ("45", "The same by area"), ("46", "Plans by age, now and in the last January"),
    ("47", "Plans by phase"), ("T1", "Primary need over time"), ("48", "Largest needs over time, by phase"),
    ("49", "Placements required by sector"), ("50", "Mainstream placements required by phase"),
    ("51", "Special-school placements required by phase"),
  ]

  /// Figures that are not made here, or not of what was given.
  public var elsewhere: [(figures: String, reason: String)] {
    let made = Set(rows.map(\.figure))
    return [
      ("28", "28", "requests: --requests FILE takes DfE's table of them; a borough's own are counted in its returns"),
      (
        "32", "32-35",
        "capacity and specialisms of schools are DfE's register (GIAS): `places --figures` makes them from its extract"
      ), ("41", "41, 42", "births: --births FILE takes them by borough and year (ONS, GLA)"),
    ].filter { !made.contains($0.0) }.map { ($0.1, $0.2) }
  }

  public init(_ report: ForecastReport, files: FigureFiles = FigureFiles()) {
    source = report.source
    rows = report.areas.indices.flatMap { place -> [Row] in
      let maker = FigureMaker(report: report, place: place)
      return maker.history + maker.requests(files) + maker.profile + maker.scenarios + maker.course + maker.births(files)
        + maker.needs + maker.placements
    }
  }

  private func title(_ figure: String) -> String { Self.titles.first { $0.figure == figure }?.title ?? "" }

  /// `public` where a figure is; but in a rehearsal everything is fictional.
  private func data(_ row: Row) -> String { row.isPublic && source.data != "fictional" ? "public" : source.data }

  /// One point a row; empty ends of an interval where none is simulated.
  public var csv: String {
    let head =
      "figure,title,geography,geography_name,scenario,series,at,unit,value,low_90,high_90,received,raked,members,data"
    let lines = rows.map { row in
      ([row.figure, title(row.figure), row.area.id, row.area.name, row.scenario, row.series].map(TableText.cell)
        + ["\(row.at)", TableText.cell(row.unit), "\(row.value)"]
        + [row.interval?.low, row.interval?.high].map { end in end.map { "\($0)" } ?? "" }
        + ["\(row.area.received)", "\(row.area.raked.count)", "\(row.area.members)", TableText.cell(data(row))])
        .joined(separator: ",")
    }
    return ([head] + lines).map { $0 + "\r\n" }.joined()
  }

  /// One JSON object, by figure in the report's order.
  public var json: String {
    let figures = Self.titles.compactMap { figure, title -> String? in
      let own = rows.filter { $0.figure == figure }
      guard !own.isEmpty else { return nil }
      return TableText.object([
        ("figure", TableText.quoted(figure)), ("title", TableText.quoted(title)),
        ("points", TableText.list(own.map(json))),
      ])
    }
    let missing = elsewhere.map { figures, reason in
      TableText.object([("figures", TableText.quoted(figures)), ("reason", TableText.quoted(reason))])
    }
    return TableText.object([
      ("data", TableText.quoted(source.data)), ("state", TableText.quoted(source.heading)),
      ("census_year", "\(source.censusYear)"), ("draws", "\(source.settings.draws)"), ("seed", "\(source.settings.seed)"),
      ("intervals_cover", TableText.quoted(source.intervalsCover)), ("figures", TableText.list(figures)),
      ("elsewhere", TableText.list(missing)),
    ]) + "\n"
  }

  private func json(_ row: Row) -> String {
    var members = [("geography", TableText.quoted(row.area.id))]
    if !row.scenario.isEmpty { members.append(("scenario", TableText.quoted(row.scenario))) }
    members += [
      ("series", TableText.quoted(row.series)), ("at", "\(row.at)"), ("unit", TableText.quoted(row.unit)),
      ("value", TableText.number(row.value)),
    ]
    if let interval = row.interval {
      members += [("low_90", TableText.number(interval.low)), ("high_90", TableText.number(interval.high))]
    }
    members += [
      ("received", "\(row.area.received)"), ("raked", "\(row.area.raked.count)"), ("members", "\(row.area.members)"),
    ]
    if data(row) != source.data { members.append(("data", TableText.quoted(data(row)))) }
    return TableText.object(members)
  }

  /// What is in the files, and what is not.
  public var text: String {
    let counts = Self.titles.map { figure, title in
      ["  " + (figure == "T1" ? "Table 1" : "figure \(figure)"), title, "\(rows.count { $0.figure == figure }) points"]
    }
    return ([source.heading, "The report's figures as data: --csv or --json writes them", TableText.table(counts)]
      + elsewhere.map { "Not here: figure \($0.figures): \($0.reason)" }).joined(separator: "\n\n")
  }
}
