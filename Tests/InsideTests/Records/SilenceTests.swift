import Records
import Testing
import Vocabulary

@Suite struct SilenceTests {
  static let planted = "planted-7731"

  static func person() throws -> Person {
    let start = try #require(CalendarDate(year: 2019, month: 7, day: 31))
    let presence = CensusPresence(
      year: 2025, need: .pmld, sector: .independent, planStart: start, arrivedFromElsewhere: true)
    return Person(
      key: PersonKey(planted), birthYear: 2011, birthMonth: 7, presences: [presence],
      costs: [PlacementCost(year: 2025, annualPence: 7_731_000)])
  }

  @Test func recordsShowTheirTypeAndNothingElse() throws {
    let person = try Self.person()
    let roll = Roll(persons: [person], censusYears: [2025])
    #expect("\(person.key)" == "PersonKey(…)")
    #expect("\(roll)" == "Roll(…)")
    let things: [Any] = [
      person.key, person, person.presences[0], person.costs[0], roll, [person], ["a": person], (1, person),
      Optional(person) as Any,
      Result<Person, Never>.success(person),
    ]
    for thing in things {
      var dumped = ""
      dump(thing, to: &dumped)
      for text in ["\(thing)", String(reflecting: thing), dumped] {
        for value in [Self.planted, "7731", "2011", "2019", "pmld", "PMLD", "independent"] {
          #expect(!text.contains(value))
        }
      }
    }
  }

  @Test func aMirrorHasNoChildren() throws {
    let person = try Self.person()
    #expect(Mirror(reflecting: person).children.isEmpty)
    #expect(Mirror(reflecting: person.key).children.isEmpty)
    #expect(Mirror(reflecting: person.presences[0]).children.isEmpty)
    #expect(Mirror(reflecting: person.costs[0]).children.isEmpty)
    #expect(Mirror(reflecting: Roll(persons: [person], censusYears: [])).children.isEmpty)
  }

  @Test func recordsEncodeToNothing() throws {
    let person: Any = try Self.person()
    #expect(!(person is any Encodable))
    #expect(!(PersonKey("a") as Any is any Encodable))
    #expect(!(Roll(persons: [], censusYears: []) as Any is any Encodable))
  }
}
