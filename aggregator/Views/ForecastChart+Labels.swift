/// Numbers and names in the chart, each where no line is.
extension ForecastChart {
  /// Points with a number of their own in the plot; the last one's stands in the column.
  var numbered: [Int] { layout.name == "wide" && points.count > 7 ? [0, 6] : [0] }

  /// The first number and one in the middle, as near to their points as lines leave room.
  var numbers: String {
    let bands = [band(\.range)] + (hasFuture ? [band { $0.future?.half ?? $0.range }] : [])
    let level = scale.ticks.map { [(left, y($0)), (right, y($0))] }
    var labels = ChartLabels(
      clearOf: [line] + scenarios.indices.map(beside) + bands + level, dots: line.map { ($0, 3) })
    let plot = ChartLabels.Box(left: left, top: top - 14, right: right + 8, bottom: layout.height - bottom)
    return numbered.compactMap { index in
      let text = NumberText.whole(points[index].total.number)
      let (x, y) = line[index]
      // Step by step away from the point, below before above: no line that grows more comes near from there.
      let places = stride(from: 18.0, through: 80, by: 3).flatMap { [(x, y + $0 + 4), (x, y - $0 + 6)] }
      return labels.place(text, size: 15, anchor: index == 0 ? .start : .middle, at: places, within: plot)
        .map { SVG.text("value \(index == 0 ? "start" : "middle")", at: $0, text) }
    }.joined(separator: "\n")
  }

  /// The column right of the lines: what each is, and its last number.
  var names: String {
    guard let last = points.last, let end = line.last else { return "" }
    var ends = [(name: subject.base, number: last.total.number, y: end.1, look: "value")]
    for (place, name) in scenarios.enumerated() {
      guard let number = last.future?.beside[place] else { continue }
      ends.append((name, number, y(number), "value beside-value"))
    }
    let (step, column) = (34.0, right + 26)
    let middles = ChartLabels.spread(ends.map(\.y), height: step, within: top - 20...layout.height - bottom + 20)
    return zip(ends, middles).map { end, middle in
      SVG.line("leader", from: (right + 8, end.y), to: (column - 5, middle))
        + SVG.text("name start", at: (column, middle - 3), name(end.name, room: layout.width - column))
        + SVG.text("\(end.look) start", at: (column, middle + 13), NumberText.whole(end.number))
    }.joined(separator: "\n")
  }

  /// On a narrow screen names are smaller, and not bold.
  private func name(_ text: String, room: Double) -> String {
    layout.name == "wide"
      ? ChartLabels.cut(text, size: 13, isBold: true, to: room) : ChartLabels.cut(text, size: 12, isBold: false, to: room)
  }
}
