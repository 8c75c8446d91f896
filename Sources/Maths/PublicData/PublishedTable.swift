import Vocabulary

/// One row of a published table.
public struct PublishedRow: Sendable, Equatable {
  public let area: PublishedArea
  public let period: PublishedPeriod
  public let breakdown: PublishedBreakdown
  /// In the order of the table's `columns`.
  public let figures: [PublishedFigure]
  /// Line in the file.
  public let line: Int
}

/// The day on which the age of somebody with a new plan is counted.
public enum PublishedStartAge: Sendable {
  /// Completed years on the day the plan starts.
  case startDay
  /// Completed years on 31 August on or before that day.
  case schoolYear
  /// Completed years on 31 August before the calendar year begins.
  case schoolYearBefore
}

/// A published table: the rows of England, London and its boroughs, every figure and symbol as printed.
public struct PublishedTable: Sendable {
  public let kind: PublishedKind
  /// Reporting year of the release, told by the latest year in the file.
  public let reportingYear: Int
  /// Names of the figures, in lower case as in the 2026 release.
  public let columns: [String]
  public let rows: [PublishedRow]
  /// Rows of areas outside London, which are read and left out.
  public let rowsElsewhere: Int
  /// The file writes calendar years as school years (202425 for 2024).
  public let hasCalendarYearsAsSchoolYears: Bool

  private struct Key: Hashable {
    let area: PublishedArea
    let period: PublishedPeriod
    let breakdown: PublishedBreakdown
  }
  private let index: [Key: Int]
  private let positions: [String: Int]

  init(
    kind: PublishedKind, reportingYear: Int, columns: [String], rows: [PublishedRow], elsewhere: Int,
    hasCalendarYearsAsSchoolYears: Bool
  ) throws(PublicTableError) {
    var index: [Key: Int] = [:]
    for (number, row) in rows.enumerated() {
      let key = Key(area: row.area, period: row.period, breakdown: row.breakdown)
      guard index.updateValue(number, forKey: key) == nil else { throw PublicTableError(.duplicateRow, line: row.line) }
    }
    (self.kind, self.reportingYear, self.columns, self.rows) = (kind, reportingYear, columns, rows)
    (rowsElsewhere, self.index) = (elsewhere, index)
    self.hasCalendarYearsAsSchoolYears = hasCalendarYearsAsSchoolYears
    positions = Dictionary(columns.enumerated().map { ($1, $0) }) { first, _ in first }
  }

  public var layout: PublishedLayout {
    switch kind {
    case .plansByAge, .newPlansByAge, .plansBySetting, .newPlansBySetting, .process: .to2022
    default:
      reportingYear >= 2026 || positions["special_free_school"] != nil || positions["number_ds"] != nil
        ? .from2026 : .from2023
    }
  }

  /// How the ages of a family of new plans are counted. DfE changed it under headings that hardly changed, so series
  /// must not be joined across releases. Inferred from the figures: London's new plans of age 3 were 311 in the 2025
  /// release (exact ages) and 1,037 in the 2026 release; the needs of new plans have had school-year ages since the
  /// revision of 2025 that writes the calendar year 2024 as 202425.
  public func startAge(_ family: PublishedBreakdown.Family) -> PublishedStartAge {
    if layout == .from2026 { return .schoolYear }
    if kind == .needOfNewPlans {
      if hasCalendarYearsAsSchoolYears { return .schoolYear }
      if family == .age { return .schoolYearBefore }
    }
    return .startDay
  }

  public var periods: [PublishedPeriod] { Set(rows.map(\.period)).sorted() }

  public func row(
    _ area: PublishedArea, _ period: PublishedPeriod, _ breakdown: PublishedBreakdown = .everybody
  ) -> PublishedRow? {
    index[Key(area: area, period: period, breakdown: breakdown)].map { rows[$0] }
  }

  public func figure(_ column: String, in row: PublishedRow) -> PublishedFigure? {
    positions[column].map { row.figures[$0] }
  }

  /// The count of everybody in the row, where the table has one and it was published.
  public func total(_ row: PublishedRow) -> Int? { kind.total.flatMap { figure($0, in: row)?.count } }
}

extension PublishedTable {
  /// People of one row by placement sector, six counts in the order of `Sector`; OT is the total less the other five,
  /// so that what DfE leaves outside its sub-totals (other placements before 2024) is counted.
  ///
  /// - Returns: nil if no setting of the row was published (Hackney, January 2024), or the table has no settings.
  public func sectors(
    _ area: PublishedArea, _ period: PublishedPeriod, _ breakdown: PublishedBreakdown = .everybody
  ) -> [Int]? {
    guard let row = row(area, period, breakdown), let total = total(row) else { return nil }
    let settings = settings(row)
    guard !settings.isEmpty else { return nil }
    var counts = [Int](repeating: 0, count: Sector.allCases.count)
    for (setting, count) in settings { counts[setting.sector.rawValue] += count }
    counts[Sector.other.rawValue] = total - counts.dropLast().reduce(0, +)
    return counts
  }

  /// Published counts by setting. A column that was not collected in a year is `x` and is left out; empty if none of
  /// the schools and colleges was published, or the table has no settings.
  public func settings(_ row: PublishedRow) -> [(PublishedSetting, Int)] {
    let known: [(PublishedSetting, Int)] =
      switch kind {
      case .caseload, .newPlans:
        PublishedSetting.allCases.compactMap { setting in
          figure(setting.rawValue, in: row)?.count.map { (setting, $0) }
        }
      case .plansBySetting, .newPlansBySetting:
        row.breakdown != .everybody
          ? []
          : PublishedSetting.allCases.compactMap { setting in
            self.row(row.area, row.period, .setting(setting)).flatMap(total).map { (setting, $0) }
          }
      default: []
      }
    // Hackney's January 2024 prints zeros for a few rare settings beside x for all that matter.
    return known.contains { $0.0.sector != .other } ? known : []
  }

  /// People of one row by primary need, twelve counts in the order of `Need`; OTH takes other, Down syndrome and not
  /// recorded. Nil if a need of the row was not published, or the table has no needs.
  public func needs(_ row: PublishedRow) -> [Int]? {
    guard kind == .needOfPlans || kind == .needOfNewPlans else { return nil }
    var counts: [Int] = []
    for need in Need.allCases {
      guard let count = figure("number_" + need.code.lowercased(), in: row)?.count else { return nil }
      counts.append(count)
    }
    guard let unknown = figure("number_need_unknown", in: row)?.count else { return nil }
    counts[Need.oth.rawValue] += unknown + (figure("number_ds", in: row)?.count ?? 0)
    return counts
  }
}
