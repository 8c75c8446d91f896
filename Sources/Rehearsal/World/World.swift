import Geography
import Vocabulary

/// The fictional London: everybody's lives and what follows from them. Everything is a function of the seed.
struct World {
  let seed: UInt64
  /// In the order of the published tables, which is that of ONS codes.
  let boroughs: [Borough]
  let lives: Lives
  let needs: PersonNeeds
  let story: Storyteller
  let placements: PlacementStory
  let fees: Fees
  /// Persons who were ever on a borough's roll in the years that its returns show, ascending.
  let rolls: [[Int]]

  init(seed: UInt64) {
    self.seed = seed
    boroughs = Geography.report2025.boroughs
    var simulation = LifeSimulation(seed: seed, subRegions: boroughs.map(\.subRegion.rawValue))
    lives = simulation.run()
    needs = PersonNeeds(lives, seed: seed)
    story = Storyteller(lives: lives, seed: seed, laNumbers: boroughs.map(\.laNumber))
    placements = PlacementStory(
      lives: lives, needs: needs, sectors: SectorChoice(lives, needs),
      providers: Providers(boroughs: boroughs.map(\.name)), seed: seed)
    fees = Fees(seed: seed)
    rolls = Self.rolls(lives, boroughs: boroughs.count)
  }

  /// From January 2021 on, since a plan that ended early in 2022 is in the return of 2023.
  private static func rolls(_ lives: Lives, boroughs: Int) -> [[Int]] {
    var rolls = [[Int]](repeating: [], count: boroughs)
    let first = Years.place(2021)
    for person in 0..<lives.count {
      if lives.entry[person] == .brief {
        if Int(lives.entryYear[person]) > first { rolls[Int(lives.entryHome[person])].append(person) }
        continue
      }
      var seen: [Int] = []
      for year in first..<Years.count {
        let home = lives.home(person, year)
        if home >= 0, !seen.contains(home) {
          seen.append(home)
          rolls[home].append(person)
        }
      }
    }
    return rolls
  }
}
