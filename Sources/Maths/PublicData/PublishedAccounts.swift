import Vocabulary

/// What DfE's tables tell of one borough's plans by age: stocks of Januaries, and what came and went between.
struct PublishedAccounts {
  /// Why a borough's account can't be made.
  struct Lack: Error {
    let reason: String
  }

  struct Flow {
    /// At the later January, and plans lost at the earlier.
    let new, kept, left: [Double]
    /// Plans of the earlier January.
    let before: [Double]
    let isEstimated: Bool
  }

  private let tables: [PublishedTable]
  private let area: PublishedArea
  private let isFictional: Bool
  private static let ages = AcademicAge.count

  /// - Parameters:
  ///   - tables: of any kinds and releases.
  ///   - isFictional: they are a rehearsal's, so that what is known to be wrong in DfE's is not known of them.
  init(_ tables: [PublishedTable], _ code: String, isFictional: Bool) {
    self.isFictional = isFictional
    self.tables = tables.sorted { $0.reportingYear > $1.reportingYear }
    area = .borough(code)
  }

  /// The latest release that has the borough's row.
  private func table(_ kind: PublishedKind, _ period: PublishedPeriod) throws(Lack) -> PublishedTable {
    guard let table = tables.first(where: { $0.kind == kind && $0.row(area, period) != nil }) else {
      throw lack(kind, period)
    }
    return table
  }

  private func lack(_ kind: PublishedKind, _ period: PublishedPeriod) -> Lack {
    let text: String
    switch period {
    case .january(let year): text = "January \(year)"
    case .calendarYear(let year): text = "\(year)"
    }
    return Lack(reason: "not-published: \(kind.rawValue) of \(text)")
  }

  /// - Throws: for a fault that makes figures unfit to be used.
  private func requireSound(
    _ kind: PublishedKind, _ period: PublishedPeriod, but excused: Set<PublishedFault.Effect> = []
  ) throws(Lack) {
    let unfit: Set<PublishedFault.Effect> = [.missing, .incomplete, .withdrawn]
    let faults = faults(kind, period)
    if let fault = faults.first(where: { $0.area != nil && unfit.subtracting(excused).contains($0.effect) }) {
      throw Lack(reason: fault.code)
    }
  }

  private func faults(_ kind: PublishedKind, _ period: PublishedPeriod) -> [PublishedFault] {
    isFictional ? [] : PublishedFault.of(kind, area, period)
  }

  /// Figures of the borough that are hard to believe.
  func doubtful(_ census: Int) -> [PublishedFault] {
    let periods: [(PublishedKind, PublishedPeriod)] =
      (0...2).map { (.caseload, .january(census - $0)) } + (1...2).map { (.ceased, .calendarYear(census - $0)) }
    return periods.flatMap { kind, period in
      faults(kind, period).filter { $0.area != nil && $0.effect == .implausible }
    }
  }

  /// Plans of a January by age; a group of ages at its last. Nil where ages are not published.
  private func knownAges(_ january: Int) throws(Lack) -> [Double]? {
    let period = PublishedPeriod.january(january)
    let table = try table(.caseload, period)
    guard let total = table.row(area, period).flatMap(table.total) else { throw lack(.caseload, period) }
    var (ages, sum) = ([Double](repeating: 0, count: Self.ages), 0)
    for row in table.rows where row.area == area && row.period == period {
      guard case .age(.ages(let group)) = row.breakdown else { continue }
      guard AcademicAge.range.contains(group.upperBound), let plans = table.total(row) else { return nil }
      ages[group.upperBound] += Double(plans)
      sum += plans
    }
    // Those of unknown age have the ages of the others; more than a tenth would be a guess.
    guard sum > 0, 10 * sum >= 9 * total else { return nil }
    return sum == total ? ages : ages.map { $0 * Double(total) / Double(sum) }
  }

  func ages(_ january: Int) throws(Lack) -> [Double] {
    try requireSound(.caseload, .january(january))
    guard let ages = try knownAges(january) else { throw lack(.caseload, .january(january)) }
    return ages
  }

  /// Plans of a January by age × need.
  func needs(_ january: Int) throws(Lack) -> [Double] {
    let period = PublishedPeriod.january(january)
    try requireSound(.needOfPlans, period)
    let table = try table(.needOfPlans, period)
    var cells = [Double](repeating: 0, count: Self.ages * Need.allCases.count)
    for row in table.rows where row.area == area && row.period == period {
      guard case .age(.ages(let group)) = row.breakdown else { continue }
      guard AcademicAge.range.contains(group.upperBound), let needs = table.needs(row) else {
        throw lack(.needOfPlans, period)
      }
      for (need, plans) in needs.enumerated() { cells[group.upperBound * Need.allCases.count + need] += Double(plans) }
    }
    guard cells.contains(where: { $0 > 0 }) else { throw lack(.needOfPlans, period) }
    return cells
  }

  /// - Parameter later: plans of the later January by age.
  func flow(_ year: Int, later: [Double]) throws(Lack) -> Flow {
    let calendar = PublishedPeriod.calendarYear(year - 1)
    for kind in [PublishedKind.newPlans, .ceased] { try requireSound(kind, calendar) }
    // A January of which the total alone is there gets ages below.
    try requireSound(.caseload, .january(year - 1), but: [.missing])
    let known = try knownAges(year - 1)
    let new = try new(calendar, later)
    let falls = Self.falls(known ?? later, later, new)
    let left = try left(calendar, falls)
    let before: [Double]
    if let known { before = known } else { before = try estimated(year - 1, later, new, left) }
    let lost = before.indices.map { $0 == Self.ages - 1 ? before[$0] : min(left[$0], before[$0]) }
    let kept = before.indices.map { $0 == 0 ? 0 : before[$0 - 1] - lost[$0 - 1] }
    return Flow(
      new: Self.placed(new, held: later, kept: kept), kept: kept, left: lost, before: before, isEstimated: known == nil)
  }

  /// New plans up to age 6, divided by age as plans held are that were not kept: around the start of school births and starts
  /// are not spread evenly, and an age at the start says little of the one in January.
  private static func placed(_ new: [Double], held: [Double], kept: [Double]) -> [Double] {
    var placed = new
    let shape = zip(held, kept).map { max($0 - $1, 0) }
    for age in young { placed[age] = 0 }
    share(young.reduce(0) { $0 + new[$1] }, over: young, like: shape, into: &placed)
    return placed
  }

  private static let young = 0..<7

  /// Plans of a January of which the total alone is published: up to age 6 in proportion to those a year later, from 7 who
  /// was there a year later and was not new, and who ceased, in proportion.
  private func estimated(
    _ january: Int, _ later: [Double], _ new: [Double], _ left: [Double]
  ) throws(Lack) -> [Double] {
    let period = PublishedPeriod.january(january)
    let table = try table(.caseload, period)
    guard let total = table.row(area, period).flatMap(table.total) else { throw lack(.caseload, period) }
    let growth = Double(total) / max(later.reduce(0, +), 1)
    let young = Self.young.reduce(0) { $0 + later[$1] * growth }
    let shape = later.indices.map { age in
      Self.young.contains(age) ? 0 : max((age + 1 < later.count ? later[age + 1] - new[age + 1] : 0) + left[age], 0)
    }
    let sum = shape.reduce(0, +)
    guard sum > 0 else { throw lack(.caseload, period) }
    return shape.indices.map {
      Self.young.contains($0) ? later[$0] * growth : shape[$0] * (Double(total) - young) / sum
    }
  }

  /// By how much plans of each age fall until a year later, new ones apart; all of the last age.
  private static func falls(_ before: [Double], _ later: [Double], _ new: [Double]) -> [Double] {
    before.indices.map { age in
      age + 1 < before.count ? max(before[age] - later[age + 1] + new[age + 1], 0) : before[age]
    }
  }
}

/// Events of a calendar year by age at a census.
///
/// Ages at an event are completed years on its day, in DfE's release of 2026 on the 31 August on or before it. With births
/// and events spread evenly over the year, of those aged x on the day 1/18, 13/18 and 4/18 are x−1, x and x+1 on the 31
/// August of that year, which is what counts at the January after; and a year younger on the one before. Of those aged x
/// on the 31 August on or before, two thirds have had the event before the 31 August of the year.
extension PublishedAccounts {
  private static let spread: [(step: Int, share: Double)] = [(-1, 1.0 / 18), (0, 13.0 / 18), (1, 4.0 / 18)]
  private static let spreadOfSchoolYears: [(step: Int, share: Double)] = [(0, 1.0 / 3), (1, 2.0 / 3)]
  /// "20 and over".
  private static let old = 20

  /// Counts by age at the event, single ages; and those of 20 and over.
  private func events(
    _ table: PublishedTable, _ period: PublishedPeriod, _ ages: (PublishedBreakdown) -> PublishedAges?
  ) throws(Lack) -> (single: [Int: Double], old: Double) {
    guard let total = table.row(area, period).flatMap(table.total) else { throw lack(table.kind, period) }
    var (single, old, sum): ([Int: Double], Double, Int) = ([:], 0, 0)
    for row in table.rows where row.area == area && row.period == period {
      guard case .ages(let group) = ages(row.breakdown) else { continue }
      guard let plans = table.total(row) else { throw lack(table.kind, period) }
      sum += plans
      if group.lowerBound >= Self.old { old += Double(plans) } else { single[group.upperBound, default: 0] += Double(plans) }
    }
    guard sum > 0 || total == 0, 10 * sum >= 9 * total else { throw lack(table.kind, period) }
    let scale = sum > 0 ? Double(total) / Double(sum) : 1
    return (single.mapValues { $0 * scale }, old * scale)
  }

  /// By age at the 31 August within the calendar year.
  private func moved(_ single: [Int: Double], _ table: PublishedTable) -> [Double] {
    let spread = table.layout == .from2026 ? Self.spreadOfSchoolYears : Self.spread
    var ages = [Double](repeating: 0, count: Self.ages + 1)
    for (age, plans) in single.sorted(by: { $0.key < $1.key }) {
      for (step, share) in spread { ages[min(max(age + step, 0), Self.ages)] += plans * share }
    }
    return ages
  }

  private func new(_ period: PublishedPeriod, _ later: [Double]) throws(Lack) -> [Double] {
    let table = try table(.newPlans, period)
    let events = try events(table, period) { if case .ageAtStart(let ages) = $0 { ages } else { nil } }
    var new = Array(moved(events.single, table).prefix(Self.ages))
    Self.share(events.old, over: Self.old..<Self.ages, like: later, into: &new)
    return new
  }

  private func left(_ period: PublishedPeriod, _ falls: [Double]) throws(Lack) -> [Double] {
    let table = try table(.ceased, period)
    let events = try events(table, period) { if case .ageWhenCeased(let ages) = $0 { ages } else { nil } }
    // A year younger at the January before.
    var left = Array(moved(events.single, table).dropFirst())
    Self.share(events.old, over: Self.old - 1..<Self.ages, like: falls, into: &left)
    return left
  }

  private static func share(_ plans: Double, over ages: Range<Int>, like shape: [Double], into table: inout [Double]) {
    let sum = ages.reduce(0) { $0 + shape[$1] }
    for age in ages { table[age] += plans * (sum > 0 ? shape[age] / sum : 1 / Double(ages.count)) }
  }
}
