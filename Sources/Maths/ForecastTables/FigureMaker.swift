import Forecasting
import Vocabulary

/// The points of the report's figures for one area.
struct FigureMaker {
  private typealias Row = ReportFigures.Row

  private let report: ForecastReport
  private let place: Int

  init(report: ForecastReport, place: Int) { (self.report, self.place) = (report, place) }

  private var area: ForecastReport.Area { report.areas[place] }
  private var base: Outlook { report.comparison.outcomes[0].outlooks[place] }
  private var flows: [Int: FlowCounts] { report.history.isEmpty ? [:] : report.history[place] }
  /// Figures of the boroughs whose flows are known, without those from published margins.
  private var known: ForecastReport.Area {
    ForecastReport.Area(id: area.id, name: area.name, boroughs: area.boroughs, members: area.members)
  }

  private func fact(_ figure: String, _ series: String, _ at: Int, _ unit: String, _ value: Double) -> Row {
    Row(figure: figure, area: known, series: series, at: at, unit: unit, value: value)
  }

  private func expected(
    _ figure: String, _ series: String, _ at: Int, _ unit: String, _ value: Double, _ interval: (low: Double, high: Double)? = nil
  ) -> Row {
    Row(
      figure: figure, area: area, scenario: "base", series: series, at: at, unit: unit, value: value, interval: interval)
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

  private static let bands: [(label: String, ages: ClosedRange<Int>)] = [
    ("0-4", 0...4), ("5-10", 5...10), ("11-15", 11...15), ("16-19", 16...19), ("20-25", 20...25),
  ]

  private static func sum(
    _ flows: FlowCounts, _ statuses: [FlowStatus], ages: ClosedRange<Int> = AcademicAge.range, need: Need? = nil
  ) -> Double {
    let needs = need.map { [$0] } ?? Need.allCases
    var sum = 0.0
    for status in statuses {
      for age in ages { for need in needs { sum += flows[status, age, need.rawValue] } }
    }
    return sum
  }

  private static let held: [FlowStatus] = [.stay, .new, .transferredIn]

  /// Figures 25 to 27, 29 and 30: what the flows of past years show.
  var history: [ReportFigures.Row] {
    var rows: [Row] = []
    var plans: [(year: Int, count: Double)] = []
    for (year, flows) in flows.sorted(by: { $0.key < $1.key }) {
      // Plans of the January before: those that stayed and those that left.
      if plans.last?.year != year - 1 { plans.append((year - 1, Self.sum(flows, [.stay, .leave]))) }
      plans.append((year, Self.sum(flows, Self.held)))
      for band in Self.bands {
        rows.append(fact("27", band.label, year, "plans", Self.sum(flows, [.new], ages: band.ages)))
      }
    }
    for (year, count) in plans {
      rows.append(fact("25", "plans", year, "plans", count))
      guard let first = plans.first?.count, first > 0 else { continue }
      rows.append(fact("26", "plans", year, "index", 100 * count / first))
    }
    if let latest = flows[report.source.censusYear] {
      for (series, statuses) in [("stock", Self.held), ("new", [FlowStatus.new])] {
        let all = Self.sum(latest, statuses)
        guard all > 0 else { continue }
        for need in Need.allCases {
          let share = 100 * Self.sum(latest, statuses, need: need) / all
          for figure in ["29", "30"] {
            rows.append(fact(figure, "\(series) \(need.code)", report.source.censusYear, "percent", share))
          }
        }
      }
    }
    return rows.sorted { $0.figure < $1.figure }
  }

  /// Figures 31 and 36 to 38: where children are placed at the census.
  var profile: [ReportFigures.Row] {
    let year = report.source.censusYear
    guard !base.placements.isEmpty else { return [] }
    let gaps = report.gaps(place, 0, year)
    var rows = Sector.allCases.flatMap { sector in
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
        rows.append(expected("40", "people \(share.rawValue)", year, "people", base.population(year, ages: share.ages)))
        let line = report.prevalence(share, year, place, 0)
        rows.append(
          expected("40", "plans per 100 people \(share.rawValue)", year, "percent", line.value, line.interval))
      }
      // Born from September 2019 to August 2020: aged 0 on 31 August before January 2021.
      let age = year - 2021
      guard AcademicAge.range.contains(age) else { continue }
      for figure in ["43", "44", "45"] {
        rows.append(expected(figure, "aged \(age)", year, "people", base.population(year, ages: age...age)))
      }
    }
    for year in [base.firstYear, base.lastYear] {
      for age in AcademicAge.range {
        rows.append(expected("46", "\(year)", age, "plans", base.total(year, ages: age...age)))
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
