public import Forecasting
import Vocabulary

/// A back-test as text, JSON and CSV.
public struct BacktestReport: Sendable {
  /// `exact`, `released` or `fictional`.
  public let data: String
  public let heading: String
  public let backtest: Backtest
  public let settings: SimulationSettings

  public init(data: String, heading: String, backtest: Backtest, settings: SimulationSettings) {
    (self.data, self.heading, self.backtest, self.settings) = (data, heading, backtest, settings)
  }

  /// Why nothing could be held against anything; nil where something was.
  public var whyEmpty: String? {
    guard backtest.trials.isEmpty else { return nil }
    let years = backtest.censusYears.map(String.init).joined(separator: ", ")
    if !backtest.withoutPopulation.isEmpty {
      return "populations of the years before \(Self.list(backtest.withoutPopulation)) are missing"
    }
    return backtest.origins.isEmpty
      ? "the history is too short: three censuses in a row are needed, and there are \(years.isEmpty ? "none" : years)"
      : "no figure had \(small) or more"
  }

  private var small: String {
    let plans = "\(Int(Backtest.fewest)) plans"
    return backtest.isNoised ? "\(plans), or \(Int(Backtest.leastDeviations)) standard deviations of their noise," : plans
  }

  static func list(_ years: [Int]) -> String { years.map(String.init).joined(separator: ", ") }

  /// What a reader must know before believing a figure.
  private var notes: [String] {
    var notes: [String] = []
    for origin in backtest.origins { notes += self.notes(origin) }
    if !backtest.withoutPopulation.isEmpty {
      notes.append("Not tried for want of populations: from January \(Self.list(backtest.withoutPopulation)).")
    }
    if let last = backtest.origins.map(\.horizons).max(), last < Backtest.longestHorizon {
      notes.append("Nothing is known of \(last + 1) years ahead or more: the history has \(backtest.censusYears.count) censuses.")
    }
    let few = backtest.levels.filter { level in
      backtest.scores(level).contains { $0.method == .model && $0.count < 10 }
    }
    if !few.isEmpty {
      notes.append(
        "Fewer than 10 forecasts (\(few.joined(separator: ", "))): their coverage says hardly anything, their errors little.")
    }
    notes.append("Populations are those known today, and flows as they were told last: both are better than those of the time.")
    if backtest.leftOut > 0 {
      notes.append("\(backtest.leftOut) figures of fewer than \(small) are left out.")
    }
    return notes
  }

  /// Where history was too short for the window, or for some of the boroughs.
  private func notes(_ origin: Backtest.Origin) -> [String] {
    let wanted = backtest.window.flowYears(censusYear: origin.year).count
    var notes: [String] = []
    if origin.boroughs < backtest.boroughCount {
      notes.append(
        "From January \(origin.year) forecasts are of \(origin.boroughs) of \(backtest.boroughCount) boroughs: the history of "
          + "the others begins later.")
    }
    if origin.flowYears.count < wanted {
      let years = origin.flowYears.count == 1 ? "one flow year" : "\(origin.flowYears.count) flow years"
      notes.append(
        "From January \(origin.year) rates come from \(years), for want of history; the forecast itself uses "
          + "\(wanted == 2 ? "two" : "\(wanted)").")
    }
    for year in origin.flowYears where year.boroughs < origin.boroughs {
      notes.append(
        "From January \(origin.year) rates have the flow year \(year.year) of \(year.boroughs) of \(origin.boroughs) boroughs.")
    }
    return notes
  }

  public var text: String {
    var parts = [
      heading,
      "Forecasts from January \(Self.list(backtest.origins.map(\.year))), held against what happened to January "
        + "\(backtest.censusYears.last.map(String.init) ?? "-"). Errors in percent of the outturn; \(settings.draws) futures, seed \(settings.seed).",
    ]
    for level in backtest.levels {
      parts.append(totals(level))
      let detail = detail(level)
      if !detail.isEmpty { parts.append(detail) }
    }
    parts.append(notes.joined(separator: "\n"))
    return parts.joined(separator: "\n\n")
  }

  private func totals(_ level: String) -> String {
    var rows = [["  ahead", "method", "forecasts", "mean", "median", "bias", "ranked score", "in 50%", "in 90%"]]
    for horizon in 1...Backtest.longestHorizon {
      for score in backtest.scores(level) where score.horizon == horizon {
        rows.append([
          "  \(horizon)", score.method.name, "\(score.count)", TableText.tenths(score.meanAbsolute),
          TableText.tenths(score.medianAbsolute), TableText.tenths(score.bias), TableText.tenths(score.ranked),
          score.heldByHalf.map(TableText.whole) ?? "", score.heldByMost.map(TableText.whole) ?? "",
        ])
      }
    }
    return "\(level): all plans, years ahead\n" + TableText.table(rows)
  }

  /// This model and the linear trend by phase and need, one year ahead.
  private func detail(_ level: String) -> String {
    var rows = [["  one year ahead", "forecasts", "mean", "bias", "in 90%", "linear trend"]]
    let columns = Phase.allCases.map { ($0.code, FanColumn.phase($0)) } + Need.allCases.map { ($0.code, FanColumn.need($0)) }
    for (code, column) in columns {
      let scores = backtest.scores(level, column).filter { $0.horizon == 1 }
      guard let model = scores.first(where: { $0.method == .model }) else { continue }
      let line = scores.first { $0.method == .peer(.drift) }
      rows.append([
        "  \(code)", "\(model.count)", TableText.tenths(model.meanAbsolute), TableText.tenths(model.bias),
        model.heldByMost.map(TableText.whole) ?? "", line.map { TableText.tenths($0.meanAbsolute) } ?? "",
      ])
    }
    return rows.count > 1 ? "\(level): by phase and primary need\n" + TableText.table(rows) : ""
  }

  /// Every score, with every digit.
  private var all: [(score: Score, phase: String, need: String)] {
    var columns: [(column: FanColumn, phase: String, need: String)] = [(.total, "", "")]
    for phase in Phase.allCases { columns.append((.phase(phase), phase.code, "")) }
    for need in Need.allCases { columns.append((.need(need), "", need.code)) }
    var all: [(score: Score, phase: String, need: String)] = []
    for level in backtest.levels {
      for (column, phase, need) in columns {
        for score in backtest.scores(level, column) { all.append((score, phase, need)) }
      }
    }
    return all
  }

  public var csv: String {
    let head = "level,phase,need,method,horizon,forecasts,mean_absolute_percent,median_absolute_percent,bias_percent,"
      + "ranked_score_percent,in_50_percent,in_90_percent,data"
    let rows = all.map { score, phase, need in
      [
        TableText.cell(score.level), TableText.cell(phase), TableText.cell(need), TableText.cell(score.method.name),
        "\(score.horizon)", "\(score.count)", "\(score.meanAbsolute)", "\(score.medianAbsolute)", "\(score.bias)",
        "\(score.ranked)", score.heldByHalf.map { "\($0)" } ?? "", score.heldByMost.map { "\($0)" } ?? "",
        TableText.cell(data),
      ].joined(separator: ",")
    }
    return ([head] + rows).map { $0 + "\r\n" }.joined()
  }

  public var json: String {
    let origins = backtest.origins.map { origin in
      TableText.object([
        ("year", "\(origin.year)"), ("flow_years", "[\(Self.list(origin.flowYears.map(\.year)))]"),
        ("boroughs", "[\(Self.list(origin.flowYears.map(\.boroughs)))]"), ("horizons", "\(origin.horizons)"),
      ])
    }
    let scores = all.map { score, phase, need in
      TableText.object([
        ("level", TableText.quoted(score.level)), ("phase", TableText.quoted(phase)), ("need", TableText.quoted(need)),
        ("method", TableText.quoted(score.method.name)), ("horizon", "\(score.horizon)"), ("forecasts", "\(score.count)"),
        ("mean_absolute_percent", TableText.number(score.meanAbsolute)),
        ("median_absolute_percent", TableText.number(score.medianAbsolute)), ("bias_percent", TableText.number(score.bias)),
        ("ranked_score_percent", TableText.number(score.ranked)), ("in_50_percent", TableText.number(score.heldByHalf)),
        ("in_90_percent", TableText.number(score.heldByMost)),
      ])
    }
    return TableText.object([
      ("data", TableText.quoted(data)), ("state", TableText.quoted(heading)),
      ("censuses", "[\(Self.list(backtest.censusYears))]"), ("draws", "\(settings.draws)"), ("seed", "\(settings.seed)"),
      ("notes", TableText.list(notes.map(TableText.quoted))), ("left_out", "\(backtest.leftOut)"),
      ("origins", TableText.list(origins)), ("scores", TableText.list(scores)),
    ]) + "\n"
  }
}
