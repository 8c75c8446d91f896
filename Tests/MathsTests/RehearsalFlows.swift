import Forecasting
import Foundation
import PublicData
import Testing
import TestSupport

/// Exact flows of the rehearsal's fictional London, from its truth.
enum RehearsalFlows {
  /// - Returns: nil where the program is not built.
  static func read() throws -> ([BoroughFlows], census: Int)? { try truth.get().map { ($0.boroughs, $0.census) } }

  /// Plans at the census by phase × need × sector, in the same order.
  static func placements() throws -> [PlacementCounts]? { try truth.get()?.placements }

  private typealias Truth = (boroughs: [BoroughFlows], placements: [PlacementCounts], census: Int)
  private static let truth = Result<Truth?, any Error> {
    guard let program = Built.path(of: "rehearsal") else { return nil }
    let folder = try TemporaryFolder()
    let result = try run(program, ["write", "--out", folder.path, "--without-returns", "--collections", "2023"])
    try #require(result.exitCode == 0, "\(result.standardError)")
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.file("truth/truth.json")))
    let read = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let census = try #require(read["censusYear"] as? Int)
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
