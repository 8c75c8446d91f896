import Forecasting
import Geography
import Marginals
import PublicData
import ReleaseProtocol
import Vocabulary

/// A small fictional London for pooling: counts by a rule, messages from them, noise from a seed.
struct PoolingWorld {
  static let plan = ReleasePlan.londonSend1
  static let geography = Geography.report2025

  /// Statistic id to exact cells, by borough.
  let exact: [String: [String: [Int64]]]

  init() {
    var exact: [String: [String: [Int64]]] = [:]
    for (index, borough) in Self.geography.boroughs.enumerated() {
      var tables: [String: [Int64]] = [:]
      for year in [2024, 2025] {
        let cross = Self.flows(borough: index, year: year)
        tables["flow-\(year)-cross"] = cross
        tables["flow-\(year)-margin"] = (0..<104).map { cross[$0 * 12..<$0 * 12 + 12].reduce(0, +) }
      }
      let stock = Self.stock(of: tables["flow-2025-cross"] ?? [], borough: index)
      tables["stock-2025"] = stock
      tables["cost-persons-2025"] = stock.map { $0 - $0 / 5 }
      tables["cost-pence-2025"] = stock.enumerated().map { cell, count in
        (count - count / 5) * (Self.meanPence[cell % 6] - Self.caps[cell % 6] / 2)
      }
      exact[borough.code] = tables
    }
    self.exact = exact
  }

  static let caps: [Int64] = [4_000_000, 6_000_000, 8_000_000, 30_000_000, 8_000_000, 8_000_000]
  static let meanPence: [Int64] = [900_000, 1_800_000, 2_700_000, 6_500_000, 1_500_000, 700_000]

  /// Most plans stay, some are new from age 3, a few arrive, and from 16 many leave.
  private static func flows(borough: Int, year: Int) -> [Int64] {
    var cells = [Int64](repeating: 0, count: 1248)
    for age in 3...25 {
      for need in 0..<12 {
        let size = (40 - need * 3) * (20 + borough) / 30
        let held = age <= 15 ? size * min(age - 3, 8) / 8 : size * max(0, 24 - age) / 9
        cells[(FlowStatus.stay.rawValue * 26 + age) * 12 + need] = Int64(held)
        cells[(FlowStatus.new.rawValue * 26 + age) * 12 + need] = Int64(age <= 14 ? size / 8 + (year - 2024) : 0)
        cells[(FlowStatus.transferredIn.rawValue * 26 + age) * 12 + need] = Int64(held / 30)
        cells[(FlowStatus.leave.rawValue * 26 + age) * 12 + need] = Int64(age <= 15 ? held / 25 : held / 4)
      }
    }
    return cells
  }

  /// The plans of a flow table by phase × need × sector, most in the sectors that come first.
  static func stock(of cross: [Int64], borough: Int) -> [Int64] {
    var stock = [Int64](repeating: 0, count: 360)
    for (cell, count) in cross.prefix(3 * 312).enumerated() {
      let row = Phase(academicAge: cell / 12 % 26).rawValue * 12 + cell % 12
      let rest = (1..<6).map { sector in
        let part = count / Int64(sector + 3 + (borough + cell) % 3)
        stock[row * 6 + sector] += part / 2
        return part / 2
      }
      stock[row * 6] += count - rest.reduce(0, +)
    }
    return stock
  }

  /// Plans by birth cohort on each quarter day: growing to nearly those of the census.
  static func quarters(_ cross: [Int64]) -> [[Int64]] {
    (0..<27).map { cohort in
      guard cohort < 26 else { return [3, 2, 0, 0] }
      let held = (0..<3).reduce(0) { sum, status in
        sum + cross[(status * 26 + cohort) * 12..<(status * 26 + cohort + 1) * 12].reduce(0, +)
      }
      return (0..<4).map { day in cohort == 0 && day < 2 ? 0 : held * Int64(92 + 2 * day + cohort % 2) / 100 }
    }
  }

  /// What a strategy makes of them, by cohort or of all.
  static func sums(of rows: [[Int64]], _ strategy: DayStrategy, isTotal: Bool) -> [Int64] {
    let all = rows.reduce([0, 0, 0, 0]) { zip($0, $1).map { $0 + $1 } }
    return (isTotal ? [all] : rows).flatMap { row in
      strategy.weights.map { weights in zip(weights, row).reduce(0) { $0 + $1.0 * $1.1 } }
    }
  }

  static let population: PopulationFile = {
    var text = "code,year," + (0...25).map { "\($0)" }.joined(separator: ",") + "\n"
    for (index, borough) in geography.boroughs.enumerated() {
      for year in 2023...2040 {
        let people = (0...25).map { age in "\(2500 + index * 40 + age * 5 + (year - 2023) * 3)" }
        text += "\(borough.code),\(year)," + people.joined(separator: ",") + "\n"
      }
    }
    guard let file = try? PopulationFile(parsing: Array(text.utf8)) else { preconditionFailure("our own table") }
    return file
  }()

  /// A message of one borough; without noise if no seed is given.
  func message(_ borough: String, seed: UInt64? = nil, plan: ReleasePlan = plan) -> ReleaseMessage {
    var source = NoiseSource(state: ((seed ?? 0) &* 101 &+ (UInt64(borough.suffix(2)) ?? 0)) &* 0xD1B5_4A32_D192_ED03)
    let tables = plan.statistics.map { statistic in
      let errors = statistic.variances.map { (Double($0.numerator) / Double($0.denominator)).squareRoot() }
      let cells = cells(statistic, borough).enumerated().map { cell, count in
        guard seed != nil else { return count }
        return count + Int64((errors[statistic.boundIndex(cell: cell)] * source.next()).rounded())
      }
      return NoisedTable(statistic: statistic.id, cells: cells, variance: statistic.variances)
    }
    let zeros = String(repeating: "0", count: 64)
    return ReleaseMessage(
      borough: borough, censusYear: 2025, planID: plan.id, planSHA256: zeros, release: String(zeros.prefix(32)),
      populationSHA256: zeros, tables: tables,
      forecast: ForecastTable(firstYear: 2025, years: 16, cells: [Int64](repeating: 0, count: 960)))
  }

  /// Exact cells, of a stock table along any of its axes.
  private func cells(_ statistic: Statistic, _ borough: String) -> [Int64] {
    if statistic.isBeyondTheFirstPlan {
      return PoolingCosts(stock: exact[borough]?["stock-2025"] ?? []).cells(of: statistic)
    }
    if case .segment(let strategy) = statistic.bound {
      return Self.sums(of: Self.quarters(exact[borough]?["flow-2025-cross"] ?? []), strategy, isTotal: statistic.axes.count == 1)
    }
    if statistic.bound == .contrasts {
      let counts = self.counts(along: statistic, borough)
      let sizes = statistic.axes.map(\.labels.count)
      guard let domain = try? PublicDomain(sizes: sizes), let cells = try? domain.contrasts(of: counts, domain.whole) else { return [] }
      return cells
    }
    guard statistic.kind == .stock, exact[borough]?[statistic.id] == nil else { return exact[borough]?[statistic.id] ?? [] }
    return counts(along: statistic, borough)
  }

  /// Plans along any of phase, need and sector.
  private func counts(along statistic: Statistic, _ borough: String) -> [Int64] {
    let strides = [("phase", 72, 5), ("need", 6, 12), ("sector", 1, 6)]
    var sums = [Int64](repeating: 0, count: statistic.cellCount)
    for (cell, count) in (exact[borough]?["stock-2025"] ?? []).enumerated() {
      var place = 0
      for (name, stride, size) in strides where statistic.axes.contains(where: { $0.name == name }) {
        place = place * size + cell / stride % size
      }
      sums[place] += count
    }
    return sums
  }

  func messages(
    seed: UInt64? = nil, without absent: Set<String> = []
  ) -> [(borough: String, message: ReleaseMessage)] {
    Self.geography.boroughs.map(\.code).filter { !absent.contains($0) }.map { ($0, message($0, seed: seed)) }
  }

  /// What is published about some boroughs, as a file of margins.
  func margins(of codes: Set<String>) -> String {
    var text = "code,measure,year,age,need,plans\n"
    for code in codes.sorted() {
      for year in [2024, 2025] {
        let cross = exact[code]?["flow-\(year)-cross"] ?? []
        for (measure, status) in [("new", FlowStatus.new), ("kept", .stay), ("left", .leave)] {
          for age in 0...25 {
            let start = (status.rawValue * 26 + age) * 12
            text += "\(code),\(measure),\(year),\(age),,\(cross[start..<start + 12].reduce(0, +))\n"
          }
        }
        guard year == 2025 else { continue }
        for cell in 0..<312 {
          let plans = (0..<3).reduce(0) { $0 + cross[$1 * 312 + cell] }
          text += "\(code),plans,2025,\(cell / 12),\(Need.codes[cell % 12]),\(plans)\n"
        }
      }
    }
    return text
  }

  /// Sum over boroughs of cells that `holds` picks.
  func truth(
    _ statistic: String, of members: [String], where holds: (Int) -> Bool = { _ in true }
  ) -> Double {
    var sum: Int64 = 0
    for code in members {
      for (cell, count) in (exact[code]?[statistic] ?? []).enumerated() where holds(cell) { sum += count }
    }
    return Double(sum)
  }
}

/// Nearly normal noise for tests: twelve uniform numbers, less six. Never for release.
struct NoiseSource {
  var state: UInt64

  mutating func next() -> Double {
    var sum = -6.0
    for _ in 0..<12 {
      // SplitMix64: neighbouring seeds, one a borough, must not give related numbers.
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      sum += Double((z ^ (z >> 31)) >> 11) * 0x1p-53
    }
    return sum
  }
}
