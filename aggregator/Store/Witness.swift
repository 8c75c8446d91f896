import GRDB

/// What a borough has shown of its egress log, and has cosigned of the hub's.
public struct Witness: Equatable, Sendable {
  /// Raw Ed25519 keys: of the egress log, and of the borough as a cosigner.
  public let egressKey: [UInt8]
  public let cosignerKey: [UInt8]
  /// The head that the hub last cosigned; size 0 before the first.
  public let egressSize: Int
  public let egressRoot: [UInt8]
  public let egressNote: [UInt8]
  /// Size of the hub's head that the borough last cosigned, and its line.
  public let seenSize: Int
  public let seenLine: String
  /// UTC seconds.
  public let at: Int

  public init(
    egressKey: [UInt8], cosignerKey: [UInt8], egressSize: Int, egressRoot: [UInt8], egressNote: [UInt8], seenSize: Int,
    seenLine: String, at: Int
  ) {
    (self.egressKey, self.cosignerKey, self.egressSize) = (egressKey, cosignerKey, egressSize)
    (self.egressRoot, self.egressNote) = (egressRoot, egressNote)
    (self.seenSize, self.seenLine, self.at) = (seenSize, seenLine, at)
  }
}

/// Two heads of one log that do not fit, until a person has found out how that came about.
public struct LogConflict: Equatable, Sendable {
  /// Whose contact showed it.
  public let borough: String
  /// `hub-log-…`: the hub's own; `egress-log-…`, `contacts-log-…`: the borough's.
  public let code: String
  public let noticedAt: Int
  public let isSettled: Bool
}

extension HubStore {
  /// Code of a conflict: a borough holds receipts that this hub has not given. A head that would show it was not seen.
  public static let receiptMissing = "hub-log-receipt-missing"

  public func witness(_ borough: String) async throws(StoreError) -> Witness? {
    try await read("read what a borough has cosigned") { db in try Self.witness(borough, db) }
  }

  private static func witness(_ borough: String, _ db: Database) throws -> Witness? {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT c.*, k.egress_key, k.cosigner_key FROM cosigned AS c JOIN cosigner AS k ON k.borough = c.borough
        WHERE c.borough = ? ORDER BY k.id DESC LIMIT 1
        """, arguments: [borough])
    return row.map { row in
      Witness(
        egressKey: (row["egress_key"] as Blob).bytes, cosignerKey: (row["cosigner_key"] as Blob).bytes,
        egressSize: row["egress_size"], egressRoot: (row["egress_root"] as Blob).bytes,
        egressNote: (row["egress_note"] as Blob).bytes, seenSize: row["seen_size"], seenLine: row["seen_line"],
        at: row["at"])
    }
  }

  /// All of them, by borough.
  public func witnesses() async throws(StoreError) -> [(borough: String, witness: Witness)] {
    try await read("read what boroughs have cosigned") { db in
      try String.fetchAll(db, sql: "SELECT borough FROM cosigned ORDER BY borough").compactMap { borough in
        try Self.witness(borough, db).map { (borough, $0) }
      }
    }
  }

  /// Keeps what a borough has shown, if nothing else was kept since `before` was read: who checked against an older
  /// state checks again.
  ///
  /// - Returns: false when another exchange came in between.
  public func keep(_ witness: Witness, of borough: String, before: Witness?) async throws -> Bool {
    try await write("keep what a borough has cosigned") { db in
      guard try Self.witness(borough, db) == before else { return false }
      if before?.egressKey != witness.egressKey || before?.cosignerKey != witness.cosignerKey {
        try db.execute(
          sql: "INSERT INTO cosigner (borough, egress_key, cosigner_key, known_at) VALUES (?, ?, ?, ?)",
          arguments: [borough, Blob(witness.egressKey), Blob(witness.cosignerKey), witness.at])
      }
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO cosigned (borough, egress_size, egress_root, egress_note, seen_size, seen_line, at)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          borough, witness.egressSize, Blob(witness.egressRoot), Blob(witness.egressNote), witness.seenSize,
          witness.seenLine, witness.at,
        ])
      return true
    }
  }

  /// Notes that two heads do not fit: once for each borough and code until that is settled.
  public func note(conflict code: String, borough: String, evidence: [UInt8], at now: Int) async throws {
    try await write("note a conflict of logs") { db in
      try Self.insert(conflict: code, borough: borough, evidence: evidence, at: now, db)
    }
  }

  static func insert(conflict code: String, borough: String, evidence: [UInt8], at now: Int, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO log_conflict (borough, code, evidence, noticed_at) SELECT :borough, :code, :evidence, :now
        WHERE NOT EXISTS (
          SELECT 1 FROM log_conflict WHERE borough = :borough AND code = :code AND settled_at IS NULL)
        """,
      arguments: ["borough": borough, "code": code, "evidence": Blob(evidence), "now": now])
  }

  public func logConflicts() async throws(StoreError) -> [LogConflict] {
    try await read("read the conflicts of logs") { db in
      try Row.fetchAll(db, sql: "SELECT * FROM log_conflict ORDER BY id").map { row in
        LogConflict(
          borough: row["borough"], code: row["code"], noticedAt: row["noticed_at"],
          isSettled: row["settled_at"] as Int? != nil)
      }
    }
  }

  /// A person has found out how a borough's conflicts came about. What was cosigned of its logs is forgotten, and their
  /// next heads are taken as first ones.
  ///
  /// - Returns: how many there were.
  public func settleConflicts(of borough: String, by officer: String, note: String, at now: Int) async throws -> Int {
    try await write("settle the conflicts of a borough's log") { db in
      try db.execute(
        sql: "UPDATE log_conflict SET settled_at = ?, settled_by = ?, note = ? WHERE borough = ? AND settled_at IS NULL",
        arguments: [now, officer, note, borough])
      let settled = db.changesCount
      if settled > 0 {
        for table in ["cosigned", "contacts_cosigned"] {
          try db.execute(sql: "DELETE FROM \(table) WHERE borough = ?", arguments: [borough])
        }
      }
      return settled
    }
  }
}
