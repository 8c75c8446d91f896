import Estimation

/// The noised flow tables of one borough and flow year, as they travel.
public struct ReleasedFlows: Sendable, Equatable {
  /// Later census of the flow year.
  public let year: Int
  /// status 4 × age 26 × need 12, and status 4 × age 26, row-major.
  public let cross: [Int64]
  public let margin: [Int64]
  /// Variance of the noise in one cell of each.
  public let crossVariance: Double
  public let marginVariance: Double

  public init(year: Int, cross: [Int64], margin: [Int64], crossVariance: Double, marginVariance: Double) {
    self.year = year
    self.cross = cross
    self.margin = margin
    self.crossVariance = crossVariance
    self.marginVariance = marginVariance
  }

  /// The best estimate from both tables; nil when a table has another number of cells.
  public func fitted() -> FlowCounts? {
    let rows = Axes.statuses * Axes.ages
    guard cross.count == FlowCounts.cellCount, margin.count == rows else { return nil }
    return FlowCounts(
      cells: MarginFit.combine(
        cross: cross.map(Double.init), rows: rows, columns: Axes.needs, margin: margin.map(Double.init),
        crossVariance: crossVariance, marginVariance: marginVariance))
  }
}

/// The forecast a borough sends with its tables, which anyone can recompute from those tables.
public enum BoroughForecast {
  /// Base forecast of one borough from its own released tables, itself as the pool.
  /// - Parameters:
  ///   - earlier: the flow year before the latest.
  ///   - later: the latest, whose `year` is the census year.
  ///   - lastYear: for example 2040.
  /// - Returns: thousandths of a plan, rounded half to even: (census year … `lastYear`) × phase 5 × need 12. Agent
  ///   and hub agree to the integer when tables and populations are the same.
  public static func cells(
    borough: String, earlier: ReleasedFlows, later: ReleasedFlows, population: Population, lastYear: Int
  ) throws(ForecastError) -> [Int64] {
    var flows: [Int: FlowCounts] = [:]
    for table in [earlier, later] {
      guard let fitted = table.fitted() else { throw .wrongTableSize(borough: borough, year: table.year) }
      flows[table.year] = fitted
    }
    let projections = try BaseForecast.released(
      [BoroughFlows(code: borough, flows: flows, population: population)], censusYear: later.year, lastYear: lastYear,
      cellVariance: max(earlier.crossVariance, later.crossVariance),
      marginVariance: max(earlier.marginVariance, later.marginVariance))
    var cells: [Int64] = []
    for value in projections.flatMap({ $0.phaseNeed() }) {
      let thousandths = (value * 1000).rounded(.toNearestOrEven)
      guard thousandths.magnitude < 9e15, let whole = Int64(exactly: thousandths) else {
        throw .tooLarge(borough: borough)
      }
      cells.append(whole)
    }
    return cells
  }
}
