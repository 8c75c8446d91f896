internal import Glibc

/// Placements by their annual cost as SVG: a bar for each band, its 95% interval, and the quartiles.
///
/// The bands of a plan are about equally wide on a logarithmic scale, so the axis is one and heights compare. The first
/// band, from £0, and the last, without an end, are drawn as wide as their neighbours.
struct CostChart {
  struct Layout {
    let name: String
    let width: Double
    let height: Double
    /// Pounds.
    let ticks: [Double]

    static let wide = Layout(
      name: "wide", width: 960, height: 360, ticks: [5_000, 10_000, 20_000, 50_000, 100_000, 200_000])
    static let narrow = Layout(name: "narrow", width: 360, height: 280, ticks: [5_000, 20_000, 100_000])
  }

  private let costs: PageContent.CostBands
  private let layout: Layout
  private let scale: Scale
  /// Where the bars begin and end, in logarithms of pounds.
  private let borders: [Double]
  private let left = 56.0
  private let right = 12.0
  private let top = 64.0
  private let bottom = 34.0

  /// - Parameter costs: with three bands or more.
  init(_ costs: PageContent.CostBands, _ layout: Layout) {
    (self.costs, self.layout) = (costs, layout)
    scale = Scale(low: 0, high: costs.bands.map { $0.placements.number + $0.placements.bound }.max() ?? 1)
    let inner = costs.bands.dropFirst().map { log($0.from) }
    let (first, last) = (inner.first ?? 0, inner.last ?? 1)
    let (firstWidth, lastWidth) = inner.count > 1 ? (inner[1] - first, last - inner[inner.count - 2]) : (1, 1)
    borders = [first - firstWidth] + inner + [last + lastWidth]
  }

  var svg: String {
    let id = "cost-bands-\(layout.name)"
    return """
      <svg class="chart \(layout.name)" viewBox="0 0 \(SVG.short(layout.width)) \(SVG.short(layout.height))" \
      role="img" aria-labelledby="\(id)-title \(id)-desc">
      <title id="\(id)-title">Placements with a cost, by what they cost a year</title>
      <desc id="\(id)-desc">\(HTML.text(Self.description(of: costs)))</desc>
      \(grid)
      \(bars)
      \(quartiles)
      \(SVG.text("axis-title", at: (0, 14), "Placements in a band of cost"))
      </svg>
      """
  }

  /// The chart in words.
  static func description(of costs: PageContent.CostBands) -> String {
    let most = costs.bands.indices.max { costs.bands[$0].placements.number < costs.bands[$1].placements.number } ?? 0
    let quartiles = costs.quartiles.map { "\($0.name) \(Unit.pounds.value($0.pounds))" }.joined(separator: ", ")
    return "Bar chart on a logarithmic axis of annual costs, with the 95% interval of each bar. Most placements are in "
      + "the band \(costs.name(of: most)): \(NumberText.whole(costs.bands[most].placements.number)). "
      + (quartiles.isEmpty ? "" : "Marked: \(quartiles). ") + "The table below the chart has every band."
  }

  private var grid: String {
    let lines = scale.ticks.map { tick in
      SVG.line("grid\(tick == 0 ? " base" : "")", from: (left, y(tick)), to: (layout.width - right, y(tick)))
        + SVG.text("tick end", at: (left - 8, y(tick) + 4), NumberText.whole(tick))
    }
    let costs = layout.ticks.map { pounds in
      SVG.text("tick middle", at: (x(log(pounds)), layout.height - bottom + 22), Unit.pounds.value(pounds))
    }
    return (lines + costs).joined(separator: "\n")
  }

  private var bars: String {
    costs.bands.enumerated().map { index, band in
      let (from, to) = (x(borders[index]), x(borders[index + 1]))
      // A count that noise takes below zero has no bar; its interval shows what it may be.
      let height = y(0) - y(max(0, band.placements.number))
      let low = y(max(0, band.placements.number - band.placements.bound))
      let high = y(max(0, band.placements.number + band.placements.bound))
      return "<rect class=\"column\" x=\"\(SVG.short(from + 0.75))\" y=\"\(SVG.short(y(0) - height))\" "
        + "width=\"\(SVG.short(max(1, to - from - 1.5)))\" height=\"\(SVG.short(height))\"/>"
        + SVG.line("whisker", from: ((from + to) / 2, low), to: ((from + to) / 2, high))
    }.joined(separator: "\n")
  }

  /// Upright lines with their names above, each beside its line where it has most room.
  private var quartiles: String {
    let isNarrow = layout.name == "narrow"
    return costs.quartiles.enumerated().filter { $1.pounds > 0 }.map { index, quartile in
      let place = x(min(max(log(quartile.pounds), borders[0]), borders[borders.count - 1]))
      let anchor = ["end", "middle", "start"][min(index, 2)]
      let words = isNarrow ? Unit.pounds.value(quartile.pounds) : "\(quartile.name) \(Unit.pounds.value(quartile.pounds))"
      return SVG.line("quartile", from: (place, top - 6), to: (place, y(0)))
        + SVG.text("value \(anchor)", at: (place + [-4, 0, 4][min(index, 2)], top - (index == 1 ? 28 : 12)), words)
    }.joined(separator: "\n")
  }

  private func x(_ logarithm: Double) -> Double {
    let (first, last) = (borders[0], borders[borders.count - 1])
    return left + (layout.width - left - right) * (logarithm - first) / (last - first)
  }

  private func y(_ count: Double) -> Double {
    layout.height - bottom - count / scale.high * (layout.height - top - bottom)
  }
}
