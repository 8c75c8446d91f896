import Estimation
@testable import Forecasting
import Foundation
import Geography
import Testing
import Vocabulary

/// Boroughs that take no part, known by what is published about them.
@Suite(.enabled(if: ForecastReference.folder != nil, "needs FORECAST_REFERENCE, or the shared files"))
struct RakingTests {
  private let census = ForecastReference.censusYear

  /// Half of London, drawn within inner and outer, as in the specification's experiment: total of 2031 off by 0.2 ± 0.2%,
  /// at most 0.6% in forty samples; of 2039 by 0.4 ± 0.4%, at most 1.1%. Stock and flows by age of the others are exact.
  @Test func halfOfLondonGivesTheWhole() throws {
    let boroughs = try ForecastReference.boroughs()
    let whole = totals(try fit(boroughs))
    var errors: [[Double]] = [[], []]
    var source = SeededSource(seed: 7)
    for _ in 0..<12 {
      let chosen = Self.half(boroughs, &source)
      let model = try fit(boroughs.filter { chosen.contains($0.code) })
      let others = try boroughs.filter { !chosen.contains($0.code) }.map(margins)
      let found = totals(try model.adding(others))
      for (place, year) in [7, 15].enumerated() { errors[place].append(100 * (found[year] / whole[year] - 1)) }
    }
    print("half of London: 2031 \(errors[0]), 2039 \(errors[1])")
    for (found, (bias, most)) in zip(errors, [(0.35, 0.62), (0.7, 1.08)]) {
      #expect((found.reduce(0, +) / Double(found.count)).magnitude < bias)
      #expect(found.allSatisfy { $0.magnitude < most })
    }
  }

  /// Their own margins, whoever else takes part: new plans and arrivals are the borough's own, as if it had sent its tables,
  /// and so is survival at each age.
  @Test func aBoroughKeepsItsOwnRates() throws {
    let boroughs = try ForecastReference.boroughs()
    let model = try fit(boroughs)
    let again = try model.adding([try margins(boroughs[5])])
    let (own, raked) = (again.rates[5], try #require(again.rates.last))
    for age in 0..<25 {
      #expect((own.issue[age] - raked.issue[age]).magnitude < 1e-12 && (own.arrive[age] - raked.arrive[age]).magnitude < 1e-12)
    }
    let (first, second) = (Self.kept(own, again.sums[5]), Self.kept(raked, again.sums[5]))
    #expect((second / first - 1).magnitude < 0.002, "\(first) \(second)")
    #expect(model.rates.map(\.keep) == again.rates.prefix(33).map(\.keep))
    var other = try margins(boroughs[5])
    other = try #require(PublicBorough(code: other.code, stock: other.stock, flows: [:], population: other.population))
    #expect(throws: ForecastError.missingFlows(borough: other.code, year: census - 1)) { try model.adding([other]) }
  }

  /// Published tables that do not close give fewer plans, never fewer than none.
  @Test func tablesThatDoNotCloseAreNotForced() throws {
    let boroughs = try ForecastReference.boroughs()
    let own = try margins(boroughs[5])
    let more = own.flows.compactMapValues { flow in
      PublicBorough.Flow(new: flow.new.map { 3 * $0 }, kept: flow.kept.map { 2 * $0 }, left: flow.left)
    }
    let broken = try #require(
      PublicBorough(code: own.code, stock: own.stock, flows: more, population: own.population))
    let model = try fit(boroughs).adding([own, broken])
    #expect(model.rates[34].arrive.contains { $0 < -0.1 }, "a balancing item")
    let cells = model.project(ScenarioCourse())[34].cells
    #expect(cells.allSatisfy { $0 >= 0 && $0.isFinite })
  }

  /// Plans that these rates keep of those that were held.
  private static func kept(_ rates: CohortRates, _ sums: WindowSums) -> Double {
    (0..<Axes.cohort).reduce(0) { $0 + rates.keep[$1] * (sums.survived[$1] + sums.left[$1]) }
  }

  private func fit(_ boroughs: [BoroughFlows]) throws(ForecastError) -> CohortModel {
    try .exact(boroughs, censusYear: census, lastYear: census + 15)
  }

  private func totals(_ model: CohortModel) -> [Double] {
    let projections = model.project(ScenarioCourse())
    return (0...15).map { step in projections.reduce(0) { $0 + $1.total(census + step) } }
  }

  private func margins(_ borough: BoroughFlows) throws(ForecastError) -> PublicBorough {
    try PublicBorough(margins: borough, censusYear: census)
  }

  private static func isInner(_ code: String) -> Bool {
    Geography.report2025.groups.first { $0.id == "inner" }?.members.contains(code) == true
  }

  /// Half of the inner and half of the outer boroughs.
  private static func half(_ boroughs: [BoroughFlows], _ source: inout SeededSource) -> Set<String> {
    var chosen: Set<String> = []
    for inner in [true, false] {
      let codes = boroughs.map(\.code).filter { isInner($0) == inner }
      let keyed = codes.map { ($0, source.normal()) }.sorted { $0.1 < $1.1 }
      chosen.formUnion(keyed.prefix(codes.count / 2).map(\.0))
    }
    return chosen
  }
}
