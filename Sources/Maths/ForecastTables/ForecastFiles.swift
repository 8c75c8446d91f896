import Forecasting

/// The report as files for others, with every digit (the shortest text that reads back the same).
extension ForecastReport {
  /// One figure a row; empty phase, need or sector: all of them. Empty numbers: none is simulated, or no scenario.
  public func csv(everyCell: Bool = false) -> String {
    let head = "geography,geography_name,scenario,measure,year,phase,need,sector,unit,value,low_90,high_90,difference,"
      + "difference_low_90,difference_high_90,low_50,median,high_50,received,raked,members,data"
    let rows = lines(everyCell: everyCell).map { line in
      let texts = [line.area.id, line.area.name, line.scenario, line.measure.rawValue]
      let codes = [line.phase, line.need, line.sector, line.measure.unit]
      let numbers: [Double?] = [
        line.value, line.interval?.low, line.interval?.high, line.difference, line.differenceInterval?.low,
        line.differenceInterval?.high, line.middle?.low, line.middle?.median, line.middle?.high,
      ]
      var fields = texts.map(TableText.cell)
      fields.append("\(line.year)")
      fields += codes.map(TableText.cell)
      fields += numbers.map { number in number.map { "\($0)" } ?? "" }
      fields += ["\(line.area.received)", "\(line.area.raked.count)", "\(line.area.members)", TableText.cell(source.data)]
      return fields.joined(separator: ",")
    }
    return ([head] + rows).map { $0 + "\r\n" }.joined()
  }

  /// One JSON object, members in a fixed order.
  public func json(everyCell: Bool = false) -> String {
    let scenarios = comparison.outcomes.map { outcome in
      var members = [
        ("name", TableText.quoted(outcome.scenario.name)), ("file", TableText.quoted(outcome.scenario.text)),
      ]
      if let growth = outcome.solvedGrowth { members.append(("solved_growth_percent_a_year", "\(growth * 100)")) }
      return TableText.object(members)
    }
    let areas = self.areas.map { area in
      TableText.object([
        ("geography", TableText.quoted(area.id)), ("name", TableText.quoted(area.name)),
        ("received", "\(area.received)"), ("raked", "\(area.raked.count)"), ("members", "\(area.members)"),
        (
          "flow_years",
          TableText.list(
            area.flowYears.map { TableText.object([("year", "\($0.year)"), ("boroughs", "\($0.boroughs)")]) })
        ),
      ])
    }
    return TableText.object([
      ("data", TableText.quoted(source.data)), ("state", TableText.quoted(source.heading)),
      ("census_year", "\(source.censusYear)"), ("draws", "\(source.settings.draws)"), ("seed", "\(source.settings.seed)"),
      ("intervals_cover", TableText.quoted(source.intervalsCover + (everyCell ? "; " + Self.withoutInterval : ""))),
      ("differences_from", TableText.quoted(comparison.outcomes[comparison.reference].scenario.name)),
      ("scenarios", TableText.list(scenarios)),
      ("areas", TableText.list(areas)), ("figures", TableText.list(lines(everyCell: everyCell).map(Self.json))),
    ]) + "\n"
  }

  /// What a reader of every cell has to know.
  public static let withoutInterval =
    "cells of phase by need by placement have none, but for the independent ones: none is simulated, they are not exact"

  private static func json(_ line: ForecastLine) -> String {
    var members = [
      ("geography", TableText.quoted(line.area.id)), ("scenario", TableText.quoted(line.scenario)),
      ("measure", TableText.quoted(line.measure.rawValue)), ("year", "\(line.year)"),
    ]
    for (name, code) in [("phase", line.phase), ("need", line.need), ("sector", line.sector)] where !code.isEmpty {
      members.append((name, TableText.quoted(code)))
    }
    members.append(("value", TableText.number(line.value)))
    if let interval = line.interval {
      members += [("low_90", TableText.number(interval.low)), ("high_90", TableText.number(interval.high))]
    }
    if let middle = line.middle {
      members += [
        ("low_50", TableText.number(middle.low)), ("median", TableText.number(middle.median)),
        ("high_50", TableText.number(middle.high)),
      ]
    }
    if let difference = line.difference { members.append(("difference", TableText.number(difference))) }
    if let interval = line.differenceInterval {
      members += [
        ("difference_low_90", TableText.number(interval.low)), ("difference_high_90", TableText.number(interval.high)),
      ]
    }
    return TableText.object(members)
  }
}
