import Forecasting
import Vocabulary

/// One figure of a report with what it counts, for files: one line each.
struct ForecastLine {
  enum Measure: String {
    case plans
    /// Plans of all ages for every 100 people aged 0 to 24, or 0 to 25. Both are in use.
    case prevalence24 = "prevalence-0-24"
    case prevalence25 = "prevalence-0-25"

    var unit: String { self == .plans ? "plans" : "percent" }
  }

  let area: ForecastReport.Area
  let scenario: String
  let measure: Measure
  let year: Int
  /// Codes of what the figure is limited to; empty for all.
  var phase = ""
  var need = ""
  var sector = ""
  let value: Double
  /// Nil where none is simulated.
  var interval: (low: Double, high: Double)?
  /// The 50% band, and the middle of all futures.
  var middle: (low: Double, median: Double, high: Double)?
  /// From the reference of the comparison; nil for the reference itself.
  var difference: Double?
  var differenceInterval: (low: Double, high: Double)?
}

extension ForecastReport {
  /// Every figure: totals, prevalence, phases, needs, sectors, phase × sector and phase × need, with intervals.
  /// - Parameter everyCell: phase × need × sector too; of these the independent ones have an interval.
  func lines(everyCell: Bool) -> [ForecastLine] {
    var lines: [ForecastLine] = []
    for place in areas.indices {
      for outcome in comparison.outcomes.indices {
        for year in comparison.outcomes[outcome].outlooks[place].januaries {
          lines += columns(place, outcome).map { line($0, year, place, outcome) }
          lines += cells(year, place, outcome, everyCell: everyCell)
        }
      }
    }
    return lines
  }

  /// Columns that this area's fan has.
  private func columns(_ place: Int, _ outcome: Int) -> [FanColumn] {
    var columns: [FanColumn] = [.total] + Phase.allCases.map { .phase($0) } + Need.allCases.map { .need($0) }
    guard !comparison.outcomes[outcome].outlooks[place].placements.isEmpty else { return columns }
    columns += Sector.allCases.map { .sector($0) }
    columns += Phase.allCases.flatMap { phase in Sector.allCases.map { .placed(phase, $0) } }
    return columns
  }

  func line(_ column: FanColumn, _ year: Int, _ place: Int, _ outcome: Int) -> ForecastLine {
    let (own, base) = (comparison.outcomes[outcome], comparison.outcomes[comparison.reference])
    let value = own.outlooks[place].expected(column, year)
    var line = ForecastLine(
      area: areas[place], scenario: own.scenario.name, measure: .plans, year: year, value: value)
    switch column {
    case .total, .age: break
    case .phase(let phase): line.phase = phase.code
    case .need(let need): line.need = need.code
    case .sector(let sector): line.sector = sector.code
    case .placed(let phase, let sector): (line.phase, line.sector) = (phase.code, sector.code)
    case .cell(let phase, let need): (line.phase, line.need) = (phase.code, need.code)
    case .independent(let phase, let need):
      (line.phase, line.need, line.sector) = (phase.code, need.code, Sector.independent.code)
    }
    let quantiles = own.fans[place].quantiles(column, year, Fan.levels)
    line.interval = (quantiles[0], quantiles[4])
    line.middle = (quantiles[1], quantiles[2], quantiles[3])
    if outcome != comparison.reference {
      line.difference = value - base.outlooks[place].expected(column, year)
      line.differenceInterval = Self.interval(own.differences[place], column, year)
    }
    return line
  }

  private static func interval(_ fan: Fan, _ column: FanColumn, _ year: Int) -> (low: Double, high: Double) {
    let ends = fan.quantiles(column, year, [0.05, 0.95])
    return (ends[0], ends[1])
  }

  private func cells(_ year: Int, _ place: Int, _ outcome: Int, everyCell: Bool) -> [ForecastLine] {
    let (own, base) = (comparison.outcomes[outcome], comparison.outcomes[comparison.reference].outlooks[place])
    let outlook = own.outlooks[place]
    var lines = [
      prevalence(.under25, year, place, outcome), prevalence(.upTo25, year, place, outcome),
    ]
    for phase in Phase.allCases {
      for need in Need.allCases {
        lines.append(line(.cell(phase, need), year, place, outcome))
        guard everyCell, !outlook.placements.isEmpty else { continue }
        for sector in Sector.allCases {
          if sector == .independent {
            lines.append(line(.independent(phase, need), year, place, outcome))
            continue
          }
          func placed(_ outlook: Outlook) -> Double { outlook.placed(year, phase: phase, need: need, sector: sector) ?? 0 }
          var one = ForecastLine(
            area: areas[place], scenario: own.scenario.name, measure: .plans, year: year, value: placed(outlook))
          (one.phase, one.need, one.sector) = (phase.code, need.code, sector.code)
          if outcome != comparison.reference { one.difference = one.value - placed(base) }
          lines.append(one)
        }
      }
    }
    return lines
  }

  /// Plans for every 100 people: the total and all that is drawn of it, over a population that is taken as it is projected.
  func prevalence(_ people: PrevalenceBase, _ year: Int, _ place: Int, _ outcome: Int) -> ForecastLine {
    var line = line(.total, year, place, outcome)
    let perPlan = 100 / comparison.outcomes[outcome].outlooks[place].population(year, ages: people.ages)
    func scaled(_ ends: (low: Double, high: Double)?) -> (low: Double, high: Double)? {
      ends.map { ($0.low * perPlan, $0.high * perPlan) }
    }
    (line.interval, line.differenceInterval) = (scaled(line.interval), scaled(line.differenceInterval))
    let value = comparison.outcomes[outcome].outlooks[place].prevalence(year, of: people)
    var prevalence = ForecastLine(
      area: line.area, scenario: line.scenario, measure: people == .under25 ? .prevalence24 : .prevalence25, year: year,
      value: value)
    (prevalence.interval, prevalence.differenceInterval) = (line.interval, line.differenceInterval)
    prevalence.middle = line.middle.map { ($0.low * perPlan, $0.median * perPlan, $0.high * perPlan) }
    prevalence.difference = line.difference.map { $0 * perPlan }
    return prevalence
  }
}

extension Outlook {
  var januaries: ClosedRange<Int> { firstYear...lastYear }
}
