import Estimation
import Forecasting
import Marginals
import ReleaseProtocol
import Vocabulary

/// The tables of one borough as they were released, with the best estimates that follow from them and from what DfE
/// published.
struct BoroughTables {
  let borough: String
  /// Of the plan that the message was made by.
  let layout: PlanLayout
  /// The flow year before the latest, and the latest.
  let flows: [ReleasedFlows]
  /// Fitted to their margins, and to published plans; the latest to the plans of `stock`.
  let fitted: [FlowCounts]
  /// Of the total of a status, by flow year and `FlowStatus`.
  let flowVariances: [[Double]]
  let stock: StockEstimate
  /// Tables of plans as they were released, as in the layout.
  let released: [[Int64]]
  let persons: [Int64]
  /// Centred: Σ(c − C/2) over persons with a cost, in pence.
  let pence: [Int64]
  /// Persons whose cost was clamped, and by bands of cost; nil where the plan has no such table.
  let clamped: [Int64]?
  let bands: [Int64]?
  /// Plans on the quarter days; nil where the plan has no such table.
  let quarters: DaySeries?
  let published: BoroughPublished

  /// - Parameters:
  ///   - borough: the authenticated sender.
  ///   - published: DfE's tables; nil to use the released ones alone.
  init(
    borough: String, message: ReleaseMessage, layout: PlanLayout, published totals: PublishedTotals? = nil
  ) throws(PoolingError) {
    guard message.borough == borough else { throw .wrongBorough(sender: borough) }
    do { try message.check(against: layout.plan) } catch { throw .badMessage(borough: borough, error) }
    self.borough = borough
    self.layout = layout
    flows = layout.flows(of: message)
    var fitted = flows.compactMap { $0.fitted() }
    guard fitted.count == flows.count else { throw .unsupportedPlan(missing: "flows of status × age × need") }
    released = layout.stock.map { message.tables[$0.place].cells }
    let tables = layout.stockTables(later: flows[1], released: released)
    published = totals.map {
      BoroughPublished($0, borough: borough, layout: layout, stock: tables, flows: fitted)
    } ?? .nothing
    for index in fitted.indices { FlowFit.fit(&fitted[index], to: published.ages[index]) }
    do throws(MarginalError) {
      stock = try StockEstimate(tables, published: published.stock)
      flowVariances = [
        FlowFit.totalVariances(layout.earlier, published.ages[0]),
        try Self.laterVariances(layout, tables, published),
      ]
    } catch {
      throw .tables(borough: borough, error)
    }
    FlowFit.fit(&fitted[1], to: stock)
    self.fitted = fitted
    persons = message.tables[layout.persons].cells
    pence = message.tables[layout.pence].cells
    clamped = layout.clamped.map { message.tables[$0].cells }
    bands = layout.bands.map { message.tables[$0].cells }
    quarters = layout.quarters?.series(message)
  }

  private static func laterVariances(
    _ layout: PlanLayout, _ tables: StockTables, _ published: BoroughPublished
  ) throws(MarginalError) -> [Double] {
    if !published.ages[1].isEmpty { return FlowFit.totalVariances(layout.later, published.ages[1]) }
    if published.stock == nil, let known = layout.laterVariances { return known }
    return try FlowFit.totalVariances(layout.later, stock: tables, published: published.stock)
  }
}
