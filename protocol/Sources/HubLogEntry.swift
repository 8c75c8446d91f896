/// Names of logs, each also of the key that signs it, and of the keys that cosign them.
public enum LogNames {
  public static func hub(_ deployment: String) -> String { "boroughwise/hub/\(deployment)" }
  public static func hubCosigner(_ deployment: String) -> String { "boroughwise/hub/\(deployment)/cosigner" }
  public static func egress(_ borough: String) -> String { "boroughwise/egress/\(borough)" }
  public static func boroughCosigner(_ borough: String) -> String { "boroughwise/egress/\(borough)/cosigner" }
  public static func contacts(_ borough: String) -> String { "boroughwise/contacts/\(borough)" }
}

/// Entries of the hub's log. Each is canonical JSON with its place in the log, `sequence` from 0, and its `kind`.
public enum HubLogEntry {
  public enum Kind: String, CaseIterable, Sendable {
    /// Always the first: what lay in the register before it had a log follows it.
    case begun
    case enrolled, renewed, revoked, received, decided
    /// The keys by which a borough signs its egress log and cosigns this one, when they were first seen or have changed.
    case cosigner
    /// The key by which a borough's sender signs its log of contacts, when it was first seen or has changed.
    case contactsKey = "contacts-key"
    /// Two heads of a log that do not fit, and a person's word that it was found out why.
    case conflict, settled
    /// A statement of the hub's on its own keys.
    case keys
  }

  /// What is hashed.
  public static func bytes(_ kind: Kind, _ members: [String: JSON], sequence: Int) -> [UInt8] {
    var all = members
    all["kind"] = .string(kind.rawValue)
    all["sequence"] = .integer(sequence)
    return CanonicalJSON.encode(.object(all))
  }

  /// Members of `received`.
  /// - Parameter receiptSHA256: of the receipt's envelope, hex.
  public static func received(
    borough: String, counter: Int, messageSHA256: String, receiptSHA256: String, receivedAt: Int
  ) -> [String: JSON] {
    [
      "borough": .string(borough), "counter": .integer(counter), "message_sha256": .string(messageSHA256),
      "receipt_sha256": .string(receiptSHA256), "received_at": .integer(receivedAt),
    ]
  }
}

extension Receipt {
  /// The entry of the hub's log that says that this receipt was given: whoever holds the receipt can make it.
  /// - Parameters:
  ///   - sha256: of the receipt's envelope, hex.
  ///   - sequence: the entry's place in the log.
  public func logEntry(sha256: String, sequence: Int) -> [UInt8] {
    HubLogEntry.bytes(
      .received,
      HubLogEntry.received(
        borough: borough, counter: counter, messageSHA256: messageSHA256, receiptSHA256: sha256, receivedAt: receivedAt),
      sequence: sequence)
  }
}
