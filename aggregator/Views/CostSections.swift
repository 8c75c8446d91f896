internal import Pooling

/// The page's tables of costs: by sector always, the spread of costs where boroughs have released it.
struct CostSections {
  private let figures: GroupFigures

  init(_ figures: GroupFigures) { self.figures = figures }

  var all: [PageContent.Section] { [bySector] + (spread.map { [$0] } ?? []) }

  private var bySector: PageContent.Section {
    let clamped = figures.costs.clampedBySector
    var columns = ["Mean annual cost", "Placements with a cost", "Annual cost of all"]
    if !clamped.isEmpty { columns.insert(contentsOf: ["Costs above the cap", "Costs below £0"], at: 1) }
    let rows = Name.sectors.enumerated().map { index, name in
      var cells = [cell(figures.meanCost[index], .pounds)]
      if !clamped.isEmpty {
        cells += [cell(clamped[index].percentAbove, .percent), cell(clamped[index].percentBelow, .percent)]
      }
      cells += [cell(figures.personsWithCost[index], .plans), cell(figures.costBySector[index], .millionPounds)]
      return PageContent.Row(heading: name.long, detail: name.short, cells: cells)
    }
    return PageContent.Section(
      id: "costs", title: "Cost by placement sector",
      note: "Placements on census day that have a cost, by the boroughs' own finance records, a year. A placement "
        + "counts with at most the cap of its sector, which is stated in the release plan, and at least with £0"
        + (clamped.isEmpty ? "." : ": where many do, a mean is too low or too high."),
      rowHeading: "Sector", columns: columns, rows: rows, look: .plain)
  }

  private var spread: PageContent.Section? {
    guard let all = figures.costs.distribution, let covered = all.bands.first?.persons.coverage else { return nil }
    let coverage = PageContent.Count(covered)
    let parts = [(heading: "All sectors", detail: "", part: all)]
      + zip(Name.sectors, figures.costs.distributionBySector).map { (heading: $0.long, detail: $0.short, part: $1) }
    return PageContent.Section(
      id: "cost-spread", title: "How costs are spread",
      note: "Of the placements with a cost, a quarter cost less than the lower quartile and a quarter more than the "
        + "upper one; the median lies in the middle. Estimated within bands of cost, from \(coverage.text). In brackets, "
        + "the 95% interval, of the noise and of where in its band a cost lies. In the chart each band is "
        + "about an eighth wider than the one before; the first holds all that cost less.",
      rowHeading: "Sector", columns: ["Lower quartile", "Median", "Upper quartile", "Between the quartiles"],
      rows: parts.map { heading, detail, part in
        PageContent.Row(
          heading: heading, detail: detail,
          cells: [part.lowerQuartile, part.median, part.upperQuartile, part.spread].map { figure in
            figure.map { .value(PageContent.Value($0, within: .pounds)) } ?? .none
          })
      }, look: .plain, chart: Self.bands(all).map { .costs($0) })
  }

  /// Nil where there are too few bands to draw.
  private static func bands(_ all: CostDistribution) -> PageContent.CostBands? {
    guard all.bands.count > 2 else { return nil }
    let marks = [
      ("lower quartile", all.lowerQuartile), ("median", all.median), ("upper quartile", all.upperQuartile),
    ]
    return PageContent.CostBands(
      bands: all.bands.map { (Double($0.from) / 100, PageContent.Value($0.persons, .plans)) },
      quartiles: marks.compactMap { name, figure in figure.map { (name, $0.released) } })
  }

  private func cell(_ figure: Figure?, _ unit: Unit) -> PageContent.Cell {
    figure.map { .value(PageContent.Value($0, unit)) } ?? .none
  }
}
