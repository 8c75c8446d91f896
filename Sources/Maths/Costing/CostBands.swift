/// Public bands of an annual cost in whole pence, spaced by equal ratios: the histogram axis of a plan.
///
/// Edges are preferred numbers (Renard's series, ISO 3) times powers of ten, so that there is nothing to compute and nothing
/// to round: five, ten or twenty to each tenfold. Every borough of a plan uses the same bands, so their counts add.
public struct CostBands: Sendable, Hashable {
  public enum Spacing: Int, Sendable, CaseIterable {
    case five = 5, ten = 10, twenty = 20

    /// Hundredths, within one tenfold.
    var series: [Int] {
      let twenty = [100, 112, 125, 140, 160, 180, 200, 224, 250, 280, 315, 355, 400, 450, 500, 560, 630, 710, 800, 900]
      return twenty.indices.filter { $0.isMultiple(of: 20 / rawValue) }.map { twenty[$0] }
    }
  }

  /// Pence: 0, the preferred numbers from `lowest` on below the cap, the cap. Ascending.
  public let edges: [Int]

  /// - Parameters:
  ///   - lowest: pence; amounts below its preferred number are one band. At least 100.
  ///   - cap: pence; persons clamped to it are the last band. At most `Pence.largest`.
  /// - Returns: nil unless 100 ≤ lowest < cap ≤ `Pence.largest`.
  public init?(lowest: Int, cap: Int, spacing: Spacing) {
    guard lowest >= 100, lowest < cap, cap <= Pence.largest else { return nil }
    var edges = [0]
    var power = 1
    while power * 100 < cap {  // far below overflow: the cap is at most 10^12
      edges += spacing.series.map { $0 * power }.filter { $0 >= lowest && $0 < cap }
      power *= 10
    }
    self.edges = edges + [cap]
  }

  /// Bands, the one at the cap included.
  public var count: Int { edges.count }

  /// The band of an amount: from edge to below the next; the last for the cap and above, the first for what is below 0.
  public func band(of pence: Int) -> Int {
    var (low, high) = (0, edges.count)  // edges[low] <= pence < edges[high], but for amounts below 0
    while high - low > 1 {
      let middle = (low + high) / 2
      if edges[middle] <= pence { low = middle } else { high = middle }
    }
    return low
  }
}
