import Cryptography
import Disclosure
import Ledger
import Noise
import ReleaseProtocol
import TestSupport

/// A ledger with room for many releases of small plans, and the honest path through the gate.
struct Bench {
  let folder: TemporaryFolder
  let ledger: Ledger

  init() throws {
    folder = try TemporaryFolder()
    let plenty = Rational(1_000_000, 1) ?? .one
    let policy = Policy(rhoPerRelease: plenty, rhoPerDataYear: plenty, rhoLifetime: plenty)
    try Ledger.create(at: folder.file("ledger"), borough: "E09000007", policy: policy, at: 1_760_000_000)
    ledger = try Ledger.open(at: folder.file("ledger"))
  }

  /// Pays for `plan` as the agent does, sealing `noise` for `tables`.
  func charge(
    _ plan: ReleasePlan, for tables: [Bounded], noise: consuming DrawnNoise, release: String = fresh()
  ) throws -> Charge {
    let lines = plan.statistics.map {
      SpendLine(statistic: $0.id, dataYear: $0.dataYear, rho: Rational($0.rho.numerator, $0.rho.denominator) ?? .zero)
    }
    return try ledger.debit(
      SpendRequest(
        release: release, planID: plan.id, planHash: Hex.encode(SHA256.hash(plan.canonicalBytes)),
        vintage: Hex.encode(SHA256.hash(Array(release.utf8))), lines: lines, at: 1_760_000_001),
      keeping: Gate.seal(noise, for: tables, of: plan))
  }

  /// The honest path.
  func release(_ tables: [Bounded], of plan: ReleasePlan, release: String = fresh()) throws -> Released {
    let charge = try charge(plan, for: tables, noise: Gate.drawNoise(for: plan), release: release)
    return try Gate.release(tables, of: plan, paying: charge)
  }

  /// Releases one table of `statistic` from `contributions`.
  func cells(
    of statistic: Statistic, from contributions: [Contribution<Child>]
  ) throws -> [Int64] {
    let plan = try ReleasePlan(id: "test-plan", censusYear: 2025, forecastYears: 16, statistics: [statistic])
    return try release([Gate.bound(contributions, for: statistic)], of: plan).tables[0].cells
  }

  /// The gate's refusal, nil if it released.
  func refusal(
    _ tables: [Bounded], of plan: ReleasePlan, beside carried: Carried = .none, paying charge: consuming Charge
  ) -> GateError? {
    do {
      _ = try Gate.release(tables, of: plan, beside: carried, paying: charge)
      return nil
    } catch { return error }
  }

  static func fresh() -> String {
    Hex.encode((0..<16).map { _ in UInt8.random(in: 0...255) })
  }
}

/// Stands for a person in these tests.
struct Child: UnitOfProtection {
  let number: Int
}

extension Statistic {
  /// A table of counts with `cells` cells, noise variance 1/(2ρ).
  static func counts(cells: Int, rho: Ratio?) throws -> Statistic {
    guard let rho else { throw WireError.badSignature }
    return try Statistic(
      id: "counts", kind: .stock, dataYear: 2025,
      axes: [
        Axis(name: "row", labels: (0..<max(1, cells / 64)).map { "r\($0)" }),
        Axis(name: "column", labels: (0..<min(64, cells)).map { "c\($0)" }),
      ], bound: .count, rho: rho)
  }

  /// Four days of a year, in so many places; noise variance 148/(2ρ) in each sum.
  static func days(id: String = "days", places: Int, rho: Ratio?) throws -> Statistic {
    guard let rho else { throw WireError.badSignature }
    let axes = [
      try Axis(name: "row", labels: (0..<max(1, places / 64)).map { "r\($0)" }),
      try Axis(name: "column", labels: (0..<min(64, places)).map { "c\($0)" }),
    ]
    return try Statistic(
      id: id, kind: .quarterStock, dataYear: 2025, axes: axes + [DayStrategy.fourDays.axis], bound: .segment(.fourDays),
      rho: rho)
  }

  /// Centred amounts in two cells, clamped to 0...2,000,000 and 0...20,000,000 pence.
  static func amounts(rho: Ratio?) throws -> Statistic {
    guard let rho else { throw WireError.badSignature }
    return try Statistic(
      id: "amounts", kind: .costPence, dataYear: 2025, axes: [Axis(name: "sector", labels: ["MS", "IN"])],
      bound: .centredAmount(axis: "sector", caps: [2_000_000, 20_000_000]), rho: rho)
  }
}
