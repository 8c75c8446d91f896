/// Value-added tax on a line. What counts is the net amount, since an authority recovers the tax.
public enum VAT: Hashable, Sendable {
  /// The amount has no tax in it.
  case net
  /// The amount includes tax at a rate in percent.
  case included(percent: Fraction)
  /// The amount includes this much tax, in pence.
  case includes(pence: Fraction)

  /// The amount without tax, exactly.
  ///
  /// - Throws: `countOutOfRange` for a rate outside 0 to 100.
  public func net(of amount: Fraction) throws(CostingError) -> Fraction {
    switch self {
    case .net: return amount
    case .includes(let tax): return try amount.plus(tax.negated)
    case .included(let percent):
      guard percent >= 0, percent <= 100 else { throw .countOutOfRange }
      return try amount.times(100).over(try percent.plus(100))
    }
  }
}
