import Disclosure
import ReleaseProtocol
import Testing

/// One person moves one cell, by at most the bound: seen through the noise, since nothing else can be seen.
///
/// Noise of variance 1/2 stays within ±20 except with probability below 10⁻¹⁰⁰; of the amounts' scale see below.
@Suite struct BoundingTests {
  let bench: Bench
  init() throws { bench = try Bench() }

  @Test func aPersonInTwoCellsCountsInTheFirst() throws {
    let statistic = try Statistic.counts(cells: 64, rho: Ratio(1, 1))
    let twice = (0..<10_000).flatMap { number in
      [
        Contribution(person: Child(number: number), cell: 3, amount: 1),
        Contribution(person: Child(number: number), cell: 5, amount: 1),
      ]
    }
    let cells = try bench.cells(of: statistic, from: twice)
    #expect(abs(cells[3] - 10_000) < 20)
    #expect(abs(cells[5]) < 20)
  }

  @Test func aCountAddsOneWhateverItsAmount() throws {
    let statistic = try Statistic.counts(cells: 64, rho: Ratio(1, 1))
    let greedy = [Contribution(person: Child(number: 1), cell: 0, amount: 1_000_000)]
    #expect(abs(try bench.cells(of: statistic, from: greedy)[0] - 1) < 20)
  }

  /// σ = bound/√(2ρ) = 1,000,000/√2 for the first cell; 12 σ is exceeded with probability below 10⁻³².
  @Test func amountsAreClampedAndCentred() throws {
    let statistic = try Statistic.amounts(rho: Ratio(1, 1))
    let people = 1_000_000
    func total(_ amount: Int64) throws -> Int64 {
      try bench.cells(
        of: statistic,
        from: (0..<people).map { Contribution(person: Child(number: $0), cell: 0, amount: amount) })[0]
    }
    let twelveSigma: Int64 = 8_500_000
    let half = Int64(people) * 1_000_000
    #expect(abs(try total(1_500_000) - Int64(people) * 500_000) < twelveSigma)
    #expect(abs(try total(9_000_000_000) - half) < twelveSigma, "above the cap counts as the cap")
    #expect(abs(try total(-5) + half) < twelveSigma, "a credit counts as nothing paid")
  }

  /// The amount says which band, the plan's edges where it begins; nothing else of the amount is seen.
  @Test func anAmountCountsInOneBandWhateverItIs() throws {
    let edges: [Int64] = [0, 500_000, 4_000_000]
    let statistic = try Statistic(
      id: "bands", kind: .costBands, dataYear: 2025,
      axes: [Axis(name: "sector", labels: ["MS", "IN"]), Bound.bandAxis(edges: edges)], bound: .banded(edges: edges),
      rho: #require(Ratio(1, 1)))
    let amounts: [(amount: Int64, band: Int)] = [
      (0, 0), (499_999, 0), (500_000, 1), (3_999_999, 1), (4_000_000, 2), (.max, 2), (-1, 0), (.min, 0),
    ]
    for (amount, band) in amounts {
      for row in [0, 3] {
        let many = (0..<1_000).flatMap { number in
          // Twice in the records, with another amount: the first counts.
          [amount, 7 - (amount >> 1)].map { Contribution(person: Child(number: number), cell: row, amount: $0) }
        }
        let cells = try bench.cells(of: statistic, from: many)
        for cell in cells.indices {
          #expect(abs(cells[cell] - (cell == row + band ? 1_000 : 0)) < 20, "\(amount) from cell \(row)")
        }
      }
    }
    #expect(throws: GateError.cellOutOfRange(statistic: "bands")) {
      _ = try Gate.bound([Contribution(person: Child(number: 1), cell: 4, amount: 0)], for: statistic)
    }
  }

  /// Who is counted as clamped is who was: the amounts beside hold the cap and 0 for exactly these.
  @Test func whoIsClampedIsCounted() throws {
    let caps: [Int64] = [2_000_000, 20_000_000]
    let sector = try Axis(name: "sector", labels: ["MS", "IN"])
    let clamped = try Statistic(
      id: "clamped", kind: .costClamped, dataYear: 2025, axes: [sector, Bound.clampAxis],
      bound: .clamped(axis: "sector", caps: caps), rho: #require(Ratio(1, 1)))
    let pence = try Statistic(
      id: "pence", kind: .costPence, dataYear: 2025, axes: [sector],
      bound: .centredAmount(axis: "sector", caps: caps), rho: #require(Ratio(1, 1)))
    let plan = try ReleasePlan(id: "test-plan", censusYear: 2025, forecastYears: 16, statistics: [pence, clamped])
    let amounts: [(amount: Int64, sector: Int, cell: Int?)] = [
      (-1, 0, 0), (.min, 1, 2), (0, 0, nil), (2_000_000, 0, nil), (2_000_001, 0, 1), (2_000_001, 1, nil),
      (20_000_000, 1, nil), (20_000_001, 1, 3), (.max, 0, 1),
    ]
    for (amount, sector, expected) in amounts {
      let many = { (each: Int) in
        (0..<1_000).map { Contribution(person: Child(number: $0), cell: sector * each, amount: amount) }
      }
      let tables = try [Gate.bound(many(1), for: pence), Gate.bound(many(2), for: clamped)]
      let cells = try bench.release(tables, of: plan).tables[1].cells
      for cell in cells.indices { #expect(abs(cells[cell] - (cell == expected ? 1_000 : 0)) < 20, "\(amount)") }
    }
  }

  /// Whatever a person's days are, they move the sums of one place as one run of days does, and no other sum.
  @Test func aPersonCountsInOnePlaceOnOneRunOfDays() throws {
    let strategy = DayStrategy.fourDays
    let statistic = try Statistic.days(places: 3, rho: Ratio(1, 1))
    // σ² = 148/2: of 1,000 persons the move is far above 20 σ.
    let people = 1_000
    for days in [[0], [3], [0, 1, 2, 3], [1, 2], [2, 1], [0, 3], [3, 1, 1], [0, 2]] {
      let run = (days.min() ?? 0)...(days.max() ?? 0)
      let cells = try bench.cells(
        of: statistic,
        from: (0..<people).flatMap { number in
          // In two cohorts, and on two runs in one of them: the first counts.
          try [(4, days), (4, [3 - run.lowerBound]), (8, days)].map { cell, days in
            Contribution(person: Child(number: number), cell: cell, segment: try #require(Segment(spanning: days)))
          }
        })
      for cell in cells.indices {
        let exact = cell / 4 == 1 ? Int64(people) * run.reduce(0) { $0 + strategy.weights[cell % 4][$1] } : 0
        #expect(abs(cells[cell] - exact) < 20 * 9, "\(days) in sum \(cell): \(cells[cell]) for \(exact)")
      }
    }
    #expect(Segment(spanning: []) == nil)
  }

  @Test func daysThatTheTableHasNotAreRefused() throws {
    let statistic = try Statistic.days(places: 3, rho: Ratio(1, 1))
    func refusal(_ contribution: Contribution<Child>, _ statistic: Statistic) -> GateError? {
      do throws(GateError) {
        _ = try Gate.bound([contribution], for: statistic)
        return nil
      } catch { return error }
    }
    let child = Child(number: 1)
    for days in [[4], [0, 4], [-1], [-1, 2], [Int.max], [Int.min, 0]] {
      let segment = try #require(Segment(spanning: days))
      #expect(
        refusal(Contribution(person: child, cell: 4, segment: segment), statistic) == .daysDoNotFit(statistic: "days"))
    }
    let year = try #require(Segment(spanning: 0...3))
    #expect(refusal(Contribution(person: child, cell: 4, amount: 1), statistic) == .daysDoNotFit(statistic: "days"))
    // From another sum than the first of a place, the others would lie in the next place.
    for cell in [1, 6, 11] {
      #expect(
        refusal(Contribution(person: child, cell: cell, segment: year), statistic) == .cellOutOfRange(statistic: "days"))
    }
    for cell in [-4, 12] {
      #expect(
        refusal(Contribution(person: child, cell: cell, segment: year), statistic) == .cellOutOfRange(statistic: "days"))
    }
    let counts = try Statistic.counts(cells: 64, rho: Ratio(1, 1))
    #expect(refusal(Contribution(person: child, cell: 4, segment: year), counts) == .daysDoNotFit(statistic: "counts"))
    #expect(refusal(Contribution(person: child, cell: 4, segment: year), statistic) == nil)
    var dumped = ""
    dump([Contribution(person: child, cell: 4, segment: year)], to: &dumped)
    for text in ["\(year)", String(reflecting: year), dumped] { #expect(!text.contains("3")) }
  }

  @Test func aCellOutsideTheTableIsRefused() throws {
    let statistic = try Statistic.counts(cells: 64, rho: Ratio(1, 1))
    for cell in [-1, 64, Int.max] {
      #expect(throws: GateError.cellOutOfRange(statistic: "counts")) {
        _ = try Gate.bound([Contribution(person: Child(number: 1), cell: cell, amount: 1)], for: statistic)
      }
    }
  }

  /// A sum that wrapped would move by far more than the bound. The largest bound whose noise the protocol can state,
  /// times fifty million people (a borough has thousands), stays below 2⁵³, the gate's limit, with room for thousands of
  /// standard deviations of noise; 64 bits hold a thousand times as much.
  @Test func noBoroughIsLargeEnoughToOverflow() throws {
    func isAllowed(_ bound: Int64) throws -> Bool {
      let axis = try Axis(name: "sector", labels: ["IN"])
      return (try? Statistic(
        id: "s", kind: .costPence, dataYear: 2025, axes: [axis],
        bound: .centredAmount(axis: "sector", caps: [2 * bound]), rho: #require(Ratio(1, 1)))) != nil
    }
    var (allowed, refused): (Int64, Int64) = (1, 5_000_000_001)
    while refused - allowed > 1 {
      let middle = (allowed + refused) / 2
      if try isAllowed(middle) { allowed = middle } else { refused = middle }
    }
    #expect(allowed > 15_000_000, "the plan's own caps are allowed")
    let people: Int64 = 50_000_000
    #expect(allowed * (people + 10_000) < 1 << 53)
  }

  @Test func anExactTableSaysNothing() throws {
    let statistic = try Statistic.counts(cells: 64, rho: Ratio(1, 1))
    let table = try Gate.bound(
      (0..<7_731).map { Contribution(person: Child(number: $0), cell: 0, amount: 1) }, for: statistic)
    #expect("\(table)" == "Bounded(counts)")
    #expect(!String(reflecting: table).contains("7731") && Mirror(reflecting: table).children.isEmpty)
  }
}
