internal import ForecastTables
internal import Geography
internal import Pooling
internal import Vocabulary

/// How costs are spread, as text for a terminal: London by sector, then each area.
enum CostTables {
  static let clampedHeads = ["above cap, %", "below £0, %"]

  static func clamped(_ figures: ClampFigures) -> [String] {
    [percent(figures.percentAbove), percent(figures.percentBelow)]
  }

  /// Nothing where no borough has released it.
  static func text(_ picture: LondonPicture, _ london: GroupFigures) -> [String] {
    guard let all = london.costs.distribution, let covered = all.bands.first?.persons.coverage else { return [] }
    let heads = ["lower quartile, £", "median, £", "upper quartile, £", "between them, £"]
    let sectors = zip(Sector.codes, london.costs.distributionBySector).map { [$0] + quartiles($1) }
    let phases = zip(Phase.codes, london.costs.distributionByPhase).map { [$0] + quartiles($1) }
    let spread = TableText.table([[""] + heads] + [["all"] + quartiles(all)] + sectors + phases)
    var rows = [["area", "boroughs", "mean cost, £"] + clampedHeads + heads.prefix(3)]
    for group in picture.groups {
      guard let figures = group.figures, let spread = figures.costs.distribution,
        let covered = spread.bands.first?.persons.coverage
      else { continue }
      rows.append(
        [group.group.name, PictureTables.coverage(covered), figures.meanCostOfAll.map { PictureTables.value($0) } ?? "-"]
          + (figures.costs.clamped.map { clamped($0) } ?? ["-", "-"]) + quartiles(spread).prefix(3))
    }
    return [
      "Annual cost of a placement, \(PictureTables.coverage(covered)) boroughs; 95% intervals of noise and of bands\n"
        + spread,
      "Annual cost of a placement by area; costs above the cap of their sector count as the cap, below £0 as £0\n"
        + TableText.table(rows),
    ]
  }

  private static func quartiles(_ part: CostDistribution) -> [String] {
    [part.lowerQuartile, part.median, part.upperQuartile, part.spread].map { $0.map(range) ?? "-" }
  }

  /// `25,480 (25,000 to 28,000)`.
  private static func range(_ figure: Figure) -> String {
    "\(TableText.whole(figure.released)) (\(TableText.whole(figure.lower95)) to \(TableText.whole(figure.upper95)))"
  }

  private static func percent(_ figure: Figure?) -> String {
    guard let figure else { return "-" }
    let half = TableText.tenths((figure.halfWidth95 * 10).rounded(.up) / 10)
    return "\(TableText.tenths(figure.released)) ±\(half)" + (figure.isUnreliable ? " u" : "")
  }
}
