import Cryptography
import GRDB
public import MerkleLog
import ReleaseProtocol
import Synchronization

/// Signs the heads of the hub's log.
public struct LogSigner: Sendable {
  /// Name of the log and of the key.
  public let origin: String
  /// Gives the signed note over a checkpoint's text.
  let sign: @Sendable (_ text: String) throws -> [UInt8]

  public init(origin: String, sign: @escaping @Sendable (_ text: String) throws -> [UInt8]) {
    (self.origin, self.sign) = (origin, sign)
  }
}

/// An entry as it lies in the log.
public struct StoredLogEntry: Equatable, Sendable {
  /// From 0.
  public let sequence: Int
  public let kind: String
  /// Canonical JSON: what is hashed.
  public let bytes: [UInt8]
}

/// The log as it stood at one moment.
public struct LogHead: Sendable {
  /// A signed note over size and root.
  public let note: [UInt8]
  public let tree: MerkleTree
}

/// The log in memory.
struct LogState {
  var signer: LogSigner?
  /// Of committed entries; kept up with the file, which other processes write as well.
  var tree = MerkleTree()
}

extension HubStore {
  /// Puts into the log what the register holds and the log doesn't yet; the last step of every transaction that writes.
  /// So an act and its entry are durable together or not at all, whatever the act is, and a store from before it had a
  /// log gets entries for what lies in it.
  func logWhatIsNew(_ db: Database) throws {
    try log.withLock { state in
      try Self.catchUp(&state.tree, db)
      var tree = state.tree
      func append(_ kind: HubLogEntry.Kind, row: Int64?, _ bytes: [UInt8]) throws {
        try db.run(
          "INSERT INTO log_entry (sequence, kind, about, bytes) VALUES (?, ?, ?, ?)",
          [tree.size, kind.rawValue, row, Blob(bytes)])
        tree.append(leafHash: TreeHash.leaf(bytes))
      }
      if tree.size == 0 {
        let deployment = try String.fetchOne(db, sql: "SELECT name FROM deployment") ?? ""
        try append(.begun, row: nil, HubLogEntry.bytes(.begun, ["deployment": .string(deployment)], sequence: 0))
      }
      for entry in try LogEntry.all(missing: true, db) {
        try append(entry.kind, row: entry.row, entry.bytes(sequence: tree.size))
      }
      if tree.size > state.tree.size { try Self.sign(tree, state.signer, db) }
    }
  }

  /// From now on heads of the log are signed. Signs the present one, if that was not done.
  public func signLog(by signer: LogSigner) throws(StoreError) {
    try mapping("sign the log's head") {
      try queue.write { db in
        try log.withLock { state in
          state.signer = signer
          guard try Row.fetchOne(db, sql: "SELECT 1 FROM log_head WHERE note IS NOT NULL") == nil else { return }
          do {
            try Self.catchUp(&state.tree, db)
            try Self.sign(state.tree, signer, db)
          } catch StoreError.logDamaged {
            // It stays as it is, to be looked at; nothing is written to it.
          }
        }
      }
    }
  }

  /// Whether a head was ever signed.
  public func hasSignedLog() throws(StoreError) -> Bool {
    try mapping("read the log") {
      try queue.read { db in try Row.fetchOne(db, sql: "SELECT 1 FROM log_head WHERE note IS NOT NULL") != nil }
    }
  }

  private static func sign(_ tree: MerkleTree, _ signer: LogSigner?, _ db: Database) throws {
    let note = try signer.map { signer in
      try Blob(signer.sign(Checkpoint(origin: signer.origin, size: tree.size, root: tree.root).text))
    }
    try db.run(
      """
      INSERT INTO log_head (id, size, root, note) VALUES (1, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET size = excluded.size, root = excluded.root, note = excluded.note
      """, [tree.size, Blob(tree.root), note])
  }

  /// Takes in what was committed since, and holds it against the head: who changed an entry, or put another file under a
  /// running program, is found here.
  /// - Throws: `StoreError.logDamaged`; then nothing is written any more.
  private static func catchUp(_ tree: inout MerkleTree, _ db: Database) throws {
    let head = try db.row("SELECT size, root FROM log_head")
    let size: Int = head?["size"] ?? 0
    if tree.size > size { tree = MerkleTree() }
    if tree.size < size {
      let rows = try Row.fetchCursor(
        db.cachedStatement(sql: "SELECT sequence, bytes FROM log_entry WHERE sequence >= ? ORDER BY sequence"),
        arguments: [tree.size])
      while let row = try rows.next() {
        guard row["sequence"] == tree.size else { throw StoreError.logDamaged }
        tree.append(leafHash: TreeHash.leaf((row["bytes"] as Blob).bytes))
      }
    }
    let last = try db.number("SELECT max(sequence) FROM log_entry") ?? -1
    guard tree.size == size, last == size - 1, size == 0 || (head?["root"] as Blob?)?.bytes == tree.root else {
      throw StoreError.logDamaged
    }
  }

  // MARK: reading

  /// Nil while no head was signed.
  public func logHead() async throws(StoreError) -> LogHead? {
    try await read("read the log") { [self] db in
      let tree = try log.withLock { state in
        try Self.catchUp(&state.tree, db)
        return state.tree
      }
      guard let note = try db.row("SELECT note FROM log_head")?["note"] as Blob? else { return nil }
      return LogHead(note: note.bytes, tree: tree)
    }
  }

  /// - Parameter count: at most so many; nil for all.
  public func logEntries(from first: Int = 0, count: Int? = nil) async throws(StoreError) -> [StoredLogEntry] {
    try await read("read the log") { db in
      try Row.fetchAll(
        db, sql: "SELECT sequence, kind, bytes FROM log_entry WHERE sequence >= ? ORDER BY sequence LIMIT ?",
        arguments: [first, count ?? -1]
      ).map { StoredLogEntry(sequence: $0["sequence"], kind: $0["kind"], bytes: ($0["bytes"] as Blob).bytes) }
    }
  }

  /// The head as it lies there, unchecked.
  public func storedLogHead() async throws(StoreError) -> (size: Int, root: [UInt8], note: [UInt8])? {
    try await read("read the log") { db in
      guard let row = try Row.fetchOne(db, sql: "SELECT * FROM log_head"), let note = row["note"] as Blob? else { return nil }
      return (row["size"], (row["root"] as Blob).bytes, note.bytes)
    }
  }

  /// Where the entry of a receipt stands; nil where there is none.
  public func logSequence(borough: String, counter: Int) async throws(StoreError) -> Int? {
    try await read("read the log") { db in
      try Int.fetchOne(
        db,
        sql: """
          SELECT e.sequence FROM log_entry AS e JOIN message AS m ON m.id = e.about
          WHERE e.kind = 'received' AND m.borough = ? AND m.counter = ?
          """,
        arguments: [borough, counter])
    }
  }

  /// Holds every entry against the row of the register that it is about, and every message against its hash.
  ///
  /// - Returns: what differs, in words, without a figure.
  public func registerFaults() async throws(StoreError) -> [String] {
    try await read("hold the log against the register") { db in
      var faults: [String] = []
      var logged: [String: (sequence: Int, bytes: [UInt8])] = [:]
      for row in try Row.fetchAll(db, sql: "SELECT sequence, kind, about, bytes FROM log_entry") {
        guard let about = row["about"] as Int64? else { continue }
        logged["\(row["kind"] as String) \(about)"] = (row["sequence"], (row["bytes"] as Blob).bytes)
      }
      for entry in try LogEntry.all(missing: false, db) {
        guard let found = logged.removeValue(forKey: "\(entry.kind.rawValue) \(entry.row)") else {
          faults.append("a row that was \(entry.kind.rawValue) is not in the log")
          continue
        }
        if found.bytes != entry.bytes(sequence: found.sequence) {
          faults.append("entry \(found.sequence) (\(entry.kind.rawValue)): the register says otherwise")
        }
      }
      faults += logged.values.map(\.sequence).sorted().map { "entry \($0): what it is about is not in the register" }
      let messages = try Row.fetchCursor(db, sql: "SELECT borough, counter, sha256, envelope FROM message ORDER BY id")
      while let row = try messages.next() {
        guard Hex.encode(SHA256.hash((row["envelope"] as Blob).bytes)) != row["sha256"] else { continue }
        faults.append("message \(row["counter"] as Int) of \(row["borough"] as String) was changed")
      }
      return faults
    }
  }
}
