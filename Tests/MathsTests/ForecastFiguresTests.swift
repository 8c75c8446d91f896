@testable import Forecasting
import Foundation
import PublicData
import Testing
import TestSupport
import Vocabulary

/// Figures of the reference's own world, computed once in Python and kept here, so that a machine without numpy holds forecasts
/// to nine digits too. A digest weights all that it is of, so that one wrong cell shows.
@Suite(.enabled(if: ForecastReference.isStandardWorld, "figures of the reference's own world"))
struct ForecastFiguresTests {
  /// The reference's functions on the published tables, populations as printed.
  @Test func forecastsAgreeWithFiguresKeptHere() throws {
    let exact = try BaseForecast.exact(try DisturbedFlows.boroughs(), censusYear: 2024, lastYear: 2041)
    expectClose(london(exact, 2031), 129902.14249988958)
    expectClose(london(exact, 2039), 140087.2101851592)
    expectClose(exact[0].total(2039), 121.59129992151207)
    expectClose(DisturbedFlows.digest(exact), 110060945.75419629)
  }

  /// Scenarios by year, the solved growth rate, placements by year, phase and sector, pooled rates by age and need.
  @Test func scenariosPlacementsAndRatesAgreeWithFiguresKeptHere() throws {
    let model = try ForecastReferenceTests.model()
    let growth = Scenario(name: "growth", levers: [.growth(Growth(.reaching(plans: 140_000, year: 2032), years: 4))])
    for (scenario, digest) in [(Scenario.prePandemic, 18445234.56487861), (growth, 24666987.07870834)] {
      let london = try #require(Outlook.sum(try model.outlooks(scenario)))
      expectClose(Self.digest((2024...2041).map { london.total($0) }), digest)
    }
    expectClose(try #require(try model.solvedGrowth(growth)), 0.025057190606094085)
    let shares = PlacementShares.fit(try ForecastReference.placements())
    let london = try #require(Outlook.sum(try model.outlooks(placements: shares)))
    let placed = try (2024...2041).flatMap { year in
      try Phase.allCases.flatMap { phase in
        try Sector.allCases.map { try #require(london.placed(year, phase: phase, sector: $0)) }
      }
    }
    expectClose(Self.digest(placed), 106744861.51101659)
    expectClose(Self.digest(model.pool.issue), 1.0202597138446237)
    expectClose(Self.digest(model.pool.arrive), 4.346219181298119)
    expectClose(Self.digest(model.pool.keep), 12212.77560196255)
  }

  /// The reference's pipeline for noised tables: `forecast_released_oracle.py`.
  @Test func noiseAwareForecastsAgreeWithFiguresKeptHere() throws {
    let quiet = try BaseForecast.released(
      try DisturbedFlows.boroughs(), censusYear: 2024, lastYear: 2041, cellVariance: 0, marginVariance: 0)
    expectClose(london(quiet, 2031), 129810.48959303717)
    expectClose(london(quiet, 2039), 139958.6785816229)
    expectClose(DisturbedFlows.digest(quiet), 109980195.40842831)

    let noised = try BaseForecast.released(
      try DisturbedFlows.boroughs(disturbed: true), censusYear: 2024, lastYear: 2041, cellVariance: 10, marginVariance: 10)
    expectClose(london(noised, 2024), 93561.23076923077)
    expectClose(london(noised, 2031), 128747.29552652263)
    expectClose(london(noised, 2040), 136995.73115533977)
    expectClose(noised[7].total(2039), 7640.257704252532)
    expectClose(noised[0].total(2039), 51.49231072812542)
    expectClose(DisturbedFlows.digest(noised), 108742316.36701486)
  }

  private func london(_ projections: [Projection], _ year: Int) -> Double {
    projections.reduce(0) { $0 + $1.total(year) }
  }

  private static func digest(_ values: [Double]) -> Double {
    values.enumerated().reduce(0) { $0 + $1.element * Double($1.offset % 97 + 1) }
  }

  private func expectClose(_ value: Double, _ expected: Double) {
    #expect((value - expected).magnitude <= 1e-9 * expected.magnitude, "\(value) against \(expected)")
  }
}

/// Without this, a changed file would only skip the figures above.
@Test(.enabled(if: SharedFiles.path("forecast-reference/outputs") != nil, "needs the shared files"))
func theSharedFilesHoldTheWorldWhoseFiguresAreKept() {
  let isNamed = ProcessInfo.processInfo.environment["FORECAST_REFERENCE"] != nil
  #expect(isNamed || ForecastReference.isStandardWorld)
}

/// The published tables of 33 boroughs, by code, as they are or disturbed.
enum DisturbedFlows {
  /// With a fixed pattern of whole numbers added to table and margin, and fitted, if `disturbed`.
  static func boroughs(disturbed: Bool = false) throws -> [BoroughFlows] {
    let all = try ForecastReference.flows()
    let population = try PopulationFile(parsing: ForecastReference.bytes("borough_population.csv"))
    return try all.keys.sorted().enumerated().map { index, code in
      var flows = all[code] ?? [:]
      if disturbed {
        for (year, counts) in flows { flows[year] = Self.disturbed(counts, borough: index, year: year) }
      }
      return BoroughFlows(code: code, flows: flows, population: try #require(population.population(of: code)))
    }
  }

  private static func disturbed(_ counts: FlowCounts, borough: Int, year: Int) -> FlowCounts? {
    let cross = counts.cells.enumerated().map { cell, count in
      Int64(count) + Int64((cell * 7919 + borough * 104_729 + year * 31) % 21 - 10)
    }
    let margin = (0..<104).map { row in
      Int64(counts.cells[row * 12..<row * 12 + 12].reduce(0, +))
        + Int64((row * 6007 + borough * 1_299_709 + year * 17) % 23 - 11)
    }
    return ReleasedFlows(year: year, cross: cross, margin: margin, crossVariance: 10, marginVariance: 10).fitted()
  }

  /// Of every borough, year, age and need.
  static func digest(_ projections: [Projection]) -> Double {
    var sum = 0.0
    for (borough, projection) in projections.enumerated() {
      for (cell, value) in projection.cells.enumerated() { sum += value * Double((borough * 31 + cell) % 97) }
    }
    return sum
  }
}
