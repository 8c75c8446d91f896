import Geography
import Vocabulary

/// One of the figures that a reader looks for first, in one geography.
public struct Headline: Sendable, Equatable {
  /// For example `plans-2025-SEC`; stable.
  public let id: String
  public let name: String
  /// A group's id.
  public let geography: String
  /// `plans`, `pounds` or `percent`.
  public let unit: String
  public let figure: Figure
}

extension LondonPicture {
  /// Years that the report's readers ask for.
  private static let forecastYears = [2031, 2039]

  /// By group in order, then in this order: plans, flows of the latest year, plans by phase, need and sector, cost and
  /// its mean, share of clamped costs, quartiles (for London these also by sector), plans on the quarter days, forecast.
  /// Groups without a message have none.
  public var headlines: [Headline] {
    Self.headlines(groups, censusYear: source.censusYear)
  }

  static func headlines(_ groups: [GroupPicture], censusYear: Int) -> [Headline] {
    groups.enumerated().flatMap { index, picture in
      picture.figures.map { headlines($0, of: picture.group.id, isFirst: index == 0, year: censusYear) } ?? []
    }
  }

  private static func headlines(
    _ figures: GroupFigures, of group: String, isFirst: Bool, year: Int
  ) -> [Headline] {
    var list: [Headline] = []
    func add(_ id: String, _ name: String, _ figure: Figure, unit: String = "plans") {
      list.append(Headline(id: id, name: name, geography: group, unit: unit, figure: figure))
    }
    add("plans-\(year)", "Plans, January \(year)", figures.plans)
    if let flow = figures.flows.last {
      add("new-\(year)", "New plans, year to January \(year)", flow.new)
      add("left-\(year)", "Plans ended or moved away, year to January \(year)", flow.left)
      add("arrived-\(year)", "Plans moved in, year to January \(year)", flow.arrived)
    }
    for (code, figure) in zip(Phase.codes, figures.plansByPhase) {
      add("plans-\(year)-\(code)", "Plans, January \(year), phase \(code)", figure)
    }
    for (code, figure) in zip(Need.codes, figures.plansByNeed) {
      add("plans-\(year)-\(code)", "Plans, January \(year), primary need \(code)", figure)
    }
    for (code, figure) in zip(Sector.codes, figures.plansBySector) {
      add("plans-\(year)-\(code)", "Plans, January \(year), sector \(code)", figure)
    }
    add("cost-\(year)", "Annual cost of placements, January \(year)", figures.cost, unit: "pounds")
    if isFirst {
      for (code, figure) in zip(Sector.codes, figures.meanCost) {
        add("mean-cost-\(year)-\(code)", "Mean annual cost, January \(year), sector \(code)", figure, unit: "pounds")
      }
    }
    for line in CostHeadlines(figures, year, isFirst: isFirst).all {
      add(line.id, line.name, line.figure, unit: line.unit)
    }
    for (day, figure) in zip(QuarterDay.allCases, figures.quarters?.all ?? []) {
      add("quarter-plans-\(year - 1)-\(day.code)", "Plans, \(day.name(beforeCensus: year))", figure)
    }
    for row in figures.forecast where forecastYears.contains(row.year) {
      add("forecast-\(row.year)", "Plans, January \(row.year), base forecast", row.total)
    }
    return list
  }
}
