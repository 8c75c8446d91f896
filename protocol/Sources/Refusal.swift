/// The closed list of reasons that a peer may be given.
public enum RefusalCode: String, CaseIterable, Sendable {
  case malformed
  case notCanonical = "not-canonical"
  case unknownType = "unknown-type"
  case tooLarge = "too-large"
  case badEncoding = "bad-encoding"
  case badSignature = "bad-signature"
  case wrongBorough = "wrong-borough"
  case unknownBorough = "unknown-borough"
  case notEnrolled = "not-enrolled"
  case revoked
  case unknownPlan = "unknown-plan"
  case planMismatch = "plan-mismatch"
  case forecastMismatch = "forecast-mismatch"
  case conflictingRelease = "conflicting-release"
  case outOfStep = "out-of-step"
  case egressLogBehind = "egress-log-behind"
  case egressLogForked = "egress-log-forked"
  case contactsLogBehind = "contacts-log-behind"
  case contactsLogForked = "contacts-log-forked"
  case tokenUnknown = "token-unknown"
  case tokenExpired = "token-expired"
  case tokenUsed = "token-used"
  case badRequest = "bad-request"
  case notFound = "not-found"
  case tryLater = "try-later"

  /// The one sentence that goes with the code: no text of a peer's or a record's can stand in it.
  public var detail: String {
    switch self {
    case .malformed: "the message is not of the form that the specification gives"
    case .notCanonical: "the message is not in canonical form"
    case .unknownType: "the envelope does not carry the kind of message expected here"
    case .tooLarge: "the message is over a limit of the protocol"
    case .badEncoding: "the body is not one gzip stream of the expected content type"
    case .badSignature: "the signature does not verify with the key enrolled for this borough"
    case .wrongBorough: "the message speaks for another borough than the certificate"
    case .unknownBorough: "there is no such borough in this deployment"
    case .notEnrolled: "this borough has not enrolled"
    case .revoked: "this certificate has been revoked"
    case .unknownPlan: "the hub does not know this release plan"
    case .planMismatch: "the message does not keep to its release plan"
    case .forecastMismatch: "the forecast is not the one that the message's own tables and the named populations give"
    case .conflictingRelease: "another message with this release identifier has been received"
    case .outOfStep: "the hub holds more messages of this borough than the sender has receipts"
    case .egressLogBehind: "the borough's egress log is shorter than the head of it that the hub has cosigned"
    case .egressLogForked: "the borough's egress log does not continue the head of it that the hub has cosigned"
    case .contactsLogBehind: "the sender's log of contacts is shorter than the head of it that the hub has cosigned"
    case .contactsLogForked: "the sender's log of contacts does not continue the head of it that the hub has cosigned"
    case .tokenUnknown: "the invitation is not known for this borough"
    case .tokenExpired: "the invitation has expired"
    case .tokenUsed: "the invitation has been used"
    case .badRequest: "the request cannot be used"
    case .notFound: "there is nothing at this address"
    case .tryLater: "the hub cannot answer now; send the same message again later"
    }
  }

  /// HTTP status that carries the code.
  public var httpStatus: Int {
    switch self {
    case .malformed, .notCanonical, .unknownType, .badRequest: 400
    case .badSignature, .wrongBorough, .unknownBorough, .notEnrolled, .revoked, .tokenUnknown, .tokenExpired: 403
    case .notFound: 404
    case .tokenUsed, .conflictingRelease, .outOfStep, .egressLogBehind, .egressLogForked, .contactsLogBehind,
      .contactsLogForked: 409
    case .tooLarge: 413
    case .badEncoding: 415
    case .unknownPlan, .planMismatch, .forecastMismatch: 422
    case .tryLater: 503
    }
  }
}

/// The body of every answer that is not a success.
public struct Refusal: WireMessage {
  public let code: RefusalCode
  public var detail: String { code.detail }

  public init(code: RefusalCode) { self.code = code }

  public var json: JSON { .object(["code": .string(code.rawValue), "detail": .string(detail)]) }

  public init(json: JSON) throws(WireError) {
    let fields = try Fields(json, "refusal", members: ["code", "detail"])
    guard let code = RefusalCode(rawValue: try fields.string("code", .identifier)) else {
      throw .field("refusal.code", .notAllowed)
    }
    guard case .string(let detail)? = fields.value("detail"), detail.utf8.elementsEqual(code.detail.utf8) else {
      throw .field("refusal.detail", .notAllowed)
    }
    self.code = code
  }
}
