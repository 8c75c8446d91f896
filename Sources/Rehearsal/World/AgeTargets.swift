import Vocabulary

/// What all London should look like by academic age: plans held at each January, new plans of each year.
///
/// Figures published by bands are spread over single ages by a shape; the shapes are ours, the bands DfE's.
enum AgeTargets {
  /// Plans by age at each census, summing to `totals`.
  static func stock(totals: [Int]) -> [[Double]] {
    var table = (2014...2022).map { banded($0) }
    let later = [2024, 2025].map { [0, 0] + PublishedLondon.stockByAge[$0].map(Double.init) }
    table.append(zip(shares(table[8]), shares(later[0])).map { ($0 + $1) / 2 })  // 2023: between its neighbours
    table += later + [later[1]]
    return zip(table, totals).map { row, total in shares(row).map { $0 * Double(total) } }
  }

  /// New plans by age in the flow years 2015 to 2026, summing to `totals`. A flow year holds nearly the calendar year
  /// before its January.
  static func new(totals: [Int]) -> [[Double]] {
    var table = (2014...2021).map { year in spread(PublishedLondon.newByBand[year], shapes: newShapes) }
    // 2022 to 2024: only 2024 is published by this kind of age, for ages 2 to 19, then 20 and over. Most plans begin
    // before September, so at the January after the children are a year older: only so do the published stocks of the
    // youngest follow from each other.
    let latest = PublishedLondon.newByAge[2024].map(Double.init)
    let row = [0, 0, 40] + latest.dropLast() + [0.5, 0.25, 0.15, 0.1, 0].map { $0 * (latest.last ?? 0) }
    table += [row, row, row, row]
    return zip(table, totals).map { row, total in shares(row).map { $0 * Double(total) } }
  }

  /// Ages of plans that arrive from another authority.
  static let arrivals: [Double] =
    [0, 0, 5, 20, 50, 60, 65, 65, 65, 65, 65, 60, 50, 50, 45, 40, 30, 20, 10, 5, 2, 1, 0, 0, 0, 0]

  /// Share of plans that end in a year, by age at the earlier census: the usual pattern, which the years bend.
  static let usualLeaving: [Double] =
    [Double](repeating: 0.03, count: 4) + [Double](repeating: 0.04, count: 12)
    + [0.05, 0.07, 0.17, 0.24, 0.27, 0.31, 0.38, 0.46, 0.85, 1]

  static func shares(_ row: [Double]) -> [Double] {
    let sum = row.reduce(0, +)
    return row.map { $0 / sum }
  }

  private static func banded(_ year: Int) -> [Double] {
    let now = PublishedLondon.stockByAge[2024].map(Double.init)
    let time = Double(year - 2014) / 10
    let shapes = zip(AgeBand.ranges, shapes2014).map { range, early in
      let late = shares(range.map { now[$0 - 2] })
      return zip(early, late).map { (1 - time) * $0 + time * $1 }
    }
    return spread(PublishedLondon.stockByBand[year], shapes: shapes)
  }

  private static func spread(_ bands: [Int], shapes: [[Double]]) -> [Double] {
    var row = [Double](repeating: 0, count: AcademicAge.count)
    for ((range, shape), total) in zip(zip(AgeBand.ranges, shapes), bands) {
      for (age, share) in zip(range, shares(shape)) { row[age] = share * Double(total) }
    }
    return row
  }

  private static let shapes2014: [[Double]] = [
    [0.02, 0.17, 0.81], [0.11, 0.145, 0.17, 0.185, 0.195, 0.195], [0.2, 0.2, 0.2, 0.2, 0.2], [0.55, 0.29, 0.16, 0],
    [0.6, 0.3, 0.1, 0, 0, 0],
  ]
  private static let newShapes: [[Double]] = [
    [0.02, 0.15, 0.83], [1900, 1250, 1080, 930, 980, 1100], [850, 480, 600, 620, 550], [550, 370, 150, 60],
    [25, 12, 8, 6, 4, 0],
  ]
}
