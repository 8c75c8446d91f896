// Ingest: a borough's own files become records and a report.
//
// Reads SEN2 person-level returns (XML as uploaded to COLLECT, the nine CSV files of a "Blade" export, and two
// kinds of Excel workbook) and finance extracts. May assume nothing about the files: each byte may be wrong or hostile.
// Never: shows or passes on a value of a record. Reports and errors name files, rows and rules. Fields that no
// statistic needs, names and addresses among them, are dropped as bytes and never become values.
//
// Everything is streamed once. What is kept is a few words per person.

internal import Files
public import Records
internal import Spreadsheet
internal import Vocabulary

/// A roll, what was wrong with the files it came from, and nothing else.
public struct Ingested: Sendable, Silent {
  /// Empty where the report's verdict is `unusable`.
  public let roll: Roll
  public let report: IngestReport
}

public enum Ingest {
  /// Reads a borough's folder and the folders directly in it.
  ///
  /// - Parameters:
  ///   - folder: returns of the collections that are to be used, any number, and finance extracts.
  ///   - providers: the sector of each school and college.
  ///   - laNumber: three digits; returns of another authority are refused.
  ///   - hash: gets every byte of every file that is read, in the order of the files' names.
  ///   - fileEnds: called when all bytes of a file were given to `hash`. The digests of all files, in an order of
  ///     their own, are the vintage of the data: a renamed file is the same file.
  /// - Throws: `IngestError` if the folder or a file cannot be read at all. What is wrong in a file is in the report.
  public static func read(
    folder: String, providers: ProviderSectors, borough laNumber: String, hash: (Span<UInt8>) -> Void,
    fileEnds: () -> Void = {}
  ) throws(IngestError) -> Ingested {
    let found: [FoundFile]
    do throws(FileError) { found = try Discovery(folder: folder).files() } catch { throw .cannotRead(error) }
    return try withoutActuallyEscaping(hash) { hash throws(IngestError) in
      try withoutActuallyEscaping(fileEnds) { fileEnds throws(IngestError) in
        let reading = Reading(
          providers: providers, laNumber: laNumber, digest: FileDigest(hash: hash, fileEnds: fileEnds))
        for file in found { try reading.read(file) }
        return reading.finish()
      }
    }
  }
}

/// The state of one call of `Ingest.read`.
private final class Reading {
  private let log = FindingLog()
  private let providers: ProviderSectors
  private let laNumber: String
  private let digest: FileDigest
  private var returns: [ReturnFacts] = []
  private var sets: [String: BladeReturn] = [:]
  private var years: Set<Int> = []
  private var lines: [FinanceLine] = []
  private var financeFiles: [Int] = []

  init(providers: ProviderSectors, laNumber: String, digest: FileDigest) {
    self.providers = providers
    self.laNumber = laNumber
    self.digest = digest
  }

  func read(_ file: FoundFile) throws(IngestError) {
    switch file.role {
    case .notRead(let rule), .refused(let rule): log.note(rule, file: log.open(file.name, .notRead))
    case .providers: _ = log.open(file.name, .providers)
    case .xml: try readXML(file)
    case .workbook: try readWorkbook(file)
    case .finance: try readFinance(file)
    case .blade(let module, let set):
      let source = Source(file: log.open(file.name, .blade), path: file.path, digest: digest)
      let whole = sets[set] ?? BladeReturn(log: log)
      sets[set] = whole
      try whole.read(module, source)
    }
  }

  private func readXML(_ file: FoundFile) throws(IngestError) {
    let index = log.open(file.name, .xml)
    let handler = XMLReturn(file: index, log: log) { [self] header throws(Refusal) in try reducer(header) }
    var refusal = try Source(file: index, path: file.path, digest: digest).readXML(handler)
    if refusal == nil {
      if let reducer = handler.reducer, !reducer.isEmpty {
        return returns.append(reducer.finish())
      }
      refusal = Refusal(rule: handler.reducer == nil ? .missingHeader : .noPersons)
    }
    if let refusal { log.note(refusal, file: index) }
    log.drop([index])
  }

  private func readWorkbook(_ file: FoundFile) throws(IngestError) {
    let source = Source(file: 0, path: file.path, digest: digest)
    let (bytes, refused) = try source.readWhole(limit: Workbook.Limits.standard.file)
    var refusal = refused
    var whole: WorkbookReturn?
    if refusal == nil {
      do throws(SpreadsheetError) { whole = WorkbookReturn(try Workbook(bytes), name: file.name, log: log) } catch {
        if error.reason == .noMemory { throw .noMemory }
        refusal = Refusal(rule: Rule(error))
      }
    }
    guard let whole else {
      return log.note(refusal ?? Refusal(rule: .workbookNotRecognised), file: log.open(file.name, .workbook))
    }
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
    return CensusReducer(year: year, laNumber: laNumber, log: log, providers: providers)
  }

  private func readFinance(_ file: FoundFile) throws(IngestError) {
    let index = log.open(file.name, .finance)
    financeFiles.append(index)
    let table = FinanceTable(file: index, log: log)
    if let refusal = try Source(file: index, path: file.path, digest: digest).readCSV(table) {
      log.note(refusal, file: index)
      log.drop([index])
    } else {
      lines += table.lines
    }
  }

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
    guard case .day(let day) = header.referenceDate, let date = CalendarDate(dayNumber: day) else {
      throw Refusal(rule: .referenceDate, line: line)
    }
    guard date.year == year else { throw Refusal(rule: .headerYear, line: line) }
    guard date == Census.day(year) else { throw Refusal(rule: .referenceDate, line: line) }
    guard years.insert(year).inserted else { throw Refusal(rule: .sameYearTwice, line: line) }
    return CensusReducer(year: year, laNumber: laNumber, log: log, providers: providers)
  }

  func finish() -> Ingested {
    for set in sets.keys.sorted() {
      if let facts = sets[set]?.finish(makeReducer) { returns.append(facts) }
    }
    if years.isEmpty { log.note(.noReturn, file: nil) }
    if financeFiles.isEmpty { log.note(.noFinance, file: nil) }
    if years.count == 1 { log.note(.singleReturn, file: nil) }
    if let first = years.min(), let last = years.max() {
      for year in first...last where !years.contains(year) {
        log.note(.collectionMissing, file: nil, about: "collection \(year)")
      }
    }
    let roll = join()
    let report = log.report()
    return Ingested(roll: report.verdict == .unusable ? Roll(persons: [], censusYears: []) : roll, report: report)
  }

  private func join() -> Roll {
    var read: [ReturnFacts] = []
    swap(&read, &returns)
    var builder = RollBuilder(consume read, log: log)
    guard let latest = builder.censusYears.last else {
      log.drop(financeFiles)
      return Roll(persons: [], censusYears: [])
    }
    let histories = builder.link()
    let upns = lines.isEmpty ? [:] : builder.upns(histories)
    let costs = FinanceMatch(log: log).costs(lines, upns: upns, census: latest)
    let roll = builder.roll(histories, costs: costs)
    if roll.persons.isEmpty { log.note(.nobodyOnRoll, file: nil) }
    noteJumps(roll)
    return roll
  }

  private func noteJumps(_ roll: Roll) {
    var stock: [Int: Int] = [:]
    for presence in roll.persons.lazy.flatMap(\.presences) { stock[presence.year, default: 0] += 1 }
    for (before, after) in zip(roll.censusYears, roll.censusYears.dropFirst()) where after == before + 1 {
      let (then, now) = (stock[before, default: 0], stock[after, default: 0])
      if Share(abs(now - then), of: then).isAbove(percent: 30) {
        log.note(.stockJump, file: nil, about: "census days of \(before) and \(after)")
      }
    }
  }
}
