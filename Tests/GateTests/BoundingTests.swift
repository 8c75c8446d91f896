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
