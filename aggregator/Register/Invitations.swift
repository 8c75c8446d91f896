import Cryptography
import Geography
import Identity
public import ReleaseProtocol
import Store

extension BoroughRegister {
  /// How long an invitation can be used.
  public static let invitationSeconds = 72 * 3600

  /// Makes a one-time invitation for a borough. It holds the token, of which only the hash stays here: hand the
  /// file to the borough by a way on which nobody else reads it.
  ///
  /// An earlier invitation of the borough that was not used yet ends now.
  public func invite(borough: String, now: Int) async throws -> Invitation {
    guard geography.borough(code: borough) != nil else { throw RegisterFault.notABorough }
    let token = Hex.encode(try RandomBytes.make(20))  // 160 bits
    let expiresAt = now + Self.invitationSeconds
    try await store.invite(borough: borough, tokenSHA256: Self.hash(token), at: now, expiresAt: expiresAt)
    return invitation(borough, token: token, expiresAt: expiresAt)
  }

  /// What a borough must know of this hub, with no secret in it: for enrolling by telephone. Never expires by itself.
  public func card(borough: String) throws(RegisterFault) -> Invitation {
    guard geography.borough(code: borough) != nil else { throw .notABorough }
    return invitation(borough, token: Invitation.noToken, expiresAt: Wire.times.upperBound)
  }

  /// Lets the keys in whose fingerprint a person of the borough has read over the telephone, and no others.
  ///
  /// - Parameter fingerprint: as typed; blanks, hyphens and case don't count.
  /// - Returns: until when, UTC seconds.
  public func approve(borough: String, fingerprint typed: String, now: Int) async throws -> Int {
    guard geography.borough(code: borough) != nil else { throw RegisterFault.notABorough }
    guard let fingerprint = Fingerprint(typed: typed) else { throw RegisterFault.badFingerprint }
    let expiresAt = now + Self.invitationSeconds
    try await store.invite(
      borough: borough, tokenSHA256: Self.hash(fingerprint.hex), fingerprint: fingerprint.hex, at: now,
      expiresAt: expiresAt)
    return expiresAt
  }

  private func invitation(_ borough: String, token: String, expiresAt: Int) -> Invitation {
    Invitation(
      deployment: deployment.name, borough: borough, hubName: deployment.hubName, hubAddress: deployment.address,
      enrolPort: deployment.enrolPort, agentPort: deployment.agentPort,
      rootCertificate: String(decoding: rootCertificatePEM, as: UTF8.self), hubPin: hubPin,
      receiptKey: Hex.encode(receiptKey.publicKey.rawBytes), token: token, expiresAt: expiresAt)
  }

  /// Looked up by hash, so the time a look-up takes says nothing about the tokens that exist.
  static func hash(_ token: String) -> String { Hex.encode(SHA256.hash(Array(token.utf8))) }

  /// Ends a borough's enrolment and open invitations.
  ///
  /// - Returns: whether a machine was enrolled.
  public func revoke(borough: String, now: Int) async throws -> Bool {
    guard geography.borough(code: borough) != nil else { throw RegisterFault.notABorough }
    return try await store.revoke(borough: borough, at: now)
  }
}
