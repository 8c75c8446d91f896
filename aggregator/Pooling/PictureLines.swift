import Geography
import Vocabulary

/// One figure of a picture with what it counts, for files: one line each.
struct PictureLine {
  /// Stable, unique within a geography: measure, year and codes, for example `plans-2025-PRI-ASD`.
  let id: String
  let name: String
  let geography: Group
  let measure: Measure
  let year: Int
  /// Codes of what the figure is limited to; empty for all.
  var phase = ""
  var need = ""
  var sector = ""
  /// Lower edge of a band of costs, in pence.
  var band = ""
  /// A quarter day, `2024-03-31`, and a birth cohort: completed years on 31 August before the census.
  var day = ""
  var cohort = ""
  let figure: Figure

  enum Measure: String {
    case plans, new, arrived, left, forecast, cost
    case personsWithCost = "persons-with-cost"
    case meanCost = "mean-cost"
    case lowerQuartile = "cost-lower-quartile", medianCost = "median-cost", upperQuartile = "cost-upper-quartile"
    case costSpread = "cost-quartile-spread"
    case costBand = "persons-by-cost"
    case below = "cost-below-0", above = "cost-above-cap"
    case percentBelow = "percent-below-0", percentAbove = "percent-above-cap"
    case quarterPlans = "quarter-plans", quarterChange = "quarter-change"

    var unit: String {
      switch self {
      case .cost, .meanCost, .lowerQuartile, .medianCost, .upperQuartile, .costSpread: "pounds"
      case .percentBelow, .percentAbove: "percent"
      default: "plans"
      }
    }

    /// A weighted sum of released cells, so that its error is that of their noises.
    var isSum: Bool {
      switch self {
      case .plans, .new, .arrived, .left, .cost, .personsWithCost, .costBand, .below, .above, .quarterPlans, .quarterChange: true
      case .forecast, .meanCost, .lowerQuartile, .medianCost, .upperQuartile, .costSpread, .percentBelow, .percentAbove: false
      }
    }

    /// What the interval of such a figure speaks of.
    var intervalCovers: String {
      switch self {
      case .forecast: "noise only, not the future"
      case .lowerQuartile, .medianCost, .upperQuartile, .costSpread: "noise, and where in its band a cost lies"
      default: "noise only"
      }
    }

    func name(_ year: Int) -> String {
      switch self {
      case .plans: "Plans, January \(year)"
      case .new: "New plans, year to January \(year)"
      case .arrived: "Plans moved in, year to January \(year)"
      case .left: "Plans ended or moved away, year to January \(year)"
      case .forecast: "Plans, January \(year), base forecast"
      case .cost: "Annual cost of placements, January \(year)"
      case .personsWithCost: "Plans whose placement has a cost, January \(year)"
      case .meanCost: "Mean annual cost, January \(year)"
      case .lowerQuartile: "Lower quartile of annual cost, January \(year)"
      case .medianCost: "Median annual cost, January \(year)"
      case .upperQuartile: "Upper quartile of annual cost, January \(year)"
      case .costSpread: "Interquartile range of cost, January \(year)"
      case .costBand: "Plans by annual cost, January \(year)"
      case .below: "Plans whose cost is below 0 and counts as 0, January \(year)"
      case .above: "Plans whose cost is above the cap and counts as the cap, January \(year)"
      case .percentBelow: "Percent of costs below 0, January \(year)"
      case .percentAbove: "Percent of costs above the cap, January \(year)"
      case .quarterPlans, .quarterChange: "Plans on a quarter day"  // named with the day
      }
    }
  }

  init(
    _ measure: Measure, _ year: Int, _ geography: Group, _ figure: Figure, phase: String = "", need: String = "",
    sector: String = "", band: String = ""
  ) {
    let parts = [("phase", phase), ("primary need", need), ("sector", sector), ("from pence", band)]
      .filter { !$0.1.isEmpty }
    id = ([measure.rawValue, "\(year)"] + parts.map(\.1)).joined(separator: "-")
    name = ([measure.name(year)] + parts.map { "\($0.0) \($0.1)" }).joined(separator: ", ")
    (self.measure, self.year, self.geography, self.figure) = (measure, year, geography, figure)
    (self.phase, self.need, self.sector, self.band) = (phase, need, sector, band)
  }
}

extension PictureLine {
  /// A figure of one quarter day of the year that ends with census `census`.
  ///
  /// Ids are by the year of the days: `quarter-plans-2024-Q1`, `quarter-plans-2024-Q1-PRI`, `quarter-plans-2024-Q1-cohort-7`.
  init(
    _ measure: Measure, _ census: Int, _ geography: Group, _ figure: Figure, day: QuarterDay, phase: String = "",
    cohort: String = ""
  ) {
    let date = day.date(beforeCensus: census)
    id = (["\(measure.rawValue)-\(date.year)-\(day.code)"] + [phase, cohort.isEmpty ? "" : "cohort-\(cohort)"].filter { !$0.isEmpty })
      .joined(separator: "-")
    let what = measure == .quarterChange ? "More plans than three months before" : "Plans"
    let parts = [("phase", phase), ("birth cohort", cohort)].filter { !$0.1.isEmpty }
    name = (["\(what), \(day.name(beforeCensus: census))"] + parts.map { "\($0.0) \($0.1)" }).joined(separator: ", ")
    (self.measure, year, self.geography, self.figure) = (measure, date.year, geography, figure)
    (self.phase, self.cohort) = (phase, cohort)
    self.day = "\(date.year)-\(date.month < 10 ? "0" : "")\(date.month)-\(date.day)"
  }
}

extension LondonPicture {
  /// Every figure of every group that has any: plans, flows, costs, quarter days, forecast.
  var lines: [PictureLine] {
    groups.flatMap { picture in picture.figures.map { lines($0, of: picture.group) } ?? [] }
  }

  private func lines(_ figures: GroupFigures, of group: Group) -> [PictureLine] {
    let (year, needs) = (source.censusYear, Need.allCases.count)
    var list = [PictureLine(.plans, year, group, figures.plans)]
    for (code, figure) in zip(Phase.codes, figures.plansByPhase) {
      list.append(PictureLine(.plans, year, group, figure, phase: code))
    }
    for (code, figure) in zip(Need.codes, figures.plansByNeed) {
      list.append(PictureLine(.plans, year, group, figure, need: code))
    }
    for (place, figure) in figures.plansByPhaseNeed.enumerated() {
      let (phase, need) = (Phase.codes[place / needs], Need.codes[place % needs])
      list.append(PictureLine(.plans, year, group, figure, phase: phase, need: need))
    }
    for (code, figure) in zip(Sector.codes, figures.plansBySector) {
      list.append(PictureLine(.plans, year, group, figure, sector: code))
    }
    list += crossed(figures, of: group)
    for flow in figures.flows {
      for (measure, figure) in [(PictureLine.Measure.new, flow.new), (.arrived, flow.arrived), (.left, flow.left)] {
        list.append(PictureLine(measure, flow.year, group, figure))
      }
    }
    list.append(PictureLine(.cost, year, group, figures.cost))
    for (measure, all) in [
      (PictureLine.Measure.cost, figures.costBySector), (.personsWithCost, figures.personsWithCost),
      (.meanCost, figures.meanCost),
    ] {
      for (code, figure) in zip(Sector.codes, all) {
        list.append(PictureLine(measure, year, group, figure, sector: code))
      }
    }
    if let mean = figures.meanCostOfAll { list.append(PictureLine(.meanCost, year, group, mean)) }
    list += CostLines(figures.costs, year, group).all
    if let quarters = figures.quarters { list += QuarterLines(quarters, year, group).all }
    for row in figures.forecast {
      list.append(PictureLine(.forecast, row.year, group, row.total))
      for (code, figure) in zip(Phase.codes, row.phases) {
        list.append(PictureLine(.forecast, row.year, group, figure, phase: code))
      }
    }
    return list
  }

  /// Plans by sector within phases, needs and both.
  private func crossed(_ figures: GroupFigures, of group: Group) -> [PictureLine] {
    let (year, needs, sectors) = (source.censusYear, Need.codes.count, Sector.codes)
    let byPhase = figures.plansByPhaseSector.enumerated().map { place, figure in
      PictureLine(
        .plans, year, group, figure, phase: Phase.codes[place / sectors.count], sector: sectors[place % sectors.count])
    }
    let byNeed = figures.plansByNeedSector.enumerated().map { place, figure in
      PictureLine(
        .plans, year, group, figure, need: Need.codes[place / sectors.count], sector: sectors[place % sectors.count])
    }
    let byBoth = figures.plansByPhaseNeedSector.enumerated().map { place, figure in
      let row = place / sectors.count
      return PictureLine(
        .plans, year, group, figure, phase: Phase.codes[row / needs], need: Need.codes[row % needs],
        sector: sectors[place % sectors.count])
    }
    return byPhase + byNeed + byBoth
  }
}
