import Estimation
import Forecasting
import ReleaseProtocol

extension BoroughTables {
  private func fitted(_ flows: ReleasedFlows, _ place: Int) -> FlowCounts {
    var counts = flows.fitted() ?? FlowCounts()  // same shape as the released table, which has been checked
    FlowFit.fit(&counts, to: published.ages[place])
    return counts
  }

  /// Flows of both years, and plans by phase, need and sector, all with fresh noise of the released variances and fitted as
  /// the released ones are.
  /// - Returns: nil never: published tables that fitted the released ones do not contradict each other.
  func redrawn(_ source: inout NormalSource) -> (flows: [FlowCounts], stock: StockEstimate)? {
    var drawn: [ReleasedFlows] = []
    for table in flows { drawn.append(table.redrawn(&source)) }
    var stock: [[Int64]] = []
    for (statistic, cells) in zip(layout.stock, released) { stock.append(cells.disturbed(statistic.variance, &source)) }
    guard
      let estimate = try? StockEstimate(
        layout.stockTables(later: drawn[drawn.count - 1], released: stock), published: published.stock)
    else { return nil }
    var counts = drawn.indices.map { fitted(drawn[$0], $0) }
    FlowFit.fit(&counts[1], to: estimate)
    return (counts, estimate)
  }
}

extension FlowHistory.Year {
  /// As `BoroughTables.redrawn`.
  func redrawn(_ source: inout NormalSource?) -> FlowCounts {
    guard var own = source else { return fitted }
    var counts = flows.redrawn(&own).fitted() ?? FlowCounts()
    source = own
    FlowFit.fit(&counts, to: published)
    return counts
  }
}

extension ReleasedFlows {
  /// These tables plus fresh noise of the same variances.
  fileprivate func redrawn(_ source: inout NormalSource) -> ReleasedFlows {
    let cross = cross.disturbed(crossVariance, &source)
    return ReleasedFlows(
      year: year, cross: cross, margin: margin.disturbed(marginVariance, &source), crossVariance: crossVariance,
      marginVariance: marginVariance)
  }
}

extension [Int64] {
  /// With noise in whole numbers, as it was drawn.
  fileprivate func disturbed(_ variance: Double, _ source: inout NormalSource) -> [Int64] {
    let deviation = variance.squareRoot()
    return map { $0 + Int64((deviation * source.next()).rounded()) }
  }
}
