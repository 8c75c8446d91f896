internal import CCrypto

/// An X.509 certificate, read into plain values. Reading checks its form and not who signed it:
/// chains are verified by libssl during the handshake.
public struct Certificate: Hashable, Sendable, CustomStringConvertible {
  public let der: [UInt8]
  /// The SubjectPublicKeyInfo in DER.
  public let spki: [UInt8]
  /// The alternative names, in their order; printable ASCII, or the certificate is refused.
  public let uriNames: [String]
  public let dnsNames: [String]
  /// The first and the last second of validity, in UTC seconds since 1970.
  public let notBefore: Int
  public let notAfter: Int
  /// The serial number's bytes in hexadecimal.
  public let serial: String
  /// Whether it may sign other certificates.
  public let isCA: Bool

  /// - Parameter pem: exactly one "CERTIFICATE" block. For several, see `chain`.
  public init(pem: [UInt8]) throws(CryptographyError) {
    let der = try library("read a certificate", .badCertificate) { step throws(CryptographyError) in
      try PEM.decodeOne(pem, label: "CERTIFICATE", step)
    }
    try self.init(der: der)
  }

  public init(der: [UInt8]) throws(CryptographyError) {
    self = try library("read a certificate", .badCertificate) { step throws(CryptographyError) in
      let parsed = try Certificate.parse(der, step)
      return try unsafe Certificate(parsed.pointer, der: der, step)
    }
  }

  /// Reads an `X509` that the library has parsed already, such as one that a handshake has verified: parsing is the most
  /// of the work.
  /// - Parameter x509: stays the caller's, and is not kept.
  public init(x509: OpaquePointer) throws(CryptographyError) {
    self = try library("read a certificate", .badCertificate) { step throws(CryptographyError) in
      let der = try unsafe step.encoding { start in unsafe i2d_X509(x509, start) }
      return try unsafe Certificate(x509, der: der, step)
    }
  }

  /// The certificates of a PEM file, at least one, in their order.
  public static func chain(pem: [UInt8]) throws(CryptographyError) -> [Certificate] {
    let blocks = try library("read a chain of certificates", .badCertificate) { step throws(CryptographyError) in
      let blocks = try PEM.decode(pem, label: "CERTIFICATE", step)
      guard !blocks.isEmpty else { throw step.refusal("there is no CERTIFICATE block in PEM") }
      return blocks
    }
    var chain: [Certificate] = []
    for der in blocks { chain.append(try Certificate(der: der)) }
    return chain
  }

  /// One "CERTIFICATE" block. Empty only if memory runs out.
  public var pem: [UInt8] { (try? PEM.encode(der, label: "CERTIFICATE")) ?? [] }

  /// The SHA-256 of `spki` in hexadecimal, as in pins.
  public var spkiSHA256: String { Hex.encode(SHA256.hash(spki)) }

  public var description: String { "Certificate(serial \(serial))" }

  private init(_ x509: OpaquePointer, der: [UInt8], _ step: Operation) throws(CryptographyError) {
    self.der = der
    spki = try unsafe step.encoding { start in unsafe i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509), start) }
    let names = try unsafe AlternativeNames(of: x509, step)
    (uriNames, dnsNames) = (names.uri, names.dns)
    notBefore = try unsafe seconds(X509_get0_notBefore(x509), step)
    notAfter = try unsafe seconds(X509_get0_notAfter(x509), step)
    guard let number = unsafe X509_get0_serialNumber(x509) else { throw step.failure() }
    serial = Hex.encode(unsafe bytes(of: number))
    let flags = unsafe X509_get_extension_flags(x509)
    guard flags & UInt32(EXFLAG_INVALID) == 0 else { throw step.refusal("its extensions are malformed") }
    isCA = flags & UInt32(EXFLAG_CA) != 0
  }

  /// The library's own object, for those here who need it.
  static func parse(_ der: [UInt8], _ step: Operation) throws(CryptographyError) -> Owned {
    try unsafe step.decoded(der, X509_free) { cursor, count in unsafe d2i_X509(nil, cursor, count) }
  }
}

/// Reads `GENERAL_NAME`s of the kinds we use.
private struct AlternativeNames {
  private(set) var uri: [String] = []
  private(set) var dns: [String] = []

  init(of x509: OpaquePointer, _ step: Operation) throws(CryptographyError) {
    var critical: Int32 = 0
    guard let found = unsafe X509_get_ext_d2i(x509, NID_subject_alt_name, &critical, nil) else {
      guard critical == -1 else { throw step.refusal("its alternative names are malformed or given twice") }
      return
    }
    let names = unsafe Owned(OpaquePointer(found), GENERAL_NAMES_free)
    for index in 0..<max(0, unsafe OPENSSL_sk_num(names.pointer)) {
      guard let item = unsafe OPENSSL_sk_value(names.pointer, index) else { continue }
      var kind: Int32 = 0
      guard let value = unsafe GENERAL_NAME_get0_value(item.assumingMemoryBound(to: GENERAL_NAME.self), &kind) else { continue }
      guard kind == GEN_URI || kind == GEN_DNS else { continue }
      let text = unsafe bytes(of: value.assumingMemoryBound(to: ASN1_STRING.self))
      // A zero byte or a space inside has been used to make one name look like another.
      guard !text.isEmpty, text.allSatisfy({ (0x21...0x7e).contains($0) }) else {
        throw step.refusal("an alternative name is not printable ASCII")
      }
      if kind == GEN_URI { uri.append(String(decoding: text, as: UTF8.self)) }
      if kind == GEN_DNS { dns.append(String(decoding: text, as: UTF8.self)) }
    }
  }
}

private func bytes(of string: UnsafePointer<ASN1_STRING>) -> [UInt8] {
  unsafe Array(UnsafeBufferPointer(start: ASN1_STRING_get0_data(string), count: Int(ASN1_STRING_length(string))))
}

/// UTC seconds of an `ASN1_TIME`, by the library's own reading of it.
private func seconds(_ time: UnsafePointer<ASN1_TIME>?, _ step: Operation) throws(CryptographyError) -> Int {
  var parts = unsafe tm()
  // Of nothing it would read the present time.
  guard let time = unsafe time else { throw step.failure() }
  try step.succeeds(unsafe ASN1_TIME_to_tm(time, &parts))
  let days = unsafe days(year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon), day: Int(parts.tm_mday))
  return unsafe ((days * 24 + Int(parts.tm_hour)) * 60 + Int(parts.tm_min)) * 60 + Int(parts.tm_sec)
}

/// Days from 1 January 1970. Years are counted from March, so that the day which only some have is their last.
/// - Parameter month: from 0.
private func days(year: Int, month: Int, day: Int) -> Int {
  let year = month < 2 ? year - 1 : year
  let daysBefore = (153 * ((month + 10) % 12) + 2) / 5
  return year * 365 + year / 4 - year / 100 + year / 400 + daysBefore + day - 719_469
}
