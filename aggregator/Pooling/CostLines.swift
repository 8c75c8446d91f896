import Geography
import Vocabulary

/// The lines of what a plan with bands and clamped persons tells of costs.
struct CostLines {
  private let costs: CostFigures
  private let year: Int
  private let group: Group

  init(_ costs: CostFigures, _ year: Int, _ group: Group) { (self.costs, self.year, self.group) = (costs, year, group) }

  var all: [PictureLine] {
    var list = costs.clamped.map { clamps($0) } ?? []
    for (code, clamped) in zip(Sector.codes, costs.clampedBySector) { list += clamps(clamped, sector: code) }
    if let all = costs.distribution { list += distribution(all) }
    for (code, part) in zip(Sector.codes, costs.distributionBySector) { list += distribution(part, sector: code) }
    for (code, part) in zip(Phase.codes, costs.distributionByPhase) { list += distribution(part, phase: code) }
    return list
  }

  private func clamps(_ figures: ClampFigures, sector: String = "") -> [PictureLine] {
    let all: [(PictureLine.Measure, Figure?)] = [
      (.below, figures.below), (.above, figures.above), (.percentBelow, figures.percentBelow),
      (.percentAbove, figures.percentAbove),
    ]
    return all.compactMap { measure, figure in
      figure.map { PictureLine(measure, year, group, $0, sector: sector) }
    }
  }

  private func distribution(_ figures: CostDistribution, phase: String = "", sector: String = "") -> [PictureLine] {
    let quartiles: [(PictureLine.Measure, Figure?)] = [
      (.lowerQuartile, figures.lowerQuartile), (.medianCost, figures.median), (.upperQuartile, figures.upperQuartile),
      (.costSpread, figures.spread),
    ]
    return quartiles.compactMap { measure, figure in
      figure.map { PictureLine(measure, year, group, $0, phase: phase, sector: sector) }
    }
      + figures.bands.map { from, persons in
        PictureLine(.costBand, year, group, persons, phase: phase, sector: sector, band: "\(from)")
      }
  }
}
