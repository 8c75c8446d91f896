internal import Records
internal import Vocabulary

/// What one return says about one person, reduced to its two census days.
struct PersonFacts: Silent {
  /// Which person of the return it is, from 1, in either shape.
  let number: Int
  let place: RowPlace
  /// All rows of the person that are used, for the case that the person is listed later.
  let places: [RowPlace]
  let upn: String
  /// Ten digits; empty for what stands for none.
  let uln: String
  let birthYear: Int
  let birthMonth: Int
  /// Day number of the latest plan's start.
  let latestStart: Int?
  /// At most one for the return's own census and one for the census before. `arrivedFromElsewhere` is that of
  /// this return alone.
  let presences: [CensusPresence]
  /// Start dates of plans that this return shows as transferred in.
  let transferred: [CalendarDate]

  /// A permanent UPN stays with a child. A temporary one (13th character a letter) is replaced, and who has a ULN
  /// alone may have a UPN alone next year.
  var hasLastingIdentifier: Bool {
    guard upn.utf8.count == 13, let last = upn.utf8.last else { return false }
    return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(last)
  }
}

/// One return: its collection year and its persons.
struct ReturnFacts: Silent {
  let year: Int
  var persons: [PersonFacts]
}

/// Reduces the persons of one return, as they come, to who was on roll where on its two census days.
///
/// The return of collection Y shows census day Y and, re-derived from dates, census day Y-1.
final class CensusReducer: Silent {
  /// Modules that the return does not have.
  var absent: Set<Module> = []

  private let period: ReturnPeriod
  private let laNumber: String
  private let log: FindingLog
  private let providers: ProviderSectors
  private var persons: [PersonFacts] = []
  private var totals = ReturnTotals()
  private var seen = 0

  init(year: Int, laNumber: String, log: FindingLog, providers: ProviderSectors) {
    period = ReturnPeriod(year)
    self.laNumber = laNumber
    self.log = log
    self.providers = providers
  }

  /// No person was given, usable or not.
  var isEmpty: Bool { seen == 0 }

  /// Call once, when all persons were given.
  func finish() -> ReturnFacts {
    if let file = persons.first?.place.file { totals.check(log, file: file) }
    return ReturnFacts(year: period.year, persons: persons)
  }

  func add(_ draft: PersonDraft) {
    seen += 1
    guard case .day(let day) = draft.row.birth, let birth = CalendarDate(dayNumber: day) else {
      return drop(draft, draft.row.birth == .missing ? .birthDateMissing : .badDate)
    }
    // 27 or more all through the return's year, so that nothing in it can be of that year; or not born.
    let age = AcademicAge.at(census: period.year, bornIn: birth.year, month: birth.month)
    guard (0...27).contains(age) else { return drop(draft, .ageOutsideRange) }

    var account = RowAccount(log: log, all: draft.places)
    RequestChecks(period: period, birth: day, absent: absent).check(draft, &account)
    let plans = PlanReader(
      person: draft.row.place, checks: PlanChecks(period: period, birth: day, laNumber: laNumber, absent: absent)
    ).plans(of: draft, &account)
    var presences: [CensusPresence] = []
    for (census, age) in [(period.year - 1, age - 1), (period.year, age)] {
      if let presence = presence(at: census, age: age, plans, &account) { presences.append(presence) }
    }
    let identity = Identity(draft.row)
    identity.check(&account)
    totals.add(draft, plans, identity, period)
    persons.append(
      PersonFacts(
        number: seen, place: draft.row.place, places: account.used, upn: identity.upn, uln: identity.uln,
        birthYear: birth.year, birthMonth: birth.month, latestStart: plans.map(\.start).max(), presences: presences,
        transferred: plans.filter(\.isTransfer).compactMap { CalendarDate(dayNumber: $0.start) }))
  }

  private func presence(at census: Int, age: Int, _ plans: [Plan], _ account: inout RowAccount) -> CensusPresence? {
    let isLatest = census == period.year
    let day = isLatest ? period.census : period.before
    let onRoll = plans.filter { $0.isOnRoll(day) }
    guard let plan = onRoll.max(by: { $0.start < $1.start }), let start = CalendarDate(dayNumber: plan.start) else {
      return nil
    }
    guard age >= 0 else {
      account.note(.ageBelowZero, plan.place)
      return nil
    }
    guard age <= AcademicAge.range.upperBound else {
      account.note(.openAbove25, plan.place)
      return nil
    }
    if onRoll.count > 1 { account.note(.twoPlans, plan.place) }
    let need = plan.need(&account)
    let attended = plan.attended(on: day, &account)
    let sector = plan.sector(attended, age: age, providers, &account)
    if isLatest { totals.add(plan, attended, providers) }
    return CensusPresence(
      year: census, need: need, sector: sector, planStart: start, arrivedFromElsewhere: plan.isTransfer)
  }

  private func drop(_ draft: PersonDraft, _ rule: Rule) {
    log.note(rule, draft.row.place)
    for place in draft.places.dropFirst() { log.note(.belongsToListedRow, place) }
  }
}
