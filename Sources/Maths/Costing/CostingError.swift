/// Why a fee has no annual cost. Holds no amount.
public enum CostingError: Error, Equatable, Sendable, CustomStringConvertible {
  case unknownPeriod, weeksMissing, weeksOutOfRange, overflow

  public var code: String {
    switch self {
    case .unknownPeriod: "unknown-period"
    case .weeksMissing: "weeks-missing"
    case .weeksOutOfRange: "weeks-out-of-range"
    case .overflow: "cost-overflow"
    }
  }

  public var description: String {
    switch self {
    case .unknownPeriod:
      "the fee period is unknown; use annual, termly, half-termly, monthly, four-weekly, weekly or daily (\(code))"
    case .weeksMissing: "a fee by week or day needs the number of weeks paid in a year (\(code))"
    case .weeksOutOfRange: "weeks are from 1 to 53 a year, days from 1 to 366 (\(code))"
    case .overflow: "the annual cost is too large to be real; check fee and period (\(code))"
    }
  }
}
