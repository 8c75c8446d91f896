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
  /// Heads of the borough's egress log do not fit; the protocol's code says how.
  case egressLog(RefusalCode)
  /// The same of the sender's log of contacts.
  case contactsLog(RefusalCode)
  /// A signed note, key or cosignature that is none.
  case badLogMessage(String)
  /// The same borough has exchanged heads over another connection meanwhile.
  case exchangedMeanwhile
  /// The log has no such entry or size.
  case noSuchEntry
  /// Of the hub's own keys: the next ones were announced before; none were; a key that no statement names as in use; no
  /// further statement or receipt key can ever be.
  case keyChangeUnderWay, noKeyChange, strangeKey, tooManyKeys
  /// The store lacks statements on the hub's keys that boroughs hold; or has others than they were given.
  case keysBehind, keysForked
  case badOfficers(line: Int)
  case badOfficerName, badNote
  /// Not by a registered officer of that name, or under something else.
  case notSigned
  /// Another decision on the same message came in between.
  case decidedMeanwhile

  /// What the peer may learn.
  public var refusal: RefusalCode {
    switch self {
    case .badDeployment: .badRequest
    case .notABorough, .unknownBorough, .peerOfOtherDeployment: .unknownBorough
    case .badRequest(let code): code
    case .badCertificateRequest, .badIdentityKey: .badRequest
    case .tooManyRenewals: .tryLater
    case .badFingerprint: .badRequest
    case .egressLog(let code), .contactsLog(let code): code
    case .badLogMessage: .badRequest
    case .exchangedMeanwhile: .tryLater
    case .noSuchEntry: .notFound
    case .badOfficers, .badOfficerName, .badNote, .notSigned, .decidedMeanwhile: .badRequest
    case .keyChangeUnderWay, .noKeyChange, .strangeKey, .tooManyKeys, .keysBehind, .keysForked: .badRequest
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
    case .egressLog(let code), .contactsLog(let code): code.detail
    case .badLogMessage(let what): "\(what) can't be read or verified"
    case .exchangedMeanwhile: "the borough has exchanged heads of logs over another connection meanwhile"
    case .noSuchEntry: "the log has no such entry or size"
    case .keyChangeUnderWay: "other keys were announced before, and are not in use yet"
    case .noKeyChange: "no other keys were announced"
    case .strangeKey: "the hub's key on disk is not one that boroughs were told of"
    case .keysBehind: "hub-keys-behind: boroughs hold later statements on the hub's keys than the store has"
    case .keysForked: "hub-keys-forked: the store has other statements on the hub's keys than those that were kept"
    case .tooManyKeys: "the hub has changed its keys as often as the protocol allows"
    case .badOfficers(let line): "line \(line) is not a name and an ssh-ed25519 key, or has one that stands above already"
    case .badOfficerName: "an officer's name has 1 to 64 letters, digits, dots, hyphens, underscores and @"
    case .badNote: "a note has at most 500 characters and one line"
    case .notSigned: "the signature is not the named officer's under this decision"
    case .decidedMeanwhile: "somebody else has decided on this message meanwhile"
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
