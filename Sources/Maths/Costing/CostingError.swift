/// Why a fee has no annual cost. Holds no amount.
public enum CostingError: Error, Equatable, Sendable, CustomStringConvertible {
  case unknownPeriod, weeksMissing, unitsMissing, countOutOfRange, overflow

  public var code: String {
    switch self {
    case .unknownPeriod: "unknown-period"
    case .weeksMissing: "weeks-missing"
    case .unitsMissing: "units-missing"
    case .countOutOfRange: "count-out-of-range"
    case .overflow: "cost-overflow"
    }
  }

  public var description: String {
    switch self {
    case .unknownPeriod:
      "the fee period is unknown; use \(FeeUnit.allCases.map(\.rawValue).joined(separator: ", ")) (\(code))"
    case .weeksMissing: "a fee by week, day, session or hour needs the number of weeks paid in a year (\(code))"
    case .unitsMissing: "a fee by day, session or hour needs their number in a week (\(code))"
    case .countOutOfRange: "weeks are above 0 and at most 53 a year, days at most 366, hours at most 8,784 (\(code))"
    case .overflow: "the annual cost is too large to be real; check fee and period (\(code))"
    }
  }
}
