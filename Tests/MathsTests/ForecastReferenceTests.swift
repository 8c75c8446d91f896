@testable import Forecasting
import Foundation
import PublicData
import TestSupport
import Testing
import Vocabulary

/// Against an independent implementation in another language; skipped where its outputs are absent.
@Suite(.enabled(if: ForecastReference.folder != nil, "needs FORECAST_REFERENCE, or the shared files"))
struct ForecastReferenceTests {
  @Test func spellsGiveTheSameFlowsAndStocksToTheLastChild() throws {
    let folder = try #require(ForecastReference.folder)
    let result = try run("gunzip", ["-c", folder + "/spells.csv.gz"])
    try #require(result.exitCode == 0)
    let built = try SpellTables(parsing: result.standardOutput)
    let expected = try ForecastReference.flows()
    #expect(built.flows == expected)
    var stock: [String: [Double]] = [:]
    for row in try ForecastReference.rows("stock_2024.csv").dropFirst() {
      let age = try ForecastReference.number(row[1])
      for need in 0..<12 {
        stock[String(row[0]), default: [Double](repeating: 0, count: 312)][age * 12 + need] =
          Double(try ForecastReference.number(row[2 + need]))
      }
    }
    #expect(built.stock == stock)
    let plans = built.stock.values.reduce(0) { $0 + $1.reduce(0, +) }
    #expect(plans == 93_540)
  }

  /// The reference ran on populations before they were printed with four decimals; that alone moves a borough's
  /// forecast by up to 2e-7 of its value. `forecastsAgreeToNineDigitsOnTheSameInputs` has no such slack.
  private static let printedInputs = 3e-7

  @Test func baseForecastsAgreeWithThePrintedTables() throws {
    let boroughs = try Self.boroughs()
    let projections = try BaseForecast.exact(boroughs, censusYear: 2024, lastYear: 2041)
    var compared = 0
    for (index, row) in try ForecastReference.rows("borough_base_totals.csv").dropFirst().enumerated() {
      #expect(String(row[0]) == boroughs[index].code)
      for year in 2024...2041 {
        compared += 1
        expectSame(projections[index].total(year), row[2 + year - 2024], digits: 4, "\(row[0]) \(year)")
      }
    }
    #expect(compared == 33 * 18)
    for row in try ForecastReference.rows("london_scenarios.csv").dropFirst() {
      let year = try ForecastReference.number(row[0])
      expectSame(london(projections, year), row[1], digits: 3, "London \(year)")
    }
    let tables = projections.map { $0.phaseNeed() }
    for (index, row) in try ForecastReference.rows("london_base_phase_need.csv").dropFirst().enumerated() {
      #expect(String(row[1]) == Phase.codes[index % 5])
      for need in 0..<12 {
        let value = tables.reduce(0) { $0 + $1[index * 12 + need] }
        expectSame(value, row[2 + need], digits: 3, "London \(row[0]) \(row[1]) \(Need.codes[need])")
      }
    }
  }

  @Test func pooledRatesAgreeWithThePrintedTable() throws {
    var sums: [WindowSums] = []
    for borough in try Self.boroughs() { sums.append(try WindowSums(borough, censusYear: 2024)) }
    let pool = CohortRates(pool: .pool(sums))
    for (age, row) in try ForecastReference.rows("london_rates_base.csv").dropFirst().enumerated() {
      expectSame(1000 * pool.issue[age], row[1], digits: 6, "new plans per 1000 at \(age)")
      expectSame(pool.arrive[age], row[2], digits: 6, "arrivals at \(age)")
      for need in 0..<12 {
        expectSame(pool.keep[age * 12 + need], row[3 + need], digits: 6, "kept at \(age) \(Need.codes[need])")
      }
    }
  }

  /// Figures: the reference's own functions, run on the published tables (populations as printed). A digest weights
  /// all cells, so that one wrong cell of 33 × 18 × 312 shows.
  @Test func forecastsAgreeToNineDigitsOnTheSameInputs() throws {
    let exact = try BaseForecast.exact(try Self.boroughs(), censusYear: 2024, lastYear: 2041)
    expectClose(london(exact, 2031), 129902.14249988958)
    expectClose(london(exact, 2039), 140087.2101851592)
    expectClose(exact[0].total(2039), 121.59129992151207)
    expectClose(digest(exact), 110060945.75419629)
  }

  /// Figures: the reference's pipeline for noised tables (`dp_release.run`), changed in Python as `ReleasedRates` says
  /// beyond the specification.
  @Test func noiseAwareForecastsAgreeToNineDigits() throws {
    let quiet = try BaseForecast.released(
      try Self.boroughs(), censusYear: 2024, lastYear: 2041, cellVariance: 0, marginVariance: 0)
    expectClose(london(quiet, 2031), 129857.29952468675)
    expectClose(london(quiet, 2039), 140002.162342386)
    expectClose(digest(quiet), 110017580.03244622)

    let noised = try BaseForecast.released(
      try Self.boroughs(disturbed: true), censusYear: 2024, lastYear: 2041, cellVariance: 10, marginVariance: 10)
    expectClose(london(noised, 2024), 93561.23076923077)
    expectClose(london(noised, 2031), 128698.42817580017)
    expectClose(london(noised, 2040), 136556.15287987888)
    expectClose(noised[7].total(2039), 7588.857078098958)
    expectClose(noised[0].total(2039), 67.36888452630438)
    expectClose(digest(noised), 108634246.3740628)
  }

  /// All 33, by code; with a fixed pattern of whole numbers added to table and margin, and fitted, if `disturbed`.
  private static func boroughs(disturbed: Bool = false) throws -> [BoroughFlows] {
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

  private func london(_ projections: [Projection], _ year: Int) -> Double {
    projections.reduce(0) { $0 + $1.total(year) }
  }

  private func digest(_ projections: [Projection]) -> Double {
    var sum = 0.0
    for (borough, projection) in projections.enumerated() {
      for (cell, value) in projection.cells.enumerated() { sum += value * Double((borough * 31 + cell) % 97) }
    }
    return sum
  }

  private func expectClose(_ value: Double, _ expected: Double) {
    #expect((value - expected).magnitude <= 1e-9 * expected.magnitude, "\(value) against \(expected)")
  }

  /// Half of the last printed digit, 1e-9 of the value for the order of sums, and the rounding of the inputs.
  private func expectSame(_ value: Double, _ printed: Substring, digits: Int, _ what: String) {
    guard let expected = Double(printed) else {
      Issue.record("unreadable number in the reference: \(what)")
      return
    }
    let slack = 0.5 * pow(10, -Double(digits)) + (1e-9 + Self.printedInputs) * expected.magnitude
    #expect((value - expected).magnitude <= slack, "\(what): \(value) against \(expected)")
  }
}
