@testable import Forecasting
import Foundation
import PublicData
import TestSupport
import Testing
import Vocabulary

/// To nine digits: the reference's own functions run beside ours, on the same counts and the populations as printed, in
/// whatever world is named.
@Suite(.enabled(if: ForecastReference.folder != nil, "needs FORECAST_REFERENCE, or the shared files"))
struct ForecastDigitsTests {
  /// Boroughs by year and need, three scenarios, the solved growth rate, placements by phase and sector, pooled rates.
  @Test(.enabled(if: ForecastReference.canRun, "needs the reference's ehcp_model.py and numpy"))
  func everyFigureAgreesToNineDigitsOnTheSameInputs() throws {
    let census = ForecastReference.censusYear
    let tables = try ForecastReference.boroughs()
    let expected = try Self.figures(of: "forecast_oracle.py", tables, years: [2020, census - 1, census], ["\(census)"])
    var compared = 0
    func check(_ name: String, _ value: Double) {
      guard let other = expected[name] else {
        Issue.record("the reference has no \(name)")
        return
      }
      compared += 1
      #expect((value - other).magnitude <= 1e-9 * other.magnitude, "\(name): \(value) against \(other)")
    }
    let model = try ForecastReferenceTests.model()
    let outlooks = try model.outlooks(placements: PlacementShares.fit(ForecastReference.placements()))
    for (borough, outlook) in zip(model.boroughs, outlooks) {
      for year in census...census + 17 {
        check("borough \(borough.code) \(year)", outlook.total(year))
        for need in Need.allCases {
          check("need \(borough.code) \(year) \(need.rawValue)", outlook.total(year, need: need))
        }
      }
    }
    let growth = Scenario(name: "growth", levers: [.growth(Growth(.reaching(plans: 140_000, year: 2032), years: 4))])
    for (name, scenario) in [("pre", Scenario.prePandemic), ("growth", growth)] {
      let london = try #require(Outlook.sum(try model.outlooks(scenario)))
      for year in census...census + 17 { check("\(name) \(year)", london.total(year)) }
    }
    check("rate", try #require(try model.solvedGrowth(growth)))
    let london = try #require(Outlook.sum(outlooks))
    for year in census...census + 17 {
      for phase in Phase.allCases {
        for sector in Sector.allCases {
          let value = try #require(london.placed(year, phase: phase, sector: sector))
          check("placed \(year) \(phase.rawValue) \(sector.rawValue)", value)
        }
      }
    }
    for age in 0..<26 {
      check("issue \(age)", model.pool.issue[age])
      check("arrive \(age)", model.pool.arrive[age])
      for need in 0..<12 { check("keep \(age) \(need)", model.pool.keep[age * 12 + need]) }
    }
    #expect(compared == expected.count && compared > 8_000)
  }

  /// From noised counts: tables and margins disturbed by a fixed pattern and fitted, and as they are. What a borough's plans are
  /// in each year, and a digest of every age and need.
  @Test(
    .enabled(if: ForecastReference.canRun, "needs the reference's ehcp_model.py and numpy"), arguments: [false, true])
  func noiseAwareForecastsAgreeToNineDigitsOnTheSameInputs(_ disturbed: Bool) throws {
    let (census, variance) = (ForecastReference.censusYear, disturbed ? 10.0 : 0)
    let boroughs = try DisturbedFlows.boroughs(disturbed: disturbed)
    let found = try BaseForecast.released(
      boroughs, censusYear: census, lastYear: census + 17, cellVariance: variance, marginVariance: variance)
    let expected = try Self.figures(
      of: "forecast_released_oracle.py", boroughs, years: [census - 1, census], ["\(census)", "\(variance)", "\(variance)"])
    func check(_ name: String, _ value: Double) throws {
      let other = try #require(expected[name], "the reference has no \(name)")
      #expect((value - other).magnitude <= 1e-9 * other.magnitude, "\(name): \(value) against \(other)")
    }
    for (borough, projection) in zip(boroughs, found) {
      for year in census...census + 17 { try check("borough \(borough.code) \(year)", projection.total(year)) }
    }
    try check("digest", DisturbedFlows.digest(found))
    #expect(expected.count == 33 * 18 + 1)
  }

  /// What one of the programs beside this file prints, by name.
  private static func figures(
    of program: String, _ boroughs: [BoroughFlows], years: [Int], _ more: [String]
  ) throws -> [String: Double] {
    let scratch = try TemporaryFolder()
    var lines = ["code,year,status,age," + Need.codes.joined(separator: ",")]
    for borough in boroughs {
      for year in years {
        guard let table = borough.flows[year] else { continue }
        for status in FlowStatus.allCases {
          for age in 0..<26 {
            // Swift prints as many digits as name the number.
            let cells = (0..<12).map { "\(table[status, age, $0])" }.joined(separator: ",")
            lines.append("\(borough.code),\(year),\(status.code),\(age),\(cells)")
          }
        }
      }
    }
    try lines.joined(separator: "\n").write(toFile: scratch.file("flows.csv"), atomically: true, encoding: .utf8)
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(program)
    let arguments = [script.path, ForecastReference.programs ?? "", ForecastReference.folder ?? "", scratch.file("flows.csv")]
    let result = try run("python3", arguments + more)
    try #require(result.exitCode == 0, "\(result.standardError)")
    var values: [String: Double] = [:]
    for line in result.standardOutput.split(separator: "\n") {
      guard let space = line.lastIndex(of: " ") else { continue }
      values[String(line[..<space])] = Double(line[line.index(after: space)...])
    }
    return values
  }
}
