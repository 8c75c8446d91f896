import CSSL
import NIOCore

/// One `SSL` over two memory BIOs: bytes from the network go in, bytes for the network come out. No NIO channel here.
///
/// OpenSSL keeps its errors in a queue per thread and judges a call by what lies there, so each call is one
/// synchronous step in `call`: clear, call, ask for the error, take the queue (SSL_get_error(3)). Nothing awaits in
/// between, and an instance stays on one event loop.
@safe final class TLSSession {
  enum Outcome {
    /// The call succeeded with this many bytes (1 for a handshake).
    case done(Int)
    /// Nothing wrong: the peer has to send more first.
    case needsInput
    /// The peer's close_notify: all that it sent has been read.
    case peerClosed
    /// Fatal. No further call is made; what lies in the output (an alert, mostly) should still be sent.
    case failed(TLSError)
  }

  private let context: TLSContext
  @safe private let ssl: OpaquePointer
  /// Both BIOs belong to `ssl`, which frees them.
  @safe private let input: OpaquePointer
  @safe private let output: OpaquePointer
  private var isBroken = false
  private var hasEnded = false

  init(_ context: TLSContext, serverName: String?) throws(TLSError) {
    ERR_clear_error()
    self.context = context
    guard let ssl = unsafe SSL_new(context.raw) else {
      throw TLSError.takeQueue("no TLS session", kind: .badConfiguration)
    }
    guard let input = unsafe BIO_new(BIO_s_mem()), let output = unsafe BIO_new(BIO_s_mem()) else {
      unsafe SSL_free(ssl)
      throw TLSError.takeQueue("no memory for a TLS session", kind: .badConfiguration)
    }
    unsafe cssl_bio_empty_means_wait(input)
    unsafe cssl_bio_empty_means_wait(output)
    unsafe SSL_set_bio(ssl, input, output)
    unsafe (self.ssl, self.input, self.output) = (ssl, input, output)
    switch (context.role, serverName) {
    case (.server, nil): unsafe SSL_set_accept_state(ssl)
    case (.server, _?): throw TLSError(.badConfiguration, "a server checks no server name")
    case (.client, nil): throw TLSError(.badConfiguration, "a client must name the server that it expects")
    case (.client, let name?):
      unsafe SSL_set_connect_state(ssl)
      try expect(name)
    }
  }

  deinit { unsafe SSL_free(ssl) }

  /// The name or IP address that the server's certificate must carry; OpenSSL compares.
  private func expect(_ name: String) throws(TLSError) {
    // An empty name would switch the check off, and a NUL would end the name early.
    guard !name.isEmpty, !name.utf8.contains(0), name.utf8.count < 254 else {
      throw TLSError(.badConfiguration, "the server's name is empty or malformed")
    }
    if unsafe X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name) == 1 { return }
    ERR_clear_error()
    unsafe SSL_set_hostflags(ssl, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT))
    guard unsafe cssl_set_sni(ssl, name) == 1, unsafe SSL_set1_host(ssl, name) == 1 else {
      throw TLSError.takeQueue("the server's name cannot be used", kind: .badConfiguration)
    }
  }

  // MARK: Calls into libssl

  private func call(_ doing: String, _ body: (OpaquePointer) -> Int32) -> Outcome {
    guard !isBroken else { return .failed(TLSError(.protocolFault, "\(doing): the session has failed before")) }
    ERR_clear_error()
    let result = unsafe body(ssl)
    if result > 0 { return .done(Int(result)) }
    switch unsafe SSL_get_error(ssl, result) {
    case SSL_ERROR_WANT_READ: return .needsInput
    case SSL_ERROR_ZERO_RETURN: return .peerClosed
    default:
      isBroken = true
      let verify = unsafe SSL_get_verify_result(ssl)
      // X509_V_ERR_UNSPECIFIED and the like are left by a peer without certificate; 0 is X509_V_OK.
      return .failed(TLSError.takeQueue(doing, kind: .protocolFault, verifyResult: verify))
    }
  }

  func handshake() -> Outcome { unsafe call("handshake") { unsafe SSL_do_handshake($0) } }

  /// Decrypts up to 16 KiB onto the end of `buffer`.
  func read(into buffer: inout ByteBuffer) -> Outcome {
    var outcome = Outcome.needsInput
    guard mayRead else { return outcome }
    // A record that does not fit comes in two parts.
    let room = buffer.writableBytes >= 1 << 12 ? 1 : 1 << 14
    unsafe buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { space in
      outcome = unsafe call("reading") { unsafe SSL_read($0, space.baseAddress, Int32(clamping: space.count)) }
      if case .done(let count) = outcome { return count }
      return 0
    }
    return outcome
  }

  /// Encrypts all readable bytes of `buffer`, which must hold between one byte and a record's worth.
  func write(_ buffer: ByteBuffer) -> Outcome {
    unsafe buffer.withUnsafeReadableBytes { bytes in
      unsafe call("writing") { unsafe SSL_write($0, bytes.baseAddress, Int32(clamping: bytes.count)) }
    }
  }

  /// Puts our close_notify into the output. Not after a failure: SSL_shutdown(3) forbids it.
  func sendCloseNotify() {
    guard !isBroken else { return }
    _ = unsafe call("closing") { unsafe SSL_shutdown($0) }
  }

  // MARK: The network's side

  /// Takes what the network delivered. False when there is no memory for it.
  func receive(_ bytes: ByteBuffer) -> Bool {
    var rest = bytes
    while rest.readableBytes > 0 {
      let taken = unsafe rest.withUnsafeReadableBytes {
        unsafe BIO_write(input, $0.baseAddress, Int32(clamping: $0.count))
      }
      guard taken > 0 else { return false }
      rest.moveReaderIndex(forwardBy: Int(taken))
    }
    return true
  }

  /// Whether a reading call could do more than ask for input.
  var mayRead: Bool { unsafe hasEnded || isBroken || BIO_ctrl_pending(input) > 0 || SSL_has_pending(ssl) == 1 }

  /// The TCP stream has ended: from now on OpenSSL calls an empty input a truncation.
  func receiveEnd() {
    hasEnded = true
    unsafe cssl_bio_empty_means_end(input)
  }

  var outputCount: Int { unsafe BIO_ctrl_pending(output) }

  /// What has to go to the network now, or nil.
  func takeOutput(_ allocator: ByteBufferAllocator) -> ByteBuffer? {
    let count = outputCount
    guard count > 0 else { return nil }
    var taken = allocator.buffer(capacity: count)
    unsafe taken.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { space in
      max(0, Int(unsafe BIO_read(output, space.baseAddress, Int32(clamping: count))))
    }
    return taken
  }

  // MARK: The peer

  /// Judges the peer after the handshake. nil only on a server that asked for no certificate.
  func checkPeer(pins: [String]?) throws(TLSError) -> PeerCertificate? {
    guard unsafe SSL_session_reused(ssl) == 0 else { throw TLSError(.protocolFault, "a session was resumed") }
    guard context.needsPeerCertificate else { return nil }
    guard let x509 = unsafe SSL_get0_peer_certificate(ssl) else {
      throw TLSError(.noCertificate, "the peer showed no certificate")
    }
    let verify = unsafe SSL_get_verify_result(ssl)
    guard verify == Int(X509_V_OK) else {
      throw TLSError(.untrustedPeer, unsafe String(cString: X509_verify_cert_error_string(verify)))
    }
    return try unsafe PeerCertificate(verifiedByOpenSSL: x509, pins: pins)
  }
}
