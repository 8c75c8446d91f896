public import Cryptography
import Geography

import Store

/// An authenticated sender: what its certificate says and the store confirms.
public struct Sender: Sendable {
  public let borough: String
  /// Signs the borough's messages.
  public let identityKey: VerifyingKey
}

extension BoroughRegister {
  /// The borough behind a TLS connection whose chain was verified up to this deployment's root.
  ///
  /// Asks the store each time, so a revocation holds from the next request on, also on an open connection. So does the
  /// certificate's end, which TLS looks at only once.
  ///
  /// - Parameters:
  ///   - uriNames: all URI names of the peer's certificate; none when it showed no certificate.
  ///   - spkiSHA256: hex SHA-256 of its public key.
  ///   - now: UTC seconds.
  public func sender(uriNames: [String], spkiSHA256: String, now: Int) async throws -> Sender {
    let borough = try self.borough(named: uriNames)
    guard let enrolment = try store.enrolment(spkiSHA256: spkiSHA256) else { throw RegisterFault.notEnrolled }
    guard enrolment.borough == borough else { throw RegisterFault.certificateOfOtherBorough }
    if enrolment.isRevoked { throw RegisterFault.revoked }
    if now > enrolment.expiresAt { throw RegisterFault.certificateExpired }
    if !enrolment.isConfirmed { try await store.confirm(spkiSHA256: spkiSHA256, at: now) }
    // A disk that is full must not turn away who only asks.
    try? await store.note(contactOf: borough, at: now)
    return Sender(borough: borough, identityKey: try VerifyingKey(rawBytes: enrolment.identityKey))
  }
}
