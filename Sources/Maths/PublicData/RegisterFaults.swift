/// What of a file of GIAS could not be read, by line. The rest is used as long as it is little: one mistyped number must
/// not keep 50,000 establishments from being read, and none may go unsaid.
public struct RegisterFaults: Sendable, Equatable {
  public struct Fault: Sendable, Equatable {
    /// Why, with line and column.
    public let error: PublicTableError
    /// The whole row is left out; else the one cell counts as empty.
    public let isRowLeftOut: Bool
    /// `LA (code)` of the row, where that can be read.
    public let laNumber: String?
  }

  /// In the order of the file, at most 2,000.
  public private(set) var faults: [Fault] = []
  public private(set) var rowsLeftOut = 0
  /// Lines with any fault, and rows that are not blank.
  private var lines = 0
  private var rows = 0
  private var lastLine = 0

  private static let kept = 2_000
  /// A file with a few such lines is used whatever its length, a long one with at most 1 in 100.
  private static let few = 10

  init() {}

  mutating func countRow() { rows += 1 }

  mutating func leaveOut(_ error: PublicTableError, laNumber: String? = nil) {
    rowsLeftOut += 1
    note(Fault(error: error, isRowLeftOut: true, laNumber: laNumber))
  }

  mutating func emptyCell(_ error: PublicTableError, laNumber: String?) {
    note(Fault(error: error, isRowLeftOut: false, laNumber: laNumber))
  }

  private mutating func note(_ fault: Fault) {
    if fault.error.line != lastLine { (lines, lastLine) = (lines + 1, fault.error.line) }
    if faults.count < Self.kept { faults.append(fault) }
  }

  /// Call once, at the end of the file.
  /// - Parameter isUsed: any row of it is.
  /// - Throws: the first fault of a file that as a whole is not to be trusted.
  func check(isUsed: Bool) throws(PublicTableError) {
    guard let first = faults.first else { return }
    if !isUsed || lines > Self.few && lines * 100 > rows { throw first.error }
  }
}

extension RegisterFaults.Fault: CustomStringConvertible {
  /// Without commas, as comments of a table need it: `line 17: SchoolCapacity is no number and counts as empty`.
  public var description: String {
    let what = error.column.map { " \($0)" } ?? ""
    let why =
      switch error.reason {
      case .wrongFieldCount: "another number of fields than the header"
      case .duplicateRow: "the same URN came before"
      case .badDate: "\(what.dropFirst()) is no day"
      case .badCode: "\(what.dropFirst()) is no code"
      default: "\(what.dropFirst()) is no number"
      }
    return "line \(error.line): \(why)\(isRowLeftOut ? "; the row is left out" : " and counts as empty")"
  }
}
