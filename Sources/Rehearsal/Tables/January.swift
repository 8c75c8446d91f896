import Vocabulary

/// January populations by academic age of each borough, 2014 to 2042.
///
/// Mid-2019 and mid-2020 are published (ONS); other years follow cohorts forward and back with the borough's own cohort
/// ratios, births follow an index of our own, and London under 25 follows a path like the one behind the report's
/// forecast. January values: 10/12 of the same age and 2/12 of the age below at the mid-year before.
struct January {
  /// By year, then borough in published order, then age 0 to 25.
  private(set) var years: [Int: [[Double]]] = [:]
  /// Mid-years 2013 to 2041, in the same form: the Januaries follow from them.
  private(set) var middleYears: [Int: [[Double]]] = [:]

  static let range = 2014...2042
  private static let ages = AcademicAge.count
  /// Births of a year to mid-year y against those to mid-2020.
  private static let births = [2021: 0.985, 2022: 0.962, 2023: 0.945]
  /// Londoners under 25 in January, straight between these years.
  private static let path: [(year: Int, people: Double)] = [
    (2014, 2_706_000), (2020, 2_706_000), (2021, 2_703_000), (2024, 2_690_000), (2031, 2_645_000), (2039, 2_545_000),
    (2042, 2_510_000),
  ]

  init() {
    let earlier = PublishedPopulation.mid2019.rows.map { $0.map(Double.init) }
    let later = PublishedPopulation.mid2020.rows.map { $0.map(Double.init) }
    let london = Self.ratios(Self.sum(earlier), Self.sum(later))
    var middle: [Int: [[Double]]] = [:]
    for (before, after) in zip(earlier, later) {
      let ratios = zip(Self.ratios(before, after), london).map { min(max(0.5 * $0 + 0.5 * $1, 0.85), 1.25) }
      for (year, row) in Self.paths(after, ratios) { middle[year, default: []].append(row) }
    }
    for year in Self.range {
      let rows = (middle[year - 1] ?? []).map(Self.academic)
      let under25 = rows.reduce(0) { $0 + $1[..<25].reduce(0, +) }
      let scale = Self.people(year) / under25
      years[year] = rows.map { $0.map { $0 * scale } }
      middleYears[year - 1] = middle[year - 1]?.map { $0[..<Self.ages].map { $0 * scale } }
    }
  }

  /// Mid-year rows from 2013 to 2041.
  private static func paths(_ base: [Double], _ ratios: [Double]) -> [Int: [Double]] {
    var rows = [2020: Array(base[..<ages])]
    for year in stride(from: 2019, through: range.lowerBound - 1, by: -1) {
      let next = rows[year + 1] ?? []
      // The oldest age comes from those who were a year older, whom only mid-2020 shows.
      let above = year == 2019 ? base[ages] : next[ages - 1]
      rows[year] = (0..<ages).map { (($0 + 1 < ages) ? next[$0 + 1] : above) / ratios[$0] }
    }
    for year in 2021..<range.upperBound {
      let last = rows[year - 1] ?? []
      let index = births[year] ?? 0.945 - 0.001 * Double(max(0, year - 2025))
      rows[year] = (0..<ages).map { $0 == 0 ? base[0] * index : last[$0 - 1] * ratios[$0 - 1] }
    }
    return rows
  }

  /// People of age a + 1 for each of age a a year before.
  private static func ratios(_ before: [Double], _ after: [Double]) -> [Double] {
    (0..<30).map { after[$0 + 1] / max(before[$0], 1) }
  }

  private static func sum(_ rows: [[Double]]) -> [Double] {
    (0..<31).map { age in rows.reduce(0) { $0 + $1[age] } }
  }

  private static func academic(_ middle: [Double]) -> [Double] {
    middle.indices.map { (10 * middle[$0] + 2 * middle[max(0, $0 - 1)]) / 12 }
  }

  private static func people(_ year: Int) -> Double {
    for (from, to) in zip(path, path.dropFirst()) where year <= to.year {
      let part = Double(year - from.year) / Double(to.year - from.year)
      return from.people + part * (to.people - from.people)
    }
    return path[path.count - 1].people
  }
}
