import Cryptography
import Geography
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
    return Invitation(
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
