import Geography
import ReleaseProtocol
import Testing

@testable import Pooling

/// Plans that are chosen for a workload: exact prices, the least error, and a hub that makes figures by them.
struct PlanProposalTests {
  private func proposal(
    _ wanted: [[String]], published: [[String]] = [], rho: Ratio? = Ratio(1, 20), contrasts: Bool = false,
    missing: Ratio? = Ratio(0, 1), weights: [Int64] = []
  ) throws -> PlanProposal {
    let weights = weights + Array(repeating: 1, count: wanted.count)
    return try PlanProposal.stock(
      base: .londonSend1, id: "london-set-2", domain: ["phase", "need", "sector"],
      wanted: zip(wanted, weights).map { try PlanProposal.Wanted(axes: $0, weight: #require(Ratio($1, 1))) },
      published: published, rho: #require(rho), contrasts: contrasts, missing: #require(missing))
  }

  private static let pairs = [["phase", "need"], ["phase", "sector"], ["need", "sector"]]

  @Test(arguments: [Ratio(1, 20), Ratio(7, 200), Ratio(3, 125)]) func thePriceIsExact(rho: Ratio?) throws {
    let proposal = try proposal(Self.pairs + [["phase", "need", "sector"]], rho: rho)
    let set = try #require(proposal.plan.sets.first)
    #expect(set.rho == rho && proposal.plan.statistics.count(where: { $0.kind == .stock }) == set.statistics.count)
    // Read back, by the checks that every borough's agent makes.
    #expect(try ReleasePlan(canonicalBytes: proposal.plan.canonicalBytes) == proposal.plan)
    for error in proposal.errors { #expect(error.here < error.apart, "\(error.axes)") }
  }

  @Test func nothingIsSpentOnWhatIsPublished() throws {
    let whole = try proposal([["phase", "need", "sector"]], published: Self.pairs)
    #expect(whole.plan.sets[0].statistics == ["stock-2025-phase-need-sector"] && whole.plan.sets[0].known == Self.pairs)
    // Variance 10 × (4/5)(11/12)(5/6) of the third order alone.
    #expect((whole.errors[0].here - (10.0 * 4 / 5 * 11 / 12 * 5 / 6).squareRoot()).magnitude < 1e-9)
  }

  /// Contrasts of what is published, as far as boroughs have that: less error than of counts there, and elsewhere still a
  /// figure. If every borough has it: the least error that there is, and elsewhere no figure.
  @Test func contrastsAreMeasuredAsFarAsBoroughsHavePublishedTables() throws {
    let all = [["phase", "need", "sector"]]
    let some = try proposal(all, published: Self.pairs, rho: Ratio(1, 25), contrasts: true, missing: Ratio(1, 4))
    let set = try #require(some.plan.sets.first)
    #expect(set.statistics == ["stock-2025-phase-need-sector", "stock-2025-contrasts-phase-need-sector"] && set.known == Self.pairs)
    #expect(set.statistics.compactMap(some.plan.statistic).map(\.bound) == [.count, .contrasts] && set.rho == Ratio(1, 25))
    // (1 − √w)·p of √w·(1 − p) + p, p = (4/5)(11/12)(5/6) and w = 1/4: 11/29, in whole millionths.
    #expect(set.statistics.compactMap(some.plan.statistic).map(\.rho) == [Ratio(24_828, 1_000_000), Ratio(15_172, 1_000_000)])
    #expect(some.plan.format == "boroughwise-plan-5")
    #expect(try ReleasePlan(canonicalBytes: some.plan.canonicalBytes) == some.plan)
    try LondonPicture.require(some.plan)
    let counts = try proposal(all, published: Self.pairs, rho: Ratio(1, 25)).errors[0]
    let least = try proposal(all, published: Self.pairs, rho: Ratio(1, 25), contrasts: true)
    let none = try proposal(all, published: Self.pairs, rho: Ratio(1, 25), contrasts: true, missing: Ratio(1, 1))
    #expect(least.plan.sets[0].statistics == ["stock-2025-contrasts-phase-need-sector"])
    #expect(none.plan.sets[0].statistics == ["stock-2025-phase-need-sector"])
    let (errors, half) = ([none, some, least].map { $0.errors[0] }, some.errors[0])
    for (more, less) in zip(errors, errors.dropFirst()) { #expect(more.here > less.here) }
    #expect(errors[2].unpublished == nil && half.unpublished != nil && counts.unpublished == counts.apart)
    #expect(errors[0].unpublished == half.bestUnpublished && (errors[2].here - half.best).magnitude < 1e-12)
    #expect(half.best < half.here && half.here < counts.here && half.bestUnpublished < half.unpublished ?? 0)
    // Several tables, and prices that don't divide: in whole millionths, which add to the price exactly.
    let third = try proposal(
      all + [["need", "sector"]], published: [["phase", "need"]], rho: Ratio(7, 200), contrasts: true, missing: Ratio(1, 3))
    #expect(third.plan.sets[0].rho == Ratio(7, 200) && third.plan.statistics.contains { $0.bound == .contrasts })
    try LondonPicture.require(third.plan)
  }

  @Test func whatMattersMoreErrsLess() throws {
    let tables = [["phase", "need", "sector"], ["need", "sector"]]
    let published = [["phase", "need"]]
    let (alike, second) = try (proposal(tables, published: published), proposal(tables, published: published, weights: [1, 9]))
    #expect(second.errors[1].here < alike.errors[1].here && second.errors[0].here > alike.errors[0].here)
    #expect(second.plan.sets[0].rho == Ratio(1, 20))
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
    #expect(code { _ = try proposal(all, contrasts: true) } == "bad-proposal", "nothing published")
    #expect(code { _ = try proposal(all + all) } == "bad-proposal", "a table twice")
    #expect(code { _ = try proposal(all, weights: [0]) } == "bad-proposal")
    #expect(code { _ = try proposal(Self.pairs, published: all, contrasts: true, missing: Ratio(1, 4)) } == "bad-proposal")
    for missing in [Ratio(3, 2), Ratio(-1, 2)] {
      #expect(code { _ = try proposal(all, published: Self.pairs, contrasts: true, missing: missing) } == "bad-proposal")
    }
    #expect(
      code {
        _ = try PlanProposal.stock(
          base: .londonSend1, id: "x", domain: ["age", "phase"],
          wanted: [.init(axes: ["age"], weight: #require(Ratio(1, 1)))], published: [], rho: #require(Ratio(1, 20)),
          missing: #require(Ratio(0, 1)))
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
