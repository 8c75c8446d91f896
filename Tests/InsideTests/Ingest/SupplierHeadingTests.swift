import TestSupport
import Testing

@testable import Ingest

/// Suppliers' workbooks that carry DfE's numbers of items and modules, titles, and sheets in an order of their own.
@Suite struct SupplierHeadingTests {
  @Test(arguments: [
    ("1.5 UPN", "upn"), ("1.5UPN", "upn"), ("(1.5) UPN", "upn"), ("UPN [1.5]", "upn"), ("Item 1.5 UPN", "upn"),
    ("Item 2.4: Request Outcome Date", "requestoutcomedate"), ("4.7c SEN Setting – Establishment type", "sensettingestablishmenttype"),
    ("5.10b_EntryDate", "entrydate"), ("N00123\nSurname", "surname"), ("Surname (CBDS N00123)", "surname"), ("200123 - UPN", "upn"),
    ("1.3 Date of Birth \n(ccyy-mm-dd)", "dateofbirth"), ("2.10.1. RYA", "rya"),
  ])
  func anItemsNumberIsNoPartOfItsName(heading: String, name: String) {
    #expect(ItemNumbers.without(Array(heading.utf8).span) == name)
  }

  @Test(arguments: ["UPN", "Week 20", "Week20", "20 week exception", "Placement Rank (1=Primary, 2=Secondary)", "1.5", "", "Item"])
  func namesWithoutOneAreLeftAlone(heading: String) {
    #expect(ItemNumbers.without(Array(heading.utf8).span) == nil)
  }

  @Test(arguments: [
    ("Module 1 - Person", Module.person), ("M2 Requests", .requests), ("3. Assessments", .assessment), ("4a_Named Plan", .namedPlan),
    ("4b Plan Detail 2025", .planDetail), ("SEN2 Active Plans 2024-25", .activePlans), ("5b. Placement Detail", .placementDetail),
    ("Module 5c: SEN Need", .need), ("Person (Module 1)", .person),
  ])
  func aModulesNumberIsNoPartOfItsName(title: String, module: Module) {
    #expect(ItemNumbers.module(ofSheet: title) == module)
  }

  @Test(arguments: ["Person costs", "Notes", "2025", "Module 1", "Placements 2025", ""])
  func otherSheetsAreNoModules(title: String) { #expect(ItemNumbers.module(ofSheet: title) == nil) }

  /// The workbook of `ShapeTests` as another supplier would make it.
  private static func numbered(titles: Bool = true) -> TinyWorkbook {
    var workbook = ShapeTests.whole.modules
    let numbers = ["1", "2", "3", "4a", "4b", "5a", "5b", "5c"]
    for (place, sheet) in workbook.sheets.enumerated() {
      let number = numbers[place % numbers.count]
      let headings = (sheet.rows.first ?? []).enumerated().map { column, cell -> TinyWorkbook.Cell in
        guard case .inline(let text) = cell else { return cell }
        let item = "\(number.prefix(1)).\(column + 1)\(number.dropFirst())"
        return .text(["\(item) \(text)", "\(text) [\(item)]", "Item \(item) - \(text)", "(\(item)) \(text)", "N00\(column + 123) \(text)"][column % 5])
      }
      let above: [[TinyWorkbook.Cell]] = [[.text("SEN2 2025 pre-submission (fictional)")], [.text("Run on"), .text("16/01/2025")], []]
      workbook.sheets[place] = ("Module \(number) - \(sheet.name)", (titles ? above : []) + [headings] + sheet.rows.dropFirst())
    }
    workbook.sheets.reverse()
    workbook.sheets.insert(("Read me", [[.text("fictional")]]), at: 0)
    return workbook
  }

  @Test func aWorkbookWithNumbersTitlesAndSheetsTheOtherWayRoundSaysTheSame() throws {
    let tiny = try TinyFolder()
    try tiny.write(Self.numbered().bytes, "r.xlsx")
    try ShapeTests.expectTheSame(tiny, ["census-day-derived"])
  }

  @Test func aPersonAboveTheHeadingsIsListedAndAMissingColumnIsNamed() throws {
    let tiny = try TinyFolder()
    var sorted = Self.numbered(titles: false)
    let place = try #require(sorted.sheets.firstIndex { $0.name.hasSuffix("Person") })
    sorted.sheets[place].rows.swapAt(0, 1)
    try tiny.write(sorted.bytes, "r.xlsx")
    let ingested = try tiny.read()
    #expect(ingested.finding("row-above-headings")?.rows == [1] && ingested.isBalanced)
    var without = Self.numbered()
    without.sheets[place].rows[3] = without.sheets[place].rows[3].map { cell in
      if case .text(let text) = cell, text.contains("upn") { .text("Number") } else { cell }
    }
    try tiny.write(without.bytes, "r.xlsx")
    let refused = try tiny.read()
    #expect(refused.finding("missing-column")?.about == "column upn" && refused.finding("missing-column")?.rows == [4])
  }

  /// One sheet that is named like a module is no return, when the rest is something else.
  @Test func aFinanceWorkbookWithNumberedSheetsIsNoReturn() throws {
    let rows: [[TinyWorkbook.Cell]] = [
      [.text("Pupil UPN"), .text("School"), .text("Weekly cost")], [.text("X900000000001"), .text("House"), .number("100")],
    ]
    let tiny = try TinyFolder(["r.xml": ShapeTests.whole.xml])
    try tiny.write(TinyWorkbook(sheets: [("1 Placement Detail 2025", rows)]).bytes, "fees.xlsx")
    #expect(try tiny.read().codes.contains("finance-not-mapped"))
  }
}
