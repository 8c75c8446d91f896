internal import Cryptography
internal import Files
public import Identity
internal import ReleaseProtocol
internal import TLS

/// Enrolling: an invitation becomes a certificate. The private key is made here and stays here.
public struct Enrolment: Sendable {
  public let identity: IdentityFolder
  public let outboxFolder: String
  public let way: Way
  public let retry: RetryPolicy

  public init(identity: IdentityFolder, outboxFolder: String, way: Way, retry: RetryPolicy) {
    self.identity = identity
    self.outboxFolder = outboxFolder
    self.way = way
    self.retry = retry
  }

  /// - Parameters:
  ///   - invitation: the file's bytes.
  ///   - now: UTC seconds.
  /// A lost reply does no harm: the key is kept, and the hub answers the same token and key alike.
  public func run(
    invitation bytes: [UInt8], now: Int, onRetry: (UplinkError, Duration) -> Void = { _, _ in }
  ) async throws(UplinkError) -> EnrolledIdentity {
    let invitation = try Self.read(bytes, now: now)
    let identityKey = try readIdentityKey()
    let key = try Self.wrapping { () throws(IdentityError) in try identity.keyForEnrolment() }
    let body = try Self.request(invitation, key: key, identityKey: identityKey)
    let hub = Hub(invitation)
    let line: HubLine
    do {
      let context = try TLSContext.client(trustRootsPEM: hub.rootCertificate, chainPEM: nil, keyPEM: nil)
      line = HubLine(hub, context: context, port: hub.enrolPort, way: way)
    } catch {
      throw .badInvitation(reason: "its root certificate cannot be used")
    }
    let answer = try await retry.run(onRetry: onRetry) { () async throws(UplinkError) in
      try await line.send(
        HTTPSRequest(.post, "/v1/enrol", headers: [("content-type", "application/json")], body: body))
    }
    guard let reply = try? EnrolReply(canonicalBytes: answer), reply.identityKeyID == identityKey.id else {
      throw .badAnswer(reason: "not an enrolment of our identity key")
    }
    return try Self.wrapping { () throws(IdentityError) in
      try identity.store(chainPEM: Array(reply.certificate.utf8), key: key, hub: hub)
    }
  }

  private static func read(_ bytes: [UInt8], now: Int) throws(UplinkError) -> Invitation {
    // A file made by hand or mail may end in a line end; nothing else is forgiven.
    let text = bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...]
    let invitation: Invitation
    do {
      invitation = try Invitation(canonicalBytes: Array(text))
    } catch {
      throw .badInvitation(reason: "it is not an invitation in canonical form")
    }
    guard invitation.expiresAt > now else { throw .badInvitation(reason: "it has expired") }
    return invitation
  }

  private static func request(
    _ invitation: Invitation, key: TLSKey, identityKey: VerifyingKey
  ) throws(UplinkError) -> [UInt8] {
    do {
      let csr = try key.certificateRequest(commonName: "borough-sender \(invitation.borough)")
      return EnrolRequest(
        borough: invitation.borough, token: invitation.token, certificateRequest: String(decoding: csr, as: UTF8.self),
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
