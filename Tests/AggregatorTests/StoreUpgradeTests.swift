import Cryptography
import Foundation
import Register
import Store
import TestSupport
import Testing

/// A store of the first version, as the sqlite3 command makes it, opened by this one.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/sqlite3"), "skipped: needs sqlite3"))
struct StoreUpgradeTests {
  static let first = """
    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
    INSERT INTO grdb_migrations VALUES ('1 first tables');
    CREATE TABLE deployment (id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL) STRICT;
    INSERT INTO deployment VALUES (1, 'trial');
    CREATE TABLE invitation (token_sha256 TEXT PRIMARY KEY, borough TEXT NOT NULL, made_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL) STRICT;
    CREATE TABLE enrolment (id INTEGER PRIMARY KEY, borough TEXT NOT NULL,
      token_sha256 TEXT NOT NULL UNIQUE REFERENCES invitation (token_sha256), spki_sha256 TEXT NOT NULL UNIQUE,
      identity_key BLOB NOT NULL CHECK (length(identity_key) = 32), reply BLOB NOT NULL, enrolled_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL, revoked_at INTEGER) STRICT;
    CREATE UNIQUE INDEX one_machine_per_borough ON enrolment (borough) WHERE revoked_at IS NULL;
    CREATE TABLE message (id INTEGER PRIMARY KEY, borough TEXT NOT NULL, release TEXT NOT NULL,
      sha256 TEXT NOT NULL UNIQUE, plan TEXT NOT NULL, census_year INTEGER NOT NULL, counter INTEGER NOT NULL,
      received_at INTEGER NOT NULL, envelope BLOB NOT NULL, payload BLOB NOT NULL, receipt BLOB NOT NULL) STRICT;
    CREATE TABLE refusal (code TEXT NOT NULL, borough TEXT NOT NULL, times INTEGER NOT NULL, last_at INTEGER NOT NULL,
      PRIMARY KEY (code, borough)) STRICT;
    INSERT INTO invitation VALUES ('t1', 'E09000007', 5, 6), ('t2', 'E09000007', 7, 8);
    INSERT INTO enrolment VALUES (1, 'E09000007', 't1', 's1', zeroblob(32), x'01', 5, 100, 9);
    INSERT INTO enrolment VALUES (2, 'E09000007', 't2', 's2', zeroblob(32), x'02', 9, 200, NULL);
    """

  let folder: TemporaryFolder
  var path: String { folder.file("hub.sqlite") }

  init() throws { folder = try TemporaryFolder() }

  /// - Parameter received: when a message came, UTC seconds, and its hash; nil: none did.
  private func upgraded(received: (at: Int, sha256: String)? = nil) throws -> HubStore {
    let message = received.map {
      "INSERT INTO message VALUES (1, 'E09000007', 'r1', '\($0.sha256)', 'p', 2025, 1, \($0.at), x'01', x'02', x'03');"
    }
    let made = try run("/usr/bin/sqlite3", [path], input: Self.first + (message ?? ""))
    try #require(made.exitCode == 0, "\(made.standardError)")
    return try HubStore.open(at: path, deployment: "trial")
  }

  @Test func everyEnrolmentIsStillThereAndServes() async throws {
    let store = try upgraded()
    let (old, new) = (try store.enrolment(spkiSHA256: "s1"), try store.enrolment(spkiSHA256: "s2"))
    #expect(old?.isRevoked == true && new?.isRevoked == false && new?.isConfirmed == true && new?.expiresAt == 200)
    #expect(try await store.overview().map(\.certificateExpiresAt) == [200])
    let renewal = try await store.renew(IncomingRenewal(oldSPKI: "s2", newSPKI: "s3", at: 50)) { _, _ in ([3], 300) }
    #expect(renewal == .renewed(reply: [3]))
    try await store.confirm(spkiSHA256: "s3", at: 51)
    #expect(try await store.overview().map(\.certificateExpiresAt) == [300])
    try store.close()
  }

  /// Who was heard of before contacts were kept is known by what else was.
  @Test func contactsBeginWithWhatWasThere() async throws {
    let store = try upgraded(received: (172801, "a hash"))
    #expect(try await store.contactDays() == ["E09000007": [0, 2]])
    try store.close()
  }

  /// What a message says was kept beside what the borough signed, where no check looked; now it is read from the latter.
  @Test func messagesAreKeptAsTheyWereSigned() async throws {
    let store = try upgraded(received: (8, "a hash"))
    #expect(try await store.messages(plan: "p", censusYear: 2025).map(\.envelope) == [[1]])
    #expect(try store.envelope(of: "a hash") == [1] && store.latestMessage(of: "E09000007", except: "r2") == "a hash")
    try store.close()
    let columns = try run("/usr/bin/sqlite3", [path, "SELECT name FROM pragma_table_info('message')"])
    #expect(columns.standardOutput.contains("envelope") && !columns.standardOutput.contains("payload"))
  }

  /// A log begins with what lay in the register before there was one, in the order of its times, and goes on.
  @Test func theLogBeginsWithWhatWasThere() async throws {
    let store = try upgraded(received: (8, "not a hash"))
    #expect(try await store.logEntries().map(\.kind) == ["begun", "enrolled", "received", "enrolled", "revoked"])
    let deployment = try Deployment(name: "trial", hubName: "localhost", address: "127.0.0.1", agentPort: 1, enrolPort: 2)
    let log = try HubLog(deployment: deployment, store: store, key: SigningKey())
    #expect(try await log.verify().faults == ["message 1 of E09000007 was changed"], "as this test made it")
    _ = try await store.revoke(borough: "E09000007", at: 60)
    #expect(try await store.logEntries().map(\.kind).suffix(2) == ["revoked", "revoked"])
    try store.close()
  }
}
