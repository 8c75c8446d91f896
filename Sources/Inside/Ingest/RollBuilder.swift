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
  /// What one return says about a person.
  typealias Record = (year: Int, facts: PersonFacts)

  private let log: FindingLog
  /// In ascending years.
  private var returns: [ReturnFacts]

  /// The linked persons: at most one record per return, in the order of the returns.
  struct Histories: Silent {
    /// Nil if there is one return, each of whose records is a history.
    fileprivate let several: [[Record]]?
  }

  init(_ returns: consuming [ReturnFacts], log: FindingLog) {
    self.log = log
    returns.sort { $0.year < $1.year }
    self.returns = returns
    for index in self.returns.indices { self.returns[index].removeDuplicates(log) }
  }

  /// Census years that the returns show.
  var censusYears: [Int] { Set(returns.flatMap { [$0.year - 1, $0.year] }).sorted() }

  /// Call once: the returns are used up.
  ///
  /// - Parameter costs: annual pence by places among the histories, for the latest census.
  mutating func roll(_ histories: Histories, costs: [Int: Int]) -> Roll {
    let years = censusYears
    var persons: [Person] = []
    var place = 0
    func add(_ history: some BidirectionalCollection<Record>) {
      if let person = person(history, years, costs[place]) { persons.append(person) }
      place += 1
    }
    if let several = histories.several {
      for history in several { add(history) }
    } else if !returns.isEmpty {
      var all = Chunks<PersonFacts>()
      swap(&all, &returns[0].persons)
      persons.reserveCapacity(all.count)
      let year = returns[0].year
      all.drain { facts in add(CollectionOfOne((year, facts))) }
    }
    return Roll(persons: persons, censusYears: years)
  }

  private func person(_ history: some BidirectionalCollection<Record>, _ years: [Int], _ cost: Int?) -> Person? {
    let presences = presences(history, years)
    guard !presences.isEmpty, let last = history.last?.facts else { return nil }
    return Person(
      key: key(history), birthYear: last.birthYear, birthMonth: last.birthMonth, presences: presences,
      costs: cost.map { [PlacementCost(year: years.last ?? 0, annualPence: $0)] } ?? [],
      countedYears: countedYears(history, years))
  }

  /// UPN if any return has one, else ULN, else the place in the return.
  private func key(_ history: some BidirectionalCollection<Record>) -> PersonKey {
    if let upn = history.last(where: { !$0.facts.upn.isEmpty })?.facts.upn { return PersonKey(upn.text(after: "U")) }
    if let uln = history.last(where: { $0.facts.uln != 0 })?.facts.uln { return PersonKey("L\(uln)") }
    return PersonKey(history.map { "P\($0.year)-\($0.facts.number)" }.joined())
  }

  /// Where the persons are found by UPN and ULN.
  func index(_ histories: Histories) -> PupilIndex {
    let years = censusYears
    var index = PupilIndex()
    var place = 0
    func add(_ history: some BidirectionalCollection<Record>) {
      if presences(history, years).contains(where: { $0.year == years.last }) { index.onRoll.insert(place) }
      for record in history {
        if !record.facts.upn.isEmpty { index.upns[record.facts.upn.text] = place }
        if record.facts.uln != 0 { index.ulns["\(record.facts.uln)"] = place }
      }
      place += 1
    }
    if let several = histories.several {
      for history in several { add(history) }
    } else if let only = returns.first {
      for facts in only.persons { add(CollectionOfOne((only.year, facts))) }
    }
    return index
  }

  /// Links the persons of all returns. Call once: it also notes where returns disagree.
  func link() -> Histories {
    guard returns.count > 1 else { return Histories(several: nil) }
    var histories: [[Record]] = []
    var byUPN: [PupilNumber: Int] = [:]
    var byULN: [Int: Int] = [:]
    for facts in returns {
      // All UPNs before any ULN: a mistyped ULN must not take another person's place.
      var found = facts.persons.map { $0.upn.isEmpty ? nil : byUPN[$0.upn] }
      var taken = Set(found.compactMap { $0 })
      for (index, person) in facts.persons.enumerated() where found[index] == nil && person.uln != 0 {
        if let known = byULN[person.uln], taken.insert(known).inserted { found[index] = known }
      }
      // Two that were apart and are one person, as UPN and ULN of this record now say.
      for (person, known) in zip(facts.persons, found) where !person.upn.isEmpty && person.uln != 0 {
        guard let known, let other = byULN[person.uln], taken.insert(other).inserted else { continue }
        for record in histories[other] {
          histories[known].append(record)
          if !record.facts.upn.isEmpty { byUPN[record.facts.upn] = known }
          if record.facts.uln != 0 { byULN[record.facts.uln] = known }
        }
        histories[other] = []
      }
      for (person, known) in zip(facts.persons, found) {
        let index = known ?? histories.count
        if known == nil { histories.append([]) }
        histories[index].append((facts.year, person))
        if !person.upn.isEmpty { byUPN[person.upn] = index }
        if person.uln != 0 { byULN[person.uln] = index }
      }
    }
    compare(histories)
    return Histories(several: histories)
  }

  private func presences(_ history: some BidirectionalCollection<Record>, _ years: [Int]) -> Presences {
    // The only return, in which nothing came from elsewhere: it shows all.
    if returns.count == 1, let only = history.first?.facts, only.transferred.isEmpty { return only.presences }
    let transferred = Set(history.flatMap(\.facts.transferred))
    let hasNoIdentifier = history.allSatisfy { $0.facts.upn.isEmpty && $0.facts.uln == 0 }
    var presences = Presences()
    for year in years {
      var source = record(of: year, history)
      // Not linked with anybody: the only return that shows them has to show both ends of its year.
      if source == nil, hasNoIdentifier { source = history.first { $0.year == year + 1 } }
      guard let presence = source?.facts.presences.first(where: { $0.year == year }) else { continue }
      presences.append(
        CensusPresence(
          year: year, need: presence.need, sector: presence.sector, planStart: presence.planStart,
          arrivedFromElsewhere: transferred.contains(presence.planStart)))
    }
    return presences
  }

  /// The record that counts for a census day: of the return made for it or, where there is none, of the one after.
  private func record(of census: Int, _ history: some BidirectionalCollection<Record>) -> Record? {
    let year = returns.contains { $0.year == census } ? census : census + 1
    return history.first { $0.year == year }
  }

  /// Nil for a person who can be followed.
  private func countedYears(_ history: some BidirectionalCollection<Record>, _ years: [Int]) -> Set<Int>? {
    if history.contains(where: \.facts.hasLastingIdentifier) { return nil }
    return Set(years.filter { record(of: $0, history) != nil })
  }

  /// What each pair of returns in a row says about the census day that both show.
  private func compare(_ histories: [[Record]]) {
    for (earlier, later) in zip(returns, returns.dropFirst()) where later.year == earlier.year + 1 {
      var (onRoll, differing) = (0, 0)
      for history in histories {
        let own = history.first { $0.year == earlier.year }?.facts
        let after = history.first { $0.year == later.year }?.facts
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
}
