import Records
import Testing
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
