@testable import Forecasting
import Foundation
import PublicData
import TestSupport
import Testing
import Vocabulary

/// Against an independent implementation in another language; skipped, saying so, where its outputs are absent. What is
/// compared comes from the folder named, so that another world can be given.
@Suite(.enabled(if: ForecastReference.folder != nil, "needs FORECAST_REFERENCE, or the shared files"))
struct ForecastReferenceTests {
  private let census = ForecastReference.censusYear
  private static let horizon = 17

  @Test func spellsGiveTheSameFlowsAndStocksToTheLastChild() throws {
    let spells = try #require(ForecastReference.spells)
    let expected = try ForecastReference.flows()
    for (code, years) in expected {
      for (year, table) in years { #expect(spells.flows[code]?[year] == table, "\(code) \(year)") }
    }
    #expect(expected.count == spells.flows.count)
    var stock: [String: [Double]] = [:]
    for row in try ForecastReference.rows("stock_\(census).csv").dropFirst() {
      let age = try ForecastReference.number(row[1])
      for need in 0..<12 {
        stock[String(row[0]), default: [Double](repeating: 0, count: 312)][age * 12 + need] =
          Double(try ForecastReference.number(row[2 + need]))
      }
    }
    #expect(spells.flows.compactMapValues { $0[census]?.stock } == stock)
  }

  @Test func spellsGiveTheStocksOfEveryYear() throws {
    let spells = try #require(ForecastReference.spells)
    let rows = try ForecastReference.rows("borough_stock_history.csv")
    var compared = 0
    for row in rows.dropFirst() {
      for (column, name) in rows[0].enumerated().dropFirst(2) {
        guard let table = spells.flows[String(row[0])]?[try ForecastReference.number(name)] else { continue }
        compared += 1
        #expect(Int(table.stock.reduce(0, +)) == (try ForecastReference.number(row[column])), "\(row[0]) \(name)")
      }
    }
    #expect(compared >= 7 * 33)
  }

  /// The reference ran on populations before they were printed with four decimals; that alone moves a borough's
  /// forecast by up to 2e-7 of its value. `everyFigureAgreesToNineDigitsOnTheSameInputs` has no such slack.
  private static let printedInputs = 3e-7

  @Test func baseForecastsAgreeWithThePrintedTables() throws {
    let model = try Self.model()
    let projections = try model.project()
    var compared = 0
    for (index, row) in try ForecastReference.rows("borough_base_totals.csv").dropFirst().enumerated() {
      #expect(String(row[0]) == model.boroughs[index].code)
      for year in census...census + Self.horizon {
        compared += 1
        expectSame(projections[index].total(year), row[2 + year - census], digits: 4, "\(row[0]) \(year)")
      }
    }
    #expect(compared == 33 * 18)
    let tables = projections.map { $0.phaseNeed() }
    for (index, row) in try ForecastReference.rows("london_base_phase_need.csv").dropFirst().enumerated() {
      #expect(String(row[1]) == Phase.codes[index % 5])
      for need in 0..<12 {
        let value = tables.reduce(0) { $0 + $1[index * 12 + need] }
        expectSame(value, row[2 + need], digits: 3, "London \(row[0]) \(row[1]) \(Need.codes[need])")
      }
    }
  }

  @Test func threeScenariosAgreeWithThePrintedTable() throws {
    let model = try Self.model()
    let growth = Scenario(name: "further growth", levers: [.growth(Growth(.reaching(plans: 140_000, year: 2032), years: 4))])
    let outlooks = try [Scenario.base, .prePandemic, growth].map { scenario in
      try #require(Outlook.sum(try model.outlooks(scenario)))
    }
    for row in try ForecastReference.rows("london_scenarios.csv").dropFirst() {
      let year = try ForecastReference.number(row[0])
      for (column, outlook) in outlooks.enumerated() {
        expectSame(outlook.total(year), row[1 + column], digits: 3, "London \(year), scenario \(column)")
      }
      expectSame(outlooks[0].population(year, ages: 0...24), row[4], digits: 1, "people 0-24 in \(year)")
      expectSame(outlooks[0].population(year, ages: 0...25), row[5], digits: 1, "people 0-25 in \(year)")
      expectSame(outlooks[0].prevalence(year, of: .under25), row[6], digits: 4, "share of 0-24 in \(year)")
    }
    let printed = try #require(ForecastReference.parameter("growth_g"))
    let solved = try #require(try model.solvedGrowth(growth))
    #expect((solved - printed).magnitude <= 1e-6, "growth \(solved) against \(printed)")
  }

  @Test func placementsAgreeWithThePrintedTable() throws {
    let shares = PlacementShares.fit(try ForecastReference.placements())
    let london = try #require(Outlook.sum(try Self.model().outlooks(placements: shares)))
    for row in try ForecastReference.rows("london_base_placement_phase.csv").dropFirst() {
      let year = try ForecastReference.number(row[0])
      let phase = try #require(Phase.allCases.first { $0.code == String(row[1]) })
      for sector in Sector.allCases {
        let value = try #require(london.placed(year, phase: phase, sector: sector))
        expectSame(value, row[2 + sector.rawValue], digits: 3, "\(row[1]) \(sector.code) in \(year)")
      }
    }
  }

  @Test func pooledRatesAgreeWithThePrintedTable() throws {
    let pool = try Self.model().pool
    for (age, row) in try ForecastReference.rows("london_rates_base.csv").dropFirst().enumerated() {
      expectSame(1000 * pool.issue[age], row[1], digits: 6, "new plans per 1000 at \(age)")
      expectSame(pool.arrive[age], row[2], digits: 6, "arrivals at \(age)")
      for need in 0..<12 {
        expectSame(pool.keep[age * 12 + need], row[3 + need], digits: 6, "kept at \(age) \(Need.codes[need])")
      }
    }
  }

  static func model() throws -> CohortModel {
    let census = ForecastReference.censusYear
    return try .exact(ForecastReference.boroughs(), censusYear: census, lastYear: census + horizon)
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
