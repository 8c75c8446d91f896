public import Vocabulary

/// A plan that was maintained by this borough on one census day.
public struct CensusPresence: Equatable, Sendable, Silent {
  private let shortYear: Int16
  /// Census year: 2025 is the third Thursday of January 2025.
  public var year: Int { Int(shortYear) }
  /// Primary need (SEN2 item 5.8a, rank 1).
  public let need: Need
  /// Where the person was placed on that day.
  public let sector: Sector
  /// The day the plan was first made, here or elsewhere (SEN2 module 4, StartDate).
  public let planStart: CalendarDate
  /// The plan was made by another authority and came here (SEN2 item 5.1, TransferLA).
  public let arrivedFromElsewhere: Bool

  public init(year: Int, need: Need, sector: Sector, planStart: CalendarDate, arrivedFromElsewhere: Bool) {
    shortYear = Int16(year)
    self.need = need
    self.sector = sector
    self.planStart = planStart
    self.arrivedFromElsewhere = arrivedFromElsewhere
  }
}

/// What a year in a person's placements costs, as the borough's finance extract says.
public struct PlacementCost: Equatable, Sendable, Silent {
  /// Census year: the cost is of the placements on that census day.
  public let year: Int
  /// Whole pence a year, all of the person's lines together; below 0 where credits exceed fees.
  public let annualPence: Int

  public init(year: Int, annualPence: Int) {
    self.year = year
    self.annualPence = annualPence
  }
}

/// One child or young person, with all that the statistics may use, in 64 bytes: a roll may hold millions.
public struct Person: Equatable, Sendable, Silent {
  public let key: PersonKey
  /// The quarter days on which this borough maintained a plan.
  public let quarters: HeldQuarters
  /// Of the birth, from January of year 0.
  private let months: Int16
  /// In ascending years, at most one per year.
  public let presences: Presences
  private let rare: Rare?

  /// What few persons have, in one object of their own. Nil for none, so that nothing is counted up and down in a copy.
  private final class Rare: Equatable, Sendable {
    let costs: [PlacementCost]
    let countedYears: Set<Int>?

    init(_ costs: [PlacementCost], _ countedYears: Set<Int>?) { (self.costs, self.countedYears) = (costs, countedYears) }

    static func == (a: Rare, b: Rare) -> Bool { a.costs == b.costs && a.countedYears == b.countedYears }
  }

  /// In ascending years, at most one per year.
  public var costs: [PlacementCost] { rare?.costs ?? [] }
  /// The data years in whose tables the person counts; nil for all. A child who can't be followed from one return to
  /// the next counts in the tables about a return's own year only, or one child would count there under two keys.
  public var countedYears: Set<Int>? { rare?.countedYears }

  public var birthYear: Int { Int(months) / 12 }
  /// 1 to 12. The day is not kept: academic age needs the month only.
  public var birthMonth: Int { Int(months) % 12 + 1 }

  /// Sorts presences and costs by year; of several for one year the first given stays.
  ///
  /// - Parameters: the birth, of a year from 0 to 2729.
  public init(
    key: PersonKey, birthYear: Int, birthMonth: Int, presences: [CensusPresence], costs: [PlacementCost] = [],
    quarters: HeldQuarters = HeldQuarters(), countedYears: Set<Int>? = nil
  ) {
    self.init(
      key: key, birthYear: birthYear, birthMonth: birthMonth, presences: Presences(presences), costs: costs,
      quarters: quarters, countedYears: countedYears)
  }

  /// The same, of presences that need no array.
  public init(
    key: PersonKey, birthYear: Int, birthMonth: Int, presences: Presences, costs: [PlacementCost] = [],
    quarters: HeldQuarters = HeldQuarters(), countedYears: Set<Int>? = nil
  ) {
    self.key = key
    self.quarters = quarters
    months = Int16(12 * birthYear + birthMonth - 1)
    self.presences = presences.isAscending ? presences : Presences(onePerYear(Array(presences), \.year))
    rare = costs.isEmpty && countedYears == nil ? nil : Rare(onePerYear(costs, \.year), countedYears)
  }

  /// Of a return's person: it shows one census day and the one a year after it, and that person can be followed.
  public init(
    key: PersonKey, birthYear: Int, birthMonth: Int, then: CensusPresence?, now: CensusPresence?, quarters: HeldQuarters
  ) {
    (self.key, self.quarters, rare) = (key, quarters, nil)
    months = Int16(12 * birthYear + birthMonth - 1)
    presences = Presences(then, now)
  }

  /// Whether the person is on roll on a census day.
  public func isPresent(_ census: Int) -> Bool { presences.shows(census) }

  /// Whether the person may count in tables about the data of `year`.
  public func counts(in year: Int) -> Bool { countedYears?.contains(year) ?? true }
}

private func onePerYear<Element>(_ elements: [Element], _ year: (Element) -> Int) -> [Element] {
  if elements.count < 2 || zip(elements, elements.dropFirst()).allSatisfy({ year($0) < year($1) }) { return elements }
  var seen: Set<Int> = []
  return elements.filter { seen.insert(year($0)).inserted }.sorted { year($0) < year($1) }
}
