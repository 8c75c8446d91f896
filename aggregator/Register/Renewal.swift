import Cryptography
import ReleaseProtocol
import Store

/// A granted renewal.
public struct Renewed: Equatable, Sendable {
  public let borough: String
  /// Canonical JSON of an `EnrolReply`.
  public let reply: [UInt8]
  public let isRepeat: Bool
}

extension BoroughRegister {
  /// Answers a renewal over a connection that shows an enrolled certificate.
  ///
  /// - Parameters:
  ///   - body: canonical JSON of a `RenewRequest`.
  ///   - uriNames, spkiSHA256: of the certificate in use, as in `sender`.
  /// - Returns: the reply. The same two keys get the same bytes again.
  /// - Throws: `RegisterFault` for a refusal; anything else is a fault of this machine.
  public func renew(_ body: [UInt8], uriNames: [String], spkiSHA256: String, now: Int) async throws -> Renewed {
    let sender = try await sender(uriNames: uriNames, spkiSHA256: spkiSHA256, now: now)
    let request: RenewRequest
    do {
      request = try RenewRequest(json: try CanonicalJSON.decode(body))
    } catch {
      throw RegisterFault.badRequest(error.code)
    }
    guard let certificateRequest = try? CertificateRequest(pem: Array(request.certificateRequest.utf8)) else {
      throw RegisterFault.badCertificateRequest
    }
    let incoming = IncomingRenewal(oldSPKI: spkiSHA256, newSPKI: certificateRequest.spkiSHA256, at: now)
    let renewal = try await store.renew(incoming) { borough, key in
      try reply(to: certificateRequest, from: borough, identityKey: VerifyingKey(rawBytes: key), now: now)
    }
    switch renewal {
    case .renewed(let reply): return Renewed(borough: sender.borough, reply: reply, isRepeat: false)
    case .repeated(let reply): return Renewed(borough: sender.borough, reply: reply, isRepeat: true)
    case .keyInUse: throw RegisterFault.keyInUse
    case .revoked: throw RegisterFault.revoked
    case .tooMany: throw RegisterFault.tooManyRenewals
    }
  }
}
