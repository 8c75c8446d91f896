import Forecasting
import Vocabulary

/// The report as text for a terminal.
extension ForecastReport {
  /// Totals by year, then phases, needs and sectors of some years.
  /// - Parameter years: those shown in detail; years outside the forecast are left out.
  public func text(years: [Int]) -> String {
    var parts = [source.heading]
    for outcome in comparison.outcomes.dropFirst() {
      guard let growth = outcome.solvedGrowth else { continue }
      parts.append("\(outcome.scenario.name): new-plan rates grow by \((growth * 10_000).rounded() / 100)% a year")
    }
    for place in areas.indices {
      parts.append(totals(place))
      let range = comparison.outcomes[0].outlooks[place].januaries
      for year in years where range.contains(year) { parts.append(detail(year, place)) }
    }
    parts.append("In brackets the interval of \(source.intervalsCover). \(source.settings.draws) futures, seed \(source.settings.seed).")
    return parts.joined(separator: "\n\n")
  }

  /// Headings of a table: the base and every scenario, each with its difference but for the one that others differ from.
  private func heads(_ first: String) -> [String] {
    let reference = comparison.outcomes[comparison.reference].scenario.name
    return [first]
      + comparison.outcomes.enumerated().flatMap { place, outcome in
        [outcome.scenario.name]
          + (place == comparison.reference ? [] : [comparison.reference == 0 ? "difference" : "less \(reference)"])
      }
  }

  private func cells(_ column: FanColumn, _ year: Int, _ place: Int) -> [String] {
    comparison.outcomes.indices.flatMap { outcome in
      let figure = line(column, year, place, outcome)
      let value = TableText.range(figure.value, figure.interval, TableText.whole)
      guard let difference = figure.difference else { return [value] }
      return [value, TableText.range(difference, figure.differenceInterval, TableText.signed)]
    }
  }

  private func totals(_ place: Int) -> String {
    let area = areas[place]
    let outlooks = comparison.outcomes.map { $0.outlooks[place] }
    var rows = [heads("  January") + ["% of people 0-24", "0-25"]]
    for year in outlooks[0].januaries {
      let shares = PrevalenceBase.allCases.map { base in
        outlooks.map { TableText.tenths($0.prevalence(year, of: base)) }.joined(separator: " | ")
      }
      rows.append(["  \(year)"] + cells(.total, year, place) + shares)
    }
    return "\(area.name)\(area.coverage): plans on the January census\n" + TableText.table(rows)
  }

  private func detail(_ year: Int, _ place: Int) -> String {
    let outlook = comparison.outcomes[0].outlooks[place]
    var rows = [heads("  January \(year)")]
    for phase in Phase.allCases { rows.append(["  \(phase.code)"] + cells(.phase(phase), year, place)) }
    rows.append([""])
    for need in Need.allCases { rows.append(["  \(need.code)"] + cells(.need(need), year, place)) }
    if !outlook.placements.isEmpty {
      rows.append([""])
      for sector in Sector.allCases { rows.append(["  \(sector.code)"] + cells(.sector(sector), year, place)) }
    }
    return "\(areas[place].name)\(areas[place].coverage): by phase, primary need and placement\n" + TableText.table(rows)
  }
}
