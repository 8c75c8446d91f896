// Store: what the hub must not forget, in one SQLite file.
//
// Holds invitations, enrolments, the days on which boroughs were heard of, received messages with the receipts given for
// them, counts of refusals, and the log of all that.
// May assume that its callers have checked what they hand in: it knows no protocol rule beyond "one release,
// one message" and "receipts are numbered without gaps". Never parses a message, signs anything or decides who
// may send. Every write returns only after SQLite has synced it (WAL, synchronous FULL): an answer sent after
// that can be relied on.
//
// | stored | trusted? | who changes the file can |
// |---|---|---|
// | invitations | yes | enrol a machine of their own for a borough |
// | enrolments | yes | the same |
// | messages | partly | drop or exchange one; an altered one no longer bears the borough's signature |
// | receipts | no | be found out: the borough holds the signed original |
// | log | no | be found out: its head is signed with a key that is not here, and boroughs hold earlier ones |

import Files
import GRDB
import Synchronization

/// The hub's SQLite file. Safe to use from many tasks, and beside another process (the `aggregator` commands).
public final class HubStore: Sendable {
  let queue: DatabaseQueue
  /// Only reads, over a connection of its own; see `look`.
  private let reader: DatabaseQueue
  let log = Mutex(LogState())
  let waiting = Mutex(Waiting())
  /// The day on which each borough's contact was noted last by this process, so that a day costs one write.
  let noted = Mutex<[String: Int]>([:])
  /// What each sender has said last to this process, so that the same again costs nothing.
  let notedVersions = Mutex<[String: SenderVersion]>([:])
  private let isClosed = Atomic(false)

  private init(_ queue: DatabaseQueue, _ reader: DatabaseQueue) { (self.queue, self.reader) = (queue, reader) }

  /// Makes an empty store for one deployment.
  ///
  /// - Throws: `StoreError.alreadyThere` when the file exists; an existing store is never touched.
  public static func create(at path: String, deployment: String) throws(StoreError) -> HubStore {
    if Files.exists(path) { throw .alreadyThere(path: path) }
    return try mapping("create the store") {
      // SQLite would make it readable for everybody; the files beside it take their mode from this one.
      try Files.writeNew([], to: path, mode: 0o600)
      let store = try connect(path)
      try Schema.migrator.migrate(store.queue)
      try store.queue.write { db in
        try db.execute(sql: "INSERT INTO deployment (id, name) VALUES (1, ?)", arguments: [deployment])
        try store.logWhatIsNew(db)
      }
      return store
    }
  }

  /// Opens the store of a deployment and brings its tables up to this program's version.
  ///
  /// - Throws: `StoreError.missing` (an absent store is never made here: it would look like a London without
  ///   boroughs), `.otherDeployment`, `.newer` when a later version of the program has written it.
  public static func open(at path: String, deployment: String) throws(StoreError) -> HubStore {
    if !Files.exists(path) { throw .missing(path: path) }
    let store = try mapping("open the store") {
      let store = try connect(path)
      if try store.queue.read(Schema.migrator.hasBeenSuperseded) { throw StoreError.newer(path: path) }
      try Schema.migrator.migrate(store.queue)
      return store
    }
    let found = try mapping("open the store") {
      try store.queue.read { db in try String.fetchOne(db, sql: "SELECT name FROM deployment") }
    }
    guard found == deployment else { throw .otherDeployment(path: path) }
    try mapping("open the store") {
      try store.queue.write { db in
        // What a version without a log has left. A log that is damaged can be looked at, and is written to no more.
        let isEmpty = try Row.fetchOne(db, sql: "SELECT 1 FROM log_entry UNION ALL SELECT 1 FROM log_head") == nil
        if isEmpty { try store.logWhatIsNew(db) }
      }
    }
    return store
  }

  /// Finishes what is under way and closes the file. Later calls of other functions fail with `StoreError.closed`.
  public func close() throws(StoreError) {
    if isClosed.exchange(true, ordering: .sequentiallyConsistent) { return }
    try mapping("close the store") {
      // The last to close is the one that may write: it tidies up.
      try reader.close()
      try queue.close()
    }
  }

  private static func connect(_ path: String) throws -> HubStore {
    var configuration = Configuration()
    configuration.journalMode = .wal
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(10)  // seconds: `invite` may write while `serve` runs
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    // GRDB chooses NORMAL with WAL, which may lose the last transactions when the power fails.
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA synchronous = FULL")
      // SQLite carries what it has logged over into the file within the transaction that makes the log so long: here 16 MB,
      // some five rounds of all boroughs. With the default of 4 MB it did so in nearly every round, and whoever waited for
      // that transaction waited for two more syncs.
      try db.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
    }
    var readonly = Configuration()
    readonly.readonly = true
    readonly.busyMode = .timeout(10)
    return HubStore(queue, try DatabaseQueue(path: path, configuration: readonly))
  }

  /// Runs `body`, one statement that only reads, at once: what every request asks waits for no transaction, and for no
  /// disk that one is being synced to. It sees all that is durable.
  func look<T>(_ operation: String, _ body: (Database) throws -> T) throws(StoreError) -> T {
    try requireOpen()
    return try mapping(operation) { try reader.unsafeRead(body) }
  }

  /// Runs `body`, which only reads, in one transaction: no other process writes in between.
  ///
  /// GRDB's own `read` also forbids to write, by a pragma after which SQLite reads every prepared statement anew.
  func read<T: Sendable>(
    _ operation: String, _ body: @escaping @Sendable (Database) throws -> T
  ) async throws(StoreError) -> T {
    try requireOpen()
    do {
      return try await queue.unsafeRead { db in
        var found: [T] = []
        try db.inTransaction(.deferred) {
          found = [try body(db)]
          return .commit
        }
        return found[0]
      }
    } catch {
      throw StoreError(error, operation)
    }
  }
}

extension HubStore {
  /// GRDB hands a closed connection to SQLite, which crashes on it.
  func requireOpen() throws(StoreError) {
    if isClosed.load(ordering: .sequentiallyConsistent) { throw .closed }
  }
}

/// Runs `body` and gives whatever it throws as a `StoreError`.
func mapping<T>(_ operation: String, _ body: () throws -> T) throws(StoreError) -> T {
  do {
    return try body()
  } catch {
    throw StoreError(error, operation)
  }
}

extension HubStore {
  /// The settings that make an answer reliable, as SQLite reports them: for tests and the operator.
  public func durability() async throws(StoreError) -> String {
    try await read("read the settings") { db in
      let journal = try String.fetchOne(db, sql: "PRAGMA journal_mode") ?? "?"
      let synchronous = try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? -1
      let foreignKeys = try Int.fetchOne(db, sql: "PRAGMA foreign_keys") ?? -1
      return "journal \(journal), synchronous \(synchronous), foreign keys \(foreignKeys)"
    }
  }
}
