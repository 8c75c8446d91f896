public import ReleaseProtocol

/// Tables that an earlier release gave and that a plan asks for again: the same question in the same words. They are given
/// once more as they left. Nothing new is said of anybody, so they have no price and no noise of their own; and whoever
/// asked for them with fresh noise would learn more than was paid for.
///
/// Only from releases about an earlier census: the same census asked again is another question, of other records.
public struct Carried: Sendable {
  /// By statistic.
  let tables: [String: NoisedTable]

  public static let none = Carried(tables: [:])

  private init(tables: [String: NoisedTable]) { self.tables = tables }

  /// - Parameters:
  ///   - earlier: this borough's messages, in the order in which they were paid for, each with the plan it was made by.
  ///   - plan: whose statistics are looked for. Those that are priced together are never carried.
  /// - Throws: if a message is not of its plan.
  public init(_ earlier: [(message: ReleaseMessage, plan: ReleasePlan)], for plan: ReleasePlan) throws(WireError) {
    let together = Set(plan.sets.flatMap(\.statistics))
    var tables: [String: NoisedTable] = [:]
    for (message, made) in earlier where made.censusYear < plan.censusYear {
      try message.check(against: made)
      for table in message.tables where !together.contains(table.statistic) {
        guard let statistic = plan.statistic(table.statistic), made.statistic(table.statistic) == statistic else { continue }
        tables[table.statistic] = table
      }
    }
    self.init(tables: tables)
  }

  public func holds(_ statistic: Statistic) -> Bool { tables[statistic.id] != nil }
}

extension ReleasePlan {
  /// The statistics that are asked of the records, in the plan's order: those that were not released before.
  public func asked(beside carried: Carried) -> [Statistic] { statistics.filter { !carried.holds($0) } }

  /// Whether a release by an earlier plan answers some of this one.
  public func isAnswered(by earlier: ReleasePlan) -> Bool {
    let together = Set(sets.flatMap(\.statistics))
    return earlier.censusYear < censusYear
      && statistics.contains { !together.contains($0.id) && earlier.statistic($0.id) == $0 }
  }
}
