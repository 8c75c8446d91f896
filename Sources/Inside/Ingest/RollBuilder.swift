internal import Records
internal import Threads
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
  typealias Record = PersonMaker.Record

  private let log: FindingLog
  /// In ascending years.
  private var returns: [ReturnFacts]
  private let maker: PersonMaker
  private let threads: Int

  /// The linked persons: at most one record per return, in the order of the returns.
  struct Histories: Silent {
    /// Nil if there is one return, each of whose records is a history.
    fileprivate let several: [[Record]]?
  }

  init(_ returns: consuming [ReturnFacts], log: FindingLog, threads: Int) {
    (self.log, self.threads) = (log, threads)
    returns.sort { $0.year < $1.year }
    self.returns = returns
    maker = PersonMaker(self.returns)
    for index in self.returns.indices { self.returns[index].removeDuplicates(log, threads: threads) }
  }

  /// Census years that the returns show.
  var censusYears: [Int] { maker.censusYears }
  /// Collections of the returns, ascending.
  var returnYears: [Int] { maker.returnYears }

  /// Call once: the returns are used up.
  ///
  /// - Parameter costs: annual pence by places among the histories, for the latest census.
  /// - Returns: how many are on roll on each of the census days as well.
  mutating func roll(_ histories: Histories, costs: [Int: Int]) -> (persons: SortedPersons, stock: [Int]) {
    guard let several = histories.several else { return gather(costs) }
    var all = RollCall(censusYears)
    for (place, history) in several.enumerated() {
      if let person = maker.person(history, costs[place]) { all.add(person) }
    }
    return (SortedPersons(all.takePersons()), all.stock)
  }

  /// The persons of the only return, some at a time on each thread. What is known of them is given up piece by piece, for
  /// there may be millions.
  private mutating func gather(_ costs: [Int: Int]) -> (persons: SortedPersons, stock: [Int]) {
    var facts = Chunks<PersonFacts>()
    if !returns.isEmpty { swap(&facts, &returns[0].persons) }
    let maker = maker
    let threads = facts.count > Self.many ? threads : 1
    let order = KeyDrawers(facts, threads: threads)
    var (given, all) = (0, RollCall(maker.censusYears))
    let persons = SortedPersons(drawers: order.counts(facts, threads: threads), threads: threads) { room in
      Threads.inOrder(on: threads) {
        { (some: (place: Int, facts: ArraySlice<PersonFacts>)) in
          var call = RollCall(maker.censusYears, room: some.facts.count)
          var drawers: [Int] = []
          drawers.reserveCapacity(some.facts.count)
          for (index, facts) in some.facts.enumerated() {
            guard let person = maker.person(facts, costs.isEmpty ? nil : costs[some.place + index]) else { continue }
            call.add(person)
            drawers.append(order.of(facts))
          }
          room.add(call.takePersons(), drawers)
          return call
        }
      } next: { () -> (place: Int, facts: ArraySlice<PersonFacts>)? in
        guard let some = facts.removeFirst(Self.some) else { return nil }
        defer { given += some.count }
        return (given, some)
      } take: { (call: RollCall) in
        all.count(call)
      }
    }
    return (persons, all.stock)
  }

  /// Their persons stay near the processor until they are put into their drawers.
  private static let some = 1 << 10
  /// Fewer persons are done before another thread has begun.
  private static let many = 1 << 15

  /// Where the persons are found by UPN and ULN.
  func index(_ histories: Histories) -> PupilIndex {
    let latest = censusYears.last
    var index = PupilIndex()
    var place = 0
    func add(_ history: some BidirectionalCollection<Record>) {
      if maker.presences(history).contains(where: { $0.year == latest }) { index.onRoll.insert(place) }
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
