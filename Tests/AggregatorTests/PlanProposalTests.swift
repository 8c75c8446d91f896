import Geography
import ReleaseProtocol
import Testing

@testable import Pooling

/// Plans that are chosen for a workload: exact prices, the least error, and a hub that makes figures by them.
struct PlanProposalTests {
  private func proposal(
    _ wanted: [[String]], published: [[String]] = [], rho: Ratio? = Ratio(1, 20), contrasts: Ratio? = nil
  ) throws -> PlanProposal {
    try PlanProposal.stock(
      base: .londonSend1, id: "london-set-2", domain: ["phase", "need", "sector"], wanted: wanted, published: published,
      rho: #require(rho), contrasts: contrasts)
  }

  private static let pairs = [["phase", "need"], ["phase", "sector"], ["need", "sector"]]

  @Test(arguments: [Ratio(1, 20), Ratio(7, 200), Ratio(3, 125)]) func thePriceIsExact(rho: Ratio?) throws {
    let proposal = try proposal(Self.pairs + [["phase", "need", "sector"]], rho: rho)
    let set = try #require(proposal.plan.sets.first)
    #expect(set.rho == rho && proposal.plan.statistics.count(where: { $0.kind == .stock }) == set.statistics.count)
    // Read back, by the checks that every borough's agent makes.
    #expect(try ReleasePlan(canonicalBytes: proposal.plan.canonicalBytes) == proposal.plan)
    for (axes, here, _, apart) in proposal.errors { #expect(here < apart, "\(axes)") }
  }

  @Test func nothingIsSpentOnWhatIsPublished() throws {
    let whole = try proposal([["phase", "need", "sector"]], published: Self.pairs)
    #expect(whole.plan.sets[0].statistics == ["stock-2025-phase-need-sector"] && whole.plan.sets[0].known == Self.pairs)
    // Variance 10 × (4/5)(11/12)(5/6) of the third order alone.
    #expect((whole.errors[0].here - (10.0 * 4 / 5 * 11 / 12 * 5 / 6).squareRoot()).magnitude < 1e-9)
  }

  /// Half of the price for contrasts: with published pairs less error than counts, without them still a figure; all of it:
  /// the least error that there is, and no figure without.
  @Test func contrastsOfWhatIsNotPublishedForAShareOfThePrice() throws {
    let all = [["phase", "need", "sector"]]
    let half = try proposal(all, published: Self.pairs, rho: Ratio(1, 25), contrasts: Ratio(1, 2))
    let set = try #require(half.plan.sets.first)
    #expect(set.statistics == ["stock-2025-phase-need-sector", "stock-2025-contrasts-phase-need-sector"] && set.known == Self.pairs)
    #expect(set.statistics.compactMap(half.plan.statistic).map(\.bound) == [.count, .contrasts])
    #expect(set.statistics.compactMap(half.plan.statistic).map(\.rho) == [Ratio(1, 50), Ratio(1, 50)] && set.rho == Ratio(1, 25))
    #expect(half.plan.format == "boroughwise-plan-5")
    #expect(try ReleasePlan(canonicalBytes: half.plan.canonicalBytes) == half.plan)
    try LondonPicture.require(half.plan)
    let counts = try proposal(all, published: Self.pairs, rho: Ratio(1, 25)).errors[0]
    let least = try proposal(all, published: Self.pairs, rho: Ratio(1, 25), contrasts: Ratio(1, 1))
    #expect(least.plan.sets[0].statistics == ["stock-2025-contrasts-phase-need-sector"])
    #expect(least.errors[0].unpublished == nil && half.errors[0].unpublished != nil && counts.unpublished == counts.apart)
    #expect(least.errors[0].here < half.errors[0].here && half.errors[0].here < counts.here)
    // Prices that don't divide: in whole millionths, which add to the price exactly.
    let third = try proposal(all + [["need", "sector"]], published: [["phase", "need"]], rho: Ratio(7, 200), contrasts: Ratio(1, 3))
    #expect(third.plan.sets[0].rho == Ratio(7, 200) && third.plan.statistics.contains { $0.bound == .contrasts })
  }

  @Test func whatCannotBeAskedIsRefused() throws {
    func code(_ body: () throws -> Void) -> String? {
      do { try body() } catch { return (error as? PoolingError)?.code }
      return nil
    }
    for wanted in [[], [[]], [["age"]], [["need", "need"]], [["status"]]] as [[[String]]] {
      #expect(code { _ = try proposal(wanted) } == "bad-proposal", "\(wanted)")
    }
    #expect(code { _ = try proposal(Self.pairs, published: [["phase", "need", "sector"]]) } == "bad-proposal")
    #expect(code { _ = try proposal(Self.pairs, rho: Ratio(1, 3_000_000)) } == "bad-proposal")
    let all = [["phase", "need", "sector"]]
    #expect(code { _ = try proposal(all, contrasts: Ratio(1, 2)) } == "bad-proposal", "nothing published")
    for share in [Ratio(0, 1), Ratio(3, 2), Ratio(-1, 2), Ratio(1, 1_000_000)] {
      #expect(code { _ = try proposal(all, published: Self.pairs, contrasts: share) } == "bad-proposal", "\(share.map(\.description) ?? "")")
    }
    #expect(
      code {
        _ = try PlanProposal.stock(
          base: .londonSend1, id: "x", domain: ["age", "phase"], wanted: [["age"]], published: [],
          rho: #require(Ratio(1, 20)))
      } == "bad-proposal")
  }

  /// The same people counted by another plan: without noise every figure is the same, with or without published totals.
  @Test func theHubMakesFiguresByAProposedPlan() throws {
    let world = PoolingWorld()
    let plan = try proposal(Self.pairs).plan
    try LondonPicture.require(plan)
    let messages = PoolingWorld.geography.boroughs.map { borough -> (borough: String, message: ReleaseMessage) in
      (borough.code, world.message(borough.code, plan: plan))
    }
    func picture(_ published: PublishedTotals?) throws -> LondonPicture {
      try LondonPicture(
        plan: plan, messages: messages, population: PoolingWorld.population, geography: PoolingWorld.geography,
        published: published, draws: 2)
    }
    let (alone, joined) = (try picture(nil), try picture(PublishedWorld.totals(world)))
    for group in PoolingWorld.geography.groups {
      let truth = world.truth("stock-2025", of: group.members)
      for figures in [try #require(alone.group(group.id)?.figures), try #require(joined.group(group.id)?.figures)] {
        #expect((figures.plans.released - truth).magnitude < 1e-6)
        for sector in 0..<6 {
          let placed = world.truth("stock-2025", of: group.members) { $0 % 6 == sector }
          #expect((figures.plansBySector[sector].released - placed).magnitude < 1e-6)
        }
        let cell = world.truth("stock-2025", of: group.members) { $0 % 72 == 2 * 6 + 3 }
        #expect((figures.plansByNeedSector[2 * 6 + 3].released - cell).magnitude < 1e-6)
        // No table of all three was measured, so none is shown.
        #expect(figures.plansByPhaseNeedSector.isEmpty)
      }
    }
  }
}
