import Forecasting
import Vocabulary

/// The points of the report's figures for one area.
struct FigureMaker {
  typealias Row = ReportFigures.Row

  let report: ForecastReport
  let place: Int

  init(report: ForecastReport, place: Int) { (self.report, self.place) = (report, place) }

  var area: ForecastReport.Area { report.areas[place] }
  var base: Outlook { report.comparison.outcomes[0].outlooks[place] }
  /// Figures of the boroughs whose flows are known, without those from published margins.
  var known: ForecastReport.Area {
    ForecastReport.Area(id: area.id, name: area.name, boroughs: area.boroughs, members: area.members)
  }

  private func expected(
    _ figure: String, _ series: String, _ at: Int, _ unit: String, _ value: Double, _ interval: (low: Double, high: Double)? = nil,
    isPublic: Bool = false
  ) -> Row {
    Row(
      figure: figure, area: area, scenario: "base", series: series, at: at, unit: unit, value: value, interval: interval,
      isPublic: isPublic)
  }

  /// Percent of all plans of that January, future by future.
  private func share(_ figure: String, _ series: String, _ column: FanColumn, _ year: Int) -> Row {
    let fan = report.comparison.outcomes[0].fans[place]
    let shares = zip(fan.drawn(column, year), fan.drawn(.total, year)).filter { $1 > 0 }.map { 100 * $0 / $1 }
    let ends = Quantiles.of(shares, at: [0.05, 0.95])
    return expected(
      figure, series, year, "percent", 100 * base.expected(column, year) / max(base.total(year), 1e-9),
      shares.isEmpty ? nil : (ends[0], ends[1]))
  }

  /// A figure that is simulated, with its interval.
  private func simulated(_ figure: String, _ series: String, _ column: FanColumn, _ year: Int, outcome: Int = 0) -> Row {
    let line = report.line(column, year, place, outcome)
    return Row(
      figure: figure, area: area, scenario: line.scenario, series: series, at: year, unit: "plans", value: line.value,
      interval: line.interval)
  }

  /// Figures 31 and 36 to 38: where children are placed at the census.
  var profile: [ReportFigures.Row] {
    let year = report.source.censusYear
    guard !base.placements.isEmpty else { return [] }
    let gaps = report.gaps(place, 0, year)
    var rows = earlierPlacements + Sector.allCases.flatMap { sector in
      [simulated("31", sector.code, .sector(sector), year), share("31", sector.code, .sector(sector), year)]
    }
    for (figure, phase) in [("36", Phase.primary), ("37", .secondary), ("38", .post16)] {
      for need in Need.allCases {
        guard let gap = gaps.first(where: { $0.phase == phase && $0.need == need }) else { continue }
        rows.append(expected(figure, need.code, year, "plans", gap.independent, gap.interval))
        if let percent = gap.percent { rows.append(expected(figure, need.code, year, "percent", percent, gap.percentInterval)) }
      }
    }
    return rows
  }

  /// Figure 39: every scenario, with its interval.
  var scenarios: [ReportFigures.Row] {
    report.comparison.outcomes.indices.flatMap { outcome in
      base.januaries.map { simulated("39", "plans", .total, $0, outcome: outcome) }
    }
  }

  /// Figures 40 and 43 to 47: plans and people over time.
  var course: [ReportFigures.Row] {
    var rows: [Row] = []
    for year in base.januaries {
      rows.append(simulated("40", "plans", .total, year))
      for share in PrevalenceBase.allCases {
        rows.append(expected("40", "people \(share.rawValue)", year, "people", base.population(year, ages: share.ages), isPublic: true))
        let line = report.prevalence(share, year, place, 0)
        rows.append(
          expected("40", "plans per 100 people \(share.rawValue)", year, "percent", line.value, line.interval))
      }
      // Born from September 2019 to August 2020: aged 0 on 31 August before January 2021.
      let age = year - 2021
      guard AcademicAge.range.contains(age) else { continue }
      for figure in ["43", "44", "45"] {
        rows.append(expected(figure, "aged \(age)", year, "people", base.population(year, ages: age...age), isPublic: true))
      }
    }
    for year in [base.firstYear, base.lastYear] {
      for age in AcademicAge.range {
        let line = report.line(.age(age), year, place, 0)
        rows.append(expected("46", "\(year)", age, "plans", line.value, line.interval))
      }
    }
    for year in base.januaries { rows += Phase.allCases.map { simulated("47", $0.code, .phase($0), year) } }
    return rows
  }

  /// Table 1 and figure 48.
  var needs: [ReportFigures.Row] {
    var rows: [Row] = []
    // The report's years, as far as they are forecast, after the census.
    let years = [base.firstYear] + [2031, 2040].filter { $0 > base.firstYear && base.januaries.contains($0) }
    for year in years {
      for need in Need.allCases {
        rows.append(simulated("T1", need.code, .need(need), year))
        rows.append(share("T1", need.code, .need(need), year))
      }
    }
    for year in base.januaries {
      for need in [Need.asd, .slcn, .semh] {
        rows.append(simulated("48", need.code, .need(need), year))
        for phase in Phase.allCases {
          rows.append(simulated("48", "\(need.code) \(phase.code)", .cell(phase, need), year))
        }
      }
    }
    return rows
  }

  /// Figures 49 to 51.
  var placements: [ReportFigures.Row] {
    guard !base.placements.isEmpty else { return [] }
    return base.januaries.flatMap { year in
      Sector.allCases.map { simulated("49", $0.code, .sector($0), year) }
        + [("50", Sector.mainstream), ("51", .stateSpecial)].flatMap { figure, sector in
          Phase.allCases.map { simulated(figure, $0.code, .placed($0, sector), year) }
        }
    }
  }
}
