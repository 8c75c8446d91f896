import Geography
import Vocabulary

/// The exact tables of one borough, as the statistics of the plans `london-send-1` to `london-send-3` define them; cost
/// tables of the later ones have phase × sector, which are sums of these.
///
/// Cells are row-major: status × age × need, status × age, phase × need × sector, birth cohort × quarter day.
struct BoroughTruth {
  let code: String
  private(set) var flowCross: [Int: [Int]]
  private(set) var stock = [Int](repeating: 0, count: placementCells)
  private(set) var costPersons = [Int](repeating: 0, count: placementCells)
  /// Sums of whole pence a year, each person's amount from 0 to the cap of the sector; not centred.
  private(set) var costPence = [Int](repeating: 0, count: placementCells)
  private(set) var unclampedPence = 0
  /// What each person with a cost costs a year, in pence, not clamped, by sector.
  private(set) var costs = [[Int]](repeating: [], count: Sector.allCases.count)
  /// Plans on the quarter days of 2024, by academic age at the census of 2025, 0 to 26.
  private(set) var quarters = [Int](repeating: 0, count: cohorts * quarterDays.count)
  /// Plans by age at the censuses 2023, 2024, 2025.
  private(set) var plansByAge: [Int: [Int]]

  static let flowYears = [2024, 2025]
  private static let placementCells = Phase.allCases.count * Need.allCases.count * Sector.allCases.count
  private static let needs = Need.allCases.count
  private static let cohorts = 27
  /// With the year in whose August the academic age on that day is taken.
  private static let quarterDays = [
    (Years.day(2024, 3, 31), 2023), (Years.day(2024, 6, 30), 2023), (Years.day(2024, 9, 30), 2024),
    (Years.day(2024, 12, 31), 2024),
  ]

  /// The most that one person's cost may count, in pence a year, by sector; the least is 0.
  static let caps = [4_000_000, 6_000_000, 8_000_000, 30_000_000, 8_000_000, 8_000_000]

  init(_ world: World, borough: Int) {
    code = world.boroughs[borough].code
    flowCross = [:]
    plansByAge = [:]
    let ages = AcademicAge.count
    for year in Self.flowYears {
      flowCross[year] = [Int](repeating: 0, count: FlowStatus.allCases.count * ages * Self.needs)
    }
    for year in 2023...2025 { plansByAge[year] = [Int](repeating: 0, count: ages) }
    for person in world.rolls[borough] { count(person, world, borough) }
  }

  /// Sums of `flowCross` over needs.
  func flowMargin(_ year: Int) -> [Int] {
    let cells = flowCross[year] ?? []
    return stride(from: 0, to: cells.count, by: Self.needs).map { cells[$0..<$0 + Self.needs].reduce(0, +) }
  }

  private mutating func count(_ person: Int, _ world: World, _ borough: Int) {
    for year in 2023...2025 where world.lives.home(person, Years.place(year)) == borough {
      plansByAge[year]?[world.lives.age(person, Years.place(year))] += 1
    }
    for year in Self.flowYears {
      guard let status = Self.status(person, world.lives, borough, Years.place(year)) else { continue }
      let place = Years.place(status == .leave ? year - 1 : year)
      let row = status.rawValue * AcademicAge.count + world.lives.age(person, place)
      flowCross[year]?[row * Self.needs + world.needs.need(person, place)] += 1
    }
    countQuarters(person, world, borough)
    let last = Years.published
    guard world.lives.home(person, last) == borough else { return }
    let sector = world.placements.sector(person, borough: borough, last)
    let phase = Phase(academicAge: world.lives.age(person, last))
    let cell = (phase.rawValue * Self.needs + world.needs.need(person, last)) * Sector.allCases.count + sector.rawValue
    stock[cell] += 1
    let fee = world.fees.fee(of: person, sector, borough: borough)
    if fee.isUnrecorded { return }
    costPersons[cell] += 1
    costPence[cell] += min(max(fee.annualPence, 0), Self.caps[sector.rawValue])
    unclampedPence += fee.annualPence
    costs[sector.rawValue].append(fee.annualPence)
  }

  /// On each quarter day, whoever this borough is responsible for and is 0 to 25 by that school year. Nobody of the
  /// rehearsal comes back to a borough within a year, so the plans on each day are the truth of the table.
  private mutating func countQuarters(_ person: Int, _ world: World, _ borough: Int) {
    let cohort = world.lives.age(person, Years.published)
    guard (0..<Self.cohorts).contains(cohort) else { return }
    let spells = world.story.spells(of: person).filter { $0.borough == borough }
    for (place, (day, august)) in Self.quarterDays.enumerated() where spells.contains(where: { $0.isOnRoll(day) }) {
      let age = cohort - (2024 - august)
      if (0...25).contains(age) { quarters[cohort * Self.quarterDays.count + place] += 1 }
    }
  }

  /// - Parameter year: place of the later census.
  private static func status(_ person: Int, _ lives: Lives, _ borough: Int, _ year: Int) -> FlowStatus? {
    let (before, now) = (lives.home(person, year - 1) == borough, lives.home(person, year) == borough)
    switch (before, now) {
    case (false, false): return nil
    case (true, true): return .stay
    case (true, false): return .leave
    case (false, true):
      let isNew = lives.entry[person] == .new && Int(lives.entryYear[person]) == year
      return isNew ? .new : .transferredIn
    }
  }
}
