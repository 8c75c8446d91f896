import ReleaseProtocol
import Vocabulary

/// Where a plan keeps the tables that pooling reads, with their shapes checked once.
struct PlanLayout {
  struct Flow {
    let cross: Int
    let margin: Int
    let crossVariance: Double
    let marginVariance: Double
  }
  let plan: ReleasePlan
  /// The flow year before the latest, and the latest.
  let earlier: Flow
  let later: Flow
  /// Tables of plans on the latest census day, at least one by sector.
  let stock: [StockStatistic]
  /// The one by phase, need and sector, if the plan has it.
  let fullStock: StockStatistic?
  let persons: Int
  let personsVariance: Double
  let pence: Int
  /// By sector.
  let penceVariance: [Double]
  /// Highest amount that counts for one person, by sector, in pence.
  let caps: [Double]

  init(_ plan: ReleasePlan) throws(PoolingError) {
    let sectorTable: [PlanAxis] = [.phase, .need, .sector]
    func place(_ kind: Statistic.Kind, _ year: Int, _ shape: [PlanAxis]) throws(PoolingError) -> Int {
      let found = plan.statistics.firstIndex {
        $0.kind == kind && $0.dataYear == year && $0.axes.map(\.name) == shape.map(\.rawValue)
          && $0.axes.map(\.labels) == shape.map(\.labels)
      }
      guard let found else { throw .unsupportedPlan(missing: "\(kind.rawValue) \(year)") }
      return found
    }
    func variance(_ place: Int) -> Double { plan.statistics[place].variances[0].value }
    func flow(_ year: Int) throws(PoolingError) -> Flow {
      let cross = try place(.flowCross, year, [.status, .age, .need])
      let margin = try place(.flowMargin, year, [.status, .age])
      return Flow(cross: cross, margin: margin, crossVariance: variance(cross), marginVariance: variance(margin))
    }
    self.plan = plan
    earlier = try flow(plan.censusYear - 1)
    later = try flow(plan.censusYear)
    var stock: [StockStatistic] = []
    for (place, statistic) in plan.statistics.enumerated()
    where statistic.kind == .stock && statistic.dataYear == plan.censusYear {
      stock.append(try StockStatistic(statistic, place: place))
    }
    guard stock.contains(where: \.hasSector) else {
      throw .unsupportedPlan(missing: "stock \(plan.censusYear) by sector")
    }
    self.stock = stock
    fullStock = stock.first { plan.statistics[$0.place].axes.map(\.name) == sectorTable.map(\.rawValue) }
    persons = try place(.costPersons, plan.censusYear, sectorTable)
    personsVariance = variance(persons)
    pence = try place(.costPence, plan.censusYear, sectorTable)
    guard case .centredAmount(let axis, let caps) = plan.statistics[pence].bound, axis == PlanAxis.sector.rawValue
    else {
      throw .unsupportedPlan(missing: "cost by sector")
    }
    self.caps = caps.map(Double.init)
    penceVariance = plan.statistics[pence].variances.map(\.value)
  }
}

/// Axes by the names that plans use, with the vocabulary's labels in its order.
enum PlanAxis: String {
  case status, age, need, phase, sector

  var labels: [String] {
    switch self {
    case .status: FlowStatus.codes
    case .age: AcademicAge.range.map { String($0) }
    case .need: Need.codes
    case .phase: Phase.codes
    case .sector: Sector.codes
    }
  }
}

extension Ratio {
  /// As a floating-point number, for variances.
  var value: Double { Double(numerator) / Double(denominator) }
}
