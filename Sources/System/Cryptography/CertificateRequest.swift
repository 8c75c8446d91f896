internal import CCrypto

/// A certificate request (PKCS #10) whose sender holds the private key, as its self-signature shows.
/// Only the key counts: names and extensions that it asks for are ignored.
public struct CertificateRequest: Sendable, Hashable {
  /// The SubjectPublicKeyInfo in DER.
  public let spki: [UInt8]

  /// - Parameter pem: exactly one "CERTIFICATE REQUEST" block, with a key on P-256 and a signature
  ///   by ECDSA with SHA-256 that holds.
  public init(pem: [UInt8]) throws(CryptographyError) {
    spki = try library("read a certificate request", .badRequest) { step throws(CryptographyError) in
      let der = try PEM.decodeOne(pem, label: "CERTIFICATE REQUEST", step)
      let request = try unsafe step.decoded(der, X509_REQ_free) { cursor, count in unsafe d2i_X509_REQ(nil, cursor, count) }
      guard let asSent = unsafe X509_REQ_get_X509_PUBKEY(request.pointer) else { throw step.failure() }
      let spki = try unsafe step.encoding { start in unsafe i2d_X509_PUBKEY(asSent, start) }
      guard P256.isPublicKey(spki) else { throw step.refusal("its key is not an ECDSA key on P-256") }
      guard unsafe X509_REQ_get_signature_nid(request.pointer) == NID_ecdsa_with_SHA256 else {
        throw step.refusal("it is not signed by ECDSA with SHA-256")
      }
      guard unsafe X509_REQ_verify(request.pointer, X509_REQ_get0_pubkey(request.pointer)) == 1 else {
        throw step.refusal("its signature does not hold")
      }
      return spki
    }
  }

  /// The SHA-256 of `spki` in hexadecimal: the fingerprint to read over the telephone.
  public var spkiSHA256: String { Hex.encode(SHA256.hash(spki)) }
}
