internal import Costing
internal import Records

/// What the placements of each person cost a year, from the lines that cover the latest census day.
struct FinanceMatch: Silent {
  let log: FindingLog
  /// By places in the list of histories, each person's in the order of files and rows.
  private var counted: [Int: [CountedLine]] = [:]

  init(log: FindingLog) { self.log = log }

  /// Uses the list up, for there may be millions.
  ///
  /// - Parameter isUsed: says whether a line is.
  mutating func add(_ lines: consuming Chunks<CountedLine>, where isUsed: (CountedLine) -> Bool) {
    var lines = lines
    while let some = lines.removeFirst(1 << 16) {
      for line in some where isUsed(line) { counted[Int(line.person), default: []].append(line) }
    }
  }

  /// - Returns: annual pence by places in the list of histories; below 0 where credits exceed fees.
  func costs() -> [Int: CostShares] { counted.mapValues { add($0) } }

  /// One person's lines of the day.
  private func add(_ lines: [CountedLine]) -> CostShares {
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

  private func noteOddities(_ lines: [CountedLine]) {
    for (index, line) in lines.enumerated() {
      for earlier in lines[..<index] where earlier.kind == line.kind {
        if earlier.annual == line.annual, earlier.covers(sameDaysAs: line) {
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
