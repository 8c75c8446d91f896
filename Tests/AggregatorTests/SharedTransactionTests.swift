import Dispatch
@testable import Store
import Synchronization
import TestSupport
import Testing

/// Messages of boroughs that are connected wait for each other, so that they share what a transaction costs; nobody waits
/// for somebody who can't come.
@Suite(.timeLimit(.minutes(1))) final class SharedTransactionTests: Sendable {
  let folder: TemporaryFolder
  let store: HubStore
  /// Of each message whose turn it was.
  private let signed = Mutex<[String]>([])

  init() throws {
    folder = try TemporaryFolder()
    store = try HubStore.create(at: folder.file("hub.sqlite"), deployment: "london")
    // Longer than a test may take.
    store.waiting.withLock { $0.pause = .seconds(3600) }
  }

  private func accept(_ borough: String) async throws -> Acceptance {
    let message = IncomingMessage(
      borough: borough, release: "r1", sha256: borough, plan: "london-send-1", censusYear: 2025, receivedAt: 1000,
      envelope: Array(borough.utf8))
    return try await store.accept(message) { counter in
      self.signed.withLock { $0.append(borough) }
      return Array("receipt \(counter)".utf8)
    }
  }

  private func untilWaiting(_ count: Int) async throws {
    while store.waiting.withLock({ $0.acts.count }) < count { try await Task.sleep(for: .milliseconds(1)) }
  }

  @Test func messagesOfBoroughsThatAreConnectedShareATransaction() async throws {
    store.expectMessages(of: 3)
    async let first = accept("E09000001")
    async let second = accept("E09000002")
    try await untilWaiting(2)
    #expect(signed.withLock { $0.isEmpty }, "they wait for the third")
    let third = try await accept("E09000003")
    #expect(try await [first, second, third].allSatisfy { $0 == .stored(receipt: Array("receipt 1".utf8)) })
    #expect(Set(signed.withLock { $0 }).count == 3)
  }

  @Test func whoIsLeftAloneWaitsNoLonger() async throws {
    store.expectMessages(of: 2)
    async let one = accept("E09000001")
    try await untilWaiting(1)
    store.expectMessages(of: 1)
    #expect(try await one == .stored(receipt: Array("receipt 1".utf8)))
    #expect(try await accept("E09000002") == .stored(receipt: Array("receipt 1".utf8)), "nor does who comes then")
  }

  @Test func theWaitHasAnEnd() async throws {
    #expect(Waiting().pause == .milliseconds(20), "as aggregator/README.md says")
    store.waiting.withLock { $0.pause = Waiting().pause }
    store.expectMessages(of: 8)
    #expect(try await accept("E09000001") == .stored(receipt: Array("receipt 1".utf8)))
  }

  /// A refusal that is counted, a certificate that is revoked: nothing else waits, and what waits goes with it.
  @Test func onlyMessagesWait() async throws {
    store.expectMessages(of: 8)
    async let one = accept("E09000001")
    try await untilWaiting(1)
    try await store.countRefusal("malformed", borough: "", at: 5)
    #expect(try await one == .stored(receipt: Array("receipt 1".utf8)))
    #expect(try await store.refusals() == ["malformed": 1])
  }
}
