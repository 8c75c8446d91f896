import Forecasting
import Foundation
import PublicData
import Testing
import TestSupport

/// Exact flows of the rehearsal's fictional London, from its truth.
enum RehearsalFlows {
  /// Boroughs, their plans at the census by phase × need × sector, and its year.
  typealias Truth = (boroughs: [BoroughFlows], placements: [PlacementCounts], census: Int)

  /// That of the usual seed, read once.
  /// - Returns: nil where the program is not built.
  static func read() throws -> Truth? { try usual.get() }

  private static let usual = Result<Truth?, any Error> { try read(seed: 1) }

  /// A London from its seed, made anew each time: ten seconds.
  static func read(seed: Int) throws -> Truth? {
    guard let program = Built.path(of: "rehearsal") else { return nil }
    let folder = try TemporaryFolder()
    let result = try run(
      program, ["write", "--out", folder.path, "--without-returns", "--collections", "2023", "--seed", "\(seed)"])
    try #require(result.exitCode == 0, "\(result.standardError)")
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.file("truth/truth.json")))
    let read = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let census = try #require((read["censusYears"] as? [Int])?.first)
    let people = try PopulationFile(
      parsing: [UInt8](Data(contentsOf: URL(fileURLWithPath: folder.file("public/population.csv")))))
    let rows = try #require(read["boroughs"] as? [[String: Any]])
    let placements = try rows.map { borough -> PlacementCounts in
      let statistics = try #require(borough["statistics"] as? [String: [Int]])
      let stock = try #require(statistics["stock-\(census)"])
      return try #require(PlacementCounts(cells: stock.map(Double.init)))
    }
    let boroughs = try rows.map { borough -> BoroughFlows in
      let code = try #require(borough["code"] as? String)
      let statistics = try #require(borough["statistics"] as? [String: [Int]])
      var flows: [Int: FlowCounts] = [:]
      for year in [census - 1, census] {
        flows[year] = FlowCounts(cells: try #require(statistics["flow-\(year)-cross"]).map(Double.init))
      }
      return BoroughFlows(code: code, flows: flows, population: try #require(people.population(of: code)))
    }
    return (boroughs, placements, census)
  }
}
