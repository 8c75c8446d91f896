import Ingest
import Records
import TestSupport
import Testing

@testable import Spreadsheet

/// The two Excel shapes of a return: the same children give the same roll, and each defect its code.
@Suite struct WorkbookTests {
  typealias Child = TinyReturn.Child
  typealias Plan = TinyReturn.Plan
  typealias Placement = TinyReturn.Placement

  /// Says the census day by its dates.
  static let recent = Child(
    upn: "X900000000009", birth: "2019-11-30",
    plans: [Plan(received: "2024-12-01", start: "2024-11-20", placements: [Placement(ukprn: "10000003", entry: "2024-09-02")])])
  static let children = [
    DefectTests.good, recent,
    Child(upn: "X900000000002", uln: "1234567890", plans: [Plan(cease: "2024-07-31", needs: [("MLD", "2"), ("DS", "1")])]),
    Child(
      upn: "X900000000003",
      plans: [
        Plan(
          received: "2024-05-02", transferLA: "305",
          placements: [
            Placement(urn: "100001", leaving: "2024-08-31"),
            Placement(urn: "100002", rank: "1", entry: "2024-09-01", unit: "0", resourced: "1"), Placement(setting: "EHE", rank: "2"),
          ]), Plan(received: "2024-10-10", start: "", hasActivePlan: false),
      ]),
  ]

  static func folder(_ workbooks: [String: TinyWorkbook]) throws -> TinyFolder {
    let tiny = try TinyFolder()
    for (name, workbook) in workbooks { try tiny.write(workbook.bytes, name) }
    return tiny
  }

  @Test func theSameChildrenGiveTheSameRollInEveryShape() throws {
    let whole = TinyReturn(children: Self.children)
    let xml = try TinyFolder(["r.xml": whole.xml]).read()
    #expect(xml.roll.persons.count == 4 && xml.codes.isEmpty, "\(xml.report.text)")
    var stored = whole.template
    stored.isStored = true
    var of1904 = whole.modules
    of1904.is1904 = true
    for workbook in [whole.template, stored, whole.modules, of1904] {
      let ingested = try Self.folder(["r.xlsx": workbook]).read()
      let isTemplate = workbook.sheets.count == 2
      #expect(ingested.roll == xml.roll, "\(ingested.report.text)")
      #expect(ingested.codes == (isTemplate ? [] : ["census-day-derived"]))
      // A workbook with a sheet per module has no row for the header.
      #expect(ingested.report.rowsRead == xml.report.rowsRead - (isTemplate ? 0 : 1))
      #expect(ingested.report.rowsListed == 0 && ingested.isBalanced)
      #expect(Set(ingested.report.files.map(\.kind)) == [isTemplate ? "sen2-template" : "sen2-workbook"])
    }
  }

  @Test func returnsOfTwoYearsInDifferentShapesMakeOneHistory() throws {
    let before = TinyReturn(year: "2024", day: "2024-01-18", children: [DefectTests.good])
    let after = TinyReturn(children: Self.children)
    let xml = try TinyFolder(["a.xml": before.xml, "b.xml": after.xml]).read()
    let excel = try Self.folder(["a.xlsx": before.template, "b/b.xlsx": after.modules]).read()
    #expect(excel.roll == xml.roll && excel.roll.censusYears == [2023, 2024, 2025])
    let twice = try Self.folder(["a.xlsx": after.template, "b/b.xlsx": after.modules]).read()
    #expect(twice.finding("same-year-twice") != nil && twice.report.verdict == .unusable)
  }

  // The census day of a workbook that does not say it

  @Test(arguments: [
    ("2024-12-01", "2024-11-20", true), ("2025-01-16", "2024-11-20", true), ("2024-09-18", "2024-02-01", true),
    // Two census days; a request after the day; nothing for months; a start in the far future; no date at all.
    ("2024-12-01", "2023-11-20", false), ("2025-01-17", "2024-12-20", false), ("2024-08-01", "2024-07-01", false),
    ("2024-12-01", "2054-11-20", false), ("", "", false), ("2024-12-01", "soon", false),
  ])
  func theCensusDayIsDerivedOrRefusedNeverGuessed(received: String, start: String, isClear: Bool) throws {
    let child = Child(upn: "X900000000001", plans: [Plan(received: received, start: start)])
    let ingested = try Self.folder(["r.xlsx": TinyReturn(children: [child]).modules]).read()
    #expect((ingested.finding("census-day-derived") != nil) == isClear)
    #expect((ingested.finding("census-day-unclear") != nil) == !isClear)
    #expect(ingested.roll.censusYears == (isClear ? [2024, 2025] : []))
    #expect(ingested.isBalanced)
  }

  // Files

  static let whole = TinyReturn(children: children)
  static let kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  static let fileDefects: [(code: String, change: @Sendable (inout TinyWorkbook) -> Void)] = [
    ("workbook-macros", { $0.extraParts["xl/vbaProject.bin"] = "x" }),
    ("workbook-macros", { $0.mainType = "application/vnd.ms-excel.sheet.macroEnabled.main+xml" }),
    ("workbook-macros", { $0.extraTypes = "<Default Extension=\"bin\" ContentType=\"application/vnd.ms-office.vbaProject\"/>" }),
    ("workbook-macros", { $0.extraParts["xl/macrosheets/sheet1.xml"] = "<x/>" }),
    ("workbook-external-links", { $0.extraParts["xl/externalLinks/externalLink1.xml"] = "<externalLink/>" }),
    (
      "workbook-external-links",
      { $0.extraLinks = "<Relationship Id=\"x\" Type=\"\(kinds)/externalLink\" Target=\"file:///x.xlsx\" TargetMode=\"External\"/>" }
    ),
    ("workbook-external-links", { $0.extraParts["xl/connections.xml"] = "<connections/>" }),
    ("workbook-wrong-type", { $0.mainType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml" }),
    ("workbook-wrong-type", { $0.sheetType = "application/xml" }),
    ("doctype", { $0.extraParts["xl/sharedStrings.xml"] = "<?xml version=\"1.0\"?><!DOCTYPE sst [<!ENTITY a \"b\">]><sst/>" }),
    ("doctype", { $0.extraParts["docProps/app.xml"] = "<!DOCTYPE x><x/>" }),
    ("workbook-damaged", { $0.extraParts["xl/worksheets/sheet1.xml"] = "<worksheet><sheetData><row r=\"1\">" }),
    ("workbook-damaged", { $0.extraParts["xl/../evil.xml"] = "<x/>" }),
    ("workbook-damaged", { $0.extraParts["XL/workbook.xml"] = "<x/>" }),
    ("workbook-ratio", { $0.extraParts["xl/media/a.bin"] = String(repeating: "0", count: 4 << 20) }),
    ("workbook-not-recognised", { for index in $0.sheets.indices { $0.sheets[index].name = "Sheet\(index)" } }),
    ("missing-sheet", { $0.sheets.removeLast() }),
    ("module-twice", { $0.sheets.append($0.sheets[3]) }),
    ("missing-column", { $0.sheets[0].rows.removeFirst() }),
    ("missing-column", { $0.sheets[5].rows = [] }),
    ("duplicate-column", { $0.sheets[0].rows[0].append(.text("UPN")) }),
  ]

  @Test(arguments: fileDefects.indices)
  func aBadWorkbookStopsTheRelease(index: Int) throws {
    let defect = Self.fileDefects[index]
    var workbook = TinyReturn(children: [CanaryTests.child] + Self.children).modules
    defect.change(&workbook)
    let ingested = try Self.folder(["r.xlsx": workbook]).read()
    #expect(ingested.finding(defect.code) != nil, "\(defect.code): found \(ingested.codes)")
    #expect(ingested.report.verdict == .unusable && ingested.roll.persons.isEmpty && ingested.report.rowsUsed == 0)
    #expect(ingested.isBalanced)
    CanaryTests.expectSilence(ingested)
  }

  @Test func bytesThatAreNoWorkbookStopTheRelease() throws {
    let good = Self.whole.template.bytes
    let directory = try #require(good.lastRange(of: [0x50, 0x4B, 0x01, 0x02]))
    var encrypted = good
    encrypted[directory + 8] |= 1
    var huge = good
    huge.replaceSubrange((directory + 24)..<(directory + 28), with: [0xFF, 0xFF, 0xFF, 0x7F])
    var liar = good
    liar[directory + 24] ^= 1
    let password: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + "EncryptedPackage".utf8.flatMap { [$0, 0] }
    let cases: [(String, [UInt8])] = [
      ("workbook-encrypted", encrypted), ("workbook-encrypted", password), ("workbook-too-large", huge),
      ("workbook-damaged", liar), ("workbook-truncated", good.dropLast(30)), ("workbook-truncated", Array(good.prefix(400))),
      ("workbook-wrong-type", Array("upn,fee\n".utf8)), ("empty-file", []),
      ("workbook-wrong-type", Array(password.prefix(8))),
      ("workbook-wrong-type", TinyWorkbook().zip([("mimetype", Array("application/vnd.oasis.opendocument.spreadsheet".utf8))])),
    ]
    for (code, bytes) in cases {
      let tiny = try TinyFolder()
      try tiny.write(bytes, "r.xlsx")
      let ingested = try tiny.read()
      #expect(ingested.finding(code) != nil, "\(code): found \(ingested.codes)")
      #expect(ingested.report.verdict == .unusable)
    }
  }

  /// Its sheet was copied into a workbook of the borough's own.
  @Test func aTemplateIsKnownUnderAnotherName() throws {
    var book = Self.whole.template
    book.sheets[1].name = "Sheet1"
    book.sheets.insert(("Notes", [[.text("Person Record")], [.text("of 16 January")]]), at: 0)
    let tiny = try TinyFolder()
    try tiny.write(book.bytes, "r.xlsx")
    let plain = try TinyFolder()
    try plain.write(Self.whole.template.bytes, "r.xlsx")
    let (renamed, expected) = (try tiny.read(), try plain.read())
    #expect(renamed.roll == expected.roll && renamed.roll.persons.count > 0 && renamed.codes == expected.codes)
    #expect(renamed.report.files.map(\.kind) == ["sen2-template"])
    // Without a table below a title it is none.
    book.sheets[2].rows.removeAll { row in if case .text(let text)? = row.first { text.contains("Record Type") } else { false } }
    try tiny.write(book.bytes, "r.xlsx")
    let other = try tiny.read()
    #expect(other.report.verdict == .unusable && !other.report.files.contains { $0.kind == "sen2-template" }, "\(other.codes)")
  }

  @Test(arguments: ["r.xls", "r.XLSB", "r.ods"])
  func aSpreadsheetOfAnotherTypeIsNotPassedOver(name: String) throws {
    let ingested = try TinyFolder([name: "x", "r.xml": Self.whole.xml]).read()
    #expect(ingested.codes == ["workbook-wrong-type"] && ingested.report.verdict == .unusable)
  }

  @Test func partsThatAreNotReadNeedNotBeInUTF8() throws {
    var workbook = Self.whole.template
    workbook.extraParts["customXml/item1.xml"] = "\u{FEFF}not XML"
    #expect(try Self.folder(["r.xlsx": workbook]).read().codes.isEmpty)
  }

  @Test func aLockFileOfExcelIsLeftAlone() throws {
    let tiny = try Self.folder(["r.xlsx": Self.whole.template])
    try tiny.write([1, 2, 3], "~$r.xlsx")
    #expect(try tiny.read().codes == ["file-not-recognised"])
  }

  // Rows

  @Test func aTemplateMustHaveEverySectionWithItsHeadings() throws {
    for section in TinyReturn.sections {
      var workbook = Self.whole.template
      workbook.sheets[1].rows = workbook.sheets[1].rows.map { row in
        if case .text(section)? = row.first, row.count == 1 { [.text("Something else")] } else { row }
      }
      let ingested = try Self.folder(["r.xlsx": workbook]).read()
      #expect(ingested.finding("missing-sheet") != nil, "\(section): \(ingested.codes)")
      #expect(ingested.report.verdict == .unusable && ingested.isBalanced)
    }
  }

  @Test func shiftedCellsAndErrorsListTheirRow() throws {
    let defects: [(String, (inout [TinyWorkbook.Cell]) -> Void)] = [
      // Shifted to the right, out of the table and within it, and to the left.
      ("column-count", { $0 = $0.dropLast() + [.number("1"), .text("X")] }), ("bad-date", { $0.insert(.blank, at: 2) }),
      ("bad-date", { $0.remove(at: 1) }),
      ("cell-error", { $0[6] = .error }), ("cell-error", { $0[3] = .formula }),
      ("cell-error", { $0[3] = .day(-90_000) }), ("bad-key", { $0[0] = .blank }), ("bad-date", { $0[3] = .number("438") }),
    ]
    for (code, change) in defects {
      var workbook = Self.whole.modules
      change(&workbook.sheets[0].rows[1])
      let ingested = try Self.folder(["r.xlsx": workbook]).read()
      let finding = try #require(ingested.finding(code), "\(code): \(ingested.codes)")
      #expect(finding.file == "r.xlsx, sheet Person" && finding.rows == [2])
      #expect(ingested.roll.persons.count == 3 && ingested.isBalanced)
      #expect(ingested.report.rowsListed == 8)
      #expect(ingested.report.verdict == .usableWithWarnings)
    }
  }

  @Test func aRowThatNamesAnotherPersonThanItsRequestIsAnOrphan() throws {
    var workbook = Self.whole.modules
    workbook.sheets[6].rows[1][0] = .text("2")
    let ingested = try Self.folder(["r.xlsx": workbook]).read()
    #expect(ingested.finding("orphan-row")?.file == "r.xlsx, sheet Placement Detail")
    #expect(ingested.finding("orphan-row")?.rows == [2] && ingested.isBalanced)
    #expect(ingested.finding("placement-missing")?.count == 1)
  }

  @Test func workbooksSayNothing() throws {
    for workbook in [TinyReturn(children: [CanaryTests.child, Self.recent]).template, TinyReturn(children: [CanaryTests.child, Self.recent]).modules] {
      let ingested = try Self.folder(["r.xlsx": workbook]).read()
      #expect(ingested.roll.persons.count == 2)
      CanaryTests.expectSilence(ingested)
      var dumped = ""
      dump(try Workbook(workbook.bytes), to: &dumped)
      #expect(!dumped.contains(CanaryTests.surname))
    }
  }
}

extension [UInt8] {
  fileprivate func lastRange(of mark: [UInt8]) -> Int? {
    indices.reversed().first { self[$0...].starts(with: mark) }
  }
}
