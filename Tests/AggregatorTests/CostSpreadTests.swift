import Estimation
import Foundation
import Geography
import Testing
import Vocabulary

@testable import Pooling
@testable import ReleaseProtocol

/// Bands of cost and clamped persons, from boroughs' tables to the figures of London, also where only some released them.
struct CostSpreadTests {
  private let world = PoolingWorld()

  private func picture(
    _ messages: [(borough: String, message: ReleaseMessage)], plan: ReleasePlan = .londonSend2, others: [ReleasePlan] = []
  ) throws -> LondonPicture {
    try LondonPicture(
      plan: plan, others: others, messages: messages, population: PoolingWorld.population,
      geography: PoolingWorld.geography, draws: 2)
  }

  private func messages(
    _ plan: ReleasePlan = .londonSend2, seed: UInt64? = nil
  ) -> [(borough: String, message: ReleaseMessage)] {
    PoolingWorld.geography.boroughs.map { ($0.code, world.message($0.code, seed: seed, plan: plan)) }
  }

  private func costs(_ group: String) -> [PoolingCosts.Cost] {
    (PoolingWorld.geography.group(id: group)?.members ?? []).flatMap {
      PoolingCosts(stock: world.exact[$0]?["stock-2025"] ?? []).costs
    }
  }

  @Test func withoutNoiseTheFiguresAreThoseOfThePersons() throws {
    let picture = try picture(messages())
    for id in ["london", "NEL", "outer"] {
      let figures = try #require(picture.group(id)?.figures)
      let (all, members) = (costs(id), PoolingWorld.geography.group(id: id)?.members.count ?? 0)
      for sector in [nil] + Sector.allCases.indices.map(Optional.init) {
        let chosen = all.filter { sector == nil || $0.sector == sector }
        let clamped = try #require(sector.map { figures.costs.clampedBySector[$0] } ?? figures.costs.clamped)
        let above = chosen.count { $0.pence > PoolingWorld.caps[$0.sector] }
        #expect(clamped.below.released == Double(chosen.count { $0.pence < 0 }))
        #expect(clamped.above.released == Double(above) && above > 0)
        #expect((clamped.percentAbove?.released ?? 0) == 100 * (Double(above) / Double(chosen.count)))
        #expect(clamped.above.coverage == Coverage(received: members, members: members))
        let part = try #require(sector.map { figures.costs.distributionBySector[$0] } ?? figures.costs.distribution)
        try expect(part, chosen.map(\.pence).sorted(), "\(id) \(sector ?? -1)")
      }
      let pence = all.reduce(0) { $0 + min(max($1.pence, 0), PoolingWorld.caps[$1.sector]) }
      let mean = try #require(figures.meanCostOfAll?.released)
      #expect((mean - Double(pence) / Double(all.count) / 100).magnitude < 1e-6)
    }
  }

  private func expect(_ part: CostDistribution, _ pence: [Int64], _ name: String) throws {
    let edges = ReleasePlan.costEdges
    for (band, (from, persons)) in part.bands.enumerated() {
      let above = band + 1 < edges.count ? edges[band + 1] : .max
      #expect(from == edges[band])
      #expect(persons.released == Double(pence.count { ($0 >= from || band == 0) && $0 < above }), "\(name) from \(from)")
    }
    for (share, figure) in [(0.25, part.lowerQuartile), (0.5, part.median), (0.75, part.upperQuartile)] {
      let figure = try #require(figure)
      let wanted = Double(pence[Int((Double(pence.count) * share).rounded(.up)) - 1]) / 100
      let place = edges.lastIndex { Double($0) / 100 <= max(wanted, 0) } ?? 0
      // In the band of the true one; the interval covers it, with the noise that is stated though there is none.
      let band = Double(edges[place]) / 100...Double(place + 1 < edges.count ? edges[place + 1] : edges[place]) / 100
      #expect(band.contains(figure.released), "\(name), \(share): \(figure.released) for \(wanted)")
      #expect(figure.lower95 <= wanted && wanted <= figure.upper95, "\(name), \(share): \(wanted)")
      #expect(figure.halfWidth95 >= figure.upper95 - figure.released && figure.standardError > 0)
    }
  }

  /// Boroughs that released by the first plan are in every figure but those that its tables don't tell, whose coverage
  /// says so.
  @Test func boroughsOfBothPlansStandBehindOneLondon() throws {
    let both = messages()
    let mixed = both.map { borough, message in
      borough < "E09000014" ? (borough, world.message(borough, plan: .londonSend1)) : (borough, message)
    }
    let (whole, part) = (try picture(both), try picture(mixed, others: [.londonSend1]))
    let (all, some) = (try #require(whole.group("london")?.figures), try #require(part.group("london")?.figures))
    #expect((all.plans.released - some.plans.released).magnitude < 1e-6 && some.plans.coverage.received == 33)
    #expect(all.forecast.map(\.total.released).count == some.forecast.count)
    #expect(some.personsWithCost[2].coverage.received == 33)
    #expect(all.personsWithCost[2].released == some.personsWithCost[2].released)
    #expect(some.costs.clamped?.above.coverage == Coverage(received: 20, members: 33))
    #expect(some.costs.distribution?.median?.coverage == Coverage(received: 20, members: 33))
    let clamped = try #require(some.costs.clamped)
    let chosen = mixed.filter { $0.0 >= "E09000014" }.flatMap { borough, _ in
      PoolingCosts(stock: world.exact[borough]?["stock-2025"] ?? []).costs
    }
    #expect(clamped.percentAbove?.released
      == 100 * (Double(chosen.count { $0.pence > PoolingWorld.caps[$0.sector] }) / Double(chosen.count)))
    #expect(part.source.otherPlans.map(\.id) == ["london-send-1"] && whole.source.otherPlans.isEmpty)
    #expect(part.json(isRehearsal: true).contains(#""other_plans":[\n{"plan":"london-send-1","plan_sha256":"000"#
      .replacingOccurrences(of: "\\n", with: "\n")))
    // By the first plan alone: nothing is said of what it does not tell.
    let first = try picture(messages(.londonSend1), plan: .londonSend1)
    let costs = try #require(first.group("london")?.figures).costs
    #expect(costs.clamped == nil && costs.distribution == nil)
    // A message by a plan that was not named is of another plan.
    #expect(throws: PoolingError.self) { try picture(mixed) }
  }

  @Test func plansWithOtherCapsDoNotJoin() throws {
    let second = ReleasePlan.londonSend2
    let caps: [Int64] = [4_000_000, 6_000_000, 8_000_000, 32_000_000, 8_000_000, 8_000_000]
    let other = try ReleasePlan(
      id: "other-caps", censusYear: 2025, forecastYears: 16,
      statistics: second.statistics.filter { $0.kind != .costClamped }.map { statistic in
        guard statistic.kind == .costPence else { return statistic }
        return try Statistic(
          id: statistic.id, kind: .costPence, dataYear: 2025, axes: statistic.axes,
          bound: .centredAmount(axis: "sector", caps: caps), rho: statistic.rho)
      })
    #expect(!LondonPicture.joins(second, other) && LondonPicture.joins(second, .londonSend1))
    #expect(throws: PoolingError.self) { try picture([], others: [other]) }
  }

  /// A plan may have bands by phase as well; then London's quartiles by phase are told.
  @Test func bandsByPhaseAreRead() throws {
    let second = ReleasePlan.londonSend2
    let plan = try ReleasePlan(
      id: "by-phase", censusYear: 2025, forecastYears: 16,
      statistics: second.statistics.map { statistic in
        guard statistic.kind == .costBands else { return statistic }
        let phase = try #require(second.statistic("cost-pence-2025")).axes[0]
        return try Statistic(
          id: statistic.id, kind: .costBands, dataYear: 2025, axes: [phase] + statistic.axes, bound: statistic.bound,
          rho: statistic.rho)
      })
    let figures = try #require(try picture(messages(plan), plan: plan).group("london")?.figures)
    #expect(figures.costs.distributionByPhase.count == 5 && figures.costs.distributionBySector.count == 6)
    for phase in 0..<5 {
      try expect(
        figures.costs.distributionByPhase[phase], costs("london").filter { $0.phase == phase }.map(\.pence).sorted(),
        "phase \(phase)")
    }
  }

  @Test func everyFigureIsALineOfTheFiles() throws {
    let picture = try picture(messages(seed: 9))
    let csv = picture.csv(isRehearsal: true).split(separator: "\r\n")
    // Beside the first plan's 668: for all and each sector 4 of clamped persons, 4 quartiles and 40 bands.
    #expect(csv.count == 1 + 8 * (668 + 7 * 48))
    let median = csv.filter { $0.hasPrefix("\"median-cost-2025-SS\"") && $0.contains("\"london\"") }
    #expect(median.count == 1 && median[0].contains("\"SS\",\"\",\"\",\"\",\"pounds\","), "\(median)")
    #expect(median.first?.hasSuffix(",33,33,\"noise, and where in its band a cost lies\",fictional") == true)
    let band = csv.filter { $0.hasPrefix("\"persons-by-cost-2025-IN-2500000\"") && $0.contains("\"NCL\"") }
    #expect(band.count == 1 && band[0].contains("\"IN\",\"2500000\",\"\",\"\",\"plans\","), "\(band)")
    let json = try JSONSerialization.jsonObject(with: Data(picture.json(isRehearsal: true).utf8)) as? [String: Any]
    #expect((json?["figures"] as? [Any])?.count == 8 * (668 + 7 * 48))
  }
}
