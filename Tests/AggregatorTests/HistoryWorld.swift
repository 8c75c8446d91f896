import Forecasting
import Geography
import PublicData
import ReleaseProtocol
import Vocabulary

/// A fictional London in which children get a plan at 5 and lose it at 15, and more of them every year: its flow tables
/// of all years belong together, so that messages about several censuses can be made of it.
struct HistoryWorld {
  static let geography = Geography.report2025
  static let codes = geography.boroughs.map(\.code)

  /// `london-send-3` about a census.
  static func plan(_ census: Int, id: String = "history", flowRho: Ratio? = nil) throws -> ReleasePlan {
    let base = ReleasePlan.londonSend3
    let on = census - base.censusYear
    let statistics = try base.statistics.map { statistic in
      let year = statistic.dataYear + on
      let words = statistic.id.split(separator: "-").map { $0 == "\(statistic.dataYear)" ? "\(year)" : String($0) }
      let isFlow = [.flowCross, .flowMargin].contains(statistic.kind)
      return try Statistic(
        id: words.joined(separator: "-"), kind: statistic.kind, dataYear: year, axes: statistic.axes,
        bound: statistic.bound, rho: isFlow ? flowRho ?? statistic.rho : statistic.rho)
    }
    return try ReleasePlan(id: "\(id)-\(census)", censusYear: census, forecastYears: 10, statistics: statistics)
  }

  /// Plans of a borough that start in a year, by need.
  private static func new(_ borough: Int, _ year: Int, _ need: Int) -> Int64 {
    need < 3 ? Int64((60 + 2 * borough) * (100 + 5 * (year - 2010)) / (100 * (need + 1))) : 0
  }

  /// Plans held at an age and census: those that started at 5.
  private static func held(_ borough: Int, _ january: Int, _ age: Int, _ need: Int) -> Int64 {
    (5...15).contains(age) ? new(borough, january - (age - 5), need) : 0
  }

  static func cross(_ code: String, _ year: Int) -> [Int64] {
    let borough = codes.firstIndex(of: code) ?? 0
    var cells = [Int64](repeating: 0, count: 1248)
    for age in 5...15 {
      for need in 0..<3 {
        func put(_ status: FlowStatus, _ count: Int64) { cells[(status.rawValue * 26 + age) * 12 + need] = count }
        if age == 5 { put(.new, new(borough, year, need)) } else { put(.stay, held(borough, year - 1, age - 1, need)) }
        if age == 15 { put(.leave, held(borough, year - 1, 15, need)) }
      }
    }
    return cells
  }

  static let population: PopulationFile = {
    var text = "code,year," + (0...25).map { "\($0)" }.joined(separator: ",") + "\n"
    for code in codes {
      for year in 2015...2040 { text += "\(code),\(year)" + String(repeating: ",2500", count: 26) + "\n" }
    }
    guard let file = try? PopulationFile(parsing: Array(text.utf8)) else { preconditionFailure("our own table") }
    return file
  }()

  /// - Parameters:
  ///   - seed: of the noise; without it tables are exact.
  ///   - earlier: a message whose tables are carried where they have the same name.
  ///   - factor: of all counts.
  static func message(
    _ code: String, _ plan: ReleasePlan, seed: UInt64? = nil, carrying earlier: ReleaseMessage? = nil, factor: Int64 = 1
  ) -> ReleaseMessage {
    let place = UInt64(codes.firstIndex(of: code) ?? 0)
    var source = NoiseSource(state: ((seed ?? 0) &* 1009 &+ place &* 31 &+ UInt64(plan.censusYear)) &* 0xD1B5_4A32_D192_ED03)
    let tables = plan.statistics.map { statistic in
      if let carried = earlier?.tables.first(where: { $0.statistic == statistic.id }) { return carried }
      let deviations = statistic.variances.map { (Double($0.numerator) / Double($0.denominator)).squareRoot() }
      let cells = exact(statistic, code).enumerated().map { cell, count in
        seed == nil
          ? factor * count
          : factor * count + Int64((deviations[statistic.boundIndex(cell: cell)] * source.next()).rounded())
      }
      return NoisedTable(statistic: statistic.id, cells: cells, variance: statistic.variances)
    }
    let zeros = String(repeating: "0", count: 64)
    return ReleaseMessage(
      borough: code, censusYear: plan.censusYear, planID: plan.id, planSHA256: zeros, release: String(zeros.prefix(32)),
      populationSHA256: zeros, tables: tables,
      forecast: ForecastTable(
        firstYear: plan.censusYear, years: 10, cells: [Int64](repeating: 0, count: 600)))
  }

  private static func exact(_ statistic: Statistic, _ code: String) -> [Int64] {
    let cross = cross(code, statistic.dataYear)
    switch statistic.kind {
    case .flowCross: return cross
    case .flowMargin: return (0..<104).map { cross[$0 * 12..<$0 * 12 + 12].reduce(0, +) }
    case .stock: return PoolingWorld.stock(of: cross, borough: 0)
    default: return [Int64](repeating: 0, count: statistic.cellCount)
    }
  }

  /// The messages of a borough about some censuses, each with the tables of the one before carried on.
  static func messages(_ code: String, _ plans: [ReleasePlan], seed: UInt64? = nil) -> [ReleaseMessage] {
    plans.reduce(into: []) { messages, plan in messages.append(message(code, plan, seed: seed, carrying: messages.last)) }
  }
}
