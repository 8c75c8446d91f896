import Cryptography
import Disclosure
import Ledger
import Noise
@testable import ReleaseProtocol
import Testing

/// What an earlier release has answered is given as it was: without a price, without noise of its own, and only where it
/// is the same question.
@Suite struct CarriedTests {
  let bench: Bench
  let (flows, stock, next): (Statistic, Statistic, Statistic)
  let (earlier, later): (ReleasePlan, ReleasePlan)

  init() throws {
    bench = try Bench()
    func counts(_ id: String, _ year: Int, rho: Ratio?) throws -> Statistic {
      try Statistic(
        id: id, kind: .stock, dataYear: year, axes: [Axis(name: "row", labels: ["a", "b", "c"])], bound: .count,
        rho: #require(rho))
    }
    flows = try counts("flows-2025", 2025, rho: Ratio(1, 20))
    stock = try counts("stock-2025", 2025, rho: Ratio(1, 20))
    next = try counts("stock-2026", 2026, rho: Ratio(1, 20))
    earlier = try ReleasePlan(id: "earlier", censusYear: 2025, forecastYears: 1, statistics: [flows, stock])
    later = try ReleasePlan(id: "later", censusYear: 2026, forecastYears: 1, statistics: [flows, next])
  }

  private func table(_ statistic: Statistic) throws -> Bounded {
    try Gate.bound([Contribution(person: Child(number: 1), cell: 1, amount: 1)], for: statistic)
  }

  private func message(_ released: Released) -> ReleaseMessage {
    ReleaseMessage(
      borough: "E09000007", censusYear: released.plan.censusYear, planID: released.plan.id, planSHA256: released.planHash,
      release: released.release, populationSHA256: String(repeating: "0", count: 64), tables: released.tables,
      forecast: ForecastTable(
        firstYear: released.plan.censusYear, years: 1, cells: [Int64](repeating: 0, count: Wire.forecastCellsPerYear)))
  }

  private func first() throws -> ReleaseMessage {
    message(try bench.release([table(flows), table(stock)], of: earlier))
  }

  private func charge(
    _ plan: ReleasePlan, _ asked: [Statistic], _ tables: [Bounded], _ noise: consuming DrawnNoise
  ) throws -> Charge {
    let lines = asked.map {
      SpendLine(statistic: $0.id, dataYear: $0.dataYear, rho: Rational($0.rho.numerator, $0.rho.denominator) ?? .zero)
    }
    let release = Bench.fresh()
    return try bench.ledger.debit(
      SpendRequest(
        release: release, planID: plan.id, planHash: Hex.encode(SHA256.hash(plan.canonicalBytes)),
        vintage: Hex.encode(SHA256.hash(Array(release.utf8))), lines: lines, at: 1_760_000_001),
      keeping: Gate.seal(noise, for: tables, of: plan))
  }

  @Test func theSameQuestionGetsTheSameAnswerAndCostsNothing() throws {
    let before = try first()
    let carried = try Carried([(before, earlier)], for: later)
    #expect(later.asked(beside: carried) == [next] && later.isAnswered(by: earlier))
    let tables = [try table(next)]
    let charge = try charge(later, [next], tables, Gate.drawNoise(for: later, beside: carried))
    let spent = bench.ledger.budget.years.map { ($0.dataYear, $0.spent) }
    let released = try Gate.release(tables, of: later, beside: carried, paying: charge)
    #expect(released.tables.map(\.statistic) == ["flows-2025", "stock-2026"])
    #expect(released.tables[0] == before.tables[0], "byte for byte")
    #expect(spent.map { $0.0 } == [2025, 2026] && spent[0].1 == Rational(1, 10) && spent[1].1 == Rational(1, 20))
  }

  /// Another price, other cells, the same census, or priced together: that is asked, and paid.
  @Test func anythingElseIsAsked() throws {
    let before = try first()
    let dearer = try Statistic(
      id: flows.id, kind: flows.kind, dataYear: 2025, axes: flows.axes, bound: .count, rho: #require(Ratio(1, 10)))
    let wider = try Statistic(
      id: flows.id, kind: flows.kind, dataYear: 2025, axes: [Axis(name: "row", labels: ["a", "b", "c", "d"])],
      bound: .count, rho: flows.rho)
    for other in [dearer, wider] {
      let plan = try ReleasePlan(id: "other", censusYear: 2026, forecastYears: 1, statistics: [other, next])
      #expect(try plan.asked(beside: Carried([(before, earlier)], for: plan)) == [other, next] && !plan.isAnswered(by: earlier))
    }
    let again = try ReleasePlan(id: "again", censusYear: 2025, forecastYears: 1, statistics: [flows])
    #expect(try again.asked(beside: Carried([(before, earlier)], for: again)) == [flows], "corrected records are another question")
    #expect(throws: WireError.self, "a message of another plan") { try Carried([(before, later)], for: again.next) }
  }

  /// Of tables that are priced together none is left out: their price is the sum over all of them.
  @Test func whatIsPricedTogetherIsAskedTogether() throws {
    let before = try first()
    let set = MarginalSet(
      id: "set", domain: ["row"], statistics: [flows.id, next.id], known: [], rho: try #require(Ratio(1, 10)))
    let plan = ReleasePlan(unchecked: "together", 2026, 1, [flows, next], [set])
    #expect(try plan.asked(beside: Carried([(before, earlier)], for: plan)) == [flows, next] && !plan.isAnswered(by: earlier))
  }

  /// A charge for what is asked does not pay for the rest, nor the other way round.
  @Test func whatIsNotCarriedIsPaidFor() throws {
    let carried = try Carried([(first(), earlier)], for: later)
    let tables = [try table(next)]
    let short = try charge(later, [next], tables, Gate.drawNoise(for: later, beside: carried))
    #expect(bench.refusal([try table(flows), try table(next)], of: later, paying: short) == .notPaidFor)
    let whole = try charge(later, [flows, next], [table(flows), table(next)], Gate.drawNoise(for: later))
    #expect(bench.refusal(tables, of: later, beside: carried, paying: whole) == .notPaidFor)
    // Noise for everything is not noise for a part.
    #expect(throws: GateError.tablesDoNotMatch) { _ = try Gate.seal(Gate.drawNoise(for: later), for: tables, of: later) }
  }
}

extension ReleasePlan {
  /// The same, about the census after.
  fileprivate var next: ReleasePlan {
    get throws { try ReleasePlan(id: id, censusYear: censusYear + 2, forecastYears: forecastYears, statistics: statistics) }
  }
}
