import Estimation
import Forecasting
import Marginals
import Vocabulary

/// Flows of one year fitted to their released margin, and to what else is known of the plans that they add up to.
///
/// Those who stayed, are new or arrived are the plans on the later census day, so their rows of one group of ages add up
/// to its plans by need: as published, or as they follow from flow and stock tables together. Rows are alike and
/// independent, so that least squares gives each an equal part of the gap; those who left keep their estimates. Nothing is
/// clipped.
enum FlowFit {
  private static let held: [FlowStatus] = [.stay, .new, .transferredIn]

  /// Rows that a group's plans are the sum of: nobody can have stayed at the first age.
  private static func rows(_ ages: ClosedRange<Int>) -> [(status: FlowStatus, age: Int)] {
    held.flatMap { status in
      ages.filter { status != .stay || $0 > AcademicAge.range.lowerBound }.map { (status: status, age: $0) }
    }
  }

  /// - Parameter published: plans at the end of the year; empty where none are.
  static func fit(_ counts: inout FlowCounts, to published: [PublishedAgeGroup]) {
    // Aged -1 a year before: what stands there is noise alone, and counts as no plans.
    for need in Need.allCases.indices { counts[.stay, AcademicAge.range.lowerBound, need] = 0 }
    for group in published { move(&counts, group.ages, to: group.needs.map(Double.init)) }
  }

  /// To the best estimates of the plans, by phase and need, so that a forecast begins with the plans that are shown. The
  /// flows' own sums are part of these; given them, nothing else tells how a sum is made up.
  static func fit(_ counts: inout FlowCounts, to stock: StockEstimate) {
    for (phase, node) in zip(Phase.allCases, stock.phases) {
      move(&counts, phase.ages, to: StockEstimate.estimates(node, StockEstimate.need).map(\.value))
    }
  }

  private static func move(_ counts: inout FlowCounts, _ ages: ClosedRange<Int>, to plans: [Double]) {
    let rows = rows(ages)
    for (need, held) in plans.enumerated() {
      var gap = held
      for row in rows { gap -= counts[row.status, row.age, need] }
      let part = gap / Double(rows.count)
      for row in rows { counts[row.status, row.age, need] += part }
    }
  }

  /// Variance of the total of a status fitted to published plans, or to none, by `FlowStatus`.
  static func totalVariances(_ flow: PlanLayout.Flow, _ published: [PublishedAgeGroup]) -> [Double] {
    let row = MarginFit.rowSumVariance(
      columns: Need.allCases.count, crossVariance: flow.crossVariance, marginVariance: flow.marginVariance)
    return FlowStatus.allCases.map { status in
      guard held.contains(status), !published.isEmpty else {
        return row * Double(AcademicAge.count - (status == .stay ? 1 : 0))
      }
      return published.reduce(0) { sum, group in
        let all = rows(group.ages)
        let own = Double(all.count { $0.status == status })
        return sum + row * own * (1 - own / Double(all.count))
      }
    }
  }

  /// Variance of the total of a status fitted to the best estimates of the plans, by `FlowStatus`.
  ///
  /// With R rows of a phase, k of them of the status, the total is what these say apart from their phase's sum, which is
  /// independent of that sum, and k/R of its best estimate.
  static func totalVariances(
    _ flow: PlanLayout.Flow, stock tables: StockTables, published: PublishedStock?
  ) throws(MarginalError) -> [Double] {
    var variances = totalVariances(flow, [])
    let row = variances[FlowStatus.leave.rawValue] / Double(AcademicAge.count)
    for status in held {
      var (apart, shares) = (0.0, [Double]())
      for phase in Phase.allCases {
        let all = rows(phase.ages)
        let own = Double(all.count { $0.status == status })
        apart += row * own * (1 - own / Double(all.count))
        shares.append(own / Double(all.count))
      }
      variances[status.rawValue] = apart + (try StockEstimate.variance(ofPhases: shares, tables, published: published))
    }
    return variances
  }

  /// Whether published plans are those that the fitted flows add up to, as far as noise lets it be seen: the total
  /// within 5 standard errors, and χ² of all cells. A right pair fails once in about a million.
  static func fits(_ counts: FlowCounts, _ flow: PlanLayout.Flow, _ published: [PublishedAgeGroup]) -> Bool {
    let needs = Double(Need.allCases.count)
    let row = MarginFit.rowSumVariance(
      columns: Need.allCases.count, crossVariance: flow.crossVariance, marginVariance: flow.marginVariance)
    var (total, variance, squares) = (0.0, 0.0, 0.0)
    for group in published {
      let rows = rows(group.ages)
      let gaps = Need.allCases.indices.map { need in
        rows.reduce(-Double(group.needs[need])) { $0 + counts[$1.status, $1.age, need] }
      }
      let sum = gaps.reduce(0, +)
      total += sum
      variance += Double(rows.count) * row
      squares += sum * sum / (Double(rows.count) * row)
      for gap in gaps {
        squares += (gap - sum / needs) * (gap - sum / needs) / (Double(rows.count) * flow.crossVariance)
      }
    }
    return total * total <= 25 * variance && squares <= ChiSquare.farthest(published.count * Need.allCases.count)
  }
}
