public import Cryptography
internal import Files
public import Identity
internal import ReleaseProtocol
internal import TLS

/// Renewing: a certificate for a new key, asked for with the present one, while that still holds.
public struct Renewal: Sendable {
  public let identity: IdentityFolder
  public let inboxFolder: String
  public let way: Way
  public let retry: RetryPolicy

  public init(identity: IdentityFolder, inboxFolder: String, way: Way, retry: RetryPolicy) {
    (self.identity, self.inboxFolder) = (identity, inboxFolder)
    self.way = way
    self.retry = retry
  }

  /// Days before a certificate's end from which it is a fault that it was not renewed.
  public static let overdueDays = 30

  /// From two thirds of a certificate's life on, less up to an eighteenth of it that the key decides: 33 boroughs
  /// enrolled on one day do not come back on one day. Of 90 days that is from the 55th to the 60th on.
  public static func isDue(_ certificate: Certificate, now: Int) -> Bool {
    let life = certificate.notAfter - certificate.notBefore
    let scatter = Int(certificate.spkiSHA256.prefix(4), radix: 16) ?? 0
    return now >= certificate.notBefore + life / 3 * 2 - life / 18 * scatter / 0xFFFF
  }

  /// The key is made and kept before the hub is asked, so a lost reply does no harm: the same request gets the same
  /// certificate, and until the new one is first used the present one serves.
  public func run(onRetry: (UplinkError, Duration) -> Void = { _, _ in }) async throws(UplinkError) -> EnrolledIdentity {
    let present = try Enrolment.wrapping { () throws(IdentityError) in try identity.load() }
    let key = try Enrolment.wrapping { () throws(IdentityError) in try identity.key(for: .renewal) }
    let line: HubLine
    do {
      line = try HubLine(
        present.hub, showing: present, port: present.hub.agentPort, way: way, contacts: ContactLog(inbox: inboxFolder))
    } catch {
      throw .connection(error)
    }
    let body = try Self.request(key, borough: present.hub.borough)
    let answer: [UInt8]
    do {
      answer = try await retry.run(onRetry: onRetry) { () async throws(UplinkError) in
        try await line.send(HTTPSRequest(.post, "/v1/renew", headers: [("content-type", "application/json")], body: body))
      }
    } catch {
      // The hub knows this key and will not have it: the next attempt makes another.
      if case .refused(.tokenUsed) = error {
        try Enrolment.wrapping { () throws(IdentityError) in try identity.forgetKey(for: .renewal) }
      }
      throw error
    }
    guard let reply = try? EnrolReply(canonicalBytes: answer) else { throw .badAnswer(reason: "not a renewed certificate") }
    return try Enrolment.wrapping { () throws(IdentityError) in
      try identity.replace(chainPEM: Array(reply.certificate.utf8), key: key, hub: present.hub)
    }
  }

  private static func request(_ key: TLSKey, borough: String) throws(UplinkError) -> [UInt8] {
    do {
      let csr = try key.certificateRequest(commonName: "borough-sender \(borough)")
      return RenewRequest(certificateRequest: String(decoding: csr, as: UTF8.self)).canonicalBytes
    } catch {
      throw .cryptography(error)
    }
  }
}
