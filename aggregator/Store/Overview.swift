import GRDB

/// One borough's state at the hub. Times are UTC seconds; nil means not yet.
public struct BoroughState: Equatable, Sendable {
  public let borough: String
  public let invitedAt: Int?
  /// The machine enrolled now, and until when its certificate is valid. Nil when none is, or when it was revoked.
  public let enrolledAt: Int?
  public let certificateExpiresAt: Int?
  public let lastMessageAt: Int?
  /// Messages taken in, superseded ones included.
  public let messages: Int
  /// The latest census that a message which counts is about.
  public let latestCensus: Int?
}

extension HubStore {
  /// All boroughs that were ever invited or heard of, by code.
  public func overview() async throws(StoreError) -> [BoroughState] {
    try await read("read the register") { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT b.borough AS borough,
            (SELECT max(made_at) FROM invitation WHERE borough = b.borough) AS invited_at,
            e.enrolled_at AS enrolled_at, e.expires_at AS expires_at,
            (SELECT max(received_at) FROM message WHERE borough = b.borough) AS last_at,
            (SELECT count(*) FROM message WHERE borough = b.borough) AS messages,
            (SELECT max(census_year) FROM counting WHERE borough = b.borough) AS latest_census
          FROM (SELECT borough FROM invitation UNION SELECT borough FROM message) AS b
          LEFT JOIN enrolment AS e ON e.borough = b.borough AND e.revoked_at IS NULL AND e.confirmed_at IS NOT NULL
          ORDER BY b.borough
          """)
      return rows.map { row in
        BoroughState(
          borough: row["borough"], invitedAt: row["invited_at"], enrolledAt: row["enrolled_at"],
          certificateExpiresAt: row["expires_at"], lastMessageAt: row["last_at"], messages: row["messages"],
          latestCensus: row["latest_census"])
      }
    }
  }
}
