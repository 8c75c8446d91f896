internal import Layout
internal import Spreadsheet

/// The rows of a sheet that holds one module. Titles may stand above its headings.
final class ModuleSheet: RowHandler {
  private let table: any SheetModule
  private(set) var hasHeading = false
  private(set) var refusal: Refusal?
  /// The first rows, until the headings are found, and how many columns of a return each names.
  private var held: [(row: SheetRow, known: Int)] = []

  private static let searched = 20

  init(_ table: any SheetModule) { self.table = table }

  func row(_ row: borrowing SheetRow) -> Bool {
    if hasHeading {
      table.record(row)
      return true
    }
    let headings = (0..<row.count).compactMap { SheetHeading(row.bytes.span.extracting(row.range($0))) }
    let known = headings.count { if case .column = $0 { true } else { false } }
    held.append((copy row, known))
    let isLinked = headings.contains { [.personID, .requestID, .flattened].contains($0) }
    if isLinked ? known > 0 : known > 1 && table.isHeader { begin(at: held.count - 1) } else if held.count == Self.searched { begin() }
    return refusal == nil
  }

  /// Call once at the end of the sheet.
  func finish() { if !hasHeading, !held.isEmpty { begin() } }

  /// With the row that names most columns of a return: something is missing there, and is named.
  private func begin() {
    let most = held.map(\.known).max() ?? 0
    begin(at: held.firstIndex { $0.known == most } ?? 0)
  }

  /// Titles such as "Run on: 16 January 2025" have words or a day where the rows of a module have an id.
  private static func isLost(_ row: TableRow, _ head: TableRow, _ ids: [Int]) -> Bool {
    func hasID(_ column: Int) -> Bool {
      !row.isBlank(column) && row.read(column) { ![.words, .date].contains(ValueShape($0)) }
    }
    return row.isRow(below: head) && (ids.isEmpty || ids.contains { hasID($0) })
  }

  private func begin(at place: Int) {
    hasHeading = true
    do throws(Refusal) { try table.header(held[place].row) } catch { return refusal = error }
    let head = TableRow(held[place].row)
    let ids = (0..<head.count).filter { head.read($0) { [.personID, .requestID].contains(SheetHeading($0)) } }
    for (row, _) in held[..<place] where Self.isLost(TableRow(row), head, ids) { table.above(row) }
    for (row, _) in held[(place + 1)...] { table.record(row) }
    held = []
  }
}

/// The rows of DfE's data-entry template: the tables of all modules stacked on one sheet, each with its title in a row
/// and its headings, "Record Type" first, in the next.
///
/// A row is a title only if the headings follow, so that no row of a table is taken for one.
final class TemplateSheet: RowHandler {
  private let tables: (Module) -> any SheetModule
  private var current: (any SheetModule)?
  private var seen: Set<Module> = []
  /// A row that may be a title.
  private var held: (row: SheetRow, module: Module)?
  private(set) var refusal: Refusal?

  init(_ tables: @escaping (Module) -> any SheetModule) { self.tables = tables }

  func row(_ row: borrowing SheetRow) -> Bool {
    do throws(Refusal) { try take(row) } catch { refusal = error }
    return refusal == nil
  }

  /// Call once at the end of the sheet.
  func finish() {
    if let held { current?.record(held.row) }
    held = nil
  }

  private func take(_ row: borrowing SheetRow) throws(Refusal) {
    let name = Self.firstName(row)
    guard !name.isEmpty else { return current?.record(row) ?? () }
    if name == "recordtype" {
      guard let module = held?.module else { throw Refusal(rule: .missingSheet, line: row.number) }
      guard seen.insert(module).inserted else { throw Refusal(rule: .moduleTwice, line: row.number) }
      held = nil
      current = tables(module)
      try current?.header(row)
      return
    }
    finish()
    if let module = Self.title(name) {
      held = (copy row, module)
    } else {
      current?.record(row)
    }
  }

  /// The module whose title a row may be.
  fileprivate static func title(_ name: String) -> Module? {
    name.hasSuffix("record") || name.hasSuffix("records") ? Module(title: name) : nil
  }

  /// Of the first cell that is not blank.
  fileprivate static func firstName(_ row: borrowing SheetRow) -> String {
    for cell in 0..<row.count where row.kind(cell) == .text {
      let text = row.bytes.span.extracting(row.range(cell))
      if !text.isBlank { return text.count > 64 ? "" : SheetHeading.normal(text) }
    }
    return ""
  }
}

/// Tells DfE's data-entry template where somebody gave its sheet another name: by the first title of a section with
/// "Record Type" below it.
final class TemplatePeek: RowHandler {
  private var rows = 0
  private var isBelowTitle = false
  private var isTemplate = false

  private static let searched = 60

  func row(_ row: borrowing SheetRow) -> Bool {
    rows += 1
    let name = TemplateSheet.firstName(row)
    if name == "recordtype" {
      isTemplate = isBelowTitle
      return false
    }
    if !name.isEmpty { isBelowTitle = TemplateSheet.title(name) != nil }
    return rows < Self.searched
  }

  static func isTemplate(_ workbook: Workbook, _ sheet: Int) -> Bool {
    let peek = TemplatePeek()
    // What is wrong with the sheet is said when it is read.
    do throws(SpreadsheetError) { try workbook.read(sheet, peek) } catch {}
    return peek.isTemplate
  }
}
