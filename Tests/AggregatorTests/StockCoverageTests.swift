import Forecasting
import Foundation
import Marginals
import PublicData
import ReleaseProtocol
import Testing
import Vocabulary

@testable import Pooling

/// 95% intervals of reconstructed tables over many releases of one borough, and of two pooled: the noised tables alone,
/// and fitted to published totals. `BOROUGHWISE_LONG=1`: 10⁵ releases.
///
/// Each table's intervals must cover 94 to 96%, or with few releases 5 standard errors about 95% where that is wider.
/// A right program fails once in 10⁵ runs with other seeds: 8 tables, each beyond 5 of its standard errors at most.
/// With a plan of contrasts the same, in half as many releases.
@Suite(.serialized) struct StockCoverageTests {
  private static let isLong = ProcessInfo.processInfo.environment["BOROUGHWISE_LONG"] != nil

  private static let names = [
    "total", "phase", "need", "sector", "phase × need", "phase × sector", "need × sector", "phase × need × sector",
  ]

  private func tables(_ sums: BoroughSums) -> [[Estimate]] {
    [
      [sums.plans], sums.byPhase, sums.byNeed, sums.bySector.cells, sums.byPhaseNeed, sums.byPhaseSector.cells,
      sums.byNeedSector.cells, sums.byPhaseNeedSector.cells,
    ]
  }

  enum Stock: String, CaseIterable { case counts, split, contrasts }

  private static func plan(_ stock: Stock) throws -> ReleasePlan {
    let axes: [PlanAxis] = [.phase, .need, .sector]
    return switch stock {
    case .counts: PoolingWorld.plan
    case .split: try ContrastEstimateTests.plan([(.count, axes, 1), (.contrasts, axes, 3)])
    case .contrasts: try ContrastEstimateTests.plan([(.contrasts, axes, 4)])
    }
  }

  @Test(arguments: [(false, Stock.counts), (true, .counts), (false, .split), (true, .split), (true, .contrasts)])
  func intervalsOfReconstructedTablesCover(published isPublished: Bool, stock kind: Stock) throws {
    let releases = Self.isLong ? 100_000 : kind == .counts ? 300 : 150
    let (world, layout) = (PoolingWorld(), try PlanLayout(Self.plan(kind)))
    let pair = ["E09000007", "E09000028"]
    let totals = isPublished ? try PublishedWorld.totals(world) : nil
    let published = pair.map { totals?.stock($0, january: 2025) }
    var source = CalibrationNoise(seed: (isPublished ? 5 : 6) + (kind == .counts ? 0 : 10))
    var wide = NormalSource(seed: 3)
    let exactly = Dictionary(
      uniqueKeysWithValues: pair.map { ($0, world.message($0, plan: layout.plan).tables) })
    func estimates(noise isNoised: Bool) throws -> [[[Estimate]]] {
      var sums: [BoroughSums] = []
      for (borough, published) in zip(pair, published) {
        let exact = world.exact[borough] ?? [:]
        func noised(_ id: String) -> [Int64] {
          let cells = exact[id] ?? []
          return isNoised ? cells.map { $0 + source.next(CalibrationNoise.narrow) } : cells
        }
        let flows = ReleasedFlows(
          year: 2025, cross: noised("flow-2025-cross"), margin: noised("flow-2025-margin"), crossVariance: 10,
          marginVariance: 10)
        let released = layout.stock.map { statistic -> [Int64] in
          let cells = exactly[borough]?[statistic.place].cells ?? []
          if !isNoised { return cells }
          if kind == .counts { return cells.map { $0 + source.next(CalibrationNoise.narrow) } }
          // Of 50 and more, whose law is the normal one to a millionth.
          return cells.map { $0 + Int64((statistic.variance.squareRoot() * wide.next()).rounded()) }
        }
        let stock = layout.stockTables(later: flows, released: released)
        var sum = BoroughSums.zero
        sum.setPlans(try StockEstimate(stock, published: published))
        sums.append(sum)
      }
      var both = sums[0]
      both.add(sums[1])
      return [tables(sums[0]), tables(both)]
    }
    let truth = try estimates(noise: false)
    var covered = truth.map { $0.map { _ in 0 } }
    for _ in 0..<releases {
      for (place, all) in try estimates(noise: true).enumerated() {
        for (table, figures) in all.enumerated() {
          for (figure, exact) in zip(figures, truth[place][table]) {
            let limit = 1.959_963_984_540_054 * figure.variance.squareRoot()
            if (figure.value - exact.value).magnitude <= max(limit, 1e-6) { covered[place][table] += 1 }
          }
        }
      }
    }
    for (place, all) in truth.enumerated() {
      for (table, figures) in all.enumerated() {
        let share = Double(covered[place][table]) / Double(releases * figures.count)
        let name = "\(place == 0 ? "one borough" : "two pooled"), \(Self.names[table]), published \(isPublished), \(kind)"
        if figures[0].variance < 1e-9 {
          #expect(share == 1, "\(name): exact figures are always right")
          continue
        }
        let slack = max(0.01, 5 * (0.05 * 0.95 / Double(releases)).squareRoot())
        if Self.isLong { print("coverage: \(name), 95% intervals cover \(share) of \(releases) releases") }
        #expect((share - 0.95).magnitude < slack, "\(name): 95% intervals cover \(share)")
      }
    }
  }
}
