internal import Geography
internal import Pooling
internal import ReleaseProtocol
internal import Store

/// Which messages stand behind the figures of now.
enum Counting {
  /// One message for each borough: its latest by the first of the plans by which it sent one.
  static func messages(
    _ store: HubStore, _ plans: [ReleasePlan]
  ) async throws -> [(borough: String, message: ReleaseMessage)] {
    var chosen: [(borough: String, message: ReleaseMessage)] = []
    for plan in plans {
      for stored in try await store.messages(plan: plan.id, censusYear: plan.censusYear)
      where !chosen.contains(where: { $0.borough == stored.borough }) {
        chosen.append((stored.borough, try ReleaseMessage(kept: stored.envelope)))
      }
    }
    return chosen
  }

  /// The same of each earlier census: what boroughs sent in the years before.
  /// - Parameter plans: about earlier censuses.
  static func earlier(
    _ store: HubStore, _ plans: [ReleasePlan]
  ) async throws -> [(borough: String, message: ReleaseMessage)] {
    var chosen: [(borough: String, message: ReleaseMessage)] = []
    for census in Set(plans.map(\.censusYear)).sorted() {
      chosen += try await messages(store, plans.filter { $0.censusYear == census })
    }
    return chosen
  }

  /// Boroughs with a message by one of the plans that waits for a decision.
  static func waiting(_ store: HubStore, _ plans: [ReleasePlan]) async throws -> Int {
    var boroughs: Set<String> = []
    for plan in plans { boroughs.formUnion(try await store.boroughsWaiting(plan: plan.id, censusYear: plan.censusYear)) }
    return boroughs.count
  }

  /// Boroughs that have sent something and are in no figure, with the reason; figures say of how many boroughs they are.
  static func absences(waiting: Int, earlier: Int, members: Int) -> [String] {
    var sentences: [String] = []
    if waiting > 0 {
      sentences.append("\(waiting) of \(members) boroughs have a message in quarantine, which is in no figure")
    }
    if earlier > 0 {
      sentences.append("\(earlier) of \(members) boroughs have sent about an earlier January only, and are in no figure")
    }
    return sentences
  }
}

extension Hub {
  /// The same of this hub, now.
  func absences() async throws -> [String] {
    let latest = BoroughsElsewhere(latest: try await store.latestCensuses(), census: plan.censusYear)
    return Counting.absences(
      waiting: try await Counting.waiting(store, pooledPlans), earlier: latest.earlier,
      members: Geography.report2025.boroughs.count)
  }
}
