// Door: the hub's listening side. Hummingbird's HTTP/1.1 on top of our TLS, or without it for the web view.
//
// It may assume: a `TLSContext` that says whether clients must show certificates.
// It gives: each request handler sees, in `Connection.peer`, the verified certificate of the peer it serves.
// It never: decides who may do what (that is `Register`'s and `Intake`'s), and never lets one peer hold a connection
// for longer than `DoorLimits`.

internal import NIOCore
public import TLS

/// The connection that the current task serves.
public enum Connection {
  /// Nil where nobody has to be told that a body is wanted.
  @TaskLocal static var channel: (any Channel)?

  /// To be called before the body of a request is read: who keeps it back until then (`Expect: 100-continue`) is told to send
  /// it. What can be judged by the head is to be judged before.
  /// - Parameter word: a header of that interim answer.
  public static func wantsBody(saying word: (name: String, value: String)? = nil) {
    channel?.triggerUserOutboundEvent(BodyWanted(word: word), promise: nil)
  }

  /// The peer's certificate, verified by OpenSSL; nil where the port asks for none. Set once per connection.
  @TaskLocal public static var peer: PeerCertificate?
}
