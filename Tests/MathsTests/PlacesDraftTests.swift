@testable import PublicData
import Testing
import Vocabulary

/// The file of places that is made of an extract and of planned places.
struct PlacesDraftTests {
  /// Two schools of Camden, one of which says no capacity, one of Westminster.
  private static let rows = SchoolRows(
    ["SchoolCapacity": "24"], ["SchoolCapacity": ""],
    ["LA (code)": "213", "TypeOfEstablishment (code)": "10", "StatutoryLowAge": "11", "SchoolCapacity": "10"],
    ["LA (code)": "213", "TypeOfEstablishment (code)": "14", "SchoolCapacity": "50"])

  private func draft(_ planned: String? = nil, alternative: Bool = false) throws -> PlacesDraft {
    try PlacesDraft(
      Self.rows.places(), planned: planned.map { try PlannedPlaces(parsing: Array("code,sector,phase,year,additional\n\($0)".utf8)) },
      source: PlacesDraft.Source(extract: "edubasealldata20250422.csv", made: Census.day(2025), planned: planned.map { _ in "a, \"b\".csv" }),
      alternative: alternative)
  }

  @Test func theFileIsReadAsItIsWritten() throws {
    let text = try draft().text
    let file = try PlacesFile(parsing: Array(text.utf8))
    // 24 over ages 4 to 15: seven of weight 1,162 and five of 2,096.
    #expect(file.places(of: ["E09000007"], .stateSpecial, .primary, 2025) == 10)
    #expect(file.places(of: ["E09000007"], .stateSpecial, .secondary, 2040) == 14)
    #expect(file.places(of: ["E09000007"], .stateSpecial, .secondary, 2024) == nil, "the extract tells of no earlier January")
    #expect(file.places(of: ["E09000007", "E09000033"], .independent, .secondary, 2025) == 10)
    #expect(file.places(of: ["E09000007", "E09000033"], .resourced, .primary, 2025) == 0)
    #expect(file.places(of: ["E09000007", "E09000001"], .stateSpecial, .primary, 2025) == nil, "of the City the extract is silent")
    #expect(file.places(of: ["E09000033"], .other, .secondary, 2025) == nil)
    let wide = try PlacesFile(parsing: Array(draft(alternative: true).text.utf8))
    #expect(wide.places(of: ["E09000033"], .other, .secondary, 2025) == 21)
  }

  /// One school's mistyped number does not keep the places of London from being drafted, and is not hidden either.
  @Test func whatCouldNotBeReadStandsInTheComments() throws {
    let schools = SchoolRows([:], ["SchoolCapacity": "sixty"], ["OpenDate": "2015"], ["LA (code)": "330", "SchoolCapacity": "x"])
    let source = PlacesDraft.Source(extract: "x.csv", made: nil, planned: nil)
    let draft = try PlacesDraft(schools.places(), planned: nil, source: source, alternative: false)
    for part in [
      "# Not in the rows: line 3: SchoolCapacity is no number and counts as empty",
      "# Not in the rows: line 4: OpenDate is no day and counts as empty",
      "SS: 1 of 3 establishments do not state all their places (empty: SchoolCapacity 1)",
    ] { #expect(draft.text.contains(part), "\(part)") }
    #expect(!draft.text.contains("line 5"))
    #expect(try PlacesFile(parsing: Array(draft.text.utf8)).places(of: ["E09000007"], .stateSpecial, .primary, 2025) ?? 0 > 0)
    // Many are counted, not shown one by one.
    var many = SchoolRows()
    many.schools = (0..<3_000).map { $0 < 30 ? ["SchoolCapacity": "x"] : [:] }
    let lines = try many.places().unreadLines
    #expect(lines.count == 21 && lines.last == "10 more cells or rows of the extract that could not be read")
  }

  /// A spreadsheet that opens the file and saves it adds commas to the comments, and quotes where one has any.
  @Test func aSpreadsheetLeavesCommentsComments() throws {
    let lines = try draft("E09000007,SS,PRI,2026,5").text.split(separator: "\n")
    let comments = lines.prefix { $0.hasPrefix("#") }
    #expect(comments.count > 8 && comments.allSatisfy { !$0.contains(",") && !$0.contains("\"") }, "\(comments)")
    let saved = lines.map { $0.hasPrefix("#") ? $0 + ",,,," : $0 }.joined(separator: "\r\n")
    #expect(try PlacesFile(parsing: Array(saved.utf8)).places(of: ["E09000007"], .stateSpecial, .primary, 2026) == 15)
  }

  @Test func theCommentsSayWhereItIsFromAndWhatIsMissing() throws {
    let text = try draft("E09000007,SS,PRI,2026,5").text
    for part in [
      "Extract edubasealldata20250422.csv of 2025-01-16", "open on 2025-01-16", "StatutoryLowAge", "RP 3 511 298 61 1; SS 39 1162 2096 1151 54; IN 12 227 737 403 38.",
      "SS: 1 of 2 establishments do not state all their places (empty: SchoolCapacity 1)",
      "Of these: E09000007 SS: 1 of 2", "31 boroughs of which the extract has no establishment: E09000001 ",
      "Planned places: 1 row of a_ _b_.csv",
    ] { #expect(text.contains(part), "\(part)") }
    #expect(!text.contains("fictional") && !text.contains("E09000033 IN:"))
    let none = try PlacesDraft(
      Self.rows.places(), planned: nil, source: PlacesDraft.Source(extract: "x.csv", made: nil, planned: nil), alternative: false)
    #expect(none.text.contains("Extract x.csv of a day that is not known") && none.text.contains("No planned places."))
  }

  /// Schemes of one January add up and stay; those that the extract already shows are not counted again.
  @Test func plannedPlacesAreLaidOverThoseThatThereAre() throws {
    let draft = try draft(
      """
      # A new wing, and a second one.
      E09000007,SS,PRI,2027,30
      E09000007,SS,PRI,2027,6
      E09000007,SS,PRI,2025,99
      E09000007,SS,PRI,2030,-20
      E09000033,RP,SEC,2026,12
      """)
    let file = try PlacesFile(parsing: Array(draft.text.utf8))
    let years = [2025, 2026, 2027, 2029, 2030, 2040]
    #expect(years.map { file.places(of: ["E09000007"], .stateSpecial, .primary, $0) } == [10, 10, 46, 46, 26, 26])
    #expect(years.map { file.places(of: ["E09000033"], .resourced, .secondary, $0) } == [0, 12, 12, 12, 12, 12])
    #expect(draft.planned == 4 && draft.plannedBefore == 1)
    #expect(draft.text.contains("Not added: 1 row of Januaries up to 2025"))
  }

  @Test(arguments: [
    ("", PlacesFileError.Reason.emptyFile, 0), ("E09000007,SS,PRI,2026", .wrongFieldCount, 2), ("E1,SS,PRI,2026,5", .unknownBorough, 2),
    ("E09000007,SS,PRI,26,5", .badYear, 2), ("E09000007,SS,PRI,2026,+5", .badNumber, 2), ("E09000007,SS,PRI,2026,--5", .badNumber, 2),
    ("E09000007,SS,PRI,2026,-", .badNumber, 2), ("E09000007,SS,PRI,2026,1.5", .badNumber, 2),
    ("E09000007,SS,SEC,2026,5\nE09000007,SS,PRI,2026,-15", .belowZero, 3),
    ("E09000007,SS,PRI,2028,5\nE09000007,SS,PRI,2027,-15", .belowZero, 3),
    ("E09000007,MS,PRI,2026,5", .noPlacesToAddTo, 2), ("E09000007,OT,SEC,2026,5", .noPlacesToAddTo, 2),
    ("E09000001,SS,PRI,2026,5", .noPlacesToAddTo, 2),
  ])
  func plannedPlacesThatCannotBeMeantAreRefused(rows: String, reason: PlacesFileError.Reason, line: Int) {
    let error = #expect(throws: PlacesFileError.self) { try draft(rows) }
    #expect(error == PlacesFileError(reason: reason, line: line, isPlanned: true))
    #expect(error?.description.hasPrefix("\(reason.rawValue): planned places") == true)
  }

  /// The one file for the other: said by its header.
  @Test func aFileOfPlacesIsNoFileOfPlannedPlaces() {
    let bytes = Array("code,sector,phase,year,places\nE09000007,SS,PRI,2026,5\n".utf8)
    #expect(throws: PlacesFileError(reason: .badHeader, line: 1, isPlanned: true)) { try PlannedPlaces(parsing: bytes) }
    #expect(PlacesFileError(reason: .badHeader, line: 1, isPlanned: true).description.contains("code,sector,phase,year,additional"))
  }
}
