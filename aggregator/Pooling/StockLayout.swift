import Forecasting
import Marginals
import ReleaseProtocol
import Vocabulary

/// A plan's table of plans on the census day, along any of the axes age or phase, need and sector.
struct StockStatistic {
  /// In the plan.
  let place: Int
  let form: MeasurementForm
  /// Of the noise in every cell.
  let variance: Double
  /// By cell: phase and the cell over need × sector as far as the table has them.
  private let phases: [Int]?
  private let rest: [Int]
  private let marginal: Marginal
  private let restCount: Int
  /// Cells that are summed into one, by phase: ages where the table has them.
  private let summed: [Int]

  var hasSector: Bool { marginal.has(1) }
  /// Contrasts along phase or age, and whether along age.
  var comparesPhases: Bool { form == .contrasts && phases != nil }
  var hasAges: Bool { summed.contains { $0 > 1 } }

  /// - Throws: `unsupportedPlan` for other axes or labels.
  init(_ statistic: Statistic, place: Int) throws(PoolingError) {
    var axes: [PlanAxis] = []
    for axis in statistic.axes {
      guard let known = PlanAxis(rawValue: axis.name), known != .status, known.labels == axis.labels else {
        throw .unsupportedPlan(missing: statistic.id)
      }
      axes.append(known)
    }
    guard !(axes.contains(.age) && axes.contains(.phase)) else { throw .unsupportedPlan(missing: statistic.id) }
    self.place = place
    form = statistic.bound == .contrasts ? .contrasts : .counts
    variance = statistic.variances[0].value
    let labels = statistic.strides
    func index(_ axis: PlanAxis, _ cell: Int) -> Int? {
      axes.firstIndex(of: axis).map { cell / labels[$0] % axis.labels.count }
    }
    let cells = 0..<statistic.cellCount
    phases = axes.contains(.age) || axes.contains(.phase)
      ? cells.map { cell in index(.phase, cell) ?? Phase(academicAge: index(.age, cell) ?? 0).rawValue } : nil
    let (needs, sectors) = (axes.contains(.need), axes.contains(.sector))
    rest = cells.map { cell in
      (index(.need, cell) ?? 0) * (sectors ? PlanAxis.sector.labels.count : 1) + (index(.sector, cell) ?? 0)
    }
    marginal = Marginal((needs ? [0] : []) + (sectors ? [1] : []))
    restCount = (needs ? PlanAxis.need.labels.count : 1) * (sectors ? PlanAxis.sector.labels.count : 1)
    summed = Phase.allCases.map { phase in
      axes.contains(.age) ? AcademicAge.range.count { Phase(academicAge: $0) == phase } : 1
    }
  }

  /// Adds the table, summed over ages of a phase.
  func add(_ cells: [Int64], to tables: inout StockTables) {
    var sums = [[Double]](
      repeating: [Double](repeating: 0, count: restCount), count: phases == nil ? 1 : Phase.allCases.count)
    for (cell, value) in cells.enumerated() { sums[phases?[cell] ?? 0][rest[cell]] += Double(value) }
    guard phases != nil else {
      tables.withoutPhase.append(MeasuredTable(marginal, form, cells: sums[0], variance: variance))
      return
    }
    guard form == .counts else {
      tables.acrossPhases.append(ContrastsAcross(marginal, cells: sums, labels: summed, variance: variance))
      return
    }
    for phase in Phase.allCases.indices {
      tables.byPhase[phase].append(
        MeasuredTable(marginal, cells: sums[phase], variance: variance * Double(summed[phase])))
    }
  }
}

extension PlanLayout {
  /// Everything released of the plans on the latest census day. The flow table and its margin have noise of their own,
  /// so they are two tables: by phase and need, and by phase.
  ///
  /// - Parameter released: cells of the tables in `stock`.
  func stockTables(later flows: ReleasedFlows, released: [[Int64]]) -> StockTables {
    var tables = StockTables()
    let needs = Need.allCases.count
    for phase in Phase.allCases {
      var (rows, cells, total) = (0.0, [Double](repeating: 0, count: needs), 0.0)
      for status in [FlowStatus.stay, .new, .transferredIn] {
        for age in AcademicAge.range where Phase(academicAge: age) == phase {
          if status == .stay, age == AcademicAge.range.lowerBound { continue }  // would be aged -1 a year before
          let row = status.rawValue * AcademicAge.count + age
          rows += 1
          for need in cells.indices { cells[need] += Double(flows.cross[row * needs + need]) }
          total += Double(flows.margin[row])
        }
      }
      tables.byPhase[phase.rawValue] = [
        MeasuredTable(StockEstimate.need, cells: cells, variance: rows * flows.crossVariance),
        MeasuredTable(.total, cells: [total], variance: rows * flows.marginVariance),
      ]
    }
    for (statistic, cells) in zip(stock, released) { statistic.add(cells, to: &tables) }
    return tables
  }
}
