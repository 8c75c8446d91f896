import TestSupport
import Testing

@testable import Spreadsheet

/// The reader of workbooks by itself.
@Suite struct SpreadsheetTests {
  final class Collector: RowHandler {
    var rows: [Int: [Int: String]] = [:]
    var limit = Int.max

    func row(_ row: borrowing SheetRow) -> Bool {
      for cell in 0..<row.count {
        let text = String(decoding: row.bytes[row.range(cell)], as: UTF8.self)
        rows[row.number, default: [:]][row.column(cell)] = "\(row.kind(cell)) \(text)"
      }
      return rows.count < limit
    }
  }

  static func read(_ cells: String, strings: String = "", limit: Int = .max) throws -> [Int: [Int: String]] {
    var workbook = TinyWorkbook(sheets: [("A", [])])
    workbook.extraParts["xl/worksheets/sheet1.xml"] = "<worksheet><sheetData>\(cells)</sheetData></worksheet>"
    if !strings.isEmpty { workbook.extraParts["xl/sharedStrings.xml"] = "<sst>\(strings)</sst>" }
    let collector = Collector()
    collector.limit = limit
    try Workbook(workbook.bytes).read(0, collector)
    return collector.rows
  }

  @Test func everyKindOfCellIsRead() throws {
    let rows = try Self.read(
      """
      <row r="2"><c r="B2" t="s"><v>1</v></c><c r="AB2" t="inlineStr"><is><r><t>a</t></r><r><t>&amp;b</t></r></is></c></row>
      <row><c><v>12.0</v></c><c><v>1.0000003E7</v></c><c s="1"><v>45673.75</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c></row>
      <row r="9"><c r="A9" t="str"><f>x</f><v>y</v></c><c r="B9"><f>x</f></c><c r="C9"><v>0x1p3</v></c><c r="D9"><v>2.5</v></c><c r="E9"/></row>
      """, strings: "<si><t>no</t></si><si><t>yes</t><rPh sb=\"0\" eb=\"1\"><t>ruby</t></rPh></si>")
    #expect(rows[2] == [2: "text yes", 28: "text a&b"])
    #expect(rows[3] == [1: "number 12", 2: "number 10000003", 3: "day 2025-01-16", 4: "boolean 1", 5: "unusable "])
    #expect(rows[9] == [1: "text y", 2: "unusable ", 3: "unusable ", 4: "number 2.5"])
  }

  @Test func aHandlerMayStop() throws {
    #expect(try Self.read("<row><c><v>1</v></c></row><row><c><v>2</v></c></row>", limit: 1).count == 1)
  }

  @Test(arguments: [
    "<row r=\"2\"><c r=\"A3\"><v>1</v></c></row>", "<row r=\"2\"/><row r=\"2\"/>", "<row r=\"0\"/>", "<row r=\"9999999\"/>",
    "<row><c r=\"B1\"/><c r=\"A1\"/></row>", "<row><c r=\"1\"/></row>", "<row><c r=\"ZZZZ1\"/></row>", "<row><c t=\"s\"><v>7</v></c></row>",
    "<row><c t=\"s\"><v>-1</v></c></row>", "<row><c r=\"A99999999999999999999\"/></row>", "<row><row/></row>",
    "<row><c><c/></c></row>", "<row>&x;</row>", "</row>",
  ])
  func aSheetOutOfOrderIsDamagedAndSaysWhere(cells: String) {
    #expect { try Self.read(cells) } throws: { error in
      guard let error = error as? SpreadsheetError else { return false }
      return error.code == "workbook-damaged" && error.sheet == 1
    }
  }

  @Test(arguments: [
    (1.0, "1900-01-01", "1904-01-02"), (59, "1900-02-28", "1904-02-29"), (60, nil, "1904-03-01"), (61, "1900-03-01", "1904-03-02"),
    (36585, "2000-02-29", "2004-03-01"), (45673.99, "2025-01-16", "2029-01-17"), (-1, nil, nil), (2_958_465, "9999-12-31", nil),
    (.nan, nil, nil), (1e300, nil, nil), (0.5, nil, "1904-01-01"),
  ] as [(Double, String?, String?)])
  func daysAreCountedInBothSystems(serial: Double, in1900: String?, in1904: String?) {
    #expect(DateSystem.from1900.day(serial) == in1900)
    #expect(DateSystem.from1904.day(serial) == in1904)
  }

  @Test(arguments: [
    ("yyyy-mm-dd", true), ("dd/mm/yyyy;@", true), ("[$-809]d mmm yyyy", true), ("General", false), ("0.00", false), ("[h]:mm:ss", false),
    ("hh:mm", false), ("\"day\" 0", false), ("0\\d", false), ("[Red]0", false), ("@", false), ("0;dd", false), ("D/M/YY h:mm", true),
  ])
  func formatsThatShowADayAreKnown(code: String, isDate: Bool) {
    #expect(NumberFormats.showsDay(code) == isDate)
  }

  @Test func limitsHoldForPartsTotalsAndTexts() {
    let bytes = TinyWorkbook(sheets: [("A", [[.text("some text")]])]).bytes
    for change: (inout Workbook.Limits) -> Void in [
      { $0.file = 100 }, { $0.parts = 3 }, { $0.part = 100 }, { $0.total = 1_000 }, { $0.strings = 4 },
    ] {
      var limits = Workbook.Limits.standard
      change(&limits)
      #expect { try Workbook(bytes, limits: limits) } throws: { ($0 as? SpreadsheetError)?.code == "workbook-too-large" }
    }
  }
}
