import Records
import TestSupport
import Testing
import Threads
import Vocabulary

@Suite struct RollTests {
  @Test func theOrderOfARollDoesNotDependOnTheOrderOfItsRecords() {
    let persons = ["U2", "L1", "U10", "P2024-1", "Ué"].map {
      Person(key: PersonKey($0), birthYear: 2010, birthMonth: 1, presences: [])
    }
    let roll = Roll(persons: persons, censusYears: [2025, 2023, 2024, 2025])
    #expect(roll == Roll(persons: persons.reversed(), censusYears: [2023, 2024, 2025]))
    #expect(roll.persons.map(\.key) == ["L1", "P2024-1", "U10", "U2", "Ué"].map { PersonKey($0) })
    #expect(roll.latestCensus == 2025)
    #expect(roll.censusYears == [2023, 2024, 2025])
  }

  /// Keys of every length that begin alike, or not at all alike.
  @Test(arguments: 0..<20) func keysOfAnyKindComeInTheOrderOfTheirBytes(seed: Int) {
    var dice = Dice(seed: seed)
    let letters = ["U", "UA", "U12345678", "L", "P2024-", "é", "\u{0}", "\u{7F}", "U00000000000"]
    let count = seed < 17 ? Int.random(in: 0...800, using: &dice) : 12_000
    let keys = (0..<count).map { _ in
      (letters.randomElement(using: &dice) ?? "") + "\(UInt64.random(in: 0...(.max >> UInt64(seed * 3)), using: &dice))"
    }
    let persons = keys.map { Person(key: PersonKey($0), birthYear: 2010, birthMonth: 1, presences: []) }
    let sorted = keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    #expect(Roll(persons: persons, censusYears: []).persons.map(\.key) == sorted.map { PersonKey($0) })
  }

  /// Threads put persons into drawers of which not all get full; or a drawer holds what belongs before another's.
  @Test(arguments: [(1, true), (2, true), (3, true), (2, false)])
  func aLongListIsTheSameFromDrawers(threads: Int, areInOrder: Bool) {
    var dice = Dice(seed: threads)
    let keys = (0..<20_000).map { _ in "U\(UInt64.random(in: 1_000...9_999_999_999, using: &dice))" }
    let persons = keys.map { Person(key: PersonKey($0), birthYear: 2010, birthMonth: 1, presences: []) }
    // By the first digit.
    let drawers = keys.map { key in
      let digit = Int(key.utf8.dropFirst().first ?? 0) - 0x30
      return areInOrder ? digit : 9 - digit
    }
    let room = (0..<10).map { drawer in drawers.count { $0 == drawer } + 3 * drawer }
    let sorted = SortedPersons(drawers: room, threads: threads) { list in
      _ = Threads.each(20, on: threads) { part in
        let some = (1_000 * part)..<(1_000 * (part + 1))
        list.add(Array(persons[some]), Array(drawers[some]))
      }
    }
    #expect(sorted.persons == SortedPersons(persons).persons)
    #expect(sorted.persons.map(\.key) == keys.sorted().map { PersonKey($0) })
  }

  @Test func aPersonHasOnePresenceAndOneCostPerYearInAscendingOrder() throws {
    let start = try #require(CalendarDate(year: 2020, month: 1, day: 1))
    func presence(_ year: Int, _ need: Need) -> CensusPresence {
      CensusPresence(year: year, need: need, sector: .other, planStart: start, arrivedFromElsewhere: false)
    }
    let person = Person(
      key: PersonKey("U1"), birthYear: 2010, birthMonth: 1,
      presences: [presence(2025, .asd), presence(2024, .hi), presence(2025, .vi)],
      costs: [PlacementCost(year: 2025, annualPence: 1), PlacementCost(year: 2025, annualPence: 2)])
    #expect(person.presences == [presence(2024, .hi), presence(2025, .asd)])
    #expect(person.costs == [PlacementCost(year: 2025, annualPence: 1)])
  }
}
