import Cryptography
import Foundation
import GRDB
import Register
import ReleaseProtocol

/// The hub's file, read and spoilt by other code than the store's own.
extension SimulatedHub {
  struct Row {
    let borough, release, sha256: String
    let counter: Int
    let envelope, receipt: [UInt8]
    let isHeldBack: Bool
    /// Grounds of the decisions on it, in order.
    let decisions: [String]
    /// By its last decision, if it was held back.
    var counts: Bool {
      guard isHeldBack else { return true }
      return decisions.last.flatMap { Decision.Ground(rawValue: $0) }?.verdict == .accepted
    }
  }

  /// All messages that lie in the file.
  func rows() throws -> [Row] {
    try read { db in
      let decisions = try GRDB.Row.fetchAll(db, sql: "SELECT message, ground FROM decision ORDER BY message, number")
      let held = try Int.fetchSet(db, sql: "SELECT message FROM quarantine")
      return try GRDB.Row.fetchAll(db, sql: "SELECT * FROM message ORDER BY borough, counter").map { row in
        Row(
          borough: row["borough"], release: row["release"], sha256: row["sha256"], counter: row["counter"],
          envelope: [UInt8](row["envelope"] as Data), receipt: [UInt8](row["receipt"] as Data),
          isHeldBack: held.contains(row["id"]),
          decisions: decisions.filter { $0["message"] as Int == row["id"] }.map { $0["ground"] })
      }
    }
  }

  /// Whether there is a certificate that the borough may use.
  func isEnrolled(_ borough: String) throws -> Bool {
    try read { db in
      try GRDB.Row.fetchOne(db, sql: "SELECT 1 FROM enrolment WHERE borough = ? AND revoked_at IS NULL", arguments: [borough])
    } != nil
  }

  /// Codes of conflicts of logs that the operator is shown, by borough.
  func conflicts() throws -> [String: Set<String>] {
    try read { db in
      try GRDB.Row.fetchAll(db, sql: "SELECT borough, code FROM log_conflict").reduce(into: [:]) { found, row in
        found[row["borough"] as String, default: []].insert(row["code"])
      }
    }
  }

  private func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    var readOnly = Configuration()
    readOnly.readonly = true
    return try DatabaseQueue(path: file, configuration: readOnly).read(body)
  }

  // MARK: planted

  /// The hub no longer knows a message by its name and hash when it comes again.
  func forget(_ sha256: String) throws {
    try DatabaseQueue(path: file).write { db in
      try db.execute(
        sql: "UPDATE message SET release = hex(randomblob(16)), sha256 = hex(randomblob(32)) WHERE sha256 = ?",
        arguments: [sha256])
    }
  }

  /// What the hub knows of a certificate, or of a log, is not what it was told.
  func spoil(_ key: String, _ path: String) throws {
    let sql: String
    switch bug {
    case .hubForgetsRevocations: sql = "UPDATE enrolment SET revoked_at = NULL WHERE spki_sha256 = ? AND revoked_at IS NOT NULL"
    case .hubOverlooksTheEnd: sql = "UPDATE enrolment SET expires_at = 4000000000 WHERE spki_sha256 = ?"
    case .hubCosignsAnyContacts where path == "/v1/contacts":
      sql = "DELETE FROM contacts_cosigned WHERE borough = (SELECT borough FROM enrolment WHERE spki_sha256 = ?)"
    default: return
    }
    try DatabaseQueue(path: file).write { db in try db.execute(sql: sql, arguments: [key]) }
  }

  /// A message that comes again is held back anew.
  func undecide(_ sha256: String) throws {
    try DatabaseQueue(path: file).write { db in
      try db.execute(
        sql: "DELETE FROM decision WHERE message = (SELECT id FROM message WHERE sha256 = ?)", arguments: [sha256])
    }
  }

  /// The number on a receipt is that of the message before.
  func withNumberOfTheOneBefore(_ receipt: [UInt8]) throws -> [UInt8] {
    guard let register else { return receipt }
    let given = try register.receipt(in: receipt)
    let other = try register.sign(
      borough: given.borough, messageSHA256: given.messageSHA256, release: given.release,
      counter: max(1, given.counter - 1), receivedAt: given.receivedAt, quarantine: given.quarantine)
    try DatabaseQueue(path: file).write { db in
      try db.execute(
        sql: "UPDATE message SET receipt = ? WHERE sha256 = ?", arguments: [Data(other), given.messageSHA256])
    }
    return other
  }
}
