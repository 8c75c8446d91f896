public import Compression
public import Cryptography
public import Files
public import Identity
public import Outbox
public import ReleaseProtocol
public import TLS

/// Why something was not enrolled or not delivered. `kind` says whose turn it is.
public enum UplinkError: Error, Equatable, CustomStringConvertible {
  public enum Kind: Sendable { case refusedByHub, cannotReachHub, hubMisbehaves, local }

  public enum Paper: String, Sendable { case invitation, certificate }

  case refused(RefusalCode)
  /// Refused with `try-later`, and when later is.
  case askedToWait(seconds: Int)
  /// The hub speaks none of the versions of the protocol that this program does.
  case versionSkew(hub: ClosedRange<Int>)
  case connection(TLSError)
  /// The hub answered something that the protocol does not allow, or a receipt that does not fit.
  case badAnswer(reason: String)
  /// The receipt's counter is not the next one: this borough's state was restored from a copy, or runs twice.
  case counter(expected: Int, received: Int)
  /// The hub would take it, and a note in the inbox says that this machine's state is not the latest.
  case heldBack(note: String)
  /// The hub's operator has not let these keys in yet.
  case awaitingApproval(Fingerprint)
  /// The certificate was not renewed in time: within `Renewal.overdueDays` of its end.
  case certificateEndsSoon(days: Int)
  case badInvitation(reason: String)
  case badIdentityKey(file: String)
  /// An invitation, or the certificate that is here, of one borough, where the outbox is another's.
  case otherBorough(Paper, of: String, here: String)
  case alreadyRunning(file: String)
  case damagedReceipt(file: String)
  /// What speaks against the hub's log.
  case hubLog(HubLogFault)
  case damagedHubLog(folder: String)
  case damagedContacts(file: String)
  case identity(IdentityError)
  case outbox(OutboxError)
  case file(FileError)
  case cryptography(CryptographyError)
  case compression(CompressionError)

  public var kind: Kind {
    switch self {
    case .refused(.tryLater), .askedToWait: .cannotReachHub
    case .refused, .heldBack, .awaitingApproval: .refusedByHub
    case .connection(let error): Self.kind(of: error.kind)
    case .badAnswer, .counter, .hubLog, .identity(.badStatement): .hubMisbehaves
    default: .local
    }
  }

  private static func kind(of error: TLSError.Kind) -> Kind {
    switch error {
    case .refusedByPeer: .refusedByHub
    case .nameUnknown, .cannotConnect, .cannotReachProxy, .proxyTimedOut, .proxyRefuses, .proxyCannotReachHub, .timedOut, .truncated:
      .cannotReachHub
    case .untrustedPeer, .certificateEnded, .wrongName, .wrongPin, .noCertificate, .versionRefused, .protocolFault, .badResponse,
      .responseTooLarge:
      .hubMisbehaves
    case .badConfiguration, .proxyNeedsLogin, .notYetValid: .local
    }
  }

  /// Whether the same bytes may be sent again in the hope of a better answer.
  var isPassing: Bool { kind == .cannotReachHub }

  public var code: String {
    switch self {
    case .refused(let code): code.rawValue
    case .askedToWait: RefusalCode.tryLater.rawValue
    case .versionSkew: "version-skew"
    case .connection(let error): error.code
    case .badAnswer: "bad-answer"
    case .counter: "receipt-counter"
    case .heldBack: "held-back"
    case .awaitingApproval: "approval-awaited"
    case .certificateEndsSoon: "certificate-ends-soon"
    case .badInvitation: "bad-invitation"
    case .badIdentityKey: "bad-identity-key"
    case .otherBorough: "other-borough"
    case .alreadyRunning: "already-running"
    case .damagedReceipt: "damaged-receipt"
    case .hubLog(let fault): fault.code
    case .damagedHubLog: "damaged-hub-log"
    case .damagedContacts: "damaged-contacts"
    case .identity(let error): error.code
    case .outbox(let error): error.code
    case .file(let error): error.code
    case .cryptography(let error): error.code
    case .compression(let error): error.code
    }
  }

  public var description: String {
    switch self {
    case .refused(let code): "the hub refuses: \(code.detail) (\(code.rawValue))"
    case .askedToWait(let seconds): "the hub asks to wait for \(seconds) s (\(code))"
    case .versionSkew(let hub):
      "the hub speaks protocol \(hub.lowerBound) to \(hub.upperBound), this program \(Wire.protocols.upperBound) (\(code))"
    case .connection(let error) where error.kind == .refusedByPeer:
      "the hub refuses our certificate: \(error)"
    case .connection(let error): "\(error)"
    case .badAnswer(let reason): "the hub's answer cannot be used: \(reason) (\(code))"
    case .counter(let expected, let received):
      "the hub's receipt has number \(received), and \(expected) was due (\(code))"
    case .heldBack(let note):
      "nothing new is sent: by the hub's word more of this borough has been there than is known here, and \(note) is not settled (\(code))"
    case .awaitingApproval(let fingerprint):
      "the hub's operator has not let these keys in yet; their fingerprint is \(fingerprint) (\(code))"
    case .certificateEndsSoon(let days): "the certificate ends in \(days) days and was not renewed (\(code))"
    case .badInvitation(let reason): "the invitation cannot be used: \(reason) (\(code))"
    case .badIdentityKey(let file): "\(file) does not hold a public key of 64 hex digits (\(code))"
    case .otherBorough(let paper, let borough, let here):
      "the \(paper.rawValue) is for the borough \(borough), and this machine is set up for \(here) (\(code))"
    case .alreadyRunning(let file): "another borough-sender is at work: \(file) is locked (\(code))"
    case .damagedReceipt(let file): "\(file) is not a receipt of our hub (\(code))"
    case .hubLog(let fault): "\(Self.text(fault)) (\(code))"
    case .damagedHubLog(let folder): "\(folder) does not hold a head of our hub's log (\(code))"
    case .damagedContacts(let file): "a line of \(file) was changed or taken out, so nothing is sent (\(code))"
    case .identity(let error): "\(error)"
    case .outbox(let error): "\(error)"
    case .file(let error): "\(error)"
    case .cryptography(let error): "\(error)"
    case .compression(let error): "\(error)"
    }
  }
}

extension UplinkError {
  private static func text(_ fault: HubLogFault) -> String {
    switch fault {
    case .behind(let held, let now): "the hub's log had \(held) entries when it was last seen, and has \(now)"
    case .forked(let held):
      "the hub's log does not continue the \(held) entries that were seen before: its history was changed"
    case .otherKey: "the hub's log is signed with another key than before"
    case .missing: "the hub had a log when it was last seen, and has none"
    case .receiptMissing(let release): "the hub's log does not hold its receipt for \(release)"
    }
  }

  /// Work on files of the inbox.
  /// - Throws: what `body` throws; a `FileError` as `.file`.
  static func onFiles<Value: ~Copyable>(_ body: () throws -> Value) throws(UplinkError) -> Value {
    do {
      return try body()
    } catch let error as FileError {
      throw .file(error)
    } catch let error as UplinkError {
      throw error
    } catch {
      throw .badAnswer(reason: "a file in the inbox can't be used")
    }
  }
}
