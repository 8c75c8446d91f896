/// Numbers and lines of drawings.
enum SVG {
  /// One decimal place is a tenth of a pixel.
  static func short(_ value: Double) -> String {
    guard let tenths = Int(exactly: (value * 10).rounded()) else { return "0" }
    return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
  }

  static func path(_ points: [(Double, Double)]) -> String {
    points.enumerated().map { ($0 == 0 ? "M" : "L") + short($1.0) + " " + short($1.1) }.joined()
  }

  static func line(_ look: String, from: (Double, Double), to: (Double, Double)) -> String {
    "<line class=\"\(look)\" x1=\"\(short(from.0))\" y1=\"\(short(from.1))\" x2=\"\(short(to.0))\" y2=\"\(short(to.1))\"/>"
  }

  static func text(_ look: String, at place: (Double, Double), _ words: String) -> String {
    "<text class=\"\(look)\" x=\"\(short(place.0))\" y=\"\(short(place.1))\">\(HTML.text(words))</text>"
  }
}

/// Round numbers for the upright axis.
struct Scale {
  let low: Double
  let high: Double
  let ticks: [Double]

  /// Begins at zero if the values come near it, else at a round number below them.
  init(low: Double, high: Double) {
    let from = low < high / 2 ? min(0, low) : low
    let span = max(high - from, 1)
    var step = 1.0
    while step * 5 < span { step *= 10 }
    for part in [0.1, 0.2, 0.5] where span / (step * part) <= 6 {
      step *= part
      break
    }
    let first = (from / step).rounded(.down)
    let last = max((high / step).rounded(.up), first + 1)
    self.low = first * step
    self.high = last * step
    ticks = stride(from: first, through: last, by: 1).map { $0 * step }
  }
}
