internal import CCrypto

/// What a certificate shall say, until it is signed (RFC 5280).
struct CertificateDraft {
  enum Purpose {
    case authority(pathLength: Int)
    case server
    case client
  }
  enum Name {
    case dns(String)
    case uri(String)
    /// An IP address of version 4 or 6, as text.
    case address(String)
  }

  let purpose: Purpose
  /// Only authorities have one. Others have an empty subject and a critical alternative name.
  let commonName: String?
  let spki: [UInt8]
  let names: [Name]
  let notBefore: Int
  let notAfter: Int

  /// - Parameter issuer: nil for a self-signed root.
  func signed(by key: TLSKey, issuer: Certificate?) throws(CryptographyError) -> Certificate {
    let serial = try CertificateDraft.serialNumber()
    let der = try library("issue a certificate", .failed) { step throws(CryptographyError) in
      let made = try unsafe step.owned(X509_new(), X509_free)
      let subjectKey = try unsafe step.decoded(spki, EVP_PKEY_free) { cursor, count in unsafe d2i_PUBKEY(nil, cursor, count) }
      try step.succeeds(unsafe X509_set_version(made.pointer, 2))  // which means version 3
      try setSerial(serial, of: made, step)
      guard unsafe ASN1_TIME_set(X509_getm_notBefore(made.pointer), notBefore) != nil,
        unsafe ASN1_TIME_set(X509_getm_notAfter(made.pointer), notAfter) != nil
      else { throw step.failure() }
      if let commonName {
        try unsafe setCommonName(commonName, of: X509_get_subject_name(made.pointer), step)
      }
      try step.succeeds(unsafe X509_set_pubkey(made.pointer, subjectKey.pointer))
      if let issuer {
        let parsed = try Certificate.parse(issuer.der, step)
        try unsafe finish(made, issuer: parsed.pointer, step)
      } else {
        try unsafe finish(made, issuer: made.pointer, step)
      }
      guard unsafe X509_sign(made.pointer, key.key.pointer, EVP_sha256()) > 0 else { throw step.failure() }
      return try unsafe step.encoding { start in unsafe i2d_X509(made.pointer, start) }
    }
    return try Certificate(der: der)
  }

  private func finish(_ made: borrowing Owned, issuer: OpaquePointer, _ step: Operation) throws(CryptographyError) {
    try step.succeeds(unsafe X509_set_issuer_name(made.pointer, X509_get_subject_name(issuer)))
    var context = unsafe X509V3_CTX()
    unsafe X509V3_set_ctx(&context, issuer, made.pointer, nil, nil, 0)
    // The subject's key identifier comes first: a root's authority key identifier is copied from it.
    for (kind, value) in extensions {
      let made509 = try unsafe step.owned(X509V3_EXT_conf_nid(nil, &context, kind, value), X509_EXTENSION_free)
      try step.succeeds(unsafe X509_add_ext(made.pointer, made509.pointer, -1))
    }
    try addNames(to: made, step)
  }

  /// Kinds and values in the notation of OpenSSL's x509v3_config; constants only, never a name from outside.
  private var extensions: [(Int32, String)] {
    let identifiers = [(NID_subject_key_identifier, "hash"), (NID_authority_key_identifier, "keyid:always")]
    return switch purpose {
    case .authority(let pathLength):
      identifiers + [
        (NID_basic_constraints, "critical,CA:TRUE,pathlen:\(pathLength)"),
        (NID_key_usage, "critical,keyCertSign,cRLSign"),
      ]
    case .server:
      identifiers + [
        (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
        (NID_ext_key_usage, "serverAuth"),
      ]
    case .client:
      identifiers + [
        (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
        (NID_ext_key_usage, "clientAuth"),
      ]
    }
  }

  private func addNames(to made: borrowing Owned, _ step: Operation) throws(CryptographyError) {
    if names.isEmpty {
      guard commonName != nil else { throw CryptographyError(.badName, step.name, "at least one name is needed") }
      return
    }
    let all = try unsafe step.owned(OPENSSL_sk_new_null(), GENERAL_NAMES_free)
    for name in names {
      let item = try unsafe name.makeItem(step)
      guard unsafe OPENSSL_sk_push(all.pointer, item) > 0 else {
        unsafe GENERAL_NAME_free(item)
        throw step.failure()
      }
    }
    let critical: Int32 = commonName == nil ? 1 : 0
    try step.succeeds(
      unsafe X509_add1_ext_i2d(made.pointer, NID_subject_alt_name, UnsafeMutableRawPointer(all.pointer), critical, 0))
  }

  private func setSerial(_ serial: [UInt8], of made: borrowing Owned, _ step: Operation) throws(CryptographyError) {
    let number = try unsafe step.owned(BN_bin2bn(serial, Int32(serial.count), nil), BN_free)
    guard unsafe BN_to_ASN1_INTEGER(number.pointer, X509_get_serialNumber(made.pointer)) != nil else { throw step.failure() }
  }

  /// 128 random bits behind a one: positive and never zero, in 17 of the 20 bytes that RFC 5280 allows.
  private static func serialNumber() throws(CryptographyError) -> [UInt8] {
    try [1] + RandomBytes.make(16)
  }
}

extension CertificateDraft.Name {
  /// A `GENERAL_NAME` that the caller owns.
  fileprivate func makeItem(_ step: Operation) throws(CryptographyError) -> UnsafeMutablePointer<GENERAL_NAME> {
    guard isWellFormed else { throw CryptographyError(.badName, step.name, "an alternative name is malformed") }
    let (kind, made): (Int32, UnsafeMutablePointer<ASN1_STRING>?) =
      switch self {
      case .dns(let text): unsafe (GEN_DNS, CertificateDraft.Name.text(text))
      case .uri(let text): unsafe (GEN_URI, CertificateDraft.Name.text(text))
      case .address(let text): unsafe (GEN_IPADD, a2i_IPADDRESS(text))
      }
    guard let value = unsafe made else {
      throw CryptographyError(.badName, step.name, "an alternative name is malformed")
    }
    guard let item = unsafe GENERAL_NAME_new() else {
      unsafe ASN1_STRING_free(value)
      throw step.failure()
    }
    unsafe GENERAL_NAME_set0_value(item, kind, value)
    return unsafe item
  }

  private static func text(_ text: String) -> UnsafeMutablePointer<ASN1_STRING>? {
    guard let value = unsafe ASN1_STRING_type_new(V_ASN1_IA5STRING) else { return nil }
    let bytes = Array(text.utf8)
    guard unsafe ASN1_STRING_set(value, bytes, Int32(bytes.count)) == 1 else {
      unsafe ASN1_STRING_free(value)
      return nil
    }
    return unsafe value
  }

  private var isWellFormed: Bool {
    switch self {
    case .dns(let text):
      let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      return text.utf8.count <= 253
        && labels.allSatisfy { label in
          (1...63).contains(label.count) && label.allSatisfy(Self.isLetterOrDigitOrHyphen)
            && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
        }
    case .uri(let text):
      // A scheme, then printable ASCII without spaces.
      guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), colon != text.startIndex else { return false }
      return text.utf8.count <= 2048 && text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    case .address(let text):
      return !text.utf8.contains(0)
    }
  }

  /// Lower case only, as names are compared.
  private static func isLetterOrDigitOrHyphen(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
    default: false
    }
  }
}
