internal import Forecasting
internal import ForecastTables
internal import Vocabulary

/// What the page says of a comparison: the scenarios in words, the chart and table by year, one January in detail.
struct ScenarioSections {
  private let figures: ComparedFigures
  private let address: ScenarioAddress

  init(_ figures: ComparedFigures, _ address: ScenarioAddress) { (self.figures, self.address) = (figures, address) }

  private var names: [String] { figures.scenarios.map(\.name) }
  private var coverage: String { PageContent.Count(received: figures.area.received, members: figures.area.members).text }

  var title: String { names.dropFirst().joined(separator: ", ") + " beside the base" }

  var note: String {
    "\(figures.area.name), \(coverage). Shaded and in brackets: what \(figures.draws) simulated futures hold in 90 of 100 cases, the noise of "
      + "the figures counted; not a change of law beyond the levers, nor mistakes in records, nor another course of the population. "
      + "\(PageHTML.untried) A difference has an interval of its own: both sides meet the same future, so it is known far better than the plans."
  }

  /// One for each scenario: its levers, its file, how to change it or leave it out.
  var cards: String {
    let cards = figures.scenarios.indices.dropFirst().map { place in
      let scenario = figures.scenarios[place]
      let sentences = LeverWords.sentences(scenario, solvedGrowth: figures.solvedGrowth[place])
      let links = [
        ("/scenarios/file?" + ScenarioAddress.query(of: scenario), "Keep as .scenario file"),
        ("/scenarios?" + address.opening(scenario) + "#compose", "Change"),
        ("/scenarios?" + address.without(scenario), "Leave out"),
      ].map { "<a href=\"\(HTML.text($0))\">\($1)<span class=\"heard\">: \(HTML.text(scenario.name))</span></a>" }
      return "<li><strong>\(HTML.text(scenario.name))</strong> \(HTML.text(sentences.joined(separator: " ")))"
        + "<span class=\"links\">\(links.joined(separator: " "))</span></li>"
    }
    return "<ul class=\"cards\">\(cards.joined(separator: "\n"))</ul>"
  }

  var all: [PageContent.Section] { [byYear, inDetail] }

  private var columns: [String] {
    names.enumerated().flatMap { place, name in
      place == figures.reference ? ["\(name) (90% interval)"] : ["\(name) (90% interval)", "\(name) less \(names[figures.reference])"]
    }
  }

  private func cells(_ column: FanColumn, _ january: Int) -> [PageContent.Cell] {
    names.indices.flatMap { place -> [PageContent.Cell] in
      guard let figure = figures.figure(column, scenario: place, january: january) else {
        return [PageContent.Cell](repeating: .none, count: place == figures.reference ? 1 : 2)
      }
      let own = PageContent.Cell.value(Self.value(figure.value, figure.most, .plans))
      guard place != figures.reference else { return [own] }
      return [own, figure.difference.map { .value(Self.value($0.value, $0.most, .change)) } ?? .none]
    }
  }

  private static func value(_ number: Double, _ interval: ClosedRange<Double>, _ unit: Unit) -> PageContent.Value {
    PageContent.Value(number: number, bound: 0, unit: unit, isUnreliable: false, interval: interval)
  }

  /// Plans by phase and need begin with those that are counted at the census. Placements don't.
  private func apart(_ isPlacement: Bool) -> String {
    let census = figures.januaries.lowerBound
    return isPlacement
      ? " Placements are the forecast's in January \(census) too: shares of each phase and need, drawn towards London's. How many "
        + "were counted then is on the page of all figures, under “By placement sector”." : ""
  }

  private var byYear: PageContent.Section {
    let column = address.show
    let title = column == .total ? "Plans by year" : "\(column.label), by year"
    return PageContent.Section(
      id: "by-year", title: title, note: "\(figures.area.name), \(coverage). Plans on the January census." + apart(ShownColumn.sectors.contains(column)),
      rowHeading: "January", columns: columns,
      rows: figures.januaries.map { PageContent.Row(heading: "\($0)", detail: "", cells: cells(column.column, $0)) },
      look: .compared,
      chart: .forecast(
        points(column.column), Array(names.dropFirst()),
        ForecastChart.Subject(
          id: "by-year-chart", title: "\(column.label), \(figures.area.name): \(names.joined(separator: ", "))",
          axis: column == .total ? "Plans on census day" : "\(column.label): plans", base: names[0])))
  }

  private func points(_ column: FanColumn) -> [PageContent.ForecastPoint] {
    figures.januaries.compactMap { january in
      guard let base = figures.figure(column, scenario: 0, january: january) else { return nil }
      let beside = names.indices.dropFirst().compactMap { figures.figure(column, scenario: $0, january: january)?.value }
      return PageContent.ForecastPoint(
        year: january, total: Self.value(base.value, base.most, .plans), phases: [],
        future: PageContent.ForecastPoint.Future(most: base.most, half: base.half, beside: beside))
    }
  }

  private var inDetail: PageContent.Section {
    let rows = ([ShownColumn.total] + ShownColumn.phases + ShownColumn.needs + ShownColumn.sectors).compactMap { shown in
      figures.figure(shown.column, scenario: 0, january: address.january).map { _ in
        PageContent.Row(heading: shown.label, detail: "", cells: cells(shown.column, address.january))
      }
    }
    return PageContent.Section(
      id: "in-detail", title: "January \(address.january), by phase, need and placement",
      note: "Each of the three parts adds up to all plans." + apart(address.january == figures.januaries.lowerBound), rowHeading: "", columns: columns, rows: rows, look: .compared)
  }
}
