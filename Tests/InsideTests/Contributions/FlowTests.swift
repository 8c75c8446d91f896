import Contributions
import Forecasting
import Records
import TestSupport
import Testing
import Vocabulary

/// The partition of section 3.2 of the forecast's specification: each person in one cell of a flow year.
@Suite struct FlowTests {
  private func presence(
    _ year: Int, _ need: Need = .asd, start: (Int, Int, Int) = (2020, 5, 1), arrived: Bool = false
  ) throws -> CensusPresence {
    CensusPresence(
      year: year, need: need, sector: .mainstream,
      planStart: try #require(CalendarDate(year: start.0, month: start.1, day: start.2)), arrivedFromElsewhere: arrived)
  }

  private func person(born: (Int, Int) = (2014, 9), _ presences: CensusPresence...) -> Person {
    Person(key: PersonKey("A"), birthYear: born.0, birthMonth: born.1, presences: presences)
  }

  /// The only filled cell of a roll with one person.
  private func cell(_ person: Person, _ year: Int) throws -> String {
    let counts = Roll(persons: [person], censusYears: [2023, 2024, 2025]).exactFlows(year)
    var found: [String] = []
    for status in FlowStatus.allCases {
      for age in AcademicAge.range {
        for need in Need.allCases where counts[status, age, need.rawValue] != 0 {
          found.append("\(status.code) \(age) \(need.code) \(counts[status, age, need.rawValue])")
        }
      }
    }
    return found.joined(separator: "; ")
  }

  @Test func aStayerHasAgeAndNeedOfTheLaterCensus() throws {
    let child = person(try presence(2024, .slcn), try presence(2025, .asd))
    #expect(try cell(child, 2025) == "STAY 9 ASD 1.0")
  }

  @Test func aLeaverHasAgeAndNeedOfTheEarlierCensus() throws {
    #expect(try cell(person(presence(2024, .slcn)), 2025) == "LEAVE 8 SLCN 1.0")
  }

  @Test func aPlanStartedHereAfterTheEarlierCensusIsNew() throws {
    #expect(try cell(person(presence(2025, start: (2024, 1, 19))), 2025) == "NEW 9 ASD 1.0")
    #expect(try cell(person(presence(2025, start: (2024, 1, 18))), 2025) == "TIN 9 ASD 1.0", "the census day itself is not after it")
  }

  @Test func aPlanMadeElsewhereArrives() throws {
    #expect(try cell(person(presence(2025, start: (2024, 6, 1), arrived: true)), 2025) == "TIN 9 ASD 1.0")
  }

  @Test func aPlanThatRestartsIsNotNew() throws {
    let back = person(try presence(2023), try presence(2025, start: (2024, 6, 1)))
    #expect(try cell(back, 2025) == "TIN 9 ASD 1.0")
  }

  @Test func someoneSeenAtNeitherCensusIsNotCounted() throws {
    #expect(try cell(person(presence(2023)), 2025) == "")
  }

  /// Aged 25 at the earlier census, a person would be 26 at the later: a leaver, never a stayer of 26.
  @Test func nobodyIsCarriedPastTwentyFive() throws {
    let adult = person(born: (1998, 9), try presence(2024), try presence(2025))
    #expect(try cell(adult, 2024) == "TIN 24 ASD 1.0")
    #expect(try cell(adult, 2025) == "STAY 25 ASD 1.0")
    let older = person(born: (1997, 9), try presence(2024), try presence(2025))
    #expect(try cell(older, 2025) == "LEAVE 25 ASD 1.0")
  }

  /// STAY + NEW + TIN of a year is the stock, and per age the earlier stock is STAY a year older + LEAVE.
  @Test func theFlowsBalanceForAnyRoll() throws {
    var random = SystemRandomNumberGenerator()
    var persons: [Person] = []
    for number in 0..<2_000 {
      var presences: [CensusPresence] = []
      for year in 2023...2025 where Bool.random(using: &random) {
        let need = Need.allCases.randomElement(using: &random) ?? .asd
        presences.append(try presence(year, need, start: (Int.random(in: 2015...2024, using: &random), 6, 1)))
      }
      persons.append(
        Person(
          key: PersonKey("P\(number)"), birthYear: Int.random(in: 2000...2020, using: &random),
          birthMonth: Int.random(in: 1...12, using: &random), presences: presences))
    }
    let roll = Roll(persons: persons, censusYears: [2023, 2024, 2025])
    let (before, now) = (roll.exactFlows(2024), roll.exactFlows(2025))
    for age in 0..<25 {
      let held = [FlowStatus.stay, .new, .transferredIn].reduce(0.0) { $0 + total(before, $1, age) }
      #expect(held == total(now, .stay, age + 1) + total(now, .leave, age), "age \(age)")
    }
    #expect(now.cells.reduce(0, +) == Double(persons.count { p in p.presences.contains { $0.year >= 2024 } }))
  }

  private func total(_ counts: FlowCounts, _ status: FlowStatus, _ age: Int) -> Double {
    (0..<12).reduce(0.0) { $0 + counts[status, age, $1] }
  }
}
