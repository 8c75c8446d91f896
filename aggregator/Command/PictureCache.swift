internal import Geography
internal import Intake
internal import Pooling
internal import ReleaseProtocol
internal import Store

/// Makes the picture from the messages that count now.
enum PictureMaker {
  static func picture(
    _ store: HubStore, _ plans: [ReleasePlan], _ population: HubPopulation, _ published: PublishedTotals?
  ) async throws -> LondonPicture {
    try LondonPicture(
      plan: plans[0], others: Array(plans.dropFirst()), messages: try await Counting.messages(store, plans),
      population: population.table, geography: .report2025, published: published,
      waiting: try await Counting.waiting(store, plans))
  }
}

/// Holds the picture until a new message or decision has come. However many ask at once, it is made once, on a task of
/// its own and away from the event loops.
actor PictureCache {
  private let store: HubStore
  private let plans: [ReleasePlan]
  private let population: HubPopulation
  private let published: PublishedTotals?
  private var count = -1
  private var task: Task<LondonPicture, any Error>?

  init(store: HubStore, plans: [ReleasePlan], population: HubPopulation, published: PublishedTotals?) {
    (self.store, self.plans, self.population, self.published) = (store, plans, population, published)
  }

  func picture() async throws -> LondonPicture {
    let now = try await store.messageChanges()
    // No `await` between this test and the assignments: two callers can't both start a task.
    if let task, now <= count { return try await task.value }
    let (store, plans, population, published) = (store, plans, population, published)
    let made = Task.detached { try await PictureMaker.picture(store, plans, population, published) }
    (count, task) = (now, made)
    do {
      return try await made.value
    } catch {
      if count == now { (count, task) = (-1, nil) }  // the next caller tries again
      throw error
    }
  }
}
