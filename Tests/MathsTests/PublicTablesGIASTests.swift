@testable import PublicData
import Testing
import Vocabulary

struct PublicTablesGIASTests {
  private let head =
    "URN,LA (code),EstablishmentName,TypeOfEstablishment (code),TypeOfEstablishment (name),EstablishmentStatus (code),"
    + "OpenDate,CloseDate,UKPRN,Section41Approved (name),SEN1 (name),SEN2 (name),TypeOfResourcedProvision (name),SenUnitCapacity"

  private func register(_ rows: [String], links: String? = nil) throws -> EstablishmentRegister {
    try EstablishmentRegister(
      parsing: Array((([head] + rows).joined(separator: "\r\n")).utf8), links: links.map { Array($0.utf8) })
  }

  private func defect(_ rows: [String]) -> PublicTableError? {
    do {
      _ = try register(rows)
      return nil
    } catch { return error as? PublicTableError }
  }

  @Test func anExtractInWindows1252IsReadByColumnName() throws {
    var bytes = Array((head + "\r\n100001,202,\"St ").utf8)
    bytes.append(0xC9)
    bytes += Array(
      "tienne, London\",7,Community special school,1,01-09-1850,,10000001,Not applicable,ASD - Autistic,SpLD - Specific,Resourced provision and SEN unit,24\r\n"
        .utf8)
    let register = try EstablishmentRegister(parsing: bytes)
    let school = try #require(register.byURN[100_001])
    #expect(school.name == "St Étienne, London" && school.laNumber == "202" && school.type?.sector == .stateSpecial)
    #expect(school.opened == nil && school.closed == nil && school.status == .open && school.isSection41 == nil)
    #expect(school.needs == [.asd, .spld] && school.hasSENUnit && school.hasResourcedProvision && school.unitPlaces == 24)
    #expect(
      register.missingColumns.contains("SEN13 (name)") && register.missingColumns.contains("ResourcedProvisionCapacity"))
  }

  @Test func onlyTheNumberAndATypeAreNeeded() throws {
    let register = try EstablishmentRegister(
      parsing: Array("TypeOfEstablishment (name),URN\nAcademy converter,100002\nMoon base,100003\n".utf8))
    #expect(register.byURN[100_002]?.type?.code == 34)
    #expect(register.byURN[100_003]?.type == nil)
    #expect(throws: PublicTableError(.unknownTable, line: 1)) {
      try EstablishmentRegister(parsing: Array("UPN,Name\nA,B\n".utf8))
    }
  }

  @Test func aClosedSchoolKeepsItsType() throws {
    let register = try register([
      "100001,202,Old,1,Community school,2,,31-08-2019,10000001,,,,,",
      "100002,202,New,34,Academy converter,1,01-09-2019,,10000001,,,,,",
      "100003,202,Hill,10,Other independent special school,1,,,10000003,Approved,,,,",
    ])
    let types = [100_001, 100_002, 100_003].compactMap { register.byURN[$0]?.type }
    #expect(types.map { $0.setting(senUnit: false, resourced: true) } == [.mainstreamMaintainedResourced, .mainstreamAcademyResourced, .specialIndependent])
    #expect(types.map { $0.setting(senUnit: true, resourced: false) } == [.mainstreamMaintainedUnit, .mainstreamAcademyUnit, .specialIndependent])
    #expect(register.byURN[100_003]?.isSection41 == true)
    let day = try #require(CalendarDate(year: 2020, month: 1, day: 16))
    #expect(register.byURN[100_001]?.isOpen(on: day) == false && register.byURN[100_002]?.isOpen(on: day) == true)
  }

  @Test func successorsAreFollowedToOpenSchoolsAndCirclesEnd() throws {
    let links = """
      URN,LinkURN,LinkName,LinkType,LinkEstablishedDate
      1,2,B,Successor,01-09-2015
      3,2,B,Predecessor - merged,
      2,4,D,Successor - Split School,
      5,6,F,Successor,
      6,5,E,Successor,
      3,9,S,Sixth Form Centre Link,

      """
    let rows = [(1, 2), (2, 2), (3, 1), (4, 4), (5, 2), (6, 2)].map { "\($0.0),202,X,1,Community school,\($0.1),,,,,,,," }
    let register = try register(rows, links: links)
    #expect(
      register.current(1) == [3, 4] && register.current(3) == [3] && register.current(5) == [] && register.current(99) == [])
    #expect(throws: PublicTableError(.unknownTable, line: 1)) { try EstablishmentLinks(parsing: Array("a,b\n".utf8)) }
    #expect(throws: PublicTableError(.badCode, line: 2, column: "LinkURN")) {
      try EstablishmentLinks(parsing: Array("URN,LinkURN,LinkType\n1,?,Successor\n".utf8))
    }
  }

  private func row(_ urn: Int, _ type: String = "1", _ opened: String = "", _ closed: String = "") -> String {
    "\(urn),202,X,\(type),Community school,1,\(opened),\(closed),,,,,,"
  }

  /// A cell that can't be read counts as empty, a row without its number is left out, and both are said.
  @Test func aBadCellOrRowIsListedAndTheRestIsRead() throws {
    let bad = [
      row(2, "1", "31-02-2020"), row(3, "1", "", "2020"), row(4, "one"), "x" + row(5), row(1), row(6) + ",", "7,202",
      ",,,,,,,,,,,,,",
    ]
    let register = try register([row(1)] + bad + [row(8)])
    #expect(Set(register.byURN.keys) == [1, 2, 3, 4, 8])
    #expect(register.byURN[2]?.opened == nil && register.byURN[4]?.type?.code == 1, "the type is known by its name")
    #expect(register.faults.faults.map(\.error) == [
      PublicTableError(.badDate, line: 3, column: "OpenDate"), PublicTableError(.badDate, line: 4, column: "CloseDate"),
      PublicTableError(.badNumber, line: 5, column: "TypeOfEstablishment (code)"), PublicTableError(.badCode, line: 6, column: "URN"),
      PublicTableError(.duplicateRow, line: 7, column: "URN"), PublicTableError(.wrongFieldCount, line: 8),
      PublicTableError(.wrongFieldCount, line: 9),
    ])
    #expect(register.faults.rowsLeftOut == 4 && register.faults.faults.map(\.isRowLeftOut) == [false, false, false, true, true, true, true])
    #expect(register.faults.faults.allSatisfy { !$0.description.contains(",") })
  }

  /// Of 1,000 rows ten are few, and eleven more than one in a hundred of 1,000.
  @Test(arguments: [(10, 20, true), (10, 1_000, true), (11, 1_000, false), (11, 1_100, true), (1_000, 1_000, false)])
  func aFileThatIsBadThroughoutIsRefused(bad: Int, of rows: Int, isUsed: Bool) throws {
    for spoil in [{ row($0, "1", "2015-09-01") }, { "?" + row($0) }] as [(Int) -> String] {
      let error = defect((1...rows).map { $0 <= bad ? spoil($0) : row($0) })
      #expect((error == nil) == isUsed, "\(bad) of \(rows): \(error.map(\.description) ?? "used")")
      #expect(isUsed || error?.line == 2)
    }
  }

  @Test func damageOfTheWholeIsRefusedWithItsLine() {
    #expect(defect([row(1)]) == nil)
    #expect(defect([]) == PublicTableError(.emptyFile, line: 0))
    #expect(defect(["x" + row(1)]) == PublicTableError(.badCode, line: 2, column: "URN"))
    #expect(defect([row(1), "2,202,X"]) == PublicTableError(.wrongFieldCount, line: 3), "the file was cut off")
    #expect(defect([row(1), "2,202,\"X"]) == PublicTableError(.unterminatedQuote, line: 3))
    var errors: [PublicTableError] = []
    for text in ["PK\u{3}\u{4}\u{14}\u{0}x", "PK\u{3}\u{4}"] {
      do throws(PublicTableError) { _ = try PublicFile(parsing: Array(text.utf8)) } catch { errors.append(error) }
    }
    #expect(errors == [PublicTableError(.packedFile, line: 0), PublicTableError(.packedFile, line: 0)])
  }

  @Test func theListOfTypesHasEachCodeOnce() {
    #expect(Set(EstablishmentType.all.map(\.code)).count == 39)
    #expect(EstablishmentType.all.count == 39)
    #expect(EstablishmentType.of(name: "free schools SPECIAL")?.code == 36)
    #expect(EstablishmentType.of(code: 8)?.sector == .independent && EstablishmentType.of(code: 12)?.sector == .stateSpecial)
    #expect(EstablishmentType.of(code: 32)?.sector == .furtherEducation && EstablishmentType.of(code: 14)?.sector == .other)
  }
}
