import Layout
import Testing

/// Which row holds the headings of a table that a person keeps, and what values look like.
@Suite struct LayoutTests {
  @Test(arguments: [
    ("Weekly cost (£)", "weekly cost gbp"), ("weekly_cost_£", "weekly cost gbp"), ("WeeklyCost", "weekly cost"),
    ("  Start\nDate ", "start date"), ("VAT %", "vat percent"), ("UPN", "upn"), ("38Weeks", "38 weeks"), ("", ""),
  ])
  func headingsAreComparedByTheirWords(text: String, name: String) { #expect(Heading(text).name == name) }

  @Test func aPoundSignOfWindowsIsAPoundSign() {
    let bytes: [UInt8] = Array("Cost ".utf8) + [0xA3]
    #expect(Heading(bytes.span) == Heading("Cost £"))
  }

  @Test(arguments: [
    ("X900000000001", ValueShape.upn), ("1234567890", .tenDigits), ("2024-04-01", .date), ("1/4/24", .date),
    ("1 April 2024", .date), ("1,234.50", .money), ("£12", .money), ("(12.00)", .money), ("12", .number), ("12.0", .number),
    ("20%", .percent), ("2024-25", .financialYear), ("ZZ99 9ZZ", .postcode), ("Fictional House", .words), (" ", .blank),
    ("per term 2", .other),
  ])
  func valuesHaveShapes(text: String, shape: ValueShape) { #expect(ValueShape(Array(text.utf8).span) == shape) }

  private func rows(_ rows: [[String]]) -> [[HeadFinder.Cell]] {
    let known = ["UPN", "Fee", "Start", "End"]
    return rows.map { row in
      row.enumerated().filter { !$0.element.isEmpty }.map { column, text in
        let shape = ValueShape(Array(text.utf8).span)
        return HeadFinder.Cell(column: column, shape: shape, isKnown: known.contains(text), isKey: ["UPN", "Fee"].contains(text))
      }
    }
  }

  private let data = [["X900000000001", "12.50", "Fictional House"], ["X900000000002", "13.50", "Fictional House"]]

  @Test func titlesAboveTheHeadingsArePassedOver() {
    let found = HeadFinder.find(rows([["Placements report"], ["Run by", "Finance"], ["UPN", "Fee", "Where"]] + data))
    #expect(found == HeadFinder.Found(row: 2, isNamed: true))
  }

  /// The first row of such a file is somebody's data: it must not be shown as headings.
  @Test func aTableWithoutHeadingsHasNone() {
    #expect(HeadFinder.find(rows(data)) == nil)
    #expect(HeadFinder.find(rows([data[0], ["X900000000003", "", ""]])) == nil)
    #expect(HeadFinder.find(rows([["Quillfeather", "Zephyrine"], ["Quillfeather", "Azure"]])) == nil)
  }

  @Test func headingsOfOtherWordsAreToldByTheValuesBelow() {
    let found = HeadFinder.find(rows([["Whom", "How much", "Where"]] + data))
    #expect(found == HeadFinder.Found(row: 0, isNamed: false))
  }
}
