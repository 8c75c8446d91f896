internal import Records
internal import Vocabulary

/// Reduces the persons of one return, as they come, to who was on roll where on its two census days, and who was on roll
/// on the quarter days between them.
///
/// The return of collection Y shows census day Y and, re-derived from dates, census day Y-1 and the quarter days of the
/// calendar year Y-1.
struct CensusReduction: Silent {
  private(set) var setting: CensusSetting
  // What each person needs of it, where it does not change: a change of the setting need not be thought of.
  private let providers: ProviderSectors
  private let laNumber: Int?
  private let period: ReturnPeriod
  private let log: FindingLog
  private let tally: ReturnTally?
  private var facts: ReturnFacts
  private var totals = ReturnTotals()
  private var monthFirst = MonthFirstDates()
  private var seen = 0
  /// Those of the present person; kept for its memory.
  private var spare = PersonPlans()

  /// - Parameters:
  ///   - tally: gets each person as well, where a reconciliation was asked for.
  ///   - isPart: for a few persons of the return only.
  init(_ setting: CensusSetting, log: FindingLog, tally: ReturnTally? = nil, isPart: Bool = false) {
    self.setting = setting
    providers = setting.providers
    laNumber = Int(setting.laNumber)
    period = ReturnPeriod(setting.year)
    self.log = log
    self.tally = tally
    facts = ReturnFacts(year: setting.year, isPart: isPart)
  }

  /// Modules that the return does not have.
  var absent: Set<Module> {
    get { setting.absent }
    set { setting.absent = newValue }
  }

  /// No person was given, usable or not.
  var isEmpty: Bool { seen == 0 }

  /// Nil for a return that can't be used; see `refusals`.
  func finish() -> ReturnFacts? {
    guard refusals.isEmpty else { return nil }
    if let file = facts.persons.first?.place.file { totals.check(log, file: file) }
    return facts
  }

  var refusals: [(file: Int, refusal: Refusal, count: Int)] { monthFirst.refusals(persons: seen) }

  /// What the persons came to so far.
  var part: CensusPart { CensusPart(facts: facts, totals: totals, monthFirst: monthFirst, seen: seen) }

  /// Takes what the next persons came to. Their findings go to the log by themselves.
  ///
  /// - Parameters:
  ///   - lines: before the part, by files.
  ///   - rows: of persons before the part.
  mutating func add(_ part: CensusPart, below lines: [Int: Int], rows: Int) {
    let file = part.facts.persons.first?.place.file
    let before = file.flatMap { lines[$0] } ?? 0
    facts.persons.append(part.facts.persons) { $0.below(persons: seen, rows: rows, lines: before) }
    facts.transfers.add(part.facts.transfers, below: seen)
    facts.trail.add(part.facts.trail, below: lines)
    totals.add(part.totals)
    monthFirst.add(part.monthFirst)
    seen += part.seen
  }

  mutating func add(_ draft: PersonDraft) {
    seen += 1
    monthFirst.add(draft)
    tally?.add(draft)
    guard let day = draft.row.birth.dayNumber, let birth = CalendarDate(dayNumber: day) else {
      return drop(draft, draft.row.birth == .missing ? .birthDateMissing : .badDate)
    }
    // 27 or more all through the return's year, so that nothing in it can be of that year; or not born.
    let age = AcademicAge.at(census: period.year, bornIn: birth.year, month: birth.month)
    guard (0...27).contains(age) else { return drop(draft, .ageOutsideRange) }

    var account = RowAccount(log: log)
    RequestChecks(period: period, birth: day, absent: setting.lacking).check(draft, &account)
    var plans = PersonPlans()
    swap(&plans, &spare)
    PlanReader(
      person: draft.row.place, checks: PlanChecks(period: period, birth: day, laNumber: laNumber, absent: setting.lacking)
    ).read(draft, into: &plans, &account)
    let then = presence(at: period.year - 1, age: age - 1, plans, &account)
    let now = presence(at: period.year, age: age, plans, &account)
    let identity = Identity(draft.row)
    identity.check(&account)
    totals.add(draft, plans.plans, identity, period)
    var latestStart: Int?
    var hasTransfers = false
    for plan in plans.plans {
      latestStart = max(latestStart ?? plan.start, plan.start)
      guard plan.isTransfer, let start = CalendarDate(dayNumber: plan.start) else { continue }
      facts.transfers.add(start, of: seen)
      hasTransfers = true
    }
    facts.persons.append(
      PersonFacts(
        number: seen, place: draft.row.place, upn: identity.upn, uln: identity.uln, birth: birth,
        latestStart: latestStart, then: then, now: now, quarters: quarters(plans, &account), hasTransfers: hasTransfers))
    facts.trail.add(draft, isWhole: account.isWhole) { account.isUsed($0) }
    swap(&plans, &spare)
  }

  /// Quarter days on which any plan was in force here, whatever the age: bits from 31 March on.
  private func quarters(_ plans: PersonPlans, _ account: inout RowAccount) -> UInt8 {
    var held: UInt8 = 0
    for plan in plans.plans {
      for place in period.quarters.indices where plan.isOnRoll(period.quarters[place]) { held |= 1 << UInt8(place) }
    }
    // A run of days is one run of bits: without its last zeros it is one less than a power of two.
    let run = held == 0 ? 0 : held >> UInt8(held.trailingZeroBitCount)
    if run & (run + 1) != 0, let plan = plans.plans.max(by: { $0.start < $1.start }) { account.note(.planGap, plan.place) }
    return held
  }

  private mutating func presence(at census: Int, age: Int, _ plans: PersonPlans, _ account: inout RowAccount) -> CensusPresence? {
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
    let placed = plan.placed(attended, age: age, providers, &account)
    if isLatest { totals.add(plan, attended, isKnown: placed.isKnown) }
    return CensusPresence(
      year: census, need: need, sector: placed.sector, planStart: start, arrivedFromElsewhere: plan.isTransfer)
  }

  private func drop(_ draft: PersonDraft, _ rule: Rule) {
    log.note(rule, draft.row.place)
    draft.forEachPlaceBelow { log.note(.belongsToListedRow, $0) }
  }
}
