import Forecasting
public import ReleaseProtocol
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
  /// Tables of persons with a cost and of their centred pence: sector is their last axis.
  let persons: Int
  let personsVariance: Double
  let pence: Int
  /// By sector.
  let penceVariance: [Double]
  /// Highest amount that counts for one person, by sector, in pence.
  let caps: [Double]
  /// Persons whose cost was clamped, by sector; nil if the plan has no such table.
  let clamped: Int?
  /// Persons by bands of their cost.
  let bands: Int?
  /// Plans on the quarter days; nil if the plan has no such table.
  let quarters: QuarterLayout?
  /// Of the totals of statuses in the latest flow year, by `FlowStatus`, where nothing is published: they follow from the plan
  /// alone, and take longer to find than a borough's tables. Nil where its tables tell nothing of plans.
  private(set) var laterVariances: [Double]?

  init(_ plan: ReleasePlan) throws(PoolingError) {
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
    let ofPhases = stock.filter(\.comparesPhases).map(\.hasAges)
    guard ofPhases.allSatisfy({ $0 == ofPhases[0] }) else {
      throw .unsupportedPlan(missing: "contrasts of plans \(plan.censusYear) by phase or by age, not both")
    }
    self.stock = stock
    func costs(_ kind: Statistic.Kind) throws(PoolingError) -> Int? {
      guard let found = plan.statistics.firstIndex(where: { $0.kind == kind && $0.dataYear == plan.censusYear }) else {
        return nil
      }
      let placing = plan.statistics[found].placingAxes
      let known: [PlanAxis] = [.age, .phase, .need, .sector]
      for axis in placing where !known.contains(where: { $0.rawValue == axis.name && $0.labels == axis.labels }) {
        throw .unsupportedPlan(missing: plan.statistics[found].id)
      }
      return found
    }
    func bySector(_ kind: Statistic.Kind) throws(PoolingError) -> Int {
      guard let found = try costs(kind), plan.statistics[found].placingAxes.last?.name == PlanAxis.sector.rawValue else {
        throw .unsupportedPlan(missing: "\(kind.rawValue) \(plan.censusYear) with sector as its last axis")
      }
      return found
    }
    persons = try bySector(.costPersons)
    personsVariance = variance(persons)
    pence = try bySector(.costPence)
    clamped = try costs(.costClamped).map { (_) throws(PoolingError) in try bySector(.costClamped) }
    bands = try costs(.costBands)
    quarters = try QuarterLayout(plan)
    guard case .centredAmount(let axis, let caps) = plan.statistics[pence].bound, axis == PlanAxis.sector.rawValue
    else {
      throw .unsupportedPlan(missing: "cost by sector")
    }
    self.caps = caps.map(Double.init)
    penceVariance = plan.statistics[pence].variances.map(\.value)
    laterVariances = try? FlowFit.totalVariances(later, stock: emptyTables(), published: nil)
  }

  /// As of a borough without plans.
  private func emptyTables() -> StockTables {
    func noughts(_ place: Int) -> [Int64] { [Int64](repeating: 0, count: plan.statistics[place].cellCount) }
    let flows = ReleasedFlows(
      year: plan.censusYear, cross: noughts(later.cross), margin: noughts(later.margin),
      crossVariance: later.crossVariance, marginVariance: later.marginVariance)
    return stockTables(later: flows, released: stock.map { noughts($0.place) })
  }
}

/// A plan with its layout, which takes longer to look up than a message takes to be read: for who reads many.
public struct LaidOutPlan: Sendable {
  public let plan: ReleasePlan
  /// Of a plan that no figures are made by: what it lacks.
  let layout: Result<PlanLayout, PoolingError>

  public init(_ plan: ReleasePlan) {
    self.plan = plan
    do { layout = .success(try PlanLayout(plan)) } catch { layout = .failure(error) }
  }
}

/// The layout that figures are made by, and those of other plans by which boroughs may have released about the same.
struct PlanLayouts {
  let main: PlanLayout
  private let byPlan: [String: PlanLayout]

  /// - Throws: `unsupportedPlan` also for another plan whose figures don't add to the main one's.
  init(_ main: ReleasePlan, others: [ReleasePlan]) throws(PoolingError) {
    self.main = try PlanLayout(main)
    var byPlan = [main.id: self.main]
    for other in others {
      let layout = try PlanLayout(other)
      guard layout.joins(self.main) else { throw .unsupportedPlan(missing: "the census, years and caps of \(main.id)") }
      byPlan[other.id] = layout
    }
    self.byPlan = byPlan
  }

  /// The hash that messages name each plan by.
  /// - Throws: `mixedPlans` for two texts of one plan.
  static func hashes(_ messages: [ReleaseMessage]) throws(PoolingError) -> [String: String] {
    var hashes: [String: String] = [:]
    for message in messages {
      guard hashes.updateValue(message.planSHA256, forKey: message.planID) ?? message.planSHA256 == message.planSHA256
      else { throw .mixedPlans }
    }
    return hashes
  }

  /// The main one for an unknown plan, which the message then does not fit.
  func layout(of message: ReleaseMessage) -> PlanLayout { byPlan[message.planID] ?? main }
}

extension PlanLayout {
  /// The flow year before the latest, and the latest.
  /// - Parameter message: one that has been checked against the plan.
  func flows(of message: ReleaseMessage) -> [ReleasedFlows] {
    [(plan.censusYear - 1, earlier), (plan.censusYear, later)].map { year, flow in
      ReleasedFlows(
        year: year, cross: message.tables[flow.cross].cells, margin: message.tables[flow.margin].cells,
        crossVariance: flow.crossVariance, marginVariance: flow.marginVariance)
    }
  }

  /// Whether figures of both plans are about the same and add.
  func joins(_ other: PlanLayout) -> Bool {
    plan.censusYear == other.plan.censusYear && plan.forecastYears == other.plan.forecastYears && caps == other.caps
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
