/// A forecast as SVG: the base as a line with its bands, other scenarios dashed, and a description in words. Where no future
/// is simulated the band is the noise's 95%.
///
/// Names and last numbers stand in a column right of all lines. Colours come from the style sheet's classes, so that light
/// and dark follow the reader's settings.
struct ForecastChart {
  /// Size and density for one width of screen.
  struct Layout {
    let name: String
    let width: Double
    let height: Double
    let yearStep: Int
    /// Of the column of names.
    let names: Double

    static let wide = Layout(name: "wide", width: 960, height: 400, yearStep: 3, names: 148)
    static let narrow = Layout(name: "narrow", width: 360, height: 320, yearStep: 5, names: 96)
  }

  /// What is drawn, in words.
  struct Subject {
    /// Begins the ids in the page.
    let id: String
    let title: String
    /// What the upright axis counts.
    let axis: String
    /// The line with the bands.
    let base: String

    static func london(_ points: [PageContent.ForecastPoint]) -> Subject {
      let (first, last) = (points.first?.year ?? 0, points.last?.year ?? 0)
      return Subject(
        id: "forecast", title: "Base forecast of plans in London, January \(first) to January \(last)",
        axis: "Plans on census day", base: "base")
    }
  }

  let points: [PageContent.ForecastPoint]
  let scenarios: [String]
  let layout: Layout
  let subject: Subject
  let scale: Scale
  let left: Double
  let top = 34.0
  let bottom = 34.0

  /// - Parameters:
  ///   - points: at least two, by year.
  ///   - scenarios: beside the base, in the order of the points' numbers.
  init(_ points: [PageContent.ForecastPoint], _ scenarios: [String], _ layout: Layout, _ subject: Subject? = nil) {
    self.points = points
    self.scenarios = scenarios
    self.layout = layout
    self.subject = subject ?? .london(points)
    let beside = points.flatMap { $0.future?.beside ?? [] }
    scale = Scale(
      low: (points.map(\.range.lowerBound) + beside).min() ?? 0, high: (points.map(\.range.upperBound) + beside).max() ?? 1)
    left = layout.name == "wide" ? 68 : 62
  }

  var svg: String {
    let id = "\(subject.id)-\(layout.name)"
    return """
      <svg class="chart \(layout.name)" viewBox="0 0 \(SVG.short(layout.width)) \(SVG.short(layout.height))" \
      role="img" aria-labelledby="\(id)-title \(id)-desc">
      <title id="\(id)-title">\(HTML.text(subject.title))</title>
      <desc id="\(id)-desc">\(HTML.text(Self.description(of: points, scenarios)))</desc>
      \(grid)
      <path class="band" d="\(SVG.path(band(\.range)))Z"/>
      \(hasFuture ? "<path class=\"half\" d=\"\(SVG.path(band { $0.future?.half ?? $0.range }))Z\"/>" : "")
      \(scenarios.indices.map { "<path class=\"beside look\($0 % 4)\" d=\"\(SVG.path(beside($0)))\"/>" }.joined(separator: "\n"))
      <path class="line" d="\(SVG.path(line))"/>
      \(dots)
      \(numbers)
      \(names)
      <text class="axis-title" x="0" y="14">\(HTML.text(axisTitle))</text>
      </svg>
      """
  }

  var hasFuture: Bool { points.contains { $0.future != nil } }

  private var axisTitle: String {
    scale.low == 0 ? subject.axis : "\(subject.axis) (the axis begins at \(NumberText.whole(scale.low)))"
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
    let dashed = "\(scenarios.count) dashed line\(scenarios.count == 1 ? "" : "s")"
    let looks = scenarios.isEmpty ? "a shaded 95% interval" : "shaded 90% and 50% intervals and \(dashed)"
    return "Line chart with \(looks). " + parts.joined(separator: "; ")
      + ". The table below the chart has every year."
  }

  private var grid: String {
    let lines = scale.ticks.map { tick in
      SVG.line("grid\(tick == scale.low ? " base" : "")", from: (left, y(tick)), to: (right, y(tick)))
        + SVG.text("tick end", at: (left - 8, y(tick) + 4), NumberText.whole(tick))
    }
    let years = points.filter { ($0.year - (points.first?.year ?? 0)).isMultiple(of: layout.yearStep) }.map { point in
      SVG.text("tick middle", at: (x(point.year), layout.height - bottom + 22), "\(point.year)")
    }
    return (lines + years).joined(separator: "\n")
  }

  func band(_ range: (PageContent.ForecastPoint) -> ClosedRange<Double>) -> [ChartLabels.Point] {
    let upper = points.map { (x($0.year), y(range($0).upperBound)) }
    let lower = points.map { (x($0.year), y(range($0).lowerBound)) }.reversed()
    return upper + lower
  }

  var line: [ChartLabels.Point] { points.map { (x($0.year), y($0.total.number)) } }

  func beside(_ place: Int) -> [ChartLabels.Point] {
    points.map { (x($0.year), y($0.future?.beside[place] ?? $0.total.number)) }
  }

  private var dots: String {
    points.indices.map { index in
      let isStrong = numbered.contains(index) || index == points.count - 1
      return "<circle class=\"\(isStrong ? "dot strong" : "dot")\" cx=\"\(SVG.short(line[index].0))\" "
        + "cy=\"\(SVG.short(line[index].1))\" r=\"\(isStrong ? "5" : "2.5")\"/>"
    }.joined(separator: "\n")
  }

  /// Where the plot ends.
  var right: Double { layout.width - layout.names - 26 }

  func x(_ year: Int) -> Double {
    guard let first = points.first, let last = points.last, last.year > first.year else { return left }
    let inset = layout.name == "wide" ? 16.0 : 8
    return left + inset + (right - left - inset) * Double(year - first.year) / Double(last.year - first.year)
  }

  func y(_ value: Double) -> Double {
    let share = (value - scale.low) / (scale.high - scale.low)
    return layout.height - bottom - share * (layout.height - top - bottom)
  }
}
