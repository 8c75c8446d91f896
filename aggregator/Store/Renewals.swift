import GRDB

/// A request for a new certificate by the holder of one, checked by the register.
public struct IncomingRenewal: Sendable {
  /// Keys of the certificate in use and of the one asked for: hex SHA-256 of their SubjectPublicKeyInfo.
  public let oldSPKI: String
  public let newSPKI: String
  public let at: Int

  public init(oldSPKI: String, newSPKI: String, at: Int) {
    (self.oldSPKI, self.newSPKI, self.at) = (oldSPKI, newSPKI, at)
  }
}

/// What became of it. `reply` is the stored answer with the certificate.
public enum Renewal: Equatable, Sendable {
  case renewed(reply: [UInt8])
  /// The same two keys, once more: the answer had been lost on the way.
  case repeated(reply: [UInt8])
  case keyInUse
  /// The certificate in use was revoked meanwhile.
  case revoked
  /// More than `HubStore.renewalsADay` since yesterday.
  case tooMany
}

extension HubStore {
  /// A sender needs one renewal in two months; one that asks again and again must not fill the disk.
  public static let renewalsADay = 20

  /// Keeps a renewed certificate beside the one in use, in one transaction with making it.
  ///
  /// The earlier certificate serves until the new one is first used (`confirm`): a lost answer locks nobody out.
  /// - Parameter issue: gives the reply to store, for the borough, and the certificate's end, UTC seconds.
  public func renew(
    _ request: IncomingRenewal,
    issue: @escaping @Sendable (_ borough: String, _ identityKey: [UInt8]) throws -> (reply: [UInt8], expiresAt: Int)
  ) async throws -> Renewal {
    try await write("store a renewal") { db in
      guard
        let old = try Row.fetchOne(
          db, sql: "SELECT id, borough, identity_key FROM enrolment WHERE spki_sha256 = ? AND revoked_at IS NULL",
          arguments: [request.oldSPKI])
      else { return .revoked }
      let (id, borough, key): (Int, String, Blob) = (old["id"], old["borough"], old["identity_key"])
      let known = try Row.fetchOne(
        db, sql: "SELECT renews, reply, revoked_at FROM enrolment WHERE spki_sha256 = ?", arguments: [request.newSPKI])
      if let known {
        guard known["renews"] as Int? == id, known["revoked_at"] as Int? == nil else { return .keyInUse }
        return .repeated(reply: (known["reply"] as Blob).bytes)
      }
      let recent = try Int.fetchOne(
        db, sql: "SELECT count(*) FROM enrolment WHERE borough = ? AND renews IS NOT NULL AND enrolled_at > ?",
        arguments: [borough, request.at - 86_400])
      guard (recent ?? 0) < Self.renewalsADay else { return .tooMany }
      let answer = try issue(borough, key.bytes)
      // An earlier renewal that was never used is given up: the sender has lost its key.
      try db.execute(
        sql: "UPDATE enrolment SET revoked_at = ? WHERE renews = ? AND revoked_at IS NULL AND confirmed_at IS NULL",
        arguments: [request.at, id])
      try db.execute(
        sql: """
          INSERT INTO enrolment (borough, renews, spki_sha256, identity_key, reply, enrolled_at, expires_at)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [borough, id, request.newSPKI, key, Blob(answer.reply), request.at, answer.expiresAt])
      return .renewed(reply: answer.reply)
    }
  }

  /// A renewed certificate was used: from now on it is the borough's, and every other one of it is refused. So a copy of
  /// a machine, left behind with the old certificate, is locked out by the original's first contact.
  public func confirm(spkiSHA256: String, at now: Int) async throws {
    try await write("confirm a renewal") { db in
      try db.execute(
        sql: """
          UPDATE enrolment SET revoked_at = :now
          WHERE revoked_at IS NULL AND spki_sha256 <> :spki
            AND borough = (SELECT borough FROM enrolment
              WHERE spki_sha256 = :spki AND revoked_at IS NULL AND confirmed_at IS NULL)
          """,
        arguments: ["now": now, "spki": spkiSHA256])
      try db.execute(
        sql: """
          UPDATE enrolment SET confirmed_at = :now
          WHERE spki_sha256 = :spki AND revoked_at IS NULL AND confirmed_at IS NULL
          """,
        arguments: ["now": now, "spki": spkiSHA256])
    }
  }
}
