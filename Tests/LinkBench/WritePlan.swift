import ArgumentParser
import Files
import ReleaseProtocol

/// The plan of the round: everything that the built-in plan has, and tables up to 10,000 cells and more.
enum RoundPlan {
  static let leastCells = 10_000

  static func made() throws -> ReleasePlan {
    let base = ReleasePlan.londonSend1
    guard let stock = base.statistics.first(where: { $0.kind == .stock }),
      let cross = base.statistics.first(where: { $0.kind == .flowCross })
    else { throw LinkBenchFailure("the built-in plan has no stock or no flows") }
    let axes = cross.axes.filter { $0.name == "age" || $0.name == "need" } + stock.axes.filter { $0.name == "sector" }
    var statistics = base.statistics
    var number = 0
    while statistics.reduce(0, { $0 + $1.cellCount }) < leastCells {
      number += 1
      statistics.append(
        try Statistic(
          id: "stock-detail-\(number)", kind: .stock, dataYear: 2025 - number, axes: axes, bound: .count, rho: stock.rho))
    }
    return try ReleasePlan(
      id: "london-send-bench", censusYear: base.censusYear, forecastYears: base.forecastYears, statistics: statistics)
  }
}

struct WritePlan: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "plan", abstract: "Write the plan of the round.")

  @Option(help: "File to write.") var out: String

  func run() throws { try Files.writeNew(RoundPlan.made().canonicalBytes, to: out) }
}
