@testable import Contributions
@testable import Disclosure
import Files
import Foundation
import Ingest
import Records
import ReleaseProtocol
import TestSupport
import Testing

/// The returns that the rehearsal writes, read as a borough reads its own, give the rehearsal's exact tables, cell by
/// cell: in all four file shapes, for every statistic of every plan about that census.
///
/// The rehearsal writes files from its own histories and shares no code with the reader.
@Suite struct ReconciliationTests {
  /// City of London and Camden as XML, Barnet as Blade CSV; then Camden as DfE's template, Kensington and Chelsea as a
  /// workbook with a sheet per module. A year later Kensington and Chelsea and Kingston upon Thames, with the returns of
  /// before: without them, some who come back would pass for new.
  static let writings:
    [(census: Int, collections: String, shapes: String, boroughs: [(String, String)], kinds: Set<String>)] = [
      (
        2025, "2024,2025", "usual", [("E09000001", "201"), ("E09000007", "202"), ("E09000003", "302")],
        ["sen2-xml", "sen2-blade"]
      ),
      (2025, "2024,2025", "all", [("E09000007", "202"), ("E09000020", "207")], ["sen2-template", "sen2-workbook"]),
      (2026, "2024,2025,2026", "usual", [("E09000020", "207"), ("E09000021", "314")], ["sen2-xml", "sen2-blade"]),
    ]

  @Test(arguments: writings.indices)
  func everyStatisticEqualsTheTruth(index: Int) throws {
    let (census, collections, shapes, boroughs, kinds) = Self.writings[index]
    let folder = try TemporaryFolder()
    let rehearsal = try #require(Built.path(of: "rehearsal"), "the rehearsal program is built with the tests")
    let written = try run(
      rehearsal,
      [
        "write", "--out", folder.file("london"), "--collections", collections, "--shapes", shapes,
        "--boroughs", boroughs.map(\.0).joined(separator: ","),
      ])
    try #require(written.exitCode == 0, "\(written.standardError)")
    let truth = try Truth(folder.file("london/truth/truth.json"))
    let providers = try ProviderSectors(parsing: Files.read(folder.file("london/public/providers.csv"), limit: 64 << 20))

    var seen: Set<String> = []
    for (code, laNumber) in boroughs {
      let ingested = try Ingest.read(
        folder: folder.file("london/boroughs/\(code)"), providers: providers, borough: laNumber)
      #expect(ingested.report.verdict != .unusable, "\(code): \(ingested.report.text)")
      seen.formUnion(ingested.report.files.map(\.kind))
      // An extract of finance is of the latest census alone, and so are plans.
      let plans = ReleasePlan.builtIn.filter { $0.censusYear == census }
      #expect(!plans.isEmpty)
      for (plan, statistic) in plans.flatMap({ plan in plan.statistics.map { (plan.id, $0) } }) {
        let ours = Self.cells(try #require(statistic.contributions(of: ingested.roll)), statistic)
        let theirs = try #require(truth.cells(of: statistic, code))
        let differing = zip(ours, theirs).count { $0 != $1 }
        #expect(ours.count == theirs.count && differing == 0, "\(code) \(plan) \(statistic.id): \(differing) cells differ")
      }
    }
    #expect(seen.subtracting(["finance", "not-read"]) == kinds)
  }

  /// Adds contributions up as the truth does: one each, amounts clamped to the cap, not centred; by their amounts where
  /// the statistic asks for it, by a rule written down anew.
  private static func cells(_ contributions: [Contribution<PersonKey>], _ statistic: Statistic) -> [Int64] {
    var cells = [Int64](repeating: 0, count: statistic.cellCount)
    for contribution in contributions {
      let (cell, amount) = (contribution.cell, contribution.amount)
      switch statistic.bound {
      case .count: cells[cell] += 1
      case .centredAmount: cells[cell] += min(max(amount, 0), 2 * statistic.bound(cell: cell))
      case .banded(let edges): cells[cell + (edges.lastIndex { $0 <= amount } ?? 0)] += 1
      case .clamped(_, let caps):
        if amount < 0 { cells[cell] += 1 }
        if amount > caps[cell / 2] { cells[cell + 1] += 1 }
      case .segment(let strategy):
        for day in contribution.segment?.days ?? 0...0 {
          for sum in 0..<4 { cells[cell + sum] += strategy.weights[sum][day] }
        }
      case .contrasts: for (place, step) in statistic.contrastSteps(cell: cell).enumerated() { cells[place] += step }
      }
    }
    return cells
  }

  private struct Truth {
    var tables: [String: [String: [Int64]]] = [:]
    /// Each person's pence, by borough, census and sector.
    var costs: [String: [String: [String: [Int64]]]] = [:]

    init(_ path: String) throws {
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      for borough in try #require(json["boroughs"] as? [[String: Any]]) {
        let code = try #require(borough["code"] as? String)
        tables[code] = (borough["statistics"] as? [String: [NSNumber]] ?? [:]).mapValues { $0.map(\.int64Value) }
        costs[code] = (borough["costs"] as? [String: [String: [NSNumber]]] ?? [:]).mapValues {
          $0.mapValues { $0.map(\.int64Value) }
        }
      }
    }

    /// As the truth has it, or summed over needs, or from each person's own cost.
    func cells(of statistic: Statistic, _ borough: String) -> [Int64]? {
      let costs = costs[borough]?["\(statistic.dataYear)"] ?? [:]
      switch statistic.bound {
      case .banded(let edges):
        return statistic.axes[0].labels.flatMap { sector in
          edges.indices.map { band in
            let above = band + 1 < edges.count ? edges[band + 1] : .max
            return Int64((costs[sector] ?? []).count { $0 >= edges[band] && $0 < above })
          }
        }
      case .clamped(_, let caps):
        return zip(statistic.axes[0].labels, caps).flatMap { sector, cap in
          let costs = costs[sector] ?? []
          return [Int64(costs.count { $0 < 0 }), Int64(costs.count { $0 > cap })]
        }
      case .segment(let strategy):
        // Plans by cohort and day, weighted; or all cohorts together.
        guard let days = tables[borough]?["quarter-stock-\(statistic.dataYear)"], days.count == 27 * 4 else { return nil }
        let rows = stride(from: 0, to: days.count, by: 4).map { Array(days[$0..<$0 + 4]) }
        let all = rows.reduce([0, 0, 0, 0]) { zip($0, $1).map { $0 + $1 } }
        return (statistic.cellCount == 4 ? [all] : rows).flatMap { row in
          strategy.weights.map { weights in zip(weights, row).reduce(0) { $0 + $1.0 * $1.1 } }
        }
      default:
        guard let all = tables[borough]?[statistic.id], all.count != statistic.cellCount else {
          return tables[borough]?[statistic.id]
        }
        return (0..<statistic.cellCount).map { cell in
          (0..<12).reduce(0) { $0 + all[(cell / 6 * 12 + $1) * 6 + cell % 6] }
        }
      }
    }
  }
}
