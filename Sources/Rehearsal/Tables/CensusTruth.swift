import Vocabulary

/// One borough's exact tables about one January, as the statistics of the release plans about that census define them:
/// plans on census day, what they cost, and plans on the quarter days of the year before. Cost tables of the plans from
/// `london-send-2` on have phase × sector, which are sums of these.
///
/// Cells are row-major: phase × need × sector, birth cohort × quarter day.
struct CensusTruth {
  /// Census year.
  let year: Int
  private(set) var stock = [Int](repeating: 0, count: placementCells)
  private(set) var costPersons = [Int](repeating: 0, count: placementCells)
  /// Sums of whole pence a year, each person's amount from 0 to the cap of the sector; not centred.
  private(set) var costPence = [Int](repeating: 0, count: placementCells)
  /// What each person with a cost costs a year, in pence, not clamped, by sector.
  private(set) var costs = [[Int]](repeating: [], count: Sector.allCases.count)
  /// By academic age at the census, 0 to 26.
  private(set) var quarters = [Int](repeating: 0, count: cohorts * QuarterDay.allCases.count)

  /// The most that one person's cost may count, in pence a year, by sector; the least is 0.
  static let caps = [4_000_000, 6_000_000, 8_000_000, 30_000_000, 8_000_000, 8_000_000]

  private static let placementCells = Phase.allCases.count * Need.allCases.count * Sector.allCases.count
  private static let cohorts = 27

  /// Day numbers of the quarter days, each with how much younger than at the census academic ages are on it.
  private let quarterDays: [(day: Int, younger: Int)]

  init(year: Int) {
    self.year = year
    quarterDays = [
      (Years.day(year - 1, 3, 31), 1), (Years.day(year - 1, 6, 30), 1), (Years.day(year - 1, 9, 30), 0),
      (Years.day(year - 1, 12, 31), 0),
    ]
  }

  mutating func count(_ person: Int, _ world: World, _ borough: Int) {
    let place = Years.place(year)
    countQuarters(person, world, borough)
    guard world.lives.home(person, place) == borough else { return }
    let sector = world.placements.sector(person, borough: borough, place)
    let phase = Phase(academicAge: world.lives.age(person, place))
    let row = phase.rawValue * Need.allCases.count + world.needs.need(person, place)
    let cell = row * Sector.allCases.count + sector.rawValue
    stock[cell] += 1
    let fee = world.fees.fee(of: person, sector, borough: borough)
    if fee.isUnrecorded { return }
    costPersons[cell] += 1
    costPence[cell] += min(max(fee.annualPence, 0), Self.caps[sector.rawValue])
    costs[sector.rawValue].append(fee.annualPence)
  }

  /// On each quarter day, whoever this borough is responsible for and is 0 to 25 by that school year. Nobody of the
  /// rehearsal comes back to a borough within a year, so the plans on each day are the truth of the table.
  private mutating func countQuarters(_ person: Int, _ world: World, _ borough: Int) {
    let cohort = world.lives.age(person, Years.place(year))
    guard (0..<Self.cohorts).contains(cohort) else { return }
    // As the return made for this census tells it: that of an earlier one knows nothing of what came after.
    let horizon = max(Years.published, Years.place(year))
    let spells = world.story.spells(of: person, until: horizon).filter { $0.borough == borough }
    for (place, (day, younger)) in quarterDays.enumerated() where spells.contains(where: { $0.isOnRoll(day) }) {
      if (0...25).contains(cohort - younger) { quarters[cohort * quarterDays.count + place] += 1 }
    }
  }
}
