import Forecasting
import Foundation
import PublicData
import Testing
import TestSupport

/// Exact flows of the rehearsal's fictional London, from its truth.
enum RehearsalFlows {
  /// - Returns: nil where the program is not built.
  static func read() throws -> ([BoroughFlows], census: Int)? { try truth.get() }

  private static let truth = Result<([BoroughFlows], census: Int)?, any Error> {
    guard let program = Built.path(of: "rehearsal") else { return nil }
    let folder = try TemporaryFolder()
    let result = try run(program, ["write", "--out", folder.path, "--without-returns", "--collections", "2023"])
    try #require(result.exitCode == 0, "\(result.standardError)")
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.file("truth/truth.json")))
    let read = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let census = try #require(read["censusYear"] as? Int)
    let people = try PopulationFile(
      parsing: [UInt8](Data(contentsOf: URL(fileURLWithPath: folder.file("public/population.csv")))))
    let boroughs = try (try #require(read["boroughs"] as? [[String: Any]])).map { borough -> BoroughFlows in
      let code = try #require(borough["code"] as? String)
      let statistics = try #require(borough["statistics"] as? [String: [Int]])
      var flows: [Int: FlowCounts] = [:]
      for year in [census - 1, census] {
        flows[year] = FlowCounts(cells: try #require(statistics["flow-\(year)-cross"]).map(Double.init))
      }
      return BoroughFlows(code: code, flows: flows, population: try #require(people.population(of: code)))
    }
    return (boroughs, census)
  }
}
