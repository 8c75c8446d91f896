import Cryptography
import GRDB
import ReleaseProtocol

/// The head of a sender's log of contacts that the hub cosigned last.
public struct ContactsHead: Equatable, Sendable {
  /// Raw Ed25519 key of that log.
  public let key: [UInt8]
  /// Entries, at least 1.
  public let size: Int
  public let root: [UInt8]
  /// The signed note.
  public let note: [UInt8]
  /// UTC seconds.
  public let at: Int

  public init(key: [UInt8], size: Int, root: [UInt8], note: [UInt8], at: Int) {
    (self.key, self.size, self.root, self.note, self.at) = (key, size, root, note, at)
  }
}

extension HubStore {
  public func contactsHead(_ borough: String) async throws(StoreError) -> ContactsHead? {
    try await read("read what is cosigned of a borough's contacts") { db in try Self.contactsHead(borough, db) }
  }

  private static func contactsHead(_ borough: String, _ db: Database) throws -> ContactsHead? {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT c.*, k.key FROM contacts_cosigned AS c JOIN contacts_key AS k ON k.borough = c.borough
        WHERE c.borough = ? ORDER BY k.id DESC LIMIT 1
        """, arguments: [borough])
    return row.map { row in
      ContactsHead(
        key: (row["key"] as Blob).bytes, size: row["size"], root: (row["root"] as Blob).bytes,
        note: (row["note"] as Blob).bytes, at: row["at"])
    }
  }

  /// Keeps a head, if nothing else was kept since `before` was read.
  ///
  /// - Returns: false when another exchange came in between.
  public func keep(_ head: ContactsHead, of borough: String, before: ContactsHead?) async throws -> Bool {
    try await write("keep what is cosigned of a borough's contacts") { db in
      guard try Self.contactsHead(borough, db) == before else { return false }
      if before?.key != head.key {
        try db.execute(
          sql: "INSERT INTO contacts_key (borough, key, known_at) VALUES (?, ?, ?)",
          arguments: [borough, Blob(head.key), head.at])
      }
      try db.execute(
        sql: "INSERT OR REPLACE INTO contacts_cosigned (borough, size, root, note, at) VALUES (?, ?, ?, ?, ?)",
        arguments: [borough, head.size, Blob(head.root), Blob(head.note), head.at])
      return true
    }
  }
}

extension LogEntry {
  static func contactsKey(missing: Bool, _ db: Database) throws -> [LogEntry] {
    try db.rows(
      "SELECT * FROM contacts_key WHERE id > ? ORDER BY id", [after(.contactsKey, missing: missing, db)]
    ).map { row in
      let key = row["key"] as Blob
      return LogEntry(
        kind: .contactsKey, row: row["id"], at: row["known_at"],
        members: [
          "borough": .string(row["borough"]), "contacts_key": .string(Hex.encode(key.bytes)),
          "known_at": .integer(row["known_at"]),
        ])
    }
  }
}
