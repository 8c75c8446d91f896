public import PublicData
internal import Vocabulary

extension ReturnCounts {
  /// The return's counts as cells of a published table, for the periods that both hold: each row that the table has for
  /// the borough, and rows that it would have for groups that only the return knows.
  ///
  /// - Parameter borough: ONS code.
  /// - Returns: empty for a table of another kind, and where periods differ.
  public func cells(of table: PublishedTable, borough: String) -> [PublishedCell: Int] {
    let period: PublishedPeriod
    switch table.kind {
    case .caseload, .needOfPlans: period = january
    case .newPlans, .needOfNewPlans, .ceased, .requests: period = calendarYear
    default: return [:]
    }
    guard var cells = CellBuilder(table, borough: borough, period: period) else { return [:] }
    switch table.kind {
    case .caseload, .needOfPlans:
      for (group, count) in plans {
        cells.add(count, ages: [(.age, group.age)], place: place(group.place), need: group.need)
      }
    case .newPlans, .needOfNewPlans:
      let ages = (table.startAge(.ageAtStart), table.startAge(.age))
      for (group, count) in newPlans {
        cells.add(
          count, ages: [(.ageAtStart, group.ages[ages.0]), (.age, group.ages[ages.1])], place: place(group.place),
          need: group.need)
      }
    case .ceased:
      for (group, count) in ceased { cells.add(count, age: (.ageWhenCeased, group.age), reason: group.reason) }
    default:
      for (group, count) in requests { cells.add(count, age: (.age, group.age), request: group.columns) }
    }
    return cells.all(hasSettings: hasSettings)
  }

  private func place(_ group: PlaceGroup) -> CellBuilder.Place {
    hasSettings ? .setting(group.setting) : .sector(group.sector)
  }
}

/// Fills the cells of one table, borough and period.
private struct CellBuilder {
  enum Place {
    case setting(PublishedSetting)
    case sector(Sector)
  }
  typealias Age = (family: PublishedBreakdown.Family, years: Int?)

  private let table: PublishedTable
  private let period: PublishedPeriod
  private let everybody: PublishedRow
  /// Groups of each family that the table has in any area, so that a row which DfE leaves out has its name.
  private var ages: [PublishedBreakdown.Family: [PublishedAges]] = [:]
  private var families: Set<PublishedBreakdown.Family> = [.everybody]
  private var joinsSpecialAcademies = false
  private let rows: [PublishedBreakdown]
  private var cells: [PublishedCell: Int] = [:]

  /// - Returns: nil if the table says nothing of the borough in this period.
  init?(_ table: PublishedTable, borough: String, period: PublishedPeriod) {
    let area = PublishedArea.borough(borough)
    guard let everybody = table.row(area, period) else { return nil }
    (self.table, self.period, self.everybody) = (table, period, everybody)
    rows = table.rows.filter { $0.area == area && $0.period == period }.map(\.breakdown)
    var groups: Set<PublishedBreakdown> = []
    for row in table.rows where row.period == period && groups.insert(row.breakdown).inserted {
      families.insert(row.breakdown.family)
      switch row.breakdown {
      case .age(let group), .ageAtStart(let group), .ageWhenCeased(let group):
        ages[row.breakdown.family, default: []].append(group)
      case .setting(.specialAcademyFree): joinsSpecialAcademies = true
      default: break
      }
    }
  }

  mutating func add(_ count: Int, ages: [Age], place: Place, need: PublishedNeed) {
    var breakdowns: [PublishedBreakdown] = [.everybody] + ages.compactMap(breakdown)
    let total = PublishedMeasure.column(table.kind.total ?? "")
    if table.kind == .needOfPlans || table.kind == .needOfNewPlans {
      if case .setting(let setting) = place { breakdowns += self.breakdowns(setting) }
      add(count, breakdowns, [total, .column(column(need))])
    } else {
      add(count, breakdowns, [total] + measures(place))
    }
  }

  mutating func add(_ count: Int, age: Age, reason: PublishedCeaseReason) {
    let apart = reason != .notRecorded || table.columns.contains(reason.rawValue)
    let column = apart ? reason.rawValue : PublishedCeaseReason.other.rawValue
    add(count, [.everybody] + [breakdown(age)].compactMap(\.self), [.column(table.kind.total ?? ""), .column(column)])
  }

  mutating func add(_ count: Int, age: Age, request columns: Set<PublishedRequestColumn>) {
    add(count, [.everybody] + [breakdown(age)].compactMap(\.self), columns.map { .column($0.rawValue) })
  }

  private mutating func add(_ count: Int, _ breakdowns: [PublishedBreakdown], _ measures: [PublishedMeasure]) {
    for breakdown in breakdowns {
      for measure in measures { cells[PublishedCell(period, breakdown, measure), default: 0] += count }
    }
  }

  /// All that was added, and nobody for the other measures of each row of the table.
  func all(hasSettings: Bool) -> [PublishedCell: Int] {
    var all = cells
    for row in rows where isTallied(row.family, hasSettings) {
      for measure in measures(hasSettings) {
        let cell = PublishedCell(period, row, measure)
        if all[cell] == nil { all[cell] = 0 }
      }
    }
    return all
  }

  private func isTallied(_ family: PublishedBreakdown.Family, _ hasSettings: Bool) -> Bool {
    switch (family, table.kind) {
    case (.everybody, _): true
    case (.age, .caseload), (.age, .needOfPlans), (.age, .requests), (.age, .needOfNewPlans): true
    case (.ageAtStart, .newPlans), (.ageAtStart, .needOfNewPlans), (.age, .newPlans), (.ageWhenCeased, .ceased): true
    case (.setting, .needOfPlans), (.setting, .needOfNewPlans): hasSettings
    case (.settingGroup, .needOfPlans), (.settingGroup, .needOfNewPlans): hasSettings
    default: false
    }
  }

  /// Every measure of the table that the tally knows.
  private func measures(_ hasSettings: Bool) -> [PublishedMeasure] {
    let total = table.kind.total.map { [PublishedMeasure.column($0)] } ?? []
    switch table.kind {
    case .caseload, .newPlans:
      if !hasSettings { return total + Sector.allCases.map { .sector($0) } }
      let known = Set(PublishedSetting.allCases.map(\.rawValue) + PublishedSettingGroup.allCases.compactMap(\.column))
      // Collected up to 2022, before there were persons to count.
      let gone = [PublishedSetting.awaiting.rawValue, PublishedSetting.permanentlyExcluded.rawValue]
      return total + table.columns.filter { known.contains($0) && !gone.contains($0) }.map { .column($0) }
    case .needOfPlans, .needOfNewPlans: return total + columns(PublishedNeed.allCases.map(\.rawValue))
    case .ceased: return total + columns(PublishedCeaseReason.allCases.map(\.rawValue))
    default: return columns(PublishedRequestColumn.allCases.map(\.rawValue))
    }
  }

  private func columns(_ names: [String]) -> [PublishedMeasure] {
    names.filter(table.columns.contains).map { .column($0) }
  }

  private func breakdown(_ age: Age) -> PublishedBreakdown? {
    guard families.contains(age.family) else { return nil }
    let group = group(age)
    return switch age.family {
    case .age: .age(group)
    case .ageAtStart: .ageAtStart(group)
    default: .ageWhenCeased(group)
    }
  }

  private func group(_ age: Age) -> PublishedAges {
    guard let years = age.years else { return .unknown }
    let known = (ages[age.family] ?? []).first { group in
      guard case .ages(let range) = group else { return false }
      // "20 and over" has no end: who ceased at the maximum age may be 26.
      return range.contains(years) || range.count > 1 && range.upperBound == 25 && years > 25
    }
    // Younger or older than all groups: a row of its own, which is sure to differ.
    return known ?? .ages(years...years)
  }

  private func breakdowns(_ setting: PublishedSetting) -> [PublishedBreakdown] {
    var found: [PublishedBreakdown] = []
    if families.contains(.setting) {
      let isJoined = joinsSpecialAcademies && (setting == .specialAcademy || setting == .specialFree)
      found.append(.setting(isJoined ? .specialAcademyFree : setting))
    }
    if families.contains(.settingGroup), let group = setting.group { found.append(.settingGroup(group)) }
    return found
  }

  private func measures(_ place: Place) -> [PublishedMeasure] {
    switch place {
    case .sector(let sector): return [.sector(sector)]
    case .setting(let setting):
      let own = column(setting)
      let total = isInGroup(setting) ? setting.group?.column : nil
      return [own, total].compactMap { $0.flatMap { table.columns.contains($0) ? .column($0) : nil } }
    }
  }

  /// Up to January 2023 other placement settings stand outside the sub-total.
  private func isInGroup(_ setting: PublishedSetting) -> Bool {
    !(setting == .otherPlacement && table.kind == .caseload && period <= .january(2023))
  }

  /// Special academies and free schools share a column up to 2025; a 2026 file prints both under academies, and x for
  /// free schools, for years before it divides them.
  private func column(_ setting: PublishedSetting) -> String? {
    guard setting == .specialAcademy || setting == .specialFree else { return setting.rawValue }
    let joined = PublishedSetting.specialAcademyFree.rawValue
    if table.columns.contains(joined) { return joined }
    let isDivided = table.figure(PublishedSetting.specialFree.rawValue, in: everybody)?.count != nil
    return isDivided ? setting.rawValue : PublishedSetting.specialAcademy.rawValue
  }

  /// Down syndrome is counted under other needs where it has no figure of its own.
  private func column(_ need: PublishedNeed) -> String {
    let isApart = need != .ds || table.figure(need.rawValue, in: everybody)?.count != nil
    return isApart ? need.rawValue : PublishedNeed.oth.rawValue
  }
}
