import Forecasting

/// The tables as files and text: whose they are and what they are first, the tables, then what a reader has to know.
extension ReformPlan {
  /// One table below the other, as in the template: title, years, rows. Numbers are whole, for pasting, and none is below 0.
  ///
  /// - Parameter heading: lines that stand above the first table.
  public func csv(heading: String) -> String {
    let blocks = tables.map { table in
      let head = ([TableText.cell("Calendar Year")] + Self.years.map { "\($0)" }).joined(separator: ",")
      let rows = table.rows.map { row in
        ([TableText.cell(row.label)] + row.values.map { $0.map(Self.plain) ?? "" }).joined(separator: ",")
      }
      return [TableText.cell(table.heading), head] + rows
    }
    let all = [heading.split(separator: "\n").map { TableText.cell(String($0)) }] + blocks + [(belowZero + notes).map(TableText.cell)]
    return all.map { $0.map { $0 + "\r\n" }.joined() }.joined(separator: "\r\n")
  }

  public func text(heading: String) -> String {
    let parts = tables.map { table in
      let rows = table.rows.map { row in [row.label] + row.values.map { $0.map { TableText.whole(Self.pasted($0)) } ?? "" } }
      return table.heading + "\n" + TableText.table([["Calendar Year"] + Self.years.map { "\($0)" }] + rows)
    }
    return ([heading] + parts + [(belowZero + notes).joined(separator: "\n")]).joined(separator: "\n\n")
  }

  /// With every digit and sign; a row without a forecast has nulls. Released rows have half the 90% interval of their noise.
  ///
  /// - Parameter source: members of the object that say what the figures are.
  func json(_ source: [(String, String)]) -> String {
    let tables = self.tables.map { table in
      let rows = table.rows.map { row in
        TableText.object([
          ("label", TableText.quoted(row.label)),
          ("values", Self.list(row.values)),
        ] + (row.noise.contains { $0 != nil } ? [("noise_90", Self.list(row.noise))] : []))
      }
      return TableText.object([
        ("table", TableText.quoted(table.number)), ("title", TableText.quoted(table.title)), ("rows", TableText.list(rows)),
      ])
    }
    return TableText.object(
      source + [
        ("calendar_years", "[" + Self.years.map { "\($0)" }.joined(separator: ",") + "]"), ("tables", TableText.list(tables)),
        ("notes", TableText.list(notes.map(TableText.quoted))),
      ]) + "\n"
  }

  private static func list(_ numbers: [Double?]) -> String {
    "[" + numbers.map { TableText.number($0) }.joined(separator: ",") + "]"
  }

  private static func plain(_ value: Double) -> String {
    Int(exactly: pasted(value)).map { "\($0)" } ?? ""
  }

  /// Noise can make a small count less than nobody. A form takes no such number, and its reader would take it for a mistake.
  private static func pasted(_ value: Double) -> Double { max(value.rounded(.toNearestOrEven), 0) }

  /// Which cells are pasted as 0 because noise made them less, with what was found and the noise's 90%.
  private var belowZero: [String] {
    let rows = tables.flatMap { table in
      table.rows.compactMap { row -> String? in
        let cells = Self.years.enumerated().compactMap { place, year -> String? in
          guard let value = row.values[place], value.rounded(.toNearestOrEven) < 0 else { return nil }
          return "\(year) \(TableText.whole(value))" + (row.noise[place].map { " ± \(TableText.whole($0))" } ?? "")
        }
        return cells.isEmpty ? nil : "\(table.number) \(row.label): " + cells.joined(separator: ", ")
      }
    }
    guard !rows.isEmpty else { return [] }
    return [
      "Noise made the cells below less than nobody: they are 0 above, and count in totals as they are. ± is 90% of the noise; "
        + "other cells as small are as uncertain. --json has every cell with its sign and its noise."
    ] + rows
  }
}

extension ForecastReport {
  /// The reform plan of the last scenario: as text, or `csv` or `json`.
  ///
  /// - Returns: nil for more than one area, and where placements are not known.
  public func reformPlan(csv: Bool, json: Bool) -> String? {
    guard areas.count == 1, let outcome = comparison.outcomes.last, let outlook = outcome.outlooks.first else { return nil }
    // Flows are of the boroughs that sent; the forecast is of those from published margins, too.
    let flows = areas[0].raked.isEmpty ? history.first ?? [:] : [:]
    guard let plan = ReformPlan(outlook, past: past, flows: flows, redraws: redraws.first ?? []) else { return nil }
    let (area, scenario) = (areas[0], outcome.scenario.name)
    if json {
      return plan.json(
        [
          ("data", TableText.quoted(source.data)), ("state", TableText.quoted(source.heading)),
          ("geography", TableText.quoted(area.id)), ("name", TableText.quoted(area.name)),
          ("scenario", TableText.quoted(scenario)),
        ] + Self.coverage(area))
    }
    let heading = "\(source.heading)\n\(area.name)\(area.coverage), \(scenario)"
    return csv ? plan.csv(heading: heading) : plan.text(heading: heading)
  }
}
