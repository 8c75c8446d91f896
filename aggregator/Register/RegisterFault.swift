public import ReleaseProtocol

/// Why the register said no. The full reason is for the operator; the peer is told `refusal` alone.
public enum RegisterFault: Error, Equatable, CustomStringConvertible {
  case badDeployment(String)
  case notABorough
  case badRequest(RefusalCode)
  case badCertificateRequest
  case badIdentityKey
  case tokenUnknown, tokenExpired, tokenUsed, tokenOfOtherBorough
  case keyInUse
  /// The connection showed no certificate, or one without exactly one name of this deployment.
  case noPeerName
  case peerOfOtherDeployment
  case unknownBorough
  case notEnrolled
  case revoked
  case certificateOfOtherBorough
  case tooManyRenewals
  case badFingerprint
  /// While its connection was open: a new connection would be refused by TLS.
  case certificateExpired

  /// What the peer may learn.
  public var refusal: RefusalCode {
    switch self {
    case .badDeployment: .badRequest
    case .notABorough, .unknownBorough, .peerOfOtherDeployment: .unknownBorough
    case .badRequest(let code): code
    case .badCertificateRequest, .badIdentityKey: .badRequest
    case .tooManyRenewals: .tryLater
    case .badFingerprint: .badRequest
    case .tokenUnknown: .tokenUnknown
    case .tokenExpired: .tokenExpired
    case .tokenUsed, .keyInUse: .tokenUsed
    case .tokenOfOtherBorough, .certificateOfOtherBorough: .wrongBorough
    case .noPeerName, .notEnrolled, .certificateExpired: .notEnrolled
    case .revoked: .revoked
    }
  }

  public var description: String {
    switch self {
    case .badDeployment(let why): why
    case .notABorough: "the code is not a London borough's"
    case .badRequest(let code): "the enrolment request could not be read (\(code.rawValue))"
    case .badCertificateRequest: "the certificate request is not a self-signed P-256 request"
    case .badIdentityKey: "the identity key is not an Ed25519 public key"
    case .tokenUnknown: "the token is not one of ours"
    case .tokenExpired: "the invitation has expired, was replaced by a newer one, or was withdrawn"
    case .tokenUsed: "the token was used before, with another key"
    case .tokenOfOtherBorough: "the token was given to another borough"
    case .tooManyRenewals: "the borough has renewed its certificate too often since yesterday"
    case .badFingerprint: "the fingerprint is not 40 hex digits"
    case .keyInUse: "this TLS key was enrolled before, with another token"
    case .noPeerName: "the peer's certificate does not carry exactly one agent name"
    case .peerOfOtherDeployment: "the peer's certificate belongs to another deployment"
    case .unknownBorough: "the peer's certificate names no London borough"
    case .notEnrolled: "the peer's key is not enrolled"
    case .revoked: "the peer's key was revoked or replaced by a newer enrolment"
    case .certificateExpired: "the peer's certificate has expired"
    case .certificateOfOtherBorough: "the peer's key was enrolled for another borough than its certificate names"
    }
  }
}
