/// The closed catalogue of what a release contains: which tables, of what shape, with how much noise.
///
/// A hub can propose a plan; only a borough accepts one. A message names its plan by id and by the SHA-256 of the
/// plan's canonical bytes.
public struct ReleasePlan: WireMessage {
  public static let format = "boroughwise-plan-1"

  public let id: String
  /// The latest census that the statistics speak of; the forecast starts there.
  public let censusYear: Int
  /// Years of the forecast, the census year included.
  public let forecastYears: Int
  public let statistics: [Statistic]

  /// - Throws: for values outside the specification, or the same statistic twice.
  public init(id: String, censusYear: Int, forecastYears: Int, statistics: [Statistic]) throws(WireError) {
    guard TextRule.identifier.accepts(id) else { throw .field("plan.id", .notAllowed) }
    guard Wire.years.contains(censusYear) else { throw .field("plan.censusYear", .outOfRange) }
    guard (1...Wire.mostForecastYears).contains(forecastYears) else { throw .field("plan.forecastYears", .outOfRange) }
    guard (1...Wire.mostStatistics).contains(statistics.count) else { throw .field("plan.statistics", .wrongCount) }
    guard Set(statistics.map(\.id)).count == statistics.count else { throw .field("plan.statistics", .repeated) }
    self.init(unchecked: id, censusYear, forecastYears, statistics)
  }

  /// For constants of this module; a test reads them back through the checks.
  init(unchecked id: String, _ censusYear: Int, _ forecastYears: Int, _ statistics: [Statistic]) {
    self.id = id
    self.censusYear = censusYear
    self.forecastYears = forecastYears
    self.statistics = statistics
  }

  public func statistic(_ id: String) -> Statistic? { statistics.first { $0.id == id } }

  public var json: JSON {
    .object([
      "censusYear": .integer(censusYear),
      "forecastYears": .integer(forecastYears),
      "format": .string(Self.format),
      "id": .string(id),
      "statistics": .array(statistics.map(\.json)),
    ])
  }

  public init(json: JSON) throws(WireError) {
    let fields = try Fields(
      json, "plan", members: ["censusYear", "forecastYears", "format", "id", "statistics"])
    guard try fields.string("format", .identifier) == Self.format else { throw .field("plan.format", .notAllowed) }
    var statistics: [Statistic] = []
    for (index, statistic) in try fields.array("statistics", count: 1...Wire.mostStatistics).enumerated() {
      statistics.append(try Statistic(json: statistic, "plan.statistics[\(index)]"))
    }
    try self.init(
      id: fields.string("id", .identifier), censusYear: fields.integer("censusYear", in: Wire.years),
      forecastYears: fields.integer("forecastYears", in: 1...Wire.mostForecastYears), statistics: statistics)
  }
}
