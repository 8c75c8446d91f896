internal import ForecastTables
internal import Forecasting
internal import Geography
internal import Intake
internal import Pooling
internal import PublicData
internal import ReleaseProtocol
internal import Store

/// Makes what pages and commands show from the messages that count now.
enum PictureMaker {
  static func picture(
    _ store: HubStore, _ plans: [ReleasePlan], _ population: HubPopulation, _ published: PublishedTotals?
  ) async throws -> LondonPicture {
    try LondonPicture(
      plan: plans[0], others: Array(plans.dropFirst()), messages: try await Counting.messages(store, plans),
      population: population.table, geography: .report2025, published: published,
      waiting: try await Counting.waiting(store, plans),
      elsewhere: BoroughsElsewhere(latest: try await store.latestCensuses(), census: plans[0].censusYear))
  }

  /// - Parameter earlierPlans: about earlier censuses, of whose messages flow years are taken.
  /// - Returns: nil while nobody has sent anything.
  static func pool(
    _ store: HubStore, _ plans: [ReleasePlan], earlierPlans: [ReleasePlan], _ population: HubPopulation,
    _ published: PublishedTotals?
  ) async throws -> ReleasedPool? {
    let messages = try await Counting.messages(store, plans)
    if messages.isEmpty { return nil }
    return try ReleasedPool(
      plan: plans[0], others: Array(plans.dropFirst()), messages: messages,
      earlier: try await Counting.earlier(store, earlierPlans), earlierPlans: earlierPlans, population: population.table,
      geography: .report2025, published: published)
  }
}

/// Holds what is made from the messages until a new message or decision has come. However many ask at once, it is made
/// once, on a task of its own and away from the event loops.
actor MessageCache<Value: Sendable> {
  private let store: HubStore
  private let make: @Sendable () async throws -> Value
  private var count = -1
  private var task: Task<Value, any Error>?

  init(_ store: HubStore, make: @escaping @Sendable () async throws -> Value) { (self.store, self.make) = (store, make) }

  func value() async throws -> Value {
    let now = try await store.messageChanges()
    // No `await` between this test and the assignments: two callers can't both start a task.
    if let task, now <= count { return try await task.value }
    let made = Task.detached { [make] in try await make() }
    (count, task) = (now, made)
    do {
      return try await made.value
    } catch {
      if count == now { (count, task) = (-1, nil) }  // the next caller tries again
      throw error
    }
  }
}
