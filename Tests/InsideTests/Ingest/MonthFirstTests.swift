import Ingest
import Records
import TestSupport
import Testing

/// A file that a spreadsheet of the United States turned round holds dates that are days either way (04/05/2017), and dates
/// that are days only with the month first (04/25/2017). By the latter it is known, and none of it is used.
@Suite struct MonthFirstTests {
  typealias Child = TinyReturn.Child
  typealias Plan = TinyReturn.Plan
  typealias Placement = TinyReturn.Placement

  /// Children with the days 1 to 28 of a month, in `column` month first.
  private static func children(_ column: String, count: Int = 28) -> [Child] {
    (1...count).map { number in
      let day = (number - 1) % 28 + 1
      let turned = "04/\(day < 10 ? "0" : "")\(day)/"
      func date(_ name: String, _ year: String, _ usual: String) -> String { name == column ? turned + year : usual }
      return Child(
        upn: "X9000000\(10_000 + number)", birth: date("personbirthdate", "2011", "2011-03-09"),
        plans: [
          Plan(
            received: date("receiveddate", "2017", "2017-01-02"), start: date("startdate", "2018", "2018-02-01"),
            placements: [Placement(urn: "100001", entry: date("entrydate", "2018", "2018-09-01"))])
        ])
    }
  }

  @Test(arguments: ["personbirthdate", "receiveddate", "startdate", "entrydate"], ["xml", "blade", "template"])
  func aReturnWithAColumnTurnedRoundIsRefused(column: String, shape: String) throws {
    let tiny = try TinyReturn(children: Self.children(column)).folder(shape)
    let ingested = try tiny.read()
    let finding = try #require(ingested.finding("dates-month-first"), "\(ingested.report.text)")
    #expect(finding.about == "column \(column)" && finding.count == 16 && finding.severity == .error && finding.rows.isEmpty)
    #expect(ingested.report.verdict == .unusable && ingested.report.rowsUsed == 0 && ingested.roll.persons.isEmpty)
    // Nothing that follows from the wrong dates is said beside it.
    #expect(Set(ingested.codes).isSubset(of: ["dates-month-first", "return-refused", "census-day-derived"]), "\(ingested.codes)")
    #expect(ingested.isBalanced)
  }

  /// Read side by side, in portions or one by one: the same is said.
  @Test func rowsInAnyOrderAreRefusedToo() throws {
    var files = TinyReturn(children: Self.children("startdate")).blade
    let name = try #require(files.keys.first { $0.hasSuffix("_person.csv") })
    let lines = try #require(files[name]).split(separator: "\r\n")
    files[name] = ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\r\n")
    let ingested = try TinyFolder(files).read()
    #expect(ingested.finding("dates-month-first")?.file.hasSuffix("_namedplan.csv") == true && ingested.isBalanced)
  }

  /// Who mistyped one date of a hundred and more is told of that one.
  @Test(arguments: [(100, true), (101, false)]) func oneOfManyIsARowLikeAnyOther(count: Int, isRefused: Bool) throws {
    let others = (2...count).map { Child(upn: "X9000000\(10_000 + $0)") }
    let one = Child(upn: "X900000010001", plans: [Plan(start: "02/25/2018")])
    let ingested = try ReturnTests.read([TinyReturn(children: [one] + others)])
    #expect((ingested.finding("dates-month-first") != nil) == isRefused)
    #expect((ingested.finding("bad-date")?.count == 1) == !isRefused)
    #expect(ingested.roll.persons.count == (isRefused ? 0 : count - 1))
  }

  @Test func daysFirstAndYearsFirstAreNotMistaken() throws {
    let dates = ["25/04/2017", "5/4/2017", "2017-04-25", "25-Apr-2017", "2017-Apr-25 00:00:00", "31/12/2016"]
    let children = dates.enumerated().map { Child(upn: "X90000000000\($0)", plans: [Plan(received: $1)]) }
    #expect(try ReturnTests.read([TinyReturn(children: children)]).codes.isEmpty)
  }

  // Finance extracts

  private static func extract(_ rows: Int, turned: Int) -> String {
    "UPN,Fee,Fee period,Financial year,Start date,End date\r\n"
      + (1...rows).map { "X900000000001,\($0),Annual,2024-25,\($0 <= turned ? "09/\($0 % 28 + 1)/2024" : "01/09/2024"),\r\n" }.joined()
  }

  @Test(arguments: [(28, 28, true), (100, 14, true), (2_000, 28, false)])
  func anExtractTurnedRoundIsRefused(rows: Int, turned: Int, isRefused: Bool) throws {
    let tiny = try TinyFolder([
      "r.xml": TinyReturn(children: [Child(upn: "X900000000001")]).xml, "f.csv": Self.extract(rows, turned: turned),
    ])
    let ingested = try tiny.read()
    #expect((ingested.finding("dates-month-first") != nil) == isRefused, "\(ingested.report.text)")
    #expect((ingested.report.verdict == .unusable) == isRefused && ingested.isBalanced)
    #expect((ingested.finding("bad-date") != nil) == !isRefused)
  }
}

extension MonthFirstTests {
  /// 04/01/2025 would be the fourth of January, and the fee valid for another year.
  @Test(arguments: [
    ("04/01/2025", "03/31/2026", "100", "dates-month-first"), ("01/04/2025", "31/03/2026", "€100", "amount-scale"),
    ("01/04/2025", "31/03/2026", "100", nil),
  ] as [(String, String, String, String?)])
  func aRateCardTurnedRoundIsRefused(from: String, to: String, fee: String, code: String?) throws {
    let tiny = try TinyFolder([
      "card.csv": "Provider,Stay,Fee,Fee period,Valid from,Valid to\r\nFictional House,Day,\(fee),Annual,\(from),\(to)\r\n"
    ])
    let read = try RateCards.read(path: tiny.folder.path)
    #expect(Set(read.report.findings.map(\.code)) == Set(code.map { [$0, "return-refused"] } ?? []), "\(read.report.text)")
    #expect((read.report.verdict == .unusable) == (code != nil))
  }
}

extension TinyReturn {
  /// The return in one of three shapes.
  func folder(_ shape: String) throws -> TinyFolder {
    switch shape {
    case "xml": return try TinyFolder(["r.xml": xml])
    case "blade": return try TinyFolder(blade)
    default:
      let tiny = try TinyFolder()
      try tiny.write(template.bytes, "r.xlsx")
      return tiny
    }
  }
}
