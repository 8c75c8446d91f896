internal import Records
internal import Vocabulary

/// What one return says about one person, reduced to its two census days.
struct PersonFacts: Silent {
  private let shortNumber: UInt32
  let place: RowPlace
  /// Empty for none.
  let upn: PupilNumber
  /// Ten digits; 0 for none and for what stands for none.
  let uln: Int
  private let shortBirthYear: Int16
  private let shortBirthMonth: Int8
  private let shortLatestStart: Int32
  private let then: CensusPresence?
  private let now: CensusPresence?
  /// Start dates of plans that this return shows as transferred in.
  let transferred: [CalendarDate]

  init(
    number: Int, place: RowPlace, upn: PupilNumber, uln: Int, birth: CalendarDate, latestStart: Int?,
    presences: Presences, transferred: [CalendarDate]
  ) {
    shortNumber = UInt32(clamping: number)
    (shortBirthYear, shortBirthMonth) = (Int16(clamping: birth.year), Int8(clamping: birth.month))
    shortLatestStart = latestStart.map { Int32(clamping: $0) } ?? .min
    (then, now) = (presences.first, presences.count > 1 ? presences[1] : nil)
    (self.place, self.upn, self.uln, self.transferred) = (place, upn, uln, transferred)
  }

  /// Which person of the return it is, from 1, in either shape.
  var number: Int { Int(shortNumber) }
  var birthYear: Int { Int(shortBirthYear) }
  var birthMonth: Int { Int(shortBirthMonth) }
  /// Day number of the latest plan's start.
  var latestStart: Int? { shortLatestStart == .min ? nil : Int(shortLatestStart) }

  /// At most one for the return's own census and one for the census before. `arrivedFromElsewhere` is that of
  /// this return alone.
  var presences: Presences {
    var presences = Presences()
    if let then { presences.append(then) }
    if let now { presences.append(now) }
    return presences
  }

  /// A permanent UPN stays with a child. A temporary one (13th character a letter) is replaced, and who has a ULN
  /// alone may have a UPN alone next year.
  var hasLastingIdentifier: Bool { upn.isPermanent }
}

/// One return: its collection year and its persons.
struct ReturnFacts: Silent {
  let year: Int
  var persons = Chunks<PersonFacts>()
  /// The used rows below each person, for the case that the person is listed later.
  var trail = RowTrail()
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
  private let tally: ReturnTally?
  private var facts: ReturnFacts
  private var totals = ReturnTotals()
  private var seen = 0
  /// Those of the present person; kept for its memory.
  private var spare = PersonPlans()

  /// - Parameter tally: gets each person as well, where a reconciliation was asked for.
  init(year: Int, laNumber: String, log: FindingLog, providers: ProviderSectors, tally: ReturnTally? = nil) {
    period = ReturnPeriod(year)
    self.laNumber = laNumber
    self.log = log
    self.providers = providers
    self.tally = tally
    facts = ReturnFacts(year: year)
  }

  /// No person was given, usable or not.
  var isEmpty: Bool { seen == 0 }

  /// Call once, when all persons were given.
  func finish() -> ReturnFacts {
    if let file = facts.persons.first?.place.file { totals.check(log, file: file) }
    return facts
  }

  func add(_ draft: PersonDraft) {
    seen += 1
    tally?.add(draft)
    guard let day = draft.row.birth.dayNumber, let birth = CalendarDate(dayNumber: day) else {
      return drop(draft, draft.row.birth == .missing ? .birthDateMissing : .badDate)
    }
    // 27 or more all through the return's year, so that nothing in it can be of that year; or not born.
    let age = AcademicAge.at(census: period.year, bornIn: birth.year, month: birth.month)
    guard (0...27).contains(age) else { return drop(draft, .ageOutsideRange) }

    var account = RowAccount(log: log)
    RequestChecks(period: period, birth: day, absent: absent).check(draft, &account)
    var plans = PersonPlans()
    swap(&plans, &spare)
    PlanReader(
      person: draft.row.place, checks: PlanChecks(period: period, birth: day, laNumber: laNumber, absent: absent)
    ).read(draft, into: &plans, &account)
    let presences = presences(plans, age: age, &account)
    let identity = Identity(draft.row)
    identity.check(&account)
    totals.add(draft, plans.plans, identity, period)
    var latestStart: Int?
    var transferred: [CalendarDate] = []
    for plan in plans.plans {
      latestStart = max(latestStart ?? plan.start, plan.start)
      if plan.isTransfer, let start = CalendarDate(dayNumber: plan.start) { transferred.append(start) }
    }
    facts.persons.append(
      PersonFacts(
        number: seen, place: draft.row.place, upn: identity.upn, uln: identity.uln, birth: birth,
        latestStart: latestStart, presences: presences, transferred: transferred))
    facts.trail.add(draft) { account.isUsed($0) }
    swap(&plans, &spare)
  }

  private func presences(_ plans: PersonPlans, age: Int, _ account: inout RowAccount) -> Presences {
    var presences = Presences()
    if let then = presence(at: period.year - 1, age: age - 1, plans, &account) { presences.append(then) }
    if let now = presence(at: period.year, age: age, plans, &account) { presences.append(now) }
    return presences
  }

  private func presence(at census: Int, age: Int, _ plans: PersonPlans, _ account: inout RowAccount) -> CensusPresence? {
    let isLatest = census == period.year
    let day = isLatest ? period.census : period.before
    var latest: Plan?
    var count = 0
    for plan in plans.plans where plan.isOnRoll(day) {
      count += 1
      if latest.map({ plan.start > $0.start }) ?? true { latest = plan }
    }
    guard let plan = latest, let start = CalendarDate(dayNumber: plan.start) else { return nil }
    guard age >= 0 else {
      account.note(.ageBelowZero, plan.place)
      return nil
    }
    guard age <= AcademicAge.range.upperBound else {
      account.note(.openAbove25, plan.place)
      return nil
    }
    if count > 1 { account.note(.twoPlans, plan.place) }
    let need = plan.need(&account)
    let attended = plan.attended(on: day, plans, &account)
    let sector = plan.sector(attended, age: age, providers, &account)
    if isLatest { totals.add(plan, attended, providers) }
    return CensusPresence(
      year: census, need: need, sector: sector, planStart: start, arrivedFromElsewhere: plan.isTransfer)
  }

  private func drop(_ draft: PersonDraft, _ rule: Rule) {
    log.note(rule, draft.row.place)
    draft.forEachPlaceBelow { log.note(.belongsToListedRow, $0) }
  }
}
