import Cryptography
import Disclosure
import Ledger
import Noise
import ReleaseProtocol
import Testing

/// What was paid for, and nothing else, is released.
@Suite struct PayingTests {
  let bench: Bench
  let cheap: Statistic
  let dear: Statistic
  init() throws {
    bench = try Bench()
    cheap = try Statistic.counts(cells: 64, rho: Ratio(1, 20))
    dear = try Statistic.counts(cells: 64, rho: Ratio(1, 2))
  }

  private func plan(_ statistics: Statistic...) throws -> ReleasePlan {
    try ReleasePlan(id: "test-plan", censusYear: 2025, forecastYears: 16, statistics: statistics)
  }

  private func table(_ statistic: Statistic, of children: Range<Int> = 0..<0) throws -> Bounded {
    try Gate.bound(
      children.map { Contribution(person: Child(number: $0), cell: $0 % statistic.cellCount, amount: 1) }, for: statistic)
  }

  @Test func aChargeForLessIsRefused() throws {
    let paid = try plan(cheap)
    let charge = try bench.charge(paid, for: [table(cheap)], noise: Gate.drawNoise(for: paid))
    #expect(try bench.refusal([table(dear)], of: plan(dear), paying: charge) == .notPaidFor)
    #expect(bench.ledger.budget.lifetimeSpent == Rational(1, 20), "what was paid stays paid")
  }

  @Test func noiseOfAnotherPlanIsRefusedBeforePaying() throws {
    let noise = try Gate.drawNoise(for: plan(dear))
    do {
      _ = try bench.charge(plan(cheap), for: [table(cheap)], noise: noise)
      Issue.record("noise of another plan was sealed")
    } catch { #expect(error as? GateError == .noiseDoesNotMatch) }
    #expect(bench.ledger.budget.lifetimeSpent == .zero)
  }

  @Test func aMissingTableIsRefused() throws {
    let plan = try plan(cheap)
    let charge = try bench.charge(plan, for: [table(cheap)], noise: Gate.drawNoise(for: plan))
    #expect(bench.refusal([], of: plan, paying: charge) == .tablesDoNotMatch)
  }

  /// Two tables that differ in one child, under the same noise, would tell that child's cell exactly.
  @Test func noiseThatWasSealedForOneTableIsNeverAddedToANeighbour() throws {
    let plan = try plan(cheap)
    let release = Bench.fresh()
    let (before, after) = (try table(cheap, of: 0..<40), try table(cheap, of: 0..<41))
    let first = try bench.charge(plan, for: [before], noise: Gate.drawNoise(for: plan), release: release)
    #expect(bench.refusal([after], of: plan, paying: first) == .tablesDoNotMatch)
    #expect(bench.refusal([after], of: plan, paying: try bench.ledger.resume(release)) == .tablesDoNotMatch)
    #expect(bench.refusal([before], of: plan, paying: try bench.ledger.resume(release)) == nil)
  }

  /// Cut short after paying, as often as one likes: one payment, one set of figures.
  @Test func aReleaseThatIsFinishedLaterHasTheSameFigures() throws {
    let plan = try plan(cheap)
    let release = Bench.fresh()
    let tables = [try table(cheap, of: 0..<500)]
    let charge = try bench.charge(plan, for: tables, noise: Gate.drawNoise(for: plan), release: release)
    let whole = try Gate.release(tables, of: plan, paying: charge)
    for _ in 0..<3 {
      let again = try Gate.release(tables, of: plan, paying: bench.ledger.resume(release))
      #expect(again.tables == whole.tables && again.release == whole.release && again.planHash == whole.planHash)
    }
    #expect(bench.ledger.budget.lifetimeSpent == Rational(1, 20), "paid once")
    try bench.ledger.settle(release: release, messageHash: String(repeating: "a", count: 64), at: 1_760_000_002)
    #expect(throws: LedgerError.noSeal(release)) { _ = try bench.ledger.resume(release) }
  }

  @Test func theLondonPlanCostsWhatItSays() throws {
    let plan = ReleasePlan.londonSend1
    let released = try bench.release(plan.statistics.map { try table($0) }, of: plan)
    #expect(released.tables.map(\.statistic) == plan.statistics.map(\.id))
    #expect(bench.ledger.budget.lifetimeSpent == Rational(3, 10))
    #expect(bench.ledger.budget.years.map(\.spent) == [Rational(1, 10), Rational(1, 5)])
    #expect(released.planHash == Hex.encode(SHA256.hash(plan.canonicalBytes)))
  }
}
