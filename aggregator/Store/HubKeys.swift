import Cryptography
import GRDB
import ReleaseProtocol

extension HubStore {
  /// Envelopes of the hub's statements on its own keys, the earliest first.
  ///
  /// - Parameters:
  ///   - held: only those after this number.
  ///   - most: at most so many.
  public func keyStatements(after held: Int = 0, most: Int? = nil) async throws(StoreError) -> [[UInt8]] {
    try await read("read the hub's keys") { db in try Self.keyStatements(after: held, most, db) }
  }

  /// The latest one.
  public func latestKeyStatement() throws(StoreError) -> [UInt8]? {
    try mapping("read the hub's keys") {
      try queue.read { db in
        (try Row.fetchOne(db, sql: "SELECT envelope FROM hub_keys ORDER BY number DESC LIMIT 1")?["envelope"] as Blob?)?.bytes
      }
    }
  }

  private static func keyStatements(after held: Int, _ most: Int?, _ db: Database) throws -> [[UInt8]] {
    try Row.fetchAll(
      db, sql: "SELECT envelope FROM hub_keys WHERE number > ? ORDER BY number LIMIT ?", arguments: [held, most ?? -1]
    ).map { ($0["envelope"] as Blob).bytes }
  }

  /// Keeps a statement, if it is the next one.
  ///
  /// - Returns: false where another was issued meanwhile.
  public func issueKeyStatement(_ envelope: [UInt8], number: Int, at now: Int) async throws -> Bool {
    try await write("keep a statement of the hub's keys") { db in
      let last = try Int.fetchOne(db, sql: "SELECT max(number) FROM hub_keys") ?? 0
      guard number == last + 1 else { return false }
      try db.execute(
        sql: "INSERT INTO hub_keys (number, issued_at, envelope) VALUES (?, ?, ?)", arguments: [number, now, Blob(envelope)])
      return true
    }
  }

  /// Puts back statements that an older copy of the store lacks, with their entries in the log.
  ///
  /// - Parameter statements: with their numbers and times, from the one after the latest here.
  public func takeUp(keyStatements statements: [(number: Int, issuedAt: Int, envelope: [UInt8])]) throws(StoreError) {
    try mapping("put back statements of the hub's keys") {
      try queue.write { db in
        for (number, issuedAt, envelope) in statements {
          try db.execute(
            sql: "INSERT INTO hub_keys (number, issued_at, envelope) VALUES (?, ?, ?)",
            arguments: [number, issuedAt, Blob(envelope)])
        }
        try logWhatIsNew(db)
      }
    }
  }

  /// All of them, the earliest first.
  public func allKeyStatements() throws(StoreError) -> [[UInt8]] {
    try mapping("read the hub's keys") { try queue.read { db in try Self.keyStatements(after: 0, nil, db) } }
  }

  /// Notes which statement a borough holds; one that says that it holds an older one was restored from a copy.
  public func note(keysHeld number: Int, by borough: String, at now: Int) async throws {
    let known = try await keysHeld()[borough]
    guard known != number else { return }
    try await write("note which keys of the hub a borough knows") { db in
      try db.execute(
        sql: "INSERT OR REPLACE INTO hub_keys_held (borough, number, at) VALUES (?, ?, ?)", arguments: [borough, number, now])
    }
  }

  /// By borough; those that have never asked are missing.
  public func keysHeld() async throws(StoreError) -> [String: Int] {
    try await read("read which keys of the hub boroughs know") { db in
      let rows = try Row.fetchAll(db, sql: "SELECT borough, number FROM hub_keys_held")
      return Dictionary(uniqueKeysWithValues: rows.map { ($0["borough"], $0["number"]) })
    }
  }

  /// When the last message was taken in or decided on, UTC seconds: signed then at the latest.
  public func lastSignedAt() async throws(StoreError) -> Int {
    try await read("read the last receipt's time") { db in
      try Int.fetchOne(
        db,
        sql: """
          SELECT max(coalesce((SELECT max(received_at) FROM message), 0), coalesce((SELECT max(decided_at) FROM decision), 0))
          """) ?? 0
    }
  }
}

extension LogEntry {
  static func keys(missing: Bool, _ db: Database) throws -> [LogEntry] {
    try db.rows(
      "SELECT * FROM hub_keys WHERE number > ? ORDER BY number", [after(.keys, missing: missing, db)]
    ).map { row in
      let envelope = row["envelope"] as Blob
      return LogEntry(
        kind: .keys, row: row["number"], at: row["issued_at"],
        members: [
          "issued_at": .integer(row["issued_at"]), "number": .integer(row["number"]),
          "statement_sha256": .string(Hex.encode(SHA256.hash(envelope.bytes))),
        ])
    }
  }
}
