internal import Records
internal import Vocabulary

/// Makes a person of the records of him or her: at most one per return, in the order of the returns.
struct PersonMaker: Sendable {
  /// What one return says about a person.
  typealias Record = (year: Int, facts: PersonFacts)

  /// Collections of the returns, ascending.
  let returnYears: [Int]
  /// Census years that the returns show, ascending.
  let censusYears: [Int]
  /// By the years of the returns.
  private let transfers: [Int: Transfers]

  init(_ returns: [ReturnFacts]) {
    returnYears = returns.map(\.year)
    transfers = Dictionary(returns.map { ($0.year, $0.transfers) }) { first, _ in first }
    censusYears = Set(returnYears.flatMap { [$0 - 1, $0] }).sorted()
  }

  /// - Parameter cost: annual pence, for the latest census.
  func person(_ history: some BidirectionalCollection<Record>, _ cost: Int?) -> Person? {
    let presences = presences(history)
    let quarters = quarters(history)
    guard !presences.isEmpty || !quarters.isEmpty, let last = history.last?.facts else { return nil }
    return Person(
      key: key(history), birthYear: last.birthYear, birthMonth: last.birthMonth, presences: presences,
      costs: cost.map { [PlacementCost(year: censusYears.last ?? 0, annualPence: $0)] } ?? [],
      quarters: quarters, countedYears: countedYears(history))
  }

  /// The same of a person whom the only return shows.
  func person(_ only: PersonFacts, _ cost: Int?) -> Person? {
    let year = returnYears[0]
    // Nearly everybody: known by UPN, and nothing came from elsewhere.
    guard returnYears.count == 1, only.hasLastingIdentifier, !only.hasTransfers, cost == nil else {
      return person(CollectionOfOne((year: year, facts: only)), cost)
    }
    guard only.then != nil || only.now != nil || only.quarters != 0 else { return nil }
    return Person(
      key: Self.key(only.upn), birthYear: only.birthYear, birthMonth: only.birthMonth, then: only.then, now: only.now,
      quarters: HeldQuarters(year, days: only.quarters))
  }

  private static func key(_ upn: PupilNumber) -> PersonKey { PersonKey(upn.text(after: "U")) }

  /// UPN if any return has one, else ULN, else the place in the return.
  private func key(_ history: some BidirectionalCollection<Record>) -> PersonKey {
    if let upn = history.last(where: { !$0.facts.upn.isEmpty })?.facts.upn { return Self.key(upn) }
    if let uln = history.last(where: { $0.facts.uln != 0 })?.facts.uln { return PersonKey("L\(uln)") }
    return PersonKey(history.map { "P\($0.year)-\($0.facts.number)" }.joined())
  }

  /// Of each return the first record: two that a later return showed to be one person are one here.
  private func quarters(_ history: some BidirectionalCollection<Record>) -> HeldQuarters {
    HeldQuarters(
      returnYears.compactMap { year in
        history.first { $0.year == year }.map { (year: year, days: $0.facts.quarters) }
      })
  }

  func presences(_ history: some BidirectionalCollection<Record>) -> Presences {
    // The only return, in which nothing came from elsewhere: it shows all.
    if returnYears.count == 1, let only = history.first?.facts, !only.hasTransfers { return only.presences }
    let transferred = Set(history.flatMap { $0.facts.hasTransfers ? transfers[$0.year]?[$0.facts.number] ?? [] : [] })
    let hasNoIdentifier = history.allSatisfy { $0.facts.upn.isEmpty && $0.facts.uln == 0 }
    var presences = Presences()
    for year in censusYears {
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
    let year = returnYears.contains(census) ? census : census + 1
    return history.first { $0.year == year }
  }

  /// Nil for a person who can be followed.
  private func countedYears(_ history: some BidirectionalCollection<Record>) -> Set<Int>? {
    if history.contains(where: \.facts.hasLastingIdentifier) { return nil }
    return Set(censusYears.filter { record(of: $0, history) != nil })
  }
}

/// The persons of a roll while they are gathered, and how many are on it on each census day.
struct RollCall: Sendable, Silent {
  private(set) var persons: [Person] = []
  /// By the places of the census years.
  private(set) var stock: [Int]
  private let censusYears: [Int]

  init(_ censusYears: [Int], room: Int = 0) {
    self.censusYears = censusYears
    stock = [Int](repeating: 0, count: censusYears.count)
    persons.reserveCapacity(room)
  }

  mutating func add(_ person: Person) {
    persons.append(person)
    for place in stock.indices where person.isPresent(censusYears[place]) { stock[place] += 1 }
  }

  /// Gives the list away, so that it can be sorted where it is.
  mutating func takePersons() -> [Person] {
    var taken: [Person] = []
    swap(&taken, &persons)
    return taken
  }

  /// Counts others in, who are kept elsewhere.
  mutating func count(_ others: RollCall) {
    for place in stock.indices { stock[place] += others.stock[place] }
  }
}
