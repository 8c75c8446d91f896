/// The London forecast as SVG: a line with its bands, other scenarios dashed, axes, and a description in words. Where no
/// future is simulated the band is the noise's 95%.
///
/// Colours come from the style sheet's classes, so that light and dark follow the reader's settings.
struct ForecastChart {
  /// Size and density for one width of screen.
  struct Layout {
    let name: String
    let width: Double
    let height: Double
    let yearStep: Int

    static let wide = Layout(name: "wide", width: 960, height: 400, yearStep: 3)
    static let narrow = Layout(name: "narrow", width: 360, height: 300, yearStep: 5)
  }

  let points: [PageContent.ForecastPoint]
  let scenarios: [String]
  let layout: Layout
  private let scale: Scale
  private let left: Double
  private let right = 20.0
  private let top = 34.0
  private let bottom = 34.0

  /// - Parameters:
  ///   - points: at least two, by year.
  ///   - scenarios: beside the base, in the order of the points' numbers.
  init(_ points: [PageContent.ForecastPoint], _ scenarios: [String], _ layout: Layout) {
    self.points = points
    self.scenarios = scenarios
    self.layout = layout
    scale = Scale(low: points.map(\.range.lowerBound).min() ?? 0, high: points.map(\.range.upperBound).max() ?? 1)
    left = layout.name == "wide" ? 64 : 62
  }

  var svg: String {
    let id = "forecast-\(layout.name)"
    return """
      <svg class="chart \(layout.name)" viewBox="0 0 \(SVG.short(layout.width)) \(SVG.short(layout.height))" \
      role="img" aria-labelledby="\(id)-title \(id)-desc">
      <title id="\(id)-title">\(HTML.text(title))</title>
      <desc id="\(id)-desc">\(HTML.text(Self.description(of: points, scenarios)))</desc>
      \(grid)
      <path class="band" d="\(band(\.range))"/>
      \(scenarios.isEmpty ? "" : "<path class=\"half\" d=\"\(band { $0.future?.half ?? $0.range })\"/>")
      \(beside)
      <path class="line" d="\(line)"/>
      \(marks)
      <text class="axis-title" x="0" y="14">\(HTML.text(axisTitle))</text>
      </svg>
      """
  }

  private var title: String {
    guard let first = points.first, let last = points.last else { return "Base forecast" }
    return "Base forecast of plans in London, January \(first.year) to January \(last.year)"
  }

  private var axisTitle: String {
    scale.low == 0 ? "Plans on census day" : "Plans on census day (the axis begins at \(NumberText.whole(scale.low)))"
  }

  /// The chart in words: first, milestones, last.
  static func description(of points: [PageContent.ForecastPoint], _ scenarios: [String]) -> String {
    guard let first = points.first, let last = points.last else { return "" }
    let told = points.filter { $0.year == first.year || $0.year == last.year || ($0.year - first.year).isMultiple(of: 6) }
    let parts = told.map { point in
      "\(point.year): \(NumberText.whole(point.total.number)), \(point.future == nil ? 95 : 90)% interval "
        + "\(NumberText.whole(point.range.lowerBound.rounded(.down))) to \(NumberText.whole(point.range.upperBound.rounded(.up)))"
        + (point.future.map { future in
          zip(scenarios, future.beside).map { ", \($0) \(NumberText.whole($1))" }.joined()
        } ?? "")
    }
    let looks = scenarios.isEmpty ? "a shaded 95% interval" : "shaded 90% and 50% intervals and \(scenarios.count) dashed lines"
    return "Line chart with \(looks). " + parts.joined(separator: "; ")
      + ". The table below the chart has every year."
  }

  private var grid: String {
    let lines = scale.ticks.map { tick in
      let y = SVG.short(y(tick))
      return "<line class=\"grid\(tick == scale.low ? " base" : "")\" x1=\"\(SVG.short(left))\" "
        + "x2=\"\(SVG.short(layout.width - right))\" y1=\"\(y)\" y2=\"\(y)\"/>"
        + "<text class=\"tick end\" x=\"\(SVG.short(left - 8))\" y=\"\(SVG.short(self.y(tick) + 4))\">"
        + "\(NumberText.whole(tick))</text>"
    }
    let years = points.filter { ($0.year - (points.first?.year ?? 0)).isMultiple(of: layout.yearStep) }.map { point in
      "<text class=\"tick middle\" x=\"\(SVG.short(x(point.year)))\" "
        + "y=\"\(SVG.short(layout.height - bottom + 22))\">\(point.year)</text>"
    }
    return (lines + years).joined(separator: "\n")
  }

  private func band(_ range: (PageContent.ForecastPoint) -> ClosedRange<Double>) -> String {
    let upper = points.map { (x($0.year), y(range($0).upperBound)) }
    let lower = points.map { (x($0.year), y(range($0).lowerBound)) }.reversed()
    return SVG.path(upper + lower) + "Z"
  }

  /// The other scenarios, each with its name and last number.
  private var beside: String {
    guard let last = points.last, let ends = last.future?.beside else { return "" }
    return scenarios.indices.map { place in
      let path = points.map { (x($0.year), y($0.future?.beside[place] ?? $0.total.number)) }
      let isAbove = ends[place] > last.total.number
      return "<path class=\"beside\" d=\"\(SVG.path(path))\"/>"
        + SVG.text(
          "name end", at: (x(last.year) + 6, y(ends[place]) + (isAbove ? -10 : 20)),
          "\(scenarios[place]) \(NumberText.whole(ends[place]))")
    }.joined(separator: "\n")
  }

  private var line: String { SVG.path(points.map { (x($0.year), y($0.total.number)) }) }

  /// A dot for every year; numbers at the first, one in the middle (if there is room) and the last.
  private var marks: String {
    let numbered = Set([0, layout.name == "wide" ? 6 : 0, points.count - 1])
    return points.enumerated().map { index, point in
      let (x, y) = (x(point.year), y(point.total.number))
      let dot = "<circle class=\"\(numbered.contains(index) ? "dot strong" : "dot")\" cx=\"\(SVG.short(x))\" "
        + "cy=\"\(SVG.short(y))\" r=\"\(numbered.contains(index) ? "5" : "2.5")\"/>"
      guard numbered.contains(index) else { return dot }
      let isLast = index == points.count - 1
      // Clear of the line: below its beginning if it rises from there, above everywhere else.
      let isBelow = index == 0 && points.count > 1 && points[1].total.number > point.total.number
      // Clear of a narrow band; within a wide one below the line, where no scenario that grows more comes near.
      let space = scenarios.isEmpty ? bandHeight(point) : 0
      let above = SVG.short(isBelow || !scenarios.isEmpty ? y + space + 22 : y - space - 12)
      let anchor = isLast ? "end" : index == 0 ? "start" : "middle"
      let shift = isLast ? 6.0 : index == 0 ? -4.0 : 0.0
      return dot + "<text class=\"value \(anchor)\" x=\"\(SVG.short(x + shift))\" y=\"\(above)\">"
        + "\(NumberText.whole(point.total.number))</text>"
    }.joined(separator: "\n")
  }

  private func bandHeight(_ point: PageContent.ForecastPoint) -> Double {
    y(point.total.number) - y(point.total.number + point.total.bound)
  }

  private func x(_ year: Int) -> Double {
    guard let first = points.first, let last = points.last, last.year > first.year else { return left }
    let inset = 16.0
    let width = layout.width - left - right - 2 * inset
    return left + inset + width * Double(year - first.year) / Double(last.year - first.year)
  }

  private func y(_ value: Double) -> Double {
    let share = (value - scale.low) / (scale.high - scale.low)
    return layout.height - bottom - share * (layout.height - top - bottom)
  }
}
