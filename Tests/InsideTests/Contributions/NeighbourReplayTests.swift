import Contributions
import Foundation
import Ingest
import Records
import ReleaseProtocol
import Testing
import Vocabulary

/// What the price of every table rests on, seen from inside: whatever the files say of one child more, one child less,
/// or otherwise of one child, the exact tables before noise differ by no more than was paid for, and nothing else that
/// can be seen differs at all.
///
/// The mechanism's inputs on one set of records are written down and compared with those on a neighbouring one, through
/// the reader, the catalogue, the gate, the seal and the ledger (after Cebere et al. 2026, arXiv:2602.17454).
@Suite struct NeighbourReplayTests {
  typealias Child = TinyReturn.Child
  typealias Plan = TinyReturn.Plan
  typealias Placement = TinyReturn.Placement

  /// What the files say of a borough: children of two returns, lines of the finance extract.
  struct Files {
    var before: [Child] = []
    var after: [Child] = []
    var fees: [String] = []

    func mechanism() throws -> Mechanism {
      let tiny = try TinyFolder()
      for one in ReturnTests.two(before, after) { try tiny.write(Array(one.xml.utf8), "return-\(one.year).xml") }
      try tiny.write(Array((FinanceTests.heading + fees.map { $0 + "\n" }.joined()).utf8), "f.csv")
      return try Mechanism(tiny)
    }

    mutating func add(_ child: Child, fee: String?, inBefore: Bool = true, inAfter: Bool = true) {
      if inBefore { before.append(child) }
      if inAfter { after.append(child) }
      if let fee { fees.append("\(child.upn),S,,t,,,\(fee),annual,,2024-25") }
    }
  }

  static func child(_ number: Int, _ random: inout SmallRandom) -> Child {
    let needs = ["ASD", "SLCN", "SEMH", "MLD", "HI", "OTH"]
    var child = Child(
      upn: "X9000000001\(number < 10 ? "0" : "")\(number)",
      birth: "\(2002 + random.below(15))-0\(1 + random.below(9))-15")
    child.plans = [
      Plan(
        start: ["2018-02-01", "2024-06-03"][random.below(2)],
        placements: [Placement(urn: ["100001", "100002", "100003"][random.below(3)])],
        needs: [(needs[random.below(needs.count)], "1")])
    ]
    return child
  }

  /// A borough of twelve children, most in both returns, most with a fee.
  static func borough(_ random: inout SmallRandom) -> Files {
    var files = Files()
    for number in 0..<12 {
      files.add(
        child(number, &random), fee: random.below(4) == 0 ? nil : "\(500 + random.below(90_000)).25",
        inBefore: random.below(5) > 0, inAfter: random.below(5) > 0)
    }
    let other = Child(upn: "Y900000000009")  // a return without persons is refused: somebody is always there
    files.add(other, fee: "1000")
    return files
  }

  /// - Parameter bound: nil for what a table costs where one child's records are replaced by others.
  private func expect(
    _ neighbour: Mechanism, within bound: Double?, of records: Mechanism, _ what: String,
    _ place: SourceLocation = #_sourceLocation
  ) {
    #expect(neighbour.shape == records.shape, "\(what): more than figures differs", sourceLocation: place)
    for (statistic, distance) in zip(Mechanism.plan.statistics, records.squaredDistances(to: neighbour)) {
      let factor = statistic.replacementFactor
      let bound = bound ?? Double(factor.numerator) / Double(factor.denominator) + 1e-12  // of rounding
      #expect(distance <= bound, "\(what): \(statistic.id) moves by more than was paid for", sourceLocation: place)
    }
  }

  /// The unit of protection: all rows of one child, there or not there. The price is for a distance of 1.
  @Test(arguments: 1...6 as ClosedRange<UInt64>) func oneChildMoreOrLess(_ seed: UInt64) throws {
    var random = SmallRandom(seed)
    let files = Self.borough(&random)
    let records = try files.mechanism()
    // One more, with fees of every size; written once, twice, in one return only, in two spellings.
    let new = Self.child(77, &random)
    for fee in ["0", "0.01", "9999999999.99", "-9999999999.99", "75000"] {
      var more = files
      more.add(new, fee: fee)
      try expect(more.mechanism(), within: 1, of: records, "a fee of \(fee)")
      more.add(new, fee: fee)
      try expect(more.mechanism(), within: 1, of: records, "written twice, a fee of \(fee)")
    }
    var spelt = files
    spelt.add(new, fee: "10")
    var other = Self.child(78, &random)
    other.upn = new.upn.lowercased()
    spelt.add(other, fee: "100000")
    try expect(spelt.mechanism(), within: 1, of: records, "two spellings with two birthdays and needs")
    for (inBefore, inAfter) in [(true, false), (false, true)] {
      var once = files
      once.add(new, fee: "12000", inBefore: inBefore, inAfter: inAfter)
      try expect(once.mechanism(), within: 1, of: records, "in one return")
    }
    // One less.
    for child in Set(files.before.map(\.upn) + files.after.map(\.upn)).sorted().prefix(4) {
      var less = files
      less.before.removeAll { $0.upn == child }
      less.after.removeAll { $0.upn == child }
      less.fees.removeAll { $0.hasPrefix(child) }
      try expect(less.mechanism(), within: 1, of: records, "one child less")
    }
  }

  /// Other rows of the same child, or another child in its place: what an officer is told of two descriptions of one child,
  /// table by table from 2 to 4 times the price. Unknown codes included.
  @Test(arguments: 1...6 as ClosedRange<UInt64>) func otherRowsOfOneChild(_ seed: UInt64) throws {
    var random = SmallRandom(seed)
    let files = Self.borough(&random)
    let records = try files.mechanism()
    let changes: [(String, (inout Child) -> Void)] = [
      ("an unknown need", { $0.plans[0].needs = [("QQQ", "1")] }),
      ("no need", { $0.plans[0].needs = [] }),
      ("an unknown placement", { $0.plans[0].placements = [Placement(urn: "999999")] }),
      ("no placement", { $0.plans[0].placements = [] }),
      ("another birthday", { $0.birth = "2019-12-31" }),
      ("an impossible birthday", { $0.birth = "2031-02-30" }),
      ("another start", { $0.plans[0].start = "2025-01-16" }),
      ("a plan that ended", { $0.plans[0].cease = "2024-02-01" }),
      ("a plan that ended in summer", { $0.plans[0].cease = "2024-08-31" }),
      ("a plan that came back", {
        $0.plans[0].cease = "2024-05-31"
        $0.plans.append(Plan(received: "2024-02-01", start: "2024-10-01"))
      }),
      ("two plans", { $0.plans.append(Plan(start: "2024-11-01", needs: [("PMLD", "1")])) }),
      ("another child", { $0.upn = "Z900000000055" }),
    ]
    for (what, change) in changes {
      var other = files
      guard let upn = files.after.first?.upn else { continue }
      for index in other.before.indices where other.before[index].upn == upn { change(&other.before[index]) }
      for index in other.after.indices where other.after[index].upn == upn { change(&other.after[index]) }
      try expect(other.mechanism(), within: nil, of: records, what)
    }
    for fee in ["-9999999999.99", "9999999999.99", "not a fee"] {
      var other = files
      other.fees = files.fees.map { $0.hasPrefix("Y900000000009") ? "Y900000000009,S,,t,,,\(fee),annual,,2024-25" : $0 }
      try expect(other.mechanism(), within: nil, of: records, "a fee of \(fee)")
    }
  }

  /// Times the price. Of contrasts 5 + 4/(n − 1), n the shortest axis: two children leave a cell, and one comes to another.
  private static func joined(_ statistic: Statistic) -> Int {
    switch statistic.bound {
    case .count, .banded, .clamped: 5
    case .contrasts: 6
    case .segment: 7
    case .centredAmount: 9
    }
  }

  @Test func thePrivacyStatementSaysHowMuchAJoiningRowMoves() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../docs/privacy.md")
    let text = try String(contentsOf: path, encoding: .utf8).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let words = [5: "five", 6: "six", 7: "seven", 9: "nine"]
    func times(_ id: String) throws -> String {
      let statistic = try #require(Mechanism.plan.statistic(id))
      return try #require(words[Self.joined(statistic)])
    }
    let sentence = try "which costs up to \(times("stock-2025")) times the ρ of counts, \(times("stock-2025-contrasts")) of contrasts "
      + "by phase, \(times("quarter-stock-2025-total")) of quarter days and \(times("cost-pence-2025")) of amounts"
    #expect(text.contains(sentence), "\(sentence)")
  }

  /// A known weakness and its size: a row with one child's UPN and another's ULN makes one of three. `docs/privacy.md` says
  /// up to 5 times the price of counts, 6 of contrasts, 7 of quarter days, 9 of amounts.
  @Test(arguments: 1...4 as ClosedRange<UInt64>) func oneRowThatJoinsTwoChildren(_ seed: UInt64) throws {
    var random = SmallRandom(seed)
    var files = Self.borough(&random)
    var first = Self.child(77, &random)
    first.plans[0].start = "2018-02-01"
    var second = first
    (second.upn, second.uln) = ("X900000000178", "7711223344")
    for child in [first, second] { files.add(child, fee: "9999999999.99") }
    let records = try files.mechanism()

    var joining = Self.child(76, &random)
    (joining.upn, joining.uln) = (first.upn, second.uln)
    joining.plans[0].start = "2023-06-03"  // the latest of the three: it is the one that stays
    var joined = files
    joined.add(joining, fee: nil)
    var most = 0.0
    for (statistic, distance) in zip(Mechanism.plan.statistics, records.squaredDistances(to: try joined.mechanism())) {
      let bound = Double(Self.joined(statistic))
      #expect(distance <= bound + 1e-12, "\(statistic.id): \(distance)")
      most = max(most, distance)
    }
    #expect(most >= 3, "three counts move, not one: \(most)")
  }

  /// Nobody at all, and one child: the smallest tables there are. One child's rows twice on the roll count once.
  @Test func anEmptyRollIsANeighbourToo() throws {
    let start = try #require(CalendarDate(year: 2020, month: 5, day: 1))
    let child = Person(
      key: PersonKey("A"), birthYear: 2014, birthMonth: 9,
      presences: [2023, 2024, 2025].map {
        CensusPresence(year: $0, need: .asd, sector: .independent, planStart: start, arrivedFromElsewhere: false)
      }, costs: [PlacementCost(year: 2025, annualPence: .max)], quarters: HeldQuarters([(year: 2025, days: 0b1111)]))
    let years = [2023, 2024, 2025]
    let nobody = try Mechanism(Roll(persons: [], censusYears: years))
    #expect(Set(nobody.exact.joined()) == [0])
    let one = try Mechanism(Roll(persons: [child], censusYears: years))
    expect(one, within: 1, of: nobody, "the only child")
    #expect(one.squaredDistances(to: nobody) == Mechanism.plan.statistics.map { _ in 1 }, "the price is for this much and not less")
    let twice = try Mechanism(Roll(persons: [child, child], censusYears: years))
    expect(twice, within: 0, of: one, "the same child twice")
  }

  /// What one child does to a table does not depend on who else is there: no mean, no share, no rank is formed before
  /// the noise.
  @Test func whatOneChildAddsDoesNotDependOnTheOthers() throws {
    var steps: Set<[[Int64]]> = []
    for seed: UInt64 in 1...4 {
      var (random, same) = (SmallRandom(seed), SmallRandom(99))
      let files = Self.borough(&random)
      var more = files
      more.add(Self.child(77, &same), fee: "43210")
      let (records, neighbour) = (try files.mechanism(), try more.mechanism())
      steps.insert(zip(neighbour.exact, records.exact).map { zip($0, $1).map { $0 - $1 } })
    }
    #expect(steps.count == 1)
  }
}

/// SplitMix64 (Steele et al. 2014): the same boroughs each time.
struct SmallRandom {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func below(_ limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(limit))
  }
}
