/// What log and head say together, checked line by line.
struct History {
  let account: Account
  let head: Head
  /// What has to be written first, because the log goes on beyond the head; nil if it doesn't.
  let voiding: (before: [UInt8], line: Line, head: Head)?

  /// Throws `missing`, `unfinished`, `corrupt`, `rolledBack`.
  init(log: [UInt8]?, head headText: [UInt8]?, place: String) throws(LedgerError) {
    guard let headText else { throw History.withoutHead(log, place) }
    guard let head = Head(headText) else { throw .corrupt(place: place, line: nil, reason: "can't be read") }
    guard let log else { throw .rolledBack(place: place, reason: "there is a head but no ledger.log") }
    guard log.count >= head.size else {
      throw .rolledBack(
        place: place, reason: "the head covers \(head.size) bytes of ledger.log, which has \(log.count)")
    }
    let checker = Checker(log: log, lines: Checker.lines(log[..<head.size]), place: place)
    guard log[head.size - 1] == Line.end, checker.lines.count == head.lines,
      Line.hash(checker.lines[head.lines - 1]) == head.lastHash
    else { throw .corrupt(place: place, line: head.lines, reason: "is not the last line that the head covers") }

    let live = try checker.linesInEffect()
    guard let first = live.first, case .create(let borough, let policy) = first.record else {
      throw .corrupt(place: place, line: 1, reason: "does not say whose ledger it is")
    }
    var account = Account(LedgerName(borough: borough, firstLine: first.hash), policy: policy)
    for line in live.dropFirst() {
      do { try account.apply(line.record, at: line.at, line: line.number) } catch {
        throw .corrupt(place: place, line: line.number + 1, reason: "contradicts the lines before it (\(error.code))")
      }
    }
    self.account = account
    self.head = head
    voiding = try History.voiding(log, head, at: live[live.count - 1].at, place)
  }

  private static func withoutHead(_ log: [UInt8]?, _ place: String) -> LedgerError {
    guard let log else { return .missing(place: place) }
    return log.split(separator: Line.end).count <= 1
      ? .unfinished(place: place) : .rolledBack(place: place, reason: "ledger.log has entries but the head is gone")
  }

  /// A line that voids everything beyond the head: a step that was begun and never committed.
  ///
  /// A crash leaves at most one such step, and voiding lines of recoveries that were cut short as well. If more steps
  /// follow, they were committed, and the head is an old one: that is refused, or their spending would be forgotten.
  /// The voiding line bears the time of the last line in effect, as opening takes no clock.
  private static func voiding(
    _ log: [UInt8], _ head: Head, at time: Int, _ place: String
  ) throws(LedgerError) -> (before: [UInt8], line: Line, head: Head)? {
    let tail = log[head.size...]
    guard let lastByte = tail.last else { return nil }
    let lines = Checker.lines(tail)
    for extra in lines.dropFirst() {
      if let line = Line(extra), !line.record.isVoid {
        throw .rolledBack(place: place, reason: "ledger.log goes on for several steps after the head")
      }
    }
    let before = lastByte == Line.end ? [] : [Line.end]  // ends a torn line, which is kept
    let number = head.lines + lines.count
    let line = Line(
      number: number, previous: Line.hash(lines[lines.count - 1]), at: time,
      record: .void(first: head.lines, last: number - 1, logHash: Line.hash(log + before)))
    let size = log.count + before.count + line.terminated.count
    return (before, line, Head(size: size, lines: number + 1, lastHash: line.hash))
  }
}

extension Record {
  fileprivate var isVoid: Bool {
    if case .void = self { true } else { false }
  }
}

/// Follows the chain of hashes. The lines of a voided step are not read, so the chain has a gap there; the voiding
/// line bridges it with the hash of the whole log before it.
private struct Checker {
  let log: [UInt8]
  let lines: [ArraySlice<UInt8>]
  let place: String

  /// Pieces between line feeds; a last piece without one counts, an empty one after the last line feed doesn't.
  static func lines(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var lines = bytes.split(separator: Line.end, omittingEmptySubsequences: false)
    if let last = lines.last, last.isEmpty { lines.removeLast() }
    return lines
  }

  /// The lines that count, in order. Goes backwards, so that a voiding line is met before what it voids.
  func linesInEffect() throws(LedgerError) -> [Line] {
    var live: [Line] = []
    var index = lines.count - 1
    while index >= 0 {
      guard let line = Line(lines[index]), line.number == index else {
        throw .corrupt(place: place, line: index + 1, reason: "can't be read")
      }
      let previous = index == 0 ? Line.noPrevious : Line.hash(lines[index - 1])
      guard line.previous == previous else {
        throw .corrupt(place: place, line: index + 1, reason: "does not follow from the line before it")
      }
      if case .create = line.record, index > 0 {
        throw .corrupt(place: place, line: index + 1, reason: "begins a second ledger")
      }
      if case .void(let first, let last, let logHash) = line.record {
        guard last == index - 1, logHash == Line.hash(log[..<lines[index].startIndex]) else {
          throw .corrupt(place: place, line: index + 1, reason: "does not void the lines right before it")
        }
        index = first - 1
      } else {
        live.append(line)
        index -= 1
      }
    }
    return live.reversed()
  }
}
