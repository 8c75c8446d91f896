import Files
import Identity
import ReleaseProtocol
import TLS

extension UplinkError {
  /// What the officer or the operator can do next.
  public var hint: String? {
    guard case .connection(let error) = self, let doctor = Self.whereTheDoctorHelps(error.kind) else { return advice }
    return advice.map { "\($0); \(doctor)" }
  }

  /// The same in the words of `doctor`, which sends nobody to itself.
  public var advice: String? {
    switch self {
    case .refused(let code): Self.advice(code)
    case .askedToWait: Self.advice(.tryLater)
    case .versionSkew(let hub):
      hub.lowerBound > Wire.protocols.upperBound
        ? "upgrade both programs here; nothing is lost" : "ask the hub's operator to upgrade; nothing is lost"
    case .connection(let error): Self.advice(error)
    case .badAnswer: "nothing is lost: the message stays in the outbox; tell the hub's operator this code"
    case .counter:
      "was this machine restored from a copy, or does another one send for this borough? "
        + "stop both and ask the hub's operator"
    case .heldBack:
      "find out with the hub's operator which machine and which ledger are the latest, and go on with those alone; only then "
        + "move the note away"
    case .awaitingApproval:
      "call the hub's operator on a number that you know, read out the ten groups, and run the same command again"
    case .certificateEndsSoon:
      "\"borough-sender renew\" says why; once it has ended: \"borough-sender enrol --again\" and a telephone call"
    case .badInvitation:
      "use the file as it came, not opened and saved again; else ask the hub's operator for a new invitation"
    case .otherBorough(.invitation, _, _):
      "it was not used: ask the hub's operator for this borough's own, and say whose came here"
    case .otherBorough(.certificate, _, _):
      "tell the hub's operator that this machine enrolled as that borough, and enrol with this borough's own invitation: "
        + "\"borough-sender enrol --again --invitation FILE\""
    case .badIdentityKey: "\"borough-agent init\" writes identity.pub into the outbox; check outbox_folder"
    case .alreadyRunning: "wait until it has ended; a second one is never needed"
    case .damagedReceipt: "restore the file from a copy; without it a restored machine cannot be told from a cloned one"
    case .hubLog:
      "ask the hub's operator whether an older copy was restored, and keep inbox/hub-log as it is until then: it is evidence. "
        + "What was sent stays sent; what to do after a restore is in docs/operations.md"
    case .damagedHubLog: "restore the folder from a copy, or move it away: the hub's present log is then taken as a first one"
    case .damagedContacts:
      "find out who changed it; restore it from a copy, or keep it elsewhere and move it away: the next contact begins another"
    case .identity(.notEnrolled): "enrol with \"borough-sender enrol --invitation FILE\""
    case .identity(.badStatement):
      "nothing was sent. Ask the hub's operator, on a number that you know, whether its keys were changed; a new card and "
        + "\"enrol --again --invitation FILE\" begin anew"
    case .identity(.alreadyEnrolled): "\"enrol --again\" gets new keys in the place of the present ones"
    case .outbox: "see \"borough-agent outbox list\""
    case .file(let error) where error.code == "file-missing" && error.path.hasSuffix("/identity.pub"):
      "has \"borough-agent init\" been run, and does outbox_folder in sender.conf (or --home) lead to its outbox?"
    case .identity, .file, .cryptography, .compression: nil
    }
  }

  private static func advice(_ code: RefusalCode) -> String? {
    switch code {
    case .tokenUnknown, .tokenExpired, .tokenUsed: "ask the hub's operator for a new invitation"
    case .tryLater: "run the same command again later; the same bytes are sent"
    case .revoked, .notEnrolled, .unknownBorough, .wrongBorough: "ask the hub's operator; nothing is lost"
    case .conflictingRelease:
      "the hub holds other bytes under this release's number: keep both sides' logs and ask the hub's operator"
    case .outOfStep:
      "this machine was restored from an older copy, or another one sends for this borough: release nothing, stop the "
        + "other one, and ask the hub's operator"
    case .egressLogBehind, .egressLogForked:
      "was the outbox restored from an older copy, or made anew, and the ledger with it? Release nothing; tell the hub's "
        + "operator, who can settle it. Until the note in inbox/disputed is moved away, nothing new is released or sent"
    case .contactsLogBehind, .contactsLogForked:
      "was the inbox restored from an older copy, or made anew? Tell the hub's operator, who can settle it; messages are "
        + "sent all the same"
    case .forecastMismatch: "keep the message and tell the hub's operator: agent and hub compute differently"
    case .unknownPlan, .planMismatch: "agent and hub may have different versions; ask the hub's operator"
    default: "nothing is lost: the message stays in the outbox; tell the hub's operator this code"
    }
  }

  private static func advice(_ error: TLSError) -> String? {
    switch error.kind {
    case .nameUnknown: "ask who runs this network's name servers, or have the hub's operator name an address in numbers"
    case .cannotConnect, .timedOut, .truncated: "run the same command again later"
    case .cannotReachProxy: "check \"proxy\" in sender.conf, and that this machine may connect to the proxy"
    case .proxyTimedOut:
      "run the same command again later; if it never worked, ask who runs the proxy whether it is one that knows CONNECT, and lets "
        + "this machine use it"
    case .proxyNeedsLogin:
      "give proxy_user and proxy_password_file in sender.conf; where they are given, they are wrong, or the proxy wants another "
        + "login than Basic (NTLM, Kerberos): then ask who runs it for an exception for the hub's address"
    case .proxyRefuses: proxyRefusal(error.proxyStatus)
    case .proxyCannotReachHub:
      "run the same command again later; if it never worked, ask who runs the proxy whether it may connect to the hub's address "
        + "and port, and the hub's operator whether the hub is there"
    case .notYetValid:
      "set this machine's clock, best by the network (NTP), and run the same command again; nothing was sent"
    case .certificateEnded:
      "if this machine's clock is right, the hub's certificate has ended: tell its operator; nothing was sent"
    case .versionRefused:
      "what answers speaks no TLS 1.3, which the hub does: a proxy or firewall may be opening the connection. Ask for a bypass for "
        + "this address; nothing was sent"
    case .wrongPin, .untrustedPeer:
      "a proxy may be replacing the hub's certificate: ask for a bypass for this address; nothing was sent"
    case .wrongName: "the address leads to another machine than the hub; nothing was sent"
    case .refusedByPeer:
      "the certificate may have ended or been revoked: see \"borough-sender status\"; \"enrol --again\" gets another one"
    default: "tell the hub's operator this code; nothing is lost"
    }
  }

  private static func whereTheDoctorHelps(_ kind: TLSError.Kind) -> String? {
    switch kind {
    case .cannotConnect, .timedOut, .truncated: "if it never worked, \"borough-sender doctor\" says what stands in the way"
    case .proxyTimedOut, .proxyRefuses, .proxyCannotReachHub: "\"borough-sender doctor\" writes the text"
    default: nil
    }
  }

  /// What to ask of those who run a proxy, by the status with which it refuses; nil where it gave none.
  private static func proxyRefusal(_ status: Int?) -> String {
    let allow = "ask who runs the proxy to allow CONNECT to the hub's address and port"
    return switch status {
    case 403?, 451?: "\(allow): a rule of theirs blocks it"
    case 400?, 405?, 501?: "\(allow): theirs may not know that method, or \"proxy\" in sender.conf may name a web server"
    case 429?: "run the same command again later; if it stays so, \(allow)"
    case let status?: "\(allow), and tell them the status \(status)"
    case nil: allow
    }
  }
}
