import Cryptography
import Geography
import Identity
import ReleaseProtocol
import Store

/// A granted enrolment.
public struct Enrolled: Equatable, Sendable {
  public let borough: String
  /// Canonical JSON of an `EnrolReply`.
  public let reply: [UInt8]
  /// The request had been granted before and got the same bytes again.
  public let isRepeat: Bool
}

extension BoroughRegister {
  /// How long a borough's certificate is valid.
  public static let certificateDays = 90

  /// Answers an enrolment request.
  ///
  /// - Parameter body: canonical JSON of an `EnrolRequest`.
  /// - Returns: the reply. The same token with the same two keys gets the same bytes again.
  /// - Throws: `RegisterFault` for a refusal; anything else is a fault of this machine.
  public func enrol(_ body: [UInt8], now: Int) async throws -> Enrolled {
    let request = try Self.decode(body)
    guard geography.borough(code: request.borough) != nil else { throw RegisterFault.notABorough }
    guard let certificateRequest = try? CertificateRequest(pem: Array(request.certificateRequest.utf8)) else {
      throw RegisterFault.badCertificateRequest
    }
    guard let raw = Hex.decode(request.identityKey), let identityKey = try? VerifyingKey(rawBytes: raw) else {
      throw RegisterFault.badIdentityKey
    }
    let incoming = IncomingEnrolment(
      borough: request.borough, tokenSHA256: Self.hash(request.token), spkiSHA256: certificateRequest.spkiSHA256,
      identityKey: identityKey.rawBytes,
      fingerprint: Fingerprint(
        borough: request.borough, spkiSHA256: certificateRequest.spkiSHA256, identityKey: request.identityKey
      ).hex, at: now)
    let redemption = try await store.redeem(incoming) {
      try reply(to: certificateRequest, from: request.borough, identityKey: identityKey, now: now)
    }
    return try Self.enrolled(request.borough, redemption)
  }

  /// The SHA-256, hex, of the token in an enrolment request, if it is one of ours: used, ended or neither.
  /// - Throws: `RegisterFault` for a body that is no request.
  public func knownToken(in body: [UInt8]) async throws -> String? {
    let sha256 = Self.hash(try Self.decode(body).token)
    return try await store.hasInvitation(tokenSHA256: sha256) ? sha256 : nil
  }

  /// A certificate for the key of a request, in a reply's canonical bytes, and its end.
  func reply(
    to request: CertificateRequest, from borough: String, identityKey: VerifyingKey, now: Int
  ) throws -> (reply: [UInt8], expiresAt: Int) {
    let certificate = try issuing.issueClient(
      for: request, uriName: try name(of: borough), days: Self.certificateDays, now: now)
    let chain = String(decoding: certificate.pem + issuing.certificatePEM, as: UTF8.self)
    let reply = EnrolReply(certificate: chain, identityKeyID: identityKey.id)
    return (CanonicalJSON.encode(reply.json), certificate.notAfter)
  }

  private static func decode(_ body: [UInt8]) throws(RegisterFault) -> EnrolRequest {
    do {
      return try EnrolRequest(json: try CanonicalJSON.decode(body))
    } catch {
      throw .badRequest(error.code)
    }
  }

  private static func enrolled(_ borough: String, _ redemption: Redemption) throws(RegisterFault) -> Enrolled {
    switch redemption {
    case .enrolled(let reply): return Enrolled(borough: borough, reply: reply, isRepeat: false)
    case .repeated(let reply): return Enrolled(borough: borough, reply: reply, isRepeat: true)
    case .unknown: throw .tokenUnknown
    case .expired: throw .tokenExpired
    case .used: throw .tokenUsed
    case .otherBorough: throw .tokenOfOtherBorough
    case .keyInUse: throw .keyInUse
    }
  }
}
