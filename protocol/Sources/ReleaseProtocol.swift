// ReleaseProtocol: what travels between a borough and the hub, as bytes and as types.
//
// What it is for: one spelling of every message (canonical JSON inside a DSSE envelope), decoded strictly into
// types whose every field has been checked. The hub decodes with it, the borough encodes with it, and others can
// build on it: it depends on nothing, not even on Foundation. protocol/SPEC.md says the same in prose.
//
// What it may assume: nothing about the bytes it is given. Signing, hashing and verifying come in as closures.
//
// What it never does: no floating point, no free text, no clock, no input or output. Its errors name fields of
// this specification and places in the bytes; they never repeat what a peer sent.

/// Limits of the protocol itself. Every one is stated in SPEC.md and in the JSON Schemas.
public enum Wire {
  /// Largest integer, and minus the smallest: 2^53 - 1, so that every JSON reader in the world agrees (RFC 8785).
  public static let largestInteger: Int64 = 9_007_199_254_740_991
  /// Versions of the protocol that this code speaks: that of the HTTP paths.
  public static let protocols = 1...1
  /// Header of a sender's request to `/v1/releases`: how many receipts of this hub it holds, in decimal.
  public static let receiptsHeader = "boroughwise-receipts"
  /// Header of a request to `/v1/releases` that keeps its body back until the hub has judged it, and of the hub's 100: hex
  /// SHA-256 of the message.
  public static let messageHeader = "boroughwise-message"
  /// Header of every request and answer: a `PeerVersion`.
  public static let versionHeader = "boroughwise-version"
  /// Years that a message may speak of.
  public static let years = 2000...2100
  /// UTC seconds of 2000-01-01 to 2100-01-01.
  public static let times = 946_684_800...4_102_444_800
  /// Most cells of one table.
  public static let mostCells = 16_384
  /// Most statistics of one plan, so most tables of one message.
  public static let mostStatistics = 32
  /// Cells of one forecast year: 5 phases × 12 needs.
  public static let forecastCellsPerYear = 60
  /// Most entries of a log.
  public static let mostLogEntries = 1_000_000_000
  /// Most years of a forecast.
  public static let mostForecastYears = 32
}

/// A message with exactly one spelling.
public protocol WireMessage: Equatable, Sendable {
  var json: JSON { get }
  /// Refuses unknown, missing and out-of-range members.
  init(json: JSON) throws(WireError)
}

extension WireMessage {
  /// The bytes that are hashed, signed and sent.
  public var canonicalBytes: [UInt8] { CanonicalJSON.encode(json) }

  /// Decodes strictly: what `canonicalBytes` would not write is refused.
  public init(canonicalBytes bytes: [UInt8]) throws(WireError) {
    try self.init(json: CanonicalJSON.decode(bytes))
  }
}
