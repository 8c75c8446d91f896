import Vocabulary

/// What one borough returns at one census.
///
/// A return knows what had happened up to its census day. It holds every plan that was active in the calendar year
/// before or on the census day, every request of that year, and older requests decided in it.
struct ReturnContent {
  let world: World
  let borough: Int
  /// Census year, 2023 to 2026.
  let year: Int
  let requests: RequestPool

  private var census: Int { Years.census(of: year) }
  private var opening: Int { Years.newYear(year - 1) }
  private var closing: Int { Years.newYear(year) }
  private var horizon: Int { max(Years.published, Years.place(year)) }

  /// Calls the body for each person, those with plans first.
  func forEachPerson(_ body: (ReturnedPerson) -> Void) {
    for person in world.rolls[borough] {
      let told = world.story.spells(of: person, until: horizon).filter { $0.borough == borough }.compactMap { request(person, $0) }
      if !told.isEmpty { body(ReturnedPerson(identity: identity(person), requests: told)) }
    }
    for request in requests.list {
      if let told = told(request) { body(told) }
    }
  }

  private func identity(_ person: Int) -> Identity {
    Identity(
      number: person, birthYear: Int(world.lives.birthYear[person]), birthMonth: Int(world.lives.birthMonth[person]),
      hasLearnerNumber: world.lives.age(person, Years.place(2024)) >= 16, seed: world.seed)
  }

  private func request(_ person: Int, _ spell: Spell) -> ReturnedRequest? {
    var random = RandomSource(seed: world.seed, stream: .request, index: person)
    let source = [1, 1, 1, 2, 2, 3, 4, 5][random.below(8)]
    if case .own(let dates) = spell.origin, spell.from > census {
      return pending(dates, source)
    }
    guard spell.from <= census, spell.to.map({ $0 >= opening }) ?? true else { return nil }
    let ceased = spell.to.flatMap { $0 <= census ? $0 : nil }
    let placed = world.placements.episodes(person, spell)
    let sector = placed.last?.setting.sector ?? .other
    let residence = world.fees.fee(of: person, sector, borough: spell.borough).residence
    let plan = ReturnedNamedPlan(
      start: spell.planStart, residence: residence, personalBudget: random.chance(0.06), ceased: ceased,
      ceaseReason: ceased == nil ? nil : spell.ceaseReason, details: visible(placed).suffix(1).map(\.setting))
    let active = ReturnedActivePlan(
      transferLA: transfer(spell), review: review(spell, ceased, &random),
      placements: visible(placed), alongside: alongside(placed, &random), residence: residence,
      needs: needCodes(person, spell, &random))
    switch spell.origin {
    case .transferred:
      return ReturnedRequest(
        received: spell.from, source: source, outcome: "H", assessment: ReturnedAssessment(outcome: "H", plan: plan),
        active: active)
    case .own(let dates):
      let (isOldRequest, isOldAssessment) = (dates.decided < opening, dates.assessed < opening)
      return ReturnedRequest(
        received: dates.received, source: source, outcomeDay: isOldRequest ? nil : dates.decided,
        outcome: isOldRequest ? "H" : "Y",
        assessment: ReturnedAssessment(
          outcome: isOldAssessment ? "H" : "Y", day: isOldAssessment ? nil : dates.assessed,
          week20: spell.planStart - dates.received > 140 && random.chance(0.15), plan: plan),
        active: active)
    }
  }

  /// A request received in the calendar year whose plan is still to come.
  private func pending(_ dates: PlanDates, _ source: Int) -> ReturnedRequest? {
    guard dates.received < closing else { return nil }
    guard dates.decided <= census else {
      return ReturnedRequest(received: dates.received, source: source, outcome: "A")
    }
    return ReturnedRequest(
      received: dates.received, source: source, outcomeDay: dates.decided, outcome: "Y",
      assessment: ReturnedAssessment(outcome: "A"))
  }

  /// Given for plans that arrived since the calendar year began; later returns leave it blank.
  private func transfer(_ spell: Spell) -> String? {
    guard case .transferred(let authority) = spell.origin, spell.from >= opening else { return nil }
    return authority
  }

  private func review(_ spell: Spell, _ ceased: Int?, _ random: inout RandomSource) -> Int? {
    let day = opening + random.below(365)
    return day > spell.from && day < (ceased ?? closing) ? day : nil
  }

  private func visible(_ placed: [Episode]) -> [Episode] {
    let seen = placed.filter { $0.entry <= census && $0.leaving.map { $0 >= opening } ?? true }
    return (seen.isEmpty ? Array(placed.suffix(1)) : seen).map { episode in
      Episode(
        setting: episode.setting, entry: episode.entry, leaving: episode.leaving.flatMap { $0 <= census ? $0 : nil })
    }
  }

  /// A second setting beside the first, for a few.
  private func alongside(_ placed: [Episode], _ random: inout RandomSource) -> Episode? {
    guard random.chance(0.015), let main = visible(placed).last else { return nil }
    return Episode(
      setting: Setting(sector: .other, provider: nil, code: random.chance(0.7) ? "OLA" : "OTH"), entry: main.entry,
      leaving: main.leaving)
  }

  /// The need at this census, or at the last one the spell saw; a ceased plan keeps its need.
  private func needCodes(_ person: Int, _ spell: Spell, _ random: inout RandomSource) -> [String] {
    let place = min(Years.place(year), spell.years.upperBound)
    let primary = world.needs.need(person, place)
    var codes = [Self.code(primary, &random)]
    if random.chance(0.38) {
      let second = random.below(Need.allCases.count)
      if second != primary { codes.append(Self.code(second, &random)) }
    }
    return codes
  }

  /// Down syndrome has a code of its own since the 2025 return; tables count it with other needs.
  private static func code(_ need: Int, _ random: inout RandomSource) -> String {
    need == Need.oth.rawValue && random.chance(0.4) ? "DS" : Need.codes[need]
  }

  private func told(_ request: PlainRequest) -> ReturnedPerson? {
    let lastStep = request.assessed ?? request.decided ?? closing
    guard request.received < closing, request.received >= opening || lastStep >= opening else { return nil }
    let isDecided = request.decided.map { $0 <= census } ?? false
    let isOld = request.decided.map { $0 < opening } ?? false
    // Still undecided a year later: it was withdrawn.
    let outcome = request.decided == nil && request.received < opening ? "W" : "A"
    var returned = ReturnedRequest(
      received: request.received, source: request.source, outcomeDay: isDecided && !isOld ? request.decided : nil,
      outcome: isOld ? "H" : isDecided ? request.outcome : outcome, mediation: request.mediation,
      tribunal: request.tribunal)
    if isDecided, request.outcome == "Y" {
      let assessed = request.assessed.flatMap { $0 <= census ? $0 : nil }
      returned.assessment = ReturnedAssessment(outcome: assessed == nil ? "A" : "N", day: assessed)
    }
    let identity = Identity(
      number: request.number, birthYear: request.birthYear, birthMonth: request.birthMonth,
      hasLearnerNumber: request.age >= 16, seed: world.seed)
    return ReturnedPerson(identity: identity, requests: [returned])
  }
}
