internal import Records

/// What becomes of the lines of one extract. Until it is read to its end nobody knows whether its amounts are in doubt, or
/// whether it can be used at all: so what is found is held, in constant memory but for lines that count and places of
/// those that nobody was found for.
struct SheetLines: Silent {
  private let match: LineMatch?
  /// Index in the log.
  private let file: Int
  private var counted = Chunks<CountedLine>(room: 16)
  private var places = UnmatchedPlaces()
  private var findings = FindingLog.Held()
  /// Of lines whose amount could be another one: what is found if it is taken, and if it is not.
  private var taken = FindingLog.Held()
  private var refused = FindingLog.Held()
  private(set) var hasUnclear = false
  /// Lines that have a local id and no other number; among them of lines whose amount is clear.
  private var localIDs: (all: Bool, clear: Bool) = (false, false)

  init(_ match: LineMatch?, file: Int) { (self.match, self.file) = (match, file) }

  mutating func add(_ line: FinanceLine, isUnclear: Bool) {
    if isUnclear {
      hasUnclear = true
      refused.note(.amountUnclear, line.place)
    }
    if !line.who.localID.isEmpty, line.who.upn.isEmpty, line.who.uln.isEmpty {
      localIDs = (true, localIDs.clear || !isUnclear)
    }
    guard let match else { return }
    do throws(Refusal) {
      counted.append(CountedLine(line, person: try match.person(of: line), isUnclear: isUnclear))
    } catch {
      if isUnclear { taken.note(error.rule, line.place) } else { findings.note(error.rule, line.place) }
      places.note(error.rule, line.place, isUnclear ? .matchedIfTaken : .matched)
    }
  }

  /// A row that is no line that can be read.
  mutating func addUnread(_ rule: Rule, _ place: RowPlace) { places.note(rule, place, .read) }

  /// What is left of them at the end.
  struct Settled: Silent {
    /// Those whose amounts are unclear among them.
    let counted: Chunks<CountedLine>
    /// Lines whose amounts are unclear are not used.
    let isInDoubt: Bool
    /// A line has a local id and no other number.
    let hasLocalIDsAlone: Bool
  }

  /// - Parameter isInDoubt: lines whose amounts are unclear are not used.
  mutating func settle(_ log: FindingLog, _ unmatched: UnmatchedLog, isInDoubt: Bool) -> Settled {
    log.add(findings, in: file)
    log.add(isInDoubt ? refused : taken, in: file)
    unmatched.add(places, in: file) { $0 != .matchedIfTaken || !isInDoubt }
    var lines = Chunks<CountedLine>(room: 16)
    swap(&lines, &counted)
    return Settled(counted: lines, isInDoubt: isInDoubt, hasLocalIDsAlone: isInDoubt ? localIDs.clear : localIDs.all)
  }

  /// Of an extract that can't be used.
  func giveUp(_ unmatched: UnmatchedLog) { unmatched.add(places, in: file) { $0 == .read } }
}
