import Geography

@testable import Views

/// A page's content with figures of London's size, made up, without the work of pooling.
struct ViewsFixture {
  var received = 33
  var isRehearsal = true
  var deployment = "london-rehearsal"
  /// With what the future may do, and other scenarios.
  var hasFuture = false

  func content() -> PageContent {
    let groups = Geography.report2025.groups
    let isEmpty = received == 0
    let areas = { (ids: [String]) in
      groups.filter { ids.contains($0.id) }.map { group in
        let size = Double(group.members.count) / 33
        let flows = [99_127.0, 14_236, 7_511, 131_870, 141_003].enumerated().map { index, number in
          PageContent.Cell.value(Self.value(number * size, [62, 71, 69, 940, 1_730][index] * size.squareRoot()))
        }
        let count = PageContent.Count(received: min(received, group.members.count), members: group.members.count)
        let cells = isEmpty ? [PageContent.Cell](repeating: .none, count: 5) : flows
        return PageContent.Row(heading: group.name, detail: count.text, cells: cells)
      }
    }
    let columns = ["Plans, January 2025", "New in the year", "Leaving in the year", "Forecast 2031", "Forecast 2039"]
    var sections = [
      PageContent.Section(
        id: "sub-regions", title: "Sub-regions", note: "The five areas in which London's boroughs commission together.",
        rowHeading: "Sub-region", columns: columns, rows: areas(SubRegion.allCases.map(\.rawValue)), look: .areas),
      PageContent.Section(
        id: "inner-outer", title: "Inner and outer London", note: "By the list of the London report.",
        rowHeading: "Area", columns: columns, rows: areas(["inner", "outer"]), look: .areas),
    ]
    if !isEmpty { sections += Self.breakdowns }
    var content = PageContent(
      deployment: deployment, isRehearsal: isRehearsal, censusYear: 2025,
      coverage: PageContent.Count(received: received, members: 33),
      waiting: 0,
      regions: groups.filter { SubRegion(rawValue: $0.id) != nil }.map {
        PageContent.Region(
          code: $0.id, name: $0.name,
          coverage: PageContent.Count(received: min(received, $0.members.count), members: $0.members.count))
      },
      tiles: isEmpty ? [] : Self.tiles, forecast: isEmpty ? [] : hasFuture ? Self.ahead : Self.forecast, sections: sections,
      provenance: [("Release plan", "london-send-1"), ("Geography", "report-2025")].map { (name: $0.0, value: $0.1) })
    if hasFuture { content.scenarios = ["pre-pandemic", "further growth"] }
    return content
  }

  static func value(_ number: Double, _ bound: Double, _ unit: Unit = .plans, unreliable: Bool = false) -> PageContent.Value {
    PageContent.Value(number: number, bound: bound, unit: unit, isUnreliable: unreliable)
  }

  private static let tiles = [
    PageContent.Tile(label: "Plans, January 2025", value: value(99_127.4, 61.2)),
    PageContent.Tile(label: "New plans in the year", value: value(14_236, 70.4)),
    PageContent.Tile(label: "Plans ended or moved away", value: value(7_511, 69)),
    PageContent.Tile(label: "Cost of placements a year", value: value(2_314_512_345, 11_240_000, .millionPounds)),
    PageContent.Tile(label: "Forecast, January 2031", value: value(131_870, 940)),
    PageContent.Tile(label: "Forecast, January 2039", value: value(141_003, 1_730)),
  ]

  private static let forecast = (0...15).map { year in
    let step = Double(year)
    return PageContent.ForecastPoint(
      year: 2025 + year, total: value(99_127 + 6_900 * step - 268 * step * step, 61 + 108 * step),
      phases: [1_480, 38_200, 34_900, 16_400, 8_147].map { value($0 + 400 * step, 40 + 30 * step) })
  }

  /// The same, of which the future may make a tenth more or less; the census as it is counted.
  private static let ahead = forecast.map { point in
    guard point.year > 2025 else { return point }
    let total = point.total.number
    var ranged = point.total
    ranged.interval = total * 0.9...total * 1.15
    return PageContent.ForecastPoint(
      year: point.year, total: ranged, phases: point.phases,
      future: PageContent.ForecastPoint.Future(
        most: total * 0.9...total * 1.15, half: total * 0.96...total * 1.05, beside: [total * 0.92, total * 1.04]))
  }

  private static var breakdowns: [PageContent.Section] {
    func rows(_ names: [Name], _ numbers: [Double]) -> [PageContent.Row] {
      zip(names, numbers).map { name, number in
        PageContent.Row(
          heading: name.long, detail: name.short, cells: [.value(value(number, 55, unreliable: number < 60))])
      }
    }
    let costs = zip(Name.sectors, [9_120.0, 17_800, 27_450, 63_900, 14_300, 8_200]).map { name, mean in
      PageContent.Row(
        heading: name.long, detail: name.short,
        cells: [
          .value(value(mean, mean / 128, .pounds)), .value(value(16_000, 80)),
          .value(value(mean * 16_000, 3_000_000, .millionPounds)),
        ])
    }
    return [
      PageContent.Section(
        id: "phases", title: "By phase of education", note: "Phase by age on 31 August before the census.",
        rowHeading: "Phase", columns: ["Plans, January 2025"],
        rows: rows(Name.phases, [1_480, 38_200, 34_900, 16_400, 8_147]), look: .bars),
      PageContent.Section(
        id: "needs", title: "By primary need", note: "The need that the plan names first.", rowHeading: "Primary need",
        columns: ["Plans, January 2025"],
        rows: rows(Name.needs, [36_400, 24_180, 14_600, 6_410, 2_450, 1_480, 1_900, 1_710, 770, 48, 2_590, 6_589]),
        look: .bars),
      PageContent.Section(
        id: "sectors", title: "By placement sector", note: "Where the child is placed on census day.",
        rowHeading: "Sector", columns: ["Plans, January 2025"],
        rows: rows(Name.sectors, [43_100, 5_240, 27_300, 8_410, 9_900, -12]), look: .bars),
      PageContent.Section(
        id: "costs", title: "Cost by placement sector", note: "Placements on census day that have a cost, a year.",
        rowHeading: "Sector", columns: ["Mean cost", "Placements with a cost", "Cost of all"], rows: costs, look: .plain),
      PageContent.Section(
        id: "cost-spread", title: "How costs are spread", note: "Of the placements with a cost.", rowHeading: "Sector",
        columns: ["Median"],
        rows: [PageContent.Row(heading: "All sectors", detail: "", cells: [.value(value(14_578, 900, .pounds))])],
        look: .plain, chart: .costs(costBands)),
      PageContent.Section(
        id: "quarter-days", title: "Plans through 2024", note: "Plans that boroughs maintained on the four quarter days.",
        rowHeading: "Area", columns: days.map(\.name),
        rows: [PageContent.Row(heading: "London", detail: "33 of 33 boroughs", cells: days.map { .value($0.plans) })],
        look: .areas, chart: .days(days)),
    ]
  }

  /// The census days of 2024 and 2025, exact, and the quarter days between them.
  static let days = [
    ("January 2024", "January 2024", 19_740, 92_414.0), ("31 March 2024", "31 Mar", 19_813, 94_010),
    ("30 June 2024", "30 Jun", 19_904, 96_372), ("30 September 2024", "30 Sep", 19_996, 96_108),
    ("31 December 2024", "31 Dec", 20_088, 98_655), ("January 2025", "January 2025", 20_104, 99_127),
  ].map { name, short, day, plans in
    PageContent.DayPoint(
      name: name, short: short, day: day, plans: value(plans, name.hasPrefix("January") ? 0 : 153),
      isCensus: name.hasPrefix("January"))
  }

  /// From £4,000 in steps of a quarter, one of them below zero by its noise.
  static let costBands = PageContent.CostBands(
    bands: [0.0, 4_000, 5_000, 6_300, 8_000, 10_000, 12_500, 16_000, 20_000].enumerated().map { index, from in
      (from, value([900.0, -7, 1_200, 2_400, 9_600, 8_000, 5_000, 700, 350][index], 40))
    },
    quartiles: [("lower quartile", 8_400), ("median", 10_100), ("upper quartile", 12_900)])
}
