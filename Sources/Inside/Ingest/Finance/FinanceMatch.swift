internal import Costing
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

/// What the placements of each person cost a year, from the lines that cover the latest census day.
struct FinanceMatch: Silent {
  let log: FindingLog
  let files: FinanceFiles

  /// - Parameter census: the census year. Its day lies in the financial year that begins in the year before.
  /// - Returns: annual pence by places in the list of histories; below 0 where credits exceed fees.
  func costs(_ index: PupilIndex, census: Int) -> [Int: CostShares] {
    let day = Census.day(census).dayNumber
    var counted: [Int: [FinanceLine]] = [:]
    for line in files.lines {
      do throws(Refusal) { counted[try person(of: line, index, day, census), default: []].append(line) } catch {
        log.note(error.rule, line.place)
        files.unmatched.note(error.rule, line.place)
      }
    }
    return counted.mapValues { add($0) }
  }

  /// - Throws: why the line does not count.
  private func person(of line: FinanceLine, _ index: PupilIndex, _ day: Int, _ census: Int) throws(Refusal) -> Int {
    guard line.financialYear.map({ $0 == census - 1 }) ?? true else { throw Refusal(rule: .otherFinancialYear) }
    let person = try person(line, index)
    guard line.covers(day) else { throw Refusal(rule: .financeNotOnDay) }
    guard index.onRoll.contains(person) else { throw Refusal(rule: .financeNotOnRoll) }
    return person
  }

  private func person(_ line: FinanceLine, _ index: PupilIndex) throws(Refusal) -> Int {
    var found: Set<Int> = []
    var isIDKnown = true
    func look(_ who: PupilReference) {
      if let person = index.upns[who.upn] { found.insert(person) }
      if let person = index.ulns[who.uln] { found.insert(person) }
    }
    look(line.who)
    if !line.who.localID.isEmpty {
      if let pupil = files.pupil(line) { look(pupil) } else { isIDKnown = false }
    }
    guard let person = found.first else {
      let hasOther = !line.who.upn.isEmpty || !line.who.uln.isEmpty
      throw Refusal(rule: isIDKnown || hasOther ? .financeNoMatch : .financeIDUnknown)
    }
    guard found.count == 1 else { throw Refusal(rule: .financeIDsDisagree) }
    return person
  }

  /// One person's lines of the day, in the order of files and rows.
  private func add(_ lines: [FinanceLine]) -> CostShares {
    var kept = lines
    for line in lines where line.isReplacement {
      kept.removeAll { earlier in
        let isReplaced = earlier.kind == line.kind && isBefore(earlier.place, line.place)
        if isReplaced { log.note(.financeReplaced, earlier.place) }
        return isReplaced
      }
    }
    noteOddities(kept)
    var sum = CostShares.none
    for line in kept {
      guard let next = sum.plus(line.annual), next.total != nil else {
        log.note(.badAmount, line.place)
        continue
      }
      sum = next
    }
    if let total = sum.total, total < 0, let first = kept.first {
      log.note(.negativeTotal, first.place)  // The gate counts it as 0, and as one below 0.
    }
    return sum
  }

  private func noteOddities(_ lines: [FinanceLine]) {
    for (index, line) in lines.enumerated() {
      for earlier in lines[..<index] where earlier.kind == line.kind {
        if earlier.annual == line.annual, earlier.start == line.start, earlier.end == line.end {
          log.note(.financeSameTwice, line.place)
          break
        }
        guard line.kind.hasType, line.annual.isPositive, earlier.annual.isPositive else { continue }
        log.note(.financeTwoRates, line.place)
        break
      }
    }
  }

  private func isBefore(_ a: RowPlace, _ b: RowPlace) -> Bool { (a.file, a.ordinal) < (b.file, b.ordinal) }
}

extension CostShares {
  fileprivate var isPositive: Bool { (total ?? 0) > 0 }
}
