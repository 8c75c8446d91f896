import Geography
import Vocabulary

/// A request that has not led to a plan by the last census of a borough's returns.
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

/// Requests of the calendar years before the returns of one borough that led to no plan: refused, withdrawn, assessed
/// without a plan, or still under way. Together with those that led to plans they are about as many as published.
struct RequestPool {
  private(set) var list: [PlainRequest] = []

  private static let newham = "E09000025"
  /// London's requests of a year against those of 2024; those of 2025 are not yet published by borough.
  private static let shares = [2022: 16_934.0 / 21_583, 2023: 19_488.0 / 21_583, 2024: 1, 2025: 1.06]
  /// Where a borough published none: London's share.
  private static let usualRefusal = 0.234
  private static let withdrawn = 0.006
  private static let notIssued = 0.028

  /// - Parameter collections: census years of the returns. The years 2023 and 2024 are always known, and do not depend
  ///   on the others.
  init(_ world: World, borough: Int, collections: [Int]) {
    var random = RandomSource(seed: world.seed, stream: .request, index: -1 - borough)
    add([2023, 2024], world, borough, 200_000_000 + borough * 1_000_000, &random)
    for year in [2022, 2025] where collections.contains(year + 1) {
      var random = RandomSource(seed: world.seed, stream: .request, index: -1 - borough - 1000 * year)
      add([year], world, borough, 300_000_000 + borough * 1_000_000 + (year - 2022) * 100_000, &random)
    }
  }

  private mutating func add(
    _ years: [Int], _ world: World, _ borough: Int, _ first: Int, _ random: inout RandomSource
  ) {
    let published = PublishedBoroughs.requests2024.rows[borough]
    // Newham's fictional stock is less than half of the real one.
    let scale = world.boroughs[borough].code == Self.newham ? 0.42 : 1
    for year in years {
      let total = Double(published[0]) * scale * (Self.shares[year] ?? 1)
      let share = published[1] > 0 ? Double(published[1]) / Double(published[0]) : Self.usualRefusal
      let refused = Int(total * share + random.unit())
      let withdrawn = Int(total * Self.withdrawn + random.unit())
      let notIssued = Int(total * Self.notIssued + random.unit())
      let linked = Self.linked(world, borough, year)
      let open = year >= 2024 ? max(Int(0.05 * total), Int(total) - linked - refused - withdrawn - notIssued) : 0
      let base = first + (year == 2024 ? 500_000 : 0)
      for (outcome, count) in [("N", refused), ("W", withdrawn), ("Y", notIssued), ("A", open)] {
        for _ in 0..<count {
          let number = base + list.count
          list.append(outcome == "A" ? Self.open(number, year, &random) : Self.closed(number, year, outcome, &random))
        }
      }
    }
  }

  /// Requests of a calendar year that led to a plan.
  private static func linked(_ world: World, _ borough: Int, _ year: Int) -> Int {
    let range = Years.newYear(year)..<Years.newYear(year + 1)
    return world.rolls[borough].reduce(0) { sum, person in
      guard Int(world.lives.entryYear[person]) >= Years.place(year) else { return sum }
      return world.story.spells(of: person, until: max(Years.published, Years.place(year + 1))).reduce(sum) { sum, spell in
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

  /// Under way at the census after a year: the last six weeks' undecided, the others being assessed.
  private static func open(_ number: Int, _ year: Int, _ random: inout RandomSource) -> PlainRequest {
    let received = Years.newYear(year + 1) - 1 - random.below(random.chance(0.28) ? 42 : 190)
    let decided = received + random.pick(28...56)
    let isDecided = decided <= Years.census(of: year + 1)
    return plain(number, received, isDecided ? "Y" : "A", isDecided ? decided : nil, "all", &random)
  }

  private static func plain(
    _ number: Int, _ received: Int, _ outcome: String, _ decided: Int?, _ ages: String, _ random: inout RandomSource
  ) -> PlainRequest {
    let age = 2 + random.weighted(PublishedLondon.requestsByAge[ages].map(Double.init))
    let month = random.pick(1...12)
    let census = (CalendarDate(dayNumber: received)?.year ?? 0) + 1
    return PlainRequest(
      number: number, birthYear: census - 1 - age - (month >= 9 ? 1 : 0), birthMonth: month, age: age,
      received: received, source: [1, 1, 1, 2, 2, 3, 4, 5][random.below(8)], outcome: outcome, decided: decided)
  }
}
