import Estimation
import Forecasting
import ReleaseProtocol
import Vocabulary

/// The tables of one borough as they were released, with the flows fitted to their margins.
struct BoroughTables {
  let borough: String
  /// The flow year before the latest, and the latest.
  let flows: [ReleasedFlows]
  let fitted: [FlowCounts]
  /// phase × need × sector.
  let stock: [Int64]
  let persons: [Int64]
  /// Centred: Σ(c − C/2) over persons with a cost, in pence.
  let pence: [Int64]

  /// - Parameter borough: the authenticated sender.
  init(borough: String, message: ReleaseMessage, layout: PlanLayout) throws(PoolingError) {
    guard message.borough == borough else { throw .wrongBorough(sender: borough) }
    do { try message.check(against: layout.plan) } catch { throw .badMessage(borough: borough, error) }
    self.borough = borough
    let year = layout.plan.censusYear
    flows = [(year - 1, layout.earlier), (year, layout.later)].map { year, flow in
      ReleasedFlows(
        year: year, cross: message.tables[flow.cross].cells, margin: message.tables[flow.margin].cells,
        crossVariance: flow.crossVariance, marginVariance: flow.marginVariance)
    }
    fitted = flows.compactMap { $0.fitted() }
    guard fitted.count == flows.count else { throw .unsupportedPlan(missing: "flows of status × age × need") }
    stock = message.tables[layout.stock].cells
    persons = message.tables[layout.persons].cells
    pence = message.tables[layout.pence].cells
  }
}
