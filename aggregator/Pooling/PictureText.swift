import Estimation
import ForecastTables
import Geography

/// The picture as files for others: JSON and CSV with every digit (the shortest text that reads back the same).
extension LondonPicture {
  /// One JSON object, members in a fixed order: headlines, totals of the forecast, then every figure.
  /// - Parameter isRehearsal: the figures are about nobody, and the file says so.
  public func json(isRehearsal: Bool) -> String {
    let covered = groups.map { "\(TableText.quoted($0.group.id)):\(Self.json($0.coverage))" }
    let figures = headlines.map { line in
      TableText.object([
        ("id", TableText.quoted(line.id)), ("name", TableText.quoted(line.name)), ("geography", TableText.quoted(line.geography)),
        ("unit", TableText.quoted(line.unit)), ("released", "\(line.figure.released)"),
        ("standard_error", "\(line.figure.standardError)"), ("half_width_95", "\(line.figure.halfWidth95)"),
        ("unreliable", "\(line.figure.isUnreliable)"), ("coverage", Self.json(line.figure.coverage)),
      ])
    }
    let forecast = forecastRows.map { geography, row in
      TableText.object([
        ("geography", TableText.quoted(geography)), ("year", "\(row.year)"), ("total", "\(row.total.released)"),
        ("standard_error", "\(row.total.standardError)"), ("lower_95", "\(row.total.lower95)"),
        ("upper_95", "\(row.total.upper95)"),
      ])
    }
    return TableText.object([
      ("data", TableText.quoted(Self.data(isRehearsal))), ("geography_version", TableText.quoted(geographyID)), ("intervals_cover", TableText.quoted(Self.whatIntervalsCover)),
      ("generated_from", sourceJSON), ("coverage", "{\(covered.joined(separator: ","))}"),
      ("headlines", TableText.list(figures)), ("forecast", TableText.list(forecast)),
      ("figures", TableText.list(figuresJSON)),
    ]) + "\n"
  }

  /// What a file of a rehearsal must say wherever it goes.
  private static func data(_ isRehearsal: Bool) -> String { isRehearsal ? "fictional" : "released" }

  /// Every figure, one a row, London first; empty phase, need or sector: all of them.
  public func csv(isRehearsal: Bool) -> String {
    let head = "id,name,geography,geography_name,measure,year,phase,need,sector,band_from_pence,day,cohort,unit,released,"
      + "standard_error,half_width_95,lower_95,upper_95,table_bound,unreliable,received,members,interval_covers,data"
    let (lines, bounds) = linesWithBounds
    let rows = zip(lines, bounds).map { line, bound in
      let texts = [line.id, line.name, line.geography.id, line.geography.name, line.measure.rawValue]
      let codes = [line.phase, line.need, line.sector, line.band, line.day, line.cohort, line.measure.unit]
      let (figure, coverage) = (line.figure, line.figure.coverage)
      let numbers = [
        figure.released, figure.standardError, figure.halfWidth95, figure.lower95, figure.upper95,
      ].map { "\($0)" }
      let rest = [bound.map { "\($0)" } ?? "", "\(figure.isUnreliable)", "\(coverage.received)", "\(coverage.members)"]
      let covers = [TableText.cell(line.measure.intervalCovers), Self.data(isRehearsal)]
      return (texts.map(TableText.cell) + ["\(line.year)"] + codes.map(TableText.cell) + numbers + rest + covers)
        .joined(separator: ",")
    }
    return ([head] + rows).map { $0 + "\r\n" }.joined()
  }

  private static let whatIntervalsCover = """
    privacy noise only (of quartiles also where in its band a cost lies): not mistakes in records, not boroughs that \
    have not sent, and, for a forecast, not a future \
    that differs from the last two years. A standard error of 0: the figure follows from tables that DfE published
    """

  private var figuresJSON: [String] {
    let (lines, bounds) = linesWithBounds
    return zip(lines, bounds).map { Self.json($0, bound: $1) }
  }

  /// Every figure, and the bound that, but for a probability of 10⁻⁹ for all of them together, its error does not pass. Nil
  /// for quotients, quartiles and forecasts, whose errors are not sums of noises.
  private var linesWithBounds: ([PictureLine], [Double?]) {
    let lines = lines
    let figures = max(1, lines.count { $0.measure.isSum })
    let bounds = lines.map { line in
      let error = line.figure.standardError
      return line.measure.isSum
        ? Interval.certainHalfWidth(variance: error * error, failure: ErrorStatement.tableFailure, figures: figures) : nil
    }
    return (lines, bounds)
  }

  private static func json(_ line: PictureLine, bound: Double?) -> String {
    let figure = line.figure
    var members = [
      ("id", TableText.quoted(line.id)), ("name", TableText.quoted(line.name)), ("geography", TableText.quoted(line.geography.id)),
      ("measure", TableText.quoted(line.measure.rawValue)), ("year", "\(line.year)"),
    ]
    let codes = [
      ("phase", line.phase), ("need", line.need), ("sector", line.sector), ("band_from_pence", line.band),
      ("day", line.day), ("cohort", line.cohort),
    ]
    for (name, code) in codes where !code.isEmpty {
      members.append((name, TableText.quoted(code)))
    }
    members += [
      ("unit", TableText.quoted(line.measure.unit)), ("released", "\(figure.released)"),
      ("standard_error", "\(figure.standardError)"), ("lower_95", "\(figure.lower95)"),
      ("upper_95", "\(figure.upper95)"), ("unreliable", "\(figure.isUnreliable)"),
      ("coverage", json(figure.coverage)),
    ]
    if let bound { members.append(("table_bound", "\(bound)")) }
    return TableText.object(members)
  }

  private var forecastRows: [(geography: String, row: ForecastRow)] {
    groups.flatMap { picture in (picture.figures?.forecast ?? []).map { (picture.group.id, $0) } }
  }

  private var sourceJSON: String {
    let releases = source.releases.map {
      TableText.object([("borough", TableText.quoted($0.borough)), ("release", TableText.quoted($0.release))])
    }
    var members = [("plan", TableText.quoted(source.planID))]
    if let hash = source.planSHA256 { members.append(("plan_sha256", TableText.quoted(hash))) }
    if !source.otherPlans.isEmpty {
      let others = source.otherPlans.map {
        TableText.object([("plan", TableText.quoted($0.id)), ("plan_sha256", TableText.quoted($0.sha256))])
      }
      members.append(("other_plans", TableText.list(others)))
    }
    members += [
      ("census_year", "\(source.censusYear)"),
      ("population_sha256", "[\(source.populationSHA256.map(TableText.quoted).joined(separator: ","))]"),
      ("releases", TableText.list(releases)), ("published", publishedJSON), ("boroughs_in_quarantine", "\(source.waiting)"),
      ("boroughs_about_earlier_january_only", "\(source.elsewhere.earlier)"),
      ("boroughs_about_later_january", "\(source.elsewhere.later)"), ("bootstrap_draws", "\(source.draws)"),
      ("bootstrap_seed", "\(source.seed)"),
    ]
    return TableText.object(members)
  }

  /// Which boroughs' figures are fitted to DfE's published totals, and why others are not; false without such tables.
  private var publishedJSON: String {
    guard let published = source.published else { return "false" }
    let boroughs = published.boroughs.map {
      TableText.object([("borough", TableText.quoted($0.borough)), ("use", TableText.quoted($0.use.code))])
    }
    return TableText.object([
      ("sha256", "[\(published.sha256.map(TableText.quoted).joined(separator: ","))]"), ("boroughs", TableText.list(boroughs)),
    ])
  }

  private static func json(_ coverage: Coverage) -> String {
    TableText.object([("received", "\(coverage.received)"), ("members", "\(coverage.members)")])
  }
}
