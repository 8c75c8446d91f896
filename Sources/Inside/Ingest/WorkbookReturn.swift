internal import Records
internal import Spreadsheet

/// A return in an Excel workbook: DfE's data-entry template, or a supplier's workbook with a sheet per module.
final class WorkbookReturn: Silent {
  private enum Shape {
    case template(sheet: Int)
    /// - Parameter sheets: the module of each; nil for others.
    case modules(sheets: [Module?])
  }

  private let log: FindingLog
  private let workbook: Workbook
  private let shape: Shape
  private var absent: Set<Module> = []
  /// One for a template, else one per sheet, so that rows can be found.
  private(set) var files: [Int] = []
  private var refusals: [(file: Int, refusal: Refusal)] = []
  private let header: SheetTable<HeaderRow>
  private let persons: SheetTable<PersonRow>
  private let requests: SheetTable<RequestRow>
  private let assessments: SheetTable<AssessmentRow>
  private let plans: SheetTable<NamedPlanRow>
  private let details: SheetTable<PlanDetailRow>
  private let activePlans: SheetTable<ActivePlanRow>
  private let placements: SheetTable<PlacementRow>
  private let needs: SheetTable<NeedRow>

  /// Nil for a workbook that is no return.
  init?(_ workbook: Workbook, name: String, log: FindingLog) {
    let titles = workbook.sheets.map { SheetHeading.normal(Array($0.utf8).span) }
    let shape: Shape
    if let sheet = titles.firstIndex(of: "dataentrytemplate") {
      shape = .template(sheet: sheet)
    } else {
      let modules = Self.modules(workbook.sheets)
      if modules.contains(where: { $0 != nil }) {
        shape = .modules(sheets: modules)
      } else if let sheet = workbook.sheets.indices.first(where: { TemplatePeek.isTemplate(workbook, $0) }) {
        shape = .template(sheet: sheet)
      } else {
        return nil
      }
    }
    var files: [Int] = []
    func file(_ module: Module) -> Int {
      switch shape {
      case .template:
        if files.isEmpty { files.append(log.open(name, .template)) }
        return files[0]
      case .modules(let sheets):
        // Most have no header, and no file in the report for it.
        guard module != .header || sheets.contains(.header) else { return -1 }
        files.append(log.open("\(name), sheet \(module.sheetName)", .workbook))
        return files[files.count - 1]
      }
    }
    (self.workbook, self.shape, self.log) = (workbook, shape, log)
    header = SheetTable(file: file(.header), log: log)
    persons = SheetTable(file: file(.person), log: log)
    requests = SheetTable(file: file(.requests), log: log)
    assessments = SheetTable(file: file(.assessment), log: log)
    plans = SheetTable(file: file(.namedPlan), log: log)
    details = SheetTable(file: file(.planDetail), log: log)
    activePlans = SheetTable(file: file(.activePlans), log: log)
    placements = SheetTable(file: file(.placementDetail), log: log)
    needs = SheetTable(file: file(.need), log: log)
    self.files = files
  }

  private func table(_ module: Module) -> any SheetModule {
    switch module {
    case .header: header
    case .person: persons
    case .requests: requests
    case .assessment: assessments
    case .namedPlan: plans
    case .planDetail: details
    case .activePlans: activePlans
    case .placementDetail: placements
    case .need: needs
    }
  }

  /// The whole return; nil, with findings, if it cannot be used.
  func read(_ makeReducer: MakeReducer) -> ReturnFacts? {
    switch shape {
    case .template(let sheet): readTemplate(sheet)
    case .modules(let sheets): readModules(sheets)
    }
    guard refusals.isEmpty else { return refuse() }
    do throws(Refusal) {
      let reducer: CensusReducer
      header.index()
      if absent.contains(.header) {
        reducer = try makeReducer.derived(try DerivedCensus(requests.rows, plans.rows).year())
        log.note(.censusDayDerived, file: persons.file)
      } else {
        let rows = header.takeAll()
        reducer = try makeReducer.from(rows.count == 1 ? rows[0].row : nil)
      }
      reducer.absent = absent
      for module in absent.sorted(by: { $0.rawValue < $1.rawValue }) where module != .header {
        log.note(Refusal(rule: .moduleAbsent, about: about(module)), file: persons.file)
      }
      join(reducer)
      guard !reducer.isEmpty else { throw Refusal(rule: .noPersons) }
      if let facts = reducer.finish() { return facts }
      log.refuse(files, because: reducer.refusals)
      return nil
    } catch {
      refusals.append((files[0], error))
      return refuse()
    }
  }

  private func readTemplate(_ sheet: Int) {
    let handler = TemplateSheet { [self] in table($0) }
    read(sheet, handler, file: files[0])
    handler.finish()
    if let refusal = handler.refusal { return refusals.append((files[0], refusal)) }
    for module in Module.allCases where !table(module).hasHeading { missing(module, file: files[0]) }
  }

  /// The module of each sheet by its name, "Active Plans"; of a workbook that has three modules or more also by names like
  /// "Module 5a - Active Plans 2025", for modules that have no sheet of the plain name.
  private static func modules(_ sheets: [String]) -> [Module?] {
    let plain = sheets.map { Module(title: SheetHeading.normal(Array($0.utf8).span)) }
    let numbered = sheets.map { ItemNumbers.module(ofSheet: $0) }
    guard Set((plain + numbered).compactMap(\.self)).count > 2 else { return plain }
    return sheets.indices.map { place in plain[place] ?? (plain.contains(numbered[place]) ? nil : numbered[place]) }
  }

  private func readModules(_ modules: [Module?]) {
    for module in Module.allCases {
      let file = table(module).file
      let sheets = modules.indices.filter { modules[$0] == module }
      guard let sheet = sheets.first else {
        missing(module, file: file)
        continue
      }
      guard sheets.count == 1 else {
        refusals.append((file, Refusal(rule: .moduleTwice, about: about(module))))
        continue
      }
      let handler = ModuleSheet(table(module))
      read(sheet, handler, file: file)
      handler.finish()
      if let refusal = handler.refusal ?? (handler.hasHeading ? nil : Refusal(rule: .missingColumn)) {
        refusals.append((file, refusal))
      }
    }
  }

  /// Plans of a workbook name their requests, so that assessments may be absent too.
  private func missing(_ module: Module, file: Int) {
    if module.isOptional {
      absent.insert(module)
    } else {
      refusals.append((file, Refusal(rule: .missingSheet, about: about(module))))
    }
  }

  private func about(_ module: Module) -> String {
    switch shape {
    case .template: "section \(module.sheetName)"
    case .modules: "sheet \(module.sheetName)"
    }
  }

  private func read(_ sheet: Int, _ handler: any RowHandler, file: Int) {
    do throws(SpreadsheetError) { try workbook.read(sheet, handler) } catch {
      refusals.append((file, Refusal(rule: Rule(error), line: error.row)))
    }
  }

  private func join(_ reducer: CensusReducer) {
    persons.index()
    let owners = requests.links
    requests.index()
    assessments.index(persons: owners)
    plans.index(persons: owners)
    details.index(persons: owners)
    activePlans.index(persons: owners)
    placements.index(persons: owners)
    needs.index(persons: owners)
    var draft = PersonDraft()
    for (id, row) in persons.takeAll() {
      draft.start(row)
      for (id, row) in requests.take(below: id) { add(id, row, to: &draft) }
      reducer.add(draft)
    }
    requests.listOrphans()
    assessments.listOrphans()
    plans.listOrphans()
    details.listOrphans()
    activePlans.listOrphans()
    placements.listOrphans()
    needs.listOrphans()
  }

  /// What hangs on a request's id belongs to its first assessment, plan and active plan. Details of a setting without
  /// a plan, and placements and needs without an active plan, are left over and listed.
  private func add(_ id: String, _ row: RequestRow, to draft: inout PersonDraft) {
    draft.add(row)
    for (_, row) in assessments.take(below: id) { draft.add(row) }
    for (index, plan) in plans.take(below: id).enumerated() {
      draft.addNamingRequest(plan.row)
      if index == 0 { for (_, row) in details.take(below: id) { draft.add(row) } }
    }
    for (index, activePlan) in activePlans.take(below: id).enumerated() {
      draft.add(activePlan.row)
      guard index == 0 else { continue }
      for (_, row) in placements.take(below: id) { draft.add(row) }
      for (_, row) in needs.take(below: id) { draft.add(row) }
    }
  }

  private func refuse() -> ReturnFacts? {
    for (file, refusal) in refusals { log.note(refusal, file: file < 0 ? files[0] : file) }
    log.drop(files)
    return nil
  }
}
