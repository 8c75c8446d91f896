import Geography
import Vocabulary

/// A request that has not led to a plan by the last census.
struct PlainRequest {
  let number: Int
  let birthYear: Int
  let birthMonth: Int
  let age: Int
  let received: Int
  let source: Int
  /// Y to assess, N not to assess, W withdrawn.
  let outcome: String
  let decided: Int?
  /// Day of a decision not to issue a plan.
  var assessed: Int?
  var mediation = false
  var tribunal = false
}

/// Requests of the calendar years 2023 and 2024 in one borough that led to no plan: refused, withdrawn, assessed
/// without a plan, or still under way. Together with those that led to plans they are about as many as published.
struct RequestPool {
  private(set) var list: [PlainRequest] = []

  private static let newham = "E09000025"
  /// London's requests of 2023 against those of 2024.
  private static let earlierShare = 19_488.0 / 21_583
  /// Where a borough published none: London's share.
  private static let usualRefusal = 0.234
  private static let withdrawn = 0.006
  private static let notIssued = 0.028

  init(_ world: World, borough: Int) {
    var random = RandomSource(seed: world.seed, stream: .request, index: -1 - borough)
    let published = PublishedBoroughs.requests2024.rows[borough]
    // Newham's fictional stock is less than half of the real one.
    let scale = world.boroughs[borough].code == Self.newham ? 0.42 : 1
    for year in [2023, 2024] {
      let total = Double(published[0]) * scale * (year == 2023 ? Self.earlierShare : 1)
      let share = published[1] > 0 ? Double(published[1]) / Double(published[0]) : Self.usualRefusal
      let refused = Int(total * share + random.unit())
      let withdrawn = Int(total * Self.withdrawn + random.unit())
      let notIssued = Int(total * Self.notIssued + random.unit())
      let linked = Self.linked(world, borough, year)
      let open = year == 2024 ? max(Int(0.05 * total), Int(total) - linked - refused - withdrawn - notIssued) : 0
      let base = 200_000_000 + borough * 1_000_000 + (year - 2023) * 500_000
      for (outcome, count) in [("N", refused), ("W", withdrawn), ("Y", notIssued), ("A", open)] {
        for _ in 0..<count {
          let number = base + list.count
          list.append(outcome == "A" ? Self.open(number, &random) : Self.closed(number, year, outcome, &random))
        }
      }
    }
  }

  /// Requests of a calendar year that led to a plan.
  private static func linked(_ world: World, _ borough: Int, _ year: Int) -> Int {
    let range = Years.newYear(year)..<Years.newYear(year + 1)
    return world.rolls[borough].reduce(0) { sum, person in
      guard Int(world.lives.entryYear[person]) >= Years.place(year) else { return sum }
      return world.story.spells(of: person).reduce(sum) { sum, spell in
        guard spell.borough == borough, case .own(let dates) = spell.origin, range.contains(dates.received)
        else { return sum }
        return sum + 1
      }
    }
  }

  private static func closed(
    _ number: Int, _ year: Int, _ outcome: String, _ random: inout RandomSource
  ) -> PlainRequest {
    let received = Years.newYear(year) + random.below(365)
    let decided = received + random.pick(20...42)
    var request = plain(number, received, outcome, decided, outcome == "N" ? "refused" : "all", &random)
    if outcome == "Y" { request.assessed = decided + random.pick(40...75) }
    request.mediation = outcome == "N" && random.chance(0.18)
    request.tribunal = outcome == "N" && random.chance(0.12)
    return request
  }

  /// Under way at the census of 2025: the last six weeks' undecided, the others being assessed.
  private static func open(_ number: Int, _ random: inout RandomSource) -> PlainRequest {
    let received = Years.newYear(2025) - 1 - random.below(random.chance(0.28) ? 42 : 190)
    let decided = received + random.pick(28...56)
    let isDecided = decided <= Years.census(of: 2025)
    return plain(number, received, isDecided ? "Y" : "A", isDecided ? decided : nil, "all", &random)
  }

  private static func plain(
    _ number: Int, _ received: Int, _ outcome: String, _ decided: Int?, _ ages: String, _ random: inout RandomSource
  ) -> PlainRequest {
    let age = 2 + random.weighted(PublishedLondon.requestsByAge[ages].map(Double.init))
    let month = random.pick(1...12)
    let census = received >= Years.newYear(2024) ? 2025 : 2024
    return PlainRequest(
      number: number, birthYear: census - 1 - age - (month >= 9 ? 1 : 0), birthMonth: month, age: age,
      received: received, source: [1, 1, 1, 2, 2, 3, 4, 5][random.below(8)], outcome: outcome, decided: decided)
  }
}
