/// Cells of one row that are not empty, in the order of their columns, as text in UTF-8 bytes.
///
/// A number is written as a whole one where it is whole ("12", also for 12.0 and 1.2E1), and a day as ccyy-mm-dd.
public struct SheetRow: Sendable, CustomStringConvertible, CustomReflectable {
  public enum Kind: Sendable {
    case text, number, boolean
    /// A number that its format shows as a day.
    case day
    /// An error, a formula without a value, or a number that is none.
    case unusable
  }

  /// How the workbook counts days, for numbers that should have been shown as days.
  public let dates: DateSystem
  /// From 1, as Excel shows it.
  public internal(set) var number = 0
  public internal(set) var bytes: [UInt8] = []
  var cells: [(column: Int, kind: Kind, end: Int)] = []

  public var count: Int { cells.count }

  /// From 1: column A.
  public func column(_ cell: Int) -> Int { cells[cell].column }
  public func kind(_ cell: Int) -> Kind { cells[cell].kind }
  /// Where a cell's text lies in `bytes`. At most 1,024 bytes of it are kept.
  public func range(_ cell: Int) -> Range<Int> {
    (cell == 0 ? 0 : cells[cell - 1].end)..<cells[cell].end
  }

  // It can hold anything: nothing of it is shown.
  public var description: String { "SheetRow(…)" }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Takes the rows of a sheet in order. Rows without a cell are left out.
public protocol RowHandler: AnyObject {
  /// - Returns: false to stop.
  func row(_ row: borrowing SheetRow) -> Bool
}
