// Ingest: a borough's own files become records and a report.
//
// Reads SEN2 person-level returns (XML as uploaded to COLLECT, the nine CSV files of a "Blade" export, and two
// kinds of Excel workbook) and finance extracts. May assume nothing about the files: each byte may be wrong or hostile.
// Never: shows or passes on a value of a record. Reports and errors name files, rows and rules. Fields that no
// statistic needs, names and addresses among them, are dropped as bytes and never become values.
//
// Everything is streamed, once if it is in order; only workbooks, of at most 64 MiB, are whole in memory. Finance extracts
// come after the returns, so that a line is matched as it is read. What is kept is a few words per person, 64 bytes per
// finance line that counts, and 8 per line that nobody was found for.

public import Costing
internal import Files
public import Records
internal import Spreadsheet
internal import Vocabulary

/// A roll, what was wrong with the files it came from, and nothing else.
public struct Ingested: Sendable, Silent {
  /// Empty where the report's verdict is `unusable`.
  public let roll: Roll
  public let report: IngestReport
  /// What the placements of all persons with a cost are paid a year, by who bears it: exact, for the borough's own staff.
  public let costs: CostShares
  /// Lines of finance extracts that belong to nobody on roll.
  public let unmatched: UnmatchedLines
}

/// What each return holds in DfE's definitions, and what was wrong with the files.
public struct Tallied: Sendable, Silent {
  /// One return each, in ascending years. Empty where the report's verdict is `unusable`.
  public let counts: [ReturnCounts]
  public let report: IngestReport
}

public enum Ingest {
  /// Reads a borough's folder and the folders directly in it.
  ///
  /// - Parameters:
  ///   - folder: returns of the collections that are to be used, any number, and finance extracts.
  ///   - providers: the sector of each school and college.
  ///   - laNumber: three digits; returns of another authority are refused.
  ///   - maps: how finance extracts of other layouts than today's are read, as the borough confirmed.
  ///   - makeDigest: makes the digest of one file, for each file that is read; several files may be read at a time. The
  ///     digests of all files, in an order of their own, are the vintage of the data: a renamed file is the same file.
  ///     Maps that were used count among the files.
  /// - Throws: `IngestError` if the folder or a file cannot be read at all. What is wrong in a file is in the report.
  public static func read(
    folder: String, providers: ProviderSectors, borough laNumber: String, maps: ColumnMaps = ColumnMaps(),
    digest makeDigest: @escaping () -> FileDigest
  ) throws(IngestError) -> Ingested {
    try read(folder: folder, providers: providers, borough: laNumber, maps: maps, effort: Effort(), digest: makeDigest)
  }

  static func read(
    folder: String, providers: ProviderSectors, borough laNumber: String, maps: ColumnMaps = ColumnMaps(), effort: Effort,
    digest makeDigest: @escaping () -> FileDigest
  ) throws(IngestError) -> Ingested {
    let reading = Reading(providers: providers, laNumber: laNumber, maps: maps, effort: effort, makeDigest: makeDigest)
    try reading.readAll(in: folder)
    return try reading.finish()
  }

  /// Reads without a digest.
  public static func read(
    folder: String, providers: ProviderSectors, borough laNumber: String, maps: ColumnMaps = ColumnMaps()
  ) throws(IngestError) -> Ingested {
    try read(folder: folder, providers: providers, borough: laNumber, maps: maps) { .none }
  }

  /// Reads a borough's folder and counts each of its returns as DfE does, for a reconciliation alone. Parameters and
  /// errors as those of `read`.
  public static func tally(
    folder: String, providers: ProviderSectors, borough laNumber: String, maps: ColumnMaps = ColumnMaps()
  ) throws(IngestError) -> Tallied {
    let reading = Reading(
      providers: providers, laNumber: laNumber, maps: maps, makeDigest: { .none }, isTallying: true)
    try reading.readAll(in: folder)
    let report = try reading.finish().report
    return Tallied(counts: report.verdict == .unusable ? [] : reading.counts, report: report)
  }
}

/// The state of one call of `Ingest.read` or `tally`.
private final class Reading {
  private let log = FindingLog()
  private let providers: ProviderSectors
  private let laNumber: String
  private let makeDigest: () -> FileDigest
  private var returns: [ReturnFacts] = []
  private var sets: [String: BladeReturn] = [:]
  private var years: Set<Int> = []
  private let finance: FinanceFiles
  /// Read after the returns.
  private var financeFiles: [FinanceFile] = []
  private let isTallying: Bool
  private let effort: Effort
  private var tallies: [ReturnTally] = []

  init(
    providers: ProviderSectors, laNumber: String, maps: ColumnMaps, effort: Effort = Effort(),
    makeDigest: @escaping () -> FileDigest, isTallying: Bool = false
  ) {
    self.isTallying = isTallying
    self.effort = effort
    self.providers = providers
    self.laNumber = laNumber
    self.makeDigest = makeDigest
    finance = FinanceFiles(maps: maps, log: log)
  }

  func readAll(in folder: String) throws(IngestError) {
    let found: [FoundFile]
    do throws(FileError) { found = try Discovery(folder: folder).files() } catch { throw .cannotRead(error) }
    for (place, file) in found.enumerated() {
      log.turn = FinanceTable.turn(place)
      try read(file, place)
    }
  }

  private func read(_ file: FoundFile, _ place: Int) throws(IngestError) {
    switch file.role {
    case .notRead(let rule), .refused(let rule): log.note(rule, file: log.open(file.name, .notRead))
    case .providers: _ = log.open(file.name, .providers)
    case .xml: try readXML(file)
    case .workbook: try readWorkbook(FinanceFile(file, .workbook, place: place))
    case .table: financeFiles.append(FinanceFile(file, .csv, place: place))
    case .text: financeFiles.append(FinanceFile(file, .text, place: place))
    case .blade(let module, let set, let form):
      let source = Source(file: log.open(file.name, .blade), path: file.path, form: form, makeDigest: makeDigest)
      let whole = sets[set] ?? BladeReturn(log: log)
      sets[set] = whole
      whole.add(module, source)
    }
  }

  private func readXML(_ file: FoundFile) throws(IngestError) {
    let index = log.open(file.name, .xml)
    let reading = XMLReturn(file: index, log: log) { [self] header throws(Refusal) in try reducer(header) }
    let (persons, refused) = try Source(file: index, path: file.path, makeDigest: makeDigest).readXML(reading)
    if refused == nil, let persons, !persons.isEmpty {
      if let facts = persons.finish() { return returns.append(facts) }
      return log.refuse([index], because: persons.refusals)
    }
    log.note(refused ?? Refusal(rule: persons == nil ? .missingHeader : .noPersons), file: index)
    log.drop([index])
  }

  /// What is no return may be a finance extract: then it is read again, and digested as it is read then.
  private func readWorkbook(_ file: FinanceFile) throws(IngestError) {
    let digest = HeldDigests(makeDigest)
    let (workbook, refusal) = try file.open(digest.digest)
    guard let workbook else {
      digest.settle()
      return log.note(refusal ?? Refusal(rule: .workbookNotRecognised), file: log.open(file.found.name, .workbook))
    }
    guard let whole = WorkbookReturn(workbook, name: file.found.name, log: log) else { return financeFiles.append(file) }
    digest.settle()
    if let facts = whole.read(makeReducer) { returns.append(facts) }
  }

  private var makeReducer: MakeReducer {
    MakeReducer { [self] header throws(Refusal) in
      try reducer(header)
    } derived: { [self] year throws(Refusal) in
      try reducer(derived: year)
    }
  }

  private func reducer(derived year: Int) throws(Refusal) -> CensusReducer {
    guard years.insert(year).inserted else { throw Refusal(rule: .sameYearTwice) }
    return reducer(year)
  }

  private func reducer(_ year: Int) -> CensusReducer {
    let tally = isTallying ? ReturnTally(year: year, providers: providers) : nil
    if let tally { tallies.append(tally) }
    return CensusReducer(CensusSetting(year: year, laNumber: laNumber, providers: providers), log: log, tally: tally)
  }

  /// In ascending years.
  var counts: [ReturnCounts] { tallies.map(\.counts).sorted { $0.year < $1.year } }

  /// Checks a return's header.
  private func reducer(_ header: HeaderRow?) throws(Refusal) -> CensusReducer {
    guard let header else { throw Refusal(rule: .missingHeader) }
    let line = header.place.line
    guard let year = header.year, !header.laNumber.isEmpty, header.referenceDate != .missing else {
      throw Refusal(rule: .missingHeader, line: line)
    }
    if header.collection != .blank, header.collection != .bad, !header.collection.isSEN2 {
      throw Refusal(rule: .otherCollection, line: line)
    }
    guard header.laNumber == laNumber else { throw Refusal(rule: .wrongBorough, line: line) }
    guard (2016...2100).contains(year) else { throw Refusal(rule: .headerYear, line: line) }
    guard let day = header.referenceDate.dayNumber, let date = CalendarDate(dayNumber: day) else {
      throw Refusal(rule: .referenceDate, line: line)
    }
    guard date.year == year else { throw Refusal(rule: .headerYear, line: line) }
    guard date == Census.day(year) else { throw Refusal(rule: .referenceDate, line: line) }
    guard years.insert(year).inserted else { throw Refusal(rule: .sameYearTwice, line: line) }
    return reducer(year)
  }

  func finish() throws(IngestError) -> Ingested {
    for set in sets.keys.sorted() {
      if let whole = sets[set], let facts = try read(whole) { returns.append(facts) }
    }
    if years.isEmpty { log.note(.noReturn, file: nil) }
    if years.count == 1 { log.note(.singleReturn, file: nil) }
    if let first = years.min(), let last = years.max() {
      for year in first...last where !years.contains(year) {
        log.note(.collectionMissing, file: nil, about: "collection \(year)")
      }
    }
    let (roll, costs) = try join()
    if !finance.isPresent { log.note(.noFinance, file: nil) }
    finance.noteMissingCrossReference()
    for map in finance.usedMaps {
      let digest = makeDigest()
      digest.update(map.canonical.span)
      digest.end()
    }
    let report = log.report()
    let isUnusable = report.verdict == .unusable
    return Ingested(
      roll: isUnusable ? Roll(persons: [], censusYears: []) : roll, report: report, costs: isUnusable ? .none : costs,
      unmatched: finance.unmatchedLines())
  }

  private func read(_ export: BladeReturn) throws(IngestError) -> ReturnFacts? {
    let (mark, known, counted) = (log.mark, years, tallies.count)
    // A tally takes the persons on one thread.
    var efforts: [Effort?] = [nil]
    if !isTallying, effort.threads > 1, try export.size() >= effort.least { efforts.insert(effort, at: 0) }
    for effort in efforts {
      if let facts = try export.readSideBySide(makeReducer, effort) { return facts }
      log.forgetAll(since: mark)
      years = known
      tallies.removeLast(tallies.count - counted)
    }
    return try export.readOneByOne(makeReducer)
  }

  private func join() throws(IngestError) -> (Roll, CostShares) {
    var read: [ReturnFacts] = []
    swap(&read, &returns)
    var builder = RollBuilder(consume read, log: log, threads: effort.threads)
    guard let latest = builder.censusYears.last else {
      try finance.read(financeFiles, makeDigest)
      log.drop(finance.files)
      return (Roll(persons: [], censusYears: []), .none)
    }
    let histories = builder.link()
    if !financeFiles.isEmpty { finance.match = LineMatch(builder.index(histories), census: latest) }
    try finance.read(financeFiles, makeDigest)
    let costs = finance.personCosts()
    finance.match = nil
    let (persons, stock) = builder.roll(histories, costs: costs.compactMapValues(\.total))
    // Who left between two censuses is on roll on quarter days only.
    if persons.persons.allSatisfy({ $0.presences.isEmpty }) { log.note(.nobodyOnRoll, file: nil) }
    noteJumps(builder.censusYears, stock)
    let roll = Roll(persons, censusYears: builder.censusYears, quarterYears: builder.returnYears)
    let counted = costs.values.filter { ($0.total ?? 0) > 0 }
    return (roll, counted.reduce(.none) { $0.plus($1) ?? $0 })
  }

  private func noteJumps(_ years: [Int], _ stock: [Int]) {
    for place in years.indices.dropFirst() where years[place] == years[place - 1] + 1 {
      let (then, now) = (stock[place - 1], stock[place])
      if Share(abs(now - then), of: then).isAbove(percent: 30) {
        log.note(.stockJump, file: nil, about: "census days of \(years[place - 1]) and \(years[place])")
      }
    }
  }
}
