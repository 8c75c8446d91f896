import Foundation
import Geography
import ReleaseProtocol
import Testing
import Vocabulary

@testable import Pooling
@testable import Views

/// Plans on the quarter days, from boroughs' sums to the figures of London, also where only some released them.
struct QuarterTests {
  private let world = PoolingWorld()
  private static let plan = ReleasePlan.londonSend3

  private func picture(
    _ messages: [(borough: String, message: ReleaseMessage)], plan: ReleasePlan = plan, others: [ReleasePlan] = []
  ) throws -> LondonPicture {
    try LondonPicture(
      plan: plan, others: others, messages: messages, population: PoolingWorld.population,
      geography: PoolingWorld.geography, draws: 2)
  }

  private func messages(_ plan: ReleasePlan = plan, seed: UInt64? = nil) -> [(borough: String, message: ReleaseMessage)] {
    PoolingWorld.geography.boroughs.map { ($0.code, world.message($0.code, seed: seed, plan: plan)) }
  }

  /// Cohort × day over some boroughs.
  private func truth(_ members: [String]) -> [[Double]] {
    members.map { PoolingWorld.quarters(world.exact[$0]?["flow-2025-cross"] ?? []) }
      .reduce([[Double]](repeating: [0, 0, 0, 0], count: 27)) { sum, rows in
        zip(sum, rows).map { zip($0, $1).map { $0 + Double($1) } }
      }
  }

  @Test func withoutNoiseTheFiguresAreThoseOfTheCohorts() throws {
    let picture = try picture(messages())
    for id in ["london", "NEL", "inner"] {
      let group = try #require(picture.group(id))
      let (quarters, truth) = (try #require(group.figures?.quarters), truth(group.group.members))
      let all = (0..<4).map { day in truth.reduce(0) { $0 + $1[day] } }
      for (day, figure) in quarters.all.enumerated() { #expect(abs(figure.released - all[day]) < 1e-6, "\(id) \(day)") }
      for (place, change) in quarters.changes.enumerated() {
        #expect(abs(change.released - (all[place + 1] - all[place])) < 1e-6 && change.standardError > 0)
      }
      for (cohort, figures) in quarters.byCohort.enumerated() {
        for (day, figure) in figures.enumerated() {
          let isCounted = !(cohort == 0 && day < 2) && !(cohort == 26 && day > 1)
          #expect((figure != nil) == isCounted)
          if let figure { #expect(abs(figure.released - truth[cohort][day]) < 1e-6, "\(id) \(cohort) \(day)") }
        }
      }
      // Who is 10 by August is in secondary school from September on, and was in primary in June.
      let starts = [0...3, 4...10, 11...15, 16...18, 19...25]
      for (phase, ages) in starts.enumerated() {
        for day in 0..<4 {
          let cohorts = day < 2 ? ages.lowerBound + 1...ages.upperBound + 1 : ages
          let wanted = cohorts.reduce(0) { $0 + truth[$1][day] }
          #expect(abs(quarters.byPhase[phase][day].released - wanted) < 1e-6, "\(id) phase \(phase) day \(day)")
        }
      }
      for day in 0..<4 {
        #expect(abs(quarters.byPhase.reduce(0) { $0 + $1[day].released } - all[day]) < 1e-6, "phases add to all")
      }
    }
    let london = try #require(picture.group("london")?.figures)
    // The census day a year before, by the flow table of that year; its noise is stated.
    let before = world.truth("flow-2024-cross", of: PoolingWorld.geography.boroughs.map(\.code)) { $0 / 312 < 3 }
    #expect(abs(london.plansBefore.released - before) < 1e-3 && london.plansBefore.standardError > 0)
  }

  /// 33 boroughs with all plans to ± 27 each, 95 of 100.
  @Test func theErrorsAreThoseOfThePlan() throws {
    let quarters = try #require(picture(messages()).group("london")?.figures?.quarters)
    for figure in quarters.all { #expect(abs(figure.standardError - 78.1) < 0.2 && !figure.isUnreliable) }
    for figure in quarters.changes { #expect((72...81).contains(figure.standardError)) }
    let cohort = try #require(quarters.byCohort[12][0])
    #expect(abs(cohort.standardError - 78.1) < 0.2)
  }

  @Test func boroughsOfThreePlansStandBehindOneLondon() throws {
    let mixed = messages().map { borough, message in
      borough < "E09000008" ? (borough, world.message(borough, plan: .londonSend1))
        : borough < "E09000014" ? (borough, world.message(borough, plan: .londonSend2)) : (borough, message)
    }
    let (whole, part) = (try picture(messages()), try picture(mixed, others: [.londonSend1, .londonSend2]))
    let (all, some) = (try #require(whole.group("london")?.figures), try #require(part.group("london")?.figures))
    #expect(abs(all.plans.released - some.plans.released) < 1e-6 && some.plans.coverage.received == 33)
    let quarters = try #require(some.quarters)
    #expect(quarters.all.allSatisfy { $0.coverage == Coverage(received: 20, members: 33) })
    #expect(quarters.byPhase.joined().allSatisfy { $0.coverage.received == 20 })
    let truth = truth(PoolingWorld.geography.boroughs.map(\.code).filter { $0 >= "E09000014" })
    #expect(abs(quarters.all[2].released - truth.reduce(0) { $0 + $1[2] }) < 1e-6)
    // A census day of other boroughs is not drawn beside them.
    let page = Views.page(part, nil, deployment: "test", isRehearsal: true)
    #expect(page.contains("Plans through 2024") && page.contains("20 of 33 boroughs"))
    #expect(!page.contains("Plans in London, January 2024") && page.contains("Plans in London, 31 March 2024 to 31 December 2024"))
    let first = try picture(messages(.londonSend1), plan: .londonSend1)
    #expect(try #require(first.group("london")?.figures).quarters == nil)
    #expect(!Views.page(first, nil, deployment: "test", isRehearsal: true).contains("Plans through"))
  }

  /// One of the two tables is enough; other tables of days than these are in no plan that figures are made by.
  @Test func eitherTableIsEnough() throws {
    func plan(_ change: (Statistic) throws -> Statistic?) throws -> ReleasePlan {
      try ReleasePlan(
        id: "part", censusYear: 2025, forecastYears: 16, statistics: Self.plan.statistics.compactMap(change))
    }
    let totals = try plan { $0.id == "quarter-stock-2025-cohort" ? nil : $0 }
    let figures = try #require(picture(messages(totals), plan: totals).group("london")?.figures?.quarters)
    #expect(figures.byPhase.isEmpty && figures.byCohort.isEmpty && figures.all.count == 4)
    let cohorts = try plan { $0.id == "quarter-stock-2025-total" ? nil : $0 }
    let wide = try #require(picture(messages(cohorts), plan: cohorts).group("london")?.figures?.quarters)
    #expect(abs(wide.all[0].standardError - 78.1 * 5.29) < 3 && wide.byPhase.count == 5)
    for (id, year, axes) in [("other-year", 2024, [Axis]()), ("other-axis", 2025, [try Axis(name: "need", labels: Need.codes)])] {
      let odd = try plan { statistic in
        guard statistic.id == "quarter-stock-2025-total" else { return statistic }
        return try Statistic(
          id: id, kind: .quarterStock, dataYear: year, axes: axes + [DayStrategy.fourDays.axis], bound: .segment(.fourDays),
          rho: statistic.rho)
      }
      #expect(throws: PoolingError.unsupportedPlan(missing: id)) { try LondonPicture.require(odd) }
    }
  }

  @Test func theFilesHaveEveryDay() throws {
    let picture = try picture(messages(seed: 3))
    let lines = picture.csv(isRehearsal: true).components(separatedBy: "\r\n").map { $0.components(separatedBy: ",") }
    let head = try #require(lines.first)
    let (id, day, cohort) = (
      try #require(head.firstIndex(of: "id")), try #require(head.firstIndex(of: "day")),
      try #require(head.firstIndex(of: "cohort"))
    )
    let quarter = lines.filter { $0[id].hasPrefix("\"quarter-plans-2024-Q") }
    // Of 8 groups: 4 days of all and of 5 phases, and 27 cohorts less the four cells in which nobody can be.
    #expect(quarter.count == 8 * (4 + 20 + 27 * 4 - 4))
    let text = picture.csv(isRehearsal: true)
    #expect(text.contains("quarter-change-2024-Q2") && !text.contains("quarter-change-2024-Q1"))
    #expect(text.contains(#","2024-03-31","#) && text.contains(#","2024-06-30","26","#))
    #expect(!text.contains(#","2024-12-31","26","#), "nobody can be in it")
    #expect(Set(lines.dropLast().map { $0.count >= head.count }) == [true] && day < cohort)
    let json = picture.json(isRehearsal: true)
    _ = try JSONSerialization.jsonObject(with: Data(json.utf8))
    #expect(json.contains(#""id":"quarter-plans-2024-Q3-cohort-12""#) && json.contains(#""day":"2024-09-30","cohort":"12""#))
    #expect(picture.headlines.filter { $0.id.hasPrefix("quarter-plans") }.count == 8 * 4)
  }

  // MARK: what is held back

  private func doubts(_ change: @escaping (Statistic, inout [Int64]) -> Void) -> [QuarantineReason] {
    let good = world.message("E09000007", seed: 5, plan: Self.plan)
    let tables = zip(good.tables, Self.plan.statistics).map { table, statistic in
      var cells = table.cells
      change(statistic, &cells)
      return NoisedTable(statistic: table.statistic, cells: cells, variance: table.variance)
    }
    let message = ReleaseMessage(
      borough: good.borough, censusYear: 2025, planID: good.planID, planSHA256: good.planSHA256, release: good.release,
      populationSHA256: good.populationSHA256, tables: tables, forecast: good.forecast)
    return Plausibility(published: nil, population: PoolingWorld.population).doubts(about: message, plan: Self.plan)
  }

  /// Adds to the plans of a place on each day.
  private func add(_ days: [Int64], _ cells: inout [Int64], from first: Int) {
    for (sum, weights) in DayStrategy.fourDays.weights.enumerated() {
      cells[first + sum] += zip(weights, days).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }

  @Test func quarterDaysAreHeldAgainstTheOtherTables() {
    #expect(doubts { _, _ in }.isEmpty)
    let more = doubts { statistic, cells in
      if statistic.id == "quarter-stock-2025-total" { add([0, 900, 0, 0], &cells, from: 0) }
    }
    #expect(more == [.tablesDisagree], "cohorts and all")
    let held = (world.exact["E09000007"]?["stock-2025"] ?? []).reduce(0, +)
    let december = doubts { statistic, cells in
      guard statistic.kind == .quarterStock else { return }
      add([0, 0, 0, -held / 2], &cells, from: statistic.axes.count == 1 ? 0 : 4 * 8)
    }
    #expect(december.contains(.tablesDisagree), "31 December and the census day")
    let march = doubts { statistic, cells in
      guard statistic.kind == .quarterStock else { return }
      add([3 * held, 0, 0, 0], &cells, from: statistic.axes.count == 1 ? 0 : 4 * 8)
    }
    #expect(march == [.jump])
    let negative = doubts { statistic, cells in
      guard statistic.kind == .quarterStock else { return }
      add([0, 0, -700, 0], &cells, from: statistic.axes.count == 1 ? 0 : 4 * 8)
      if statistic.axes.count > 1 { add([0, 0, 700, 0], &cells, from: 4 * 12) }
      if statistic.axes.count == 1 { add([0, 0, 700, 0], &cells, from: 0) }
    }
    #expect(negative == [.belowZero], "a cohort below nobody")
  }
}
