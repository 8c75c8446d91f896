internal import Records

/// A finance line that belongs to nobody on roll, for people to look up: where it is and why, never whom it names.
public struct UnmatchedLine: Sendable, Equatable {
  /// Name below the folder; of a workbook with the number of the sheet.
  public let file: String
  public let row: Int
  /// The code of the finding.
  public let reason: String

  /// `file,row,reason`, one line each, with CR LF.
  public static func csv(_ lines: [UnmatchedLine]) -> String {
    "file,row,reason\r\n" + lines.map { "\(field($0.file)),\($0.row),\($0.reason)\r\n" }.joined()
  }

  /// Quoted; a spreadsheet must not take a file's name for a formula.
  private static func field(_ text: String) -> String {
    let isFormula = text.first.map { "=+-@\t".contains($0) } ?? false
    return "\"" + (isFormula ? "'" : "") + text.replacing("\"", with: "\"\"") + "\""
  }
}

/// Gathers lines that were not matched.
final class UnmatchedLog {
  private static let rules: Set<Rule> = [
    .financeNoUPN, .financeIDUnknown, .financeIDsDisagree, .financeNoMatch, .financeNotOnRoll,
  ]
  private var places: [(place: RowPlace, rule: Rule)] = []

  func note(_ rule: Rule, _ place: RowPlace) {
    if Self.rules.contains(rule) { places.append((place, rule)) }
  }

  /// In the order of files and rows.
  func lines(_ log: FindingLog) -> [UnmatchedLine] {
    places.sorted { ($0.place.file, $0.place.ordinal) < ($1.place.file, $1.place.ordinal) }.map {
      UnmatchedLine(file: log.name(of: $0.place.file), row: $0.place.line, reason: $0.rule.rawValue)
    }
  }
}
