internal import Records
internal import Vocabulary

/// Where the persons of the returns are found by their numbers.
struct PupilIndex: Silent {
  /// Places in the list of histories.
  var upns: [String: Int] = [:]
  var ulns: [String: Int] = [:]
  /// Those on roll on the latest census day.
  var onRoll: Set<Int> = []
}

/// Whose a line is, and whether it counts: said of each line as it is read, so that no other is kept.
struct LineMatch: Silent {
  private let index: PupilIndex
  /// The financial year with the latest census day, by the calendar year in which it begins.
  private let year: Int
  /// Day number of that census day.
  private let day: Int
  /// All cross-references of the folder, with the names of their files.
  var pupils: [(file: String, table: CrossReference)] = []

  /// - Parameter census: the latest census year. Its day lies in the financial year that begins in the year before.
  init(_ index: PupilIndex, census: Int) {
    (self.index, year, day) = (index, census - 1, Census.day(census).dayNumber)
  }

  /// - Returns: a place in the list of histories.
  /// - Throws: why the line does not count.
  func person(of line: FinanceLine) throws(Refusal) -> Int {
    guard line.financialYear.map({ $0 == year }) ?? true else { throw Refusal(rule: .otherFinancialYear) }
    let person = try named(line)
    guard line.covers(day) else { throw Refusal(rule: .financeNotOnDay) }
    guard index.onRoll.contains(person) else { throw Refusal(rule: .financeNotOnRoll) }
    return person
  }

  private func named(_ line: FinanceLine) throws(Refusal) -> Int {
    var first: Int?
    var agree = true
    func look(_ who: PupilReference) {
      for person in [index.upns[who.upn], index.ulns[who.uln]] {
        guard let person else { continue }
        if let first, first != person { agree = false }
        first = first ?? person
      }
    }
    look(line.who)
    var isIDKnown = true
    if !line.who.localID.isEmpty {
      if let pupil = pupil(line) { look(pupil) } else { isIDKnown = false }
    }
    guard let first else {
      let hasOther = !line.who.upn.isEmpty || !line.who.uln.isEmpty
      throw Refusal(rule: isIDKnown || hasOther ? .financeNoMatch : .financeIDUnknown)
    }
    guard agree else { throw Refusal(rule: .financeIDsDisagree) }
    return first
  }

  /// Who a line's local id stands for; nil if no cross-reference knows it, or two disagree.
  private func pupil(_ line: FinanceLine) -> PupilReference? {
    let found = pupils.filter { line.crossReference == nil || $0.file == line.crossReference }
      .compactMap { $0.table.pupil(line.who.localID) }
    guard let first = found.first, found.allSatisfy({ $0.upn == first.upn && $0.uln == first.uln }) else { return nil }
    return first
  }
}
