import Vocabulary

/// What is published of the needs of a borough that takes part: exact where its tables carry noise.
public struct PublicNeeds: Sendable {
  /// Plans at the census, age 26 × need 12.
  let held: [Double]?
  /// New plans by flow year, age 26 × need 12.
  let new: [Int: [Double]]

  /// - Returns: nil unless tables have 26 × 12 cells.
  public init?(held: [Double]?, new: [Int: [Double]] = [:]) {
    guard held.map({ $0.count == Axes.cohort }) ?? true, new.values.allSatisfy({ $0.count == Axes.cohort }) else { return nil }
    (self.held, self.new) = (held, new)
  }
}

extension BoroughFlows {
  /// The same, with new plans of each group of ages in the needs that are published: their numbers stay as noised as they
  /// are, their needs are without noise.
  func with(_ published: PublicNeeds?) -> BoroughFlows {
    guard let published else { return self }
    var flows = flows
    for (year, table) in published.new {
      guard var counts = flows[year] else { continue }
      let groups = MixGroup.sums(table)
      let start = FlowCounts.index(.new, 0)
      let byAge = WindowSums.byAge(Array(counts.cells[start..<start + Axes.cohort]))
      for age in 0..<Axes.ages {
        let cells = MixGroup.of(age: age) * Axes.needs..<(MixGroup.of(age: age) + 1) * Axes.needs
        let total = groups[cells].reduce(0, +)
        guard total > 0 else { continue }
        for (need, cell) in cells.enumerated() {
          counts.cells[start + age * Axes.needs + need] = byAge[age] * groups[cell] / total
        }
      }
      flows[year] = counts
    }
    return BoroughFlows(code: code, flows: flows, population: population)
  }
}
