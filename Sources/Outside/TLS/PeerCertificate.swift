public import Cryptography

/// The leaf that the peer showed and proved to own. Made only after OpenSSL accepted its chain.
public struct PeerCertificate: Sendable {
  public let certificate: Certificate
  /// SHA-256 of the SubjectPublicKeyInfo, lower-case hex.
  public let spkiSHA256: String

  public var der: [UInt8] { certificate.der }
  /// Every URI among the subject alternative names, in order.
  public var uriNames: [String] { certificate.uriNames }

  /// For tests and for code that stands behind another terminator of TLS: nothing is verified here.
  public init(unchecked certificate: Certificate) {
    (self.certificate, spkiSHA256) = (certificate, certificate.spkiSHA256)
  }

  /// Reads the `X509` and applies what we ask beyond OpenSSL's checks: a leaf has the pinned key, and, once more, is no
  /// authority.
  init(verifiedByOpenSSL x509: OpaquePointer, pins: [String]?) throws(TLSError) {
    guard let certificate = try? unsafe Certificate(x509: x509) else {
      throw TLSError(.untrustedPeer, "the peer's certificate cannot be read")
    }
    guard !certificate.isCA else {
      throw TLSError(.untrustedPeer, "the peer shows an authority's certificate as its own")
    }
    self.init(unchecked: certificate)
    guard pins?.contains(spkiSHA256) ?? true else { throw TLSError(.wrongPin, "the peer's key is not a pinned one") }
  }
}
