import Records
import TestSupport
import Testing

@testable import Ingest

/// Files that are something else than their names say. An officer renames what a system gave; the report says what it is.
@Suite struct ForeignFileTests {
  static let page = "<!DOCTYPE html>\n<html><table><tr><th>UPN</th><th>Fee</th></tr></table></html>"
  static let files: [(name: String, content: [UInt8], code: String)] = [
    ("fees.csv", Array("%PDF-1.7\n1 0 obj".utf8), "file-wrong-type"),
    ("fees.CSV", [0x50, 0x4B, 0x03, 0x04] + Array("xl/workbook.xml".utf8), "file-wrong-type"),
    ("fees.txt", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0], "file-wrong-type"),
    ("r.xml", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0], "file-wrong-type"),
    ("fees.csv", Array(page.utf8), "file-wrong-type"), ("fees.tsv", [0xEF, 0xBB, 0xBF] + Array(("\n " + page).utf8), "file-wrong-type"),
    ("fees.csv", Array("<table border=1><tr><td>UPN".utf8), "file-wrong-type"),
    ("fees.xls", Array(page.utf8), "workbook-wrong-type"),
    // A return all the same, and something that no letter of a heading begins.
    ("r.csv", Array("<Message>".utf8), "xml-truncated"), ("fees.csv", Array("%PD,F\n1,2\n".utf8), "csv-not-recognised"),
  ]

  @Test(arguments: files.indices) func aRenamedFileIsNamedAsWhatItIs(index: Int) throws {
    let (name, content, code) = Self.files[index]
    let tiny = try TinyFolder(["sound.xml": DefectTests.xml])
    try tiny.write(content, name)
    let ingested = try tiny.read()
    let finding = try #require(ingested.finding(code), "\(name): \(ingested.codes)")
    #expect(finding.file == name && ingested.report.verdict == .unusable && ingested.isBalanced)
  }

  @Test func aMapAndARateCardSayTheSame() throws {
    for (name, content, code) in Self.files where code == "file-wrong-type" || code == "workbook-wrong-type" {
      let tiny = try TinyFolder()
      try tiny.write(content, name)
      #expect { try Survey.tables(path: tiny.folder.file(name)) } throws: { ($0 as? SurveyError)?.code == code }
      #expect(try RateCards.read(path: tiny.folder.file(name)).report.findings.map(\.code) == [code], "\(name)")
    }
  }

  /// Extracts are read behind the returns, and cross-references before extracts; the report keeps the order of names.
  @Test func theReportKeepsTheOrderOfFiles() throws {
    let rows = "UPN,Fee,Fee period,Financial year\nX900000000001,100,Annual,2024-25\nX900000000002,2,Annual,2024-25\n"
    let tiny = try TinyFolder([
      "a fees.csv": rows + "All fees are without transport,,,\n", "n.txt": "a note",
      "m.xml": TinyReturn(children: [CanaryTests.child]).xml.replacing(CanaryTests.child.upn, with: "X900000000001"),
      "z ids.csv": "Client ref,UPN\nC1,X900000000001\n",
    ])
    let ingested = try tiny.read()
    #expect(ingested.report.files.map(\.name) == ["a fees.csv", "m.xml", "n.txt", "z ids.csv"], "\(ingested.codes)")
    #expect(ingested.finding("finance-no-match")?.rows == [3] && ingested.unmatched.count == 1 && ingested.isBalanced)
    // A note below the table is no line without a UPN.
    #expect(ingested.finding("finance-not-a-line")?.rows == [4] && ingested.finding("finance-no-upn") == nil)
  }

  /// An older copy of the lines, hidden, would be counted once more.
  @Test(arguments: ["hidden", "veryHidden"]) func aHiddenSheetWithLinesIsNamed(state: String) throws {
    let rows: [[TinyWorkbook.Cell]] = [
      ["UPN", "Fee", "Fee period", "Financial year"].map { .text($0) },
      ["X900000000001", "100", "Annual", "2024-25"].map { .text($0) },
    ]
    var book = TinyWorkbook(sheets: [("Fees", rows), ("Old", rows), ("Notes", [[.text("FICTIONAL")]])])
    let list = try #require(book.parts.first { $0.name == "xl/workbook.xml" }?.content)
    book.extraParts["xl/workbook.xml"] = list
      .replacing("sheetId=\"2\"", with: "sheetId=\"2\" state=\"\(state)\"").replacing("sheetId=\"3\"", with: "sheetId=\"3\" state=\"hidden\"")
    let tiny = try TinyFolder(["r.xml": DefectTests.xml])
    try tiny.write(book.bytes, "fees.xlsx")
    let ingested = try tiny.read()
    #expect(ingested.report.findings.filter { $0.code == "sheet-hidden" }.map(\.file) == ["fees.xlsx, sheet 2"], "\(ingested.codes)")
    #expect(ingested.report.verdict == .usableWithWarnings && ingested.isBalanced)
  }
}
