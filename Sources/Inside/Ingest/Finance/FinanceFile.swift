internal import Files
internal import Layout
internal import Spreadsheet

/// A file of the folder that may hold a finance extract or a cross-reference.
struct FinanceFile {
  enum Kind { case csv, text, workbook }

  let found: FoundFile
  let kind: Kind
  /// Where it stands among the files of the folder.
  let turn: Int

  init(_ found: FoundFile, _ kind: Kind, place: Int) { (self.found, self.kind, turn) = (found, kind, FinanceTable.turn(place)) }

  /// - Returns: why a workbook can't be opened, if it can't.
  func open(_ makeDigest: @escaping () -> FileDigest) throws(IngestError) -> (workbook: Workbook?, refusal: Refusal?) {
    let source = Source(file: 0, path: found.path, makeDigest: makeDigest)
    let (bytes, refusal) = try source.readWhole(limit: Workbook.Limits.standard.file)
    if let refusal { return (nil, refusal) }
    do throws(SpreadsheetError) { return (try Workbook(bytes), nil) } catch {
      if error.reason == .noMemory { throw .noMemory }
      return (nil, Refusal(rule: Rule(error)))
    }
  }
}

/// A table of such a file, and where it stands in the report: sheets that are read come before those that are not.
struct FinanceTable: Hashable {
  let order: Int

  init(turn: Int) { order = turn }
  init(turn: Int, sheet: Int) { order = turn + min(sheet + 1, Self.room - 2) }

  static func turn(_ place: Int) -> Int { place * room }
  static func last(turn: Int) -> Int { turn + room - 1 }

  private static let room = 1 << 20
}

/// Looks at a table until its headings are known, and says whether it leads from local ids to pupils.
final class HeadPeek: TableConsumer {
  private let maps: ColumnMaps
  private let sheet: (number: Int, name: String)?
  private let delimiter: Delimiter?
  private var isPupils = false

  init(_ maps: ColumnMaps, _ sheet: (number: Int, name: String)?, _ delimiter: Delimiter?) {
    (self.maps, self.sheet, self.delimiter) = (maps, sheet, delimiter)
  }

  func sight(_ heading: Heading) -> HeadSight { FinanceWords.sight(heading) }
  func knows(_ layout: [String]) -> Bool { maps.map(for: layout) != nil }

  func head(_ head: TableHead) throws(Refusal) {
    if case .pupils = TableKind(head, maps, sheet: sheet, delimiter) { isPupils = true }
    // Whatever ends the reading will do.
    throw Refusal(rule: .sheetNotRead)
  }

  func above(_ row: TableRow) {}
  func row(_ row: TableRow) {}

  func findsPupils(in file: FoundFile) throws(IngestError) -> Bool {
    let delimiter = delimiter ?? .comma
    let table = CSVTable(self, delimiter)
    var reader = DelimitedReader(table, delimiter)
    do {
      try Files.stream(file.path) { try reader.feed($0) }
      try reader.finish()
      try table.finish()
    } catch let error as FileError {
      throw .cannotRead(error)
    } catch {}
    return isPupils
  }

  func findsPupils(in workbook: Workbook) -> Bool {
    guard let sheet else { return false }
    do throws(Refusal) { try SheetOfRows(self).read(workbook, sheet.number - 1) } catch {}
    return isPupils
  }
}
