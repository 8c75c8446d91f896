import Estimation
@testable import Forecasting
import Foundation
import Geography
import Testing
import Vocabulary

/// Some boroughs are left out, what that costs is stated from the others, and then looked up.
///
/// If statements are right, error over stated error is about normal with deviation 1, and the sum of n squares is χ² with n
/// degrees of freedom. Samples are drawn from fixed seeds: a failure is a change of the program, never luck of the day.
@Suite(.enabled(if: ForecastReference.folder != nil, "needs FORECAST_REFERENCE, or the shared files"))
struct RakingErrorTests {
  private static let isLong = ProcessInfo.processInfo.environment["BOROUGHWISE_LONG"] != nil

  /// Of both worlds, with a half and three quarters of the boroughs absent, totals six years on, eight samples. A right statement
  /// fails one time in 500 (χ² of 8 outside 0.86 to 26.1); one of half the true size three times in five, of a third
  /// nineteen times in twenty.
  @Test func theStatedErrorIsTheTrueOne() throws {
    var all: [Double] = []
    for world in World.allCases {
      guard let trial = try Trial(world) else { return print("raking: skipped, \(world) is not here") }
      for absent in [17, 24] { all += try trial.ratios(absent: absent, samples: 2).map { $0.london[0] } }
    }
    print("raking: errors over stated errors \(all)")
    #expect((0.857...26.12).contains(all.reduce(0) { $0 + $1 * $1 }))
  }

  /// Three to 24 of 33 absent, exact and released counts, needs of new plans known or borrowed, totals and the three largest
  /// needs, 20 samples, each with noise of its own. Samples overlap and boroughs are 33 in all, so a root mean square of a
  /// right statement spreads by more than the sixth of 20 independent ones: hence bounds of 0.6 to 1.4 for totals. Of SEMH
  /// few boroughs have most: where these are absent, its needs are borrowed and counts are noisy, 2.4 times the stated error
  /// was seen.
  @Test(
    .enabled(if: isLong, "minutes: BOROUGHWISE_LONG=1"), arguments: World.allCases, [3, 8, 17, 24])
  func theStatedErrorIsTheTrueOneWhereverWeLook(_ world: World, absent: Int) throws {
    for (variance, needs) in [(0.0, true), (10, true), (0, false), (10, false)] {
      guard let trial = try Trial(world, variance: variance, newNeeds: needs) else {
        return print("raking: skipped, \(world) is not here")
      }
      let ratios = try trial.ratios(absent: absent, samples: 20)
      let found = (0..<4).map { column in Self.size(ratios.map { $0.london[column] }) }
      let within = ratios.count { $0.london[0].magnitude < 1.645 }
      let (placed, parts) = (Self.size(ratios.flatMap(\.placed)), Self.size(ratios.flatMap(\.parts)))
      print("raking, \(world), noise \(variance), needs \(needs ? "known" : "borrowed"), \(absent) absent: \(found), "
        + "placements \(placed), parts \(parts), \(within) of 20 in the 90%")
      #expect((0.6...1.4).contains(found[0]))
      let isWithin = found.dropFirst().allSatisfy { (0.5...(needs ? 1.8 : 2.2)).contains($0) }
      if variance > 0 && !needs {
        // docs/forecast.md says why: 2.4 was seen.
        withKnownIssue("SEMH is stated too narrow", isIntermittent: true) { #expect(isWithin, "\(found)") }
      } else {
        #expect(isWithin, "\(found)")
      }
      #expect((0.5...1.5).contains(placed) && (0.5...1.5).contains(parts))
    }
  }

  /// Placements of London in six sectors, and totals of five sub-regions, six years on, 8 and 17 absent, six samples a
  /// world: of a right statement the mean of so many squares of errors over stated errors lies in 0.4 to 2.2 in all but one
  /// of 500 cases, if every four figures know no more than one independent one (χ² with 18 degrees of freedom).
  @Test func soAreThoseOfPlacementsAndOfParts() throws {
    var (placed, parts): ([Double], [Double]) = ([], [])
    for world in World.allCases {
      guard let trial = try Trial(world, newNeeds: true) else { return print("raking: skipped, \(world) is not here") }
      for absent in [8, 17] {
        for sample in try trial.ratios(absent: absent, samples: 3) {
          placed += sample.placed
          parts += sample.parts
        }
      }
    }
    print("raking: placements \(Self.size(placed)), parts \(Self.size(parts))")
    for found in [placed, parts] { #expect((0.4...2.2).contains(Self.size(found) * Self.size(found)), "\(found)") }
  }

  /// DfE publishes needs of new plans. With them needs of absent boroughs are known a good half better.
  @Test func needsOfNewPlansThatArePublishedCount() throws {
    for world in World.allCases {
      guard let borrowed = try Trial(world), let known = try Trial(world, newNeeds: true) else { return }
      let errors = try [borrowed, known].map { trial in
        try trial.ratios(absent: 17, samples: 6).map(\.errors).reduce([0, 0, 0, 0]) { sums, found in
          zip(sums, found).map { $0 + $1 * $1 / 6 }
        }.map { $0.squareRoot() }
      }
      print("raking, \(world): needs borrowed \(errors[0]), known \(errors[1])")
      for need in 1...3 { #expect(errors[1][need] < errors[0][need] / 2) }
    }
  }

  private static func size(_ ratios: [Double]) -> Double {
    (ratios.reduce(0) { $0 + $1 * $1 } / Double(ratios.count)).squareRoot()
  }

  /// Nobody absent costs nothing; the stock of the census is known; an absent borough of another area moves few here.
  @Test func whatCostsNothing() throws {
    let boroughs = try ForecastReference.boroughs()
    let census = ForecastReference.censusYear
    let part = Array(boroughs.prefix(6))
    let none = try RakingError(RakingError.Tables(part), absent: [], groups: [[0, 1]]) { (some) throws(ForecastError) in
      try .exact(some, censusYear: census, lastYear: census + 2)
    }
    #expect(none.meanSquares[0].allSatisfy { $0 == 0 })
    let absent = try boroughs[6..<9].map { try PublicBorough(margins: $0, censusYear: census) }
    let error = try RakingError(RakingError.Tables(part), absent: absent, groups: [[0, 1, 2], [3, 6, 7, 8]]) {
      (some) throws(ForecastError) in
      try .exact(some, censusYear: census, lastYear: census + 2)
    }
    #expect(error.meanSquares.allSatisfy { $0.prefix(FanColumn.count).allSatisfy { $0 < 1e-12 } }, "the stock is known")
    let (far, near) = (error.meanSquares[0][2 * FanColumn.count], error.meanSquares[1][2 * FanColumn.count])
    #expect(far > 0 && far < near)
  }

  enum World: String, CaseIterable, CustomTestStringConvertible {
    case reference, rehearsal
    var testDescription: String { rawValue }

    /// Plans at the census by phase × need × sector, of the same boroughs.
    func placements() throws -> [PlacementCounts] {
      try self == .reference ? ForecastReference.placements() : RehearsalFlows.placements() ?? []
    }

    /// With flows of two years and the latest census; nil where the world is not at hand.
    func boroughs() throws -> ([BoroughFlows], census: Int)? {
      switch self {
      case .reference: return (try ForecastReference.boroughs(), ForecastReference.censusYear)
      case .rehearsal: return try RehearsalFlows.read()
      }
    }
  }
}

/// One world, six years on.
private struct Trial {
  private static let ahead = 6
  private static let columns = [FanColumn.total, .need(.asd), .need(.slcn), .need(.semh)]
  private static let sectors = Sector.allCases.map { FanColumn.sector($0) }
  private static let regions = ["NCL", "NEL", "NWL", "SEL", "SWL"]
  private let exact: [BoroughFlows]
  private let placements: [PlacementCounts]
  private let variance: Double
  /// Needs of new plans are known of absent boroughs.
  private let newNeeds: Bool
  /// All boroughs, then sub-regions.
  private let groups: [[Int]]
  private let fit: @Sendable ([BoroughFlows]) throws(ForecastError) -> CohortModel

  /// What one sample found. Ratios are errors over stated errors.
  struct Sample {
    /// Of London, by column.
    let errors: [Double]
    let london: [Double]
    /// London's placements by sector.
    let placed: [Double]
    /// Totals of sub-regions with an absent borough.
    let parts: [Double]
  }

  /// - Parameter variance: of the noise in cells and margins of age; 0: exact counts.
  /// - Returns: nil where the world is not at hand.
  init?(_ world: RakingErrorTests.World, variance: Double = 0, newNeeds: Bool = false) throws {
    guard let (boroughs, census) = try world.boroughs() else { return nil }
    let last = census + Self.ahead
    (exact, placements, self.variance, self.newNeeds) = (boroughs, try world.placements(), variance, newNeeds)
    groups = [Array(boroughs.indices)] + Self.regions.map { id in
      boroughs.indices.filter { Geography.report2025.group(id: id)?.members.contains(boroughs[$0].code) == true }
    }
    fit = { (some) throws(ForecastError) in
      variance > 0
        ? try .released(some, censusYear: census, lastYear: last, cellVariance: variance, marginVariance: variance)
        : try .exact(some, censusYear: census, lastYear: last)
    }
  }

  func ratios(absent: Int, samples: Int) throws -> [Sample] {
    var source = SeededSource(seed: 11, stream: [absent])
    return try (0..<samples).map { sample in
      let order = exact.indices.map { ($0, source.normal()) }.sorted { $0.1 < $1.1 }.map(\.0)
      return try self.sample(
        taking: Array(order.dropFirst(absent)), missing: Array(order.prefix(absent)), seed: UInt64(100 + 10 * sample))
    }
  }

  /// Tables of those that send are as noisy in the truth: of noise another error speaks. Placements carry none.
  private func sample(taking: [Int], missing: [Int], seed: UInt64) throws -> Sample {
    let sent = Self.noised(exact, variance, seed: seed)
    let again = variance > 0 ? (1...3).map { Self.noised(sent, variance, seed: seed + $0) } : []
    let order = taking + missing
    let places = groups.map { group in order.indices.filter { group.contains(order[$0]) } }
    let (all, part) = (order.map { placements[$0] }, taking.map { placements[$0] })
    let whole = try fit(taking.map { sent[$0] } + missing.map { exact[$0] })
    let truth = try sums(whole, all, places)
    let model = try fit(taking.map { sent[$0] })
    let others = try missing.map {
      try PublicBorough(margins: exact[$0], censusYear: model.censusYear, withNeeds: newNeeds)
    }
    let found = try sums(model.adding(others), part + missing.map { _ in .none }, places)
    let error = try RakingError(
      RakingError.Tables(taking.map { sent[$0] }, placements: part),
      redrawn: again.map { tables in RakingError.Tables(taking.map { tables[$0] }, placements: part) }, absent: others,
      groups: places, fit: fit)
    func distance(_ group: Int, _ column: FanColumn) -> Double {
      let cell = Self.ahead * FanColumn.count + column.index
      return found[group][cell] - truth[group][cell]
    }
    func ratio(_ group: Int, _ column: FanColumn) -> Double {
      distance(group, column) / error.meanSquares[group][Self.ahead * FanColumn.count + column.index].squareRoot()
    }
    let touched = groups.indices.dropFirst().filter { group in missing.contains { groups[group].contains($0) } }
    return Sample(
      errors: Self.columns.map { distance(0, $0) }, london: Self.columns.map { ratio(0, $0) },
      placed: Self.sectors.map { ratio(0, $0) }, parts: touched.map { ratio($0, .total) })
  }

  private static func noised(_ boroughs: [BoroughFlows], _ variance: Double, seed: UInt64) -> [BoroughFlows] {
    var source = SeededSource(seed: seed)
    return boroughs.map { borough in
      guard variance > 0 else { return borough }
      var flows: [Int: FlowCounts] = [:]
      for (year, exact) in borough.flows.sorted(by: { $0.key < $1.key }) {
        flows[year] = ReleasedForecastTests.released(exact, cross: variance, margin: variance, &source)
      }
      return BoroughFlows(code: borough.code, flows: flows, population: borough.population)
    }
  }

  /// Columns of each group.
  private func sums(_ model: CohortModel, _ counts: [PlacementCounts], _ groups: [[Int]]) throws -> [[Double]] {
    let outlooks = try model.outlooks(placements: PlacementShares.fit(counts))
    return try groups.map { group in try #require(Outlook.sum(group.map { outlooks[$0] })).columns() }
  }
}
