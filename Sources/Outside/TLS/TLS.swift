// TLS: the system's libssl as a SwiftNIO handler, and a small HTTPS client on top of it.
//
// It may assume: one event loop per connection, OpenSSL 3.0 or newer, certificates and keys given as PEM bytes.
// What OpenSSL decides here: protocol, chain, dates, purpose and name of the peer (X509_VERIFY_PARAM). What our code
// adds, each only where OpenSSL has said yes: the peer's certificate is no authority, and its key is the pinned one.
// It never: resumes a session, renegotiates, compresses, sends or takes early data, uses a pre-shared key, reads the
// system's list of authorities, or takes the end of a TCP stream for the end of the data.
//
// Files, from the inside out: `TLSContext` (settings shared by connections), `TLSSession` (one SSL object over two
// memory BIOs; every call into libssl during a connection is there), `TLSHandler` (the same as a channel handler),
// `HTTPSClient`.

public import NIOCore

/// How long a peer may take, and how much it may send, before it is somebody.
public struct TLSLimits: Sendable {
  /// From the start of the connection to the end of the handshake.
  public var handshake: TimeAmount = .seconds(10)
  /// From the wish to close until everything written has gone to the kernel.
  public var drain: TimeAmount = .seconds(30)
  /// From our close_notify until the peer has closed too.
  public var linger: TimeAmount = .seconds(2)
  /// Bytes taken from the peer before the handshake is over.
  public var handshakeBytes = 1 << 18
  /// Bytes of answers to the peer's KeyUpdates that may wait for a peer that does not read.
  public var unreadAnswers = 1 << 16

  public init() {}
}
