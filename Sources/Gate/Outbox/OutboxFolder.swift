// Outbox: released messages on disk, signed once and sent as often as needed.
//
// Only a `Released` can be stored, so nothing reaches this folder that has not passed the gate. A message is written
// beside, synced, renamed; it is never changed afterwards. The sender reads what is approved and writes nothing here.
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

  /// Every release of which a message lies here or was logged, whole or not: what a ledger must have paid for.
  public func releases() throws(OutboxError) -> Set<String> {
    var found = Set(try EgressLog(folder: egressFolder).entries().map(\.release))
    guard Files.isFolder(messagesFolder) else { return found }
    let names = try OutboxError.wrapping { try Files.list(messagesFolder) }
    found.formUnion(names.filter { $0.hasSuffix(".dsse") }.map { String($0.dropLast(".dsse".count)) })
    return found
  }

  /// Messages that an officer approved, with the bytes that were approved.
  public func approvedMessages() throws(OutboxError) -> [StoredMessage] {
    try messages().filter { $0.approval != nil }
  }

  /// - Returns: nil when there is no such message.
  /// - Throws: `.approvalOfOtherBytes` when the approval names bytes that are not the stored ones.
  public func message(_ release: String) throws(OutboxError) -> StoredMessage? {
    guard Self.isReleaseID(release) else { throw .badReleaseID }
    let file = messagesFolder + "/\(release).dsse"
    guard Files.exists(file) else { return nil }
    let bytes = try OutboxError.wrapping { try Files.read(file, limit: Self.largestMessage) }
    let sha256 = Hex.encode(SHA256.hash(bytes))
    let approval = try approval(of: release)
    if let approval, approval.messageSHA256 != sha256 { throw .approvalOfOtherBytes(release: release) }
    return StoredMessage(release: release, bytes: bytes, sha256: sha256, approval: approval)
  }

  /// Records that an officer allows exactly these bytes to be sent. A second approval changes nothing.
  ///
  /// - Parameter signature: the officer's, under `Approval.statement`; nil where no officer of that role is registered.
  /// - Throws: `.damagedApproval` for a signature under anything else.
  public func approve(
    _ message: StoredMessage, as role: Approval.Role, signature: [UInt8]? = nil, at time: Int
  ) throws(OutboxError) {
    if message.approval != nil { return }
    let approval = Approval(role: role, approvedAt: time, messageSHA256: message.sha256, signature: signature)
    guard signature == nil || approval.isSigned(release: message.release) else {
      throw .damagedApproval(release: message.release)
    }
    let file = messagesFolder + "/\(message.release).approval"
    try OutboxError.wrapping { try Files.writeNew(CanonicalJSON.encode(approval.json), to: file, mode: 0o644) }
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
