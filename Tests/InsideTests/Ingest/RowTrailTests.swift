import TestSupport
import Testing

@testable import Ingest

/// The rows below each person come back from a trail as they were put in.
@Suite struct RowTrailTests {
  /// Where the next rows of each file lie: most of them on the next line.
  struct Lines {
    var dice: Dice
    /// Files of the seven lists of a draft; some share one.
    let files: [Int]
    private var next: [Int: Int] = [:]

    init(seed: Int) {
      var dice = Dice(seed: seed)
      let isApart = Bool.random(using: &dice)
      let count = Int.random(in: 1...40, using: &dice)
      files = (0..<7).map { isApart ? $0 + count : Int.random(in: 0..<count, using: &dice) }
      self.dice = dice
    }

    mutating func place(_ list: Int) -> RowPlace {
      let isUnusual = Int.random(in: 0..<40, using: &dice) == 0
      let file = isUnusual ? Int.random(in: 0..<50, using: &dice) : files[list]
      let step = Int.random(in: 0..<30, using: &dice) == 0 ? Int.random(in: -3...400, using: &dice) : 1
      next[file, default: 0] += step
      return RowPlace(file: file, line: max(0, next[file] ?? 0), ordinal: 0)
    }

    mutating func draft() -> PersonDraft {
      var draft = PersonDraft()
      draft.start(PersonRow(place(0)))
      func few(_ most: Int) -> Range<Int> { 0..<(Int.random(in: 0..<6, using: &dice) == 0 ? most : min(1, most)) }
      for _ in few(5) {
        draft.add(RequestRow(place(0)))
        for _ in few(2) {
          draft.add(AssessmentRow(place(1)))
          for _ in few(2) {
            draft.add(NamedPlanRow(place(2)))
            for _ in few(4) { draft.add(PlanDetailRow(place(3))) }
          }
        }
        for _ in few(2) {
          draft.add(ActivePlanRow(place(4)))
          for _ in few(9) { draft.add(PlacementRow(place(5))) }
          for _ in few(3) { draft.add(NeedRow(place(6))) }
        }
      }
      return draft
    }
  }

  struct Row: Hashable {
    let file: Int
    let line: Int
  }

  @Test(arguments: 0..<40) func whatAPersonsRowsAreIsNotForgotten(seed: Int) {
    var lines = Lines(seed: seed)
    let isInParts = seed % 2 == 1
    var (whole, part, offsets) = (RowTrail(), RowTrail(isPart: true), [Int: Int]())
    var expected: [[Row]] = []
    for number in 0..<300 {
      if isInParts, number % 37 == 0 {
        whole.add(part, below: offsets)
        part = RowTrail(isPart: true)
        offsets = Dictionary((0..<60).map { ($0, number * $0) }) { first, _ in first }
        lines = Lines(seed: 1_000 * seed + number)
      }
      let draft = lines.draft()
      let dropped = Int.random(in: 0..<9, using: &lines.dice) == 0 ? Int.random(in: 1...3, using: &lines.dice) : 0
      func isUsed(_ place: RowPlace) -> Bool { dropped == 0 || place.line % 4 != dropped }
      var rows: [Row] = []
      draft.forEachPlaceBelow { place in
        if isUsed(place) { rows.append(Row(file: place.file, line: place.line + (offsets[place.file] ?? 0))) }
      }
      expected.append(rows)
      if isInParts {
        part.add(draft, isWhole: dropped == 0, where: isUsed)
      } else {
        whole.add(draft, isWhole: dropped == 0, where: isUsed)
      }
    }
    if isInParts { whole.add(part, below: offsets) }
    for (person, rows) in expected.enumerated() {
      var found: [Row] = []
      whole.forEachRow(of: [person]) { found.append(Row(file: $0, line: $1)) }
      #expect(found.sorted { ($0.file, $0.line) < ($1.file, $1.line) } == rows.sorted { ($0.file, $0.line) < ($1.file, $1.line) })
    }
  }
}
