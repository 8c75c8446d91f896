internal import Geography
internal import Pooling
internal import Vocabulary

/// The page's chart and tables of plans on the quarter days, where boroughs have released them.
struct QuarterSections {
  private let picture: LondonPicture
  private let year: Int

  init(_ picture: LondonPicture) { (self.picture, year) = (picture, picture.source.censusYear) }

  private var days: [String] { QuarterDay.allCases.map { $0.name(beforeCensus: year) } }

  var all: [PageContent.Section] {
    guard let london = picture.groups.first, let quarters = london.figures?.quarters else { return [] }
    return [areas(london)] + (quarters.byPhase.isEmpty ? [] : [phases(quarters)])
  }

  private func areas(_ london: GroupPicture) -> PageContent.Section {
    let covered = london.figures?.quarters?.all.first.map { PageContent.Count($0.coverage).text } ?? ""
    return PageContent.Section(
      id: "quarter-days", title: "Plans through \(year - 1)",
      note: "Plans that boroughs maintained on the four quarter days, from \(covered), and on the census days before and "
        + "after, where the same boroughs stand behind both. A child counts on all days from its first to its last in the "
        + "year. The noise of the four days is drawn together, at one price for a child and not one for each day.",
      rowHeading: "Area", columns: ["Jan \(year - 1)"] + days.map(Self.short) + ["Jan \(year)"],
      rows: picture.groups.map(row), look: .areas, chart: points(london).map { .days($0) })
  }

  private func row(_ group: GroupPicture) -> PageContent.Row {
    guard let figures = group.figures, let quarters = figures.quarters, let covered = quarters.all.first?.coverage else {
      return PageContent.Row(
        heading: group.group.name, detail: PageContent.Count(group.coverage).text,
        cells: [PageContent.Cell](repeating: .none, count: days.count + 2))
    }
    // Of other boroughs, a census day would look like a change.
    func census(_ figure: Figure) -> PageContent.Cell { figure.coverage == covered ? cell(figure) : .none }
    return PageContent.Row(
      heading: group.group.name, detail: PageContent.Count(covered).text,
      cells: [census(figures.plansBefore)] + quarters.all.map(cell) + [census(figures.plans)])
  }

  private func phases(_ quarters: QuarterFigures) -> PageContent.Section {
    PageContent.Section(
      id: "quarter-phases", title: "By phase through \(year - 1)",
      note: "By age on 31 August before the day: each September children move on to the next phase. Over "
        + "\(quarters.byPhase.first?.first.map { PageContent.Count($0.coverage).text } ?? "").",
      rowHeading: "Phase", columns: days,
      rows: zip(Name.phases, quarters.byPhase).map { name, figures in
        PageContent.Row(heading: name.long, detail: name.short, cells: figures.map(cell))
      }, look: .plain)
  }

  private func points(_ london: GroupPicture) -> [PageContent.DayPoint]? {
    guard let figures = london.figures, let quarters = figures.quarters, let covered = quarters.all.first?.coverage else {
      return nil
    }
    func census(_ year: Int, _ figure: Figure) -> [PageContent.DayPoint] {
      guard figure.coverage == covered else { return [] }
      return [
        PageContent.DayPoint(
          name: "January \(year)", short: "January \(year)", day: Census.day(year).dayNumber,
          plans: PageContent.Value(figure, .plans), isCensus: true)
      ]
    }
    let points = QuarterDay.allCases.map { day in
      let name = day.name(beforeCensus: year).split(separator: " ")
      return PageContent.DayPoint(
        name: name.joined(separator: " "), short: "\(name[0]) \(name[1].prefix(3))",
        day: day.date(beforeCensus: year).dayNumber, plans: PageContent.Value(quarters.all[day.rawValue], .plans),
        isCensus: false)
    }
    return census(year - 1, figures.plansBefore) + points + census(year, figures.plans)
  }

  /// `30 Sep 2024`: six columns have to fit.
  private static func short(_ day: String) -> String {
    let words = day.split(separator: " ")
    return "\(words[0]) \(words[1].prefix(3)) \(words[2])"
  }

  private func cell(_ figure: Figure) -> PageContent.Cell { .value(PageContent.Value(figure, .plans)) }
}
