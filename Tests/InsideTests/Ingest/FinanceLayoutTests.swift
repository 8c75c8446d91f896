import Costing
import Files
import Ingest
import Layout
import Records
import TestSupport
import Testing

/// Extracts of layouts that boroughs really have: a map is made once, then files are read by it.
@Suite struct FinanceLayoutTests {
  static let one = "X900000000001", two = "X900000000002"

  /// A folder with a return of four children and a finance file, read by maps made from that file with `options`.
  struct Case {
    let tiny: TinyFolder
    var maps: [ColumnMap] = []

    init(_ files: [String: String], options: [String: [String: String]] = [:]) throws {
      let children = (1...4).map { TinyReturn.Child(upn: "X90000000000\($0)", uln: "123456789\($0)") }
      tiny = try TinyFolder(files.merging(["r.xml": TinyReturn(children: children).xml]) { first, _ in first })
      for (name, settings) in options.sorted(by: { $0.key < $1.key }) { maps.append(try map(name, settings)) }
    }

    func map(_ name: String, _ settings: [String: String] = [:]) throws -> ColumnMap {
      let proposal = try self.proposal(name, settings)
      #expect(proposal.gaps == [])
      // What is kept is text: it must say all.
      let kept = try ColumnMap(parsing: Array(proposal.map.text.utf8), file: "a.map")
      #expect(kept == proposal.map)
      return kept
    }

    func proposal(_ name: String, _ settings: [String: String] = [:]) throws -> MapProposal {
      let table = try #require(try Survey.tables(path: tiny.folder.file(name)).first)
      var proposal = MapProposal(table)
      for (key, value) in settings { #expect(proposal.set(key, value) == nil, "\(key)") }
      return proposal
    }

    func read() throws -> Ingested {
      let ingested = try tiny.read(maps: ColumnMaps(maps))
      #expect(ingested.isBalanced)
      return ingested
    }
  }

  static func pence(_ ingested: Ingested) -> [Int?] { ingested.roll.persons.map { $0.costs.first?.annualPence } }

  @Test func anUnknownLayoutIsNotGuessed() throws {
    let ingested = try Case(["f.csv": "Pupil UPN,Weekly cost (£)\n\(Self.one),100\n"]).read()
    #expect(ingested.finding("finance-not-mapped")?.severity == .error)
    #expect(ingested.finding("finance-not-mapped")?.fix.contains("borough-agent map") == true)
    #expect(ingested.report.verdict == .unusable)
    #expect(ingested.finding("no-finance") == nil)
  }

  /// An accounting format shows 0 as a dash.
  @Test func aDashAmongAmountsIsNought() throws {
    let text = """
      UPN,Prov,£,Health,Social care
      \(Self.one)," Fictional House "," £1,000.00 "," £-   "," £250.00 "
      \(Self.two),Fictional House," £-   "," - "," £-   "
      """
    let ingested = try Case(
      ["f.csv": text], options: ["f.csv": ["financial_year": "2024-25", "period": "annual", "split": "amounts", "education": "none"]]
    ).read()
    #expect(Self.pence(ingested) == [100_000, 0, nil, nil], "\(ingested.report.text)")
  }

  @Test func aSheetOfYearlyCostsBelowTitles() throws {
    let text = """
      High needs placements,,,
      Run by finance on,1 May 2025,,
      ,,,
      Pupil UPN,School,Annual cost (£),Start date
      \(Self.one),"House, Fictional","54,000.50",01/09/2023
      \(Self.two),Fictional House,£8900,1 Sep 2024
      Total,,"62,900.50",
      """
    let ingested = try Case(["costs 2024-25.csv": text], options: ["costs 2024-25.csv": [:]]).read()
    #expect(Self.pence(ingested) == [5_400_050, 890_000, nil, nil])
    #expect(ingested.codes == ["finance-not-a-line"])
    #expect(ingested.finding("finance-not-a-line")?.rows == [7])
  }

  @Test func unitsAreAskedForAndNeverGuessed() throws {
    let unit = try Case(["f.csv": "UPN,Cost,Start,End\n\(Self.one),100,2024-09-01,\n"])
    #expect(try unit.proposal("f.csv").gaps.map(\.code) == ["period-missing", "year-missing"])
    #expect(try unit.proposal("f.csv", ["period": "weekly"]).gaps.map(\.code) == ["weeks-missing", "year-missing"])
    #expect(try unit.proposal("f.csv", ["period": "hourly", "weeks": "38", "financial_year": "dates"]).gaps.map(\.code) == ["hours-missing"])
    #expect(try unit.proposal("f.csv", ["period": "weekly", "weeks": "38", "financial_year": "dates"]).gaps == [])
    let tax = try Case(["f.csv": "UPN,Annual cost,VAT,Financial year\n\(Self.one),100,20,2024-25\n"])
    #expect(try tax.proposal("f.csv").gaps.map(\.code) == ["vat-unclear"])
    let gross = try Case(["f.csv": "UPN,Annual cost inc VAT,Financial year\n\(Self.one),120,2024-25\n"])
    #expect(try gross.proposal("f.csv").gaps.map(\.code) == ["vat-rate-missing"])
    let several = try Case(["f.csv": "UPN,Weekly fee,Annual fee,Financial year\n\(Self.one),1,38,2024-25\n"])
    #expect(try several.proposal("f.csv").gaps.contains { $0.code == "several-fees" })
    #expect(try several.proposal("f.csv", ["amount": "Annual fee", "period": "annual"]).gaps == [])
    let hours = try Case(["f.csv": "UPN,Hourly rate,Hours,Weeks,Financial year\n\(Self.one),40,5,38,2024-25\n"])
    #expect(try hours.proposal("f.csv").gaps.map(\.code) == ["counts-unclear"])
    let nobody = try Case(["f.csv": "Provider,Annual fee,Financial year\nFictional House,1,2024-25\n"])
    #expect(try nobody.proposal("f.csv").gaps.map(\.code) == ["pupil-missing"])
  }

  @Test func weeklyLinesWithSharesVATTransportAndCredits() throws {
    let text = """
      UPN,Type,Weekly fee,VAT,Net/Gross,Weeks,Education %,Health %,Social Care %,Credit note,Fin Year
      \(Self.one),Residential,120.00,20.00,Gross,52,50,30,20,,2024-25
      \(Self.one),Credit for absence,10.00,0,Net,1,100,0,0,Yes,2024-25
      \(Self.one),Taxi to school,90.00,,Net,38,100,,,,2024-25
      \(Self.two),Day,100.005,,Net,39,60,30,5,,24/25
      """
    let ingested = try Case(["f.csv": text], options: ["f.csv": [:]]).read()
    #expect(Self.pence(ingested) == [520_000 - 1_000, 390_020, nil, nil])  // 390,019.5 to even
    #expect(ingested.codes == ["finance-transport", "split-mismatch"])
    #expect(ingested.finding("finance-transport")?.rows == [4])
    #expect(ingested.finding("split-mismatch")?.rows == [5])
    // 50:30:20 of 5200.00 less 10.00 of education; 60:30:5 of 3900.20.
    #expect(ingested.costs.education == 260_000 - 1_000 + 246_329)
    #expect(ingested.costs.health == 156_000 + 123_164)
    #expect(ingested.costs.socialCare == 104_000 + 20_527)
  }

  @Test func sharesInPoundsAreTheFee() throws {
    let text = "UPN,Education contribution,Health contribution,Care contribution,Period,Year\n\(Self.one),10,,5.50,termly,2024-25\n"
    let ingested = try Case(["f.csv": text], options: ["f.csv": [:]]).read()
    #expect(Self.pence(ingested) == [4_650, nil, nil, nil])
    #expect(ingested.costs.education == 3_000 && ingested.costs.health == 0 && ingested.costs.socialCare == 1_650)
  }

  @Test func tuitionByTheHour() throws {
    let text = "UPN,Hourly rate,Hours per week,Weeks,Start,End\n\(Self.one),45.50,2.5,38,2024-09-01,2025-07-20\n\(Self.two),45.50,,38,2024-09-01,\n"
    let ingested = try Case(["f.csv": text], options: ["f.csv": ["financial_year": "dates"]]).read()
    #expect(Self.pence(ingested) == [432_250, nil, nil, nil])
    #expect(ingested.finding("count-missing")?.rows == [3])
  }

  /// A sum for half a year stands for twice as much in a year; what was paid in the financial year likewise.
  @Test func sumsForPartsOfAYearBecomeYears() throws {
    let total = "UPN,Amount,Start,End\n\(Self.one),73.00,2024-12-01,2025-02-11\n\(Self.two),1.00,2025-01-16,\n"
    let ingested = try Case(["f.csv": total], options: ["f.csv": ["period": "total", "financial_year": "dates"]]).read()
    #expect(Self.pence(ingested) == [36_500, nil, nil, nil])
    #expect(ingested.finding("finance-no-dates")?.rows == [3])
    let spend = "UPN,Amount,Start,End\n\(Self.one),73.00,2025-01-01,\n\(Self.two),73.00,,\n"
    let year = try Case(["f.csv": spend], options: ["f.csv": ["period": "spend", "financial_year": "2024-25"]]).read()
    #expect(Self.pence(year) == [29_606, 7_300, nil, nil])  // 73 × 365 / 90
  }

  @Test func wordsBesideAmountsCountAndMayNotContradict() throws {
    let text = """
      UPN,Cost,Frequency,FY
      \(Self.one),"£1,000 per week x 38",,2024-25
      \(Self.two),500 pa,annual,2024-25
      X900000000003,500 pa,weekly,2024-25
      X900000000004,500,fortnightly,2024-25
      """
    let ingested = try Case(["f.csv": text], options: ["f.csv": [:]]).read()
    #expect(Self.pence(ingested) == [3_800_000, 50_000, nil, nil])
    #expect(ingested.finding("bad-period")?.rows == [4, 5])
  }

  /// "4 weekly" is no fee of 4 pounds a week, which would need a number of weeks.
  @Test func fourWeeksAreAUnit() throws {
    let text = "UPN,Cost,Frequency,FY\n\(Self.one),100,4 weekly,2024-25\n\(Self.two),30,4 weekly,2024-25\n"
    let tiny = try Case(["f.csv": text])
    #expect(try tiny.proposal("f.csv").gaps == [])
    #expect(try tiny.proposal("f.csv").formula.first == "four-weekly: fee × 13")
    #expect(Self.pence(try Case(["f.csv": text], options: ["f.csv": [:]]).read()) == [130_000, 39_000, nil, nil])
  }

  /// What the officer is told of a year of a line is what is computed.
  @Test func theFormulaSaysWhatIsComputed() throws {
    let text = """
      UPN,Rate,Unit,Hours per week,Weeks,VAT,Net or gross,Credit note,Financial year
      \(Self.one),12.00,per hour,5,38,2.00,gross,,2024-25
      \(Self.one),10.00,per term,,,,net,Yes,2024-25
      """
    let tiny = try Case(["f.csv": text])
    #expect(
      try tiny.proposal("f.csv").formula == [
        "termly: fee × 3", "hourly: fee × the line's hours a week × the line's weeks", "gross lines: less the VAT beside it",
        "credit notes are taken off, whatever their sign",
        "each line to the nearest whole penny; a child's lines on the census day are added up",
      ])
    #expect(Self.pence(try Case(["f.csv": text], options: ["f.csv": [:]]).read()) == [1_000 * 5 * 38 - 3_000, nil, nil, nil])
  }

  @Test func laterLinesReplaceEarlierOnesAndRepeatsAreShown() throws {
    let text = """
      UPN,Type,Annual cost,Start,End,Revised,FY
      \(Self.one),Day,100,2024-04-01,,,2024-25
      \(Self.one),Support,7,2024-04-01,,,2024-25
      \(Self.one),Day,110,2024-09-01,,Revised,2024-25
      \(Self.two),Day,50,,,,2024-25
      \(Self.two),Day,50,,,,2024-25
      \(Self.two),Day,60,,,,2024-25
      """
    let ingested = try Case(["f.csv": text], options: ["f.csv": [:]]).read()
    #expect(Self.pence(ingested) == [11_700, 16_000, nil, nil])
    #expect(ingested.finding("finance-replaced")?.rows == [2])
    #expect(ingested.finding("finance-same-twice")?.rows == [6])
    #expect(ingested.finding("finance-two-rates")?.rows == [7])
  }

  @Test func learnersAreMatchedByULNAndLocalID() throws {
    let files = [
      "f.csv": "Local ID,ULN,Annual fee,FY\nA-17,,10,2024-25\n018,,20,2024-25\n,1234567893,30,2024-25\nB1,,40,2024-25\nA17,1234567893,50,2024-25\n,,60,2024-25\n",
      "ids.csv": "Local ID,UPN,Surname\nA17,\(Self.one),Fictional\n18,\(Self.two),Fictional\nB1,\(Self.one),F\nB1,\(Self.two),F\n,\(Self.two),F\n",
    ]
    let ingested = try Case(files, options: ["f.csv": [:]]).read()
    #expect(Self.pence(ingested) == [1_000, 2_000, 3_000, nil])
    #expect(ingested.report.files.map(\.kind) == ["finance", "cross-reference", "sen2-xml"])
    #expect(ingested.finding("cross-reference-conflict")?.rows == [5])
    #expect(ingested.finding("cross-reference-blank")?.rows == [6])
    #expect(ingested.finding("finance-id-unknown")?.rows == [5])
    #expect(ingested.finding("finance-ids-disagree")?.rows == [6])
    #expect(
      ingested.unmatched.csv
        == "file,row,reason\r\n\"f.csv\",5,finance-id-unknown\r\n\"f.csv\",6,finance-ids-disagree\r\n\"f.csv\",7,finance-no-upn\r\n")
    let alone = try Case(["f.csv": files["f.csv"] ?? ""], options: ["f.csv": [:]]).read()
    #expect(alone.finding("cross-reference-missing") != nil && alone.report.verdict == .unusable)
  }

  @Test func aWorkbookWithTitlesNumbersAndDays() throws {
    var book = TinyWorkbook()
    book.sheets = [
      ("Notes", [[.text("Ask finance")], [.text("about this")]]),
      (
        "Spring",
        [
          [.text("Placements 2024-25")], [],
          [.text("UPN"), .text("Fee"), .text("Period"), .text("Start date"), .text("Weeks"), .text("Year")],
          [.text(Self.one), .number("1234.5599999999999"), .text("Weekly"), .day(19_000), .number("39"), .text("2024-25")],
          [.text(Self.two), .error, .text("Annual"), .blank, .blank, .text("2024-25")],
          [.text("Total"), .number("2000")],
        ]
      ),
    ]
    var tiny = try Case([:])
    try tiny.tiny.write(book.bytes, "fees.xlsx")
    #expect(try tiny.read().finding("finance-not-mapped")?.file == "fees.xlsx, sheet 2")
    tiny.maps = [try tiny.map("fees.xlsx")]
    let ingested = try tiny.read()
    #expect(Self.pence(ingested) == [4_814_784, nil, nil, nil])
    #expect(ingested.finding("cell-error")?.rows == [5] && ingested.finding("finance-not-a-line")?.rows == [6])
    #expect(ingested.finding("sheet-not-read")?.file == "fees.xlsx, sheet 1")
    #expect(!ingested.report.text.contains("Spring"))
  }

  /// Found by fuzzing: a map for such a file was kept, and never known again.
  @Test func aHeadingWithoutAWordTakesNoPart() throws {
    let text = "UPN,-,Weekly cost (£),#\n\(Self.one),x,100,1\n"
    let ingested = try Case(["fees 2024-25.csv": text], options: ["fees 2024-25.csv": ["weeks": "38"]]).read()
    #expect(ingested.finding("finance-not-mapped") == nil && Self.pence(ingested).first == 380_000, "\(ingested.report.text)")
    for text in ["headings = !\n", "headings = - | #\n"] {
      #expect(throws: ColumnMapError.self) { try ColumnMap(parsing: Array(text.utf8), file: "a.map") }
    }
    let map = try ColumnMap(parsing: Array("headings = amount |!\n".utf8), file: "a.map")
    #expect(try ColumnMap(parsing: Array(map.text.utf8), file: "a.map") == map)
  }

  /// Found by fuzzing: a map with the year 24 was kept as one with 2024.
  @Test func aYearThatNobodyMeansIsRefused() throws {
    for year in ["0024-25", "1899-1900", "2100-01", "9999-10000"] {
      #expect(throws: ColumnMapError.self, "\(year)") {
        try ColumnMap(parsing: Array("headings = amount\nfinancial_year = \(year)\n".utf8), file: "a.map")
      }
    }
    for year in ["24-25", "2024-2025", "1999-00", "2099-00"] {
      let map = try ColumnMap(parsing: Array("headings = amount\nfinancial_year = \(year)\n".utf8), file: "a.map")
      #expect(try ColumnMap(parsing: Array(map.text.utf8), file: "a.map") == map, "\(year)")
    }
  }

  /// The first row of such a file is about a child.
  @Test func aFileWithoutHeadingsIsNotShown() throws {
    let tiny = try Case(["f.csv": "Quillfeather,\(Self.one),tbc,weekly\nQuillfeather,\(Self.two),100,weekly\n"])
    #expect(throws: SurveyError.self) { try Survey.tables(path: tiny.tiny.folder.file("f.csv")) }
    do { _ = try Survey.tables(path: tiny.tiny.folder.file("f.csv")) } catch {
      #expect("\(error)".contains("heading-row-missing") && !"\(error)".contains("Quill"))
    }
    let table = try #require(try Survey.tables(path: tiny.tiny.folder.file("f.csv"), headRow: 1).first)
    #expect(table.columns.count == 4)
  }

  @Test func aMapThatWasUsedBelongsToTheVintage() throws {
    let text = "UPN,Cost,Start\n\(Self.one),100,2024-09-01\n"
    func files(_ settings: [String: String]) throws -> Int {
      let tiny = try Case(["f.csv": text], options: ["f.csv": settings.merging(["financial_year": "dates"]) { first, _ in first }])
      var ends = 0
      _ = try tiny.tiny.read(maps: ColumnMaps(tiny.maps), digest: { FileDigest(update: { _ in }, end: { ends += 1 }) })
      return ends
    }
    #expect(try files(["period": "annual"]) == 3)
  }

  static let defects: [(code: String, line: String)] = [
    ("finance-end-before-start", "\(one),100,20,net,2025-02-01,2025-01-01"), ("bad-vat", "\(one),100,20,sometimes,,"),
    ("bad-vat", "\(one),100,20,,,"), ("bad-amount", "\(one),100,twenty,gross,,"), ("bad-date", "\(one),100,,net,31/06/2024,"),
  ]

  @Test(arguments: defects.indices)
  func aBadLineIsListedAndTheOthersCount(index: Int) throws {
    let (code, line) = Self.defects[index]
    let good = (0..<10).map { _ in "\(Self.two),120,20,gross,01/04/2024,31/03/2025" }.joined(separator: "\n")
    let text = "UPN,Annual fee,VAT,Net or gross,Start,End\n\(good)\n\(line)\n"
    let ingested = try Case(["f 2024-25.csv": text], options: ["f 2024-25.csv": [:]]).read()
    #expect(ingested.finding(code)?.rows == [12])
    #expect(Self.pence(ingested) == [nil, 100_000, nil, nil])
  }

  @Test func aRateCardAmongTheRecordsIsRefused() throws {
    let ingested = try Case(["card.csv": "Provider,Annual fee,Band\nFictional House,1000,A\n"]).read()
    #expect(ingested.finding("finance-no-pupil-column")?.severity == .error && ingested.report.verdict == .unusable)
  }

  @Test func aFileWhoseNameMustHoldTheYearIsRefusedWithoutIt() throws {
    var tiny = try Case(["f 2024-25.csv": "UPN,Annual fee\n\(Self.one),1\n"], options: ["f 2024-25.csv": [:]])
    #expect(Self.pence(try tiny.read()) == [100, nil, nil, nil])
    try tiny.tiny.write(Array("UPN,Annual fee\n\(Self.two),1\n".utf8), "g.csv")
    let ingested = try tiny.read()
    #expect(ingested.finding("finance-file-year")?.file == "g.csv" && ingested.report.verdict == .unusable)
    tiny.maps = []
    #expect(try tiny.read().finding("finance-not-mapped")?.count == 1)
  }

  @Test(arguments: ["Fee (pence)", "Annual cost £000", "Cost £k", "Annual spend (£000s)", "Fee (EUR)", "Cost in thousands"])
  func amountsThatAreNoPoundsAreNotTakenForPounds(heading: String) throws {
    let text = "UPN,\(heading),Financial year\n\(Self.one),1200.50,2024-25\n"
    #expect(try Case(["f.csv": text]).proposal("f.csv", ["amount": heading, "period": "annual"]).gaps.map(\.code) == ["amount-scale"])
    // Nor by a map that was kept before this was known.
    var made = try Case(["f.csv": text.replacing(heading, with: "Annual fee")], options: ["f.csv": [:]])
    let old = made.maps[0].text.replacing("annual fee", with: Heading(heading).name).replacing("Annual fee", with: heading)
    made.maps = [try ColumnMap(parsing: Array(old.utf8), file: "a.map")]
    try made.tiny.write(Array(text.utf8), "f.csv")
    #expect(try made.read().finding("amount-scale")?.severity == .error)
  }

  @Test func aLastDayThatNeverComesIsOpen() throws {
    let days = ["31/12/9999", "9999-12-31", "31.12.9999", "31-Dec-9999 00:00", "31/12/2099", "31-Dec-99", "31/12/99"]
    let rows = days.map { "\(Self.one),1.00,01/04/2024,\($0)\n" }.joined()
    let ingested = try Case(["f.csv": "UPN,Annual fee,Start,End\n" + rows], options: ["f.csv": ["financial_year": "dates"]]).read()
    #expect(Self.pence(ingested)[0] == days.count * 100, "\(ingested.report.text)")
  }
}
