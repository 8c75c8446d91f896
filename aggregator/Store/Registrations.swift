import GRDB

/// A machine that may send for a borough.
public struct StoredEnrolment: Equatable, Sendable {
  public let borough: String
  /// Raw Ed25519 public key that signs the borough's messages, 32 bytes.
  public let identityKey: [UInt8]
  /// The certificate's end, UTC seconds.
  public let expiresAt: Int
  public let isRevoked: Bool
  /// False for a renewed certificate that was never used: see `HubStore.confirm`.
  public let isConfirmed: Bool
}

/// A request to enrol, checked by the register, with the answer to give when the token is good.
public struct IncomingEnrolment: Sendable {
  public let borough: String
  public let tokenSHA256: String
  public let spkiSHA256: String
  public let identityKey: [UInt8]
  /// Of the keys in this request: what an invitation may be bound to.
  public let fingerprint: String
  public let at: Int

  public init(
    borough: String, tokenSHA256: String, spkiSHA256: String, identityKey: [UInt8], fingerprint: String, at: Int
  ) {
    (self.borough, self.tokenSHA256, self.spkiSHA256) = (borough, tokenSHA256, spkiSHA256)
    (self.identityKey, self.fingerprint, self.at) = (identityKey, fingerprint, at)
  }
}

/// What became of a token. `reply` is the stored answer with the certificate.
public enum Redemption: Equatable, Sendable {
  case enrolled(reply: [UInt8])
  /// The same token with the same two keys, once more: the answer had been lost on the way.
  case repeated(reply: [UInt8])
  case unknown, expired, used, otherBorough
  /// The TLS key is already enrolled by another token.
  case keyInUse
}

extension HubStore {
  /// Stores an invitation and ends any unused earlier one of the same borough.
  ///
  /// - Parameter fingerprint: of the only keys that it serves; nil for whoever holds the token. The same fingerprint may
  ///   be invited again before it was used.
  public func invite(
    borough: String, tokenSHA256: String, fingerprint: String? = nil, at now: Int, expiresAt: Int
  ) async throws {
    try await write("store an invitation") { db in
      try db.execute(
        sql: """
          UPDATE invitation SET expires_at = min(expires_at, :now)
          WHERE borough = :borough AND token_sha256 NOT IN (SELECT token_sha256 FROM enrolment)
          """,
        arguments: ["now": now, "borough": borough])
      try db.execute(
        sql: """
          INSERT INTO invitation (token_sha256, borough, made_at, expires_at, fingerprint) VALUES (?, ?, ?, ?, ?)
          ON CONFLICT (token_sha256) DO UPDATE SET made_at = excluded.made_at, expires_at = excluded.expires_at
            WHERE borough = excluded.borough AND fingerprint = excluded.fingerprint
          """,
        arguments: [tokenSHA256, borough, now, expiresAt, fingerprint])
    }
  }

  /// Whether there ever was an invitation with this token.
  public func hasInvitation(tokenSHA256: String) async throws(StoreError) -> Bool {
    try await read("look for an invitation") { db in
      try db.number("SELECT count(*) FROM invitation WHERE token_sha256 = ?", [tokenSHA256]) == 1
    }
  }

  /// Uses a token up, in one transaction with the certificate that `issue` makes.
  ///
  /// A borough has one machine: an enrolment revokes the borough's earlier one.
  ///
  /// - Parameter issue: gives the reply to store and the certificate's end, UTC seconds.
  public func redeem(
    _ request: IncomingEnrolment, issue: @escaping @Sendable () throws -> (reply: [UInt8], expiresAt: Int)
  ) async throws -> Redemption {
    try await write("store an enrolment") { db in
      if let refused = try Self.refusal(of: request, db) { return refused }
      let answer = try issue()
      try db.execute(
        sql: "UPDATE enrolment SET revoked_at = ? WHERE borough = ? AND revoked_at IS NULL",
        arguments: [request.at, request.borough])
      try db.execute(
        sql: """
          INSERT INTO enrolment
            (borough, token_sha256, spki_sha256, identity_key, reply, enrolled_at, expires_at, confirmed_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          request.borough, request.tokenSHA256, request.spkiSHA256, Blob(request.identityKey), Blob(answer.reply),
          request.at, answer.expiresAt, request.at,
        ])
      try Self.insert(contactOf: request.borough, request.at / 86_400, db)
      return .enrolled(reply: answer.reply)
    }
  }

  /// Why the token does not lead to a new enrolment, or nil if it does.
  private static func refusal(of request: IncomingEnrolment, _ db: Database) throws -> Redemption? {
    guard
      let invitation = try Row.fetchOne(
        db, sql: "SELECT borough, expires_at, fingerprint FROM invitation WHERE token_sha256 = ?",
        arguments: [request.tokenSHA256])
    else { return .unknown }
    if let bound = invitation["fingerprint"] as String?, bound != request.fingerprint { return .unknown }
    guard invitation["borough"] == request.borough else { return .otherBorough }
    guard request.at < invitation["expires_at"] else { return .expired }
    let earlier = try Row.fetchOne(
      db, sql: "SELECT spki_sha256, identity_key, reply, revoked_at FROM enrolment WHERE token_sha256 = ?",
      arguments: [request.tokenSHA256])
    if let earlier {
      let same: Bool = earlier["spki_sha256"] == request.spkiSHA256
      let sameIdentity = (earlier["identity_key"] as Blob).bytes == request.identityKey
      // A fingerprint can be approved again after its keys were revoked; what it led to is worth nothing.
      guard earlier["revoked_at"] as Int? == nil else { return .used }
      return same && sameIdentity ? .repeated(reply: (earlier["reply"] as Blob).bytes) : .used
    }
    let known = try Bool.fetchOne(
      db, sql: "SELECT 1 FROM enrolment WHERE spki_sha256 = ?", arguments: [request.spkiSHA256])
    return known == nil ? nil : .keyInUse
  }

  /// The enrolment of a TLS key, revoked or not.
  public func enrolment(spkiSHA256: String) throws(StoreError) -> StoredEnrolment? {
    try look("look an enrolment up") { db in
      let row = try db.row(
        "SELECT borough, identity_key, expires_at, revoked_at, confirmed_at FROM enrolment WHERE spki_sha256 = ?",
        [spkiSHA256])
      return row.map { row in
        StoredEnrolment(
          borough: row["borough"], identityKey: (row["identity_key"] as Blob).bytes, expiresAt: row["expires_at"],
          isRevoked: row["revoked_at"] as Int? != nil, isConfirmed: row["confirmed_at"] as Int? != nil)
      }
    }
  }

  /// Those of these TLS keys that may not be used any more: revoked, replaced, run out or never enrolled.
  ///
  /// - Parameter keys: hex SHA-256 of their SubjectPublicKeyInfo.
  public func ended(_ keys: [String], now: Int) async throws(StoreError) -> [String] {
    try await read("look enrolments up") { db in
      let valid = try String.fetchAll(
        db,
        sql: """
          SELECT spki_sha256 FROM enrolment WHERE revoked_at IS NULL AND expires_at >= ?
            AND spki_sha256 IN (\(databaseQuestionMarks(count: keys.count)))
          """,
        arguments: [now] + StatementArguments(keys))
      return keys.filter { !valid.contains($0) }
    }
  }

  /// Revokes what is enrolled for a borough and ends its open invitations; from the next request on it is refused.
  ///
  /// - Returns: whether a machine was enrolled.
  public func revoke(borough: String, at now: Int) async throws -> Bool {
    try await write("revoke an enrolment") { db in
      try db.execute(
        sql: "UPDATE invitation SET expires_at = min(expires_at, ?) WHERE borough = ?", arguments: [now, borough])
      try db.execute(
        sql: "UPDATE enrolment SET revoked_at = ? WHERE borough = ? AND revoked_at IS NULL", arguments: [now, borough])
      return db.changesCount > 0
    }
  }
}
