import Forecasting
public import PublicData
import Vocabulary

/// Exact tables that DfE published of one borough's plans on a census day; nil where a symbol stands or no row.
struct PublishedStock: Sendable, Equatable {
  /// phase × need, phase × sector, need × sector, row-major.
  var phaseNeed: [Int]?
  var phaseSector: [Int]?
  var needSector: [Int]?
  /// Plans of ages that are counted together, by need.
  var ages: [PublishedAgeGroup] = []

  var isEmpty: Bool { phaseNeed == nil && phaseSector == nil && needSector == nil }
}

/// Ages that are counted together, and their plans by need.
struct PublishedAgeGroup: Sendable, Equatable {
  let ages: ClosedRange<Int>
  let needs: [Int]
}

/// DfE's tables of plans in January, as the hub uses them: exact, public, of the same census days as the releases.
///
/// From `caseload` (age × setting) and `sen_needs_all_plans` or `sen_needs_caseload` (age × need, setting × need), in the
/// layouts since 2023. Of several releases the latest that holds a borough's January counts. Of `sen_need_newplans` needs of
/// the new plans of boroughs that sent nothing.
public struct PublishedTotals: Sendable {
  /// The latest release first.
  private let caseloads: [PublishedTable]
  private let needs: [PublishedTable]
  private let newNeeds: [PublishedTable]
  /// Of the files, hex, ascending.
  let sha256: [String]

  /// - Parameter sha256: of the files that the tables were read from, hex.
  /// - Returns: nil if none of the tables is one of these.
  public init?(_ tables: [PublishedTable], sha256: [String] = []) {
    self.sha256 = sha256.sorted()
    func latestFirst(_ kind: PublishedKind) -> [PublishedTable] {
      tables.filter { $0.kind == kind }.sorted { $0.reportingYear > $1.reportingYear }
    }
    (caseloads, needs) = (latestFirst(.caseload), latestFirst(.needOfPlans))
    newNeeds = latestFirst(.needOfNewPlans)
    if caseloads.isEmpty && needs.isEmpty && newNeeds.isEmpty { return nil }
  }

  /// New plans of a calendar year by age at their start and need, 26 × 12, an age group at its first age; nil where they are
  /// not published, or known to be wrong.
  func newPlans(_ borough: String, calendarYear year: Int) -> [Double]? {
    let (area, period) = (PublishedArea.borough(borough), PublishedPeriod.calendarYear(year))
    guard let table = newNeeds.first(where: { $0.row(area, period) != nil }),
      !PublishedFault.of(table.kind, area, period).contains(where: {
        $0.area != nil && [.missing, .incomplete, .withdrawn].contains($0.effect)
      })
    else { return nil }
    var cells = [Double](repeating: 0, count: AcademicAge.count * Need.allCases.count)
    for row in table.rows where row.area == area && row.period == period {
      switch row.breakdown {
      case .ageAtStart(.ages(let ages)), .age(.ages(let ages)):
        guard AcademicAge.range.contains(ages.lowerBound), let needs = table.needs(row) else { return nil }
        for (need, count) in needs.enumerated() { cells[ages.lowerBound * Need.allCases.count + need] += Double(count) }
      default: continue
      }
    }
    return cells.contains { $0 > 0 } ? cells : nil
  }

  /// Faults for which a borough's published figures are not those of its plans, by their codes.
  func faults(_ borough: String, january year: Int) -> [String] {
    let (area, period) = (PublishedArea.borough(borough), PublishedPeriod.january(year))
    let all = (caseloads + needs).filter { $0.row(area, period) != nil }.map(\.kind)
    var codes: [String] = []
    for kind in Set(all).sorted(by: { $0.rawValue < $1.rawValue }) {
      for fault in PublishedFault.of(kind, area, period)
      where fault.area != nil && [.missing, .incomplete, .withdrawn].contains(fault.effect) && !codes.contains(fault.code) {
        codes.append(fault.code)
      }
    }
    return codes
  }

  /// What is published of a borough.
  func stock(_ borough: String, january year: Int) -> PublishedStock {
    let (area, period) = (PublishedArea.borough(borough), PublishedPeriod.january(year))
    var stock = PublishedStock()
    if let table = caseloads.first(where: { $0.row(area, period) != nil }) {
      stock.phaseSector = Self.phaseSector(table, area, period)
    }
    if let table = needs.first(where: { $0.row(area, period) != nil }) {
      stock.ages = Self.ages(table, area, period)
      stock.phaseNeed = Self.phaseNeed(stock.ages)
      stock.needSector = Self.needSector(table, area, period)
    }
    return stock
  }

  private static func groups(
    _ table: PublishedTable, _ area: PublishedArea, _ period: PublishedPeriod
  ) -> [(ages: ClosedRange<Int>, row: PublishedRow)]? {
    var groups: [(ages: ClosedRange<Int>, row: PublishedRow)] = []
    for row in table.rows where row.area == area && row.period == period {
      switch row.breakdown {
      case .age(.ages(let ages)):
        let inside = ages.lowerBound >= AcademicAge.range.lowerBound && ages.upperBound <= AcademicAge.range.upperBound
        guard inside, Phase(academicAge: ages.lowerBound) == Phase(academicAge: ages.upperBound) else { return nil }
        groups.append((ages, row))
      case .age(.unknown):
        guard table.total(row) == 0 else { return nil }
      default: continue
      }
    }
    // Everybody has to have an age.
    guard let all = table.row(area, period).flatMap(table.total), !groups.isEmpty,
      groups.allSatisfy({ table.total($0.row) != nil }), groups.reduce(0, { $0 + (table.total($1.row) ?? 0) }) == all
    else { return nil }
    return groups
  }

  private static func ages(
    _ table: PublishedTable, _ area: PublishedArea, _ period: PublishedPeriod
  ) -> [PublishedAgeGroup] {
    guard let groups = groups(table, area, period) else { return [] }
    let read = groups.compactMap { ages, row in
      table.needs(row).flatMap { needs in
        needs.reduce(0, +) == table.total(row) ? PublishedAgeGroup(ages: ages, needs: needs) : nil
      }
    }
    guard read.count == groups.count else { return [] }
    // An age without a row is one that nobody has.
    let seen = Set(read.flatMap { Array($0.ages) })
    let nobody = [Int](repeating: 0, count: Need.allCases.count)
    return read + AcademicAge.range.filter { !seen.contains($0) }.map { PublishedAgeGroup(ages: $0...$0, needs: nobody) }
  }

  private static func phaseNeed(_ groups: [PublishedAgeGroup]) -> [Int]? {
    guard !groups.isEmpty else { return nil }
    let needs = Need.allCases.count
    var table = [Int](repeating: 0, count: Phase.allCases.count * needs)
    for group in groups {
      let row = Phase(academicAge: group.ages.lowerBound).rawValue * needs
      for (need, count) in group.needs.enumerated() { table[row + need] += count }
    }
    return table
  }

  private static func phaseSector(
    _ table: PublishedTable, _ area: PublishedArea, _ period: PublishedPeriod
  ) -> [Int]? {
    guard let groups = groups(table, area, period) else { return nil }
    let sectors = Sector.allCases.count
    var cells = [Int](repeating: 0, count: Phase.allCases.count * sectors)
    for (ages, row) in groups where table.total(row) != 0 {
      guard let counts = table.sectors(area, period, row.breakdown), counts.allSatisfy({ $0 >= 0 }) else { return nil }
      for (sector, count) in counts.enumerated() {
        cells[Phase(academicAge: ages.lowerBound).rawValue * sectors + sector] += count
      }
    }
    return cells
  }

  /// OT is everybody less the other five, as in `PublishedTable.sectors`. A setting without a row has nobody.
  private static func needSector(
    _ table: PublishedTable, _ area: PublishedArea, _ period: PublishedPeriod
  ) -> [Int]? {
    guard let everybody = table.row(area, period).flatMap(table.needs) else { return nil }
    let sectors = Sector.allCases.count
    var (cells, rows) = ([Int](repeating: 0, count: Need.allCases.count * sectors), 0)
    for row in table.rows where row.area == area && row.period == period {
      guard case .setting(let setting) = row.breakdown else { continue }
      guard let needs = table.needs(row) else { return nil }
      rows += 1
      guard setting.sector != .other else { continue }
      for (need, count) in needs.enumerated() { cells[need * sectors + setting.sector.rawValue] += count }
    }
    guard rows > 0 else { return nil }
    for (need, all) in everybody.enumerated() {
      let placed = cells[need * sectors..<(need + 1) * sectors].reduce(0, +)
      guard placed <= all else { return nil }
      cells[need * sectors + Sector.other.rawValue] = all - placed
    }
    return cells
  }
}
