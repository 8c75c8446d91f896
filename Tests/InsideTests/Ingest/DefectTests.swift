import Ingest
import Records
import Testing

/// One test per named defect: the code, what is listed, and that the rest goes on or the run stops.
@Suite struct DefectTests {
  typealias Child = TinyReturn.Child
  typealias Plan = TinyReturn.Plan
  typealias Placement = TinyReturn.Placement

  static let good = Child(upn: "X900000000001")

  // Rows

  static let rowDefects: [(String, Child, listed: Bool)] = [
    ("two-primary-needs", Child(upn: "X900000000002", plans: [Plan(needs: [("ASD", "1"), ("MLD", "1")])]), true),
    ("unknown-need", Child(upn: "X900000000002", plans: [Plan(needs: [("QQQ", "1")])]), false),
    ("need-missing", Child(upn: "X900000000002", plans: [Plan(needs: [])]), false),
    ("need-rank", Child(upn: "X900000000002", plans: [Plan(needs: [("ASD", "1"), ("MLD", "7")])]), true),
    ("birth-date-missing", Child(upn: "X900000000002", birth: ""), true),
    ("bad-date", Child(upn: "X900000000002", birth: "2011-02-30"), true),
    ("bad-date", Child(upn: "X900000000002", plans: [Plan(start: "soon")]), true),
    (
      "bad-date",
      Child(
        upn: "X900000000002",
        plans: [Plan(placements: [Placement(urn: "100001", entry: "2018-13-01"), Placement(urn: "100001")])]), true
    ),
    ("bad-date-ignored", Child(upn: "X900000000002", plans: [Plan(received: "31/31/2017")]), false),
    ("age-outside-range", Child(upn: "X900000000002", birth: "1988-01-01"), true),
    ("age-outside-range", Child(upn: "X900000000002", birth: "2024-10-01"), true),
    ("named-plan-missing", Child(upn: "X900000000002", plans: [Plan(start: "")]), true),
    ("cease-before-start", Child(upn: "X900000000002", plans: [Plan(cease: "2017-01-01")]), true),
    ("duplicate-person", Child(upn: "x900000000001 "), true),
    (
      "age-below-zero",
      Child(upn: "X900000000002", birth: "2023-10-01", plans: [Plan(received: "2023-11-01", start: "2023-12-01")]), false
    ),
    ("two-plans", Child(upn: "X900000000002", plans: [Plan(), Plan(start: "2020-01-01")]), false),
    (
      "plan-gap",
      Child(upn: "X900000000002", plans: [Plan(cease: "2024-06-30"), Plan(received: "2024-01-10", start: "2024-07-15")]),
      false
    ),
    ("upn-shape", Child(upn: "900000000002"), false),
    ("unknown-provider", Child(upn: "X900000000002", plans: [Plan(placements: [Placement(urn: "999999")])]), false),
    ("unknown-setting", Child(upn: "X900000000002", plans: [Plan(placements: [Placement(setting: "XYZ")])]), false),
    ("placement-missing", Child(upn: "X900000000002", plans: [Plan(placements: [])]), false),
    (
      "placement-rank", Child(upn: "X900000000002", plans: [Plan(placements: [Placement(urn: "100001", rank: "")])]),
      false
    ),
    ("placement-without-setting", Child(upn: "X900000000002", plans: [Plan(placements: [Placement()])]), false),
    (
      "bad-flag", Child(upn: "X900000000002", plans: [Plan(placements: [Placement(urn: "100001", unit: "perhaps")])]),
      false
    ),
    ("transfer-without-date", Child(upn: "X900000000002", plans: [Plan(received: "", transferLA: "305")]), false),
  ]

  @Test(arguments: rowDefects)
  func aBadRowIsNamedAndTheRestIsUsed(code: String, child: Child, listed: Bool) throws {
    let ingested = try ReturnTests.read([TinyReturn(children: [Self.good, child])])
    let finding = try #require(ingested.finding(code))
    #expect(finding.count >= 1)
    #expect(!finding.rows.isEmpty)
    #expect((ingested.report.rowsListed > 0) == listed)
    #expect(ingested.report.verdict == .usableWithWarnings)
    #expect(ingested.roll.persons.contains { $0.key == PersonKey("UX900000000001") })
  }

  @Test func rowsOfAListedPersonAreListedWithIt() throws {
    let ingested = try ReturnTests.read([TinyReturn(children: [Self.good, Child(upn: "X900000000002", birth: "")])])
    // Person, request, assessment, named plan, plan detail, active plan, placement, need.
    #expect(ingested.report.rowsRead == 1 + 8 + 8)
    #expect(ingested.report.rowsListed == 8)
    #expect(ingested.roll.persons.count == 1)
  }

  @Test func aFindingKeepsTheFirstThousandLines() throws {
    let children = (1_000..<2_050).map { Child(upn: "X90000000\($0)", birth: "") }
    let tiny = try TinyFolder(["r.xml": TinyReturn(children: [Self.good] + children).xml])
    let finding = try #require(try tiny.read().finding("birth-date-missing"))
    #expect(finding.count == 1_050)
    #expect(finding.rows.count == 1_000)
    #expect(finding.rows == finding.rows.sorted())
    let lines = TinyReturn(children: [Self.good] + children).xml.split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(finding.rows.allSatisfy { lines[$0 - 1] == "<Person>" })
  }

  // Whole returns

  static let xml = TinyReturn(children: [good]).xml
  static let xmlDefects: [(String, String)] = [
    ("empty-file", ""), ("not-xml", "upn,surname\n1,2\n"), ("not-xml", "   \n  "),
    ("not-a-return", "<html><body/></html>"),
    ("xml-truncated", String(xml.dropLast(60))), ("xml-malformed", xml.replacing("</Person>", with: "</Pearson>")),
    ("doctype", xml.replacing("<Message>", with: "<!DOCTYPE Message [<!ENTITY a \"b\">]>\n<Message>")),
    ("doctype", "<!doctype html>" + xml), ("xml-malformed", xml.replacing("<UPN>", with: "<UPN>&a;")),
    ("wrong-borough", xml.replacing("<LEA>201", with: "<LEA>305")),
    ("missing-header", xml.replacing("<LEA>201</LEA>", with: "")),
    ("missing-header", xml.replacing("Header>", with: "Heading>")),
    ("other-collection", xml.replacing(">SEN2<", with: ">CIN<")),
    ("reference-date", xml.replacing("<ReferenceDate>2025-01-16", with: "<ReferenceDate>2025-01-17")),
    ("header-year", xml.replacing("<Year>2025", with: "<Year>2024")),
    ("no-persons", TinyReturn().xml), ("nul-byte", xml.replacing("Fictional", with: "Ficti\u{0}onal")),
    ("encoding", xml.replacing("UTF-8", with: "UTF-32")),
    ("xml-too-deep", xml.replacing("<UPN>", with: String(repeating: "<a>", count: 40) + "<UPN>")),
  ]

  @Test(arguments: xmlDefects)
  func aBadReturnStopsTheRelease(code: String, xml: String) throws {
    let ingested = try TinyFolder(["r.xml": xml]).read()
    #expect(ingested.finding(code) != nil, "found \(ingested.codes)")
    #expect(ingested.finding(code)?.severity == .error)
    #expect(ingested.report.verdict == .unusable)
    #expect(ingested.roll.persons.isEmpty)
    #expect(ingested.report.rowsUsed == 0)
    #expect(ingested.isBalanced)
  }

  @Test func theRowsOfARefusedReturnAreListed() throws {
    let ingested = try TinyFolder(["r.xml": String(Self.xml.dropLast(60))]).read()
    #expect(ingested.finding("return-refused")?.count == ingested.report.rowsRead && ingested.report.rowsRead > 0)
  }

  @Test func foldersAreReadThreeDeep() throws {
    let ingested = try TinyFolder(["a/b/c/r.xml": Self.xml, "a/b/c/d/s.xml": Self.xml]).read()
    #expect(ingested.codes == ["folder-not-read"] && ingested.roll.persons.count == 1)
  }

  @Test func aByteOrderMarkIsNotInTheWay() throws {
    let tiny = try TinyFolder()
    try tiny.write([0xEF, 0xBB, 0xBF] + Array(Self.xml.utf8), "r.xml")
    #expect(try tiny.read().codes.isEmpty)
  }

  @Test func namesInWindows1252DoNotStopAReturnThatSaysSo() throws {
    let text = Self.xml.replacing("UTF-8", with: "Windows-1252")
    var bytes = Array(text.utf8)
    let index = try #require(
      text.utf8.enumerated().first { $0.offset > 300 && $0.element == UInt8(ascii: "F") }?.offset)
    bytes[index] = 0xC9
    let tiny = try TinyFolder()
    try tiny.write(bytes, "r.xml")
    #expect(try tiny.read().roll.persons.count == 1)
    try tiny.write(Array(String(decoding: bytes, as: UTF8.self).utf8).filter { $0 != 0xBD }, "r.xml")
    #expect(try tiny.read().isBalanced)
  }

  static let modules = [
    "sen2", "person", "requests", "assessment", "namedplan", "plandetail", "activeplans", "placementdetail", "senneed",
  ]

  @Test(arguments: modules.filter { $0 != "sen2" && $0 != "plandetail" })
  func aMissingModuleStopsTheReleaseAndIsNamed(module: String) throws {
    let files = TinyReturn(children: [Self.good]).blade.filter { !$0.key.hasSuffix("_\(module).csv") }
    let ingested = try TinyFolder(files).read()
    // Plans of this export name their assessments.
    #expect(ingested.finding("missing-module")?.about == "module \(module)")
    #expect(ingested.report.verdict == .unusable)
    #expect(ingested.report.rowsUsed == 0)
    #expect(ingested.isBalanced)
  }

  @Test(arguments: modules)
  func anEmptyModuleOrOneWithoutItsHeadingStopsTheRelease(module: String) throws {
    var files = TinyReturn(children: [Self.good]).blade
    let name = try #require(files.keys.first { $0.hasSuffix("_\(module).csv") })
    let text = try #require(files[name])
    files[name] = ""
    #expect(try TinyFolder(files).read().finding("empty-file")?.file == name)
    files[name] = text.split(separator: "\r\n").dropFirst().joined(separator: "\r\n")
    let missing = try TinyFolder(files).read().finding("missing-column")
    #expect(missing?.file == name && missing?.about == (module == "sen2" ? "column year" : "column \(module)tableid"))
    files[name] = text.replacing(",NativeId", with: ",\u{0}")
    #expect(try TinyFolder(files).read().finding("nul-byte")?.file == name)
    files[name] = text + "\"open"
    #expect(try TinyFolder(files).read().finding("unterminated-quote")?.file == name)
    let again = try TinyFolder(files).read()
    #expect(again.report.verdict == .unusable)
    #expect(again.isBalanced)
  }

  @Test func brokenRowsOfAModuleAreListed() throws {
    var files = TinyReturn(children: [Self.good, Child(upn: "X900000000002")]).blade
    let name = try #require(files.keys.first { $0.hasSuffix("_person.csv") })
    let extra =
      "900,900,1,\"a\"b,c,,,,,,\r\n901,901,1,short\r\n,902,1,a,b,,,,,,\r\n101,903,1,a,b,,,,,,\r\n904,904,1,\"two\r\nlines\"x,b,,,,,,\r\n"
    files[name]? += extra
    let need = try #require(files.keys.first { $0.hasSuffix("_senneed.csv") })
    files[need]? += "990,990,77777,ASD,1\r\n"
    let ingested = try TinyFolder(files).read()
    #expect(ingested.finding("bad-quoting")?.rows == [4, 8, 9])
    #expect(ingested.finding("column-count")?.rows == [5])
    #expect(ingested.finding("bad-key")?.rows == [6])
    #expect(ingested.finding("duplicate-key")?.rows == [7])
    #expect(ingested.finding("orphan-row")?.file == need)
    #expect(ingested.report.rowsListed == 7)
    #expect(ingested.roll.persons.count == 2)
  }

  @Test func mixedLineEndsQuotesAndAMarkReadAlike() throws {
    let plain = TinyReturn(children: [Self.good]).blade
    let expected = try TinyFolder(plain).read().roll
    let tiny = try TinyFolder()
    for (name, text) in plain {
      let lines = text.split(separator: "\r\n").map { line in
        line.split(separator: ",", omittingEmptySubsequences: false).map { $0.hasPrefix("\"") ? $0 : "\"\($0)\"" }
          .joined(separator: ",")
      }
      try tiny.write(
        [0xEF, 0xBB, 0xBF] + Array((lines[0] + "\n" + lines.dropFirst().joined(separator: "\r") + "\r\n\r\n").utf8),
        name.uppercased())
    }
    let ingested = try tiny.read()
    #expect(ingested.codes.isEmpty)
    #expect(ingested.roll == expected)
  }

  @Test func misplacedModulesAreListedWithWhatIsInThem() throws {
    let need = "<SENneed>\n<SENtype>ASD</SENtype>\n</SENneed>\n"
    let xml = Self.xml.replacing("<Requests>", with: need + "<ActivePlans>\n" + need + "</ActivePlans>\n<Requests>")
    let ingested = try TinyFolder(["r.xml": xml]).read()
    #expect(ingested.finding("misplaced-element")?.count == 3)
    #expect(ingested.report.rowsListed == 3)
    #expect(ingested.roll.persons.count == 1)
    #expect(ingested.isBalanced)
  }

  @Test func twoReturnsOfOneYearStopTheRelease() throws {
    let ingested = try TinyFolder(["a.xml": Self.xml, "b.xml": Self.xml]).read()
    #expect(ingested.finding("same-year-twice")?.file == "b.xml")
    #expect(ingested.report.verdict == .unusable)
  }

  @Test func anEmptyFolderHasNoReturn() throws {
    #expect(try TinyFolder().read().finding("no-return") != nil)
    let ingested = try TinyFolder([
      "notes.txt": "hello", "other.csv": "a,b\n1,2\n", "providers.csv": TinyFolder.providerList,
    ]).read()
    #expect(ingested.codes == ["csv-not-recognised", "file-not-recognised", "no-return"])
    #expect(ingested.report.files.map(\.kind) == ["not-read", "not-read", "providers"])
  }
}
