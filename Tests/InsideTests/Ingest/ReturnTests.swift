import Ingest
import Records
import TestSupport
import Testing
import Vocabulary

/// What the returns of two collections say about a person, and that both shapes say the same.
@Suite struct ReturnTests {
  typealias Child = TinyReturn.Child
  typealias Plan = TinyReturn.Plan
  typealias Placement = TinyReturn.Placement

  static func two(_ before: [Child], _ after: [Child]) -> [TinyReturn] {
    [TinyReturn(year: "2024", day: "2024-01-18", children: before), TinyReturn(children: after)]
  }

  /// Reads both shapes, requires equal rolls and balanced accounts, and gives the XML's result.
  static func read(_ returns: [TinyReturn], _ place: SourceLocation = #_sourceLocation) throws -> Ingested {
    let both = try TinyFolder.bothShapes(returns).map { try $0.read() }
    #expect(both[0].roll == both[1].roll, sourceLocation: place)
    #expect(both[0].codes == both[1].codes, sourceLocation: place)
    #expect(both[0].report.rowsRead == both[1].report.rowsRead, sourceLocation: place)
    #expect(both[0].report.rowsListed == both[1].report.rowsListed, sourceLocation: place)
    for one in both { #expect(one.isBalanced, sourceLocation: place) }
    // DfE's template in Excel says the same again. (A workbook with a sheet per module does not say its census day.)
    let tiny = try TinyFolder()
    for one in returns { try tiny.write(one.template.bytes, "return-\(one.year).xlsx") }
    let excel = try tiny.read()
    #expect(excel.roll == both[0].roll && excel.codes == both[0].codes, sourceLocation: place)
    #expect(excel.report.rowsRead == both[0].report.rowsRead && excel.isBalanced, sourceLocation: place)
    #expect(excel.report.rowsListed == both[0].report.rowsListed, sourceLocation: place)
    return both[0]
  }

  @Test func twoReturnsShowThreeCensusDaysAndAChildOnAllOfThem() throws {
    let child = Child(upn: "x900000000001")
    let ingested = try Self.read(Self.two([child], [child]))
    #expect(ingested.codes.isEmpty)
    #expect(ingested.report.verdict == .usableWithWarnings)  // there is no finance extract
    #expect(ingested.roll.censusYears == [2023, 2024, 2025])
    let start = try #require(CalendarDate(year: 2018, month: 2, day: 1))
    let presences = [2023, 2024, 2025].map {
      CensusPresence(year: $0, need: .asd, sector: .mainstream, planStart: start, arrivedFromElsewhere: false)
    }
    #expect(
      ingested.roll.persons
        == [
          Person(
            key: PersonKey("UX900000000001"), birthYear: 2011, birthMonth: 3, presences: presences,
            quarters: HeldQuarters([(2024, 0b1111), (2025, 0b1111)]))
        ])
  }

  @Test func newStayingCeasedAndTransferredPlansAreOnTheRightCensusDays() throws {
    let stay = Child(upn: "X900000000001")
    let new = Child(upn: "X900000000002", plans: [Plan(start: "2024-06-03")])
    let ceasedOnTheDay = Child(upn: "X900000000003", plans: [Plan(cease: "2025-01-16")])
    let ceasedAfter = Child(upn: "X900000000004", plans: [Plan(cease: "2025-01-17")])
    let moved = Child(upn: "X900000000005", plans: [Plan(received: "2024-09-10", transferLA: "305")])
    let beforeCease = [Child(upn: "X900000000003"), Child(upn: "X900000000004")]
    let ingested = try Self.read(Self.two([stay] + beforeCease, [stay, new, ceasedOnTheDay, ceasedAfter, moved]))
    #expect(ingested.codes == ["cease-in-future"])
    let years = ingested.roll.persons.map { $0.presences.map(\.year) }
    #expect(years == [[2023, 2024, 2025], [2025], [2023, 2024], [2023, 2024, 2025], [2025]])
    #expect(
      ingested.roll.persons.map { $0.presences.contains(where: \.arrivedFromElsewhere) } == [
        false, false, false, false, true,
      ])
  }

  /// The transfer is shown by the return of its year only; the plan has come from elsewhere ever since.
  @Test func aTransferIsRememberedInLaterReturns() throws {
    let then = Child(upn: "X900000000005", plans: [Plan(received: "2023-09-10", transferLA: "305")])
    let later = Child(upn: "X900000000005", plans: [Plan(received: "2023-09-10")])
    let ingested = try Self.read(Self.two([then], [later]))
    #expect(ingested.roll.persons[0].presences.map(\.year) == [2024, 2025])
    #expect(ingested.roll.persons[0].presences.map(\.arrivedFromElsewhere) == [true, true])
  }

  @Test func theReturnMadeForACensusDayWinsAndDisagreementsAreCounted() throws {
    let known = Child(upn: "X900000000001")
    let foundLater = Child(upn: "X900000000002")
    let ingested = try Self.read(Self.two([known], [known, foundLater]))
    #expect(ingested.roll.persons.map { $0.presences.map(\.year) } == [[2023, 2024, 2025], [2025]])
    #expect(ingested.finding("years-disagree")?.count == 1)
  }

  @Test func returnsThatDifferOnNeedOrBirthAreNamed() throws {
    let then = [
      Child(upn: "X900000000001", plans: [Plan(needs: [("MLD", "1")])]), Child(upn: "X900000000002", birth: "2011-04-09"),
    ]
    let ingested = try Self.read(Self.two(then, [Child(upn: "X900000000001"), Child(upn: "X900000000002")]))
    #expect(ingested.codes == ["birth-disagrees", "years-differ-in-detail"])
    #expect(ingested.roll.persons.map(\.birthMonth) == [3, 3])
    #expect(ingested.roll.persons[0].presences.map(\.need) == [.mld, .mld, .asd])
  }

  @Test func sectorsFollowIndicatorsThenProvidersThenSettings() throws {
    let cases: [(Placement, Sector)] = [
      (Placement(urn: "100001"), .mainstream), (Placement(urn: "100002"), .stateSpecial),
      (Placement(urn: "100003"), .independent),
      (Placement(ukprn: "10000004"), .furtherEducation), (Placement(urn: "100001", unit: "1"), .resourced),
      (Placement(urn: "100001", resourced: "true"), .resourced), (Placement(setting: "EHE"), .other),
      (Placement(setting: "niec"), .other),
    ]
    let children = cases.enumerated().map {
      Child(upn: "X90000000010\($0.offset)", plans: [Plan(placements: [$0.element.0])])
    }
    let ingested = try Self.read([TinyReturn(children: children)])
    #expect(ingested.codes.isEmpty)
    #expect(ingested.roll.persons.map { $0.presences.last?.sector } == cases.map(\.1))
  }

  @Test func thePlacementOnTheDayHasTheLowestRankThenTheLatestEntry() throws {
    let placements = [
      Placement(urn: "100002", rank: "2", entry: "2024-09-01"),
      Placement(urn: "100001", rank: "1", entry: "2019-09-01"),
      Placement(urn: "100003", rank: "1", entry: "2024-09-01"),
      Placement(urn: "100002", rank: "1", entry: "2025-01-17"),
    ]
    let ingested = try Self.read([
      TinyReturn(children: [Child(upn: "X900000000001", plans: [Plan(placements: placements)])])
    ])
    #expect(ingested.roll.persons[0].presences.map(\.sector) == [.mainstream, .independent])
    #expect(ingested.codes == ["placements-overlap"])
  }

  @Test func personsAreLinkedByUPNThenByULNAndElseKeptApart() throws {
    let byULN = (Child(upn: "X90000000000A", uln: "1000000001"), Child(upn: "X900000000001", uln: "1000000001"))
    let onlyULN = (Child(upn: "", uln: "1000000002"), Child(upn: "", uln: "1000000002"))
    let nothing = (Child(upn: ""), Child(upn: ""))
    let ingested = try Self.read(Self.two([byULN.0, onlyULN.0, nothing.0], [byULN.1, onlyULN.1, nothing.1]))
    #expect(ingested.roll.persons.count == 4)
    #expect(ingested.roll.persons.filter { $0.presences.count == 3 }.count == 2)
    #expect(ingested.report.findings.filter { $0.code == "no-identifier" }.map(\.count).reduce(0, +) == 2)
  }

  @Test func aYoungPersonOf26IsNotCarried() throws {
    // Academic age 25 at census 2024, 26 at census 2025.
    let open = Child(upn: "X900000000001", birth: "1997-12-05")
    let ceased = Child(upn: "X900000000002", birth: "1997-12-05", plans: [Plan(cease: "2024-07-31")])
    let ingested = try Self.read([TinyReturn(children: [open, ceased])])
    #expect(ingested.roll.persons.map { $0.presences.map(\.year) } == [[2024], [2024]])
    #expect(ingested.finding("open-above-25")?.count == 1)
    // Ended in the return's year at 26: nothing is wrong with a row that is on no census day.
    let late = Child(upn: "X900000000003", birth: "1997-02-05", plans: [Plan(cease: "2024-01-17")])
    let older = try Self.read([TinyReturn(children: [DefectTests.good, late])])
    #expect(older.codes.isEmpty && older.report.rowsListed == 0 && older.roll.persons.count == 1)
  }

  @Test func everyByteOfEveryFileIsDigestedFileByFile() throws {
    let finance = Array("UPN,Fee,Fee period,Financial year\nX900000000001,1,annual,2024-25\n".utf8)
    let xml = Array(TinyReturn(children: [Child(upn: "X900000000001")]).xml.utf8)
    let tiny = try TinyFolder()
    try tiny.write(xml, "b.xml")
    try tiny.write(finance, "a.csv")
    var files: [[UInt8]] = []
    _ = try tiny.read {
      var bytes: [UInt8] = []
      return FileDigest {
        for index in $0.indices { bytes.append($0[index]) }
      } end: {
        files.append(bytes)
      }
    }
    // In an order of their own.
    #expect(files.count == 2 && files.contains(finance) && files.contains(xml))
  }

  @Test func aFolderThatIsNotThereIsACodedError() {
    #expect {
      try Ingest.read(
        folder: "/nowhere/at-all", providers: ProviderSectors(parsing: Array(TinyFolder.providerList.utf8)),
        borough: "201")
    } throws: { error in
      (error as? IngestError)?.code == "cannot-read"
    }
  }
}
