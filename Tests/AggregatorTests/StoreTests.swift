import Dispatch
import Pooling
import Store
import TestSupport
import Testing

@Suite struct StoreTests {
  let folder: TemporaryFolder
  var path: String { folder.file("hub.sqlite") }

  init() throws { folder = try TemporaryFolder() }

  private func message(
    _ borough: String, release: String = "r1", sha256: String, year: Int = 2025, isHeld: Bool = false
  ) -> IncomingMessage {
    IncomingMessage(
      borough: borough, release: release, sha256: sha256, plan: "london-send-1", censusYear: year, receivedAt: 1000,
      envelope: Array("envelope \(sha256)".utf8), quarantine: isHeld ? ["jump"] : [])
  }

  private func receipt(_ counter: Int) -> [UInt8] { Array("receipt \(counter)".utf8) }

  @Test func theSameMessageIsCountedOnceAndGetsTheSameReceipt() async throws {
    let store = try HubStore.create(at: path, deployment: "london")
    let first = try await store.accept(message("E09000007", sha256: "aa"), receipt: receipt)
    let second = try await store.accept(message("E09000007", sha256: "aa")) { _ in
      Issue.record("a repeated message needs no new receipt")
      return []
    }
    #expect(first == .stored(receipt: receipt(1)))
    #expect(second == .repeated(receipt: receipt(1)))
    #expect(try await store.messageCount() == 1)
  }

  @Test func anotherMessageUnderTheSameReleaseChangesNothing() async throws {
    let store = try HubStore.create(at: path, deployment: "london")
    _ = try await store.accept(message("E09000007", sha256: "aa"), receipt: receipt)
    #expect(try await store.accept(message("E09000007", sha256: "bb"), receipt: receipt) == .conflicting)
    let kept = try await store.messages(plan: "london-send-1", censusYear: 2025)
    #expect(kept.map(\.envelope) == [Array("envelope aa".utf8)])
  }

  @Test func eachBoroughHasItsOwnCounterWithoutGaps() async throws {
    let store = try HubStore.create(at: path, deployment: "london")
    for (release, hash) in [("r1", "a1"), ("r2", "a2")] {
      _ = try await store.accept(message("E09000007", release: release, sha256: hash), receipt: receipt)
    }
    _ = try await store.accept(message("E09000007", release: "r2", sha256: "xx"), receipt: receipt)
    let third = try await store.accept(message("E09000007", release: "r3", sha256: "a3"), receipt: receipt)
    let other = try await store.accept(message("E09000008", release: "r1", sha256: "b1"), receipt: receipt)
    #expect(third == .stored(receipt: receipt(3)))
    #expect(other == .stored(receipt: receipt(1)))
  }

  /// A borough that asks does not wait while another's message is being written, and is told of nothing before it is durable.
  @Test func whatIsAskedWaitsForNoTransaction() async throws {
    let store = try HubStore.create(at: path, deployment: "london")
    _ = try await store.accept(message("E09000007", sha256: "aa"), receipt: receipt)
    func known(_ sha256: String, held: Int = 1) throws -> Knowledge {
      try store.knowledge(of: sha256, by: "E09000007", receiptsHeld: held)
    }
    let (begun, announce) = AsyncStream.makeStream(of: Void.self)
    let goOn = DispatchSemaphore(value: 0)
    async let second = store.accept(message("E09000007", release: "r2", sha256: "bb")) { counter in
      announce.yield()
      goOn.wait()
      return receipt(counter)
    }
    for await _ in begun { break }
    #expect(try known("aa") == .given(receipt: receipt(1)))
    #expect(try known("bb") == .new && known("bb", held: 0) == .outOfStep(messages: 1))
    goOn.signal()
    #expect(try await second == .stored(receipt: receipt(2)))
    #expect(try known("bb") == .given(receipt: receipt(2)) && known("cc") == .outOfStep(messages: 2))
    #expect(try store.knowledge(of: "aa", by: "E09000008", receiptsHeld: 0) == .new, "another borough's message")
  }

  /// They share transactions; whose receipt fails takes nobody along.
  @Test func thoseWhoComeTogetherAreEachTakenInOrNot() async throws {
    struct NoKey: Error {}
    let store = try HubStore.create(at: path, deployment: "london")
    let taken = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<120 {
        group.addTask {
          let hash = "\(number)"
          let acceptance = try? await store.accept(message("E0900000\(number % 5)", release: hash, sha256: hash)) { counter in
            if number.isMultiple(of: 7) { throw NoKey() }
            return receipt(counter)
          }
          guard case .stored = acceptance else { return false }
          return true
        }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(taken == 102)
    #expect(try await store.messageCount() == 102)
    // The highest number of each borough is how many messages of it there are.
    var counters = 0
    for borough in 0..<5 { counters += try await store.messageCount(of: "E0900000\(borough)") }
    #expect(counters == 102)
    #expect(try await store.logEntries(from: 1).count == 102)
  }

  @Test func aFailingReceiptLeavesNothingBehind() async throws {
    struct NoKey: Error {}
    let store = try HubStore.create(at: path, deployment: "london")
    await #expect(throws: NoKey.self) {
      try await store.accept(message("E09000007", sha256: "aa")) { _ in throw NoKey() }
    }
    #expect(try await store.messageCount() == 0)
    #expect(try await store.accept(message("E09000007", sha256: "aa"), receipt: receipt) == .stored(receipt: receipt(1)))
  }

  @Test func aNewerReleaseOfABoroughCountsInPlaceOfTheEarlierOne() async throws {
    let store = try HubStore.create(at: path, deployment: "london")
    _ = try await store.accept(message("E09000007", release: "r1", sha256: "a1"), receipt: receipt)
    _ = try await store.accept(message("E09000007", release: "r2", sha256: "a2"), receipt: receipt)
    _ = try await store.accept(message("E09000007", release: "r3", sha256: "a3", year: 2026), receipt: receipt)
    let counting = try await store.messages(plan: "london-send-1", censusYear: 2025)
    #expect(counting.map(\.release) == ["r2"])
    #expect(try await store.messageCount() == 3)
    // Each borough stands at the latest January of what counts: not of what is held back.
    _ = try await store.accept(message("E09000008", release: "r1", sha256: "b1"), receipt: receipt)
    _ = try await store.accept(message("E09000008", release: "r2", sha256: "b2", year: 2026, isHeld: true), receipt: receipt)
    let latest = try await store.latestCensuses()
    #expect(latest == ["E09000007": 2026, "E09000008": 2025])
    for (census, earlier, later) in [(2024, 0, 2), (2025, 0, 1), (2026, 1, 0), (2027, 2, 0)] {
      let elsewhere = BoroughsElsewhere(latest: latest, census: census)
      #expect(elsewhere.earlier == earlier && elsewhere.later == later, "\(census)")
    }
    #expect(try await store.overview().map(\.latestCensus) == [2026, 2025])
  }

  @Test func allIsThereAfterARestart() async throws {
    do {
      let store = try HubStore.create(at: path, deployment: "london")
      _ = try await store.accept(message("E09000007", sha256: "aa"), receipt: receipt)
      try await store.countRefusal("malformed", borough: "", at: 5)
      try store.close()
    }
    let store = try HubStore.open(at: path, deployment: "london")
    #expect(try await store.accept(message("E09000007", sha256: "aa"), receipt: receipt) == .repeated(receipt: receipt(1)))
    #expect(
      try await store.accept(message("E09000007", release: "r2", sha256: "bb"), receipt: receipt)
        == .stored(receipt: receipt(2)))
    #expect(try await store.refusals() == ["malformed": 1])
  }

  @Test func manySendersAtOnceAreEachCountedOnce() async throws {
    let store = try HubStore.create(at: path, deployment: "london")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<60 {
        group.addTask {
          let borough = "E0900000\(1 + number % 3)"
          let message = self.message(borough, release: "r\(number / 6)", sha256: "\(borough) \(number / 6)")
          _ = try await store.accept(message, receipt: self.receipt)
        }
      }
      try await group.waitForAll()
    }
    // 60 deliveries are 2 each of 30 messages of 3 boroughs.
    #expect(try await store.messageCount() == 30)
    #expect(try await store.overview().map(\.messages) == [10, 10, 10])
  }

  @Test func aMissingStoreIsRefusedAndAnExistingOneIsKept() async throws {
    #expect(throws: StoreError.missing(path: path)) { try HubStore.open(at: path, deployment: "london") }
    let store = try HubStore.create(at: path, deployment: "london")
    #expect(throws: StoreError.alreadyThere(path: path)) { try HubStore.create(at: path, deployment: "london") }
    #expect(throws: StoreError.otherDeployment(path: path)) { try HubStore.open(at: path, deployment: "leeds") }
    try store.close()
  }

  /// Also when it is copied out of its folder, which is closed to others.
  @Test func theFileIsForItsOwnerOnly() async throws {
    let store = try HubStore.create(at: path, deployment: "london")
    _ = try await store.accept(message("E09000007", sha256: "aa"), receipt: receipt)
    for name in ["hub.sqlite", "hub.sqlite-wal"] {
      let listed = try run("stat", ["-c", "%a", folder.file(name)])
      #expect(listed.standardOutput == "600\n", "\(name)")
    }
  }

  @Test func theFileIsWrittenWithAWriteAheadLogAndFullSync() async throws {
    let store = try HubStore.create(at: path, deployment: "london")
    #expect(try await store.durability() == "journal wal, synchronous 2, foreign keys 1")
  }
}
