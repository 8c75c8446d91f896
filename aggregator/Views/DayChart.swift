/// Plans on days of one year as SVG: a line through the days where they lie in the year, each with its 95% interval.
struct DayChart {
  struct Layout {
    let name: String
    let width: Double
    let height: Double

    static let wide = Layout(name: "wide", width: 960, height: 340)
    static let narrow = Layout(name: "narrow", width: 360, height: 290)
  }

  private let points: [PageContent.DayPoint]
  private let layout: Layout
  private let scale: Scale
  private let left: Double
  private let right = 34.0
  private let top = 48.0
  private let bottom = 52.0

  /// - Parameter points: at least two, by day.
  init(_ points: [PageContent.DayPoint], _ layout: Layout) {
    (self.points, self.layout) = (points, layout)
    scale = Scale(
      low: points.map { $0.plans.number - $0.plans.bound }.min() ?? 0,
      high: points.map { $0.plans.number + $0.plans.bound }.max() ?? 1)
    left = layout.name == "wide" ? 88 : 92
  }

  var svg: String {
    let id = "quarter-days-\(layout.name)"
    return """
      <svg class="chart \(layout.name)" viewBox="0 0 \(SVG.short(layout.width)) \(SVG.short(layout.height))" \
      role="img" aria-labelledby="\(id)-title \(id)-desc">
      <title id="\(id)-title">Plans in London, \(points.first?.name ?? "") to \(points.last?.name ?? "")</title>
      <desc id="\(id)-desc">\(HTML.text(Self.description(of: points)))</desc>
      \(grid)
      <path class="line" d="\(SVG.path(points.map { (x($0), y($0.plans.number)) }))"/>
      \(marks)
      \(SVG.text("axis-title", at: (0, 14), axisTitle))
      </svg>
      """
  }

  private var axisTitle: String {
    scale.low == 0 ? "Plans" : "Plans (the axis begins at \(NumberText.whole(scale.low)))"
  }

  /// The chart in words.
  static func description(of points: [PageContent.DayPoint]) -> String {
    let parts = points.map { point in
      point.plans.bound < 0.5
        ? "\(point.name): \(NumberText.whole(point.plans.number))"
        : "\(point.name): \(NumberText.whole(point.plans.number)), 95% interval "
          + "\(NumberText.whole((point.plans.number - point.plans.bound).rounded(.down))) to "
          + "\(NumberText.whole((point.plans.number + point.plans.bound).rounded(.up)))"
    }
    return "Line chart of days in a year, each with its 95% interval. " + parts.joined(separator: "; ")
      + ". The table below the chart has every day and every area."
  }

  private var grid: String {
    let lines = scale.ticks.map { tick in
      SVG.line("grid\(tick == scale.low ? " base" : "")", from: (left - 18, y(tick)), to: (layout.width - right + 18, y(tick)))
        + SVG.text("tick end", at: (left - 26, y(tick) + 4), NumberText.whole(tick))
    }
    // Census days lie within weeks of a quarter day: their names stand in a row of their own.
    let names = points.enumerated().map { index, point in
      SVG.text(
        "tick \(point.isCensus ? (index == 0 ? "start" : "end") : "middle")",
        at: (x(point) + (point.isCensus ? (index == 0 ? -18 : 18) : 0), layout.height - bottom + (point.isCensus ? 40 : 20)),
        point.short)
    }
    return (lines + names).joined(separator: "\n")
  }

  /// A whisker and a dot for each day; numbers at the first and the last, and on a wide screen at every quarter day.
  private var marks: String {
    points.enumerated().map { index, point in
      let (x, y) = (x(point), y(point.plans.number))
      let (low, high) = (self.y(point.plans.number - point.plans.bound), self.y(point.plans.number + point.plans.bound))
      let isEnd = index == 0 || index == points.count - 1
      var drawn = SVG.line("whisker", from: (x, low), to: (x, high))
      for end in [low, high] { drawn += SVG.line("whisker", from: (x - 5, end), to: (x + 5, end)) }
      drawn += "<circle class=\"dot strong\" cx=\"\(SVG.short(x))\" cy=\"\(SVG.short(y))\" r=\"5\"/>"
      // The last quarter day lies too near to the census for a number of its own.
      guard isEnd || (layout.name == "wide" && !hasNeighbour(index)) else { return drawn }
      let anchor = index == 0 ? "start" : index == points.count - 1 ? "end" : "middle"
      let shift = index == 0 ? -8.0 : index == points.count - 1 ? 18.0 : 0
      // Under the line where that rises from it at once, and there is room.
      let isUnder = index == 0 && points[1].plans.number > point.plans.number && layout.height - bottom - low > 26
      return drawn
        + SVG.text(
          "value \(anchor)", at: (x + shift, isUnder ? max(low, y + 5) + 18 : min(high, y - 5) - 10),
          NumberText.whole(point.plans.number))
    }.joined(separator: "\n")
  }

  private func hasNeighbour(_ index: Int) -> Bool {
    points.indices.contains { $0 != index && (x(points[$0]) - x(points[index])).magnitude < 70 }
  }

  private func x(_ point: PageContent.DayPoint) -> Double {
    let (first, last) = (points.first?.day ?? 0, points.last?.day ?? 1)
    return left + (layout.width - left - right) * Double(point.day - first) / Double(max(1, last - first))
  }

  private func y(_ plans: Double) -> Double {
    layout.height - bottom - (plans - scale.low) / (scale.high - scale.low) * (layout.height - top - bottom)
  }
}
