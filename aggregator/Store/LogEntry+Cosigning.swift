import Cryptography
import GRDB
import ReleaseProtocol

/// Entries about the logs themselves.
extension LogEntry {
  static func cosigner(missing: Bool, _ db: Database) throws -> [LogEntry] {
    try db.rows(
      "SELECT * FROM cosigner WHERE id > ? ORDER BY id", [after(.cosigner, missing: missing, db)]
    ).map { row in
      let (egress, cosigner): (Blob, Blob) = (row["egress_key"], row["cosigner_key"])
      return LogEntry(
        kind: .cosigner, row: row["id"], at: row["known_at"],
        members: [
          "borough": .string(row["borough"]), "cosigner_key": .string(Hex.encode(cosigner.bytes)),
          "egress_key": .string(Hex.encode(egress.bytes)), "known_at": .integer(row["known_at"]),
        ])
    }
  }

  static func conflict(missing: Bool, _ db: Database) throws -> [LogEntry] {
    try db.rows(
      "SELECT * FROM log_conflict WHERE id > ? ORDER BY id", [after(.conflict, missing: missing, db)]
    ).map { row in
      let evidence = row["evidence"] as Blob
      return LogEntry(
        kind: .conflict, row: row["id"], at: row["noticed_at"],
        members: [
          "borough": .string(row["borough"]), "code": .string(row["code"]),
          "evidence_sha256": .string(Hex.encode(SHA256.hash(evidence.bytes))), "noticed_at": .integer(row["noticed_at"]),
        ])
    }
  }

  static func settled(missing: Bool, _ db: Database) throws -> [LogEntry] {
    let unlogged = "AND NOT EXISTS (SELECT 1 FROM log_entry WHERE kind = 'settled' AND about = log_conflict.id)"
    return try db.rows(
      "SELECT * FROM log_conflict WHERE settled_at IS NOT NULL \(missing ? unlogged : "") ORDER BY id"
    ).map { row in
      LogEntry(
        kind: .settled, row: row["id"], at: row["settled_at"],
        members: [
          "borough": .string(row["borough"]), "code": .string(row["code"]), "settled_at": .integer(row["settled_at"]),
        ])
    }
  }
}
