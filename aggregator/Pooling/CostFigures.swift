import Estimation
import Vocabulary

/// Persons by their yearly cost in one group of boroughs: quartiles in pounds, interpolated within bands, and the bands.
public struct CostDistribution: Sendable {
  /// Nil where the bands say that there is nobody.
  public let lowerQuartile: Figure?
  public let median: Figure?
  public let upperQuartile: Figure?
  /// Upper less lower quartile.
  public let spread: Figure?
  /// From the lower edge, in whole pence, up to the next; the last band from its edge up.
  public let bands: [(from: Int64, persons: Figure)]

  init(_ counts: BandedCounts, coverage: Coverage) {
    func figure(_ share: Double) -> Figure? {
      let quantile = counts.quantile(share)
      return quantile.value.map { Figure($0, within: quantile.interval, scale: 0.01, coverage: coverage) }
    }
    (lowerQuartile, median, upperQuartile) = (figure(0.25), figure(0.5), figure(0.75))
    spread = counts.spread(from: 0.25, to: 0.75).map {
      Figure($0.value, within: $0.interval, scale: 0.01, coverage: coverage)
    }
    bands = counts.edges.indices.map { band in
      let estimate = Estimate(value: counts.counts[band], variance: counts.variances[band])
      return (counts.edges[band], Figure(estimate, coverage: coverage))
    }
  }
}

/// Persons whose cost does not count as it is: how far means and totals may be off.
public struct ClampFigures: Sendable {
  /// Persons whose cost is below 0 and counts as 0; above the cap and counts as the cap.
  public let below: Figure
  public let above: Figure
  /// Percent of persons with a cost; nil where noise hides whether there is anybody.
  public let percentBelow: Figure?
  public let percentAbove: Figure?

  init(below: Estimate, above: Estimate, persons: Estimate, coverage: Coverage) {
    func percent(_ part: Estimate) -> Figure? {
      Figure(
        RatioEstimate(part.value, part.variance, over: persons.value, persons.variance, within: 0...1), scale: 100,
        coverage: coverage)
    }
    (self.below, self.above) = (Figure(below, coverage: coverage), Figure(above, coverage: coverage))
    (percentBelow, percentAbove) = (percent(below), percent(above))
  }
}

/// What a plan with bands and clamped persons tells of the costs of a group; each from the boroughs that released it.
public struct CostFigures: Sendable {
  /// All sectors, and by `Sector`; nil and empty where no borough released it.
  public let clamped: ClampFigures?
  public let clampedBySector: [ClampFigures]
  public let distribution: CostDistribution?
  public let distributionBySector: [CostDistribution]
  /// By `Phase`, of plans with bands by phase.
  public let distributionByPhase: [CostDistribution]

  init(_ spread: CostSpread, members: Int) {
    let clampedCoverage = Coverage(received: spread.clampedBoroughs, members: members)
    let bandedCoverage = Coverage(received: spread.bandedBoroughs, members: members)
    func clamps(_ sectors: [Int]) -> ClampFigures {
      func sum(_ estimates: [Estimate]) -> Estimate { sectors.reduce(into: Estimate()) { $0 += estimates[$1] } }
      return ClampFigures(
        below: sum(spread.below), above: sum(spread.above), persons: sum(spread.persons), coverage: clampedCoverage)
    }
    let sectors = Array(Sector.allCases.indices)
    clamped = spread.clampedBoroughs > 0 ? clamps(sectors) : nil
    clampedBySector = spread.clampedBoroughs > 0 ? sectors.map { clamps([$0]) } : []
    distribution = spread.all.map { CostDistribution($0, coverage: bandedCoverage) }
    distributionBySector = spread.bySector.map { CostDistribution($0, coverage: bandedCoverage) }
    distributionByPhase = spread.byPhase.map { CostDistribution($0, coverage: bandedCoverage) }
  }
}
