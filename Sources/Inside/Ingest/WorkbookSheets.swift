internal import Spreadsheet

/// The rows of a sheet that holds one module: its first row is the heading.
final class ModuleSheet: RowHandler {
  private let table: any SheetModule
  private(set) var hasHeading = false
  private(set) var refusal: Refusal?

  init(_ table: any SheetModule) { self.table = table }

  func row(_ row: borrowing SheetRow) -> Bool {
    guard hasHeading else {
      hasHeading = true
      do throws(Refusal) { try table.header(row) } catch { refusal = error }
      return refusal == nil
    }
    table.record(row)
    return true
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
    let name = firstName(row)
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
    if name.hasSuffix("record") || name.hasSuffix("records"), let module = Module(title: name) {
      held = (copy row, module)
    } else {
      current?.record(row)
    }
  }

  /// Of the first cell that is not blank.
  private func firstName(_ row: borrowing SheetRow) -> String {
    for cell in 0..<row.count where row.kind(cell) == .text {
      let text = row.bytes.span.extracting(row.range(cell))
      if !text.isBlank { return text.count > 64 ? "" : SheetHeading.normal(text) }
    }
    return ""
  }
}
