import Vocabulary

/// Spells a return as an Excel workbook: DfE's data-entry template (one sheet, tables stacked) or a supplier's
/// workbook (a sheet per module, no header). Ids, ranks and indicators are floats in both.
struct ExcelReturn: ReturnSpelling {
  typealias Cell = WorkbookFile.Cell
  typealias Module = BladeReturn.Module

  private let header: ReturnHeader
  /// The template has days as text.
  private let isTemplate: Bool
  /// Rows by modules: ids of person and request, then the items of `ExcelColumns`.
  private var tables: [[[Cell]]] = Module.allCases.map { _ in [] }
  private var (persons, requests) = (0, 0)

  init(_ header: ReturnHeader, template: Bool) {
    self.header = header
    isTemplate = template
  }

  mutating func add(_ person: ReturnedPerson) {
    persons += 1
    let who = person.identity
    row(
      .person,
      [
        .float(persons), text(who.surname), text(who.forename), day(who.birthDay), text(who.sex), text(who.ethnicity),
        text(who.postcode), text(who.upn), text(who.uln), .blank,
      ])
    for request in person.requests { add(request) }
  }

  private mutating func add(_ request: ReturnedRequest) {
    requests += 1
    let source: [Cell] = header.hasItemsOf2025 ? [.float(request.source)] : []
    row(
      .requests,
      [.float(requests), .float(persons), day(request.received)] + source + [
        flag(false), day(request.outcomeDay), text(request.outcome), flag(request.mediation), flag(request.tribunal), .blank,
      ])
    if let assessment = request.assessment { add(assessment) }
    if let active = request.active { add(active) }
  }

  private mutating func add(_ assessment: ReturnedAssessment) {
    let flags = [Cell](repeating: flag(false), count: 4)
    row(.assessment, keys + [text(assessment.outcome), day(assessment.day)] + flags + [flag(assessment.week20)])
    guard let plan = assessment.plan else { return }
    row(
      .namedplan,
      keys + [
        day(plan.start), text(plan.residence), .blank, flag(plan.personalBudget), flag(false), .blank, day(plan.ceased),
        plan.ceaseReason.map { .float($0) } ?? .blank,
      ])
    for (rank, setting) in plan.details.enumerated() { row(.plandetail, keys + cells(setting, rank + 1)) }
  }

  private mutating func add(_ active: ReturnedActivePlan) {
    let later = [Cell](repeating: .blank, count: header.hasItemsOf2025 ? 3 : 0)
    row(
      .activeplans,
      keys + [active.transferLA.flatMap { Int($0) }.map { .float($0) } ?? .blank]
        + (header.isBefore2024
          ? [text(active.residence), .blank] : [day(active.review), active.review == nil ? .blank : .text("M")])
        + [day(active.review)] + later)
    for (episode, rank) in active.placements.map({ ($0, 1) }) + (active.alongside.map { [($0, 2)] } ?? []) {
      row(
        .placementdetail,
        keys + cells(episode.setting, rank) + [day(episode.entry), day(episode.leaving)]
          + (header.isBefore2024 ? [.text("F")] : [text(rank == 1 ? active.residence : ""), .blank]))
    }
    for (rank, need) in active.needs.enumerated() { row(.senneed, keys + [text(need), .float(rank + 1)]) }
  }

  private func cells(_ setting: Setting, _ rank: Int) -> [Cell] {
    return [
      setting.provider?.urn.map { .float($0) } ?? .blank, setting.provider.map { .float($0.ukprn) } ?? .blank,
      text(setting.code), text(setting.code == "OTH" ? "Fictional setting" : ""), .float(rank), flag(setting.isUnit),
      flag(setting.isResourced),
    ]
  }

  private var keys: [Cell] { [.float(persons), .float(requests)] }
  private func text(_ value: String) -> Cell { value.isEmpty ? .blank : .text(value) }
  private func flag(_ value: Bool) -> Cell { .float(value ? 1 : 0) }
  private func day(_ dayNumber: Int?) -> Cell {
    guard let dayNumber else { return .blank }
    guard isTemplate else { return .day(dayNumber) }
    var text = Bytes()
    text.addDay(dayNumber)
    return .text(String(decoding: text.all, as: UTF8.self))
  }
  private mutating func row(_ module: Module, _ cells: [Cell]) {
    tables[Module.allCases.firstIndex(of: module) ?? 0].append(cells)
  }

  func write(to folder: Folder) throws {
    var workbook = WorkbookFile()
    if isTemplate { addTemplate(to: &workbook) } else { addModules(to: &workbook) }
    try folder.write(try workbook.bytes(), to: "sen2_\(header.year).xlsx")
  }

  private func addTemplate(to workbook: inout WorkbookFile) {
    workbook.addSheet("Data Entry Template")
    workbook.addRow([.text(ReturnHeader.notice)])
    workbook.addRow([])
    let la = Cell.text(header.laNumber)
    for (place, module) in Module.allCases.enumerated() {
      let columns = ExcelColumns(module, header)
      workbook.addRow([.text(columns.title)])
      let headings = ["Record Type"] + columns.keyHeadings + columns.items.map(\.heading)
      workbook.addRow(headings.map { .text($0) })
      if module == .sen2 {
        workbook.addRow([
          .text(columns.title), .text("SEN2"), .float(header.year), day(header.referenceDay), .text("L"), la,
          .text(ReturnHeader.software), .text("1"), .float(1),
        ])
      }
      for row in tables[place] {
        let keys = columns.keyHeadings.count - 1
        workbook.addRow([.text(columns.title)] + row[..<keys] + [la] + row[keys...])
      }
      workbook.addRow([])
      workbook.addRow([])
    }
  }

  private func addModules(to workbook: inout WorkbookFile) {
    for (place, module) in Module.allCases.enumerated() where module != .sen2 {
      let columns = ExcelColumns(module, header)
      workbook.addSheet(columns.sheet)
      workbook.addRow((columns.keyItems + columns.items.map(\.item)).map { .text($0) })
      for row in tables[place] { workbook.addRow(row) }
    }
    workbook.addSheet("Fictional")
    workbook.addRow([.text(ReturnHeader.notice)])
  }
}
