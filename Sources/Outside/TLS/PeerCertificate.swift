public import Cryptography

/// The leaf that the peer showed and proved to own. Made only after OpenSSL accepted its chain.
public struct PeerCertificate: Sendable {
  public let certificate: Certificate

  public var der: [UInt8] { certificate.der }
  /// SHA-256 of the SubjectPublicKeyInfo, lower-case hex.
  public var spkiSHA256: String { certificate.spkiSHA256 }
  /// Every URI among the subject alternative names, in order.
  public var uriNames: [String] { certificate.uriNames }

  /// For tests and for code that stands behind another terminator of TLS: nothing is verified here.
  public init(unchecked certificate: Certificate) { self.certificate = certificate }

  /// Parses and applies what we ask beyond OpenSSL's checks: a leaf has the pinned key, and, once more, is no authority.
  init(verifiedByOpenSSL der: [UInt8], pins: [String]?) throws(TLSError) {
    guard let certificate = try? Certificate(der: der) else {
      throw TLSError(.untrustedPeer, "the peer's certificate cannot be read")
    }
    guard !certificate.isCA else {
      throw TLSError(.untrustedPeer, "the peer shows an authority's certificate as its own")
    }
    guard pins?.contains(certificate.spkiSHA256) ?? true else {
      throw TLSError(.wrongPin, "the peer's key is not a pinned one")
    }
    self.certificate = certificate
  }
}
