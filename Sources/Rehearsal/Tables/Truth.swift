import Geography
import Vocabulary

/// The exact tables of one borough: what happened between censuses, and each January that a release plan is about.
///
/// Cells are row-major: status × age × need.
struct BoroughTruth {
  let code: String
  /// By year of the later census.
  private(set) var flowCross: [Int: [Int]] = [:]
  /// Plans by age, by census.
  private(set) var plansByAge: [Int: [Int]] = [:]
  /// In order of years.
  private(set) var censuses: [CensusTruth]

  private static let needs = Need.allCases.count

  /// Januaries that there is a truth about, ascending: 2025 always, as public tables and defects go by it, and 2026 where
  /// its return is written.
  /// - Parameter collections: census years of the returns.
  static func censusYears(_ collections: [Int]) -> [Int] { [2025] + collections.filter { $0 == 2026 } }

  /// - Parameter about: census years, ascending, without gaps; at least one.
  init(_ world: World, borough: Int, about years: [Int]) {
    code = world.boroughs[borough].code
    censuses = years.map(CensusTruth.init)
    // A plan about a census asks for the flows of two years, which begin at the census two years before.
    for year in years[0] - 2...years[years.count - 1] {
      plansByAge[year] = [Int](repeating: 0, count: AcademicAge.count)
      if year < years[0] - 1 { continue }
      flowCross[year] = [Int](repeating: 0, count: FlowStatus.allCases.count * AcademicAge.count * Self.needs)
    }
    for person in world.rolls[borough] {
      countFlows(person, world, borough)
      for place in censuses.indices { censuses[place].count(person, world, borough) }
    }
  }

  /// Years of the later census, ascending.
  var flowYears: [Int] { flowCross.keys.sorted() }

  func census(_ year: Int) -> CensusTruth? { censuses.first { $0.year == year } }

  /// Sums of `flowCross` over needs.
  func flowMargin(_ year: Int) -> [Int] {
    let cells = flowCross[year] ?? []
    return stride(from: 0, to: cells.count, by: Self.needs).map { cells[$0..<$0 + Self.needs].reduce(0, +) }
  }

  private mutating func countFlows(_ person: Int, _ world: World, _ borough: Int) {
    for year in plansByAge.keys where world.lives.home(person, Years.place(year)) == borough {
      plansByAge[year]?[world.lives.age(person, Years.place(year))] += 1
    }
    for year in flowCross.keys {
      guard let status = Self.status(person, world.lives, borough, Years.place(year)) else { continue }
      let place = Years.place(status == .leave ? year - 1 : year)
      let row = status.rawValue * AcademicAge.count + world.lives.age(person, place)
      flowCross[year]?[row * Self.needs + world.needs.need(person, place)] += 1
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
