import CSSL

/// Why a connection was not made, or was given up.
public struct TLSError: Error, Equatable, CustomStringConvertible {
  public enum Kind: String, Sendable, CaseIterable {
    /// A certificate, key, name or pin given to us cannot be used.
    case badConfiguration = "tls-bad-configuration"
    /// The peer's certificate: chain, purpose, or an authority in place of a leaf.
    case untrustedPeer = "tls-untrusted-peer"
    // OpenSSL looks at dates once a chain leads to a trusted root, so these two are of the right deployment.
    /// A certificate in the peer's chain begins later than this machine's clock says it is.
    case notYetValid = "tls-not-yet-valid"
    /// A certificate in the peer's chain has ended by this machine's clock.
    case certificateEnded = "tls-certificate-ended"
    /// A trusted certificate for another name.
    case wrongName = "tls-wrong-name"
    /// A trusted certificate with another key than the pinned one.
    case wrongPin = "tls-wrong-pin"
    /// The peer showed no certificate and must.
    case noCertificate = "tls-no-certificate"
    /// The peer speaks no version, or no suites, of TLS that we do.
    case versionRefused = "tls-version-refused"
    /// The peer sent a fatal alert: it refuses us.
    case refusedByPeer = "tls-refused-by-peer"
    /// The stream ended without the peer's close_notify: something may be missing.
    case truncated = "tls-truncated"
    case timedOut = "tls-timed-out"
    /// Bytes that are not TLS, or TLS that breaks its rules.
    case protocolFault = "tls-protocol-fault"
    case nameUnknown = "name-unknown"
    case cannotConnect = "cannot-connect"
    /// No connection to the proxy, so nothing is known of the hub.
    case cannotReachProxy = "cannot-connect-proxy"
    /// The proxy takes the connection, and does not answer.
    case proxyTimedOut = "proxy-timed-out"
    case proxyNeedsLogin = "proxy-needs-login"
    /// The proxy answered, and does not open a tunnel.
    case proxyRefuses = "proxy-refuses"
    /// The proxy would open a tunnel, and does not get through to the hub itself.
    case proxyCannotReachHub = "proxy-cannot-reach-hub"
    case badResponse = "bad-response"
    case responseTooLarge = "response-too-large"
  }

  public let kind: Kind
  /// What happened, in OpenSSL's or our words. Holds nothing that the peer chose but the number of a proxy's status.
  public let detail: String
  /// The HTTP status with which a proxy answered in the place of opening a tunnel.
  public private(set) var proxyStatus: Int?
  /// The connection had served a request before, and ended before any of this answer came: the peer may have closed it before
  /// it heard the request.
  public private(set) var isOfKeptConnection = false

  public var code: String { kind.rawValue }
  public var description: String { "\(detail) (\(code))" }

  public init(_ kind: Kind, _ detail: String) {
    self.kind = kind
    self.detail = detail
  }

  static let keptConnectionEnded: TLSError = {
    var error = TLSError(.truncated, "the connection ended between two requests")
    error.isOfKeptConnection = true
    return error
  }()

  /// The server wants the body of a request that asks before (`HTTPSRequest.asking`), and has not judged its head.
  public private(set) var isUnjudged = false
  /// Of such a request none of the body was sent.
  public internal(set) var isBodyKept = false

  static let unjudged: TLSError = {
    var error = TLSError(.badResponse, "the server asks for the body of a request that it has not judged")
    error.isUnjudged = true
    return error
  }()

  /// As `keptConnectionEnded`, found out before anything of the request was written.
  static let notAsked = TLSError(.truncated, "the connection had ended before the request")

  /// What a proxy's answer to CONNECT means (RFC 9110, section 15): by its status alone.
  ///
  /// - Parameter status: nil where its answer was none.
  static func proxy(status: Int?) -> TLSError {
    guard let status, !(200...299).contains(status) else {
      return TLSError(.proxyRefuses, "the proxy's answer opens no way to the hub")
    }
    let answer = "the proxy answers with status \(status)"
    var error =
      switch status {
      case 403, 451: TLSError(.proxyRefuses, "\(answer): its rules do not let this machine to the hub")
      case 407: TLSError(.proxyNeedsLogin, "\(answer): it asks for a name and a password")
      case 502, 503, 504: TLSError(.proxyCannotReachHub, "\(answer): it does not get through to the hub")
      default: TLSError(.proxyRefuses, "\(answer) and opens no way to the hub")
      }
    error.proxyStatus = status
    return error
  }
}

extension TLSError {
  /// Takes every error that OpenSSL noted on this thread, so that none is left for another connection.
  static func takeQueue(_ doing: String, kind fallback: Kind, verifyResult: Int = 0) -> TLSError {
    var kind: Kind?
    var reasons: [String] = []
    while case let entry = ERR_get_error(), entry != 0 {
      if kind == nil { kind = Self.kind(of: entry, verifyResult: verifyResult) }
      if let text = unsafe ERR_reason_error_string(entry) { reasons.append(unsafe String(cString: text)) }
    }
    if verifyResult != 0 { reasons.append(unsafe String(cString: X509_verify_cert_error_string(verifyResult))) }
    let why = reasons.isEmpty ? "" : ": " + reasons.joined(separator: ", ")
    return TLSError(kind ?? fallback, doing + why)
  }

  private static func kind(of entry: UInt, verifyResult: Int) -> Kind? {
    guard cssl_error_library(entry) == ERR_LIB_SSL else { return nil }
    let reason = cssl_error_reason(entry)
    switch reason {
    case SSL_R_CERTIFICATE_VERIFY_FAILED:
      switch Int32(verifyResult) {
      case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH: return .wrongName
      case X509_V_ERR_CERT_NOT_YET_VALID: return .notYetValid
      case X509_V_ERR_CERT_HAS_EXPIRED: return .certificateEnded
      default: return .untrustedPeer
      }
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE: return .noCertificate
    case SSL_R_UNEXPECTED_EOF_WHILE_READING: return .truncated
    // Nobody says the last two of a certificate: they come from who finds nothing in common with us.
    case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_VERSION_TOO_LOW, SSL_R_TLSV1_ALERT_PROTOCOL_VERSION,
      SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE, SSL_R_TLSV1_ALERT_INSUFFICIENT_SECURITY:
      return .versionRefused
    case SSL_AD_REASON_OFFSET...(SSL_AD_REASON_OFFSET + 255): return .refusedByPeer
    default: return nil
    }
  }
}
