/// A private certificate authority: a root, kept away from the hub, and issuing authorities under it.
///
/// All keys are ECDSA on P-256, signatures with SHA-256. Serial numbers hold 128 random bits. Validity
/// begins five minutes before `now`, for clocks that go wrong, and never outlasts the issuer's.
/// Times are UTC seconds. `days` is 1 to 36,500.
public struct CertificateAuthority: Sendable {
  public let certificate: Certificate
  let key: TLSKey

  /// A self-signed root that allows one level of issuing authorities.
  public static func createRoot(name: String, days: Int, now: Int) throws(CryptographyError) -> CertificateAuthority {
    let key = try TLSKey()
    let draft = CertificateDraft(
      purpose: .authority(pathLength: 1), commonName: name, spki: key.spki, names: [], notBefore: try start(now),
      notAfter: try end(now, days))
    return try CertificateAuthority(certificate: draft.signed(by: key, issuer: nil), key: key)
  }

  /// An authority that this one signs, which can sign only certificates of servers and clients.
  public func createIssuing(name: String, days: Int, now: Int) throws(CryptographyError) -> CertificateAuthority {
    let key = try TLSKey()
    let certificate = try issue(
      .authority(pathLength: 0), commonName: name, spki: key.spki, names: [], days: days, now: now)
    return try CertificateAuthority(certificate: certificate, key: key)
  }

  /// The same issuing authority, same name and key, with a new certificate by this one: what it signed stays good.
  public func renew(_ issuing: CertificateAuthority, name: String, days: Int, now: Int) throws(CryptographyError)
    -> CertificateAuthority
  {
    let renewed = try issue(
      .authority(pathLength: 0), commonName: name, spki: issuing.key.spki, names: [], days: days, now: now)
    return try CertificateAuthority(certificate: renewed, key: issuing.key)
  }

  /// Reads an authority back. Refuses a key that is not the certificate's.
  public init(certificatePEM: [UInt8], keyPEM: [UInt8]) throws(CryptographyError) {
    try self.init(certificate: Certificate(pem: certificatePEM), key: TLSKey(pem: keyPEM))
  }

  private init(certificate: Certificate, key: TLSKey) throws(CryptographyError) {
    guard certificate.isCA else {
      throw CryptographyError(.badCertificate, "read an authority", "the certificate is not an authority's")
    }
    guard certificate.spki == key.spki else {
      throw CryptographyError(.badKey, "read an authority", "the key is not the certificate's")
    }
    self.certificate = certificate
    self.key = key
  }

  public var certificatePEM: [UInt8] { certificate.pem }
  /// The secret, unencrypted.
  public var keyPEM: [UInt8] { key.pem }

  /// A server's certificate (serverAuth only) for at least one DNS name or IP address.
  public func issueServer(
    for key: TLSKey, dnsNames: [String], ipAddresses: [String], days: Int, now: Int
  ) throws(CryptographyError) -> Certificate {
    try issue(
      .server, commonName: nil, spki: key.spki,
      names: dnsNames.map { .dns($0) } + ipAddresses.map { .address($0) }, days: days, now: now)
  }

  /// A client's certificate (clientAuth only) whose only name is the given URI. Nothing but the key is
  /// taken from the request.
  public func issueClient(
    for request: CertificateRequest, uriName: String, days: Int, now: Int
  ) throws(CryptographyError) -> Certificate {
    try issue(.client, commonName: nil, spki: request.spki, names: [.uri(uriName)], days: days, now: now)
  }

  private func issue(
    _ purpose: CertificateDraft.Purpose, commonName: String?, spki: [UInt8], names: [CertificateDraft.Name], days: Int,
    now: Int
  ) throws(CryptographyError) -> Certificate {
    let end = min(try CertificateAuthority.end(now, days), certificate.notAfter)
    guard now >= certificate.notBefore, now < end else {
      throw CryptographyError(.badDays, "issue a certificate", "the authority's own certificate is not valid now")
    }
    return try CertificateDraft(
      purpose: purpose, commonName: commonName, spki: spki, names: names, notBefore: CertificateAuthority.start(now),
      notAfter: end
    ).signed(by: key, issuer: certificate)
  }

  // Years 1970 to 9999, which is all that X.509 can say.
  private static let times = 300...253_402_300_799

  private static func start(_ now: Int) throws(CryptographyError) -> Int {
    guard times.contains(now) else { throw CryptographyError(.badDays, "issue a certificate", "the time is out of range") }
    return now - 300
  }

  private static func end(_ now: Int, _ days: Int) throws(CryptographyError) -> Int {
    guard times.contains(now), (1...36_500).contains(days), times.contains(now + days * 86_400) else {
      throw CryptographyError(.badDays, "issue a certificate", "1 to 36,500 days are possible")
    }
    return now + days * 86_400
  }
}

extension CertificateAuthority: CustomStringConvertible, CustomReflectable {
  public var description: String { "CertificateAuthority(serial \(certificate.serial), secret)" }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
