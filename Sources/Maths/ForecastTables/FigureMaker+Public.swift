import Forecasting
import Vocabulary

/// What is counted elsewhere: requests, placements of earlier Januaries, births.
extension FigureMaker {
  private func counted(_ figure: String, _ series: String, _ at: Int, _ unit: String, _ value: Double, isPublic: Bool = false) -> Row {
    Row(figure: figure, area: area, series: series, at: at, unit: unit, value: value, isPublic: isPublic)
  }

  /// Figure 28, by calendar year: the borough's own returns, and DfE's table for years that they don't tell.
  func requests(_ files: FigureFiles) -> [Row] {
    let boroughs = area.boroughs + area.raked
    var years = Dictionary(
      uniqueKeysWithValues: files.requests(of: boroughs, isLondon: boroughs.count == area.members && area.id == "london").map {
        ($0.year, (granted: Double($0.granted), refused: Double($0.refused)))
      })
    for (year, own) in report.past.requests {
      years[year] = (own.granted.reduce(0, +), own.refused.reduce(0, +))
    }
    return years.sorted { $0.key < $1.key }.flatMap { year, requests -> [Row] in
      let isPublic = report.past.requests[year] == nil
      return [
        counted("28", "granted", year, "requests", requests.granted, isPublic: isPublic),
        counted("28", "refused", year, "requests", requests.refused, isPublic: isPublic),
      ]
    }
  }

  /// Figure 31 of Januaries before the forecast's.
  var earlierPlacements: [Row] {
    report.past.januaries.sorted { $0.key < $1.key }.flatMap { year, january in
      let cells = january.placements.cells
      let all = cells.reduce(0, +)
      return Sector.allCases.flatMap { sector -> [Row] in
        let count = stride(from: sector.rawValue, to: cells.count, by: Sector.allCases.count).reduce(0) { $0 + cells[$1] }
        return [counted("31", sector.code, year, "plans", count)]
          + (all > 0 ? [counted("31", sector.code, year, "percent", 100 * count / all)] : [])
      }
    }
  }

  /// Figures 41 and 42: births in the year to the middle of a year, and people aged 0 at the start of the school year, as far
  /// as they are projected.
  func births(_ files: FigureFiles) -> [Row] {
    let births = files.births(of: area.boroughs + area.raked)
    guard !births.isEmpty else { return [] }
    return ["41", "42"].flatMap { figure in
      births.map { counted(figure, "births", $0.year, "births", $0.births, isPublic: true) }
        + base.januaries.map { counted(figure, "aged 0", $0, "people", base.population($0, ages: 0...0), isPublic: true) }
    }
  }
}
