internal import Files
internal import Layout
internal import Records
internal import Spreadsheet

/// The finance extracts and cross-references of one folder.
final class FinanceFiles: Silent {
  private let maps: ColumnMaps
  private let log: FindingLog
  let unmatched = UnmatchedLog()
  private(set) var lines: [FinanceLine] = []
  /// Indices in the log of the extracts that were read.
  private(set) var files: [Int] = []
  /// Maps that were used, each once.
  private(set) var usedMaps: [ColumnMap] = []
  private var pupils: [(file: String, table: CrossReference)] = []
  /// There is an extract, read or refused.
  private(set) var isPresent = false

  init(maps: ColumnMaps, log: FindingLog) {
    self.maps = maps
    self.log = log
  }

  /// A CSV file that is no module of a return.
  func readCSV(_ file: FoundFile, _ makeDigest: @escaping () -> FileDigest) throws(IngestError) {
    let delimiter: Delimiter
    do throws(FileError) { delimiter = try finder.find(path: file.path).delimiter } catch { throw .cannotRead(error) }
    try readCSV(file, delimiter, makeDigest)
  }

  /// A file of text that may be an extract: "Save as Text" of a spreadsheet, or somebody's note.
  func readText(_ file: FoundFile, _ makeDigest: @escaping () -> FileDigest) throws(IngestError) {
    let found: DelimiterFinder.Found
    do throws(FileError) { found = try finder.find(path: file.path) } catch { throw .cannotRead(error) }
    guard found.isNamed, found.isTable else { return log.note(.fileNotRecognised, file: log.open(file.name, .notRead)) }
    try readCSV(file, found.delimiter, makeDigest)
  }

  private var finder: DelimiterFinder {
    DelimiterFinder(sight: { FinanceWords.sight($0) }) { [maps] layout, delimiter in
      maps.map(for: layout)?.delimiters.contains(delimiter) ?? false
    }
  }

  private func readCSV(
    _ file: FoundFile, _ delimiter: Delimiter, _ makeDigest: @escaping () -> FileDigest
  ) throws(IngestError) {
    let sheet = FinanceSheet(name: file.name, delimiter: delimiter, maps: maps, log: log, unmatched: unmatched)
    let table = CSVTable(sheet, delimiter)
    var refusal = try Source(file: 0, path: file.path, makeDigest: makeDigest).readCSV(table, delimiter)
    if refusal == nil { do throws(Refusal) { try table.finish() } catch { refusal = error } }
    if !sheet.isFinance, let known = refusal, known.rule == .headingRowMissing { refusal = Refusal(rule: .csvNotRecognised) }
    take(sheet, file.name, refusal)
  }

  /// A workbook that is no return.
  ///
  /// - Returns: false if none of its sheets is needed; then nothing is noted.
  func readWorkbook(_ workbook: Workbook, name: String) -> Bool {
    var outcomes: [(FinanceSheet, Refusal?)] = []
    for (index, title) in workbook.sheets.enumerated() {
      let sheet = FinanceSheet(name: name, sheet: (index + 1, title), maps: maps, log: log, unmatched: unmatched)
      var refusal: Refusal?
      do throws(Refusal) { try SheetOfRows(sheet).read(workbook, index) } catch { refusal = error }
      outcomes.append((sheet, refusal))
    }
    func isOther(_ refusal: Refusal?) -> Bool { refusal?.rule == .headingRowMissing || refusal?.rule == .sheetNotRead }
    // What is wrong with the file is said, also where nothing shows what it would have been.
    guard outcomes.contains(where: { $0.0.isRead || $0.0.isFinance || $0.1 != nil && !isOther($0.1) }) else { return false }
    for (sheet, refusal) in outcomes {
      take(sheet, name, isOther(refusal) && !sheet.isRead ? Refusal(rule: .sheetNotRead) : refusal)
    }
    return true
  }

  private func take(_ sheet: FinanceSheet, _ file: String, _ refusal: Refusal?) {
    if sheet.isFinance { isPresent = true }
    if refusal == nil, let later = sheet.refusal, let index = sheet.file {
      return log.refuse([index], because: [(index, later, 1)])
    }
    if let refusal {
      let index = sheet.file ?? sheet.crossReference?.file ?? log.open(sheet.name, .notRead)
      log.note(refusal, file: index)
      return log.drop([index])
    }
    sheet.listUnclearAmounts()
    lines += sheet.lines
    if let index = sheet.file { files.append(index) }
    if let table = sheet.crossReference { pupils.append((file, table)) }
    if let map = sheet.map, !usedMaps.contains(map) { usedMaps.append(map) }
  }

  /// Call once, when all files are read: notes a cross-reference that is needed and missing.
  func noteMissingCrossReference() {
    for file in Set(lines.filter { !$0.who.localID.isEmpty && $0.who.upn.isEmpty && $0.who.uln.isEmpty }.map(\.place.file)) {
      let names = Set(lines.filter { $0.place.file == file }.map(\.crossReference))
      let isThere = names.contains { name in pupils.contains { name == nil || $0.file == name } }
      if !isThere { log.note(.crossReferenceMissing, file: file) }
    }
  }

  /// Who a line's local id stands for; nil if no cross-reference knows it, or two disagree.
  func pupil(_ line: FinanceLine) -> PupilReference? {
    let found = pupils.filter { line.crossReference == nil || $0.file == line.crossReference }
      .compactMap { $0.table.pupil(line.who.localID) }
    guard let first = found.first, found.allSatisfy({ $0.upn == first.upn && $0.uln == first.uln }) else { return nil }
    return first
  }
}
