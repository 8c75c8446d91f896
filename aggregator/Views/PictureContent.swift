internal import Geography
internal import Pooling
internal import Vocabulary

/// The page's content out of a picture: choice and order, no arithmetic.
extension PageContent {
  /// Years that the report's readers ask for.
  private static let milestones = [2031, 2039]

  init(_ picture: LondonPicture, deployment: String, isRehearsal: Bool) {
    let year = picture.source.censusYear
    let london = picture.groups.first
    let regions = picture.groups.filter { SubRegion(rawValue: $0.group.id) != nil }
    let halves = picture.groups.filter { $0.group.id == "inner" || $0.group.id == "outer" }
    self.deployment = deployment
    self.isRehearsal = isRehearsal
    censusYear = year
    coverage = london.map { Count($0.coverage) } ?? Count(received: 0, members: 0)
    waiting = picture.source.waiting
    self.regions = regions.map {
      Region(code: $0.group.id, name: $0.group.name, coverage: Count($0.coverage))
    }
    tiles = london?.figures.map(Self.tiles) ?? []
    forecast = (london?.figures?.forecast ?? []).map { row in
      ForecastPoint(
        year: row.year, total: Value(row.total, .plans), phases: row.phases.map { Value($0, .plans) })
    }
    var sections = [
      Self.areas(
        id: "sub-regions", title: "Sub-regions", rowHeading: "Sub-region", groups: regions, year: year,
        note: "The five areas in which London's boroughs commission together."),
      Self.areas(
        id: "inner-outer", title: "Inner and outer London", rowHeading: "Area", groups: halves, year: year,
        note: "By the list of the London report: Greenwich is inner and Haringey outer, unlike in the statutory list. "
          + "Not crossed with sub-regions: such a cell can be a single borough."),
    ]
    sections += QuarterSections(picture).all
    if let figures = london?.figures { sections += Self.breakdowns(figures, year: year) }
    self.sections = sections
    provenance = Self.provenance(picture)
  }

  private static func tiles(_ figures: GroupFigures) -> [Tile] {
    var tiles: [Tile] = []
    let census = figures.forecast.first?.year ?? 0
    tiles.append(Tile(label: "Plans, January \(census)", value: Value(figures.plans, .plans)))
    if let flow = figures.flows.last {
      tiles.append(Tile(label: "New plans in the year", value: Value(flow.new, .plans)))
      tiles.append(Tile(label: "Plans ended or moved away", value: Value(flow.left, .plans)))
    }
    tiles.append(Tile(label: "Cost of placements a year", value: Value(figures.cost, .millionPounds)))
    for row in figures.forecast where milestones.contains(row.year) {
      tiles.append(Tile(label: "Base forecast, January \(row.year)", value: Value(row.total, .plans)))
    }
    return tiles
  }

  private static func areas(
    id: String, title: String, rowHeading: String, groups: [GroupPicture], year: Int, note: String
  ) -> Section {
    Section(
      id: id, title: title, note: note, rowHeading: rowHeading,
      columns: ["Plans, January \(year)", "New in the year", "Leaving in the year"]
        + milestones.map { "Base forecast \($0)" },
      rows: groups.map { group in
        var cells = [Cell](repeating: .none, count: 3 + milestones.count)
        if let figures = group.figures {
          cells[0] = .value(Value(figures.plans, .plans))
          if let flow = figures.flows.last {
            cells[1] = .value(Value(flow.new, .plans))
            cells[2] = .value(Value(flow.left, .plans))
          }
          for (index, milestone) in milestones.enumerated() {
            if let row = figures.forecast.first(where: { $0.year == milestone }) {
              cells[3 + index] = .value(Value(row.total, .plans))
            }
          }
        }
        return Row(heading: group.group.name, detail: Count(group.coverage).text, cells: cells)
      }, look: .areas)
  }

  private static func breakdowns(_ figures: GroupFigures, year: Int) -> [Section] {
    func rows(_ names: [Name], _ columns: [[Value]]) -> [Row] {
      names.enumerated().map { index, name in
        Row(
          heading: name.long, detail: name.short,
          cells: columns.map { $0.indices.contains(index) ? .value($0[index]) : .none })
      }
    }
    func plans(_ figures: [Figure]) -> [Value] { figures.map { Value($0, .plans) } }
    let column = "Plans, January \(year)"
    return [
      Section(
        id: "phases", title: "By phase of education", note: "Phase by age on 31 August before the census.",
        rowHeading: "Phase", columns: [column], rows: rows(Name.phases, [plans(figures.plansByPhase)]), look: .bars),
      Section(
        id: "needs", title: "By primary need", note: "The need that the plan names first.", rowHeading: "Primary need",
        columns: [column], rows: rows(Name.needs, [plans(figures.plansByNeed)]), look: .bars),
      Section(
        id: "sectors", title: "By placement sector", note: "Where the child is placed on census day.",
        rowHeading: "Sector", columns: [column], rows: rows(Name.sectors, [plans(figures.plansBySector)]), look: .bars),
    ] + CostSections(figures).all
  }

  private static func provenance(_ picture: LondonPicture) -> [(name: String, value: String)] {
    var lines = [("Release plan", picture.source.planID)]
    if let hash = picture.source.planSHA256 { lines.append(("Plan, SHA-256", hash)) }
    lines.append(("Geography", picture.geographyID))
    if let published = picture.source.published {
      let used = published.boroughs.count - published.notUsed.count
      lines.append(("DfE's published totals, exact", "used for \(used) of \(published.boroughs.count) boroughs"))
    }
    return lines.map { (name: $0.0, value: $0.1) }
  }
}

extension PageContent.Count {
  init(_ coverage: Coverage) { self.init(received: coverage.received, members: coverage.members) }
}

extension PageContent.Value {
  init(_ figure: Figure, _ unit: Unit) {
    self.init(
      number: figure.released, bound: figure.halfWidth95, unit: unit, isUnreliable: figure.isUnreliable)
  }

  /// With an interval that does not lie evenly around the figure.
  init(_ figure: Figure, within unit: Unit) {
    self.init(figure, unit)
    if figure.lower95 <= figure.upper95 { interval = figure.lower95...figure.upper95 }
  }
}
