import Costing
import Testing

@Suite struct CostingTests {
  @Test(arguments: [
    (FeePeriod.annual, 12_345), (.termly, 37_035), (.halfTermly, 74_070), (.monthly, 148_140), (.fourWeekly, 160_485),
    (.weekly(weeks: 38), 469_110), (.weekly(weeks: 39), 481_455), (.weekly(weeks: 52), 641_940),
    (.daily(days: 190), 2_345_550), (.partOfYear(weeks: 13, outOf: 39), 37_035),
  ])
  func aYearCostsTheFeeTimesItsPeriods(period: FeePeriod, expected: Int) throws {
    #expect(try AnnualCost.pence(feePence: 12_345, period: period) == expected)
    #expect(try AnnualCost.pence(feePence: -12_345, period: period) == -expected)
  }

  /// Four of six weeks: fee × 6 / 4 ends in a half for odd fees, and goes to the even neighbour on both sides of zero.
  @Test func partsOfAYearRoundHalfToEven() throws {
    func half(_ pence: Int) throws -> Int {
      try AnnualCost.pence(feePence: pence, period: .partOfYear(weeks: 4, outOf: 6))
    }
    #expect(try half(3) == 4)  // 4.5
    #expect(try half(1) == 2)  // 1.5
    #expect(try half(5) == 8)  // 7.5
    #expect(try half(-3) == -4)
    #expect(try half(-1) == -2)
    #expect(try AnnualCost.pence(feePence: 100, period: .partOfYear(weeks: 3, outOf: 38)) == 1267)  // 1266.67
  }

  @Test func nothingOverflowsAndNoCountIsInvented() {
    #expect(throws: CostingError.overflow) { try AnnualCost.pence(feePence: .max, period: .termly) }
    #expect(throws: CostingError.overflow) { try AnnualCost.pence(feePence: .min, period: .weekly(weeks: 38)) }
    for weeks in [0, -1, 54, Int.max] {
      #expect(throws: CostingError.weeksOutOfRange) { try AnnualCost.pence(feePence: 1, period: .weekly(weeks: weeks)) }
      #expect(throws: CostingError.weeksOutOfRange) {
        try AnnualCost.pence(feePence: 1, period: .partOfYear(weeks: weeks, outOf: 39))
      }
    }
    #expect(throws: CostingError.weeksMissing) { try FeePeriod(named: "weekly", weeks: nil) }
    #expect(throws: CostingError.unknownPeriod) { try FeePeriod(named: "fortnight", weeks: 38) }
  }

  @Test(arguments: [
    ("Annual", FeePeriod.annual), ("per annum", .annual), ("TERMLY", .termly), ("half-termly", .halfTermly),
    ("Weekly", .weekly(weeks: 39)), ("per week", .weekly(weeks: 39)), ("daily", .daily(days: 195)),
    ("monthly", .monthly),
  ])
  func periodsAreKnownByTheWordsOfFinanceExtracts(word: String, expected: FeePeriod) throws {
    #expect(try FeePeriod(named: word, weeks: 39) == expected)
  }

  @Test(arguments: [
    ("0", 0), ("12", 1200), ("12.3", 1230), ("12.34", 1234), ("12.3400", 1234), ("1,234.50", 123_450),
    ("£1,234", 123_400),
    ("-250.00", -25_000), ("(250.00)", -25_000), ("-£3.05", -305), (" 7 ", 700), ("1,234,567.89", 123_456_789),
  ])
  func poundsAreReadExactly(text: String, pence: Int) {
    #expect(Pence.parse(pounds: Array(text.utf8).span) == pence)
  }

  @Test(arguments: [
    "", " ", "£", "-", "()", "1.", ".5", "12.345", "1,23", "12,34.00", "1234,567", "1e5", "12 000", "NaN", "--1",
    "1.2.3", "12p",
    "99999999999999999999999",
  ])
  func whatIsNotAnExactAmountIsRefused(text: String) {
    #expect(Pence.parse(pounds: Array(text.utf8).span) == nil)
  }
}
