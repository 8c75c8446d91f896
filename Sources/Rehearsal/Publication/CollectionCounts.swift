import Vocabulary

/// What DfE counts in one borough's return of one collection. It counts what was returned, not what the world knows:
/// of a stock those on roll on the census day, of flows the events of the calendar year before.
///
/// Definitions: DfE, *Education, health and care plans*, data guidance of reporting years 2025 and 2026. Ages stand in
/// several forms, since the two releases differ.
struct CollectionCounts {
  /// Year of the census day.
  let year: Int
  /// Plans in January by setting attended, and by primary need.
  private(set) var caseload = Tally(classes: DfESetting.allCases.count)
  private(set) var needs = Tally(classes: NeedClass.count)
  /// New plans by setting named, and by primary need.
  private(set) var newPlans = Tally(classes: DfESetting.allCases.count)
  private(set) var needsOfNewPlans = Tally(classes: NeedClass.count)
  private(set) var ceased = Tally(classes: CeaseClass.count)
  private(set) var requests = Tally(classes: RequestClass.allCases.count)

  private let census: Int
  private let calendarYear: Range<Int>

  init(year: Int) {
    self.year = year
    census = Years.census(of: year)
    calendarYear = Years.newYear(year - 1)..<Years.newYear(year)
  }

  mutating func add(_ person: ReturnedPerson) {
    let who = Who(person.identity)
    let onRoll = person.requests.filter { $0.isOnRoll(census) }
    if let latest = onRoll.max(by: { ($0.plan?.start ?? 0) < ($1.plan?.start ?? 0) }), let plan = latest.plan {
      addStock(who, plan, latest.active)
    }
    for request in person.requests {
      let isTransfer = request.active?.transferLA != nil
      if let plan = request.plan {
        if calendarYear.contains(plan.start), !isTransfer { addNew(who, plan, request.active) }
        if let day = plan.ceased, calendarYear.contains(day) { addCeased(who, plan, day) }
      }
      if calendarYear.contains(request.received), !isTransfer { add(who, request) }
    }
  }

  private mutating func addStock(_ who: Who, _ plan: ReturnedNamedPlan, _ active: ReturnedActivePlan?) {
    let age = who.academicAge(census)
    let setting = DfESetting(active?.attended(census), academicAge: age)
    let groups: [(Dimension, Int)] = [
      (.academicAge, age), (.ageAtStart, who.age(plan.start)), (.academicAgeAtStart, who.academicAge(plan.start)),
      (.sex, who.sex), (.years, wholeYears(plan.start, census)), (.setting, setting.rawValue),
    ]
    caseload.add([setting.rawValue], within: groups)
    needs.add([NeedClass.of(active)], within: groups)
  }

  private mutating func addNew(_ who: Who, _ plan: ReturnedNamedPlan, _ active: ReturnedActivePlan?) {
    let setting = DfESetting(plan.details.first, academicAge: who.academicAge(plan.start))
    let groups: [(Dimension, Int)] = [
      (.ageAtStart, who.age(plan.start)), (.academicAgeAtStart, who.academicAge(plan.start)), (.sex, who.sex),
      (.setting, setting.rawValue),
    ]
    newPlans.add([setting.rawValue], within: groups)
    needsOfNewPlans.add([NeedClass.of(active)], within: groups)
  }

  private mutating func addCeased(_ who: Who, _ plan: ReturnedNamedPlan, _ day: Int) {
    ceased.add(
      [CeaseClass.of(plan.ceaseReason)],
      within: [(.age, who.age(day)), (.sex, who.sex), (.years, wholeYears(plan.start, day))])
  }

  private mutating func add(_ who: Who, _ request: ReturnedRequest) {
    requests.add(
      RequestClass.of(request).map(\.rawValue), within: [(.age, who.age(request.received)), (.sex, who.sex)])
  }

  static func += (sum: inout CollectionCounts, more: CollectionCounts) {
    sum.caseload += more.caseload
    sum.needs += more.needs
    sum.newPlans += more.newPlans
    sum.needsOfNewPlans += more.needsOfNewPlans
    sum.ceased += more.ceased
    sum.requests += more.requests
  }
}

/// A returned person as far as tables ask.
private struct Who {
  private let birth: CalendarDate?
  let sex: Int

  init(_ identity: Identity) {
    birth = CalendarDate(dayNumber: identity.birthDay)
    sex = Dimension.sexes.firstIndex(of: identity.sex) ?? Dimension.sexes.count
  }

  /// Completed years on a day.
  func age(_ day: Int) -> Int { birth.flatMap { birth in CalendarDate(dayNumber: day).map { birth.wholeYears(to: $0) } } ?? 0 }

  /// Completed years on the 31 August on or before a day.
  func academicAge(_ day: Int) -> Int {
    guard let birth, let date = CalendarDate(dayNumber: day) else { return 0 }
    let year = (date.month, date.day) >= (8, 31) ? date.year : date.year - 1
    return AcademicAge.at(census: year + 1, bornIn: birth.year, month: birth.month)
  }
}

private func wholeYears(_ from: Int, _ to: Int) -> Int {
  guard let start = CalendarDate(dayNumber: from), let end = CalendarDate(dayNumber: to) else { return 0 }
  return start.wholeYears(to: end)
}

extension CalendarDate {
  fileprivate func wholeYears(to other: CalendarDate) -> Int {
    other.year - year - ((other.month, other.day) < (month, day) ? 1 : 0)
  }
}
