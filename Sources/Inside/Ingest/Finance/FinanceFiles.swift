internal import Costing
internal import Files
internal import Layout
internal import Records
internal import Spreadsheet

/// The finance extracts and cross-references of one folder. Cross-references are read first, and all of them after the
/// returns: so each line is matched as it is read, and only those that count are kept.
final class FinanceFiles: Silent {
  private let maps: ColumnMaps
  private let log: FindingLog
  /// Nil where nobody asks whom the lines are about.
  var match: LineMatch?
  private let unmatched = UnmatchedLog()
  private var costs: FinanceMatch
  /// Indices in the log of the extracts that were read.
  private(set) var files: [Int] = []
  /// Maps that were used, each once.
  private(set) var usedMaps: [ColumnMap] = []
  /// Tables that are read already.
  private var early: [FinanceTable: Outcome] = [:]
  /// Extracts that name pupils by local ids alone, and through which cross-references: nil for all.
  private var localIDs: [(file: Int, crossReference: String?)] = []
  private var pupils: [(file: String, table: CrossReference)] = [] {
    didSet { match?.pupils = pupils }
  }
  /// There is an extract, read or refused.
  private(set) var isPresent = false

  private typealias Outcome = (sheet: FinanceSheet, refusal: Refusal?)

  init(maps: ColumnMaps, log: FindingLog) {
    (self.maps, self.log) = (maps, log)
    costs = FinanceMatch(log: log)
  }

  /// Annual pence by places in the list of histories; below 0 where credits exceed fees.
  func personCosts() -> [Int: CostShares] { costs.costs() }
  func unmatchedLines() -> UnmatchedLines { unmatched.lines(log) }

  /// Reads the files in their order, but cross-references before all others.
  func read(_ files: [FinanceFile], _ makeDigest: @escaping () -> FileDigest) throws(IngestError) {
    for file in files { try readCrossReferences(file, makeDigest) }
    for file in files {
      log.turn = file.turn
      switch file.kind {
      case .csv: try readCSV(file.found, turn: file.turn, makeDigest)
      case .text: try readText(file, makeDigest)
      case .workbook: try readWorkbook(file, makeDigest)
      }
    }
  }

  private func readText(_ file: FinanceFile, _ makeDigest: @escaping () -> FileDigest) throws(IngestError) {
    let found = try finder.find(file.found)
    guard found.isNamed, found.isTable else {
      return log.note(.fileNotRecognised, file: log.open(file.found.name, .notRead))
    }
    try readCSV(file.found, found.delimiter, turn: file.turn, makeDigest)
  }

  private func readWorkbook(_ file: FinanceFile, _ makeDigest: @escaping () -> FileDigest) throws(IngestError) {
    let (workbook, refusal) = try file.open(makeDigest)
    if let workbook, readWorkbook(workbook, name: file.found.name, turn: file.turn) { return }
    log.note(refusal ?? Refusal(rule: .workbookNotRecognised), file: log.open(file.found.name, .workbook))
  }

  private var finder: DelimiterFinder {
    DelimiterFinder(sight: { FinanceWords.sight($0) }) { [maps] layout, delimiter in
      maps.map(for: layout)?.delimiters.contains(delimiter) ?? false
    }
  }

  /// A CSV file that is no module of a return.
  func readCSV(_ file: FoundFile, turn: Int = 0, _ makeDigest: @escaping () -> FileDigest) throws(IngestError) {
    try readCSV(file, try finder.find(file).delimiter, turn: turn, makeDigest)
  }

  private func readCSV(
    _ file: FoundFile, _ delimiter: Delimiter, turn: Int, _ makeDigest: @escaping () -> FileDigest
  ) throws(IngestError) {
    let known = early.removeValue(forKey: FinanceTable(turn: turn))
    if let known { return take(known, file.name) }
    take(try outcome(file, delimiter, makeDigest), file.name)
  }

  private func outcome(
    _ file: FoundFile, _ delimiter: Delimiter, _ makeDigest: @escaping () -> FileDigest
  ) throws(IngestError) -> Outcome {
    let sheet = FinanceSheet(name: file.name, delimiter: delimiter, maps: maps, log: log, match: match)
    let table = CSVTable(sheet, delimiter)
    var refusal = try Source(file: 0, path: file.path, makeDigest: makeDigest).readCSV(table, delimiter)
    if refusal == nil { do throws(Refusal) { try table.finish() } catch { refusal = error } }
    if !sheet.isFinance, let known = refusal, known.rule == .headingRowMissing { refusal = Refusal(rule: .csvNotRecognised) }
    return (sheet, refusal)
  }

  /// A workbook that is no return.
  ///
  /// - Returns: false if none of its sheets is needed; then nothing is noted.
  func readWorkbook(_ workbook: Workbook, name: String, turn: Int = 0) -> Bool {
    var outcomes: [Outcome] = []
    for index in workbook.sheets.indices {
      let table = FinanceTable(turn: turn, sheet: index)
      log.turn = table.order
      outcomes.append(early.removeValue(forKey: table) ?? outcome(workbook, index, name))
    }
    log.turn = FinanceTable.last(turn: turn)
    func isOther(_ refusal: Refusal?) -> Bool { refusal?.rule == .headingRowMissing || refusal?.rule == .sheetNotRead }
    // What is wrong with the file is said, also where nothing shows what it would have been.
    guard outcomes.contains(where: { $0.sheet.isRead || $0.sheet.isFinance || $0.refusal != nil && !isOther($0.refusal) })
    else { return false }
    for (index, (sheet, refusal)) in outcomes.enumerated() {
      if workbook.hidden.contains(index), sheet.isFinance, let file = sheet.file { log.note(.sheetHidden, file: file) }
      take((sheet, isOther(refusal) && !sheet.isRead ? Refusal(rule: .sheetNotRead) : refusal), name)
    }
    return true
  }

  private func outcome(_ workbook: Workbook, _ index: Int, _ name: String) -> Outcome {
    let sheet = FinanceSheet(
      name: name, sheet: (index + 1, workbook.sheets[index]), maps: maps, log: log, match: match)
    do throws(Refusal) { try SheetOfRows(sheet).read(workbook, index) } catch { return (sheet, error) }
    return (sheet, nil)
  }

  private func take(_ outcome: Outcome, _ file: String) {
    let (sheet, refusal) = outcome
    if sheet.isFinance { isPresent = true }
    if refusal == nil, let later = sheet.refusal, let index = sheet.file {
      sheet.giveUp(unmatched)
      return log.refuse([index], because: [(index, later, 1)])
    }
    if let refusal {
      sheet.giveUp(unmatched)
      let index = sheet.file ?? sheet.crossReference?.file ?? log.open(sheet.name, .notRead)
      log.note(refusal, file: index)
      return log.drop([index])
    }
    if let index = sheet.file, let settled = sheet.settle(unmatched) {
      files.append(index)
      if settled.hasLocalIDsAlone { localIDs.append((index, sheet.crossReferenceName)) }
      costs.add(settled.counted) { !settled.isInDoubt || !$0.isUnclear }
    }
    if let table = sheet.crossReference, !pupils.contains(where: { $0.table === table }) { pupils.append((file, table)) }
    if let map = sheet.map, !usedMaps.contains(map) { usedMaps.append(map) }
  }

  /// Call once, when all files are read: notes a cross-reference that is needed and missing.
  func noteMissingCrossReference() {
    for (index, name) in localIDs {
      let isThere = pupils.contains { name == nil || $0.file == name }
      if !isThere { log.note(.crossReferenceMissing, file: index) }
    }
  }
}

extension FinanceFiles {
  /// Reads those tables of a file that lead from local ids to pupils.
  private func readCrossReferences(
    _ file: FinanceFile, _ makeDigest: @escaping () -> FileDigest
  ) throws(IngestError) {
    switch file.kind {
    case .csv, .text:
      let found = try finder.find(file.found)
      guard file.kind == .csv || found.isNamed && found.isTable,
        try HeadPeek(maps, nil, found.delimiter).findsPupils(in: file.found)
      else { return }
      log.turn = file.turn
      add(try outcome(file.found, found.delimiter, makeDigest), FinanceTable(turn: file.turn), file.found.name)
    case .workbook:
      // It is read again for its other sheets, and digested then.
      guard let workbook = try file.open({ .none }).workbook else { return }
      for index in workbook.sheets.indices {
        let table = FinanceTable(turn: file.turn, sheet: index)
        guard HeadPeek(maps, (index + 1, workbook.sheets[index]), nil).findsPupils(in: workbook) else { continue }
        log.turn = table.order
        add(outcome(workbook, index, file.found.name), table, file.found.name)
      }
    }
  }

  private func add(_ outcome: Outcome, _ table: FinanceTable, _ file: String) {
    early[table] = outcome
    if outcome.refusal == nil, let ids = outcome.sheet.crossReference { pupils.append((file, ids)) }
  }
}

extension DelimiterFinder {
  fileprivate func find(_ file: FoundFile) throws(IngestError) -> Found {
    do throws(FileError) { return try find(path: file.path) } catch { throw .cannotRead(error) }
  }
}
