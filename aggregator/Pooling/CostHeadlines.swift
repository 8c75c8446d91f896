import Vocabulary

/// What a reader looks for first about the spread of costs.
struct CostHeadlines {
  private let figures: GroupFigures
  private let year: Int
  private let isFirst: Bool

  /// - Parameter isFirst: London, for which each sector has headlines of its own.
  init(_ figures: GroupFigures, _ year: Int, isFirst: Bool) {
    (self.figures, self.year, self.isFirst) = (figures, year, isFirst)
  }

  var all: [(id: String, name: String, figure: Figure, unit: String)] {
    let costs = figures.costs
    var list = [line(.meanCost, figures.meanCostOfAll)] + [line(.percentAbove, costs.clamped?.percentAbove)]
    list += [line(.percentBelow, costs.clamped?.percentBelow)]
    list += quartiles(costs.distribution, nil)
    guard isFirst else { return list.compactMap { $0 } }
    for (code, clamped) in zip(Sector.codes, costs.clampedBySector) {
      list += [line(.percentAbove, clamped.percentAbove, code)]
    }
    for (code, part) in zip(Sector.codes, costs.distributionBySector) { list += quartiles(part, code) }
    return list.compactMap { $0 }
  }

  private func quartiles(
    _ part: CostDistribution?, _ sector: String?
  ) -> [(id: String, name: String, figure: Figure, unit: String)?] {
    [
      line(.lowerQuartile, part?.lowerQuartile, sector), line(.medianCost, part?.median, sector),
      line(.upperQuartile, part?.upperQuartile, sector), line(.costSpread, part?.spread, sector),
    ]
  }

  private func line(
    _ measure: PictureLine.Measure, _ figure: Figure?, _ sector: String? = nil
  ) -> (id: String, name: String, figure: Figure, unit: String)? {
    figure.map { figure in
      (
        "\(measure.rawValue)-\(year)" + (sector.map { "-\($0)" } ?? ""),
        measure.name(year) + (sector.map { ", sector \($0)" } ?? ""), figure, measure.unit
      )
    }
  }
}
