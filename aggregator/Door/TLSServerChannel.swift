public import HummingbirdCore
public import Logging
public import NIOCore
public import TLS

/// Hummingbird's child channel: TLS below, HTTP/1.1 above, time limits between.
public struct TLSServerChannel: HTTPChannelHandler {
  /// One accepted connection.
  public struct Value: ServerChildChannelValue {
    let http: HTTP1Channel.Value
    let peer: EventLoopFuture<PeerCertificate?>
    public var channel: any Channel { http.channel }
  }

  private let context: TLSContext
  private let limits: DoorLimits
  private let http: HTTP1Channel
  private let crowds: Crowds
  private let peers: OpenPeers?

  public var responder: Responder { http.responder }

  public init(
    context: TLSContext, limits: DoorLimits = DoorLimits(), peers: OpenPeers? = nil, responder: @escaping Responder
  ) {
    (self.context, self.limits, self.peers) = (context, limits, peers)
    crowds = Crowds(limits)
    http = HTTP1Channel(responder: responder, configuration: .init(httpDecoderConfiguration: .door))
  }

  public func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    let established = channel.eventLoop.makePromise(of: PeerCertificate?.self)
    let peer = established.futureResult
    let place = crowds.enter(channel)
    peer.whenSuccess { [crowds, peers] peer in
      guard let peer else { return }
      crowds.proven(peer.spkiSHA256, channel, number: place)
      peers?.opened(peer.spkiSHA256, channel)
    }
    return channel.eventLoop.makeCompletedFuture {
      try channel.pipeline.syncOperations.addHandler(
        TLSHandler(context, serverName: nil, limits: limits.tls, established: established))
    }.flatMap {
      http.setup(channel: channel, logger: logger)
    }.flatMapThrowing { value in
      value.keepUntilClosed()
      try channel.addRequestClock(limits) { [crowds] in crowds.served(place) }
      return Value(http: value, peer: peer)
    }
  }

  public func handle(value: Value, logger: Logger) async {
    let peer: PeerCertificate?
    do {
      peer = try await value.peer.get()
    } catch {
      // Who did not get through the handshake sent no request, so serving it below only winds the channel up.
      logger.debug("connection refused", metadata: ["code": "\((error as? TLSError)?.code ?? "closed")"])
      peer = nil
    }
    await Connection.$peer.withValue(peer) { await http.handle(value: value.http, logger: logger) }
  }
}

extension HTTPServerBuilder {
  /// For Hummingbird's `Application(router:server:)`: `.tls(context: …)`.
  /// - Parameter peers: gets every connection whose peer has proven a key.
  public static func tls(
    context: TLSContext, limits: DoorLimits = DoorLimits(), peers: OpenPeers? = nil
  ) -> HTTPServerBuilder {
    HTTPServerBuilder { TLSServerChannel(context: context, limits: limits, peers: peers, responder: $0) }
  }
}
