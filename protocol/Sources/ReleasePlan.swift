/// The closed catalogue of what a release contains: which tables, of what shape, with how much noise.
///
/// A hub can propose a plan; only a borough accepts one. A message names its plan by id and by the SHA-256 of the
/// plan's canonical bytes.
public struct ReleasePlan: WireMessage {
  /// Tables alone; tables with sets of them that are priced together; tables of persons by their amounts among them, with
  /// sets, perhaps none; the same with tables of several days among them; and with tables of contrasts. Each plan is of the
  /// first of these that can hold it.
  public static let formats = (
    tables: "boroughwise-plan-1", sets: "boroughwise-plan-2", amounts: "boroughwise-plan-3", days: "boroughwise-plan-4",
    contrasts: "boroughwise-plan-5"
  )
  private static let allFormats = [formats.tables, formats.sets, formats.amounts, formats.days, formats.contrasts]
  public static let mostSets = 8

  public let id: String
  /// The latest census that the statistics speak of; the forecast starts there.
  public let censusYear: Int
  /// Years of the forecast, the census year included.
  public let forecastYears: Int
  public let statistics: [Statistic]
  /// Tables that are priced together; a table is in one set at most.
  public let sets: [MarginalSet]

  /// - Throws: for values outside the specification, the same statistic twice, or a set that costs anything else than it
  ///   states.
  public init(
    id: String, censusYear: Int, forecastYears: Int, statistics: [Statistic], sets: [MarginalSet] = []
  ) throws(WireError) {
    guard TextRule.identifier.accepts(id) else { throw .field("plan.id", .notAllowed) }
    guard Wire.years.contains(censusYear) else { throw .field("plan.censusYear", .outOfRange) }
    guard (1...Wire.mostForecastYears).contains(forecastYears) else { throw .field("plan.forecastYears", .outOfRange) }
    guard (1...Wire.mostStatistics).contains(statistics.count) else { throw .field("plan.statistics", .wrongCount) }
    guard Set(statistics.map(\.id)).count == statistics.count else { throw .field("plan.statistics", .repeated) }
    guard sets.count <= Self.mostSets else { throw .field("plan.sets", .wrongCount) }
    let tables = sets.flatMap(\.statistics)
    guard Set(sets.map(\.id)).count == sets.count, Set(tables).count == tables.count else {
      throw .field("plan.sets", .repeated)
    }
    for (index, set) in sets.enumerated() { try set.check(statistics, "plan.sets[\(index)]") }
    try Self.checkClamps(statistics)
    self.init(unchecked: id, censusYear, forecastYears, statistics, sets)
  }

  /// For constants of this module; a test reads them back through the checks.
  init(
    unchecked id: String, _ censusYear: Int, _ forecastYears: Int, _ statistics: [Statistic], _ sets: [MarginalSet] = []
  ) {
    self.id = id
    self.censusYear = censusYear
    self.forecastYears = forecastYears
    self.statistics = statistics
    self.sets = sets
  }

  public func statistic(_ id: String) -> Statistic? { statistics.first { $0.id == id } }

  /// Who is counted as clamped is who was: the caps are those of the amounts of the same year.
  private static func checkClamps(_ statistics: [Statistic]) throws(WireError) {
    for (index, statistic) in statistics.enumerated() {
      guard case .clamped(let axis, let caps) = statistic.bound else { continue }
      let amounts = statistics.filter { $0.kind == .costPence && $0.dataYear == statistic.dataYear }
      let isSame = { (other: Statistic) in
        other.bound == .centredAmount(axis: axis, caps: caps)
          && other.axes.first { $0.name == axis } == statistic.axes.first { $0.name == axis }
      }
      guard !amounts.isEmpty, amounts.allSatisfy(isSame) else {
        throw .field("plan.statistics[\(index)].bound", .inconsistent)
      }
    }
  }

  public var format: String {
    if statistics.contains(where: { $0.bound == .contrasts }) { return Self.formats.contrasts }
    if statistics.contains(where: { $0.kind == .quarterStock }) { return Self.formats.days }
    if statistics.contains(where: { $0.gateAxis != nil }) { return Self.formats.amounts }
    return sets.isEmpty ? Self.formats.tables : Self.formats.sets
  }

  public var json: JSON {
    var members: [String: JSON] = [
      "censusYear": .integer(censusYear),
      "forecastYears": .integer(forecastYears),
      "format": .string(format),
      "id": .string(id),
      "statistics": .array(statistics.map(\.json)),
    ]
    if format != Self.formats.tables { members["sets"] = .array(sets.map(\.json)) }
    return .object(members)
  }

  public init(json: JSON) throws(WireError) {
    let members = ["censusYear", "forecastYears", "format", "id", "statistics"]
    // The format first, since it says which members there are: of a later one nothing else would be understood.
    guard case .object(let all) = json else { throw .field("plan", .wrongType) }
    guard let stated = all["format"] else { throw .field("plan.format", .missing) }
    guard let format = Self.allFormats.first(where: { stated == .string($0) }) else {
      throw .field("plan.format", .notAllowed)
    }
    let hasSets = format != Self.formats.tables
    let fields = try Fields(json, "plan", members: hasSets ? members + ["sets"] : members)
    var statistics: [Statistic] = []
    for (index, statistic) in try fields.array("statistics", count: 1...Wire.mostStatistics).enumerated() {
      statistics.append(try Statistic(json: statistic, "plan.statistics[\(index)]"))
    }
    var sets: [MarginalSet] = []
    if hasSets {
      let fewest = format == Self.formats.sets ? 1 : 0
      for (index, set) in try fields.array("sets", count: fewest...Self.mostSets).enumerated() {
        sets.append(try MarginalSet(json: set, "plan.sets[\(index)]"))
      }
    }
    try self.init(
      id: fields.string("id", .identifier), censusYear: fields.integer("censusYear", in: Wire.years),
      forecastYears: fields.integer("forecastYears", in: 1...Wire.mostForecastYears), statistics: statistics, sets: sets)
    guard self.format == format else { throw .field("plan.format", .notAllowed) }
  }
}
