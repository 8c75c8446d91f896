import Costing
import TestSupport
import Testing
import Vocabulary

@testable import Ingest

/// Rate cards as commissioning teams really keep them: read right, or refused with what to do.
@Suite struct RateCardSheetTests {
  private func read(_ text: String, _ name: String = "card.csv") throws -> RateCardsRead {
    let tiny = try TinyFolder([name: text])
    return try RateCards.read(path: tiny.folder.file(name))
  }

  private func pence(_ text: String, _ codes: [String] = []) throws -> [Int] {
    let read = try read(text)
    #expect(Set(read.report.findings.map(\.code)) == Set(codes), "\(read.report.text)")
    return read.cards.first?.fees.map(\.annualPence) ?? []
  }

  @Test func weeksAreThoseOfTheColumnTheHeadingOrThePlace() throws {
    #expect(try pence("School,Weekly fee,No of weeks\nA,1000,38\nB,1000,39 weeks\nC,1000,52\n") == [3_800_000, 3_900_000, 5_200_000])
    #expect(try pence("School,Weekly fee (39 weeks)\nA,1000\n") == [3_900_000])
    #expect(try pence("School,Type,Weekly fee\nA,38 week residential,1000\nB,39 week residential,1000\nC,52 weeks,1000\n") == [3_800_000, 3_900_000, 5_200_000])
    // 44 weeks are none of the usual stays, and are not taken for 38.
    #expect(try pence("School,Type,Weekly fee\nA,44 week residential,1000\n", ["rate-card-unknown-stay"]) == [4_400_000])
    #expect(try pence("School,Type,Weekly fee\nA,Residential,1000\n", ["weeks-missing"]) == [])
    #expect(try pence("School,Type,Weekly fee,Weeks\nA,52 week residential,1000,38\n", ["bad-period"]) == [])
    #expect(try pence("School,Daily fee,Days per year\nA,200,190\n") == [3_800_000])
    #expect(try pence("School,Daily fee\nA,200\n", ["count-missing"]) == [])
  }

  @Test func dayAndResidentialSideBySideAreTwoFees() throws {
    let read = try read(
      "Framework 2025,,,,\nSchool,URN,Day annual fee,Residential annual fee (38 weeks),Residential annual fee (52 weeks)\n"
        + "House,960001,\"£45,000\",\"£120,000\",POA\nCollege,960002,30000,,\n")
    let fees = try #require(read.cards.first?.fees)
    #expect(fees.map(\.stay) == [.day, .residential38, .day] && fees.map(\.annualPence) == [4_500_000, 12_000_000, 3_000_000])
    #expect(read.report.findings.map(\.code) == ["rate-card-no-fee"] && read.report.findings.first?.rows == [3, 4])
    #expect(read.report.findings.first?.count == 2)
    // Bare, with one column that says the period.
    #expect(try pence("Provider,Day,Residential,Fee period\nA,1000,3000,Termly\n") == [300_000, 900_000])
    #expect(try pence("Provider,Day fee,Residential fee\nA,1000,3000\n", ["rate-card-no-period"]) == [])
    // Yes or no beside a fee is no fee.
    #expect(try pence("Provider,Annual fee,Residential\nA,1000,No\n") == [100_000])
  }

  @Test func bandsSideBySideAreFeesOfEachBand() throws {
    let read = try read("Provider,Band A,Band B2,Basis\nHouse,\"1,000.50\",2000,annual\nCollege,TBC,on request,annual\n")
    let fees = try #require(read.cards.first?.fees)
    #expect(fees.map(\.band) == ["Band A", "Band B2"] && fees.map(\.annualPence) == [100_050, 200_000])
    #expect(read.report.findings.map(\.code) == ["rate-card-no-fee"])
    // One column that names the band is what it was.
    #expect(try self.read("Provider,Band,Annual fee\nHouse,A,1\n").cards.first?.fees.map(\.band) == ["A"])
  }

  @Test func financialYearsSideBySideAreFeesOfEachYear() throws {
    let read = try read("Provider,2024-25 annual fee,2025/26 annual fee,Uplift\nHouse,1000,1050,5%\n")
    let fees = try #require(read.cards.first?.fees)
    #expect(fees.map(\.annualPence) == [100_000, 105_000] && read.report.verdict == .clean, "\(read.report.text)")
    #expect(fees.map { $0.from?.iso } == ["2024-04-01", "2025-04-01"] && fees.map { $0.to?.iso } == ["2025-03-31", "2026-03-31"])
  }

  @Test func aWeekBesideAYearIsLookedAt() throws {
    #expect(try pence("School,Weekly fee,Weeks,Annual fee\nA,1000,38,38000\nB,1000.33,39,\"39,013\"\n") == [3_800_000, 3_901_300])
    #expect(try pence("School,Weekly fee,Weeks,Annual fee\nA,1000,38,39000\n", ["rate-card-fees-disagree"]) == [3_900_000])
    #expect(try pence("School,Weekly fee,Termly fee\nA,1000,3000\n", ["rate-card-several-fees"]) == [])
    #expect(try pence("School,Fee,Price\nA,1000,3000\n", ["rate-card-several-fees"]) == [])
  }

  @Test func vatIsLeftOut() throws {
    #expect(try pence("School,Annual fee exc VAT,Annual fee inc VAT\nA,1000,1200\n") == [100_000])
    #expect(try pence("School,Annual fee inc VAT\nA,1200\n", ["rate-card-vat"]) == [])
    #expect(try pence("School,Annual fee\nA,1200 inc VAT\nB,1000 plus VAT\n", ["rate-card-vat"]) == [100_000])
  }

  @Test(arguments: [
    ("£45k–£52k", "rate-card-inexact-fee"), ("£45k", "rate-card-inexact-fee"), ("45000-52000", "rate-card-inexact-fee"),
    ("\"from £45,000\"", "rate-card-inexact-fee"), ("\"up to £52,000\"", "rate-card-inexact-fee"), ("45000+", "rate-card-inexact-fee"),
    ("\"£45,000 to £52,000\"", "rate-card-inexact-fee"), ("circa 45000", "rate-card-inexact-fee"), ("~45000", "rate-card-inexact-fee"),
    ("POA", "rate-card-no-fee"), ("TBC", "rate-card-no-fee"), ("Price on application", "rate-card-no-fee"), ("N/A", "rate-card-no-fee"),
    ("", "rate-card-no-fee"), ("-", "rate-card-no-fee"), ("To be agreed", "rate-card-no-fee"), ("see 2024 card", "bad-amount"),
    ("£", "rate-card-no-fee"), ("-45000", "bad-amount"), ("\"45.000,50\"", "bad-amount"), ("free", "bad-amount"),
  ])
  func whatIsNoExactFeeSaysWhatItIs(cell: String, code: String) throws {
    let read = try read("Provider,Annual fee\nHouse,1\nCollege,\(cell)\n")
    #expect(read.report.findings.map(\.code) == [code] && read.report.findings.first?.rows == [3], "\(read.report.text)")
    #expect(read.cards.first?.fees.count == 1 && read.report.findings.first?.fix.isEmpty == false)
  }

  @Test(arguments: ["Fee (pence)", "Annual fee £000", "Annual fee (£k)"])
  func feesThatAreNoPoundsAreRefused(heading: String) throws {
    #expect(try pence("Provider,\(heading),Fee period\nHouse,45,annual\n", ["amount-scale"]) == [])
  }

  /// An amount without quotes is cut at its comma: £45 is no fee of £45,000.
  @Test func anAmountThatWasCutIsNoAmount() throws {
    #expect(try pence("Provider,Annual fee,Note\nHouse,45,000,x\nCollege,12,x\n", ["column-count"]) == [1_200])
  }

  @Test func mergedCellsAndHeadingsWithinAreSaid() throws {
    let read = try read("Provider,Band,Annual fee\nHouse,A,1\n,B,2\nIndependent schools,,\nCollege,A,3\n")
    #expect(Set(read.report.findings.map(\.code)) == ["rate-card-no-provider", "rate-card-no-fee"])
    #expect(read.report.findings.first { $0.code == "rate-card-no-provider" }?.fix.contains("merged") == true)
  }

  @Test func otherSeparatorsAreReadAndDoubtIsSaid() throws {
    for (name, text) in [("c.csv", "Provider;Annual fee\nHouse, E;1250.50\n"), ("c.txt", "Provider\tAnnual fee\nHouse, E\t\"1,250.50\"\n")] {
      #expect(try read(text, name).cards.first?.fees.map(\.annualPence) == [125_050])
    }
    let doubt = try read("Provider;Annual fee\nHouse;45.000\nCollege;900\n")
    #expect(doubt.report.findings.map(\.code) == ["amount-unclear"] && doubt.cards.first?.fees.map(\.annualPence) == [90_000])
  }

  @Test func otherFilesOfTheFolderAreNamed() throws {
    let tiny = try TinyFolder(["card.csv": "Provider,Annual fee\nHouse,1\n", "terms.pdf": "x", "READ-ME.txt": "About fees", "old.xls": "x"])
    let read = try RateCards.read(path: tiny.folder.path)
    #expect(Set(read.report.findings.map(\.code)) == ["rate-card-file-not-read", "workbook-wrong-type"])
    #expect(read.report.verdict == .unusable)
  }
}
