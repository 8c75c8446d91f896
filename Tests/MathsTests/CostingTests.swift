import Costing
import Testing

@Suite struct CostingTests {
  @Test(arguments: [
    (FeePeriod.annual, 12_345), (.termly, 37_035), (.halfTermly, 74_070), (.monthly, 148_140), (.fourWeekly, 160_485),
    (.weekly(weeks: 38), 469_110), (.weekly(weeks: 39), 481_455), (.weekly(weeks: 52), 641_940),
    (.daily(days: 190), 2_345_550), (.sessional(sessions: 380), 4_691_100), (.hourly(hours: 950), 11_727_750),
    (.partOfYear(days: 73, outOf: 365), 61_725), (.partOfYear(days: 366, outOf: 366), 12_345),
  ])
  func aYearCostsTheFeeTimesItsPeriods(period: FeePeriod, expected: Int) throws {
    #expect(try AnnualCost.pence(12_345, period: period) == expected)
    #expect(try AnnualCost.pence(-12_345, period: period) == -expected)
  }

  /// 146 days of 365: fee × 2.5 ends in a half for odd fees, and goes to the even neighbour on both sides of zero.
  @Test func partsOfAYearRoundHalfToEven() throws {
    func half(_ pence: Int) throws -> Int {
      try AnnualCost.pence(Fraction(pence), period: .partOfYear(days: 146, outOf: 365))
    }
    #expect(try half(1) == 2)  // 2.5
    #expect(try half(3) == 8)  // 7.5
    #expect(try half(5) == 12)  // 12.5
    #expect(try half(-1) == -2)
    #expect(try half(-3) == -8)
    #expect(try AnnualCost.pence(100, period: .partOfYear(days: 30, outOf: 365)) == 1217)  // 1216.67
  }

  /// Rounding happens once: a third of a penny, 39 times a year, is 13 pence and not 0 or 39.
  @Test func fractionsOfAPennyAreKeptUntilTheYearIsWhole() throws {
    let third = try #require(Fraction(1, 3))
    #expect(try AnnualCost.pence(third, period: .weekly(weeks: 39)) == 13)
    let counted = Amount.count(Array("38.5".utf8).span)
    let weeks = try #require(counted)
    #expect(try AnnualCost.pence(101, period: .weekly(weeks: weeks)) == 3888)  // 3888.5
  }

  @Test func nothingOverflowsAndNoCountIsInvented() throws {
    #expect(throws: CostingError.overflow) { try AnnualCost.pence(Fraction(.max), period: .termly) }
    #expect(throws: CostingError.overflow) { try AnnualCost.pence(Fraction(.min), period: .weekly(weeks: 38)) }
    let huge = try #require(Fraction(1 << 100, 1))
    #expect(throws: CostingError.overflow) { try huge.times(huge) }
    for weeks in [0, -1, 54, Int.max] {
      #expect(throws: CostingError.countOutOfRange) { try AnnualCost.pence(1, period: .weekly(weeks: Fraction(weeks))) }
      #expect(throws: CostingError.countOutOfRange) { try AnnualCost.pence(1, period: .partOfYear(days: 5, outOf: weeks)) }
    }
    #expect(throws: CostingError.weeksMissing) { try FeePeriod(.weekly, FeeCounts()) }
    #expect(throws: CostingError.unitsMissing) { try FeePeriod(.hourly, FeeCounts(weeks: 38)) }
    #expect(throws: CostingError.weeksMissing) { try FeePeriod(.hourly, FeeCounts(units: 5)) }
    #expect(throws: CostingError.unknownPeriod) { try FeePeriod(.total, FeeCounts(weeks: 38)) }
    #expect(try FeePeriod(.hourly, FeeCounts(weeks: 38, units: 5)) == .hourly(hours: 190))
    #expect(try FeePeriod(.daily, FeeCounts(units: 190, isPerYear: true)) == .daily(days: 190))
  }

  @Test(arguments: [
    ("Annual", FeeUnit.annual), ("per annum", .annual), ("p.a.", .annual), ("TERMLY", .termly), ("half-termly", .halfTermly),
    ("Weekly", .weekly), ("per week", .weekly), ("£/week", .weekly), ("daily", .daily), ("monthly", .monthly),
    ("4 weekly", .fourWeekly), ("per session", .sessional), ("p/h", .hourly), ("weekly x 39", .weekly), ("one-off", .annual),
  ])
  func periodsAreKnownByTheWordsOfFinanceExtracts(words: String, expected: FeeUnit) {
    #expect(FeeUnit(words: words) == expected)
  }

  @Test(arguments: ["", "fortnight", "weekly monthly", "weekly x 60", "x", "Fictional"])
  func otherWordsAreNoPeriod(words: String) { #expect(FeeUnit(words: words) == nil) }

  @Test(arguments: [
    ("0", 0), ("12", 1200), ("12.3", 1230), ("12.34", 1234), ("12.3400", 1234), ("1,234.50", 123_450),
    ("£1,234", 123_400), ("250.00-", -25_000),
    ("-250.00", -25_000), ("(250.00)", -25_000), ("-£3.05", -305), ("£ 3.05", 305), ("(£ 1,234.50)", -123_450), (" 7 ", 700), ("£(1,234.50)", -123_450), ("£-3.05", -305), ("£ 250.00-", -25_000), ("1,234,567.89", 123_456_789),
  ])
  func poundsAreReadExactly(text: String, pence: Int) {
    #expect(Pence.parse(pounds: Array(text.utf8).span) == pence)
  }

  @Test(arguments: [
    "", " ", "£", "££1", "£-£1", "(£1", "£()", "-", "()", "1.", ".5", "12.345", "1,23", "12,34.00", "1234,567", "1e5", "12 000", "NaN", "--1",
    "1.2.3", "12p",
    "99999999999999999999999",
  ])
  func whatIsNotAnExactAmountIsRefused(text: String) {
    #expect(Pence.parse(pounds: Array(text.utf8).span) == nil)
  }

  /// Excel keeps 1234.56 as the binary number nearest to it, and other programs write all of its digits.
  @Test(arguments: [
    ("1234.56", 123_456), ("1234.5599999999999", 123_456), ("1234.5600000000001", 123_456), ("1.2E-2", 1), ("-12.0", -1200),
    ("1E5", 10_000_000), ("0", 0),
  ])
  func spreadsheetNumbersAreTakenToFifteenDigits(text: String, pence: Int) throws {
    let amount = Amount.parse(spreadsheet: Array(text.utf8).span)
    #expect(try amount?.rounded() == pence)
  }

  @Test func amountsSayWhatTheyArePaidForInWords() throws {
    func read(_ text: String) -> FeeText? { FeeText(Array(text.utf8).span) }
    let week = try #require(read("£1,200.50 per week + VAT"))
    #expect(week.amount == 120_050 && week.unit == .weekly && week.tax == .net)
    let year = try #require(read("54,000 pa inc VAT"))
    #expect(year.amount == 5_400_000 && year.unit == .annual && year.tax == .gross)
    let credit = try #require(read("250.00 CR"))
    #expect(credit.amount == -25_000 && credit.unit == nil)
    #expect(try #require(read("900 pw x 38")).weeks == 38)
    #expect(read("about 900") == nil && read("900 apples") == nil)
  }

  @Test func taxIsTakenOffExactly() throws {
    #expect(try VAT.net.net(of: 12_000) == 12_000)
    #expect(try VAT.included(percent: 20).net(of: 12_000) == 10_000)
    #expect(try VAT.includes(pence: 1_999).net(of: 12_000) == 10_001)
    #expect(try VAT.included(percent: 20).net(of: 100).rounded() == 83)
    #expect(throws: CostingError.countOutOfRange) { try VAT.included(percent: 101).net(of: 1) }
  }

  /// Whatever the parts, the shares add up to the whole, and none is off by a penny or more.
  @Test func sharesAddUpToTheWhole() throws {
    for total in [0, 1, 2, 100, 9_999, -7, 1_000_003] {
      for parts in [[1, 0, 0], [1, 1, 1], [50, 30, 20], [1, 2, 4], [333, 333, 334]] as [[Fraction]] {
        let shares = try CostShares(of: total, parts: parts)
        #expect(shares.total == total)
        let sum = try parts.reduce(into: Fraction(0)) { $0 = try $0.plus($1) }
        for (share, part) in zip([shares.education, shares.health, shares.socialCare], parts) {
          let off = try Fraction(share).plus(Fraction(total).times(part).over(sum).negated)
          #expect(off < 1 && off > -1)
        }
      }
    }
    #expect(throws: CostingError.countOutOfRange) { try CostShares(of: 5, parts: [0, 0, 0]) }
  }
}
