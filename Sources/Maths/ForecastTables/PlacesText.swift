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
    let neededInterval: (low: Double, high: Double)
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
          sector: sector, phase: phase, needed: needed, neededInterval: (ends[0], ends[1]), places: known,
          missing: needed - known, interval: (ends[0] - known, ends[1] - known),
          risk: 100 * Double(drawn.count { $0 > known }) / Double(drawn.count))
      }
    }
  }

  /// Per area and scenario: places missing, the largest first.
  public func placesText(years: [Int], _ places: Places) -> String {
    var parts: [String] = []
    for (place, outcome, year) in placesYears(years) {
      let rows = shortages(place, outcome, year, places).sorted { $0.missing > $1.missing }
      let title = "\(areas[place].name)\(areas[place].coverage), \(comparison.outcomes[outcome].scenario.name), January \(year): "
      guard !rows.isEmpty else {
        parts.append(title + "no places are known of all its boroughs, in any sector and phase")
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
    parts.append(Self.whatPlacesAre)
    return parts.joined(separator: "\n\n")
  }

  static let whatPlacesAre =
    "Needed are places for children whose plan these boroughs maintain, wherever they go to school; places are those of "
    + "the file, whoever takes them."

  /// One sector and phase a row, where places are known.
  public func placesCSV(years: [Int], _ places: Places) -> String {
    let head = "geography,geography_name,scenario,year,phase,sector,needed,needed_low_90,needed_high_90,places,missing,"
      + "missing_low_90,missing_high_90,percent_of_futures_short,received,raked,members,data"
    let rows = placesYears(years).flatMap { place, outcome, year in
      shortages(place, outcome, year, places).map { row in
        csvRow(
          areas[place], comparison.outcomes[outcome].scenario.name, year, [row.phase.code, row.sector.code],
          [
            row.needed, row.neededInterval.low, row.neededInterval.high, row.places, row.missing, row.interval.low,
            row.interval.high, row.risk,
          ])
      }
    }
    return ([head] + rows).map { $0 + "\r\n" }.joined()
  }

  public func placesJSON(years: [Int], _ places: Places) -> String {
    json(
      "places",
      placesYears(years).flatMap { place, outcome, year in
        shortages(place, outcome, year, places).map { row in
          let numbers = [
            ("needed", row.needed), ("needed_low_90", row.neededInterval.low), ("needed_high_90", row.neededInterval.high),
            ("places", row.places), ("missing", row.missing), ("missing_low_90", row.interval.low),
            ("missing_high_90", row.interval.high), ("percent_of_futures_short", row.risk),
          ].map { ($0, TableText.number($1)) }
          return jsonRow(
            areas[place], comparison.outcomes[outcome].scenario.name, year,
            [("phase", TableText.quoted(row.phase.code)), ("sector", TableText.quoted(row.sector.code))] + numbers)
        }
      })
  }

  private func placesYears(_ years: [Int]) -> [(place: Int, outcome: Int, year: Int)] {
    areas.indices.flatMap { place in
      comparison.outcomes.indices.flatMap { outcome in
        years.filter { comparison.outcomes[outcome].outlooks[place].januaries.contains($0) }.map { (place, outcome, $0) }
      }
    }
  }
}
