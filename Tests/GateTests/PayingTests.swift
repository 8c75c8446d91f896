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

  @Test func aChargeForLessIsRefused() throws {
    let (paid, wanted) = (try plan(cheap), try plan(dear))
    let noise = try Gate.drawNoise(for: wanted)
    let table = try Gate.bound([Contribution<Child>](), for: dear)
    let charge = try bench.charge(paid)
    let refusal = bench.refusal([table], of: wanted, paying: charge, noise: noise)
    #expect(refusal == .notPaidFor)
    #expect(bench.ledger.budget.lifetimeSpent == Rational(1, 20), "what was paid stays paid")
  }

  @Test func noiseOfAnotherPlanIsRefused() throws {
    let noise = try Gate.drawNoise(for: plan(dear))
    let table = try Gate.bound([Contribution<Child>](), for: cheap)
    let charge = try bench.charge(plan(cheap))
    let refusal = try bench.refusal([table], of: plan(cheap), paying: charge, noise: noise)
    #expect(refusal == .noiseDoesNotMatch)
  }

  @Test func aMissingTableIsRefused() throws {
    let noise = try Gate.drawNoise(for: plan(cheap))
    let charge = try bench.charge(plan(cheap))
    let refusal = try bench.refusal([], of: plan(cheap), paying: charge, noise: noise)
    #expect(refusal == .tablesDoNotMatch)
  }

  @Test func theLondonPlanCostsWhatItSays() throws {
    let plan = ReleasePlan.londonSend1
    let charge = try bench.charge(plan)
    let tables = try plan.statistics.map { try Gate.bound([Contribution<Child>](), for: $0) }
    let released = try Gate.release(tables, of: plan, paying: charge, noise: Gate.drawNoise(for: plan))
    #expect(released.tables.map(\.statistic) == plan.statistics.map(\.id))
    #expect(bench.ledger.budget.lifetimeSpent == Rational(3, 10))
    #expect(bench.ledger.budget.years.map(\.spent) == [Rational(1, 10), Rational(1, 5)])
    #expect(released.planHash == Hex.encode(SHA256.hash(plan.canonicalBytes)))
  }
}
