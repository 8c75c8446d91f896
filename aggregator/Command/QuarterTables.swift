internal import ForecastTables
internal import Geography
internal import Pooling
internal import Vocabulary

/// Plans on the quarter days as text for a terminal: London by phase, then each area.
enum QuarterTables {
  /// Nothing where no borough has released them.
  static func text(_ picture: LondonPicture, _ london: GroupPicture) -> [String] {
    guard let quarters = london.figures?.quarters, let covered = quarters.all.first?.coverage else { return [] }
    let days = QuarterDay.allCases.map { $0.name(beforeCensus: picture.source.censusYear) }
    var rows = [["", "plans", "change"] + (quarters.byPhase.isEmpty ? [] : Phase.codes)]
    for (place, day) in days.enumerated() {
      rows.append(
        [day, PictureTables.value(quarters.all[place]), place > 0 ? PictureTables.value(quarters.changes[place - 1]) : "-"]
          + quarters.byPhase.map { PictureTables.value($0[place]) })
    }
    var areas = [["area", "boroughs"] + days]
    for group in picture.groups {
      guard let quarters = group.figures?.quarters, let covered = quarters.all.first?.coverage else { continue }
      areas.append([group.group.name, PictureTables.coverage(covered)] + quarters.all.map { PictureTables.value($0) })
    }
    return [
      "\(london.group.name) on the quarter days, \(PictureTables.coverage(covered)) boroughs; phases by age on the day\n"
        + TableText.table(rows),
      "Plans on the quarter days by area\n" + TableText.table(areas),
    ]
  }
}
