internal import Records

/// Finance lines that belong to nobody on roll, for people to look up: where each is and why, never whom it names. In the
/// order of files and rows. There may be millions: one is kept in 8 bytes.
public struct UnmatchedLines: Sendable {
  /// By the name below the folder; of a workbook with the number of the sheet.
  fileprivate var files: [(name: String, places: UnmatchedPlaces)] = []

  public var count: Int { files.reduce(0) { $0 + $1.places.places.count } }

  /// `file,row,reason`, one line each, with CR LF.
  public var csv: String {
    var text = "file,row,reason\r\n"
    for (name, places) in files {
      let field = Self.field(name)
      for place in places.places { text += "\(field),\(place.line),\(place.rule.rawValue)\r\n" }
    }
    return text
  }

  /// Quoted; a spreadsheet must not take a file's name for a formula.
  private static func field(_ text: String) -> String {
    let isFormula = text.first.map { "=+-@\t".contains($0) } ?? false
    return "\"" + (isFormula ? "'" : "") + text.replacing("\"", with: "\"\"") + "\""
  }
}

/// Rows of one file for which nobody was found, in their order.
struct UnmatchedPlaces: Silent, Sendable {
  /// When it was found.
  enum Step: UInt8 {
    case read, matched
    /// It counts if the amount of the line is taken as it is.
    case matchedIfTaken
  }

  fileprivate struct Place: Sendable {
    let line: UInt32
    let rule: Rule
    let step: Step
  }

  fileprivate var places = Chunks<Place>(room: 16)

  private static let rules: Set<Rule> = [
    .financeNoUPN, .financeIDUnknown, .financeIDsDisagree, .financeNoMatch, .financeNotOnRoll,
  ]

  mutating func note(_ rule: Rule, _ place: RowPlace, _ step: Step) {
    if Self.rules.contains(rule) { places.append(Place(line: UInt32(clamping: place.line), rule: rule, step: step)) }
  }

  fileprivate func keeping(_ isKept: (Step) -> Bool) -> UnmatchedPlaces {
    guard places.contains(where: { !isKept($0.step) }) else { return self }
    var kept = UnmatchedPlaces()
    for place in places where isKept(place.step) { kept.places.append(place) }
    return kept
  }
}

/// Gathers lines that were not matched. Files are read in their order.
final class UnmatchedLog {
  private var files: [(file: Int, places: UnmatchedPlaces)] = []

  func add(_ places: UnmatchedPlaces, in file: Int, _ isKept: (UnmatchedPlaces.Step) -> Bool) {
    let kept = places.keeping(isKept)
    if !kept.places.isEmpty { files.append((file, kept)) }
  }

  func lines(_ log: FindingLog) -> UnmatchedLines {
    UnmatchedLines(files: files.map { (log.name(of: $0.file), $0.places) })
  }
}
