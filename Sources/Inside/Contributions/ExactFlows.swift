public import Forecasting
public import Records
internal import Vocabulary

extension Roll {
  /// The exact partition histogram of one flow year, for the borough's own staff.
  ///
  /// Exact: nothing takes this type towards the outbox, which accepts a `Released` only.
  public func exactFlows(_ flowYear: Int) -> FlowCounts {
    var counts = FlowCounts()
    for person in persons {
      guard let flow = Flow(of: person, flowYear: flowYear) else { continue }
      counts[flow.status, flow.age, flow.need.rawValue] += 1
    }
    return counts
  }
}
