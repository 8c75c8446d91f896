import GRDB

/// A message that passed every check, as it goes into the store.
public struct IncomingMessage: Sendable {
  public let borough: String
  public let release: String
  /// Hex SHA-256 of `envelope`.
  public let sha256: String
  public let plan: String
  public let censusYear: Int
  public let receivedAt: Int
  /// The signed bytes as sent (after decompression).
  public let envelope: [UInt8]
  /// Codes of what speaks against it; with any, it counts only once a person has decided so.
  public let quarantine: [String]

  public init(
    borough: String, release: String, sha256: String, plan: String, censusYear: Int, receivedAt: Int,
    envelope: [UInt8], quarantine: [String] = []
  ) {
    self.quarantine = quarantine
    (self.borough, self.release, self.sha256, self.plan) = (borough, release, sha256, plan)
    (self.censusYear, self.receivedAt, self.envelope) = (censusYear, receivedAt, envelope)
  }
}

/// What became of a message. The bytes are the signed receipt to answer with.
public enum Acceptance: Equatable, Sendable {
  case stored(receipt: [UInt8])
  /// The same bytes had been taken in before: the receipt given then.
  case repeated(receipt: [UInt8])
  /// Another message bears the same release identifier; nothing was changed.
  case conflicting
  /// The sender holds fewer receipts than there are messages of its borough: an older state of it, or a copy, is at
  /// work. Nothing was changed.
  case outOfStep(messages: Int)
}

/// What is known of a message whose sender asks before it sends it.
public enum Knowledge: Equatable, Sendable {
  /// It was taken in, and this is its receipt.
  case given(receipt: [UInt8])
  /// As in `Acceptance`.
  case outOfStep(messages: Int)
  /// Nothing, and it may be sent.
  case new
}

/// A message that counts: the newest of its borough for a plan and census year.
public struct StoredMessage: Equatable, Sendable {
  public let borough: String
  public let release: String
  public let counter: Int
  public let receivedAt: Int
  /// The signed bytes: what they say is read from them, so that nothing counts but what the borough has signed.
  public let envelope: [UInt8]
}

extension StoredMessage {
  fileprivate init(_ row: Row) {
    self.init(
      borough: row["borough"], release: row["release"], counter: row["counter"], receivedAt: row["received_at"],
      envelope: (row["envelope"] as Blob).bytes)
  }
}

extension HubStore {
  /// Takes a message in, once.
  ///
  /// One transaction: the borough's next receipt number, the message, and the receipt that `receipt` signs for that
  /// number. A crash before the commit leaves nothing, so the sender's retry is a first delivery; a crash after it
  /// leaves all, so the retry gets the stored receipt.
  /// - Parameter receiptsHeld: by the sender; nil where it does not say. More than are known here is no fault of the
  ///   sender's: the hub was restored, and that is noted for its operator.
  public func accept(
    _ message: IncomingMessage, receiptsHeld: Int? = nil, receipt: @escaping @Sendable (_ counter: Int) throws -> [UInt8]
  ) async throws -> Acceptance {
    try await write("store a message", gathers: true) { db in
      let earlier = try db.row(
        "SELECT sha256, receipt FROM message WHERE borough = ? AND release = ?", [message.borough, message.release])
      if let earlier {
        let same: Bool = earlier["sha256"] == message.sha256
        return same ? .repeated(receipt: (earlier["receipt"] as Blob).bytes) : .conflicting
      }
      let last = try db.number("SELECT max(counter) FROM message WHERE borough = ?", [message.borough])
      if let receiptsHeld, receiptsHeld < last ?? 0 { return .outOfStep(messages: last ?? 0) }
      if let receiptsHeld, receiptsHeld > last ?? 0 {
        try Self.insert(
          conflict: Self.receiptMissing, borough: message.borough, evidence: Array("receipt \(receiptsHeld)".utf8),
          at: message.receivedAt, db)
      }
      let counter = (last ?? 0) + 1
      let signed = try receipt(counter)
      try db.run(
        """
        INSERT INTO message
          (borough, release, sha256, plan, census_year, counter, received_at, envelope, receipt)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          message.borough, message.release, message.sha256, message.plan, message.censusYear, counter,
          message.receivedAt, Blob(message.envelope), Blob(signed),
        ])
      if !message.quarantine.isEmpty {
        try db.run(
          "INSERT INTO quarantine (message, reasons) VALUES (?, ?)",
          [db.lastInsertedRowID, message.quarantine.joined(separator: ",")])
      }
      return .stored(receipt: signed)
    }
  }

  /// - Parameters:
  ///   - sha256: of the message, hex.
  ///   - receiptsHeld: as in `accept`.
  public func knowledge(
    of sha256: String, by borough: String, receiptsHeld: Int?
  ) throws(StoreError) -> Knowledge {
    try look("look for a message") { db in
      let row = try db.row(
        """
        SELECT max(counter) AS last, (SELECT receipt FROM message WHERE borough = ? AND sha256 = ?) AS receipt
        FROM message WHERE borough = ?
        """, [borough, sha256, borough])
      if let receipt = row?["receipt"] as Blob? { return .given(receipt: receipt.bytes) }
      let last = row?["last"] as Int? ?? 0
      return receiptsHeld.map { $0 < last } == true ? .outOfStep(messages: last) : .new
    }
  }

  /// The messages that count: for each borough the one received last, of those that are not in quarantine. Earlier ones
  /// stay in the file.
  public func messages(plan: String, censusYear: Int) async throws(StoreError) -> [StoredMessage] {
    try await read("read the messages") { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT borough, release, counter, received_at, envelope FROM counting AS m
          WHERE plan = ? AND census_year = ? AND counter =
            (SELECT max(counter) FROM counting
             WHERE borough = m.borough AND plan = m.plan AND census_year = m.census_year)
          ORDER BY borough
          """,
        arguments: [plan, censusYear])
      return rows.map(StoredMessage.init)
    }
  }

  /// The latest census that a message which counts is about, by borough.
  public func latestCensuses() async throws(StoreError) -> [String: Int] {
    try await read("read the latest censuses") { db in
      var latest: [String: Int] = [:]
      let rows = try Row.fetchAll(db, sql: "SELECT borough, max(census_year) AS census_year FROM counting GROUP BY borough")
      for row in rows { latest[row["borough"]] = row["census_year"] }
      return latest
    }
  }

  /// The message of a borough that counts, of the latest census; of several, the one received last. Not `release`.
  /// - Returns: hex SHA-256 of its envelope.
  public func latestMessage(of borough: String, except release: String) throws(StoreError) -> String? {
    try look("look for a borough's latest message") { db in
      try db.row(
        """
        SELECT sha256 FROM counting WHERE borough = ? AND release <> ? ORDER BY census_year DESC, counter DESC LIMIT 1
        """, [borough, release]
      ).map { $0["sha256"] }
    }
  }

  /// - Parameter sha256: of a message, hex.
  public func envelope(of sha256: String) throws(StoreError) -> [UInt8]? {
    try look("read a message") { db in
      (try db.row("SELECT envelope FROM message WHERE sha256 = ?", [sha256])?["envelope"] as Blob?)?.bytes
    }
  }

  /// Of one borough: the counter of its latest receipt.
  public func messageCount(of borough: String) async throws(StoreError) -> Int {
    try await read("count a borough's messages") { db in
      try db.number("SELECT max(counter) FROM message WHERE borough = ?", [borough]) ?? 0
    }
  }

  public func messageCount() async throws(StoreError) -> Int {
    try await read("count the messages") { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM message") ?? 0 }
  }

  /// Grows with each message taken in and each decision; equal numbers mean that the same messages count.
  public func messageChanges() async throws(StoreError) -> Int {
    try await read("count the messages") { db in
      try Int.fetchOne(db, sql: "SELECT (SELECT count(*) FROM message) + (SELECT count(*) FROM decision)") ?? 0
    }
  }

  /// Counts a refusal, or several alike. `borough` is empty when the sender is not known.
  public func countRefusal(_ code: String, borough: String, times: Int = 1, at now: Int) async throws {
    try await write("count a refusal") { db in
      try db.execute(
        sql: """
          INSERT INTO refusal (code, borough, times, last_at) VALUES (?, ?, ?, ?)
          ON CONFLICT (code, borough) DO UPDATE SET times = times + excluded.times, last_at = excluded.last_at
          """,
        arguments: [code, borough, times, now])
    }
  }

  /// Refusals given so far, by code.
  public func refusals() async throws(StoreError) -> [String: Int] {
    try await refusalsByBorough().mapValues { $0.values.reduce(0, +) }
  }

  /// The same by code and borough; empty: nobody knows whose.
  public func refusalsByBorough() async throws(StoreError) -> [String: [String: Int]] {
    try await read("read the refusals") { db in
      var totals: [String: [String: Int]] = [:]
      for row in try Row.fetchAll(db, sql: "SELECT code, borough, times FROM refusal") {
        totals[row["code"], default: [:]][row["borough"]] = row["times"]
      }
      return totals
    }
  }
}
