import GRDB

/// The tables. Each step is applied once and never changed afterwards; a later version adds a step.
/// Times are UTC seconds. Hashes are lower-case hex of SHA-256.
enum Schema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 first tables") { db in try db.execute(sql: first) }
    migrator.registerMigration("2 renewals") { db in try db.execute(sql: renewals) }
    migrator.registerMigration("3 quarantine") { db in try db.execute(sql: quarantine) }
    migrator.registerMigration("4 log") { db in try db.execute(sql: log) }
    migrator.registerMigration("5 cosigned") { db in try db.execute(sql: cosigned) }
    migrator.registerMigration("6 hub keys") { db in try db.execute(sql: hubKeys) }
    migrator.registerMigration("7 contacts") { db in try db.execute(sql: contacts) }
    migrator.registerMigration("8 contact days") { db in try db.execute(sql: contactDays) }
    migrator.registerMigration("9 sender versions") { db in try db.execute(sql: senderVersions) }
    migrator.registerMigration("10 messages once") { db in try db.execute(sql: messagesOnce) }
    return migrator
  }

  /// What a message says is read from what the borough has signed, and no longer kept beside it as well.
  private static let messagesOnce = """
    DROP VIEW counting;
    ALTER TABLE message DROP COLUMN payload;
    CREATE INDEX message_by_census ON message (borough, census_year, counter);
    \(counting)
    """

  /// The messages that are in figures: not in quarantine, or accepted by the last decision on them. Steps rest on it, so
  /// it stays as it is: another one gets another name.
  private static let counting = """
    CREATE VIEW counting AS
      SELECT m.* FROM message AS m LEFT JOIN quarantine AS q ON q.message = m.id
      WHERE q.message IS NULL OR coalesce(
        (SELECT is_accepted FROM decision WHERE message = m.id ORDER BY number DESC LIMIT 1), 0);
    """

  /// What each borough's sender has last said of itself.
  private static let senderVersions = """
    CREATE TABLE sender_version (
      borough TEXT PRIMARY KEY,
      software TEXT NOT NULL,
      -- Versions of the protocol that it speaks.
      oldest INTEGER NOT NULL CHECK (oldest > 0),
      newest INTEGER NOT NULL CHECK (newest >= oldest),
      at INTEGER NOT NULL
    ) STRICT;
    """

  /// What senders have shown of their logs of contacts.
  private static let contacts = """
    -- Raw Ed25519 keys, each when it was first told or has changed.
    CREATE TABLE contacts_key (
      id INTEGER PRIMARY KEY,
      borough TEXT NOT NULL,
      key BLOB NOT NULL CHECK (length(key) = 32),
      known_at INTEGER NOT NULL
    ) STRICT;

    -- The latest heads as cosigned here.
    CREATE TABLE contacts_cosigned (
      borough TEXT PRIMARY KEY,
      size INTEGER NOT NULL CHECK (size > 0),
      root BLOB NOT NULL CHECK (length(root) = 32),
      note BLOB NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;
    """

  /// When each borough was heard of. What earlier versions have kept of it is where it begins.
  private static let contactDays = """
    -- Days, UTC seconds / 86400, on which a borough's machine enrolled or asked something with its certificate.
    CREATE TABLE contact (
      borough TEXT NOT NULL,
      day INTEGER NOT NULL,
      PRIMARY KEY (borough, day)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO contact
      SELECT borough, enrolled_at / 86400 FROM enrolment
      UNION SELECT borough, confirmed_at / 86400 FROM enrolment WHERE confirmed_at IS NOT NULL
      UNION SELECT borough, received_at / 86400 FROM message
      UNION SELECT borough, at / 86400 FROM cosigned
      UNION SELECT borough, at / 86400 FROM hub_keys_held;
    """

  /// What the hub has signed of its own keys.
  private static let hubKeys = """
    CREATE TABLE hub_keys (
      number INTEGER PRIMARY KEY CHECK (number > 0),
      issued_at INTEGER NOT NULL,
      envelope BLOB NOT NULL
    ) STRICT;

    -- The latest statement that each borough is known to hold.
    CREATE TABLE hub_keys_held (
      borough TEXT PRIMARY KEY,
      number INTEGER NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;
    """

  /// What boroughs have shown of their egress logs, and have cosigned of the hub's.
  private static let cosigned = """
    -- Raw Ed25519 keys, each pair once when it was first told or has changed.
    CREATE TABLE cosigner (
      id INTEGER PRIMARY KEY,
      borough TEXT NOT NULL,
      egress_key BLOB NOT NULL CHECK (length(egress_key) = 32),
      cosigner_key BLOB NOT NULL CHECK (length(cosigner_key) = 32),
      known_at INTEGER NOT NULL
    ) STRICT;

    -- The latest heads: of the borough's log as cosigned here (size 0: none yet), of the hub's as cosigned there.
    CREATE TABLE cosigned (
      borough TEXT PRIMARY KEY,
      egress_size INTEGER NOT NULL,
      egress_root BLOB NOT NULL,
      egress_note BLOB NOT NULL,
      seen_size INTEGER NOT NULL,
      seen_line TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE log_conflict (
      id INTEGER PRIMARY KEY,
      borough TEXT NOT NULL,
      code TEXT NOT NULL,
      evidence BLOB NOT NULL,
      noticed_at INTEGER NOT NULL,
      -- Who found out how it came about, and how; neither leaves the hub.
      settled_at INTEGER,
      settled_by TEXT,
      note TEXT
    ) STRICT;
    """

  /// The hub's log. Entries are never changed or taken out; earlier heads follow from them.
  private static let log = """
    CREATE TABLE log_entry (
      sequence INTEGER PRIMARY KEY CHECK (sequence >= 0),
      kind TEXT NOT NULL,
      -- Row of the register that the entry is about, in the table that goes with the kind.
      about INTEGER,
      bytes BLOB NOT NULL,
      UNIQUE (kind, about)
    ) STRICT;

    -- The latest head; not signed only in a store that no hub has opened yet.
    CREATE TABLE log_head (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      size INTEGER NOT NULL,
      root BLOB NOT NULL CHECK (length(root) = 32),
      note BLOB
    ) STRICT;
    """

  /// A message in quarantine lies in `message` like any other: it has its number and its receipt. It counts once the
  /// last decision on it says so. Nothing here is ever changed or taken out.
  private static let quarantine = """
    CREATE TABLE quarantine (
      message INTEGER PRIMARY KEY REFERENCES message (id),
      -- Codes of the protocol, with commas between.
      reasons TEXT NOT NULL
    ) STRICT;

    CREATE TABLE decision (
      id INTEGER PRIMARY KEY,
      message INTEGER NOT NULL REFERENCES quarantine (message),
      number INTEGER NOT NULL CHECK (number > 0),
      is_accepted INTEGER NOT NULL CHECK (is_accepted IN (0, 1)),
      ground TEXT NOT NULL,
      -- Who decided, and what that person wrote about it; neither leaves the hub.
      officer TEXT NOT NULL,
      note TEXT NOT NULL,
      -- The officer's SSH signature, where officers are registered.
      signature BLOB,
      decided_at INTEGER NOT NULL,
      envelope BLOB NOT NULL,
      UNIQUE (message, number)
    ) STRICT;

    \(counting)
    """

  /// A certificate may come from another one instead of an invitation; an invitation may be for certain keys alone.
  private static let renewals = """
    ALTER TABLE invitation ADD COLUMN fingerprint TEXT;

    CREATE TABLE enrolment_2 (
      id INTEGER PRIMARY KEY,
      borough TEXT NOT NULL,
      token_sha256 TEXT UNIQUE REFERENCES invitation (token_sha256),
      -- The enrolment whose certificate asked for this one.
      renews INTEGER REFERENCES enrolment (id),
      spki_sha256 TEXT NOT NULL UNIQUE,
      identity_key BLOB NOT NULL CHECK (length(identity_key) = 32),
      reply BLOB NOT NULL,
      enrolled_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      -- When it was first used. Until then a renewal's reply may have been lost, and the earlier certificate serves.
      confirmed_at INTEGER,
      revoked_at INTEGER,
      CHECK ((token_sha256 IS NULL) <> (renews IS NULL))
    ) STRICT;
    INSERT INTO enrolment_2
      SELECT id, borough, token_sha256, NULL, spki_sha256, identity_key, reply, enrolled_at, expires_at, enrolled_at,
        revoked_at
      FROM enrolment;
    DROP TABLE enrolment;
    ALTER TABLE enrolment_2 RENAME TO enrolment;
    CREATE UNIQUE INDEX one_machine_per_borough ON enrolment (borough)
      WHERE revoked_at IS NULL AND confirmed_at IS NOT NULL;
    CREATE INDEX enrolment_by_renewed ON enrolment (renews);
    """

  private static let first = """
    CREATE TABLE deployment (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      name TEXT NOT NULL
    ) STRICT;

    -- The token itself is never stored: who reads this file cannot enrol with it.
    CREATE TABLE invitation (
      token_sha256 TEXT PRIMARY KEY,
      borough TEXT NOT NULL,
      made_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX invitation_by_borough ON invitation (borough);

    -- One row for each machine that was ever enrolled; at most one per borough is not revoked.
    CREATE TABLE enrolment (
      id INTEGER PRIMARY KEY,
      borough TEXT NOT NULL,
      token_sha256 TEXT NOT NULL UNIQUE REFERENCES invitation (token_sha256),
      spki_sha256 TEXT NOT NULL UNIQUE,
      identity_key BLOB NOT NULL CHECK (length(identity_key) = 32),
      reply BLOB NOT NULL,
      enrolled_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      revoked_at INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX one_machine_per_borough ON enrolment (borough) WHERE revoked_at IS NULL;

    -- One row for each message taken in. `counter` runs from 1 without gaps for each borough.
    CREATE TABLE message (
      id INTEGER PRIMARY KEY,
      borough TEXT NOT NULL,
      release TEXT NOT NULL,
      sha256 TEXT NOT NULL UNIQUE,
      plan TEXT NOT NULL,
      census_year INTEGER NOT NULL,
      counter INTEGER NOT NULL CHECK (counter > 0),
      received_at INTEGER NOT NULL,
      envelope BLOB NOT NULL,
      payload BLOB NOT NULL,
      receipt BLOB NOT NULL,
      UNIQUE (borough, release),
      UNIQUE (borough, counter)
    ) STRICT;

    -- How often each refusal was given. No message and no sender's address is kept.
    CREATE TABLE refusal (
      code TEXT NOT NULL,
      borough TEXT NOT NULL,
      times INTEGER NOT NULL,
      last_at INTEGER NOT NULL,
      PRIMARY KEY (code, borough)
    ) STRICT;
    """
}
