import GRDB

/// A message that was held back when it came.
public struct QuarantinedMessage: Equatable, Sendable {
  public let borough: String
  public let release: String
  public let sha256: String
  public let plan: String
  public let censusYear: Int
  public let receivedAt: Int
  /// Codes of the protocol.
  public let reasons: [String]
  /// In the order in which they were made; the last one holds.
  public let decisions: [StoredDecision]
  public let envelope: [UInt8]

  public var isWaiting: Bool { decisions.isEmpty }
}

/// A person's decision on a message in quarantine.
public struct StoredDecision: Equatable, Sendable {
  public let number: Int
  public let isAccepted: Bool
  public let ground: String
  public let officer: String
  public let note: String
  /// The officer's SSH signature; nil where no officers are registered.
  public let signature: [UInt8]?
  /// UTC seconds.
  public let decidedAt: Int

  public init(
    number: Int, isAccepted: Bool, ground: String, officer: String, note: String, signature: [UInt8]?, decidedAt: Int
  ) {
    (self.number, self.isAccepted, self.ground) = (number, isAccepted, ground)
    (self.officer, self.note, self.signature, self.decidedAt) = (officer, note, signature, decidedAt)
  }
}

extension HubStore {
  /// Every message that was ever held back, the oldest first.
  /// - Parameter release: only messages with this identifier.
  public func quarantine(release: String? = nil) async throws(StoreError) -> [QuarantinedMessage] {
    try await read("read the quarantine") { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT m.*, q.reasons AS reasons FROM quarantine AS q JOIN message AS m ON m.id = q.message
          WHERE :release IS NULL OR m.release = :release ORDER BY m.id
          """,
        arguments: ["release": release])
      return try rows.map { row in
        QuarantinedMessage(
          borough: row["borough"], release: row["release"], sha256: row["sha256"], plan: row["plan"],
          censusYear: row["census_year"], receivedAt: row["received_at"],
          reasons: (row["reasons"] as String).split(separator: ",").map(String.init),
          decisions: try Self.decisions(on: row["id"], db), envelope: (row["envelope"] as Blob).bytes)
      }
    }
  }

  private static func decisions(on message: Int, _ db: Database) throws -> [StoredDecision] {
    try Row.fetchAll(db, sql: "SELECT * FROM decision WHERE message = ? ORDER BY number", arguments: [message]).map { row in
      StoredDecision(
        number: row["number"], isAccepted: row["is_accepted"], ground: row["ground"], officer: row["officer"],
        note: row["note"], signature: (row["signature"] as Blob?)?.bytes, decidedAt: row["decided_at"])
    }
  }

  /// Records a decision, in one transaction with what `envelope` signs for the borough.
  ///
  /// - Parameters:
  ///   - decision: its number must be the next one, so that two people do not decide past each other.
  ///   - envelope: what the borough is told.
  /// - Returns: false when there is no such message in quarantine, or another decision came before.
  public func decide(
    _ decision: StoredDecision, on sha256: String, envelope: [UInt8]
  ) async throws -> Bool {
    try await write("store a decision") { db in
      let found = try Row.fetchOne(
        db,
        sql: """
          SELECT q.message AS message, (SELECT count(*) FROM decision WHERE message = q.message) AS decisions
          FROM quarantine AS q JOIN message AS m ON m.id = q.message WHERE m.sha256 = ?
          """,
        arguments: [sha256])
      guard let found, found["decisions"] == decision.number - 1 else { return false }
      try db.execute(
        sql: """
          INSERT INTO decision
            (message, number, is_accepted, ground, officer, note, signature, decided_at, envelope)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          found["message"] as Int, decision.number, decision.isAccepted, decision.ground, decision.officer,
          decision.note, decision.signature.map(Blob.init), decision.decidedAt, Blob(envelope),
        ])
      return true
    }
  }

  /// What a borough is to be told: the last decision on each of its messages, the newest first.
  public func decisionEnvelopes(of borough: String, most: Int) async throws(StoreError) -> [[UInt8]] {
    try await read("read a borough's decisions") { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT d.envelope AS envelope FROM decision AS d JOIN message AS m ON m.id = d.message
          WHERE m.borough = ? AND d.number = (SELECT max(number) FROM decision WHERE message = d.message)
          ORDER BY d.id DESC LIMIT ?
          """,
        arguments: [borough, most])
      return rows.map { ($0["envelope"] as Blob).bytes }
    }
  }

  /// Boroughs with a message that waits for a decision; of one plan and census, or of all.
  public func boroughsWaiting(plan: String? = nil, censusYear: Int? = nil) async throws(StoreError) -> [String] {
    try await read("read the quarantine") { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT DISTINCT m.borough FROM quarantine AS q JOIN message AS m ON m.id = q.message
          WHERE NOT EXISTS (SELECT 1 FROM decision WHERE message = m.id)
            AND (:plan IS NULL OR m.plan = :plan) AND (:year IS NULL OR m.census_year = :year)
          ORDER BY m.borough
          """,
        arguments: ["plan": plan, "year": censusYear])
    }
  }
}
