/// Fee and period to cost per year.
public enum AnnualCost {
  /// What a year costs, in whole pence: fee × times a year, exact, rounded once at the end, half to even.
  ///
  /// - Parameter fee: pence, also fractions of a penny; negative for a credit note.
  /// - Throws: `countOutOfRange` for a count outside the period's range, `overflow`.
  public static func pence(_ fee: Fraction, period: FeePeriod) throws(CostingError) -> Int {
    try exact(fee, period: period).rounded()
  }

  /// The same before it is rounded.
  public static func exact(_ fee: Fraction, period: FeePeriod) throws(CostingError) -> Fraction {
    try fee.times(try period.timesAYear)
  }
}
