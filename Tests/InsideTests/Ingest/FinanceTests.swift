import Costing
import Ingest
import Records
import Testing

@Suite struct FinanceTests {
  static let heading = "UPN,Provider,URN,Placement type,Start date,End date,Fee,Fee period,Weeks,Financial year\n"

  static func read(_ lines: [String]) throws -> Ingested {
    let children = (1...4).map { TinyReturn.Child(upn: "X90000000000\($0)") }
    let ceased = TinyReturn.Child(upn: "X900000000009", plans: [TinyReturn.Plan(cease: "2024-05-01")])
    return try TinyFolder([
      "r.xml": TinyReturn(children: children + [ceased]).xml,
      "Finance 2024-25.csv": heading + lines.joined(separator: "\n") + "\n",
    ]).read()
  }

  @Test func linesOfThePlacementOnTheCensusDayAddUpToWholePence() throws {
    let ingested = try Self.read([
      "x900000000001,\"House, Fictional\",100003,day,2023-09-01,,\"£1,234.56\",Weekly,39,2024-25",
      "X900000000001,Therapy,,therapy,2024-09-01,2025-07-31,100,termly,,2024/25",
      "X900000000002,School,100001,top-up,,,9000,Annual,,2024-2025",
      "X900000000003,School,100001,credit,,,-5.50,annual,,2024-25",
      "X900000000003,School,100001,top-up,,,10,annual,,2024-25",
    ])
    #expect(ingested.codes.isEmpty)
    #expect(ingested.report.verdict == .usableWithWarnings)  // one return only
    let costs = ingested.roll.persons.map { $0.costs.map(\.annualPence) }
    #expect(costs == [[4_814_784 + 30_000], [900_000], [450], [], []])
    #expect(ingested.roll.persons[0].costs[0].year == 2025)
    #expect(ingested.isBalanced)
  }

  /// As other programs and people write them.
  @Test(arguments: [
    "X900000000001,S,NULL,NULL,NULL,NULL,9000,Annual,NULL,2024-25", "X900000000001,S,,t,2023-09-01,Ongoing,9000,Annual,N/A,2024-25",
    "X900000000001,S,,t,2023-09-01,TBC,\"GBP 9,000.00\",Annual,,2024-25", "X900000000001,S,,t,,,\" £ 9,000.00 \",Annual,,2024–25",
    "X900000000001,S,,t,,,9000,Annual,,202425",
  ])
  func usualSpellingsAreRead(line: String) throws {
    let ingested = try Self.read([line])
    #expect(ingested.codes.isEmpty && ingested.isBalanced, "\(ingested.report.text)")
    #expect(ingested.roll.persons[0].costs.map(\.annualPence) == [900_000])
  }

  static let defects: [(String, String)] = [
    ("finance-no-match", "X911111111111,S,,t,,,10,annual,,2024-25"), ("finance-no-upn", ",S,,t,,,10,annual,,2024-25"),
    ("finance-not-on-roll", "X900000000009,S,,t,,,10,annual,,2024-25"),
    ("finance-not-on-day", "X900000000001,S,,t,2024-04-01,2025-01-15,10,annual,,2024-25"),
    ("other-financial-year", "X900000000001,S,,t,,,10,annual,,2023-24"),
    ("bad-financial-year", "X900000000001,S,,t,,,10,annual,,2024-26"),
    ("bad-amount", "X900000000001,S,,t,,,ten,annual,,2024-25"), ("bad-amount", "X900000000001,S,,t,,,,annual,,2024-25"),
    ("bad-amount", "X900000000001,S,,t,,,NULL,annual,,2024-25"), ("finance-no-upn", "NULL,S,,t,,,10,annual,,2024-25"),
    ("bad-financial-year", "X900000000001,S,,t,,,10,annual,,202426"), ("bad-date", "X900000000001,S,,t,TBC,,10,annual,,2024-25"),
    ("bad-period", "X900000000001,S,,t,,,10,fortnightly,,2024-25"),
    ("weeks-missing", "X900000000001,S,,t,,,10,weekly,,2024-25"),
    ("bad-date", "X900000000001,S,,t,2024-02-31,,10,annual,,2024-25"),
    ("column-count", "X900000000001,S,t,,,10,annual,,2024-25"),
    ("bad-quoting", "X900000000001,\"S\"chool,,t,,,10,annual,,2024-25"),
  ]

  @Test(arguments: defects)
  func aBadLineIsListedAndTheOthersCount(code: String, line: String) throws {
    let ingested = try Self.read([line, "X900000000002,School,,top-up,,,1,annual,,2024-25"])
    let finding = try #require(ingested.finding(code))
    #expect(finding.rows == [2])
    #expect(finding.file == "Finance 2024-25.csv")
    #expect(ingested.report.rowsListed == 1)
    #expect(ingested.roll.persons.map(\.costs.count) == [0, 1, 0, 0, 0])
    #expect(ingested.isBalanced)
  }

  /// The gate counts it as 0, and as one below 0; the borough's own total is not lowered by it.
  @Test func aNegativeTotalCostsNothing() throws {
    let ingested = try Self.read([
      "X900000000001,S,,credit,,,-10,annual,,2024-25", "X900000000002,School,,top-up,,,1,annual,,2024-25",
    ])
    #expect(ingested.finding("negative-total")?.count == 1)
    #expect(ingested.roll.persons[0].costs.map(\.annualPence) == [-1_000])
    #expect(ingested.costs.education == 100)
  }

  @Test func withoutAFinanceExtractThereAreNoCostsAndAWarning() throws {
    let ingested = try TinyFolder(["r.xml": TinyReturn(children: [DefectTests.good]).xml]).read()
    #expect(ingested.finding("no-finance")?.severity == .warning)
    #expect(ingested.roll.persons[0].costs.isEmpty)
  }
}
