import Estimation
public import Vocabulary

/// What a simulated figure counts.
public enum FanColumn: Sendable, Hashable {
  case total
  case phase(Phase)
  case need(Need)
  case sector(Sector)
  case placed(Phase, Sector)
  case cell(Phase, Need)
  /// Plans in independent provision: the gap that state provision leaves.
  case independent(Phase, Need)
  /// Academic age.
  case age(Int)

  public static let count = firstAge + Axes.ages
  static let firstNeed = 1 + Axes.phases
  static let firstSector = firstNeed + Axes.needs
  static let firstPlaced = firstSector + Axes.sectors
  static let firstCell = firstPlaced + Axes.phases * Axes.sectors
  static let firstGap = firstCell + Axes.phases * Axes.needs
  static let firstAge = firstGap + Axes.phases * Axes.needs

  var index: Int {
    switch self {
    case .total: 0
    case .phase(let phase): 1 + phase.rawValue
    case .need(let need): Self.firstNeed + need.rawValue
    case .sector(let sector): Self.firstSector + sector.rawValue
    case .placed(let phase, let sector): Self.firstPlaced + phase.rawValue * Axes.sectors + sector.rawValue
    case .cell(let phase, let need): Self.firstCell + phase.rawValue * Axes.needs + need.rawValue
    case .independent(let phase, let need): Self.firstGap + phase.rawValue * Axes.needs + need.rawValue
    case .age(let age): Self.firstAge + age
    }
  }
}

/// Simulated futures of one group of boroughs.
///
/// Each future is summed over the boroughs before anything is summarised: a quantile of a sum is no sum of quantiles.
public struct Fan: Sendable {
  public let firstYear: Int
  public let years: Int
  public private(set) var draws = 0
  /// draw × year × column.
  private var values: [Float] = []

  /// Levels of a fan chart: its 90% and 50% bands and its middle.
  public static let levels = [0.05, 0.25, 0.5, 0.75, 0.95]

  init(firstYear: Int, years: Int, draws: Int) {
    (self.firstYear, self.years) = (firstYear, years)
    values.reserveCapacity(draws * years * FanColumn.count)
  }

  mutating func add(_ future: [Float]) {
    values += future
    draws += 1
  }

  /// One figure in all futures, in the order in which they were drawn.
  public func drawn(_ column: FanColumn, _ year: Int) -> [Double] {
    precondition((firstYear..<firstYear + years).contains(year), "year of the simulation")
    let place = (year - firstYear) * FanColumn.count + column.index
    return (0..<draws).map { Double(values[$0 * years * FanColumn.count + place]) }
  }

  /// Quantiles by linear interpolation between the ordered futures.
  public func quantiles(_ column: FanColumn, _ year: Int, _ levels: [Double] = Fan.levels) -> [Double] {
    Quantiles.of(drawn(column, year), at: levels)
  }

  /// Mean and standard deviation.
  public func moments(_ column: FanColumn, _ year: Int) -> (mean: Double, deviation: Double) {
    let drawn = drawn(column, year)
    let mean = drawn.reduce(0, +) / Double(max(drawn.count, 1))
    let squares = drawn.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / Double(max(drawn.count - 1, 1))).squareRoot())
  }

  /// Takes another away, future by future.
  mutating func subtract(_ other: Fan) {
    precondition(draws == other.draws && values.count == other.values.count, "as many futures of the same years")
    for place in values.indices { values[place] -= other.values[place] }
  }

  /// Adds independent error of these standard deviations to each future: what noise in released figures does to a
  /// forecast. An error of a figure is the same in size of deviation for all years of a future.
  public mutating func disturb(_ deviations: [Double], seed: UInt64) {
    precondition(deviations.count == years * FanColumn.count, "one deviation for each figure")
    for draw in 0..<draws {
      var source = SeededSource(seed: seed, stream: [draw])
      let errors = (0..<FanColumn.count).map { _ in source.normal() }
      for place in deviations.indices {
        values[draw * deviations.count + place] += Float(errors[place % FanColumn.count] * deviations[place])
      }
    }
  }
}

/// Quantiles of a sample.
public enum Quantiles {
  /// By linear interpolation between order statistics, (n − 1)·level + 1 from below; NaN for an empty sample.
  public static func of(_ sample: [Double], at levels: [Double]) -> [Double] {
    guard !sample.isEmpty else { return levels.map { _ in .nan } }
    let sorted = sample.sorted()
    return levels.map { level in
      let place = min(max(level, 0), 1) * Double(sorted.count - 1)
      let below = Int(place)
      let above = min(below + 1, sorted.count - 1)
      return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }
  }
}
