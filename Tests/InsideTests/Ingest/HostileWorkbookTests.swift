import Ingest
import Records
import TestSupport
import Testing

@testable import Spreadsheet

/// Workbooks made to do harm, and ones that hold what no table of records needs: each is refused by its code wherever a
/// workbook is read, before it swells.
@Suite struct HostileWorkbookTests {
  typealias Change = @Sendable (inout TinyWorkbook) -> Void
  static let kinds = WorkbookTests.kinds
  static let whole = TinyReturn(children: [CanaryTests.child, WorkbookTests.recent])

  private static func relationship(_ kind: String, _ target: String, external: Bool = true) -> String {
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"x\" "
      + "Type=\"\(kinds)/\(kind)\" Target=\"\(target)\"\(external ? " TargetMode=\"External\"" : "")/></Relationships>"
  }

  /// Letters that don't pack well.
  private static func random(_ count: Int) -> String {
    var dice = Dice(seed: count)
    return String(decoding: (0..<count).map { _ in UInt8.random(in: 97...122, using: &dice) }, as: UTF8.self)
  }

  static let foreign: [(code: String, what: String, change: Change)] = [
    ("workbook-macros", "Visual Basic in another place", { $0.extraParts["custom/vbaProject.bin"] = "x" }),
    (
      "workbook-macros", "Visual Basic by its relationship",
      { $0.extraLinks = "<Relationship Id=\"v\" Type=\"http://schemas.microsoft.com/office/2006/relationships/vbaProject\" Target=\"a.bin\"/>" }
    ),
    ("workbook-macros", "a macro template", { $0.mainType = "application/vnd.ms-excel.template.macroEnabled.main+xml" }),
    (
      "workbook-macros", "a macro sheet by its type",
      { $0.extraTypes = "<Override PartName=\"/xl/a.xml\" ContentType=\"application/vnd.ms-excel.macrosheet+xml\"/>" }
    ),
    ("workbook-macros", "a control", { $0.extraParts["xl/activeX/activeX1.xml"] = "<x/>" }),
    (
      "workbook-macros", "a control of a sheet",
      { $0.extraParts["xl/worksheets/_rels/sheet1.xml.rels"] = relationship("activeXControlBinary", "a.bin", external: false) }
    ),
    ("workbook-macros", "an embedded object", { $0.extraParts["xl/embeddings/oleObject1.bin"] = "x" }),
    ("workbook-macros", "a ribbon with code", { $0.extraParts["customUI/customUI.xml"] = "<x/>" }),
    ("workbook-macros", "an add-in", { $0.extraParts["xl/webextensions/webextension1.xml"] = "<x/>" }),
    ("workbook-external-links", "a query", { $0.extraParts["xl/queryTables/queryTable1.xml"] = "<x/>" }),
    (
      "workbook-external-links", "a connection by its type",
      { $0.extraTypes = "<Override PartName=\"/xl/a.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.connections+xml\"/>" }
    ),
    (
      "workbook-external-links", "a picture from elsewhere",
      { $0.extraParts["xl/drawings/_rels/drawing1.xml.rels"] = relationship("image", "http://127.0.0.1/a.png") }
    ),
    (
      "workbook-external-links", "a template from elsewhere",
      { $0.extraParts["xl/worksheets/_rels/sheet1.xml.rels"] = relationship("attachedTemplate", "file:////host/share/a") }
    ),
    (
      "workbook-external-links", "a main part from elsewhere",
      { $0.extraParts["_rels/.rels"] = relationship("officeDocument", "http://127.0.0.1/workbook.xml") }
    ),
    (
      "workbook-external-links", "by a mode in capitals",
      { $0.extraLinks = "<Relationship Id=\"y\" Type=\"\(kinds)/image\" Target=\"http://a\" TargetMode=\"EXTERNAL\"/>" }
    ),
    (
      "workbook-damaged", "relationships that are no XML",
      { $0.extraParts["xl/worksheets/_rels/sheet1.xml.rels"] = "<Relationships>" }
    ),
    (
      "workbook-wrong-type", "a document of another program",
      { $0.mainType = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml" }
    ),
    (
      "workbook-wrong-type", "a template",
      { $0.mainType = "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml" }
    ),
    ("workbook-wrong-type", "no list of types", { $0.extraParts["[Content_Types].xml"] = "<Types/>" }),
    (
      "workbook-wrong-type", "a sheet that says it is a chart",
      { $0.sheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml.chartsheet+xml" }
    ),
    (
      "doctype", "laughs in a sheet",
      { $0.extraParts["xl/worksheets/sheet1.xml"] = HostileXMLTests.laughs + "<worksheet><sheetData/></worksheet>" }
    ),
    (
      "doctype", "an entity of a file in the texts",
      { $0.extraParts["xl/sharedStrings.xml"] = "<!DOCTYPE a [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><sst><si><t>&a;</t></si></sst>" }
    ),
    ("doctype", "in a list of types", { $0.extraParts["[Content_Types].xml"] = "<!DOCTYPE a><Types/>" }),
    (
      "doctype", "in the relationships of a sheet",
      { $0.extraParts["xl/worksheets/_rels/sheet1.xml.rels"] = "<!DOCTYPE a><Relationships/>" }
    ),
    (
      "workbook-damaged", "sheets nested without end",
      { $0.extraParts["xl/worksheets/sheet1.xml"] = "<worksheet>" + String(repeating: "<a>", count: 1_000) }
    ),
    (
      "workbook-too-large", "a tag without end",
      { $0.extraParts["xl/worksheets/sheet1.xml"] = "<worksheet><!--" + random(400_000) + "--></worksheet>" }
    ),
    (
      "workbook-too-large", "attributes without end",
      { $0.extraParts["xl/worksheets/sheet1.xml"] = "<worksheet " + (0..<5_000).map { "a\($0)=\"\"" }.joined(separator: " ") + "/>" }
    ),
    (
      "workbook-too-large", "relationships without end",
      { $0.extraLinks = (0..<20_000).map { "<Relationship Id=\"z\($0)\" Type=\"a\" Target=\"b\"/>" }.joined() }
    ),
    (
      "workbook-too-large", "types without end",
      { $0.extraTypes = (0..<20_000).map { "<Override PartName=\"/a\($0)\" ContentType=\"b\"/>" }.joined() }
    ),
    (
      "workbook-too-large", "sheets without end",
      { $0.extraParts["xl/workbook.xml"] = "<workbook><sheets>" + String(repeating: "<sheet name=\"a\"/>", count: 2_000) + "</sheets></workbook>" }
    ),
    (
      "workbook-ratio", "a sheet of blanks",
      { $0.extraParts["xl/worksheets/sheet1.xml"] = "<worksheet>" + String(repeating: " ", count: 8 << 20) + "</worksheet>" }
    ),
  ]

  /// As a return, a finance extract, a rate card, and where a map is made.
  @Test(arguments: foreign.indices) func whatDoesNotBelongInAWorkbookIsRefusedWhereverOneIsRead(index: Int) throws {
    let (code, what, change) = Self.foreign[index]
    var book = Self.whole.modules
    change(&book)
    let ingested = try WorkbookTests.folder(["r.xlsx": book]).read()
    #expect(ingested.finding(code) != nil, "\(what): \(ingested.codes)")
    #expect(ingested.report.verdict == .unusable && ingested.report.rowsUsed == 0 && ingested.isBalanced, "\(what)")
    CanaryTests.expectSilence(ingested)

    var sheet = TinyWorkbook(sheets: [("Fees", [["UPN", "Fee", "Fee period", "Financial year"].map { .text($0) }])])
    change(&sheet)
    let folder = try WorkbookTests.folder(["fees.xlsx": sheet])
    #expect(try folder.read().finding(code) != nil, "\(what), finance")
    let path = folder.folder.file("fees.xlsx")
    #expect(try RateCards.read(path: path).report.findings.map(\.code).contains(code), "\(what), rate card")
    #expect { try Survey.tables(path: path) } throws: { ($0 as? SurveyError)?.code == code }
  }

  @Test func hyperlinksAreNoExternalLinks() throws {
    var book = Self.whole.template
    book.extraParts["xl/worksheets/_rels/sheet1.xml.rels"] = Self.relationship("hyperlink", "https://example.org/guide")
    #expect(try WorkbookTests.folder(["r.xlsx": book]).read().codes.isEmpty)
  }

  // Bombs

  private static let sheet = "xl/worksheets/sheet1.xml"

  /// An archive whose directory gives a small size for what is large.
  @Test func aPartThatSwellsBeyondWhatItSaysIsStoppedThere() throws {
    var book = TinyWorkbook(sheets: [("A", [])])
    book.extraParts[Self.sheet] = "<worksheet>" + String(repeating: " ", count: 900_000) + "</worksheet>"
    var bytes = book.bytes
    let name = Array(Self.sheet.utf8)
    // Both places that name the size: before the data, and in the directory.
    for index in bytes.indices where bytes[index...].starts(with: name) {
      let isDirectory = index >= 46 && bytes[(index - 46)...].starts(with: [0x50, 0x4B, 0x01, 0x02])
      let size = isDirectory ? index - 46 + 24 : index - 30 + 22
      bytes.replaceSubrange(size..<(size + 4), with: [0x00, 0x04, 0x00, 0x00])
    }
    #expect { try Self.read(bytes) } throws: { ($0 as? SpreadsheetError)?.code == "workbook-damaged" }
  }

  /// Parts that share their bytes: small archives of this kind unpack to petabytes.
  @Test func partsThatShareBytesAreRefused() throws {
    var zip = TinyWorkbook()
    zip.isStored = true
    func halves(_ archive: [UInt8]) throws -> (data: [UInt8], entry: [UInt8], end: [UInt8]) {
      let at = try #require(archive.indices.first { archive[$0...].starts(with: [0x50, 0x4B, 0x01, 0x02]) })
      return (Array(archive[..<at]), Array(archive[at..<(archive.count - 22)]), Array(archive.suffix(22)))
    }
    // One part lies in the bytes of the other, behind that one's header of 30 bytes and its name.
    var inner = try halves(zip.zip([("inner", Array("text".utf8))]))
    var outer = try halves(zip.zip([("outer", inner.data)]))
    inner.entry[42] = 35
    (outer.end[8], outer.end[10]) = (2, 2)
    outer.end[12] = UInt8(outer.entry.count + inner.entry.count)
    let bytes = outer.data + outer.entry + inner.entry + outer.end
    #expect { try Workbook(bytes) } throws: { ($0 as? SpreadsheetError)?.code == "workbook-damaged" }
    // Each by itself is a sound archive, though no workbook.
    for sound in [zip.zip([("inner", Array("text".utf8))]), zip.zip([("outer", inner.data)])] {
      #expect { try Workbook(sound) } throws: { ($0 as? SpreadsheetError)?.code == "workbook-wrong-type" }
    }
  }

  @Test func manyPartsThatAreEachSmallEnoughAreTooMuchTogether() throws {
    var limits = Workbook.Limits.standard
    (limits.part, limits.total) = (100_000, 1_000_000)
    var book = TinyWorkbook(sheets: [("A", [])])
    book.isStored = true
    for number in 0..<20 { book.extraParts["xl/media/\(number).bin"] = String(repeating: "0", count: 90_000) }
    let bytes = book.bytes
    #expect { try Workbook(bytes, limits: limits) } throws: { ($0 as? SpreadsheetError)?.code == "workbook-too-large" }
    let parts = (0..<2_100).map { ("a\($0)", [UInt8]()) }
    #expect { try Workbook(TinyWorkbook().zip(parts)) } throws: { ($0 as? SpreadsheetError)?.code == "workbook-too-large" }
  }

  /// An archive inside an archive stays packed.
  @Test func whatLiesPackedInsideIsNotUnpacked() throws {
    var inner = TinyWorkbook(sheets: [("A", [])])
    inner.isStored = true
    var book = Self.whole.modules
    book.isStored = true
    var parts = book.parts.map { (name: $0.name, content: Array($0.content.utf8)) }
    parts.append(("xl/media/a.zip", inner.bytes))
    let tiny = try TinyFolder()
    try tiny.write(book.zip(parts), "r.xlsx")
    #expect(try tiny.read().roll.persons.count == 2)
  }

  private static func read(_ bytes: [UInt8]) throws { try Workbook(bytes).read(0, SpreadsheetTests.Collector()) }

  /// Codes are stable, and each says what to do.
  @Test func everyReasonHasACodeOfItsOwnAndSaysWhatToDo() {
    let reasons = SpreadsheetError.Reason.allCases
    #expect(Set(reasons.map(\.rawValue)).count == reasons.count)
    for reason in reasons {
      let text = SpreadsheetError(reason).description
      #expect(text.hasSuffix("(\(reason.rawValue))") && text.contains("; "), "\(text)")
    }
  }
}
