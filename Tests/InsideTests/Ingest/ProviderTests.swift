@testable import Ingest
import PublicData
import Records
import Testing
import Vocabulary

/// Where a placement counts: by our own list of providers, or by GIAS with its closed schools and their successors.
@Suite struct ProviderTests {
  /// Of one placement: where it counts and which rules its numbers break.
  private func place(
    _ providers: ProviderSectors, urn: Int? = nil, ukprn: Int? = nil, setting: Code = .blank, unit: Bool = false,
    resourced: Bool = false, entry: Int = .min, age: Int? = 10
  ) -> (sector: Sector, setting: PublishedSetting?, rules: [Rule]) {
    var fields = SettingFields()
    (fields.urn, fields.ukprn, fields.setting) = (urn, ukprn, setting)
    (fields.unit, fields.resourced) = (unit ? .yes : .no, resourced ? .yes : .no)
    var rules: [Rule] = []
    let placed = providers.placed(fields, entry: entry, age: age) { rules.append($0) }
    return (placed.sector, placed.setting, rules)
  }

  @Test func sectorsAreKnownByEitherNumber() throws {
    let providers = try ProviderSectors(parsing: Array(TinyFolder.providerList.utf8))
    #expect(place(providers, urn: 100_003).sector == .independent)
    #expect(place(providers, ukprn: 10_000_003).sector == .independent)
    #expect(place(providers, urn: 10_000_004).sector == .furtherEducation)
    #expect(place(providers, urn: 100_009).rules == [.unknownProvider])
    #expect(place(providers, ukprn: 10_000_009).rules == [.unknownProvider])
    #expect(place(providers, urn: 100_001, unit: true).sector == .resourced)
    #expect(place(providers, urn: 100_002, unit: true).sector == .stateSpecial)
    #expect(providers.count == 5 && !providers.hasSettings)
  }

  @Test(arguments: [
    ("provider-list-columns", "urn,sector\n1,MS\n", 1), ("provider-list-row", "urn,ukprn,sector\n1,,XX\n", 2),
    ("provider-list-row", "urn,ukprn,sector\n1,,MS\n,,MS\n", 3),
    ("provider-list-row", "urn,ukprn,sector\n1,,MS\n1,,SS\n", 3),
    ("provider-list-row", "urn,ukprn,sector\na,,MS\n", 2), ("provider-list-text", "urn,ukprn,sector\n\"1,,MS\n", 2),
    ("provider-list-columns", "", 0), ("gias-empty-file", "URN,TypeOfEstablishment (code)\n", 0),
    ("gias-bad-code", "URN,TypeOfEstablishment (code)\nx,1\n", 2),
    ("gias-wrong-field-count", "URN,TypeOfEstablishment (code)\n1,1,1\n", 2),
    ("gias-packed-file", "PK\u{3}\u{4}", 0), ("gias-packed-file", "PK\u{3}\u{4}\nTypeOfEstablishment", 0),
  ])
  func aBadListIsRefusedWithItsLine(code: String, text: String, line: Int) {
    #expect {
      try ProviderSectors(parsing: Array(text.utf8))
    } throws: { error in
      (error as? ProviderListError)?.code == code && (error as? ProviderListError)?.line == line
    }
  }

  /// An extract of 50,000 schools is not refused for one of them.
  @Test func aFewBadLinesOfAnExtractAreSaidAndTheRestIsUsed() throws {
    let rows = ["1,1,31-02-2020", "2,34,01-09-2019", "2,1,", "x,1,", "3,one,", "4,34,", ",,", "5,1"]
    let head = "URN,TypeOfEstablishment (code),CloseDate"
    var providers = try ProviderSectors(parsing: Array(([head] + rows + ["6,34,", ""]).joined(separator: "\n").utf8))
    #expect(providers.count == 5)
    #expect(providers.unread == [
      "line 2: CloseDate is no day and counts as empty", "line 4: the same URN came before; the row is left out",
      "line 5: URN is no code; the row is left out", "line 6: TypeOfEstablishment (code) is no number and counts as empty",
      "line 9: another number of fields than the header; the row is left out",
    ])
    var links = EstablishmentLinksReader()
    try links.feed(Array("URN,LinkURN,LinkType\n1,2,Successor\n,,\n?,4,Successor\n".utf8).span)
    providers.add(try links.finish())
    #expect(providers.unread.last == "links file, line 4: URN is no code; the row is left out")
  }

  // MARK: GIAS

  private static let extract = """
    URN,UKPRN,EstablishmentName,TypeOfEstablishment (code),EstablishmentStatus (code),CloseDate,TypeOfResourcedProvision (name)
    100001,10000001,Old,1,2,31-08-2019,Not applicable
    100002,10000001,New,34,1,,Resourced provision
    100003,10000003,Hill,10,1,,
    100004,10000004,College,18,1,,
    100005,10000005,Free special,36,1,,
    100006,,Secure,24,1,,
    100007,,Moon base,99,1,,
    100008,,Welsh,30,1,,

    """
  private static let links = """
    URN,LinkURN,LinkName,LinkType,LinkEstablishedDate
    100090,100091,A,Successor,01-09-2015
    100091,100005,B,Successor,01-09-2018
    100092,100001,C,Successor,
    100092,100003,D,Successor,

    """

  static func register() throws -> ProviderSectors {
    var providers = try ProviderSectors(parsing: Array(extract.utf8))
    providers.add(try EstablishmentLinks(parsing: Array(links.utf8)))
    return providers
  }

  @Test func everyNumberOfGIASGivesASetting() throws {
    let register = try Self.register()
    #expect(register.hasSettings)
    #expect(place(register, urn: 100_001).setting == .mainstreamMaintained)
    #expect(place(register, urn: 100_001, resourced: true).setting == .mainstreamMaintainedResourced)
    #expect(place(register, urn: 100_002, unit: true, resourced: true).setting == .mainstreamAcademyResourced)
    // The indicators say nothing outside state mainstream schools.
    #expect(place(register, urn: 100_003, unit: true).setting == .specialIndependent)
    #expect(place(register, urn: 100_005).setting == .specialFree)
    #expect(place(register, urn: 100_007).setting == .otherSchools && place(register, urn: 100_008).setting == .welsh)
    // Of two with one UKPRN the open one counts; a UKPRN outside GIAS is a registered provider.
    let open = place(register, ukprn: 10_000_001)
    #expect(open.setting == .mainstreamAcademy && open.rules == [.urnExpected])
    #expect(place(register, ukprn: 10_000_004).setting == .generalFurtherEducation)
    #expect(place(register, ukprn: 10_000_004).rules.isEmpty && place(register, urn: 10_000_004).rules.isEmpty)
    #expect(place(register, ukprn: 19_999_999).setting == .registeredProvider)
    let unknown = place(register, urn: 100_099)
    #expect(unknown.setting == nil && unknown.sector == .other && unknown.rules == [.unknownProvider])
    #expect(place(register, urn: 100_099, unit: true).sector == .resourced)
  }

  @Test func closedSchoolsKeepTheirTypeAndSuccessorsAreFollowed() throws {
    let register = try Self.register()
    let day = try #require(CalendarDate(year: 2019, month: 8, day: 31)).dayNumber
    #expect(place(register, urn: 100_001, entry: day).rules.isEmpty)
    let late = place(register, urn: 100_001, entry: day + 1)
    #expect(late.setting == .mainstreamMaintained && late.rules == [.providerClosed])
    let followed = place(register, urn: 100_090)
    #expect(followed.setting == .specialFree && followed.rules == [.successorFollowed])
    // Two that count differently: nobody knows which.
    #expect(place(register, urn: 100_092).rules == [.unknownProvider])
  }

  @Test func whatTheRegisterDoesNotExpectIsNoted() throws {
    let register = try Self.register()
    #expect(place(register, urn: 100_006).rules == [.providerUnexpected])
    #expect(place(register, urn: 100_001, unit: true).rules == [.unitNotInRegister])
    #expect(place(register, urn: 100_002, unit: true).rules.isEmpty && place(register, urn: 100_003, unit: true).rules.isEmpty)
  }

  /// As a data officer sees it: each child is used, and the report says what to look at.
  @Test func aReturnIsHeldAgainstGIAS() throws {
    typealias Placement = TinyReturn.Placement
    let placements = [
      Placement(urn: "100006"), Placement(urn: "100001", unit: "1"), Placement(urn: "100001", entry: "2020-01-06"),
      Placement(urn: "100090"), Placement(urn: "10000004"), Placement(ukprn: "10000001"), Placement(urn: "100004"),
    ]
    let children = placements.enumerated().map { number, placement in
      TinyReturn.Child(upn: TinyReturn.upn(number), plans: [TinyReturn.Plan(placements: [placement])])
    }
    for folder in try TinyFolder.bothShapes([TinyReturn(children: children)]) {
      let ingested = try folder.read(providers: Self.register())
      #expect(
        ingested.codes == [
          "provider-closed", "provider-unexpected", "successor-followed", "ukprn-as-urn", "unit-not-in-register",
          "urn-expected",
        ])
      #expect(ingested.isBalanced && ingested.report.rowsListed == 0)
      let sectors = ingested.roll.persons.compactMap { $0.presences.last?.sector.code }.sorted()
      #expect(sectors == ["FE", "FE", "MS", "MS", "OT", "RP", "SS"])
    }
  }

  @Test func codesStandWhereThereIsNoNumber() throws {
    for register in [try Self.register(), try ProviderSectors(parsing: Array(TinyFolder.providerList.utf8))] {
      let codes: [Code] = ["OLA", "OPA", "EHE", "EYP", "OTH", "NEET", "NIEC", "NIEO"]
      #expect(
        codes.map { place(register, setting: $0).setting } == [
          .arrangedByAuthority, .arrangedByParents, .electiveHomeEducation, .earlyYears, .otherPlacement, .neet,
          .noticeToCease, .notInEducationSchoolAge,
        ])
      #expect([4, 16, nil].map { place(register, setting: "NIEO", age: $0).setting } == [.notInEducationOther, .notInEducationOther, .notInEducationOther])
      #expect(place(register).rules == [.placementWithoutSetting] && place(register).setting == nil)
      // A number of no known shape is none.
      #expect(place(register, urn: 12, setting: "EHE").setting == .electiveHomeEducation)
    }
  }
}
