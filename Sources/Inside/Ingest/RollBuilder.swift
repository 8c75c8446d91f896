internal import Records
internal import Vocabulary

/// Joins the returns of several years into one history per person.
///
/// Persons are linked by UPN, else by ULN. Whoever has neither is kept apart in each return. A census day that two
/// returns show is taken from the return made for it; the other one's view is only compared.
///
/// Bound on one child: whose identifier may change between two returns (none, a temporary UPN, a ULN alone), and who is
/// not found again, counts only in tables about the years of returns that have him or her. Each of these tables rests
/// on one return's list of persons, in which a child stands once.
struct RollBuilder {
  private let log: FindingLog
  /// In ascending years.
  private let returns: [ReturnFacts]

  /// A linked person: at most one record per return, in the order of the returns.
  struct History: Silent {
    var records: [(year: Int, facts: PersonFacts)]

    /// UPN if any return has one, else ULN, else the place in the return.
    var key: PersonKey {
      if let upn = records.last(where: { !$0.facts.upn.isEmpty })?.facts.upn { return PersonKey("U" + upn) }
      if let uln = records.last(where: { !$0.facts.uln.isEmpty })?.facts.uln { return PersonKey("L" + uln) }
      return PersonKey(records.map { "P\($0.year)-\($0.facts.number)" }.joined())
    }

    var hasNoIdentifier: Bool { records.allSatisfy { $0.facts.upn.isEmpty && $0.facts.uln.isEmpty } }
    var hasLastingIdentifier: Bool { records.contains { $0.facts.hasLastingIdentifier } }
  }

  init(_ returns: [ReturnFacts], log: FindingLog) {
    self.log = log
    self.returns = returns.sorted { $0.year < $1.year }.map { Self.withoutDuplicates($0, log) }
  }

  /// Census years that the returns show.
  var censusYears: [Int] { Set(returns.flatMap { [$0.year - 1, $0.year] }).sorted() }

  /// - Parameter costs: annual pence by UPN, for the latest census.
  func roll(_ histories: [History], costs: [String: Int]) -> Roll {
    let latest = censusYears.last ?? 0
    var persons: [Person] = []
    for history in histories {
      let presences = presences(history)
      guard !presences.isEmpty, let last = history.records.last?.facts else { continue }
      let cost = history.records.lazy.compactMap { costs[$0.facts.upn] }.first
      persons.append(
        Person(
          key: history.key, birthYear: last.birthYear, birthMonth: last.birthMonth, presences: presences,
          costs: cost.map { [PlacementCost(year: latest, annualPence: $0)] } ?? [], countedYears: countedYears(history)))
    }
    return Roll(persons: persons, censusYears: censusYears)
  }

  /// UPNs in the returns; true for those of persons on roll on the latest census day.
  func upns(_ histories: [History]) -> [String: Bool] {
    let latest = censusYears.last ?? 0
    var result: [String: Bool] = [:]
    for history in histories {
      let isOnRoll = presences(history).contains { $0.year == latest }
      for record in history.records where !record.facts.upn.isEmpty { result[record.facts.upn] = isOnRoll }
    }
    return result
  }

  /// Links the persons of all returns. Call once: it also notes where returns disagree.
  func link() -> [History] {
    var histories: [History] = []
    var byUPN: [String: Int] = [:]
    var byULN: [String: Int] = [:]
    for facts in returns {
      // All UPNs before any ULN: a mistyped ULN must not take another person's place.
      var found = facts.persons.map { $0.upn.isEmpty ? nil : byUPN[$0.upn] }
      var taken = Set(found.compactMap { $0 })
      for (index, person) in facts.persons.enumerated() where found[index] == nil && !person.uln.isEmpty {
        if let known = byULN[person.uln], taken.insert(known).inserted { found[index] = known }
      }
      // Two that were apart and are one person, as UPN and ULN of this record now say.
      for (person, known) in zip(facts.persons, found) where !person.upn.isEmpty && !person.uln.isEmpty {
        guard let known, let other = byULN[person.uln], taken.insert(other).inserted else { continue }
        for record in histories[other].records {
          histories[known].records.append(record)
          if !record.facts.upn.isEmpty { byUPN[record.facts.upn] = known }
          if !record.facts.uln.isEmpty { byULN[record.facts.uln] = known }
        }
        histories[other].records = []
      }
      for (person, known) in zip(facts.persons, found) {
        let index = known ?? histories.count
        if known == nil { histories.append(History(records: [])) }
        histories[index].records.append((facts.year, person))
        if !person.upn.isEmpty { byUPN[person.upn] = index }
        if !person.uln.isEmpty { byULN[person.uln] = index }
      }
    }
    compare(histories)
    return histories
  }

  private func presences(_ history: History) -> [CensusPresence] {
    let transferred = Set(history.records.flatMap(\.facts.transferred))
    return censusYears.compactMap { year in
      var source = record(of: year, history)
      // Not linked with anybody: the only return that shows them has to show both ends of its year.
      if source == nil, history.hasNoIdentifier { source = history.records.first { $0.year == year + 1 } }
      guard let presence = source?.facts.presences.first(where: { $0.year == year }) else { return nil }
      return CensusPresence(
        year: year, need: presence.need, sector: presence.sector, planStart: presence.planStart,
        arrivedFromElsewhere: transferred.contains(presence.planStart))
    }
  }

  /// The record that counts for a census day: of the return made for it or, where there is none, of the one after.
  private func record(of census: Int, _ history: History) -> (year: Int, facts: PersonFacts)? {
    let year = returns.contains { $0.year == census } ? census : census + 1
    return history.records.first { $0.year == year }
  }

  /// Nil for a person who can be followed.
  private func countedYears(_ history: History) -> Set<Int>? {
    history.hasLastingIdentifier ? nil : Set(censusYears.filter { record(of: $0, history) != nil })
  }

  /// What each pair of returns in a row says about the census day that both show.
  private func compare(_ histories: [History]) {
    for (earlier, later) in zip(returns, returns.dropFirst()) where later.year == earlier.year + 1 {
      var (onRoll, differing) = (0, 0)
      for history in histories {
        let own = history.records.first { $0.year == earlier.year }?.facts
        let after = history.records.first { $0.year == later.year }?.facts
        guard let place = after?.place ?? own?.place else { continue }
        let then = own?.presences.first { $0.year == earlier.year }
        let since = after?.presences.first { $0.year == earlier.year }
        if then != nil || since != nil { onRoll += 1 }
        if (then == nil) != (since == nil) {
          differing += 1
          log.note(.yearsDisagree, place)
        } else if let then, let since, then.need != since.need || then.sector != since.sector {
          log.note(.yearsDifferInDetail, place)
        }
        if let own, let after { compare(own, after) }
      }
      if let file = later.persons.first?.place.file, Share(differing, of: onRoll).isAbove(percent: 5) {
        log.note(.manyYearsDisagree, file: file, count: differing)
      }
    }
  }

  private func compare(_ own: PersonFacts, _ after: PersonFacts) {
    if (own.birthYear, own.birthMonth) != (after.birthYear, after.birthMonth) { log.note(.birthDisagrees, after.place) }
    if !own.upn.isEmpty, !after.upn.isEmpty, own.upn != after.upn { log.note(.upnChanged, after.place) }
  }

  /// Of several persons with one UPN or one ULN in a return, the one with the latest plan start stays. Those who share
  /// an identifier with the same third are one as well.
  private static func withoutDuplicates(_ facts: ReturnFacts, _ log: FindingLog) -> ReturnFacts {
    var best: [String: Int] = [:]
    var identifiers: [Int: [String]] = [:]
    var dropped: [Int: Rule] = [:]
    for (index, person) in facts.persons.enumerated() {
      let own = (person.upn.isEmpty ? [] : ["U" + person.upn]) + (person.uln.isEmpty ? [] : ["L" + person.uln])
      let others = Set(own.compactMap { best[$0] }).sorted()
      var winner = others.first ?? index
      for other in others.dropFirst() + [index] where other != winner {
        let isLater = (facts.persons[other].latestStart ?? .min) > (facts.persons[winner].latestStart ?? .min)
        let upns = (facts.persons[winner].upn, facts.persons[other].upn)
        let isOneUPN = upns.0 == upns.1 || upns.0.isEmpty || upns.1.isEmpty
        dropped[isLater ? winner : other] = isOneUPN ? .duplicatePerson : .twoUPNsOneULN
        if isLater { winner = other }
      }
      identifiers[winner] = others.flatMap { identifiers[$0] ?? [] } + own
      for identifier in identifiers[winner] ?? [] { best[identifier] = winner }
    }
    guard !dropped.isEmpty else { return facts }
    for (index, rule) in dropped.sorted(by: { $0.key < $1.key }) {
      let person = facts.persons[index]
      log.note(rule, person.place)
      for place in person.places where place != person.place { log.note(.belongsToListedRow, place) }
    }
    let kept = facts.persons.indices.filter { dropped[$0] == nil }.map { facts.persons[$0] }
    return ReturnFacts(year: facts.year, persons: kept)
  }
}
