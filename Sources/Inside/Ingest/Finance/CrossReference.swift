internal import Records

/// Which pupil a local id stands for, from a table that the borough keeps. Rows are read and listed like any others.
final class CrossReference: Silent {
  private let log: FindingLog
  /// Index in the log.
  let file: Int
  private let head: TableHead
  private var known: [String: PupilReference] = [:]
  /// Ids that lead to two pupils.
  private var disputed: Set<String> = []
  private let local: Int
  private let upn: Int?
  private let uln: Int?

  /// Nil for a table of another kind: this one has local ids and pupils, and neither money nor days.
  init?(_ head: TableHead, file: @autoclosure () -> Int, log: FindingLog) {
    guard let columns = Self.columns(head), let local = columns[.localID] else { return nil }
    (self.local, upn, uln) = (local, columns[.upn], columns[.uln])
    (self.head, self.log) = (head, log)
    self.file = file()
  }

  static func isOne(_ head: TableHead) -> Bool { columns(head) != nil }

  private static func columns(_ head: TableHead) -> [FinanceField: Int]? {
    var columns: [FinanceField: Int] = [:]
    for (index, heading) in head.headings.enumerated() {
      guard let heading, let meaning = FinanceWords.meaning(heading) else { continue }
      switch meaning.field {
      case .upn, .uln, .localID:
        guard columns[meaning.field] == nil else { return nil }
        columns[meaning.field] = index
      case .amount, .education, .health, .socialCare, .period, .transport, .vat, .spendToDate: return nil
      default: break
      }
    }
    guard columns[.localID] != nil, columns[.upn] != nil || columns[.uln] != nil else { return nil }
    return columns
  }

  func above(_ row: TableRow) { log.list(row, .rowAboveHeadings, in: file) }

  func row(_ row: TableRow) {
    guard !row.hasBadQuoting else { return log.list(row, .badQuoting, in: file) }
    let place = log.row(in: file, line: row.line)
    let id = row.read(local) { $0.localID }
    var who = PupilReference()
    if let upn { who.upn = row.read(upn) { $0.identifier(limit: 20) } ?? "" }
    if let uln { who.uln = row.read(uln) { $0.learnerNumber } }
    guard !id.isEmpty, !who.isEmpty else { return log.note(.crossReferenceBlank, place) }
    if let other = known[id], other.upn != who.upn || other.uln != who.uln {
      disputed.insert(id)
      return log.note(.crossReferenceConflict, place)
    }
    known[id] = who
  }

  /// Nil for an id that is not known, or leads to two pupils.
  func pupil(_ localID: String) -> PupilReference? { disputed.contains(localID) ? nil : known[localID] }
}
