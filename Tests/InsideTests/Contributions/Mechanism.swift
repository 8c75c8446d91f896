import Contributions
import Cryptography
import Ingest
import Noise
import Records
import ReleaseProtocol
import TestSupport
import Testing

@testable import Disclosure
@_spi(Gate) import Ledger

/// One whole run of the mechanism on some records, from the files to the ledger, with everything that it took and gave
/// written down: what a test may see and nobody else.
struct Mechanism {
  /// What the noise was added to, one table for each statistic: the released figures less the noise that was sealed.
  let exact: [[Int64]]
  /// What can be seen from outside without the figures: tables, their sizes and variances, what the ledger holds.
  let shape: String

  /// That of `london-send-3`, with half of what its stock costs for contrasts along two of the axes.
  static let plan = {
    let base = ReleasePlan.londonSend3
    guard let place = base.statistics.firstIndex(where: { $0.kind == .stock }), let half = Ratio(1, 50),
      let stock = try? Statistic(
        id: "stock-2025", kind: .stock, dataYear: 2025, axes: base.statistics[place].axes, bound: .count, rho: half),
      let contrasts = try? Statistic(
        id: "stock-2025-contrasts", kind: .stock, dataYear: 2025,
        axes: stock.axes.filter { $0.name != "need" }, bound: .contrasts, rho: half),
      let plan = try? ReleasePlan(
        id: "replay", censusYear: base.censusYear, forecastYears: base.forecastYears,
        statistics: base.statistics[..<place] + [stock, contrasts] + base.statistics[(place + 1)...])
    else { preconditionFailure("the plan is one") }
    return plan
  }()

  init(_ tiny: TinyFolder) throws { try self.init(tiny.read().roll) }

  init(_ roll: Roll) throws {
    let plan = Self.plan
    let folder = try TemporaryFolder()
    try Ledger.create(at: folder.file("ledger"), borough: "E09000007", policy: .standard, at: 1_760_000_000)
    let ledger = try Ledger.open(at: folder.file("ledger"))
    let noise = try Gate.drawNoise(for: plan)
    let tables = try plan.bounded(from: roll)
    let lines = try plan.statistics.map {
      SpendLine(
        statistic: $0.id, dataYear: $0.dataYear, rho: try #require(Rational($0.rho.numerator, $0.rho.denominator)))
    }
    let charge = try ledger.debit(
      SpendRequest(
        release: String(repeating: "a", count: 32), planID: plan.id,
        planHash: Hex.encode(SHA256.hash(plan.canonicalBytes)), vintage: String(repeating: "b", count: 64), lines: lines,
        at: 1_760_000_001),
      keeping: Gate.seal(noise, for: tables, of: plan))
    let sealed = try #require(SealText(charge.sealed)).noise.map(\.cells)
    let released = try Gate.release(tables, of: plan, paying: charge)
    exact = zip(released.tables, sealed).map { table, noise in zip(table.cells, noise).map { $0 - $1 } }
    let seen = released.tables.map { "\($0.statistic) \($0.cells.count) \($0.variance)" }
    let entries = ledger.entries.map { "\($0.release) \($0.planHash) \($0.lines) \($0.state)" }
    shape = (seen + entries + ["\(ledger.budget)"]).joined(separator: "\n")
  }

  /// For each table Σ (difference)² over its cells, each in parts of what the noise is scaled by: the square of what the
  /// table's price is for.
  func squaredDistances(to other: Mechanism) -> [Double] {
    zip(Self.plan.statistics, zip(exact, other.exact)).map { statistic, tables in
      var squares = statistic.squaredBounds.map { _ in 0.0 }  // whole numbers, below 2^53
      for (cell, (own, their)) in zip(tables.0, tables.1).enumerated() {
        squares[statistic.boundIndex(cell: cell)] += Double((own - their) * (own - their))
      }
      return zip(squares, statistic.squaredBounds).reduce(0) { $0 + $1.0 / Double($1.1) }
    }
  }
}
