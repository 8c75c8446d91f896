@testable import Forecasting
@testable import Pooling
import Geography
import PublicData
import ReleaseProtocol
import Vocabulary

/// Many releases of one fictional London whose truth is known: counts by a rule, noise with the plan's variances.
struct CalibrationWorld {
  static let geography = Geography.report2025
  let plan: ReleasePlan
  let boroughs: [Borough]
  let layout: PlanLayout
  private let exact: [Truth]
  /// By statistic: noise of its variance, and what one step of it is.
  private let noise: [(table: [Int64], steps: [Int64])]

  /// Statistic to cells.
  private typealias Truth = [String: [Int64]]

  /// - Parameter tooMuch: variances of the noise are so many times those that the plan states.
  init(_ plan: ReleasePlan = .londonSend1, tooMuch: Double = 1) throws {
    self.plan = plan
    boroughs = Self.geography.boroughs
    layout = try PlanLayout(plan)
    exact = boroughs.indices.map { borough in
      var truth = Self.tables(borough)
      let costs = PoolingCosts(stock: truth["stock-2025"] ?? [])
      for statistic in plan.statistics where statistic.isBeyondTheFirstPlan {
        truth[statistic.id] = costs.cells(of: statistic)
      }
      let days = PoolingWorld.quarters(truth["flow-2025-cross"] ?? [])
      for statistic in plan.statistics where statistic.kind == .quarterStock {
        truth[statistic.id] = PoolingWorld.sums(of: days, .fourDays, isTotal: statistic.axes.count == 1)
      }
      return truth
    }
    noise = plan.statistics.map { statistic in
      // Amounts have (C/2)² times the variance of a count with the same ρ: C/2 times such noise is as wide.
      let steps = statistic.kind == .costPence ? statistic.bounds : [1]
      let step = Double(steps[0])
      return (CalibrationNoise.table(variance: tooMuch * statistic.variances[0].value / (step * step)), steps)
    }
  }

  /// One borough's tables: exact with no source, else noised as the plan says.
  func tables(_ borough: Int, noise source: inout CalibrationNoise?) throws -> BoroughTables {
    var tables: [NoisedTable] = []
    for (statistic, noise) in zip(plan.statistics, noise) {
      var cells = exact[borough][statistic.id] ?? []
      if source != nil {
        for cell in cells.indices {
          cells[cell] += noise.steps[statistic.boundIndex(cell: cell)] * (source?.next(noise.table) ?? 0)
        }
      }
      tables.append(NoisedTable(statistic: statistic.id, cells: cells, variance: statistic.variances))
    }
    let zeros = String(repeating: "0", count: 64)
    let message = ReleaseMessage(
      borough: boroughs[borough].code, censusYear: 2025, planID: plan.id, planSHA256: zeros,
      release: String(zeros.prefix(32)), populationSHA256: zeros, tables: tables,
      forecast: ForecastTable(firstYear: 2025, years: 16, cells: [Int64](repeating: 0, count: 960)))
    return try BoroughTables(borough: message.borough, message: message, layout: layout)
  }

  /// Plans enter at 2 to 24, most at 4; needs differ in how early plans end, as in London: SEMH soonest.
  private static func tables(_ borough: Int) -> Truth {
    let size = borough == 0 ? 0.01 : 0.5 + Double(borough * 7 % 13) / 12
    var truth: Truth = [:]
    for year in [2024, 2025] {
      var flows = [Int64](repeating: 0, count: 4 * 312)
      for need in 0..<12 {
        let share = 0.29 * size * [75, 50, 30, 14, 6, 4, 5, 4, 2, 0.3, 6, 5][need]
        var held = 0.0
        for age in 2...25 {
          let new = share * (age == 4 ? 0.8 : age < 16 ? 0.25 : 0.02) * (year == 2025 ? 1.1 : 1)
          let arrived = 0.03 * held
          let pattern = need == 2 ? 3.0 : need == 4 ? 0.4 : 1
          let leaving = min(0.9, (age < 16 ? 0.04 : 0.16) * pattern + (age > 23 ? 0.4 : 0))
          for (status, count) in [(FlowStatus.stay, held), (.new, new), (.transferredIn, arrived)] {
            flows[(status.rawValue * 26 + age) * 12 + need] = Int64(count.rounded())
          }
          held += new + arrived
          flows[(FlowStatus.leave.rawValue * 26 + age) * 12 + need] = Int64((held * leaving).rounded())
          held *= 1 - leaving
        }
      }
      truth["flow-\(year)-cross"] = flows
      truth["flow-\(year)-margin"] = (0..<104).map { flows[$0 * 12..<$0 * 12 + 12].reduce(0, +) }
    }
    let stock = PoolingWorld.stock(of: truth["flow-2025-cross"] ?? [], borough: borough)
    truth["stock-2025"] = stock
    truth["cost-persons-2025"] = stock.map { $0 - $0 / 5 }
    truth["cost-pence-2025"] = stock.enumerated().map { cell, count in
      (count - count / 5) * (PoolingWorld.meanPence[cell % 6] - PoolingWorld.caps[cell % 6] / 2)
    }
    return truth
  }
}

/// Noise for tests, fast and never for release: a discrete Gaussian from a table of 65,536 values, four from one 64-bit
/// number. The table's variance is right to a thousandth.
struct CalibrationNoise {
  private var state: UInt64
  private var bits: UInt64 = 0
  private var left = 0
  static let narrow = table(variance: 10)

  init(seed: UInt64) { state = seed }

  /// - Parameter table: of `table(variance:)`.
  mutating func next(_ table: [Int64]) -> Int64 {
    if left == 0 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      (bits, left) = (z ^ (z >> 31), 4)
    }
    let place = Int(bits & 0xFFFF)
    bits >>= 16
    left -= 1
    return table[place]
  }

  static func table(variance: Double) -> [Int64] {
    // e^(−k²/2σ²) by repeated products: the step from k to k + 1 is q^(2k+1), q = e^(−1/2σ²).
    var (q, term) = (1.0, 1.0)
    for order in 1...20 {
      term *= -1 / (2 * variance) / Double(order)
      q += term
    }
    let last = Int((9 * variance.squareRoot()).rounded(.up)) + 1
    var (weights, weight, step) = ([1.0], 1.0, q)
    for _ in 1...last {
      weight *= step
      step *= q * q
      weights.append(weight)
    }
    let sum = 2 * weights.reduce(0, +) - 1
    var (values, cumulated) = ([Int64](), 0.0)
    for k in -last...last {
      cumulated += weights[abs(k)] / sum
      let upTo = k == last ? 65_536 : Int((cumulated * 65_536).rounded())
      values += [Int64](repeating: Int64(k), count: max(0, upTo - values.count))
    }
    return values
  }
}
