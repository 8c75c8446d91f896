/// A message against its plan, and its cells with their names.
extension ReleaseMessage {
  /// Every statistic of the plan exactly once and in its order, with the plan's cells and the plan's variances, and
  /// a forecast of the plan's shape.
  ///
  /// Left to the caller: that `planSHA256` is the hash of this very plan, since this module has no hash function.
  public func check(against plan: ReleasePlan) throws(WireError) {
    guard planID == plan.id else { throw .plan(.otherPlan) }
    guard censusYear == plan.censusYear else { throw .plan(.otherCensusYear) }
    for (index, statistic) in plan.statistics.enumerated() {
      guard let table = tables.first(where: { $0.statistic == statistic.id }) else {
        throw .plan(.missingTable(statistic.id))
      }
      guard tables.count > index, tables[index].statistic == statistic.id else {
        throw .plan(.tableOrder(statistic.id))
      }
      guard table.cells.count == statistic.cellCount else { throw .plan(.cellCount(statistic.id)) }
      guard table.variance == statistic.variances else { throw .plan(.variance(statistic.id)) }
    }
    guard tables.count == plan.statistics.count else { throw .plan(.unexpectedTable) }
    guard forecast.firstYear == censusYear, forecast.years == plan.forecastYears,
      forecast.cells.count == plan.forecastYears * Wire.forecastCellsPerYear
    else { throw .plan(.forecastShape) }
  }

  /// One cell as an officer reads it.
  public struct Row: Hashable, Sendable {
    /// One label for each axis, in the plan's order.
    public let labels: [String]
    public let value: Int64
    public let variance: Ratio
  }

  /// The cells of a table with their labels and variances, in order.
  /// - Throws: if the plan has no such statistic, or another shape for it.
  public static func rows(for table: NoisedTable, plan: ReleasePlan) throws(WireError) -> [Row] {
    guard let statistic = plan.statistic(table.statistic) else { throw .plan(.unexpectedTable) }
    guard table.cells.count == statistic.cellCount else { throw .plan(.cellCount(statistic.id)) }
    guard table.variance == statistic.variances else { throw .plan(.variance(statistic.id)) }
    return table.cells.enumerated().map { cell, value in
      Row(
        labels: statistic.label(cell: cell), value: value,
        variance: table.variance[statistic.boundIndex(cell: cell)])
    }
  }
}
