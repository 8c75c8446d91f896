import Forecasting
import Marginals
import Vocabulary

/// Everything that is summed over boroughs, for one borough or a group. Noise of different boroughs is independent.
struct BoroughSums {
  /// Flows of one year: the figures that show change.
  struct Flow {
    var new = Estimate()
    var arrived = Estimate()
    var left = Estimate()
  }

  var plans = Estimate()
  /// On the census day a year before, by the earlier flow table.
  var plansBefore = Estimate()
  var byPhase = [Estimate](repeating: Estimate(), count: Phase.allCases.count)
  var byNeed = [Estimate](repeating: Estimate(), count: Need.allCases.count)
  /// phase × need.
  var byPhaseNeed = [Estimate](repeating: Estimate(), count: Phase.allCases.count * Need.allCases.count)
  /// By sector, phase × sector, need × sector, phase × need × sector: over the boroughs of which anything tells them.
  var bySector = ToldTable()
  var byPhaseSector = ToldTable()
  var byNeedSector = ToldTable()
  var byPhaseNeedSector = ToldTable()
  /// The flow year before the latest, and the latest.
  var flows = [Flow(), Flow()]
  /// By sector: persons with a cost, centred pence.
  var persons = [Estimate](repeating: Estimate(), count: Sector.allCases.count)
  var pence = [Estimate](repeating: Estimate(), count: Sector.allCases.count)
  /// How costs are spread, and how many were clamped; of those boroughs that released it.
  var spread = CostSpread()
  /// Plans on the quarter days, of those boroughs that released them.
  var quarters = QuarterSums()

  static let zero = BoroughSums()

  private init() {}

  init(_ tables: BoroughTables) {
    let layout = tables.layout
    setPlans(tables.stock)
    plansBefore = Self.heldBefore(tables)
    for (index, variances) in tables.flowVariances.enumerated() {
      func all(_ status: FlowStatus) -> Estimate {
        Estimate(value: Self.sum(tables.fitted[index], status), variance: variances[status.rawValue])
      }
      flows[index] = Flow(new: all(.new), arrived: all(.transferredIn), left: all(.leave))
    }
    let sectors = Sector.allCases.count
    for cell in tables.persons.indices {
      let sector = cell % sectors
      persons[sector] += Estimate(value: Double(tables.persons[cell]), variance: layout.personsVariance)
    }
    for cell in tables.pence.indices {
      let sector = cell % sectors
      pence[sector] += Estimate(value: Double(tables.pence[cell]), variance: layout.penceVariance[sector])
    }
    spread = CostSpread(tables, persons: persons)
    quarters = QuarterSums(tables.quarters)
  }

  mutating func setPlans(_ stock: StockEstimate) {
    func byPhase(_ marginal: Marginal) -> [Estimate] {
      stock.phases.flatMap { StockEstimate.estimates($0, marginal) }
    }
    plans = StockEstimate.estimates(stock.all, .total).first ?? Estimate()
    self.byPhase = byPhase(.total)
    byPhaseNeed = byPhase(StockEstimate.need)
    byPhaseSector = ToldTable(byPhase(StockEstimate.sector))
    byPhaseNeedSector = ToldTable(byPhase(StockEstimate.needSector))
    byNeed = StockEstimate.estimates(stock.all, StockEstimate.need)
    bySector = ToldTable(StockEstimate.estimates(stock.all, StockEstimate.sector))
    byNeedSector = ToldTable(StockEstimate.estimates(stock.all, StockEstimate.needSector))
  }

  mutating func add(_ other: BoroughSums) {
    func sum(_ a: [Estimate], _ b: [Estimate]) -> [Estimate] {
      zip(a, b).map { Estimate(value: $0.value + $1.value, variance: $0.variance + $1.variance) }
    }
    plans += other.plans
    plansBefore += other.plansBefore
    byPhase = sum(byPhase, other.byPhase)
    byNeed = sum(byNeed, other.byNeed)
    byPhaseNeed = sum(byPhaseNeed, other.byPhaseNeed)
    bySector.add(other.bySector)
    byPhaseSector.add(other.byPhaseSector)
    byNeedSector.add(other.byNeedSector)
    byPhaseNeedSector.add(other.byPhaseNeedSector)
    for index in flows.indices {
      flows[index].new += other.flows[index].new
      flows[index].arrived += other.flows[index].arrived
      flows[index].left += other.flows[index].left
    }
    persons = sum(persons, other.persons)
    pence = sum(pence, other.pence)
    spread.add(other.spread)
    quarters.add(other.quarters)
  }

  /// Plans on the census day that ends the earlier flow year: who stayed, is new or arrived. Fitted to published plans they
  /// are exact.
  private static func heldBefore(_ tables: BoroughTables) -> Estimate {
    let held: [FlowStatus] = [.stay, .new, .transferredIn]
    let isPublished = !tables.published.ages[0].isEmpty
    return held.reduce(into: Estimate()) { all, status in
      all += Estimate(
        value: sum(tables.fitted[0], status), variance: isPublished ? 0 : tables.flowVariances[0][status.rawValue])
    }
  }

  private static func sum(_ flow: FlowCounts, _ status: FlowStatus) -> Double {
    var sum = 0.0
    for age in AcademicAge.range { for need in Need.allCases.indices { sum += flow[status, age, need] } }
    return sum
  }
}

/// A table that the tables of some boroughs don't tell: summed over those that do, and how many these are.
struct ToldTable {
  /// Empty where no borough tells it.
  private(set) var cells: [Estimate] = []
  private(set) var boroughs = 0

  init() {}

  /// - Parameter cells: of one borough; empty if nothing tells them.
  init(_ cells: [Estimate]) { (self.cells, boroughs) = (cells, cells.isEmpty ? 0 : 1) }

  mutating func add(_ other: ToldTable) {
    guard other.boroughs > 0 else { return }
    cells = boroughs == 0 ? other.cells : zip(cells, other.cells).map {
      Estimate(value: $0.value + $1.value, variance: $0.variance + $1.variance)
    }
    boroughs += other.boroughs
  }

  /// - Parameter members: boroughs of the group.
  func figures(members: Int) -> [Figure] {
    cells.map { Figure($0, coverage: Coverage(received: boroughs, members: members)) }
  }
}
