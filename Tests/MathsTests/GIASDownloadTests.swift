@testable import PublicData
import Testing
import Vocabulary

/// Extracts as GIAS gives them: columns and quoting of the downloads of 2021 and of 2026, with invented schools.
///
/// What is so in the real files: URN, ages, capacity, UKPRN and places on the map stand without quotes and everything else
/// within; codes have two digits ("02", "00"); what does not apply is "", "Not applicable" or 0; a day is 31-08-2019;
/// lines end in CR LF, and characters are those of Windows-1252.
struct GIASDownloadTests {
  private static let common = """
    URN|LA (code)|LA (name)|EstablishmentNumber|EstablishmentName|TypeOfEstablishment (code)|TypeOfEstablishment (name)|\
    EstablishmentTypeGroup (code)|EstablishmentTypeGroup (name)|EstablishmentStatus (code)|EstablishmentStatus (name)|\
    ReasonEstablishmentOpened (code)|OpenDate|ReasonEstablishmentClosed (code)|CloseDate|PhaseOfEducation (code)|\
    StatutoryLowAge|StatutoryHighAge|Boarders (name)|SchoolCapacity|SpecialClasses (name)|CensusDate|NumberOfPupils|PercentageFSM|\
    UKPRN|FEHEIdentifier|FurtherEducationType (name)|LastChangedDate|Postcode|TeenMothPlaces|SENPRU (name)|EBD (name)|PlacesPRU|\
    EdByOther (name)|Section41Approved (name)
    """
  private static let needs = (1...13).map { "SEN\($0) (name)" }
  private static let last = ["TypeOfResourcedProvision (name)", "ResourcedProvisionOnRoll", "ResourcedProvisionCapacity", "SenUnitOnRoll", "SenUnitCapacity", "Easting", "Northing", "SENStat", "SENNoStat", "UPRN"]
  private static let columns2021 = common.split(separator: "|").map(String.init) + ["OfstedLastInsp", "OfstedRating (name)", "RSCRegion (name)"] + needs + last
  private static let columns2026 = common.split(separator: "|").map(String.init) + needs + last + ["FSM", "AccreditationExpiryDate"]
  private static let unquoted: Set<String> = ["URN", "StatutoryLowAge", "StatutoryHighAge", "SchoolCapacity", "UKPRN", "Easting", "Northing", "SENStat", "SENNoStat"]

  /// - Parameter schools: what differs from an open community school of Camden.
  private static func extract(_ columns: [String], _ schools: [[String: String]]) -> [UInt8] {
    let usual = [
      "LA (code)": "202", "LA (name)": "Camden", "TypeOfEstablishment (code)": "01", "TypeOfEstablishment (name)": "Community school",
      "EstablishmentStatus (code)": "1", "EstablishmentStatus (name)": "Open", "ReasonEstablishmentOpened (code)": "00",
      "StatutoryLowAge": "3", "StatutoryHighAge": "11", "SchoolCapacity": "420", "CensusDate": "16-01-2025", "NumberOfPupils": "400",
      "PercentageFSM": "10.2", "UKPRN": "10079000", "LastChangedDate": "04-02-2021", "Section41Approved (name)": "Not applicable",
      "SENPRU (name)": "Not applicable", "FurtherEducationType (name)": "Not applicable", "Easting": "533498", "Northing": "181201",
    ]
    let rows = schools.enumerated().map { number, own in
      columns.map { column in
        let value = column == "URN" ? "\(100_000 + number)" : usual.merging(own) { $1 }[column] ?? ""
        return unquoted.contains(column) ? value : "\"\(value)\""
      }
    }
    return ([columns.map { "\"\($0)\"" }] + rows).map { $0.joined(separator: ",") + "\r\n" }.joined().unicodeScalars.map { UInt8($0.value) }
  }

  private static let schools: [[String: String]] = [
    ["EstablishmentName": "St \u{C9}tienne's, the \u{AB}Hill\u{BB}", "OpenDate": ""],
    [
      "TypeOfEstablishment (code)": "07", "TypeOfEstablishment (name)": "Community special school", "SchoolCapacity": "120",
      "SEN1 (name)": "ASD - Autistic Spectrum Disorder", "SEN2 (name)": "SLCN - Speech, language and Communication",
      "SEN3 (name)": "OTH - Other Difficulty/Disability", "SEN4 (name)": "SpLD - Specific Learning Difficulty", "SEN5 (name)": "Not Applicable",
    ],
    [
      "TypeOfEstablishment (code)": "34", "TypeOfEstablishment (name)": "Academy converter", "OpenDate": "01-09-2012",
      "TypeOfResourcedProvision (name)": "Resourced provision", "ResourcedProvisionOnRoll": "12", "ResourcedProvisionCapacity": "14",
    ],
    [
      "TypeOfEstablishment (code)": "10", "TypeOfEstablishment (name)": "Other independent special school", "StatutoryLowAge": "",
      "StatutoryHighAge": "", "SchoolCapacity": "", "Section41Approved (name)": "Approved", "UKPRN": "",
    ],
    [
      "EstablishmentStatus (code)": "2", "EstablishmentStatus (name)": "Closed", "CloseDate": "31-08-2012", "OpenDate": "01-01-1900",
      "ReasonEstablishmentClosed (code)": "10",
    ],
    ["EstablishmentStatus (code)": "4", "EstablishmentStatus (name)": "Proposed to open", "OpenDate": "01-09-2027", "UKPRN": "", "NumberOfPupils": ""],
    ["TypeOfEstablishment (code)": "18", "TypeOfEstablishment (name)": "Further education", "LA (code)": "000", "SchoolCapacity": "", "StatutoryHighAge": "99"],
  ]

  @Test(arguments: [columns2021, columns2026]) func aDownloadIsReadWhole(columns: [String]) throws {
    let register = try EstablishmentRegister(parsing: Self.extract(columns, Self.schools))
    #expect(register.byURN.count == 7 && register.faults.faults.isEmpty && register.missingColumns.isEmpty)
    #expect(register.byURN[100_000]?.name == "St Étienne's, the «Hill»" && register.byURN[100_000]?.hasProvision == nil)
    #expect(register.byURN[100_001]?.type?.sector == .stateSpecial && register.byURN[100_001]?.needs == [.asd, .slcn, .oth, .spld])
    #expect(register.byURN[100_002]?.resourcedPlaces == 14 && register.byURN[100_002]?.hasResourcedProvision == true)
    #expect(register.byURN[100_003]?.isSection41 == true && register.byURN[100_003]?.capacity == nil && register.byURN[100_003]?.ukprn == nil)
    #expect(register.byURN[100_004]?.closed == CalendarDate(year: 2012, month: 8, day: 31) && register.current(100_004) == [])
    let places = try SpecialistPlaces(register, on: Census.day(2025))
    #expect(places.tally(["E09000007"], .stateSpecial).places == 120 && places.tally(["E09000007"], .resourced).places == 14)
    #expect(places.tally(["E09000007"], .independent).withoutPlaces == 1 && places.unread.isEmpty)
  }

  /// The same after a statistics program: every number a decimal one, and no quotes where none are needed.
  @Test func aDownloadThatAProgramWroteAgainIsTheSame() throws {
    let columns = Self.columns2026
    let schools = Self.schools.dropFirst().map { school in
      school.mapValues { value in Int(value).map { "\($0).0" } ?? value }
    }
    let (one, other) = (
      try EstablishmentRegister(parsing: Self.extract(columns, Array(Self.schools.dropFirst()))),
      try EstablishmentRegister(parsing: Self.extract(columns, schools))
    )
    #expect(other.faults.faults.isEmpty && other.byURN.count == 6)
    #expect(other.byURN.values.allSatisfy { $0.typeCode == one.byURN[$0.urn]?.typeCode && $0.capacity == one.byURN[$0.urn]?.capacity })
  }

  /// The links file: numbers without quotes, seventeen kinds of link of which those of successors count, an old day as it is.
  @Test func theLinksOfADownloadAreRead() throws {
    let kinds = [
      "Successor", "Predecessor", "Predecessor - merged", "Successor - merged", "Sixth Form Centre School", "Predecessor - amalgamated",
      "Result of Amalgamation", "Successor - amalgamated", "Sixth Form Centre Link", "Successor - Split School", "Predecessor - Split School",
      "Other", "Merged - expansion in school capacity and changer in age range", "Merged - change in age range",
      "Merged - expansion of school capacity", "Expansion", "Closure",
    ]
    let rows = kinds.enumerated().map { "\(100 + $0),\(200 + $0),\"Hill, School\",\"\($1)\",\"01-01-2022\"\r\n" }
    let text = "\"URN\",\"LinkURN\",\"LinkName\",\"LinkType\",\"LinkEstablishedDate\"\r\n" + rows.joined() + ",,,,\r\n"
    let links = try EstablishmentLinks(parsing: Array(text.utf8))
    #expect(links.faults.faults.isEmpty)
    let expected = kinds.enumerated().reduce(into: [Int: [Int]]()) { pairs, one in
      if one.1.hasPrefix("Successor") { pairs[100 + one.0] = [200 + one.0] }
      if one.1.hasPrefix("Predecessor") { pairs[200 + one.0] = [100 + one.0] }
    }
    #expect(links.successors == expected && expected.count == 8)
  }
}
