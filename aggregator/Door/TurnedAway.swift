public import TLS

/// What the door turns away by itself, before any route is asked: who else counts it, and what to say where something can
/// be said. The functions are called on event loops and must not wait.
public struct TurnedAway: Sendable {
  /// The answer to a request whose head can't be read.
  public struct Answer: Sendable {
    let status: Int
    let contentType: String
    let body: [UInt8]

    public init(status: Int, contentType: String, body: [UInt8]) {
      (self.status, self.contentType, self.body) = (status, contentType, body)
    }
  }

  /// A handshake that was not finished; the peer has heard an alert, if anything. Not told of who just went away.
  let handshake: @Sendable (TLSError) -> Void
  let head: @Sendable (_ isTooLarge: Bool, _ peer: PeerCertificate?) -> Answer

  public init(
    handshake: @escaping @Sendable (TLSError) -> Void,
    head: @escaping @Sendable (_ isTooLarge: Bool, _ peer: PeerCertificate?) -> Answer
  ) {
    (self.handshake, self.head) = (handshake, head)
  }
}
