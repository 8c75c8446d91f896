internal import ForecastTables
internal import Geography
internal import Pooling
internal import Vocabulary

/// The pooled tables as text for a terminal, at most 120 columns wide.
enum PictureTables {
  static func text(_ picture: LondonPicture, isRehearsal: Bool) -> String {
    let year = picture.source.censusYear
    var parts = ["Plan \(picture.source.planID), census of January \(year), geography \(picture.geographyID)"]
    let members = picture.groups.first?.coverage.members ?? 0
    if isRehearsal { parts[0] = "REHEARSAL: fictional children, fictional figures\n" + parts[0] }
    if let published = picture.source.published { parts[0] += "\n" + Self.published(published) }
    for sentence in Counting.absences(
      waiting: picture.source.waiting, earlier: picture.source.elsewhere.earlier, members: members)
    {
      parts[0] += "\n" + sentence
    }
    parts.append(areas(picture))
    if let london = picture.groups.first, let figures = london.figures {
      let coverage = coverage(london.coverage)
      parts.append(byLabel("\(london.group.name) by phase, \(coverage) boroughs", Phase.codes, figures.plansByPhase))
      parts.append(byLabel("\(london.group.name) by primary need, \(coverage) boroughs", Need.codes, figures.plansByNeed))
      parts.append(bySector("\(london.group.name) by placement sector, \(coverage) boroughs" + Self.fewer(figures, london.coverage), figures))
      parts += QuarterTables.text(picture, london)
      parts += CostTables.text(picture, figures)
      parts.append(forecast("\(london.group.name), base forecast, \(coverage) boroughs", figures.forecast))
      parts.append(whatBoundsAre)
    } else {
      parts.append("no borough has sent anything about January \(year) yet")
    }
    return parts.joined(separator: "\n\n")
  }

  /// Whoever sees "±" behind a forecast takes it for what the future may do.
  private static let whatBoundsAre =
    "Behind ± half of the 95% interval of the noise alone. What the future may do to a forecast is many times as much:\n"
    + "\"aggregator forecast\" has it. Behind u a figure whose bound is about as large as itself, or larger."

  /// Where the exact totals come from, and for whom they are missing.
  private static func published(_ published: PictureSource.Published) -> String {
    let used = published.boroughs.count - published.notUsed.count
    let others = published.notUsed.map { "\($0.borough) \($0.use.code)" }
    return "DfE's published totals, exact, are used for \(used) of \(published.boroughs.count) boroughs"
      + (others.isEmpty ? "" : "; not for " + others.joined(separator: ", "))
  }

  private static func areas(_ picture: LondonPicture) -> String {
    let years = [2031, 2039]
    let flowYear = picture.source.censusYear
    var rows = [
      ["area", "boroughs", "plans \(flowYear)", "new", "arrived", "left", "cost, £ million"]
        + years.map { "forecast \($0)" }
    ]
    for group in picture.groups {
      let head = [group.group.name, coverage(group.coverage)]
      guard let figures = group.figures, let flow = figures.flows.last else {
        rows.append(head + Array(repeating: "-", count: 5 + years.count))
        continue
      }
      let cells = [figures.plans, flow.new, flow.arrived, flow.left].map { value($0) }
      let ahead = years.map { wanted in figures.forecast.first { $0.year == wanted }.map { value($0.total) } ?? "-" }
      rows.append(head + cells + [millions(figures.cost)] + ahead)
    }
    return TableText.table(rows)
  }

  private static func byLabel(_ title: String, _ labels: [String], _ figures: [Figure]) -> String {
    title + "\n" + TableText.table([["", "plans"]] + zip(labels, figures).map { [$0, value($1)] })
  }

  private static func bySector(_ title: String, _ figures: GroupFigures) -> String {
    var rows = [["", "plans", "with a cost", "cost, £ million", "mean cost, £"]]
    for sector in Sector.allCases {
      let index = sector.rawValue
      rows.append([
        sector.code, figures.plansBySector.isEmpty ? "-" : value(figures.plansBySector[index]), value(figures.personsWithCost[index]),
        millions(figures.costBySector[index]), value(figures.meanCost[index]),
      ])
      let clamped = figures.costs.clampedBySector
      if !clamped.isEmpty { rows[rows.count - 1] += CostTables.clamped(clamped[index]) }
    }
    if !figures.costs.clampedBySector.isEmpty { rows[0] += CostTables.clampedHeads }
    return title + "\n" + TableText.table(rows)
  }

  /// Plans by sector of boroughs whose contrasts stand alone can't be formed.
  private static func fewer(_ figures: GroupFigures, _ all: Coverage) -> String {
    let told = figures.plansBySector.first?.coverage.received ?? 0
    return told == all.received ? "" : "; plans of \(told) of them: of the others no table tells sectors"
  }

  private static func forecast(_ title: String, _ rows: [ForecastRow]) -> String {
    title + "\n" + TableText.table(
      [["January", "plans"] + Phase.codes]
        + rows.map { row in ["\(row.year)", value(row.total)] + row.phases.map { value($0) } })
  }

  static func coverage(_ coverage: Coverage) -> String { "\(coverage.received) of \(coverage.members)" }

  /// `99,116 ±212`, with `u` behind it where the figure is mostly noise.
  static func value(_ figure: Figure) -> String {
    let mark = figure.isUnreliable ? " u" : ""
    return "\(TableText.whole(figure.released)) ±\(TableText.whole(figure.halfWidth95.rounded(.up)))\(mark)"
  }

  /// Pounds as millions with one decimal.
  private static func millions(_ figure: Figure) -> String {
    func tenths(_ pounds: Double) -> String {
      guard let units = Int(exactly: (pounds / 100_000).rounded()) else { return "?" }
      return "\(units < 0 ? "-" : "")\(TableText.whole(Double(abs(units) / 10))).\(abs(units) % 10)"
    }
    return "\(tenths(figure.released)) ±\(tenths(figure.halfWidth95))" + (figure.isUnreliable ? " u" : "")
  }
}
