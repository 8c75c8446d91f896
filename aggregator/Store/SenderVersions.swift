import GRDB
import Synchronization

/// What a borough's sender has said of itself.
public struct SenderVersion: Equatable, Sendable {
  public let software: String
  /// Versions of the protocol that it speaks.
  public let protocols: ClosedRange<Int>

  public init(software: String, protocols: ClosedRange<Int>) { (self.software, self.protocols) = (software, protocols) }
}

extension HubStore {
  /// Keeps what is new; one row a borough. Not in the log: it says nothing of what counts.
  public func note(version: SenderVersion, of borough: String, at now: Int) async throws {
    if notedVersions.withLock({ $0[borough] == version }) { return }
    if try await senderVersions()[borough] != version {
      try await write("note a sender's version") { db in
        try db.execute(
          sql: "INSERT OR REPLACE INTO sender_version (borough, software, oldest, newest, at) VALUES (?, ?, ?, ?, ?)",
          arguments: [borough, version.software, version.protocols.lowerBound, version.protocols.upperBound, now])
      }
    }
    notedVersions.withLock { $0[borough] = version }
  }

  /// The latest of each borough that has ever said one.
  public func senderVersions() async throws(StoreError) -> [String: SenderVersion] {
    try await read("read the senders' versions") { db in
      var versions: [String: SenderVersion] = [:]
      for row in try Row.fetchAll(db, sql: "SELECT borough, software, oldest, newest FROM sender_version") {
        let (oldest, newest): (Int, Int) = (row["oldest"], row["newest"])
        versions[row["borough"]] = SenderVersion(software: row["software"], protocols: oldest...max(oldest, newest))
      }
      return versions
    }
  }
}
