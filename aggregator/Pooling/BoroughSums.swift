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
    addPlans(tables, layout)
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
      persons[sector] += Estimate(value: Double(tables.persons[cell]), variance: layout.personsVariance)
      pence[sector] += Estimate(value: Double(tables.pence[cell]), variance: layout.penceVariance[sector])
    }
  }

  /// Plans at the latest census: those that stayed, are new or arrived, which the stock table counts too, by sector.
  private mutating func addPlans(_ tables: BoroughTables, _ layout: PlanLayout) {
    let (needs, sectors) = (Need.allCases.count, Sector.allCases.count)
    let flow = tables.fitted[1]
    for phase in Phase.allCases {
      var (rows, counted) = (0, [Double](repeating: 0, count: needs))
      for status in [FlowStatus.stay, .new, .transferredIn] {
        for age in AcademicAge.range where Phase(academicAge: age) == phase {
          if status == .stay, age == AcademicAge.range.lowerBound { continue }  // would be aged -1 a year before
          rows += 1
          for need in counted.indices { counted[need] += flow[status, age, need] }
        }
      }
      let first = phase.rawValue * needs * sectors
      let placed = (0..<needs).map { need in
        (0..<sectors).reduce(0) { $0 + Double(tables.stock[first + need * sectors + $1]) }
      }
      let shared = SharedTotals(
        needs: needs, sectors: sectors, rows: rows, cross: layout.later.crossVariance,
        margin: layout.later.marginVariance, stockCell: layout.stockVariance)
      let totals = shared.combined(flow: counted, stock: placed)
      for need in 0..<needs {
        let total = Estimate(value: totals[need], variance: shared.totalVariance)
        byNeed[need] += total
        byPhaseNeed[phase.rawValue * needs + need] += total
        let part = (totals[need] - placed[need]) / Double(sectors)
        for sector in 0..<sectors {
          bySector[sector].value += Double(tables.stock[first + need * sectors + sector]) + part
        }
      }
      for sector in 0..<sectors { bySector[sector].variance += shared.sectorVariance }
      let sum = Estimate(value: totals.reduce(0, +), variance: shared.sumVariance)
      plans += sum
      byPhase[phase.rawValue] += sum
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
