/// Where a chart's labels stand, so that none lies on a line, on a dot or on another label.
///
/// Widths are estimated from above: which font a reader has is not known here.
struct ChartLabels {
  typealias Point = (Double, Double)

  struct Box {
    let left, top, right, bottom: Double

    /// Around text with its baseline at `place`, with a little air.
    init(_ text: String, size: Double, anchor: Anchor, at place: Point) {
      let width = ChartLabels.width(text, size: size)
      left = place.0 - 2 - (anchor == .start ? 0 : anchor == .middle ? width / 2 : width)
      right = left + width + 4
      (top, bottom) = (place.1 - size * 0.78 - 2, place.1 + size * 0.24 + 2)
    }

    init(left: Double, top: Double, right: Double, bottom: Double) {
      (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
    }

    init(around place: Point, _ radius: Double) {
      (left, right, top, bottom) = (place.0 - radius, place.0 + radius, place.1 - radius, place.1 + radius)
    }

    func meets(_ other: Box) -> Bool {
      left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }

    /// Whether any of the stretch lies inside (Liang, Barsky 1984: it is cut at each side in turn).
    func meets(from: Point, to: Point) -> Bool {
      var (enter, leave) = (0.0, 1.0)
      let (dx, dy) = (to.0 - from.0, to.1 - from.1)
      for (step, room) in [(-dx, from.0 - left), (dx, right - from.0), (-dy, from.1 - top), (dy, bottom - from.1)] {
        if step == 0 {
          if room < 0 { return false }
        } else if step < 0 {
          enter = max(enter, room / step)
        } else {
          leave = min(leave, room / step)
        }
      }
      return enter <= leave
    }
  }

  enum Anchor: String { case start, middle, end }

  private var lines: [[Point]]
  private var taken: [Box]

  /// - Parameters:
  ///   - lines: each through its points.
  ///   - dots: with their radius.
  init(clearOf lines: [[Point]], dots: [(Point, Double)]) {
    self.lines = lines
    taken = dots.map { Box(around: $0.0, $0.1 + 1) }
  }

  /// The first of the places that is free; it is taken then. Nil where none is: the label is better left out, since the
  /// table beside each chart has every number.
  mutating func place(_ text: String, size: Double, anchor: Anchor, at places: [Point], within area: Box) -> Point? {
    for place in places {
      let box = Box(text, size: size, anchor: anchor, at: place)
      guard box.left >= area.left, box.right <= area.right, box.top >= area.top, box.bottom <= area.bottom else { continue }
      guard !taken.contains(where: box.meets), !lines.contains(where: { Self.meets(box, $0) }) else { continue }
      taken.append(box)
      return place
    }
    return nil
  }

  private static func meets(_ box: Box, _ line: [Point]) -> Bool {
    zip(line, line.dropFirst()).contains { box.meets(from: $0, to: $1) }
  }

  /// Middles of labels of one height in a column, in the order of `wanted` and as near to them as that leaves: where some
  /// would overlap, they stand together around the mean of what they want.
  static func spread(_ wanted: [Double], height: Double, within range: ClosedRange<Double>) -> [Double] {
    var groups: [(sum: Double, members: [Int])] = []
    func middle(_ group: (sum: Double, members: [Int])) -> Double {
      let half = height * Double(group.members.count) / 2
      let low = range.lowerBound + half
      return min(max(group.sum / Double(group.members.count), low), max(low, range.upperBound - half))
    }
    for place in wanted.indices.sorted(by: { (wanted[$0], $0) < (wanted[$1], $1) }) {
      groups.append((wanted[place], [place]))
      while groups.count > 1 {
        let (last, before) = (groups[groups.count - 1], groups[groups.count - 2])
        let need = height * Double(last.members.count + before.members.count) / 2
        guard middle(last) - middle(before) < need else { break }
        groups.removeLast(2)
        groups.append((before.sum + last.sum, before.members + last.members))
      }
    }
    var places = wanted
    for group in groups {
      let first = middle(group) - height * Double(group.members.count - 1) / 2
      for (step, member) in group.members.enumerated() { places[member] = first + height * Double(step) }
    }
    return places
  }

  /// About what DejaVu Sans takes, the widest of the usual sans-serif fonts; bold unless said otherwise.
  static func width(_ text: String, size: Double, isBold: Bool = true) -> Double {
    (isBold ? 1.12 : 1) * text.unicodeScalars.reduce(0) { sum, scalar in
      switch scalar {
      case " ": sum + 0.32
      case "i", "j", "l", "t", "f", "r", "I", ".", ",", "-", "'": sum + 0.42
      case "w": sum + 0.82
      case "m", "M", "W", "…": sum + 1
      case "A"..."Z": sum + 0.76
      case "\u{0}"..."\u{24f}": sum + 0.64
      default: sum + 1
      }
    } * size
  }

  /// Cut so that it fits.
  static func cut(_ text: String, size: Double, isBold: Bool, to room: Double) -> String {
    if width(text, size: size, isBold: isBold) <= room { return text }
    var short = text
    while !short.isEmpty, width(short + "…", size: size, isBold: isBold) > room { short.removeLast() }
    while short.last == " " { short.removeLast() }
    return short + "…"
  }
}
