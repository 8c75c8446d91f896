import Costing
import Ingest
import TestSupport
import Testing
import Vocabulary

/// Contract fees by provider, band and stay, read from the borough's own files; nothing about a child gets in.
@Suite struct RateCardFileTests {
  static let heading = "Provider,URN,Framework,Band,Day or residential,Fee,Fee period,Weeks,Valid from,Valid to\n"

  private func read(_ text: String) throws -> RateCardsRead {
    let tiny = try TinyFolder(["card.csv": text])
    return try RateCards.read(path: tiny.folder.file("card.csv"))
  }

  @Test func feesBecomeExactYears() throws {
    let read = try read(
      "Framework fees,,,,,,,,,\n" + Self.heading
        + "\"House, Fictional\",960001,Lot 1,A,Day,\"1,234.56\",Weekly,39,01/04/2024,31/03/2025\n"
        + ",960002,,B,52 week residential,5000,Weekly,,,\n" + "Fictional College,,,,Day,12000,Termly,,1 Sep 2024,\n")
    #expect(read.report.verdict == .clean, "\(read.report.text)")
    let fees = try #require(read.cards.first?.fees)
    #expect(fees.map(\.annualPence) == [4_814_784, 26_000_000, 3_600_000])
    #expect(fees.map(\.stay) == [.day, .residential52, .day])
    #expect(fees[0].provider == "House, Fictional" && fees[0].urn == 960_001 && fees[0].from?.iso == "2024-04-01")
    #expect(fees.map(\.row) == [3, 4, 5])
  }

  @Test(arguments: ["UPN", "Surname", "Pupil ID", "Child's name", "DOB", "Client ref", "Mosaic ID", "Case ref"])
  func aColumnAboutPersonsIsRefused(heading: String) throws {
    let read = try read("Provider,Annual fee,\(heading)\nFictional House,1000,x\n")
    #expect(read.report.findings.map(\.code).contains("rate-card-person-column"))
    #expect(read.report.verdict == .unusable && read.cards.isEmpty)
  }

  @Test func pupilsUnderAnotherHeadingAreFoundByTheirNumbers() throws {
    let read = try read("Provider,Annual fee,Note\nFictional House,1000,X900000000001\nFictional House,1000,X900000000002\n")
    #expect(read.report.findings.map(\.code).contains("rate-card-person-column"))
    #expect(try self.read("Provider,Fee per pupil per week,Weeks\nFictional House,1000,38\n").cards.first?.fees.first?.annualPence == 3_800_000)
  }

  @Test(arguments: [
    ("rate-card-no-provider", ",,,,Day,1,Annual,,,"), ("rate-card-unknown-stay", "P,,,,Elsewhere,1,Annual,,,"),
    ("bad-amount", "P,,,,Day,one,Annual,,,"), ("bad-amount", "P,,,,Day,-1,Annual,,,"), ("rate-card-no-period", "P,,,,Day,1,,,,"),
    ("weeks-missing", "P,,,,Day,1,Weekly,,,"), ("bad-date", "P,,,,Day,1,Annual,,31/02/2024,"),
    ("finance-end-before-start", "P,,,,Day,1,Annual,,2024-04-02,2024-04-01"),
    ("rate-card-duplicate", "Q,,,,Day,1,Annual,,2024-04-01,2025-03-31"),
    ("rate-card-overlap", "Q,,,,Day,2,Annual,,2025-03-31,"), ("rate-card-gap", "Q,,,,Day,2,Annual,,2025-04-02,"),
  ])
  func whatIsOddIsShownByRow(code: String, line: String) throws {
    let read = try read(Self.heading + "Q,,,,Day,1,Annual,,2024-04-01,2025-03-31\n" + line + "\n")
    #expect(read.report.findings.map(\.code) == [code])
    #expect(read.report.findings.first?.rows == [3])
    #expect(read.report.rowsRead == 2)
  }

  /// Two things are wrong with a row, an amount that is in doubt and another: it is listed under one.
  @Test(arguments: ["POA", "one", "-5"]) func aRowIsListedOnce(other: String) throws {
    let report = try read("Provider,Day fee,39 week\nFictional Hill,\"£45,000\",\(other)\nFictional Dale,\"45.000,00\",\n").report
    #expect(report.rowsRead == 2 && report.rowsListed == 2 && report.rowsUsed == 0)
    #expect(report.findings.reduce(0) { $0 + ($1.consequence == .dropped ? $1.count : 0) } == 2)
  }

  @Test func whatIsNoRateCardIsRefused() throws {
    #expect(try read("Band,Region\nA,East\n").report.verdict == .unusable)
    #expect(try read("Provider,Band\nFictional House,A\n").report.findings.map(\.code).contains("rate-card-not-recognised"))
    let empty = try TinyFolder()
    #expect(try RateCards.read(path: empty.folder.path).report.findings.map(\.code) == ["no-rate-card"])
  }
}
