/// Tables: each in a box of its own that scrolls sideways on a narrow screen and can be reached by keyboard.
enum TableHTML {
  /// The mark of a figure that noise may dominate.
  static let unreliable = " <abbr title=\"unreliable: the bound is larger than the figure\">u</abbr>"

  static func section(_ section: PageContent.Section) -> String {
    let hasBars = section.look == .bars
    let most = section.rows.compactMap { row -> Double? in
      guard case .value(let value)? = row.cells.first else { return nil }
      return value.number
    }.max() ?? 0
    let head = ([section.rowHeading] + section.columns).map { "<th scope=\"col\">\(HTML.text($0))</th>" }
    let rows = section.rows.map { row in
      let cells = row.cells.enumerated().map { index, cell in
        "<td>" + self.cell(cell) + "</td>" + (index == 0 && hasBars ? bar(cell, of: most) : "")
      }
      let detail = row.detail.isEmpty ? "" : " <span class=\"detail\">\(HTML.text(row.detail))</span>"
      return "<tr><th scope=\"row\">\(HTML.text(row.heading))\(detail)</th>\(cells.joined())</tr>"
    }
    let barHead = hasBars ? "<td class=\"bar\"></td>" : ""
    return """
      <section class="frame" aria-labelledby="\(section.id)">
      <h2 id="\(section.id)">\(HTML.text(section.title))</h2>
      <p class="note">\(HTML.text(section.note))</p>
      \(section.chart.map(drawing) ?? "")
      <div class="scroll" role="region" aria-labelledby="\(section.id)" tabindex="0">
      <table class="\(section.look.rawValue)">
      <thead><tr>\(head.joined())\(barHead)</tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table>
      </div>
      </section>
      """
  }

  private static func drawing(_ chart: PageContent.Section.Chart) -> String {
    switch chart {
    case .costs(let bands): costs(bands)
    // The section's table has every day.
    case .days(let points):
      """
      <figure>
      \(DayChart(points, .wide).svg)
      \(DayChart(points, .narrow).svg)
      </figure>
      """
    case .forecast(let points, let scenarios, let subject):
      """
      <figure>
      \(ForecastChart(points, scenarios, .wide, subject).svg)
      \(ForecastChart(points, scenarios, .narrow, subject).svg)
      </figure>
      """
    }
  }

  /// Placements by what they cost: the chart, and every band of it.
  private static func costs(_ costs: PageContent.CostBands) -> String {
    let rows = costs.bands.enumerated().map { index, band in
      "<tr><th scope=\"row\">\(HTML.text(costs.name(of: index)))</th><td>\(cell(.value(band.placements)))</td></tr>"
    }
    return """
      <figure>
      \(CostChart(costs, .wide).svg)
      \(CostChart(costs, .narrow).svg)
      </figure>
      <details>
      <summary>The chart as a table</summary>
      <div class="scroll" role="region" aria-label="Placements by annual cost" tabindex="0">
      <table>
      <thead><tr><th scope="col">Annual cost</th><th scope="col">Placements</th></tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table>
      </div>
      </details>
      """
  }

  /// What the chart shows, year by year, and the phases behind it.
  ///
  /// - Parameter scenarios: beside the base, whose points have one number for each.
  static func forecast(_ points: [PageContent.ForecastPoint], _ scenarios: [String]) -> String {
    let head = (["January", "Plans"] + scenarios + Name.phases.map(\.long)).map { "<th scope=\"col\">\(HTML.text($0))</th>" }
    let rows = points.map { point in
      // At the census nothing has been decided yet: every scenario begins with the same plans.
      let beside = scenarios.indices.map { place in
        "<td>\(point.future.map { NumberText.whole($0.beside[place]) } ?? NumberText.whole(point.total.number))</td>"
      }
      return "<tr><th scope=\"row\">\(point.year)</th><td>\(cell(.value(point.total)))</td>" + beside.joined()
        + point.phases.map { "<td>\(cell(.value($0)))</td>" }.joined() + "</tr>"
    }
    return """
      <div class="scroll" role="region" aria-labelledby="forecast" tabindex="0">
      <table>
      <thead><tr>\(head.joined())</tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table>
      </div>
      """
  }

  static func cell(_ cell: PageContent.Cell) -> String {
    switch cell {
    case .value(let value):
      "\(HTML.text(value.unit.value(value.number)))<span class=\"bound\"> \(HTML.text(bound(value)))"
        + "\(value.isUnreliable ? unreliable : "")</span>"
    case .none: "<span class=\"nothing\">none yet</span>"
    }
  }

  /// `± 61`, or an interval in brackets.
  static func bound(_ value: PageContent.Value) -> String {
    guard let interval = value.interval else { return "± " + value.unit.bound(value.bound) }
    let (low, high) = (value.unit.value(interval.lowerBound), value.unit.value(interval.upperBound))
    if low == high, low == value.unit.value(value.number) { return "" }
    return "(\(low) to \(high))"
  }

  /// Decoration: the number stands beside it.
  private static func bar(_ cell: PageContent.Cell, of most: Double) -> String {
    guard case .value(let value) = cell, most > 0 else { return "<td class=\"bar\"></td>" }
    let width = Int((max(0, min(1, value.number / most)) * 200).rounded())
    return "<td class=\"bar\"><svg aria-hidden=\"true\" viewBox=\"0 0 200 10\" preserveAspectRatio=\"none\">"
      + "<rect width=\"\(width)\" height=\"10\"/></svg></td>"
  }
}
