import GRDB
import Synchronization

extension HubStore {
  /// Days that are kept of each borough's contacts.
  static let contactDaysKept = 400

  /// Notes that a borough was heard of. Not in the log: it says nothing of what counts.
  public func note(contactOf borough: String, at now: Int) async throws {
    let day = now / 86_400
    if noted.withLock({ $0[borough] == day }) { return }
    try await write("note a contact") { db in try Self.insert(contactOf: borough, day, db) }
    noted.withLock { $0[borough] = day }
  }

  static func insert(contactOf borough: String, _ day: Int, _ db: Database) throws {
    try db.execute(sql: "INSERT OR IGNORE INTO contact (borough, day) VALUES (?, ?)", arguments: [borough, day])
    try db.execute(
      sql: "DELETE FROM contact WHERE borough = ? AND day < ?", arguments: [borough, day - contactDaysKept])
  }

  /// By borough: the days, UTC seconds / 86400, on which it was heard of, in order.
  public func contactDays() async throws(StoreError) -> [String: [Int]] {
    try await read("read the contacts") { db in
      var days: [String: [Int]] = [:]
      for row in try Row.fetchAll(db, sql: "SELECT borough, day FROM contact ORDER BY borough, day") {
        days[row["borough"], default: []].append(row["day"])
      }
      return days
    }
  }
}
