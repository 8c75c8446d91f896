import Disclosure
import Estimation
import Foundation
import Noise
import ReleaseProtocol
import TestSupport
import Testing

/// What the gate's own figures prove of how much they tell about one child, against what is declared; and the same
/// audit of gates that are broken, each of which it has to refute.
///
/// 10⁵ draws, 10⁶ with BOROUGHWISE_LONG (`make check-long`). One audit of a sound gate raises a false alarm less
/// than once in 10⁹ (`PrivacyAudit.falseAlarm`); all of this suite together less than once in 10⁸.
@Suite struct EmpiricalPrivacyTests {
  static let isLong = ProcessInfo.processInfo.environment["BOROUGHWISE_LONG"] != nil
  static let deltas = [1e-6, 1e-3, 0.01, 0.05, 0.1, 0.2]

  /// Tables of one plan, 4,096 cells each, and what is wrong with the gate.
  struct Gates {
    var counts: [Ratio?] = []
    var pence: [Ratio?] = []
    /// Persons by bands of their amount, and persons clamped.
    var bands: [Ratio?] = []
    var clamped: [Ratio?] = []
    /// Four days of a year.
    var days: [Ratio?] = []
    var flaw = Flaw.none

    enum Flaw: CaseIterable {
      case none, halfTheNoise, aClampIsMissing, oneChargePaysForTwoReleases, aChildCountsInTwoCells
    }
  }

  private static let cap = Gates.cap

  /// Per table, the cells' released figures less those of everybody else.
  private func release(_ gates: Gates, _ bench: Bench, present: [Bool]) throws -> [[Double]] {
    let rho = { (declared: Ratio?) -> Ratio? in
      declared.flatMap { gates.flaw == .halfTheNoise ? Ratio(4 * $0.numerator, $0.denominator) : $0 }
    }
    let columns = try [
      Axis(name: "row", labels: (0..<64).map { "r\($0)" }), Axis(name: "column", labels: (0..<64).map { "c\($0)" }),
    ]
    let counts = try gates.counts.enumerated().map { index, declared in
      try Statistic(
        id: "counts-\(index)", kind: .stock, dataYear: 2025, axes: columns, bound: .count, rho: #require(rho(declared)))
    }
    let pence = try gates.pence.enumerated().map { index, declared in
      try Statistic(
        id: "pence-\(index)", kind: .costPence, dataYear: 2025, axes: columns,
        bound: .centredAmount(axis: "row", caps: Array(repeating: Self.cap, count: 64)), rho: #require(rho(declared)))
    }
    let plan = try ReleasePlan(
      id: "test-plan", censusYear: 2025, forecastYears: 16,
      statistics: counts + pence + gates.byAmount(rho, caps: Array(repeating: Self.cap, count: 64)))
    let dear = 5 * Self.cap
    // Where the amount says which cell it is, each child's says its own.
    func people(_ statistic: Statistic) -> [Contribution<Child>] {
      func contribution(_ number: Int, _ cell: Int, _ amount: Int64) -> Contribution<Child> {
        let row = cell / statistic.gateCells * statistic.gateCells
        return switch statistic.bound {
        case .count, .centredAmount: Contribution(person: Child(number: number), cell: cell, amount: amount)
        case .banded(let edges): Contribution(person: Child(number: number), cell: row, amount: edges[cell - row] + 99)
        case .clamped: Contribution(person: Child(number: number), cell: row, amount: cell == row ? -1 : Self.cap + 1)
        case .segment, .contrasts: preconditionFailure("by days, or all cells")
        }
      }
      if statistic.kind == .quarterStock { return Self.byDays(present, gates.flaw) }
      var people: [Contribution<Child>] = []
      for cell in present.indices.prefix(statistic.cellCount) {
        // Somebody else is in every third cell, and known to whoever attacks.
        if cell.isMultiple(of: 3) { people.append(contribution(-1 - cell, cell, 0)) }
        guard present[cell] else { continue }
        people.append(contribution(cell, cell, dear))
        if gates.flaw == .aChildCountsInTwoCells { people.append(contribution(1_000_000 + cell, cell ^ 1, dear)) }
      }
      return people
    }
    let tables = try plan.statistics.map { try Gate.bound(people($0), for: $0) }
    return zip(plan.statistics, try bench.release(tables, of: plan).tables).map { statistic, table in
      if case .segment(let strategy) = statistic.bound { return Self.days(table.cells, strategy) }
      let isAmount = statistic.kind == .costPence
      return table.cells.indices.map { cell in
        let bound = statistic.bound(cell: cell)
        var figure = table.cells[cell]
        if cell.isMultiple(of: 3) { figure -= isAmount ? -bound : bound }
        if gates.flaw == .aClampIsMissing && present[cell] && isAmount { figure += dear - Self.cap }
        return Double(figure) / Double(bound)
      }
    }
  }

  /// One child in each place that has one, on one of the runs of days that move the sums most; somebody else, who is known,
  /// all year in every third.
  private static func byDays(_ present: [Bool], _ flaw: Gates.Flaw) -> [Contribution<Child>] {
    var people: [Contribution<Child>] = []
    func add(_ number: Int, _ cell: Int, _ run: ClosedRange<Int>) {
      guard let segment = Segment(spanning: run) else { return }
      people.append(Contribution(person: Child(number: number), cell: 4 * cell, segment: segment))
    }
    for cell in present.indices {
      if cell.isMultiple(of: 3) { add(-1 - cell, cell, 0...3) }
      guard present[cell] else { continue }
      add(cell, cell, run(cell))
      if flaw == .aChildCountsInTwoCells { add(1_000_000 + cell, cell ^ 1, run(cell ^ 1)) }
    }
    return people
  }

  private static let largestRuns = DayStrategy.runs(4).filter {
    DayStrategy.fourDays.steps($0).reduce(0) { $0 + $1 * $1 } == DayStrategy.fourDays.squaredSensitivity
  }
  private static func run(_ place: Int) -> ClosedRange<Int> { largestRuns[place % largestRuns.count] }

  /// In each place, what speaks for the child: its move times the sums, in parts of the largest move's square.
  private static func days(_ cells: [Int64], _ strategy: DayStrategy) -> [Double] {
    stride(from: 0, to: cells.count, by: 4).map { first in
      let cell = first / 4
      let known = cell.isMultiple(of: 3) ? strategy.steps(0...3) : [0, 0, 0, 0]
      let move = strategy.steps(run(cell))
      let sum = (0..<4).reduce(0) { $0 + move[$1] * (cells[first + $1] - known[$1]) }
      return Double(sum) / Double(strategy.squaredSensitivity)
    }
  }

  /// One child for each cell, by a coin there or not there, so that each cell is a draw of its own: its noise is its own.
  ///
  /// The score is the best there is: the likelihood ratio of the figures as declared, in standard deviations.
  private func audit(_ gates: Gates) throws -> PrivacyAudit {
    let bench = try Bench()
    let rhos = gates.rhos.map { Double($0?.numerator ?? 0) / Double($0?.denominator ?? 1) }
    let rho = rhos.reduce(0, +)
    var scores: [[Double]] = [[], []]
    let times = (Self.isLong ? 1_000_000 : 100_000) / 4096 + 1
    for _ in 0..<times {
      var present = (0..<4096).map { _ in Bool.random() }
      if gates.flaw == .aChildCountsInTwoCells {  // its second cell is free: pairs of cells hold one child
        for cell in present.indices where cell.isMultiple(of: 2) { present[cell + 1] = false }
      }
      let first = try release(gates, bench, present: present)
      let second = gates.flaw == .oneChargePaysForTwoReleases ? try release(gates, bench, present: present) : nil
      for cell in present.indices {
        func score(_ tables: [[Double]], _ cell: Int) -> Double {
          zip(rhos, tables).reduce(0) { $0 + 2 * $1.0 * $1.1[cell] } / (2 * rho).squareRoot()
        }
        var sum = score(first, cell)
        if let second { sum = (sum + score(second, cell)) / 2.0.squareRoot() }
        if gates.flaw == .aChildCountsInTwoCells {
          guard cell.isMultiple(of: 2) else { continue }
          sum = (sum + score(first, cell + 1)) / 2.0.squareRoot()
        }
        scores[present[cell] ? 1 : 0].append(sum)
      }
    }
    return PrivacyAudit(without: scores[0], with: scores[1], rho: rho)
  }

  /// What the ledger counts by: any tables, by the general conversion of their ρ.
  @Test func neverMoreThanDeclared() throws {
    for gates in [
      Gates(counts: [Ratio(1, 20), Ratio(1, 20)]), Gates(counts: [Ratio(1, 2)]), Gates(pence: [Ratio(1, 5)]),
      Gates(counts: [Ratio(1, 20), Ratio(1, 40)], pence: [Ratio(1, 40)]),
      Gates(pence: [Ratio(1, 50)], bands: [Ratio(3, 200)], clamped: [Ratio(1, 200)]), Gates(bands: [Ratio(1, 2)]),
      Gates(days: [Ratio(1, 2)]), Gates(counts: [Ratio(1, 25)], days: [Ratio(1, 200), Ratio(1, 200)]),
      Gates(counts: [Ratio(1, 1), Ratio(1, 1)]),
    ] {
      let audit = try audit(gates)
      let rho = gates.rhos.reduce(0) { $0 + Double($1?.numerator ?? 0) / Double($1?.denominator ?? 1) }
      for delta in Self.deltas {
        let proven = audit.epsilon(delta: delta)
        #expect(proven <= PrivacyConversion.epsilon(rho: rho, delta: delta), "\(gates), δ \(delta)")
      }
      // The audit sees the child: each counts in full, no more and no less.
      let deviation = 2 / Double(audit.draws).squareRoot()
      #expect(abs(audit.shift - (2 * rho).squareRoot()) < 6.2 * deviation, "\(gates): \(audit.shift)")
      // It proves something. A sound gate's audit proves 0.32 to 0.38 of what is declared (2,000 simulated audits of
      // each); a fifth lies seven and more of its standard deviations lower, so this is false less than once in 10¹⁰.
      #expect(audit.epsilon(delta: 1e-6) > 0.2 * PrivacyConversion.epsilon(rho: rho, delta: 1e-6), "\(gates)")
    }
  }

  /// What `borough-agent budget` says beside: tables of counts with the same noise, by their exact distribution.
  @Test func neverMoreThanTheExactDistributionSays() throws {
    for (tables, part) in [(1, Ratio(1, 20)), (2, Ratio(1, 20)), (2, Ratio(3, 20)), (3, Ratio(1, 2))] {
      let audit = try audit(Gates(counts: Array(repeating: part, count: tables)))
      let part = try #require(part)
      let exact = try #require(
        ExactComposition(gaussianTables: tables, variance: Double(part.denominator) / Double(2 * part.numerator)))
      for delta in Self.deltas {
        #expect(audit.epsilon(delta: delta) <= exact.epsilon(delta: delta), "\(tables) of \(part), δ \(delta)")
      }
    }
  }

  enum Tables: CaseIterable { case counts, byAmount, ofDays }

  /// The audits that a sound gate passes, of a broken one.
  @Test(arguments: Gates.Flaw.allCases, Tables.allCases)
  func brokenVariantsAreCaught(_ flaw: Gates.Flaw, tables: Tables) throws {
    if tables != .counts && flaw == .aClampIsMissing { return }  // of an amount, of which there is none
    let gates =
      switch tables {
      case _ where flaw == .aClampIsMissing: Gates(pence: [Ratio(3, 20), Ratio(3, 20)], flaw: flaw)
      case .counts: Gates(counts: [Ratio(3, 20), Ratio(3, 20)], flaw: flaw)
      case .byAmount: Gates(bands: [Ratio(3, 20)], clamped: [Ratio(3, 20)], flaw: flaw)
      case .ofDays: Gates(days: [Ratio(3, 20), Ratio(3, 20)], flaw: flaw)
      }
    let audit = try audit(gates)
    let exact = try #require(ExactComposition(gaussianTables: 2, variance: 10 / 3.0))
    let refuted = Self.deltas.filter { audit.epsilon(delta: $0) > exact.epsilon(delta: $0) }
    #expect(refuted.isEmpty == (flaw == .none), "\(flaw): refuted at \(refuted)")
    guard [.halfTheNoise, .aClampIsMissing].contains(flaw) else { return }
    let grossly = Self.deltas.filter { audit.epsilon(delta: $0) > PrivacyConversion.epsilon(rho: 0.3, delta: $0) }
    #expect(!grossly.isEmpty, "\(flaw): the general conversion, too, is exceeded")
  }

  /// Limits from tables of the binomial, and the corners.
  @Test func theLimitsAreRight() {
    #expect(abs(ClopperPearson.lower(10, of: 100, risk: 0.025) - 0.049_005) < 1e-6)
    #expect(abs(ClopperPearson.upper(10, of: 100, risk: 0.025) - 0.176_223) < 1e-6)
    #expect(abs(ClopperPearson.upper(0, of: 1000, risk: 1e-9) - (1 - pow(1e-9, 0.001))) < 1e-12)
    #expect(abs(ClopperPearson.lower(1000, of: 1000, risk: 1e-9) - pow(1e-9, 0.001)) < 1e-12)
    #expect(ClopperPearson.lower(0, of: 10, risk: 0.01) < 1e-15 && ClopperPearson.upper(10, of: 10, risk: 0.01) == 1)
  }
}

extension EmpiricalPrivacyTests.Gates {
  static let cap: Int64 = 20_000_000

  var rhos: [Ratio?] { counts + pence + bands + clamped + days }

  /// Tables in which the amount says which cell of a row counts. Persons can be clamped only where there are amounts: in
  /// a plan without, an amount of next to no price joins, whose figures the audit does not look at.
  func byAmount(_ rho: (Ratio?) -> Ratio?, caps: [Int64]) throws -> [Statistic] {
    let row = try Axis(name: "row", labels: (0..<64).map { "r\($0)" })
    let edges = (0..<64).map { Int64($0) * 100_000 }
    var tables = try bands.enumerated().map { index, declared in
      try Statistic(
        id: "bands-\(index)", kind: .costBands, dataYear: 2025, axes: [row, Bound.bandAxis(edges: edges)],
        bound: .banded(edges: edges), rho: #require(rho(declared)))
    }
    tables += try clamped.enumerated().map { index, declared in
      try Statistic(
        id: "clamped-\(index)", kind: .costClamped, dataYear: 2025,
        axes: [row, Axis(name: "column", labels: (0..<32).map { "c\($0)" }), Bound.clampAxis],
        bound: .clamped(axis: "row", caps: caps), rho: #require(rho(declared)))
    }
    tables += try days.enumerated().map { index, declared in
      try .days(id: "days-\(index)", places: 4096, rho: rho(declared))
    }
    guard !clamped.isEmpty && pence.isEmpty else { return tables }
    return try tables + [
      Statistic(
        id: "amounts", kind: .costPence, dataYear: 2025, axes: [row], bound: .centredAmount(axis: "row", caps: caps),
        rho: #require(Ratio(1, 50)))
    ]
  }
}
