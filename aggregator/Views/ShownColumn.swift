internal import Forecasting
internal import Vocabulary

/// A figure that the chart and the table by year can show.
struct ShownColumn: Sendable, Equatable {
  let key: String
  let column: FanColumn
  let label: String

  static let total = ShownColumn(key: "all", column: .total, label: "All plans")
  static let phases = zip(Phase.allCases, Name.phases).map {
    ShownColumn(key: "phase-\($0.code)", column: .phase($0), label: $1.long)
  }
  static let needs = zip(Need.allCases, Name.needs).map { ShownColumn(key: "need-\($0.code)", column: .need($0), label: $1.long) }
  static let sectors = zip(Sector.allCases, Name.sectors).map {
    ShownColumn(key: "sector-\($0.code)", column: .sector($0), label: $1.long)
  }
  static let all = [total] + phases + needs + sectors
}
