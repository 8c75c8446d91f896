import Costing
import Records
import TestSupport
import Testing

@testable import Ingest

/// Extracts whose fields are separated by semicolons, tabs or pipes, and whose amounts may have a decimal comma. Either
/// everything is read right, or what is in doubt is said; no amount changes silently.
@Suite struct FinanceDelimiterTests {
  typealias Case = FinanceLayoutTests.Case
  static let one = FinanceLayoutTests.one, two = FinanceLayoutTests.two

  private static func pence(_ ingested: Ingested) -> [Int?] { FinanceLayoutTests.pence(ingested) }

  /// Fields that hold commas, the delimiter, quotes and a line's end.
  private static func awkward(_ delimiter: Delimiter) -> String {
    let rows = [
      ["Pupil UPN", "School, or other", "Annual cost (£)", "Financial year", "Note"],
      [one, "House, Fictional", "\"1,234.50\"", "2024-25", "\"a \(separator(delimiter)) b \"\"c\"\"\r\nd, e\""],
      [two, "House; other | third", "£900.00", "2024-25", "it's 5' high, or so"],
    ]
    return rows.map { row in
      row.map { field in
        let needsQuotes = field.contains(separator(delimiter)) && !field.hasPrefix("\"")
        return needsQuotes ? "\"\(field)\"" : field
      }.joined(separator: separator(delimiter)) + "\r\n"
    }.joined()
  }

  private static func separator(_ delimiter: Delimiter) -> String {
    switch delimiter {
    case .comma: ","
    case .semicolon: ";"
    case .tab: "\t"
    case .pipe: "|"
    }
  }

  @Test(arguments: Delimiter.allCases) func fieldsAreReadRightWhateverSeparatesThem(delimiter: Delimiter) throws {
    for name in ["f.csv", "f.CSV", "f.txt", "f.tsv"] {
      let made = try Case([name: Self.awkward(delimiter)], options: [name: [:]])
      #expect(made.maps.first?.delimiters == [delimiter])
      let ingested = try made.read()
      #expect(Self.pence(ingested) == [123_450, 90_000, nil, nil], "\(name) \(delimiter) \(ingested.report.text)")
      #expect(ingested.codes.isEmpty, "\(ingested.report.text)")
    }
  }

  @Test func excelsFirstLineSaysWhatSeparates() throws {
    for first in ["sep=;\r\n", "\"sep=;\"\n", "\u{FEFF}sep=;\r\n", "SEP=;\r\n"] {
      let made = try Case(["f.csv": first + Self.awkward(.semicolon)], options: ["f.csv": [:]])
      let ingested = try made.read()
      #expect(Self.pence(ingested) == [123_450, 90_000, nil, nil], "\(first)")
      #expect(ingested.codes.isEmpty, "\(ingested.report.text)")
    }
    // A program left the line, and put commas in.
    let left = try Case(["f.csv": "sep=;\r\n" + Self.awkward(.comma)], options: ["f.csv": [:]])
    #expect(left.maps[0].delimiters == [.comma])
    #expect(Self.pence(try left.read()) == [123_450, 90_000, nil, nil])
    // A line of the file is counted, so that people find the row.
    let good = (0..<5).map { _ in "\(Self.two);12.50;2024-25\n" }.joined()
    let bad = "sep=;\nUPN;Annual fee;Financial year\n\(Self.one);x;2024-25\n" + good
    #expect(try Case(["f.csv": bad], options: ["f.csv": [:]]).read().finding("bad-amount")?.rows == [3])
  }

  @Test func theLayoutThatNeedsNoMapNeedsOneForSemicolons() throws {
    let text = "UPN;Fee;Period;Financial year\n\(Self.one);1200.00;annual;2024-25\n"
    #expect(try Case(["f.csv": text]).read().codes == ["finance-not-mapped"])
    let read = try Case(["f.csv": text], options: ["f.csv": [:]]).read()
    #expect(Self.pence(read) == [120_000, nil, nil, nil])
    // The map for semicolons leaves the file with commas as it was.
    let both = ["f.csv": text, "g.csv": "UPN,Fee,Period,Financial year\n\(Self.two),7.00,annual,2024-25\n"]
    #expect(Self.pence(try Case(both, options: ["f.csv": [:]]).read()) == [120_000, 700, nil, nil])
  }

  @Test func aMapForCommasDoesNotReadSemicolonsUntilItSaysSo() throws {
    let commas = "UPN,Annual cost,Financial year\n\(Self.one),100.00,2024-25\n"
    let semicolons = "UPN;Annual cost;Financial year\n\(Self.two);7.00;2024-25\n"
    var made = try Case(["a.csv": commas, "b.csv": semicolons], options: ["a.csv": [:]])
    let refused = try made.read()
    #expect(refused.finding("finance-delimiter")?.severity == .error && refused.report.verdict == .unusable)
    // The officer looks at the second file, and keeps the map once more.
    let table = try #require(try Survey.tables(path: made.tiny.folder.file("b.csv"), maps: ColumnMaps(made.maps)).first)
    let proposal = MapProposal(table, confirmed: made.maps[0])
    #expect(proposal.isDelimiterNew && proposal.gaps == [] && proposal.map.text.contains("delimiter = comma + semicolon\n"))
    made.maps = [try ColumnMap(parsing: Array(proposal.map.text.utf8), file: "a.map")]
    #expect(made.maps == [proposal.map])
    #expect(Self.pence(try made.read()) == [10_000, 700, nil, nil])
  }

  @Test func decimalCommasAreProposedSaidAndRead() throws {
    let text = """
      UPN;Hourly rate;Hours per week;Weeks;Health %;Education %;Financial year
      \(Self.one);45,50;2,5;38;20,5;79,5;2024-25
      \(Self.two);1.245,50 €;1;1;;100;2024-25
      """.replacing(" €", with: "")
    let made = try Case(["f.csv": text], options: ["f.csv": [:]])
    #expect(made.maps[0].decimal == .comma && made.maps[0].text.contains("decimal = comma\n"))
    let ingested = try made.read()
    #expect(Self.pence(ingested) == [432_250, 124_550, nil, nil], "\(ingested.report.text)")
    #expect(ingested.costs.health == 88_611 && ingested.codes.isEmpty)  // 20.5% of 4322.50, down to whole pence
  }

  @Test func whatCouldBeThousandsOrPenceIsAsked() throws {
    let text = "UPN;Annual fee;Financial year\n\(Self.one);45.000;2024-25\n\(Self.two);7.250;2024-25\n"
    let made = try Case(["f.csv": text])
    #expect(try made.proposal("f.csv").gaps.map(\.code) == ["decimal-unclear"])
    for (answer, pence) in [("comma", [4_500_000, 725_000, nil, nil]), ("point", [4_500, 725, nil, nil])] {
      #expect(Self.pence(try Case(["f.csv": text], options: ["f.csv": ["decimal": answer]]).read()) == pence)
    }
    let thousands = "UPN\tAnnual fee\tFinancial year\n\(Self.one)\t45,000\t2024-25\n"
    #expect(try Case(["f.txt": thousands]).proposal("f.txt").gaps.map(\.code) == ["decimal-unclear"])
    let mixed = "UPN;Annual fee;Financial year\n\(Self.one);45.000,00;2024-25\n\(Self.two);7,250.00;2024-25\n"
    #expect(try Case(["f.csv": mixed]).proposal("f.csv").gaps.map(\.code) == ["decimal-mixed"])
    // Commas between fields, and thousands in quotes: what goes without saying.
    let usual = "UPN,Annual fee,Financial year\n\(Self.one),\"45,000\",2024-25\n"
    #expect(try Case(["f.csv": usual]).proposal("f.csv").gaps == [])
  }

  /// This year's file is of the other kind: nothing of it is taken for what it is not.
  @Test func aFileWithTheOtherSignIsListedLineByLine() throws {
    let heading = "UPN;Annual fee;Financial year\n"
    let made = try Case(["f.csv": heading + "\(Self.one);45.5;2024-25\n"], options: ["f.csv": [:]])
    #expect(made.maps[0].decimal == nil)
    try made.tiny.write(Array((heading + "\(Self.one);45.000,50;2024-25\n\(Self.two);45.000;2024-25\nX900000000003;900;2024-25\n").utf8), "f.csv")
    let ingested = try made.read()
    #expect(ingested.finding("bad-amount")?.rows == [2] && ingested.finding("amount-unclear")?.rows == [3])
    #expect(Self.pence(ingested) == [nil, nil, 90_000, nil], "\(ingested.report.text)")
    // Nothing in the file says which: not even a year in which it was always so.
    try made.tiny.write(Array((heading + "\(Self.one);45.000;2024-25\n").utf8), "f.csv")
    #expect(try made.read().finding("amount-unclear")?.rows == [2])
    // One slip among many amounts does not bring the others into doubt.
    let many = (0..<9).map { _ in "\(Self.two);1.50;2024-25\n" }.joined()
    try made.tiny.write(Array((heading + "\(Self.one);45.000;2024-25\nX900000000003;9,5;2024-25\n" + many).utf8), "f.csv")
    let slip = try made.read()
    #expect(slip.finding("amount-unclear") == nil && slip.finding("bad-amount")?.rows == [3] && Self.pence(slip)[0] == 4_500)
  }

  @Test func aListOfSAPHasPipesAndDrawnLines() throws {
    let text = """
      Cost list, fictional
      ----------------------------------------
      |UPN          |Annual cost |Fin Year|
      |-------------|------------|--------|
      |\(Self.one)|   54.000,50|2024-25 |
      |\(Self.two)|      120,00-|2024-25 |
      ----------------------------------------
      |Total        |   53.880,50|        |
      """
    let made = try Case(["list.txt": text], options: ["list.txt": [:]])
    let ingested = try made.read()
    #expect(ingested.roll.persons[0].costs.first?.annualPence == 5_400_050, "\(ingested.report.text)")
    #expect(ingested.codes == ["finance-not-a-line", "negative-total"])
  }

  @Test func aNoteIsNoExtractAndUnicodeTextIsRead() throws {
    let note = "Dear colleague,\n\nplease note, the school fee, and the start date, are in the other file.\nThanks, A\n"
    let ingested = try Case(["note.txt": note, "list.txt": "one\ntwo\tthree\n", "empty.tsv": ""]).read()
    #expect(ingested.finding("no-finance") != nil && ingested.codes == ["file-not-recognised"] && ingested.finding("file-not-recognised")?.severity == .information)
    let utf16: [UInt8] = [0xFF, 0xFE] + Self.awkward(.tab).utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    for name in ["unicode.txt", "unicode.csv"] {
      var made = try Case([:])
      try made.tiny.write(utf16, name)
      #expect(try made.read().codes == ["finance-not-mapped"])
      made.maps = [try made.map(name)]
      #expect(made.maps[0].delimiters == [.tab])
      let ingested = try made.read()
      #expect(Self.pence(ingested) == [123_450, 90_000, nil, nil] && ingested.codes.isEmpty, "\(ingested.report.text)")
    }
  }

  @Test func aPersonMaySayWhatSeparates() throws {
    let text = "a;b,c\nCode;Sum,more\nX900000000001;12.50,2024-25\n"
    let tiny = try Case(["f.csv": text]).tiny
    let table = try #require(try Survey.tables(path: tiny.folder.file("f.csv"), headRow: 2, delimiter: .semicolon).first)
    #expect(table.columns.count == 2 && table.delimiter == .semicolon)
    #expect(try Survey.tables(path: tiny.folder.file("f.csv"), headRow: 2).first?.delimiter == .comma)
  }

  /// Whatever stands in the fields, each delimiter gives the same as the comma.
  @Test func everyDelimiterGivesTheSameFields() throws {
    var numbers = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      let fields = (0..<6).map { _ in (0..<5).map { _ in
        String((0..<Int.random(in: 0...6, using: &numbers)).map { _ in ",;\t|\"a1 .\n".randomElement(using: &numbers) ?? "x" })
      } }
      let read = try Delimiter.allCases.map { delimiter in
        let text = fields.map { row in
          row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: Self.separator(delimiter)) + "\r\n"
        }.joined()
        return try Self.rows(text, delimiter)
      }
      #expect(read.allSatisfy { $0 == fields })
    }
  }

  private static func rows(_ text: String, _ delimiter: Delimiter) throws -> [[String]] {
    let collector = CSVReaderTests.Collector()
    var reader = DelimitedReader(collector, delimiter)
    try reader.feed(Array(text.utf8).span)
    try reader.finish()
    return collector.records.map { row in
      row.map { field in String(decoding: field.utf8.map { delimiter.swapped($0) }, as: UTF8.self) }
    }
  }
}
