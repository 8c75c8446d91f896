import Dispatch
import GRDB
import Synchronization

/// A write that waits for its turn, and whoever waits for it.
final class Act<Value: Sendable>: WaitingAct {
  private let operation: String
  private let body: @Sendable (Database) throws -> Value
  private let caller: CheckedContinuation<Value, any Error>

  init(
    _ operation: String, _ body: @escaping @Sendable (Database) throws -> Value,
    _ caller: CheckedContinuation<Value, any Error>
  ) {
    (self.operation, self.body, self.caller) = (operation, body, caller)
  }

  func run(_ db: Database) throws -> @Sendable () -> Void {
    let value = try body(db)
    return { [caller] in caller.resume(returning: value) }
  }

  func fail(_ error: any Error) {
    caller.resume(throwing: (error as? DatabaseError).map { StoreError($0, operation) } ?? error)
  }
}

protocol WaitingAct: Sendable {
  /// Called again if the transaction comes to nothing.
  /// - Returns: what tells the caller, once the transaction is durable.
  func run(_ db: Database) throws -> @Sendable () -> Void
  func fail(_ error: any Error)
}

/// Writes that wait for the next transaction.
struct Waiting {
  var acts: [any WaitingAct] = []
  /// It is in the queue for the file already.
  var isBegun = false
  /// Connections of boroughs that are open.
  var connections = 0
  /// How long a message waits for those of other boroughs that are connected, to share a transaction. Most of what one costs
  /// (the sync, the log's head and its signature) it costs once, whatever it holds.
  var pause = DispatchTimeInterval.milliseconds(20)
}

extension HubStore {
  /// Who serves boroughs says how many connections of theirs are open, whenever that changes: so many messages may come, and
  /// no more. Who says nothing has none wait.
  public func expectMessages(of connections: Int) {
    let areAllHere = waiting.withLock { waiting in
      waiting.connections = connections
      return waiting.acts.count >= connections
    }
    if areAllHere { beginTransaction() }
  }

  /// Runs `body` and logs what it did, in one transaction, durable when this returns. Errors of `body` itself pass
  /// through.
  ///
  /// What comes in while a transaction is being synced waits and then shares the next one: boroughs that send at the same
  /// time share the disk's time as well.
  /// - Parameters:
  ///   - gathers: wait a moment for others, where there are any that may come.
  ///   - body: may be called twice, the first time in vain.
  func write<T: Sendable>(
    _ operation: String, gathers: Bool = false, _ body: @escaping @Sendable (Database) throws -> T
  ) async throws -> T {
    try requireOpen()
    return try await withCheckedThrowingContinuation { caller in
      let (isFirst, othersMayCome, pause) = waiting.withLock { waiting in
        waiting.acts.append(Act(operation, body, caller))
        return (waiting.acts.count == 1, gathers && waiting.acts.count < waiting.connections, waiting.pause)
      }
      if !othersMayCome {
        beginTransaction()
      } else if isFirst {
        DispatchQueue.global().asyncAfter(deadline: .now() + pause) { [self] in beginTransaction() }
      }
    }
  }

  /// Does nothing where nobody waits, or where it is in the queue.
  private func beginTransaction() {
    let isDue = waiting.withLock { waiting in
      guard !waiting.isBegun, !waiting.acts.isEmpty else { return false }
      waiting.isBegun = true
      return true
    }
    if isDue { queue.asyncWriteWithoutTransaction { [self] in settleWaiting($0) } }
  }

  private func settleWaiting(_ db: Database) {
    let acts = waiting.withLock { waiting in
      defer { (waiting.acts, waiting.isBegun) = ([], false) }
      return waiting.acts
    }
    do {
      try settle(acts, db)
    } catch where acts.count > 1 {
      // One of them, or the disk: each by itself, so that none suffers for another.
      for act in acts {
        do { try settle([act], db) } catch { act.fail(error) }
      }
    } catch {
      for act in acts { act.fail(error) }
    }
  }

  /// All or none, and nobody hears of it before it is durable.
  private func settle(_ acts: [any WaitingAct], _ db: Database) throws {
    try requireOpen()
    var tellings: [@Sendable () -> Void] = []
    try db.inTransaction {
      tellings = try acts.map { try $0.run(db) }
      try logWhatIsNew(db)
      return .commit
    }
    for tell in tellings { tell() }
  }
}
