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
      let found = totals(try model.adding(boroughs.filter { !chosen.contains($0.code) }.map(margins)))
      for (place, year) in [7, 15].enumerated() { errors[place].append(100 * (found[year] / whole[year] - 1)) }
    }
    print("half of London: 2031 \(errors[0]), 2039 \(errors[1])")
    for (found, (bias, most)) in zip(errors, [(0.35, 0.62), (0.7, 1.08)]) {
      #expect((found.reduce(0, +) / Double(found.count)).magnitude < bias)
      #expect(found.allSatisfy { $0.magnitude < most })
    }
  }

  /// Leave out some boroughs, state what that costs, look: the error is as large as stated, and 90% intervals hold what
  /// they say. Of each world the totals six years on; samples overlap, so bounds are wide.
  @Test(
    .enabled(if: ProcessInfo.processInfo.environment["BOROUGHWISE_LONG"] != nil, "3 minutes: BOROUGHWISE_LONG=1"),
    arguments: [World.reference, .rehearsal], [8, 17])
  func theStatedErrorIsTheTrueOne(_ world: World, absent: Int) throws {
    guard let (boroughs, census) = try world.boroughs() else { return print("raking: skipped, \(world) is not here") }
    let last = census + 6
    func fit(_ some: [BoroughFlows]) throws(ForecastError) -> CohortModel {
      try .exact(some, censusYear: census, lastYear: last)
    }
    func total(_ model: CohortModel) -> Double { model.project(ScenarioCourse()).reduce(0) { $0 + $1.total(last) } }
    let whole = total(try fit(boroughs))
    let samples = 10
    var (squares, within) = (0.0, 0)
    var source = SeededSource(seed: 11, stream: [absent])
    for _ in 0..<samples {
      let order = boroughs.map { ($0, source.normal()) }.sorted { $0.1 < $1.1 }.map(\.0)
      let (part, others) = (Array(order.dropFirst(absent)), order.prefix(absent).map { margins($0, census) })
      let found = total(try fit(part).adding(others))
      let error = try RakingError(part, absent: others, groups: [Array(others.indices), []]) {
        (some) throws(ForecastError) in try fit(some)
      }
      let row = 6 * FanColumn.count
      let distance = (found - whole) / error.meanSquares[0][row].squareRoot()
      squares += distance * distance / Double(samples)
      if distance.magnitude < 1.645 { within += 1 }
      #expect(error.meanSquares[0][0] < 1e-12, "the stock is known")
      #expect(error.meanSquares[1].allSatisfy { $0 == 0 }, "nobody is absent")
    }
    print("raking, \(world), \(absent) absent: error over stated error \(squares.squareRoot()), \(within) of \(samples) in the 90%")
    // Half of the rehearsal's London, over 40 samples in Python: errors 1.9 times what is stated, 28 of 40 in the 90%.
    withKnownIssue("stated too small", isIntermittent: true) {
      #expect((0.6...1.35).contains(squares.squareRoot()) && within >= 7)
    } when: {
      world == .rehearsal && absent == 17
    }
  }

  enum World: String, CustomTestStringConvertible {
    case reference, rehearsal
    var testDescription: String { rawValue }

    /// With flows of two years and the latest census; nil where the world is not at hand.
    func boroughs() throws -> ([BoroughFlows], census: Int)? {
      switch self {
      case .reference: return (try ForecastReference.boroughs(), ForecastReference.censusYear)
      case .rehearsal: return try RehearsalFlows.read()
      }
    }
  }

  /// Their own margins, whoever else takes part: a borough's level of new plans is its own.
  @Test func aBoroughKeepsItsOwnLevel() throws {
    let boroughs = try ForecastReference.boroughs()
    let model = try fit(boroughs)
    let again = try model.adding([margins(boroughs[5])])
    let (own, raked) = (again.rates[5], try #require(again.rates.last))
    let (first, second) = (
      zip(own.issue, again.sums[5].exposure).reduce(0) { $0 + $1.0 * $1.1 },
      zip(raked.issue, again.sums[33].exposure).reduce(0) { $0 + $1.0 * $1.1 }
    )
    #expect((second / first - 1).magnitude < 0.05)
    #expect(totals(model).count == totals(again).count && model.rates.map(\.keep) == again.rates.prefix(33).map(\.keep))
    var other = margins(boroughs[5])
    other = try #require(PublicBorough(code: other.code, stock: other.stock, flows: [:], population: other.population))
    #expect(throws: ForecastError.missingFlows(borough: other.code, year: census - 1)) { try model.adding([other]) }
  }

  private func fit(_ boroughs: [BoroughFlows]) throws(ForecastError) -> CohortModel {
    try .exact(boroughs, censusYear: census, lastYear: census + 15)
  }

  private func totals(_ model: CohortModel) -> [Double] {
    let projections = model.project(ScenarioCourse())
    return (0...15).map { step in projections.reduce(0) { $0 + $1.total(census + step) } }
  }

  private func margins(_ borough: BoroughFlows) -> PublicBorough { margins(borough, census) }

  private func margins(_ borough: BoroughFlows, _ census: Int) -> PublicBorough {
    guard
      let margins = PublicBorough(
        code: borough.code, stock: borough.flows[census]?.stock ?? [],
        flows: borough.flows.mapValues { PublicBorough.Flow(of: $0) }, population: borough.population)
    else { preconditionFailure("our own table") }
    return margins
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
