/// Fee and period to cost per year.
public enum AnnualCost {
  /// What a year costs, in whole pence. Exact, except that `partOfYear` rounds half to even.
  ///
  /// - Parameter feePence: whole pence; negative for a credit note.
  /// - Throws: `weeksOutOfRange` for a count outside the period's range, `overflow`.
  public static func pence(feePence: Int, period: FeePeriod) throws(CostingError) -> Int {
    switch period {
    case .annual: return feePence
    case .termly: return try times(feePence, 3)
    case .halfTermly: return try times(feePence, 6)
    case .monthly: return try times(feePence, 12)
    case .fourWeekly: return try times(feePence, 13)
    case .weekly(let weeks):
      guard (1...53).contains(weeks) else { throw .weeksOutOfRange }
      return try times(feePence, weeks)
    case .daily(let days):
      guard (1...366).contains(days) else { throw .weeksOutOfRange }
      return try times(feePence, days)
    case .partOfYear(let weeks, let outOf):
      guard (1...53).contains(outOf), (1...outOf).contains(weeks) else { throw .weeksOutOfRange }
      return halfToEven(try times(feePence, outOf), over: weeks)
    }
  }

  private static func times(_ pence: Int, _ count: Int) throws(CostingError) -> Int {
    let (product, overflow) = pence.multipliedReportingOverflow(by: count)
    guard !overflow else { throw .overflow }
    return product
  }

  /// - Parameter divisor: 1 to 53, so that neither doubling a remainder nor the step by one can overflow
  ///   where the division changes anything.
  private static func halfToEven(_ dividend: Int, over divisor: Int) -> Int {
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    let twice = 2 * remainder.magnitude
    guard twice > divisor || (twice == divisor && quotient % 2 != 0) else { return quotient }
    return quotient + dividend.signum()
  }
}
