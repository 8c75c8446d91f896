import Estimation
import Forecasting
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
  var byPhase = [Estimate](repeating: Estimate(), count: Phase.allCases.count)
  var byNeed = [Estimate](repeating: Estimate(), count: Need.allCases.count)
  /// phase × need.
  var byPhaseNeed = [Estimate](repeating: Estimate(), count: Phase.allCases.count * Need.allCases.count)
  /// The flow year before the latest, and the latest.
  var flows = [Flow(), Flow()]
  /// By sector: plans, persons with a cost, centred pence.
  var bySector = [Estimate](repeating: Estimate(), count: Sector.allCases.count)
  var persons = [Estimate](repeating: Estimate(), count: Sector.allCases.count)
  var pence = [Estimate](repeating: Estimate(), count: Sector.allCases.count)

  static let zero = BoroughSums()

  private init() {}

  init(_ tables: BoroughTables, layout: PlanLayout) {
    addPlans(tables.fitted[1], layout.later)
    for (index, flow) in [layout.earlier, layout.later].enumerated() {
      let rowVariance = Self.rowVariance(flow)
      func all(_ status: FlowStatus) -> Estimate {
        Estimate(value: Self.sum(tables.fitted[index], status), variance: rowVariance * Double(AcademicAge.count))
      }
      flows[index] = Flow(new: all(.new), arrived: all(.transferredIn), left: all(.leave))
    }
    let sectors = Sector.allCases.count
    for cell in tables.stock.indices {
      let sector = cell % sectors
      bySector[sector] += Estimate(value: Double(tables.stock[cell]), variance: layout.stockVariance)
      persons[sector] += Estimate(value: Double(tables.persons[cell]), variance: layout.personsVariance)
      pence[sector] += Estimate(value: Double(tables.pence[cell]), variance: layout.penceVariance[sector])
    }
  }

  /// Plans at the latest census are those that stayed, are new or arrived. Cells of one row share the margin's
  /// correction, so a row's sum has its own variance; different rows are independent.
  private mutating func addPlans(_ flow: FlowCounts, _ noise: PlanLayout.Flow) {
    let rowVariance = Self.rowVariance(noise)
    let cellVariance = MarginFit.cellVariance(
      columns: Need.allCases.count, crossVariance: noise.crossVariance, marginVariance: noise.marginVariance)
    for status in [FlowStatus.stay, .new, .transferredIn] {
      for age in AcademicAge.range {
        let phase = Phase(academicAge: age).rawValue
        var row = Estimate(value: 0, variance: rowVariance)
        for need in Need.allCases.indices {
          let cell = Estimate(value: flow[status, age, need], variance: cellVariance)
          row.value += cell.value
          byNeed[need] += cell
          byPhaseNeed[phase * Need.allCases.count + need] += cell
        }
        plans += row
        byPhase[phase] += row
      }
    }
  }

  mutating func add(_ other: BoroughSums) {
    func sum(_ a: [Estimate], _ b: [Estimate]) -> [Estimate] {
      zip(a, b).map { Estimate(value: $0.value + $1.value, variance: $0.variance + $1.variance) }
    }
    plans += other.plans
    byPhase = sum(byPhase, other.byPhase)
    byNeed = sum(byNeed, other.byNeed)
    byPhaseNeed = sum(byPhaseNeed, other.byPhaseNeed)
    for index in flows.indices {
      flows[index].new += other.flows[index].new
      flows[index].arrived += other.flows[index].arrived
      flows[index].left += other.flows[index].left
    }
    bySector = sum(bySector, other.bySector)
    persons = sum(persons, other.persons)
    pence = sum(pence, other.pence)
  }

  private static func rowVariance(_ flow: PlanLayout.Flow) -> Double {
    MarginFit.rowSumVariance(
      columns: Need.allCases.count, crossVariance: flow.crossVariance, marginVariance: flow.marginVariance)
  }

  private static func sum(_ flow: FlowCounts, _ status: FlowStatus) -> Double {
    var sum = 0.0
    for age in AcademicAge.range { for need in Need.allCases.indices { sum += flow[status, age, need] } }
    return sum
  }
}
