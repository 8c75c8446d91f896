/// One phase's plans by need, measured twice: by the flow table fitted to its margin, and by the stock table.
///
/// Both tables count the same children of the census day, so their totals of phase × need are one quantity. Generalised
/// least squares in closed form: the first estimate's covariance is aI + bJ over the needs of a phase (cells of one age
/// share the margin's correction), the second's a multiple of I; so their mean over needs and the distances from that
/// mean are combined each with weights of its own. What the total gains, the sectors of the stock table gain in equal
/// parts.
struct SharedTotals {
  let needs: Double
  let sectors: Double
  /// Variance of one cell of the stock table.
  let stockCell: Double
  /// Of a flow total of one need: its variance about the mean over needs, and that mean's, times the number of needs.
  private let distance: Double
  private let mean: Double

  /// - Parameters:
  ///   - rows: rows of the flow table (status × age) that are summed.
  ///   - cross: variance of one of its cells; `margin`: of one row's released sum.
  init(needs: Int, sectors: Int, rows: Int, cross: Double, margin: Double, stockCell: Double) {
    self.needs = Double(needs)
    self.sectors = Double(sectors)
    self.stockCell = stockCell
    distance = Double(rows) * cross
    mean = Double(rows) * cross * margin / (self.needs * cross + margin)
  }

  private var stock: Double { sectors * stockCell }
  private var distanceWeight: Double { stock / (distance + stock) }
  private var meanWeight: Double { stock / (mean + stock) }

  /// - Parameters:
  ///   - flow: totals by need from the fitted flow table.
  ///   - stock: from the stock table.
  /// - Returns: the best totals by need.
  func combined(flow: [Double], stock: [Double]) -> [Double] {
    let gaps = zip(flow, stock).map { $0 - $1 }
    let middle = gaps.reduce(0, +) / needs
    return zip(stock, gaps).map { $0 + meanWeight * middle + distanceWeight * ($1 - middle) }
  }

  /// Variance of one combined total.
  var totalVariance: Double {
    (mean * meanWeight + distance * distanceWeight * (needs - 1)) / needs
  }

  /// Variance of the sum of the combined totals.
  var sumVariance: Double { needs * mean * meanWeight }

  /// Variance of the phase's sum of one sector, once the sectors are moved to add to the combined totals.
  var sectorVariance: Double { needs * stockCell * (1 - meanWeight / sectors) }
}
