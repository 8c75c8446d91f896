import CNarrow
import CSSL
public import Cryptography

/// The settings that connections share: role, keys, trusted roots. Immutable once made.
///
/// `@unchecked Sendable`: an `SSL_CTX` that nobody changes may be used from several threads (SSL_CTX_new(3)).
@safe public final class TLSContext: @unchecked Sendable {
  enum Role { case client, server }

  let role: Role
  /// Whether a peer without a certificate is refused.
  let needsPeerCertificate: Bool
  @safe let raw: OpaquePointer
  /// Where its certificates are read and its algorithms are; nil is OpenSSL's default.
  @safe let library: OpaquePointer?

  /// Reads EC and RSA keys alone, see `narrow.h`; nil where the system is set up otherwise.
  @safe nonisolated(unsafe) private static let narrow = unsafe narrow_context()

  private init(_ role: Role, needsPeerCertificate: Bool, lowest: Int32) throws(TLSError) {
    ERR_clear_error()
    self.role = role
    self.needsPeerCertificate = needsPeerCertificate
    // A browser's port may show a certificate of any kind.
    library = lowest == TLS1_3_VERSION ? Self.narrow : nil
    let method = unsafe role == .client ? TLS_client_method() : TLS_server_method()
    guard let made = unsafe SSL_CTX_new_ex(library, nil, method) else {
      throw TLSError.takeQueue("no TLS context", kind: .badConfiguration)
    }
    unsafe raw = made
    try harden(lowest: lowest)
  }

  deinit { unsafe SSL_CTX_free(raw) }

  /// A client: it verifies the server against `trustRootsPEM` alone.
  /// - Parameters:
  ///   - chainPEM: our certificate and the authorities below the root; nil before enrolment.
  ///   - keyPEM: our private key, unencrypted.
  public static func client(trustRootsPEM: [UInt8], chainPEM: [UInt8]?, keyPEM: [UInt8]?) throws(TLSError) -> TLSContext {
    let context = try client(trustRootsPEM)
    switch (chainPEM, keyPEM) {
    case (let chain?, let key?): try context.present(chain: chain, key: key)
    case (nil, nil): break
    default: throw TLSError(.badConfiguration, "a certificate needs its key, and a key its certificate")
    }
    return context
  }

  /// The same with a key that has been read already.
  public static func client(trustRootsPEM: [UInt8], chainPEM: [UInt8], key: TLSKey) throws(TLSError) -> TLSContext {
    let context = try client(trustRootsPEM)
    try context.present(chain: chainPEM)
    try unsafe context.use(key.object)
    return context
  }

  private static func client(_ trustRootsPEM: [UInt8]) throws(TLSError) -> TLSContext {
    let context = try TLSContext(.client, needsPeerCertificate: true, lowest: TLS1_3_VERSION)
    try context.trust(trustRootsPEM)
    unsafe SSL_CTX_set_verify(context.raw, SSL_VERIFY_PEER, refuseAuthority)
    return context
  }

  /// A server.
  /// - Parameters:
  ///   - clientRootsPEM: roots of acceptable client certificates, then required of every client; nil asks for none.
  ///   - allowTLS12: TLS 1.2 with ECDHE and AEAD suites too, for browsers; never where clients show certificates.
  public static func server(
    chainPEM: [UInt8], keyPEM: [UInt8], clientRootsPEM: [UInt8]?, allowTLS12: Bool = false
  ) throws(TLSError) -> TLSContext {
    guard !(allowTLS12 && clientRootsPEM != nil) else {
      throw TLSError(.badConfiguration, "TLS 1.2 is not offered where client certificates are required")
    }
    let context = try TLSContext(
      .server, needsPeerCertificate: clientRootsPEM != nil, lowest: allowTLS12 ? TLS1_2_VERSION : TLS1_3_VERSION)
    try context.present(chain: chainPEM, key: keyPEM)
    if let clientRootsPEM {
      try context.trust(clientRootsPEM)
      unsafe SSL_CTX_set_verify(context.raw, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, refuseAuthority)
    } else {
      unsafe SSL_CTX_set_verify(context.raw, SSL_VERIFY_NONE, nil)
    }
    return context
  }
}

extension TLSContext {
  /// Everything that is the same for each role. The system's openssl.cnf has been applied before and loses.
  private func harden(lowest: Int32) throws(TLSError) {
    let suites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
    guard unsafe cssl_set_versions(raw, lowest, TLS1_3_VERSION) == 1,
      unsafe SSL_CTX_set_ciphersuites(raw, suites) == 1,
      unsafe SSL_CTX_set_cipher_list(raw, "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL:!PSK") == 1,
      unsafe cssl_set_groups(raw, "X25519:P-256:P-384") == 1,
      unsafe SSL_CTX_set_num_tickets(raw, 0) == 1,
      unsafe SSL_CTX_set_max_early_data(raw, 0) == 1,
      let rules = unsafe SSL_CTX_get0_param(raw),
      unsafe X509_VERIFY_PARAM_set_flags(rules, UInt(X509_V_FLAG_X509_STRICT)) == 1,
      unsafe X509_VERIFY_PARAM_clear_flags(rules, UInt(X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME)) == 1,
      unsafe SSL_CTX_set_purpose(raw, role == .client ? X509_PURPOSE_SSL_SERVER : X509_PURPOSE_SSL_CLIENT) == 1
    else { throw TLSError.takeQueue("OpenSSL refuses our settings", kind: .badConfiguration) }
    unsafe SSL_CTX_set_security_level(raw, 2)
    unsafe SSL_CTX_set_verify_depth(raw, 2)
    unsafe SSL_CTX_set_post_handshake_auth(raw, 0)
    unsafe cssl_session_cache_off(raw)
    unsafe cssl_set_options(raw)
    unsafe cssl_set_mode(raw)
  }
}

/// Called by OpenSSL for each certificate of a chain, which it has checked. It takes an authority for a leaf if only its
/// purpose fits; said no to in here, and not after the handshake, the peer is told why.
private func refuseAuthority(_ isWell: Int32, _ chain: OpaquePointer?) -> Int32 {
  guard isWell == 1, unsafe X509_STORE_CTX_get_error_depth(chain) == 0,
    let leaf = unsafe X509_STORE_CTX_get_current_cert(chain), unsafe X509_get_extension_flags(leaf) & UInt32(EXFLAG_CA) != 0
  else { return isWell }
  unsafe X509_STORE_CTX_set_error(chain, X509_V_ERR_INVALID_PURPOSE)
  return 0
}
