import Forecasting
import Vocabulary

/// Independent and non-maintained placements by phase and need, now and later: what state provision would have to take.
extension ForecastReport {
  /// One phase and need, or all, of one January.
  struct Gap {
    /// Nil: all.
    let phase: Phase?
    let need: Need?
    let independent: Double
    /// Of the plans of this phase and need; nil where there are none.
    let percent: Double?
    let interval: (low: Double, high: Double)
    let percentInterval: (low: Double, high: Double)?
  }

  /// All phases and needs, and the sum of all last; none where placements are not known.
  func gaps(_ place: Int, _ outcome: Int, _ year: Int) -> [Gap] {
    let own = comparison.outcomes[outcome]
    guard !own.outlooks[place].placements.isEmpty else { return [] }
    func gap(_ phase: Phase?, _ need: Need?, _ part: FanColumn, _ whole: FanColumn) -> Gap {
      let (fan, outlook) = (own.fans[place], own.outlooks[place])
      let (parts, wholes) = (fan.drawn(part, year), fan.drawn(whole, year))
      let ends = Quantiles.of(parts, at: [0.05, 0.95])
      // Future by future: where there are many plans, there are many in independent provision.
      let shares = zip(parts, wholes).filter { $1 > 0 }.map { 100 * $0 / $1 }
      let percentEnds = Quantiles.of(shares, at: [0.05, 0.95])
      let (count, all) = (outlook.expected(part, year), outlook.expected(whole, year))
      return Gap(
        phase: phase, need: need, independent: count, percent: all > 0 ? 100 * count / all : nil,
        interval: (ends[0], ends[1]), percentInterval: shares.isEmpty ? nil : (percentEnds[0], percentEnds[1]))
    }
    return Phase.allCases.flatMap { phase in
      Need.allCases.map { gap(phase, $0, .independent(phase, $0), .cell(phase, $0)) }
    } + [gap(nil, nil, .sector(.independent), .total)]
  }

  /// Per area and scenario: places and percent of plans, now and in other Januaries.
  public func gapText(years: [Int]) -> String {
    var parts: [String] = []
    for (place, outcome, shown) in gapYears(years) {
      var rows = [["  phase", "need"] + shown.flatMap { ["independent \($0)", "% of plans"] }]
      let columns = shown.map { gaps(place, outcome, $0) }
      for row in columns[0].indices {
        let cells = columns.map { $0[row] }
        guard cells[0].phase == nil || cells.contains(where: { $0.independent >= 0.5 }) else { continue }
        rows.append(
          ["  \(cells[0].phase?.code ?? "all")", cells[0].need?.code ?? ""]
            + cells.flatMap {
              [TableText.range($0.independent, $0.interval, TableText.whole), $0.percent.map(TableText.tenths) ?? ""]
            })
      }
      parts.append(
        "\(areas[place].name)\(areas[place].coverage), \(comparison.outcomes[outcome].scenario.name): provision gap, in places\n"
          + TableText.table(rows))
    }
    parts.append("In brackets the interval of \(source.intervalsCover). Rows below half a place are left out.")
    return parts.joined(separator: "\n\n")
  }

  /// One phase and need a row; empty phase and need: all of them.
  public func gapCSV(years: [Int]) -> String {
    let head = "geography,geography_name,scenario,year,phase,need,independent,low_90,high_90,percent_of_plans,"
      + "percent_low_90,percent_high_90,received,raked,members,data"
    let rows = gapLines(years).map { area, scenario, year, gap in
      let numbers = [
        gap.independent, gap.interval.low, gap.interval.high, gap.percent, gap.percentInterval?.low, gap.percentInterval?.high,
      ]
      return csvRow(area, scenario, year, [gap.phase?.code ?? "", gap.need?.code ?? ""], numbers)
    }
    return ([head] + rows).map { $0 + "\r\n" }.joined()
  }

  public func gapJSON(years: [Int]) -> String {
    json(
      "gaps",
      gapLines(years).map { area, scenario, year, gap in
        var members = [("phase", gap.phase?.code), ("need", gap.need?.code)].compactMap { name, code in
          code.map { (name, TableText.quoted($0)) }
        }
        members += [
          ("independent", TableText.number(gap.independent)), ("low_90", TableText.number(gap.interval.low)),
          ("high_90", TableText.number(gap.interval.high)), ("percent_of_plans", TableText.number(gap.percent)),
          ("percent_low_90", TableText.number(gap.percentInterval?.low)),
          ("percent_high_90", TableText.number(gap.percentInterval?.high)),
        ]
        return jsonRow(area, scenario, year, members)
      })
  }

  private func gapLines(_ years: [Int]) -> [(area: Area, scenario: String, year: Int, gap: Gap)] {
    gapYears(years).flatMap { place, outcome, shown in
      shown.flatMap { year in
        gaps(place, outcome, year).map { (areas[place], comparison.outcomes[outcome].scenario.name, year, $0) }
      }
    }
  }

  /// The census, and those of the years that are forecast.
  private func gapYears(_ years: [Int]) -> [(place: Int, outcome: Int, years: [Int])] {
    areas.indices.flatMap { place in
      comparison.outcomes.indices.compactMap { outcome in
        let outlook = comparison.outcomes[outcome].outlooks[place]
        guard !outlook.placements.isEmpty else { return nil }
        let later = years.filter { outlook.januaries.contains($0) && $0 != source.censusYear }
        return (place, outcome, [source.censusYear] + later)
      }
    }
  }
}
