/// A row of an input file: where it is, never what it says. Files are too small for a number not to fit.
struct RowPlace: Hashable {
  private let shortFile: Int32
  private let shortLine: UInt32
  private let shortOrdinal: UInt32

  @inline(__always)
  init(file: Int, line: Int, ordinal: Int) {
    (shortFile, shortLine, shortOrdinal) = (Int32(clamping: file), UInt32(clamping: line), UInt32(clamping: ordinal))
  }

  /// The same in a whole file of which the one that was read is a part, with rows and lines before it.
  func below(rows: Int, lines: Int) -> RowPlace {
    RowPlace(file: file, line: line + lines, ordinal: ordinal + rows)
  }

  /// Index into the log's files.
  var file: Int { Int(shortFile) }
  /// Line on which the row begins, from 1.
  var line: Int { Int(shortLine) }
  /// Which row of the file it is, from 1: tells rows on one line apart.
  var ordinal: Int { Int(shortOrdinal) }
}

/// Stops the reading of a file.
struct Refusal: Error {
  let rule: Rule
  /// 0 where the whole file is meant.
  var line = 0
  /// What of the file is meant, in words of our own.
  var about = ""
}

/// Counts rows and gathers findings. Keeps the account: each row that is read is used or listed, never both.
///
/// A row is listed when it is noted once under a rule whose consequence is `dropped`.
final class FindingLog {
  fileprivate struct Key: Hashable {
    let rule: Rule
    let file: Int
    /// What of the file is meant, in words of our own; usually empty.
    var about = ""
  }

  fileprivate struct Tally {
    var count = 0
    /// Ascending, each once: the first of them.
    private(set) var rows: [Int] = []

    mutating func show(_ line: Int) {
      if rows.count == FindingLog.rowsKept, let last = rows.last, line >= last { return }
      // Nearly always at the end.
      let index = rows.lastIndex { $0 <= line }.map { $0 + 1 } ?? 0
      if index > 0, rows[index - 1] == line { return }
      rows.insert(line, at: index)
      if rows.count > FindingLog.rowsKept { rows.removeLast() }
    }
  }

  fileprivate struct File {
    let name: String
    let kind: FileKind
    let turn: Int
    var dropped = 0
  }

  /// Line numbers kept of one finding.
  private static let rowsKept = 1_000
  private var files: [File] = []
  /// Rows read, by file. Apart from the rest, because each row passes here.
  private var read: [Int] = []
  private var tallies: [Key: Tally] = [:]
  /// Where files that are opened from now on stand in the report: they are not always read in its order.
  var turn = 0
  /// Findings about the folder as a whole.
  private static let folder = -1

  init() {}

  /// A log of parts of files that another log knows.
  init(files count: Int) {
    files = [File](repeating: File(name: "", kind: .blade, turn: 0), count: count)
    read = [Int](repeating: 0, count: count)
  }

  var fileCount: Int { files.count }

  func open(_ name: String, _ kind: FileKind) -> Int {
    files.append(File(name: name, kind: kind, turn: turn))
    read.append(0)
    return files.count - 1
  }

  func name(of file: Int) -> String { files[file].name }

  /// Counts one more row of the file as read.
  func row(in file: Int, line: Int) -> RowPlace {
    read[file] += 1
    return RowPlace(file: file, line: line, ordinal: read[file])
  }

  /// Counts rows as read that got their places without the log.
  func add(_ count: Int, in file: Int) { read[file] += count }

  /// What is known so far, to come back to.
  struct Mark: Sendable {
    fileprivate let files: [File]
    fileprivate let read: [Int]
    fileprivate let tallies: [Key: Tally]
  }

  var mark: Mark { Mark(files: files, read: read, tallies: tallies) }

  func forgetAll(since mark: Mark) { (files, read, tallies) = (mark.files, mark.read, mark.tallies) }

  /// Takes what another log knows of parts of these files.
  ///
  /// - Parameter lines: before the parts, by files.
  func add(_ part: Mark, below lines: [Int: Int]) {
    for file in files.indices {
      files[file].dropped += part.files[file].dropped
      read[file] += part.read[file]
    }
    for (key, tally) in part.tallies {
      tallies[key, default: Tally()].count += tally.count
      for line in tally.rows { show(line + (lines[key.file] ?? 0), key) }
    }
  }

  /// - Parameter droppedIn: the file with the row that is listed, if the finding is shown at another row.
  func note(_ rule: Rule, _ place: RowPlace, droppedIn: Int? = nil) {
    note(rule, file: place.file, line: place.line, droppedIn: droppedIn)
  }

  func note(_ refusal: Refusal, file: Int) {
    note(refusal.rule, file: file, line: refusal.line, about: refusal.about)
  }

  /// - Parameter file: nil for the folder as a whole.
  /// - Parameter line: 0 for the file as a whole.
  /// - Parameter about: what of the file is meant, in words of our own.
  func note(_ rule: Rule, file: Int?, line: Int = 0, count: Int = 1, droppedIn: Int? = nil, about: String = "") {
    let key = Key(rule: rule, file: file ?? Self.folder, about: about)
    tallies[key, default: Tally()].count += count
    if let file = droppedIn ?? file, case .dropped = rule.text.consequence { files[file].dropped += count }
    if line > 0 { show(line, key) }
  }

  /// Refuses files that were read to their end. What was found in their rows followed from it, or may have, and is not
  /// said any more.
  func refuse(_ refused: [Int], because refusals: [(file: Int, refusal: Refusal, count: Int)]) {
    for key in tallies.keys where refused.contains(key.file) { tallies[key] = nil }
    for file in refused { files[file].dropped = 0 }
    for (file, refusal, count) in refusals {
      note(refusal.rule, file: file, line: refusal.line, count: count, about: refusal.about)
    }
    drop(refused)
  }

  /// Lists every row of the files that is not listed yet: their return or file cannot be used.
  func drop(_ refused: some Sequence<Int>) {
    for file in refused where read[file] > files[file].dropped {
      note(.returnRefused, file: file, count: read[file] - files[file].dropped)
    }
  }

  private func show(_ line: Int, _ key: Key) { tallies[key]?.show(line) }

  /// Findings in rows of one file, which may yet come to nothing.
  struct Held {
    fileprivate var tallies: [Rule: Tally] = [:]

    mutating func note(_ rule: Rule, _ place: RowPlace) {
      tallies[rule, default: Tally()].count += 1
      tallies[rule]?.show(place.line)
    }
  }

  func add(_ held: Held, in file: Int) {
    for (rule, tally) in held.tallies {
      note(rule, file: file, count: tally.count)
      for line in tally.rows { show(line, Key(rule: rule, file: file)) }
    }
  }

  /// Rows of returns that are left out are many: one cause is likely. Finance extracts hold lines of other years.
  private func noteManyListed() {
    for (index, file) in files.enumerated()
    where file.kind.isReturn && tallies[Key(rule: .returnRefused, file: index)] == nil
      && Share(file.dropped, of: read[index]).isAbove(percent: 5)
    {
      note(.manyRowsListed, file: index, count: file.dropped)
    }
  }

  func report() -> IngestReport {
    noteManyListed()
    var findings: [Finding] = []
    var refused = false
    for (key, tally) in tallies {
      let text = key.rule.text
      if case .refused = text.consequence { refused = true }
      findings.append(
        Finding(
          code: key.rule.rawValue, severity: text.severity, consequence: text.consequence,
          file: key.file == Self.folder ? "" : files[key.file].name, about: key.about, rows: tally.rows,
          count: tally.count, effect: text.effect, rule: text.rule, fix: text.fix))
    }
    let order = files.indices.sorted { (files[$0].turn, $0) < (files[$1].turn, $1) }
    return IngestReport(
      files: order.map { index in
        let file = files[index]
        return IngestReport.FileRead(
          name: file.name, kind: file.kind.rawValue, rowsRead: read[index], rowsListed: file.dropped)
      },
      rowsRead: read.reduce(0, +), rowsListed: files.reduce(0) { $0 + $1.dropped }, findings: findings,
      refused: refused)
  }
}
