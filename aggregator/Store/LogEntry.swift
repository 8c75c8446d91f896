import Cryptography
import GRDB
import ReleaseProtocol

/// What the log says of one row of the register: made from that row alone, so that the log can be held against the
/// register at any time. No record, no figure, no name of a person, no token.
struct LogEntry {
  let kind: HubLogEntry.Kind
  /// Id of the row that the entry is about, in the table that goes with the kind.
  let row: Int64
  /// UTC seconds.
  let at: Int
  let members: [String: JSON]

  /// What is hashed.
  func bytes(sequence: Int) -> [UInt8] { HubLogEntry.bytes(kind, members, sequence: sequence) }

  /// Entries for every row of the register, or for those that have none yet; in the order of their times.
  static func all(missing: Bool, _ db: Database) throws -> [LogEntry] {
    let found = try [
      enrolled, revoked, received, decided, cosigner, contactsKey, conflict, settled, keys,
    ].flatMap { try $0(missing, db) }
    let ordered = found.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
    return ordered.map(\.element)
  }

  /// Rows only grow in number and are never taken out: what has no entry has a higher id than what has.
  static func after(_ kinds: HubLogEntry.Kind..., missing: Bool, _ db: Database) throws -> Int64 {
    guard missing else { return 0 }
    let last = try db.number(
      "SELECT max(about) FROM log_entry WHERE kind IN (\(databaseQuestionMarks(count: kinds.count)))",
      StatementArguments(kinds.map(\.rawValue)))
    return Int64(last ?? 0)
  }

  private static func received(missing: Bool, _ db: Database) throws -> [LogEntry] {
    try db.rows(
      "SELECT id, borough, sha256, counter, received_at, receipt FROM message WHERE id > ? ORDER BY id",
      [after(.received, missing: missing, db)]
    ).map { row in
      let receipt = row["receipt"] as Blob
      return LogEntry(
        kind: .received, row: row["id"], at: row["received_at"],
        members: HubLogEntry.received(
          borough: row["borough"], counter: row["counter"], messageSHA256: row["sha256"],
          receiptSHA256: Hex.encode(SHA256.hash(receipt.bytes)), receivedAt: row["received_at"]))
    }
  }

  private static func decided(missing: Bool, _ db: Database) throws -> [LogEntry] {
    try db.rows(
      """
      SELECT d.id AS id, m.borough AS borough, m.sha256 AS sha256, d.number AS number, d.is_accepted AS is_accepted,
        d.ground AS ground, d.decided_at AS decided_at, d.envelope AS envelope
      FROM decision AS d JOIN message AS m ON m.id = d.message WHERE d.id > ? ORDER BY d.id
      """, [after(.decided, missing: missing, db)]
    ).map { row in
      let (isAccepted, envelope): (Bool, Blob) = (row["is_accepted"], row["envelope"])
      return LogEntry(
        kind: .decided, row: row["id"], at: row["decided_at"],
        members: [
          "borough": .string(row["borough"]), "decided_at": .integer(row["decided_at"]),
          "decision_sha256": .string(Hex.encode(SHA256.hash(envelope.bytes))), "ground": .string(row["ground"]),
          "message_sha256": .string(row["sha256"]), "number": .integer(row["number"]),
          "verdict": .string((isAccepted ? Decision.Verdict.accepted : .rejected).rawValue),
        ])
    }
  }

  private static func enrolled(missing: Bool, _ db: Database) throws -> [LogEntry] {
    try db.rows(
      "SELECT * FROM enrolment WHERE id > ? ORDER BY id", [after(.enrolled, .renewed, missing: missing, db)]
    ).map { row in
      let identity = row["identity_key"] as Blob
      return LogEntry(
        kind: row["renews"] as Int64? == nil ? .enrolled : .renewed, row: row["id"], at: row["enrolled_at"],
        members: [
          "borough": .string(row["borough"]), "enrolled_at": .integer(row["enrolled_at"]),
          "expires_at": .integer(row["expires_at"]), "identity_key": .string(Hex.encode(identity.bytes)),
          "tls_key_sha256": .string(row["spki_sha256"]),
        ])
    }
  }

  private static func revoked(missing: Bool, _ db: Database) throws -> [LogEntry] {
    let unlogged = "AND NOT EXISTS (SELECT 1 FROM log_entry WHERE kind = 'revoked' AND about = enrolment.id)"
    return try db.rows(
      "SELECT * FROM enrolment WHERE revoked_at IS NOT NULL \(missing ? unlogged : "") ORDER BY id"
    ).map { row in
      LogEntry(
        kind: .revoked, row: row["id"], at: row["revoked_at"],
        members: [
          "borough": .string(row["borough"]), "revoked_at": .integer(row["revoked_at"]),
          "tls_key_sha256": .string(row["spki_sha256"]),
        ])
    }
  }
}
