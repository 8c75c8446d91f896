@testable import PublicData
import Testing
import Vocabulary

/// Places of specialist provision, from extracts of GIAS.
struct SpecialistPlacesTests {
  private let camden = ["E09000007"]

  /// Every range of ages, many numbers of places: the parts add up, none is off its share by 1, none is of a phase without ages.
  @Test(arguments: SpecialistPlaces.sectors) func partsOfASchoolAddUpToItsPlaces(sector: Sector) {
    let weights = PhaseShares.plansPerAge(sector)
    for low in 0...25 {
      for high in low...25 {
        let shares = Phase.allCases.map { phase in (low...high).count { Phase(academicAge: $0) == phase } * weights[phase.rawValue] }
        let all = shares.reduce(0, +)
        for places in Array(0...40) + [167, 1_000, 999_999_999] {
          let parts = PhaseShares.divide(places, over: low...high, in: sector)
          let isNear = zip(parts, shares).allSatisfy { ($0 * all - places * $1).magnitude < all && ($1 > 0 || $0 == 0) }
          #expect(parts.reduce(0, +) == places && isNear, "\(places) over \(low)...\(high): \(parts)")
        }
      }
    }
  }

  /// By hand: a state special school from 2 to 18 has weights 78, 8134, 10480, 3453 of 22,145.
  @Test func aSpecialSchoolHasFewNurseryPlaces() {
    #expect(PhaseShares.divide(100, over: 2...18, in: .stateSpecial) == [0, 37, 47, 16, 0])
    #expect(PhaseShares.divide(17, over: 4...15, in: .other) == [0, 10, 7, 0, 0])
    #expect(PhaseShares.divide(1, over: 10...11, in: .other) == [0, 1, 0, 0, 0], "of equal remainders the younger")
  }

  /// GIAS's high age is the one that pupils reach in their last year.
  @Test(arguments: [("4", "11", 4...10), ("11", "16", 11...15), ("2", "19", 2...18), ("16", "16", 16...16), ("16", "99", 16...25)])
  func agesAreAcademic(low: String, high: String, ages: ClosedRange<Int>) throws {
    let rows = SchoolRows(["StatutoryLowAge": low, "StatutoryHighAge": high])
    let school = try EstablishmentRegister(parsing: rows.bytes).byURN[100_001]
    #expect(school?.academicAges == ages)
  }

  @Test func eachKindOfSchoolCountsInItsSectorAndOthersNot() throws {
    let types = [7, 12, 33, 44, 36, 8, 10, 14, 42, 43, 38]
    var rows = SchoolRows()
    rows.schools = (types + [1, 11, 18, 32, 24, 49]).map { ["TypeOfEstablishment (code)": "\($0)", "SchoolCapacity": "\(100 + $0)"] }
    let places = try rows.places()
    func sum(_ types: [Int]) -> [Int] { [types.count, types.reduce(0) { $0 + 100 + $1 }] }
    for (sector, own) in [(Sector.stateSpecial, [7, 12, 33, 44, 36]), (.independent, [8, 10]), (.other, [14, 42, 43, 38])] {
      let tally = places.tally(camden, sector)
      #expect([tally.establishments, tally.places] == sum(own), "\(sector)")
    }
    for sector in [Sector.resourced, .mainstream, .furtherEducation] {
      #expect(places.tally(camden, sector) == SpecialistPlaces.Tally())
    }
    #expect(places.tally(["E09000001"], .stateSpecial).establishments == 0 && places.boroughs == ["E09000007"])
  }

  /// By the days where they are known, else by the status; `LA (code)` says where.
  @Test func onlySchoolsOpenOnTheCensusDayCount() throws {
    let rows = SchoolRows(
      ["SchoolCapacity": "1"], ["SchoolCapacity": "2", "OpenDate": "17-01-2025"], ["SchoolCapacity": "4", "OpenDate": "16-01-2025"],
      ["SchoolCapacity": "8", "CloseDate": "15-01-2025", "EstablishmentStatus (code)": "2"],
      ["SchoolCapacity": "16", "CloseDate": "31-08-2025", "EstablishmentStatus (code)": "2"],
      ["SchoolCapacity": "32", "EstablishmentStatus (code)": "2"], ["SchoolCapacity": "64", "EstablishmentStatus (code)": "4"],
      ["SchoolCapacity": "128", "EstablishmentStatus (code)": "3"], ["SchoolCapacity": "256", "LA (code)": "203"],
      ["SchoolCapacity": "512", "LA (code)": "330"])
    let places = try rows.places()
    #expect(places.tally(camden, .stateSpecial).places == 1 + 4 + 16 + 128)
    #expect(places.tally(places.boroughs, .stateSpecial).places == 1 + 4 + 16 + 128 + 256, "Birmingham is elsewhere")
  }

  @Test func whatIsNotStatedIsCountedAndNotZero() throws {
    let mainstream = ["TypeOfEstablishment (code)": "1", "SchoolCapacity": "420"]
    func school(_ kind: String, _ resourced: String, _ unit: String) -> [String: String] {
      mainstream.merging([
        "TypeOfResourcedProvision (name)": kind, "ResourcedProvisionCapacity": resourced, "SenUnitCapacity": unit,
      ]) { $1 }
    }
    let rows = SchoolRows(
      ["SchoolCapacity": ""], ["SchoolCapacity": "0"], ["StatutoryHighAge": "", "SchoolCapacity": "9"],
      ["StatutoryLowAge": "19", "StatutoryHighAge": "11", "SchoolCapacity": "5"], school("Resourced provision", "20", ""),
      school("Resourced provision", "", ""), school("Resourced provision and SEN unit", "10", ""), school("SEN unit", "7", "12"),
      school("Not applicable", "30", ""), school("Not applicable", "0", "0"), school("", "", "6"), school("", "", ""))
    let places = try rows.places()
    let special = places.tally(camden, .stateSpecial)
    #expect(special.establishments == 4 && special.places == 14 && special.unstated == ["SchoolCapacity": 1])
    #expect(special.withoutPlaces == 1 && special.withoutAges == 2 && special.placesWithoutAges == 14)
    #expect(special.phases == [0, 0, 0, 0, 0])
    let resourced = places.tally(camden, .resourced)
    #expect(resourced.establishments == 5 && resourced.places == 20 + 10 + 12 + 6 && resourced.contradicted == 2)
    #expect(resourced.withoutPlaces == 2 && resourced.unstated == ["ResourcedProvisionCapacity": 1, "SenUnitCapacity": 1])
    #expect(resourced.phases.reduce(0, +) == resourced.places)
  }

  @Test(arguments: [
    "LA (code)", "OpenDate", "CloseDate", "EstablishmentStatus (code)", "StatutoryLowAge", "StatutoryHighAge", "SchoolCapacity",
    "TypeOfResourcedProvision (name)", "ResourcedProvisionCapacity", "SenUnitCapacity",
  ])
  func anExtractThatLacksAColumnIsRefusedByItsName(column: String) throws {
    var (cut, renamed) = (SchoolRows([:]), SchoolRows([:]))
    #expect(try cut.places().tally(camden, .stateSpecial).places == 60)
    cut.without = [column]
    renamed.renamed = [column: column + " of the school"]
    for rows in [cut, renamed] {
      let error = #expect(throws: SpecialistPlacesError.self) { try rows.places() }
      #expect(error == SpecialistPlacesError(reason: .missingColumns, columns: [column]))
      #expect(error?.description.hasPrefix("missing-columns: extract of GIAS: it lacks \(column), ") == true)
    }
  }

  /// Of the status either spelling will do; columns of pupils and needs can be absent.
  @Test func columnsThatPlacesDoNotNeedCanBeAbsent() throws {
    var rows = SchoolRows(["EstablishmentStatus (code)": "Open"], ["EstablishmentStatus (code)": "Closed"])
    rows.renamed = ["EstablishmentStatus (code)": "EstablishmentStatus (name)"]
    rows.without = ["NumberOfPupils", "SEN1 (name)", "SEN2 (name)", "ResourcedProvisionOnRoll", "SenUnitOnRoll", "EstablishmentName"]
    let tally = try rows.places().tally(camden, .stateSpecial)
    #expect(tally.places == 60 && tally.withPupils == 0 && tally.withNeeds == 0)
    // The figures about needs are refused, rather than that no school names any.
    let register = try EstablishmentRegister(parsing: rows.bytes)
    let error = #expect(throws: SpecialistPlacesError.self) { try SpecialistPlaces.requireNeeds(register) }
    #expect(error?.columns.count == 13)
    try SpecialistPlaces.requireNeeds(EstablishmentRegister(parsing: SchoolRows([:]).bytes))
  }

  @Test(arguments: ["SchoolCapacity", "StatutoryLowAge", "StatutoryHighAge", "NumberOfPupils", "SenUnitCapacity", "ResourcedProvisionOnRoll"])
  func aNumberThatIsNoneIsListedAndNoZero(column: String) throws {
    for wrong in ["-1", "6.5", "about 60", "1e3", "1234567890"] {
      let places = try SchoolRows([:], [column: wrong], ["LA (code)": "330", column: wrong]).places()
      #expect(places.unread.map(\.error) == [PublicTableError(.badNumber, line: 3, column: column)], "\(wrong): Birmingham's is not London's")
      #expect(places.unreadLines == ["line 3: \(column) is no number and counts as empty"])
      let tally = places.tally(camden, .stateSpecial)
      #expect(tally.establishments == 2 && tally.places == (column == "SchoolCapacity" ? 60 : 120))
      #expect(tally.withoutPlaces == (column == "SchoolCapacity" ? 1 : 0) && tally.withoutAges == (column.hasPrefix("Statutory") ? 1 : 0))
    }
    // What statistics programs make of whole numbers.
    #expect(try SchoolRows(["SchoolCapacity": "75.0"]).places().tally(camden, .stateSpecial).places == 75)
  }

  /// An extract opened and saved in a spreadsheet of the United States: no date is read the wrong way round unsaid.
  @Test func anExtractWithMonthsFirstIsRefused() throws {
    var rows = SchoolRows()
    rows.schools = (1...100).map { ["OpenDate": "9/\($0 % 28 + 1)/2015", "SchoolCapacity": "1"] }
    #expect(throws: PublicTableError.self) { try rows.places() }
    rows.schools = rows.schools.map { $0.merging(["OpenDate": ($0["OpenDate"] ?? "").replacing("9/", with: "09/")]) { $1 } }
    #expect(throws: PublicTableError.self) { try rows.places() }
  }

  @Test func anExtractOfElsewhereAndATypeThatIsNewAreSaid() throws {
    let error = #expect(throws: SpecialistPlacesError.self) { try SchoolRows(["LA (code)": "330"]).places() }
    #expect(error?.reason == .noLondonRows)
    let places = try SchoolRows([:], ["TypeOfEstablishment (code)": "77"]).places()
    #expect(places.ofUnknownType == 1 && places.tally(camden, .stateSpecial).establishments == 1 && !places.isFictional)
    #expect(try SchoolRows(["EstablishmentName": "Fictional Hill"]).places().isFictional)
  }
}
