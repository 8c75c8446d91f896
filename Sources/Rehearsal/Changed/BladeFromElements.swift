/// Spells changed returns as COLLECT's CSV files. A return that was not changed comes out as `BladeReturn` writes it.
struct BladeFromElements {
  typealias Module = BladeReturn.Module

  /// A line as it stands, after all others of its table.
  struct Line { let module: Module; let text, code: String }
  private struct Row { let cells: [String]; let marks: [String] }

  private let style: SpellingStyle
  private let la: String
  private var rows: [Module: [Row]] = [:]
  private var nextID: [Module: Int] = [:]
  private let columns: [Module: [String]]

  /// - Parameter order: nil for the usual order of rows.
  static func files(
    _ root: ReturnElement, _ header: ReturnHeader, _ style: SpellingStyle, order: RandomSource? = nil,
    lines: [Line] = []
  ) -> [SpelledFile] {
    var writer = BladeFromElements(header, style)
    writer.add(root, above: nil)
    var order = order
    return Module.allCases.filter { $0 != .plandetail || !style.withoutPlanDetail }.map { module in
      let path = style.path("sen2_\(header.year)/Blade-Export_20-03-\(header.year)_\(module.rawValue).csv")
      var rows = writer.rows[module] ?? []
      order?.shuffle(&rows)
      return writer.file(path, module, rows, lines.filter { $0.module == module })
    }
  }

  private init(_ header: ReturnHeader, _ style: SpellingStyle) {
    self.style = style
    la = header.laNumber
    let titles = BladeReturn(header).texts.map { String(decoding: $0.all, as: UTF8.self).split(separator: "\r\n")[0] }
    let names = titles.map { $0.split(separator: ",").map(String.init) }
    columns = Dictionary(uniqueKeysWithValues: zip(Module.allCases, names))
    for (place, module) in Module.allCases.enumerated() {
      nextID[module] = (header.year - 2000) * 1_000_000 + place * 100_000
    }
  }

  private mutating func add(_ element: ReturnElement, above: Int?) {
    let id = (nextID[element.module] ?? 0) + 1
    nextID[element.module] = id
    let keys = [String(id), String(id), "1", la] + (above.map { [String($0)] } ?? [])
    let items = (columns[element.module] ?? []).dropFirst(keys.count)
    let cells = keys + items.map { style.text($0, element[$0], isBlade: true) }
    rows[element.module, default: []].append(Row(cells: cells, marks: element.marks))
    for child in element.children { add(child, above: id) }
  }

  private func file(_ path: String, _ module: Module, _ rows: [Row], _ lines: [Line]) -> SpelledFile {
    let end = style.lineEnd ?? "\r\n"
    let names = (columns[module] ?? []).map { style.name($0, $0) }
    var text = spelled(names, extra: ["local note", "checked by"]) + end
    var marks: [SpelledFile.Mark] = []
    for (place, row) in rows.enumerated() {
      text += spelled(row.cells, extra: ["x", "\"y, z\""]) + end
      marks += row.marks.map { SpelledFile.Mark(code: $0, file: path, row: place + 2) }
    }
    for (place, line) in lines.enumerated() {
      text += line.text + end
      marks.append(SpelledFile.Mark(code: line.code, file: path, row: rows.count + place + 2))
    }
    return SpelledFile(path: path, bytes: style.bytes(text), marks: marks)
  }

  private func spelled(_ cells: [String], extra: [String]) -> String {
    var cells = style.isReversed ? cells.reversed() : cells
    if style.isQuoted { cells = cells.map { "\"\($0)\"" } }
    if style.hasExtraColumns { cells = [extra[0]] + cells + [extra[1]] }
    return cells.joined(separator: ",")
  }
}
