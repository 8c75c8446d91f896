public import Costing
internal import Files
internal import Layout
internal import Spreadsheet

/// Contract fees of providers, and what was wrong with the files they came from. Never among records: a rate card is about
/// no child, and a file that is about children is no rate card.
public struct RateCardsRead: Sendable {
  /// One for each table, empty where the verdict is `unusable`.
  public let cards: [RateCard]
  public let report: IngestReport
}

public enum RateCards {
  /// Reads one file, or the files of a folder: CSV, or Excel with one table a sheet.
  ///
  /// - Throws: `IngestError` if a file cannot be read at all.
  public static func read(path: String) throws(IngestError) -> RateCardsRead {
    let log = FindingLog()
    var cards: [RateCard] = []
    for (name, file) in try files(path) {
      let lower = name.lowercased()
      if [".xls", ".xlsb", ".ods"].contains(where: lower.hasSuffix) {
        log.note(Refusal(rule: .workbookWrongType), file: log.open(name, .notRead))
      } else if Files.isFolder(path), try !mayBeCard(lower, file) {
        log.note(.rateCardFileNotRead, file: log.open(name, .notRead))
      } else if let rule = try foreign(lower, file) {
        log.note(Refusal(rule: rule), file: log.open(name, .notRead))
      } else {
        cards += try read(name, file, log)
      }
    }
    if cards.isEmpty, log.report().verdict != .unusable { log.note(.noRateCard, file: nil) }
    let report = log.report()
    return RateCardsRead(cards: report.verdict == .unusable ? [] : cards, report: report)
  }

  private static func foreign(_ name: String, _ path: String) throws(IngestError) -> Rule? {
    if name.hasSuffix(".xlsx") || name.hasSuffix(".xlsm") { return nil }
    do throws(FileError) { return ForeignFile.rule(name, try FileStart(path, atLeast: 1 << 10).bytes) } catch {
      throw .cannotRead(error)
    }
  }

  private static func files(_ path: String) throws(IngestError) -> [(name: String, path: String)] {
    guard Files.isFolder(path) else { return [(String(path.split(separator: "/").last ?? ""), path)] }
    do throws(FileError) {
      return try Files.list(path).filter { !$0.hasPrefix(".") && !$0.hasPrefix("~$") }.map { ($0, path + "/" + $0) }
        .filter { !Files.isFolder($0.1) }
    } catch { throw .cannotRead(error) }
  }

  /// A table, or a file of text with the headings of one; other files lie beside them.
  private static func mayBeCard(_ name: String, _ path: String) throws(IngestError) -> Bool {
    if [".csv", ".xlsx", ".xlsm"].contains(where: name.hasSuffix) { return true }
    guard [".txt", ".tsv", ".tab"].contains(where: name.hasSuffix) else { return false }
    do throws(FileError) {
      let found = try DelimiterFinder(sight: RateCardTable.sight).find(path: path)
      return found.isNamed && found.isTable
    } catch { throw .cannotRead(error) }
  }

  private static func read(_ name: String, _ path: String, _ log: FindingLog) throws(IngestError) -> [RateCard] {
    let source = Source(file: 0, path: path, makeDigest: { .none })
    guard name.lowercased().hasSuffix(".xlsx") || name.lowercased().hasSuffix(".xlsm") else {
      let delimiter: Delimiter
      do throws(FileError) { delimiter = try DelimiterFinder(sight: RateCardTable.sight).find(path: path).delimiter } catch {
        throw .cannotRead(error)
      }
      let consumer = RateCardTable(name, delimiter, log: log)
      let table = CSVTable(consumer, delimiter)
      var refusal = try source.readCSV(table, delimiter)
      if refusal == nil { do throws(Refusal) { try table.finish() } catch { refusal = error } }
      return card(consumer, name, refusal, log).map { [$0] } ?? []
    }
    let (bytes, refusal) = try source.readWhole(limit: Workbook.Limits.standard.file)
    guard refusal == nil, let workbook = open(bytes, name, log) else {
      if let refusal { log.note(refusal, file: log.open(name, .notRead)) }
      return []
    }
    if workbook.sheets.isEmpty { log.note(Refusal(rule: .sheetNotRead), file: log.open(name, .notRead)) }
    var cards: [RateCard] = []
    for index in workbook.sheets.indices {
      let consumer = RateCardTable("\(name), sheet \(index + 1)", nil, log: log)
      var refusal: Refusal?
      do throws(Refusal) { try SheetOfRows(consumer).read(workbook, index) } catch { refusal = error }
      if refusal?.rule == .headingRowMissing { refusal = Refusal(rule: .sheetNotRead) }
      if let card = card(consumer, "\(name), sheet \(index + 1)", refusal, log) { cards.append(card) }
    }
    return cards
  }

  private static func open(_ bytes: [UInt8], _ name: String, _ log: FindingLog) -> Workbook? {
    do throws(SpreadsheetError) { return try Workbook(bytes) } catch {
      log.note(Refusal(rule: Rule(error)), file: log.open(name, .notRead))
      return nil
    }
  }

  private static func card(_ table: RateCardTable, _ name: String, _ refusal: Refusal?, _ log: FindingLog) -> RateCard? {
    let refusal = refusal ?? (table.hasPupils ? Refusal(rule: .rateCardPersonColumn) : nil)
    if let refusal {
      let file = table.file ?? log.open(name, .notRead)
      log.note(refusal, file: file)
      log.drop([file])
      return nil
    }
    if let refusal = table.refusal, let file = table.file {
      log.refuse([file], because: [(file, refusal, 1)])
      return nil
    }
    table.listUnclearAmounts()
    let card = RateCard(table.fees)
    guard let file = table.file else { return nil }
    for oddity in card.oddities {
      switch oddity {
      case .duplicate(let row, _): log.note(.rateCardDuplicate, file: file, line: row)
      case .overlap(let row, _): log.note(.rateCardOverlap, file: file, line: row)
      case .gap(let row, _, _): log.note(.rateCardGap, file: file, line: row)
      }
    }
    return card
  }
}
