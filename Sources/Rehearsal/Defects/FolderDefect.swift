/// A named fault of a whole file or folder, or of a large part of a return.
struct FolderDefect: Sendable {
  /// - Returns: false if this borough has no place for it.
  typealias Change = @Sendable (inout BoroughCopy) throws -> Bool

  /// The command of `borough-agent` that finds it.
  enum Command: String { case records = "check", rateCards = "ratecard check" }

  let code: String
  var command = Command.records
  /// Of that command: 2 not usable, 5 usable with warnings, 0 clean.
  let exitCode: Int
  /// The layout of its finance extract, which an officer has to confirm before.
  var map: DefectMap?
  /// Whether it wants a borough of which shares say something.
  var isOfShares = false
  let change: Change

  init(_ code: String, _ exitCode: Int, _ change: @escaping Change) {
    (self.code, self.exitCode, self.change) = (code, exitCode, change)
  }

  static let leastPlansForShares = 1000
  static let all =
    FileDefects.all + TableDefects.all + WorkbookDefects.all + FolderDefects.all + LayoutDefects.all + RateCardDefects.all
    + ShareDefects.all
}

/// A finance extract of a layout in order, and what `borough-agent map` has to be told of it beside `--accept`.
struct DefectMap: Sendable {
  /// In the folder of these.
  let name: String
  let text: String
  var options: [String] = []
}
