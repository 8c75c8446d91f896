internal import Geography
internal import Pooling
internal import Vocabulary

/// The page's content out of a picture: choice and order, no arithmetic.
extension PageContent {
  /// Years that the report's readers ask for.
  private static let milestones = [2031, 2039]

  /// - Parameter prospect: of the same messages; nil for the noise's bounds alone.
  init(_ picture: LondonPicture, _ prospect: Prospect?, deployment: String, isRehearsal: Bool) {
    let ahead = Ahead(prospect, census: picture.source.censusYear)
    let year = picture.source.censusYear
    let london = picture.groups.first
    let regions = picture.groups.filter { SubRegion(rawValue: $0.group.id) != nil }
    let halves = picture.groups.filter { $0.group.id == "inner" || $0.group.id == "outer" }
    self.deployment = deployment
    self.isRehearsal = isRehearsal
    censusYear = year
    coverage = london.map { Count($0.coverage) } ?? Count(received: 0, members: 0)
    waiting = picture.source.waiting
    (earlier, later) = (picture.source.elsewhere.earlier, picture.source.elsewhere.later)
    self.regions = regions.map {
      Region(code: $0.group.id, name: $0.group.name, coverage: Count($0.coverage))
    }
    tiles = london.flatMap { group in group.figures.map { Self.tiles($0, ahead, group.group.id) } } ?? []
    forecast = (london?.figures?.forecast ?? []).map { ahead.point($0, of: london?.group.id ?? "") }
    scenarios = prospect?.scenarios.map { $0.replacing("further-growth", with: "further growth") } ?? []
    var sections = [
      Self.areas(
        id: "sub-regions", title: "Sub-regions", rowHeading: "Sub-region", groups: regions, year: year, ahead: ahead,
        note: "The five areas in which London's boroughs commission together."),
      Self.areas(
        id: "inner-outer", title: "Inner and outer London", rowHeading: "Area", groups: halves, year: year, ahead: ahead,
        note: "By the list of the London report: Greenwich is inner and Haringey outer, unlike in the statutory list. "
          + "Not crossed with sub-regions: such a cell can be a single borough."),
    ]
    sections += QuarterSections(picture).all
    if let figures = london?.figures { sections += Self.breakdowns(figures, year: year, coverage.text) }
    self.sections = sections
    provenance = Self.provenance(picture)
  }

  private static func tiles(_ figures: GroupFigures, _ ahead: Ahead, _ group: String) -> [Tile] {
    var tiles: [Tile] = []
    let census = figures.forecast.first?.year ?? 0
    tiles.append(Tile(label: "Plans, January \(census)", value: Value(figures.plans, .plans)))
    if let flow = figures.flows.last {
      tiles.append(Tile(label: "New plans in the year", value: Value(flow.new, .plans)))
      tiles.append(Tile(label: "Plans moved in from elsewhere", value: Value(flow.arrived, .plans)))
      tiles.append(Tile(label: "Plans ended or moved away", value: Value(flow.left, .plans)))
    }
    tiles.append(Tile(label: "Cost of placements a year", value: Value(figures.cost, .millionPounds)))
    for row in figures.forecast where milestones.contains(row.year) {
      tiles.append(
        Tile(
          label: "Base forecast, January \(row.year)" + ahead.label,
          value: ahead.point(row, of: group).total))
    }
    if let before = figures.flows.last?.year {
      tiles.insert(Tile(label: "Plans, January \(before - 1)", value: Value(figures.plansBefore, .plans)), at: 0)
      // The year's account, in reading order: what there was, what came, what went, what there is.
      tiles.insert(tiles.remove(at: 1), at: 4)
    }
    return tiles
  }

  private static func areas(
    id: String, title: String, rowHeading: String, groups: [GroupPicture], year: Int, ahead: Ahead, note: String
  ) -> Section {
    Section(
      id: id, title: title, note: note, rowHeading: rowHeading,
      columns: ["Plans, January \(year)", "New in the year", "Moved in", "Ended or moved away"]
        + milestones.map { "Base forecast \($0)" + ahead.label },
      rows: groups.map { group in
        var cells = [Cell](repeating: .none, count: 4 + milestones.count)
        if let figures = group.figures {
          cells[0] = .value(Value(figures.plans, .plans))
          if let flow = figures.flows.last {
            cells[1] = .value(Value(flow.new, .plans))
            cells[2] = .value(Value(flow.arrived, .plans))
            cells[3] = .value(Value(flow.left, .plans))
          }
          for (index, milestone) in milestones.enumerated() {
            if let row = figures.forecast.first(where: { $0.year == milestone }) {
              cells[4 + index] = .value(ahead.point(row, of: group.group.id).total)
            }
          }
        }
        return Row(heading: group.group.name, detail: Count(group.coverage).text, cells: cells)
      }, look: .areas)
  }

  private static func breakdowns(_ figures: GroupFigures, year: Int, _ coverage: String) -> [Section] {
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
        id: "phases", title: "By phase of education", note: "Phase by age on 31 August before the census. London, \(coverage).",
        rowHeading: "Phase", columns: [column], rows: rows(Name.phases, [plans(figures.plansByPhase)]), look: .bars),
      Section(
        id: "needs", title: "By primary need", note: "The need that the plan names first. London, \(coverage).", rowHeading: "Primary need",
        columns: [column], rows: rows(Name.needs, [plans(figures.plansByNeed)]), look: .bars),
      Section(
        id: "sectors", title: "By placement sector", 
        note: "Where the child is placed on census day. London, \(figures.plansBySector.first.map { Count($0.coverage).text } ?? coverage).",
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
