/// Spells changed returns as the two kinds of workbook. What was not changed comes out as `ExcelReturn` writes it.
struct WorkbookFromElements {
  typealias Module = BladeReturn.Module
  typealias Cell = WorkbookFile.Cell
  private struct Row { let person, request: Int; let element: ReturnElement }

  private let style: SpellingStyle
  private let header: ReturnHeader
  private let isTemplate: Bool
  private var rows: [Module: [Row]] = [:]
  private var (persons, requests) = (0, 0)

  static func file(
    _ root: ReturnElement, _ header: ReturnHeader, _ style: SpellingStyle, isTemplate: Bool, order: RandomSource? = nil
  ) throws -> SpelledFile {
    let (workbook, marks) = workbook(root, header, style, isTemplate: isTemplate, order: order)
    return SpelledFile(path: style.path("sen2_\(header.year).xlsx"), bytes: try workbook.bytes(), marks: marks)
  }

  static func workbook(
    _ root: ReturnElement, _ header: ReturnHeader, _ style: SpellingStyle, isTemplate: Bool, order: RandomSource? = nil
  ) -> (workbook: WorkbookFile, marks: [SpelledFile.Mark]) {
    var writer = WorkbookFromElements(style: style, header: header, isTemplate: isTemplate)
    for person in root.children { writer.add(person) }
    if var order {
      for module in Module.allCases { order.shuffle(&writer.rows[module, default: []]) }
    }
    var workbook = WorkbookFile()
    let path = style.path("sen2_\(header.year).xlsx")
    let marks = isTemplate ? writer.addTemplate(root, to: &workbook, path) : writer.addModules(to: &workbook, path)
    return (workbook, marks)
  }

  private init(style: SpellingStyle, header: ReturnHeader, isTemplate: Bool) {
    (self.style, self.header, self.isTemplate) = (style, header, isTemplate)
  }

  private mutating func add(_ element: ReturnElement) {
    if element.module == .person { persons += 1 }
    if element.module == .requests { requests += 1 }
    rows[element.module, default: []].append(Row(person: persons, request: requests, element: element))
    for child in element.children { add(child) }
  }

  private func keys(_ row: Row) -> [Cell] {
    switch row.element.module {
    case .sen2: []
    case .person: [.float(row.person)]
    case .requests: [.float(row.request), .float(row.person)]
    default: [.float(row.person), .float(row.request)]
    }
  }

  private func cells(_ row: Row, _ columns: ExcelColumns) -> [Cell] {
    columns.items.map { item in
      let name = item.item == "rquestsource" ? "requestsource" : item.item
      return style.cell(name, row.element[name], isTemplate: isTemplate)
    }
  }

  private func arranged(_ cells: [Cell], _ first: Cell, _ last: Cell) -> [Cell] {
    let cells = style.isReversed ? cells.reversed() : cells
    return style.hasExtraColumns ? [first] + cells + [last] : cells
  }

  private func addModules(to workbook: inout WorkbookFile, _ path: String) -> [SpelledFile.Mark] {
    var marks: [SpelledFile.Mark] = []
    let modules = style.hasModuleTitles ? Module.allCases.reversed() : Module.allCases
    for module in modules where module != .sen2 && !(module == .plandetail && style.withoutPlanDetail) {
      let columns = ExcelColumns(module, header)
      let names =
        columns.keyItems
        + columns.items.enumerated().map { style.numbered(style.name($1.item, $1.item), columns.number, $0) }
      workbook.addSheet(style.hasModuleTitles ? "Module \(columns.number) - \(columns.sheet)" : columns.sheet)
      if style.hasModuleTitles { addTitles(columns, to: &workbook) }
      workbook.addRow(arranged(names.map { .text($0) }, .text("local note"), .text("checked by")))
      for (place, row) in (rows[module] ?? []).enumerated() {
        workbook.addRow(arranged(keys(row) + cells(row, columns), .text("x"), .text("y")))
        let file = "\(path), sheet \(columns.sheet)"
        marks += row.element.marks.map { SpelledFile.Mark(code: $0, file: file, row: place + (style.hasModuleTitles ? 5 : 2)) }
      }
    }
    workbook.addSheet("Fictional")
    workbook.addRow([.text(ReturnHeader.notice)])
    return marks
  }

  private func addTitles(_ columns: ExcelColumns, to workbook: inout WorkbookFile) {
    workbook.addRow([.text("SEN2 \(header.year): \(columns.title) (FICTIONAL)")])
    workbook.addRow([.text("Extracted on"), .text("16/01/\(header.year)")])
    workbook.addRow([])
  }

  private func addTemplate(
    _ root: ReturnElement, to workbook: inout WorkbookFile, _ path: String
  ) -> [SpelledFile.Mark] {
    var (marks, line): ([SpelledFile.Mark], Int) = ([], 0)
    func add(_ cells: [Cell]) {
      workbook.addRow(cells)
      line += 1
    }
    workbook.addSheet("Data Entry Template")
    add([.text(ReturnHeader.notice)])
    add([])
    for module in Module.allCases where !(module == .plandetail && style.withoutPlanDetail) {
      let columns = ExcelColumns(module, header)
      add([.text(columns.title)])
      let headings = columns.items.enumerated().map { style.numbered($1.heading, columns.number, $0) }
      add((["Record Type"] + columns.keyHeadings + headings).map { .text(style.name($0, $0)) })
      if module == .sen2 {
        add([
          .text(columns.title), .text(root["collection"]), .float(header.year),
          style.cell("referencedate", root["referencedate"], isTemplate: true), .text("L"), .text(root["lea"]),
          .text(root["softwarecode"]), .text("1"), .float(1),
        ])
        marks += root.marks.map { SpelledFile.Mark(code: $0, file: path, row: line) }
      }
      for row in rows[module] ?? [] {
        add([.text(columns.title)] + keys(row) + [.text(header.laNumber)] + cells(row, columns))
        marks += row.element.marks.map { SpelledFile.Mark(code: $0, file: path, row: line) }
      }
      add([])
      add([])
    }
    return marks
  }
}
