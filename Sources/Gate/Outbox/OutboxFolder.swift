// Outbox: released messages on disk, signed once and sent as often as needed.
//
// Only a `Released` can be stored, so nothing reaches this folder that has not passed the gate. A message is written
// beside, synced, renamed; it is never changed afterwards. While it waits, its modes let nobody but the agent's own user
// read it; approval opens it to the group, and so to the sender, which writes nothing here.
// Layout:  borough                      ONS code of the borough whose outbox it is
//          identity.pub, egress-log.pub    public halves of the keys that sign messages and log, hex
//          messages/<release>.dsse       the exact bytes that may be sent
//          messages/<release>.approval   who approved, when, and the SHA-256 of the bytes approved
//          egress/leaves, egress/checkpoint   the log of everything that may leave

internal import Cryptography
internal import Files
public import ReleaseProtocol

/// One message as it lies in the outbox.
public struct StoredMessage: Sendable {
  /// Release id, 32 hex digits.
  public let release: String
  /// The DSSE envelope, exactly as stored and as sent.
  public let bytes: [UInt8]
  /// SHA-256 of `bytes`, hex.
  public let sha256: String
  public let approval: Approval?
}

/// The outbox as a folder that can be read: by the officer's commands and by the sender.
public struct OutboxFolder: Sendable {
  public let path: String
  public init(path: String) { self.path = path }

  var messagesFolder: String { path + "/messages" }
  var egressFolder: String { path + "/egress" }
  static let largestMessage = 4 << 20
  /// Modes of a message that waits, and of one that an officer approved. Who may pass the outbox's own folder, the
  /// sender's group, reads the second.
  static let waiting: UInt32 = 0o600
  static let approved: UInt32 = 0o644

  /// Every stored message, oldest first by the log of what may leave.
  ///
  /// Throws `.otherBytesThanLogged` if one was changed since, so that nobody approves what was not released.
  public func messages() throws(OutboxError) -> [StoredMessage] {
    var found: [StoredMessage] = []
    for entry in try EgressLog(folder: egressFolder).entries() {
      guard let message = try message(entry.release) else { continue }
      guard message.sha256 == entry.messageSHA256 else { throw .otherBytesThanLogged(release: entry.release) }
      found.append(message)
    }
    return found
  }

  /// What the log of what may leave says was stored, oldest first, whether its message lies here or not.
  public func logged() throws(OutboxError) -> [(release: String, messageSHA256: String)] {
    try EgressLog(folder: egressFolder).entries()
  }

  /// Every release of which a message lies here or was logged, whole or not: what a ledger must have paid for.
  public func releases() throws(OutboxError) -> Set<String> {
    try Set(EgressLog(folder: egressFolder).entries().map(\.release)).union(stored())
  }

  /// Messages that an officer approved, with the bytes that were approved. None that waits is opened: the sender's user
  /// may not.
  ///
  /// - Throws: `.notOpened` where the approval is there, and this user may not read the message.
  public func approvedMessages() throws(OutboxError) -> [StoredMessage] {
    var found: [StoredMessage] = []
    for entry in try EgressLog(folder: egressFolder).entries() {
      guard let approval = try approval(of: entry.release), let message = try message(entry.release, approval) else {
        continue
      }
      guard message.sha256 == entry.messageSHA256 else { throw .otherBytesThanLogged(release: entry.release) }
      found.append(message)
    }
    return found
  }

  /// - Returns: nil when there is no such message.
  /// - Throws: `.approvalOfOtherBytes` when the approval names bytes that are not the stored ones.
  public func message(_ release: String) throws(OutboxError) -> StoredMessage? {
    guard Self.isReleaseID(release) else { throw .badReleaseID }
    return try message(release, approval(of: release))
  }

  private func message(_ release: String, _ approval: Approval?) throws(OutboxError) -> StoredMessage? {
    let file = file(release)
    guard Files.exists(file) else { return nil }
    let bytes: [UInt8]
    do { bytes = try Files.read(file, limit: Self.largestMessage) } catch {
      throw approval != nil && error.code == "file-permission" ? .notOpened(release: release) : .file(error)
    }
    let sha256 = Hex.encode(SHA256.hash(bytes))
    if let approval, approval.messageSHA256 != sha256 { throw .approvalOfOtherBytes(release: release) }
    return StoredMessage(release: release, bytes: bytes, sha256: sha256, approval: approval)
  }

  /// Records that an officer allows exactly these bytes to be sent, and opens them to the sender. A second approval
  /// changes nothing, and finishes one that was cut short between the two.
  ///
  /// - Parameter signature: the officer's, under `Approval.statement`; nil where no officer of that role is registered.
  /// - Throws: `.damagedApproval` for a signature under anything else.
  public func approve(
    _ message: StoredMessage, as role: Approval.Role, signature: [UInt8]? = nil, at time: Int
  ) throws(OutboxError) {
    if message.approval == nil { try record(message, as: role, signature, at: time) }
    // On disk is the approval by now: whatever can be read is approved.
    try OutboxError.wrapping { try Files.setMode(Self.approved, of: file(message.release)) }
  }

  private func record(
    _ message: StoredMessage, as role: Approval.Role, _ signature: [UInt8]?, at time: Int
  ) throws(OutboxError) {
    let approval = Approval(role: role, approvedAt: time, messageSHA256: message.sha256, signature: signature)
    guard signature == nil || approval.isSigned(release: message.release) else {
      throw .damagedApproval(release: message.release)
    }
    let file = messagesFolder + "/\(message.release).approval"
    try OutboxError.wrapping { try Files.writeNew(CanonicalJSON.encode(approval.json), to: file, mode: 0o644) }
  }

  /// Takes messages that wait away from everybody but the agent's user: an earlier version left them to be read. What
  /// bears no approval that holds counts as waiting.
  public func closeWaiting() throws(OutboxError) {
    for release in try stored() where (try? approval(of: release)) == nil {
      try OutboxError.wrapping {
        guard try !Files.isOwnersAlone(file(release)) else { return }
        try Files.setMode(Self.waiting, of: file(release))
        // An officer may have approved it just now.
        if (try? approval(of: release)) != nil { try Files.setMode(Self.approved, of: file(release)) }
      }
    }
  }

  /// Messages without approval that this user may read, by release. For the sender's there should be none.
  public func readableWaiting() throws(OutboxError) -> [String] {
    try stored().filter { (try? approval(of: $0)) == nil && Files.isReadable(file($0)) }
  }

  private func file(_ release: String) -> String { messagesFolder + "/\(release).dsse" }

  /// Releases of which there is a file, logged or not.
  private func stored() throws(OutboxError) -> [String] {
    guard Files.isFolder(messagesFolder) else { return [] }
    let names = try OutboxError.wrapping { try Files.list(messagesFolder) }
    return names.filter { $0.hasSuffix(".dsse") }.map { String($0.dropLast(".dsse".count)) }
  }

  private func approval(of release: String) throws(OutboxError) -> Approval? {
    let file = messagesFolder + "/\(release).approval"
    guard Files.exists(file) else { return nil }
    let bytes = try OutboxError.wrapping { try Files.read(file, limit: 4096) }
    guard let json = try? CanonicalJSON.decode(bytes), let approval = Approval(json: json) else {
      throw .damagedApproval(release: release)
    }
    guard approval.signature == nil || approval.isSigned(release: release) else {
      throw .damagedApproval(release: release)
    }
    return approval
  }

  static func isReleaseID(_ text: String) -> Bool {
    text.utf8.count == 32 && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }
}

extension StoredMessage {
  /// The message inside the envelope. The signature is checked by the receiver, who knows the key.
  public func message() throws(WireError) -> ReleaseMessage {
    let payload = try DSSE.open(bytes, payloadType: ReleaseMessage.payloadType) { _, _, _ in true }
    return try ReleaseMessage(json: try CanonicalJSON.decode(payload))
  }
}
