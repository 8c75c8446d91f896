import CSSL

/// What a context shows of itself, and whom it trusts.
extension TLSContext {
  /// Trusts each certificate of `pem` as a root. A server also names them to its clients.
  func trust(_ pem: [UInt8]) throws(TLSError) {
    let store = unsafe SSL_CTX_get_cert_store(raw)
    let count = try unsafe forEachCertificate(in: pem, "trusted roots") { x509, _ in
      unsafe X509_STORE_add_cert(store, x509) == 1 && (role == .client || SSL_CTX_add_client_CA(raw, x509) == 1)
    }
    guard count > 0 else { throw TLSError(.badConfiguration, "trusted roots: no certificate found") }
  }

  func present(chain: [UInt8], key: [UInt8]) throws(TLSError) {
    try present(chain: chain)
    var pkey = try unsafe curveKey(key)
    if unsafe pkey == nil { unsafe pkey = try withMemoryBIO(key) { bio in unsafe cssl_read_key(bio) } }
    defer { unsafe EVP_PKEY_free(pkey) }
    try unsafe use(pkey)
  }

  /// The context holds the key as well from here on.
  func use(_ key: OpaquePointer?) throws(TLSError) {
    guard unsafe key != nil, unsafe SSL_CTX_use_PrivateKey(raw, key) == 1, unsafe SSL_CTX_check_private_key(raw) == 1
    else { throw TLSError.takeQueue("own key: cannot be used with the certificate", kind: .badConfiguration) }
  }

  /// Shows `chain` (leaf first) as our own.
  func present(chain: [UInt8]) throws(TLSError) {
    let count = try unsafe forEachCertificate(in: chain, "own certificate") { x509, index in
      unsafe index == 0 ? SSL_CTX_use_certificate(raw, x509) == 1 : cssl_add_chain_certificate(raw, x509) == 1
    }
    guard count > 0 else { throw TLSError(.badConfiguration, "own certificate: none found") }
  }

  /// Our own keys are on a curve. Told so, OpenSSL 3.0 reads one in a quarter of the time that it takes to find out.
  /// - Returns: nil for other keys, and for what is no key.
  private func curveKey(_ pem: [UInt8]) throws(TLSError) -> OpaquePointer? {
    try unsafe withMemoryBIO(pem) { bio in
      defer { ERR_clear_error() }
      var der: UnsafeMutablePointer<UInt8>?
      var count = 0
      guard unsafe PEM_bytes_read_bio(&der, &count, nil, "PRIVATE KEY", bio, cssl_no_password, nil) == 1 else { return nil }
      defer { unsafe CRYPTO_clear_free(der, count, "", 0) }
      var cursor = unsafe UnsafePointer(der)
      return unsafe d2i_PrivateKey(EVP_PKEY_EC, nil, &cursor, count)
    }
  }

  /// Calls `use` with each certificate of a PEM text and its index; returns how many there were.
  private func forEachCertificate(
    in pem: [UInt8], _ what: String, _ use: (OpaquePointer, Int) -> Bool
  ) throws(TLSError) -> Int {
    try unsafe withMemoryBIO(pem) { bio throws(TLSError) in
      var count = 0
      while let x509 = unsafe cssl_read_certificate(bio, library) {
        defer { unsafe X509_free(x509) }
        guard unsafe use(x509, count) else { throw TLSError.takeQueue(what, kind: .badConfiguration) }
        count += 1
      }
      guard cssl_no_more_pem() == 1 else { throw TLSError.takeQueue(what, kind: .badConfiguration) }
      ERR_clear_error()
      return count
    }
  }

  private func withMemoryBIO<Result>(
    _ bytes: [UInt8], _ body: (OpaquePointer) throws(TLSError) -> Result
  ) throws(TLSError) -> Result {
    ERR_clear_error()
    let bio = unsafe BIO_new(BIO_s_mem())
    defer { unsafe BIO_free(bio) }
    guard let bio = unsafe bio, let count = Int32(exactly: bytes.count), unsafe BIO_write(bio, bytes, count) == count
    else {
      throw TLSError(.badConfiguration, "PEM text is empty or too large")
    }
    return try unsafe body(bio)
  }
}
