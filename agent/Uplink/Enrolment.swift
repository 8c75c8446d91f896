internal import Cryptography
internal import Files
public import Identity
internal import Outbox
public import ReleaseProtocol
internal import TLS

/// Enrolling: an invitation, or a person's word over the telephone, becomes a certificate. The private key is made here
/// and stays here.
public struct Enrolment: Sendable {
  public let identity: IdentityFolder
  public let outboxFolder: String
  public let inboxFolder: String
  public let way: Way
  public let retry: RetryPolicy

  public init(identity: IdentityFolder, outboxFolder: String, inboxFolder: String, way: Way, retry: RetryPolicy) {
    (self.identity, self.outboxFolder, self.inboxFolder) = (identity, outboxFolder, inboxFolder)
    self.way = way
    self.retry = retry
  }

  /// - Parameters:
  ///   - invitation: the file's bytes; a card without a token makes the keys' fingerprint stand for it. nil: the hub
  ///     that this machine was enrolled at before, and the fingerprint.
  ///   - replacing: a machine that is enrolled gets new keys. What it has holds until the new certificate is there.
  ///   - now: UTC seconds.
  /// - Throws: `.awaitingApproval` until the hub's operator has let the fingerprint in.
  /// A lost reply does no harm: the key is kept, and the hub answers the same token and key alike.
  public func run(
    invitation bytes: [UInt8]?, replacing: Bool = false, now: Int,
    onRetry: (UplinkError, Duration) -> Void = { _, _ in }
  ) async throws(UplinkError) -> EnrolledIdentity {
    let invitation = try bytes.map { bytes throws(UplinkError) in try Self.read(bytes, now: now) }
    var hub: Hub
    if let invitation { hub = Hub(invitation) } else {
      hub = try Self.wrapping { () throws(IdentityError) in try identity.load().hub }
    }
    let isRenaming = try requireOwn(hub.borough, replacing: replacing)
    let identityKey = try readIdentityKey()
    let key = try Self.wrapping { () throws(IdentityError) in
      try replacing ? identity.key(for: .enrolmentAgain) : identity.keyForEnrolment()
    }
    let fingerprint = Fingerprint(
      borough: hub.borough, spkiSHA256: key.spkiSHA256, identityKey: Hex.encode(identityKey.rawBytes))
    let secret = invitation.flatMap { $0.isCard ? nil : $0.token }
    let body = try Self.request(hub.borough, token: secret ?? fingerprint.hex, key: key, identityKey: identityKey)
    let awaiting = secret == nil ? fingerprint : nil
    let answer: [UInt8]
    do throws(UplinkError) {
      do { answer = try await ask(hub, body, awaiting: awaiting, onRetry) } catch .connection(let error)
      where error.kind == .wrongPin {
        // The invitation may be older than the hub's key.
        guard let known = await KeyNews(inboxFolder: inboxFolder, way: way).signed(hub) else { throw .connection(error) }
        hub = known
        answer = try await ask(hub, body, awaiting: awaiting, onRetry)
      }
    } catch .refused(.tokenUsed) {
      // It may be the key that the hub has had before, by a token whose answer was lost: the next attempt makes another.
      try Self.wrapping { () throws(IdentityError) in
        try replacing ? identity.forgetKey(for: .enrolmentAgain) : identity.forgetKeyForEnrolment()
      }
      throw .refused(.tokenUsed)
    }
    guard let reply = try? EnrolReply(canonicalBytes: answer), reply.identityKeyID == identityKey.id else {
      throw .badAnswer(reason: "not an enrolment of our identity key")
    }
    return try Self.wrapping { () throws(IdentityError) in
      let chain = Array(reply.certificate.utf8)
      return try replacing
        ? identity.replace(chainPEM: chain, key: key, hub: hub, renaming: isRenaming)
        : identity.store(chainPEM: chain, key: key, hub: hub)
    }
  }

  /// Another borough's invitation would be used up here, and nothing could be sent with what it gives.
  ///
  /// - Returns: whether the present certificate is another borough's, and this one is to take its place.
  private func requireOwn(_ borough: String, replacing: Bool) throws(UplinkError) -> Bool {
    let outbox: String?
    do { outbox = try OutboxFolder(path: outboxFolder).borough() } catch { throw .outbox(error) }
    if let outbox, outbox != borough { throw .otherBorough(.invitation, of: borough, here: outbox) }
    guard replacing else { return false }
    let present = try Self.wrapping { () throws(IdentityError) in try identity.load().hub.borough }
    if present == borough { return false }
    guard outbox == borough else { throw .otherBorough(.invitation, of: borough, here: present) }
    return true
  }

  /// - Parameter awaiting: what a person has to approve, when no secret token stands for it.
  private func ask(
    _ hub: Hub, _ body: [UInt8], awaiting: Fingerprint?, _ onRetry: (UplinkError, Duration) -> Void
  ) async throws(UplinkError) -> [UInt8] {
    let line: HubLine
    do {
      line = try HubLine(hub, showing: nil, port: hub.enrolPort, way: way, contacts: ContactLog(inbox: inboxFolder))
    } catch {
      throw .badInvitation(reason: "its root certificate cannot be used")
    }
    do {
      return try await retry.run(onRetry: onRetry) { () async throws(UplinkError) in
        try await line.send(
          HTTPSRequest(.post, "/v1/enrol", headers: [("content-type", "application/json")], body: body))
      }
    } catch {
      if let awaiting, case .refused(.tokenUnknown) = error { throw .awaitingApproval(awaiting) }
      if let awaiting, case .refused(.tokenExpired) = error { throw .awaitingApproval(awaiting) }
      throw error
    }
  }

  /// Connects to the enrolment port, checks that the hub is there, and asks for nothing. Of a hub with another key than
  /// the pinned one it asks what is signed of that.
  public static func reach(_ hub: Hub, inboxFolder: String, way: Way) async throws(UplinkError) {
    do { try await reachPinned(hub, inboxFolder: inboxFolder, way: way) } catch .connection(let error)
    where error.kind == .wrongPin {
      guard let known = await KeyNews(inboxFolder: inboxFolder, way: way).signed(hub) else { throw .connection(error) }
      try await reachPinned(known, inboxFolder: inboxFolder, way: way)
    }
  }

  private static func reachPinned(_ hub: Hub, inboxFolder: String, way: Way) async throws(UplinkError) {
    let line: HubLine
    do {
      line = try HubLine(hub, showing: nil, port: hub.enrolPort, way: way, contacts: ContactLog(inbox: inboxFolder))
    } catch {
      throw .badInvitation(reason: "its root certificate cannot be used")
    }
    do {
      _ = try await line.send(HTTPSRequest(.get, "/v1/enrol"))
    } catch .refused(.notFound) {
      // Our hub's own word for a question that is none.
    }
  }

  /// An invitation or card from its file's bytes.
  public static func read(_ bytes: [UInt8], now: Int) throws(UplinkError) -> Invitation {
    // Mail and editors put a byte order mark before and line ends behind; nothing else is forgiven.
    var text = bytes[...]
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
    while let last = text.last, [UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains(last) { text = text.dropLast() }
    let invitation: Invitation
    do {
      invitation = try Invitation(canonicalBytes: Array(text))
    } catch {
      throw .badInvitation(reason: "it is not an invitation, or was changed on the way")
    }
    guard invitation.expiresAt > now else { throw .badInvitation(reason: "it has expired") }
    return invitation
  }

  private static func request(
    _ borough: String, token: String, key: TLSKey, identityKey: VerifyingKey
  ) throws(UplinkError) -> [UInt8] {
    do {
      let csr = try key.certificateRequest(commonName: "borough-sender \(borough)")
      return EnrolRequest(
        borough: borough, token: token, certificateRequest: String(decoding: csr, as: UTF8.self),
        identityKey: Hex.encode(identityKey.rawBytes)
      ).canonicalBytes
    } catch {
      throw .cryptography(error)
    }
  }

  /// The agent's public signing key, which it leaves in the outbox.
  private func readIdentityKey() throws(UplinkError) -> VerifyingKey {
    let file = outboxFolder + "/identity.pub"
    let bytes: [UInt8]
    do {
      bytes = try Files.read(file, limit: 256)
    } catch {
      throw .file(error)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let raw = Hex.decode(text.hasSuffix("\n") ? String(text.dropLast()) : text),
      let key = try? VerifyingKey(rawBytes: raw)
    else { throw .badIdentityKey(file: file) }
    return key
  }

  static func wrapping<Value>(_ body: () throws(IdentityError) -> Value) throws(UplinkError) -> Value {
    do {
      return try body()
    } catch {
      throw .identity(error)
    }
  }
}
