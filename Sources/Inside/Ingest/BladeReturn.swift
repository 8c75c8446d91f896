internal import Files
internal import Records

/// The nine files of one Blade export.
final class BladeReturn: Silent {
  private let log: FindingLog
  private var files: [Int] = []
  private var sources: [(module: Module, source: Source)] = []
  private var modules: Set<Module> = []
  private var refusals: [(file: Int, refusal: Refusal)] = []
  private var header: BladeTable<HeaderRow>?
  private var persons: BladeTable<PersonRow>?
  private var requests: BladeTable<RequestRow>?
  private var assessments: BladeTable<AssessmentRow>?
  private var plans: BladeTable<NamedPlanRow>?
  private var details: BladeTable<PlanDetailRow>?
  private var activePlans: BladeTable<ActivePlanRow>?
  private var placements: BladeTable<PlacementRow>?
  private var needs: BladeTable<NeedRow>?

  init(log: FindingLog) { self.log = log }

  func add(_ module: Module, _ source: Source) {
    files.append(source.file)
    if modules.insert(module).inserted {
      sources.append((module, source))
    } else {
      refusals.append((source.file, Refusal(rule: .moduleTwice)))
    }
  }

  /// Of all files, in bytes.
  func size() throws(IngestError) -> Int {
    do throws(FileError) {
      var size = 0
      for (_, source) in sources { size += try Files.size(source.path) }
      return size
    } catch {
      throw .cannotRead(error)
    }
  }

  /// Reads the files side by side, in constant memory. Nil where that can't be done: then whatever was noted has to be
  /// forgotten, and the files are read on one thread or one after another.
  ///
  /// - Parameter effort: nil for the caller's thread alone.
  func readSideBySide(_ makeReducer: MakeReducer, _ effort: Effort?) throws(IngestError) -> ReturnFacts? {
    // Only files that are CSV as they are can be cut into portions.
    guard refusals.isEmpty, sources.allSatisfy({ $0.1.form.isPlain }), Module.allCases.allSatisfy({ modules.contains($0) || $0 != .header && $0.isOptional })
    else { return nil }
    var held: [HeldDigests] = []
    var again: [Module: Source] = [:]
    for (module, source) in sources {
      let digests = HeldDigests(source.makeDigest)
      held.append(digests)
      again[module] = Source(file: source.file, path: source.path, makeDigest: digests.digest)
    }
    guard let source = again[.header] else { return nil }
    let header = BladeTable<HeaderRow>(file: source.file, log: log)
    guard try source.readCSV(header) == nil, header.rows.count == 1 else { return nil }
    let reducer: CensusReducer
    do throws(Refusal) { reducer = try makeReducer.from(header.rows[0]) } catch { return nil }
    reducer.absent = absent
    do throws(BladeStop) {
      if let effort {
        try BladePortions.give(again, to: reducer, log, effort)
      } else {
        var files = try BladeMerge(again, log)
        try files.give(to: reducer)
      }
    } catch {
      switch error {
      case .notInOrder: return nil
      case .cannotRead(let error): throw .cannotRead(error)
      }
    }
    guard !reducer.isEmpty, let facts = reducer.finish() else { return nil }
    noteAbsent(shownAt: again[.person]?.file)
    for digests in held { digests.settle() }
    return facts
  }

  /// Reads the files one after another and joins them: all rows are in memory at once.
  func readOneByOne(_ makeReducer: MakeReducer) throws(IngestError) -> ReturnFacts? {
    for (module, source) in sources {
      switch module {
      case .header: header = try table(source)
      case .person: persons = try table(source)
      case .requests: requests = try table(source)
      case .assessment: assessments = try table(source)
      case .namedPlan: plans = try table(source)
      case .planDetail: details = try table(source)
      case .activePlans: activePlans = try table(source)
      case .placementDetail: placements = try table(source)
      case .need: needs = try table(source)
      }
    }
    return join(makeReducer)
  }

  private func table<Row: ModuleRow>(_ source: Source) throws(IngestError) -> BladeTable<Row> {
    let table = BladeTable<Row>(file: source.file, log: log)
    if let refusal = try source.readCSV(table) {
      refusals.append((source.file, refusal))
    } else {
      table.index()
    }
    return table
  }

  /// The whole return; nil, with findings, if it cannot be used.
  private func join(_ makeReducer: MakeReducer) -> ReturnFacts? {
    guard let persons, let requests, let plans, let activePlans, let placements, let needs,
      assessments != nil || plans.namesRequest
    else {
      return refuse(absent.filter { !$0.isOptional || $0 == .assessment }.map { missing(.missingModule, $0) })
    }
    guard refusals.isEmpty else { return refuse([]) }
    let reducer: CensusReducer
    do throws(Refusal) {
      if let header {
        let rows = header.takeAll().map(\.row)
        reducer = try makeReducer.from(rows.count == 1 ? rows[0] : nil)
      } else {
        reducer = try makeReducer.derived(try DerivedCensus(requests.rows, plans.rows).year())
        log.note(.censusDayDerived, file: persons.file)
      }
    } catch {
      return refuse([error])
    }
    reducer.absent = absent
    noteAbsent(shownAt: persons.file)
    var draft = PersonDraft()
    for (id, row) in persons.takeAll() {
      draft.start(row)
      for (id, row) in requests.take(below: id) { add(id, row, plans, activePlans, to: &draft) }
      reducer.add(draft)
    }
    requests.listOrphans()
    assessments?.listOrphans()
    plans.listOrphans()
    details?.listOrphans()
    activePlans.listOrphans()
    placements.listOrphans()
    needs.listOrphans()
    guard !reducer.isEmpty else { return refuse([Refusal(rule: .noPersons)]) }
    guard let facts = reducer.finish() else {
      log.refuse(files, because: reducer.refusals)
      return nil
    }
    return facts
  }

  private func add(
    _ id: String, _ row: RequestRow, _ plans: BladeTable<NamedPlanRow>, _ activePlans: BladeTable<ActivePlanRow>,
    to draft: inout PersonDraft
  ) {
    draft.add(row)
    for (id, row) in assessments?.take(below: id) ?? [] {
      draft.add(row)
      if plans.namesRequest { continue }
      for (id, row) in plans.take(below: id) {
        draft.add(row)
        addDetails(below: id, to: &draft)
      }
    }
    if plans.namesRequest {
      for (id, row) in plans.take(below: id) {
        draft.addNamingRequest(row)
        addDetails(below: id, to: &draft)
      }
    }
    for (id, row) in activePlans.take(below: id) {
      draft.add(row)
      for (_, row) in placements?.take(below: id) ?? [] { draft.add(row) }
      for (_, row) in needs?.take(below: id) ?? [] { draft.add(row) }
    }
  }

  private func addDetails(below plan: String, to draft: inout PersonDraft) {
    for (_, row) in details?.take(below: plan) ?? [] { draft.add(row) }
  }

  private func noteAbsent(shownAt file: Int?) {
    guard let file else { return }
    for module in absent.sorted(by: { $0.rawValue < $1.rawValue }) where module != .header {
      log.note(missing(.moduleAbsent, module), file: file)
    }
  }

  private var absent: Set<Module> { Set(Module.allCases).subtracting(modules) }

  private func missing(_ rule: Rule, _ module: Module) -> Refusal {
    Refusal(rule: rule, about: "module \(module.rawValue)")
  }

  /// Notes a refusal of the set at its header file, or at its first file where there is none.
  private func refuse(_ more: [Refusal]) -> ReturnFacts? {
    for (file, refusal) in refusals { log.note(refusal, file: file) }
    for refusal in more {
      if let file = files.first { log.note(refusal, file: file) }
    }
    log.drop(files)
    return nil
  }
}
