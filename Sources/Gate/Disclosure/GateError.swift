/// Why the gate released nothing. Names statistics, never people or amounts.
public enum GateError: Error, Equatable, CustomStringConvertible {
  case cellOutOfRange(statistic: String)
  /// A table of several days got a contribution without days or with others, or one of one day a run of days.
  case daysDoNotFit(statistic: String)
  case overflow(statistic: String)
  case badBound(statistic: String)
  /// The plan asks for a table outside the program's catalogue.
  case notComputed(statistic: String)
  /// A set of tables does not cost what the plan says.
  case pricesDoNotAdd(set: String)
  case notPaidFor
  case tablesDoNotMatch
  case noiseDoesNotMatch

  /// Stable code for messages and exit reports.
  public var code: String {
    switch self {
    case .cellOutOfRange: "gate-cell-out-of-range"
    case .daysDoNotFit: "gate-days-do-not-fit"
    case .overflow: "gate-overflow"
    case .badBound: "gate-bad-bound"
    case .notComputed: "gate-not-computed"
    case .pricesDoNotAdd: "gate-prices-do-not-add"
    case .notPaidFor: "gate-not-paid-for"
    case .tablesDoNotMatch: "gate-tables-do-not-match"
    case .noiseDoesNotMatch: "gate-noise-does-not-match"
    }
  }

  public var description: String {
    switch self {
    case .cellOutOfRange(let id): "\(code): a contribution to \(id) names a cell outside the table; nothing was released"
    case .daysDoNotFit(let id): "\(code): a contribution to \(id) is about other days than the table; nothing was released"
    case .overflow(let id): "\(code): a sum in \(id) does not fit; nothing was released"
    case .badBound(let id): "\(code): the plan's bound or ρ for \(id) gives no valid noise; nothing was released"
    case .notComputed(let id): "\(code): this program does not compute \(id); nothing was released"
    case .pricesDoNotAdd(let id): "\(code): the tables of set \(id) do not cost what the plan says; nothing was released"
    case .notPaidFor: "\(code): the charge does not cover exactly this plan; nothing was released"
    case .tablesDoNotMatch: "\(code): the tables are not the plan's, in plan order; nothing was released"
    case .noiseDoesNotMatch: "\(code): the noise was drawn for another plan; nothing was released"
    }
  }
}
