@testable import Forecasting
import Foundation
import PublicData
import TestSupport
import Testing
import Vocabulary

/// To nine digits: the reference's own functions run beside ours, on the same counts and the populations as printed.
@Suite(.enabled(if: ForecastReference.folder != nil, "needs FORECAST_REFERENCE, or the shared files"))
struct ForecastDigitsTests {
  private static let model: String? = ForecastReference.folder.flatMap { outputs in
    let parent = URL(fileURLWithPath: outputs).deletingLastPathComponent().path
    return FileManager.default.fileExists(atPath: parent + "/ehcp_model.py") ? parent : nil
  }
  private static let hasNumpy: Bool = (try? run("python3", ["-c", "import numpy"]))?.exitCode == 0

  /// Boroughs by year and need, three scenarios, the solved growth rate, placements by phase and sector, pooled rates.
  @Test(.enabled(if: Self.model != nil && Self.hasNumpy, "needs the reference's ehcp_model.py and numpy"))
  func everyFigureAgreesToNineDigitsOnTheSameInputs() throws {
    let census = ForecastReference.censusYear
    let expected = try Self.expected(census)
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

  private static func expected(_ census: Int) throws -> [String: Double] {
    let scratch = try TemporaryFolder()
    var lines = ["code,year,status,age," + Need.codes.joined(separator: ",")]
    for borough in try ForecastReference.boroughs() {
      for year in [2020, census - 1, census] {
        guard let table = borough.flows[year] else { continue }
        for status in FlowStatus.allCases {
          for age in 0..<26 {
            let cells = (0..<12).map { "\(Int(table[status, age, $0]))" }.joined(separator: ",")
            lines.append("\(borough.code),\(year),\(status.code),\(age),\(cells)")
          }
        }
      }
    }
    try lines.joined(separator: "\n").write(toFile: scratch.file("flows.csv"), atomically: true, encoding: .utf8)
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("forecast_oracle.py")
    let result = try run(
      "python3", [script.path, model ?? "", ForecastReference.folder ?? "", scratch.file("flows.csv"), "\(census)"])
    try #require(result.exitCode == 0, "\(result.standardError)")
    var values: [String: Double] = [:]
    for line in result.standardOutput.split(separator: "\n") {
      guard let space = line.lastIndex(of: " ") else { continue }
      values[String(line[..<space])] = Double(line[line.index(after: space)...])
    }
    return values
  }

  /// Figures: the reference's functions on the published tables, populations as printed. A digest weights all cells, so
  /// that one wrong cell of 33 × 18 × 312 shows.
  @Test(.enabled(if: ForecastReference.isStandardWorld, "figures of the reference's own world"))
  func forecastsAgreeWithFiguresKeptHere() throws {
    let exact = try BaseForecast.exact(try Self.boroughs(), censusYear: 2024, lastYear: 2041)
    expectClose(london(exact, 2031), 129902.14249988958)
    expectClose(london(exact, 2039), 140087.2101851592)
    expectClose(exact[0].total(2039), 121.59129992151207)
    expectClose(digest(exact), 110060945.75419629)
  }

  /// Figures: the reference's pipeline for noised tables (`dp_release.run`), changed in Python as `ReleasedRates` says
  /// beyond the specification.
  @Test(.enabled(if: ForecastReference.isStandardWorld, "figures of the reference's own world"))
  func noiseAwareForecastsAgreeToNineDigits() throws {
    let quiet = try BaseForecast.released(
      try Self.boroughs(), censusYear: 2024, lastYear: 2041, cellVariance: 0, marginVariance: 0)
    expectClose(london(quiet, 2031), 129810.48959303717)
    expectClose(london(quiet, 2039), 139958.6785816229)
    expectClose(digest(quiet), 109980195.40842831)

    let noised = try BaseForecast.released(
      try Self.boroughs(disturbed: true), censusYear: 2024, lastYear: 2041, cellVariance: 10, marginVariance: 10)
    expectClose(london(noised, 2024), 93561.23076923077)
    expectClose(london(noised, 2031), 128747.29552652263)
    expectClose(london(noised, 2040), 136995.73115533977)
    expectClose(noised[7].total(2039), 7640.257704252532)
    expectClose(noised[0].total(2039), 51.49231072812542)
    expectClose(digest(noised), 108742316.36701486)
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
}
