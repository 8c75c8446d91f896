import Forecasting
public import Vocabulary

/// Where places must open: what plans will need against places that there are and that are planned.
extension ForecastReport {
  /// Places in an area, by sector, phase and January; nil where nothing is known.
  public typealias Places = @Sendable (_ area: Area, _ sector: Sector, _ phase: Phase, _ year: Int) -> Double?

  /// One sector and phase of one January.
  struct Shortage {
    let sector: Sector
    let phase: Phase
    let needed: Double
    let places: Double
    /// Places missing; below 0: to spare.
    let missing: Double
    let interval: (low: Double, high: Double)
    /// Percent of the futures in which places do not suffice.
    let risk: Double
  }

  func shortages(_ place: Int, _ outcome: Int, _ year: Int, _ places: Places) -> [Shortage] {
    let own = comparison.outcomes[outcome]
    return Sector.allCases.flatMap { sector in
      Phase.allCases.compactMap { phase in
        guard let known = places(areas[place], sector, phase, year) else { return nil }
        let column = FanColumn.placed(phase, sector)
        let drawn = own.fans[place].drawn(column, year)
        let ends = Quantiles.of(drawn, at: [0.05, 0.95])
        let needed = own.outlooks[place].expected(column, year)
        return Shortage(
          sector: sector, phase: phase, needed: needed, places: known, missing: needed - known,
          interval: (ends[0] - known, ends[1] - known), risk: 100 * Double(drawn.count { $0 > known }) / Double(drawn.count))
      }
    }
  }

  /// Per area and scenario: places missing, the largest first.
  public func placesText(years: [Int], _ places: Places) -> String {
    var parts: [String] = []
    for place in areas.indices {
      for outcome in comparison.outcomes.indices {
        for year in years where comparison.outcomes[outcome].outlooks[place].januaries.contains(year) {
          let rows = shortages(place, outcome, year, places).sorted { $0.missing > $1.missing }
          let title = "\(areas[place].name)\(areas[place].coverage), \(comparison.outcomes[outcome].scenario.name), January \(year): "
          guard !rows.isEmpty else {
            parts.append(title + "no places are known")
            continue
          }
          parts.append(
            title + "where places must open\n"
              + TableText.table(
                [["  sector", "phase", "needed", "places", "missing", "too few in"]]
                  + rows.map { row in
                    [
                      "  \(row.sector.code)", row.phase.code, TableText.whole(row.needed), TableText.whole(row.places),
                      TableText.range(row.missing, row.interval, TableText.signed), "\(TableText.whole(row.risk))% of futures",
                    ]
                  }))
        }
      }
    }
    parts.append(
      "Needed are places for children whose plan these boroughs maintain, wherever they go to school; places are those of "
        + "the file, whoever takes them.")
    return parts.joined(separator: "\n\n")
  }

  /// Independent and non-maintained placements by phase and need, now and later: what state provision would have to take.
  public func gapText(years: [Int]) -> String {
    var parts: [String] = []
    for place in areas.indices where !comparison.outcomes[0].outlooks[place].placements.isEmpty {
      for outcome in comparison.outcomes.indices {
        let outlook = comparison.outcomes[outcome].outlooks[place]
        let shown = [source.censusYear] + years.filter { outlook.januaries.contains($0) && $0 != source.censusYear }
        var rows = [["  phase", "need"] + shown.flatMap { ["independent \($0)", "% of plans"] }]
        for phase in Phase.allCases {
          for need in Need.allCases {
            let pairs = shown.map { year in
              (outlook.placed(year, phase: phase, need: need, sector: .independent) ?? 0, outlook.total(year, phase: phase, need: need))
            }
            guard pairs.contains(where: { $0.0 >= 0.5 }) else { continue }
            rows.append(
              ["  \(phase.code)", need.code]
                + pairs.flatMap { [TableText.whole($0.0), $0.1 > 0 ? TableText.tenths(100 * $0.0 / $0.1) : ""] })
          }
        }
        let all = shown.map { year in (outlook.placed(year, sector: .independent) ?? 0, outlook.total(year)) }
        rows.append(
          ["  all", ""] + all.flatMap { [TableText.whole($0.0), $0.1 > 0 ? TableText.tenths(100 * $0.0 / $0.1) : ""] })
        parts.append(
          "\(areas[place].name)\(areas[place].coverage), \(comparison.outcomes[outcome].scenario.name): provision gap, in places\n"
            + TableText.table(rows))
      }
    }
    return parts.joined(separator: "\n\n")
  }
}
