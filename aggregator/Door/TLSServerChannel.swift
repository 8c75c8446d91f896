public import HummingbirdCore
public import Logging
public import NIOCore
public import TLS

/// Hummingbird's child channel: TLS below, HTTP/1.1 above, time limits between.
public struct TLSServerChannel: HTTPChannelHandler {
  /// One accepted connection.
  public struct Value: ServerChildChannelValue {
    public let channel: any Channel
    /// Fails where the handshake does, or no request comes.
    let asked: EventLoopFuture<Asked>
  }

  /// A connection over which the first bytes of a request have come.
  struct Asked: Sendable {
    let http: HTTP1Channel.Value
    let peer: PeerCertificate?
  }

  private let context: TLSContext
  private let limits: DoorLimits
  private let http: HTTP1Channel
  private let crowds: Crowds
  private let peers: OpenPeers?
  private let turnedAway: TurnedAway?
  private let isForPages: Bool

  public var responder: Responder { http.responder }

  public init(
    context: TLSContext, limits: DoorLimits = DoorLimits(), peers: OpenPeers? = nil, turnedAway: TurnedAway? = nil,
    isForPages: Bool = false, responder: @escaping Responder
  ) {
    (self.context, self.limits, self.peers, self.turnedAway) = (context, limits, peers, turnedAway)
    self.isForPages = isForPages
    crowds = Crowds(limits)
    http = HTTP1Channel(responder: responder, configuration: .init(httpDecoderConfiguration: .door))
  }

  public func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    let established = channel.eventLoop.makePromise(of: PeerCertificate?.self)
    let asked = channel.eventLoop.makePromise(of: Asked.self)
    let place = crowds.enter(channel)
    established.futureResult.whenSuccess { [crowds, peers] peer in
      guard let peer else { return }
      crowds.proven(peer.spkiSHA256, channel, number: place)
      peers?.opened(peer.spkiSHA256, channel)
    }
    let begun = channel.eventLoop.now
    return channel.eventLoop.makeCompletedFuture {
      do {
        // A message in one piece where it has come in one. The loop has few such buffers, for all its connections.
        try channel.syncOptions?.setOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 1 << 16))
        let tls = try TLSHandler(context, serverName: nil, limits: limits.tls, established: established)
        let first = FirstBytes(deadline: begun + limits.receive) {
          http.setup(channel: channel, logger: logger).assumeIsolated().flatMapThrowing { http in
            http.keepUntilClosed()
            let malformed = turnedAway.map { away in { away.head($0, tls.peer) } }
            try channel.addRequestClock(limits, begun: begun, malformed: malformed, wantsEveryBody: isForPages) { [crowds] in
              crowds.served(place)
            }
            return Asked(http: http, peer: tls.peer)
          }.nonisolated().cascade(to: asked)
        } stayedAway: {
          asked.fail($0)
        }
        try channel.pipeline.syncOperations.addHandlers(tls, first)
      } catch {
        asked.fail(error)
        throw error
      }
      return Value(channel: channel, asked: asked.futureResult)
    }
  }

  /// A page may take seconds to compute: not on an event loop.
  public func handle(value: Value, logger: Logger) async {
    let executor: any TaskExecutor = isForPages ? globalConcurrentExecutor : LoopExecutor(value.channel.eventLoop)
    await withTaskExecutorPreference(executor) { await serve(value, logger) }
  }

  private func serve(_ value: Value, _ logger: Logger) async {
    let asked: Asked
    do {
      asked = try await withTaskCancellationHandler {
        try await value.asked.get()
      } onCancel: {
        value.channel.close(promise: nil)
      }
    } catch {
      if let error = error as? TLSError, error.kind != .truncated { turnedAway?.handshake(error) }
      return logger.debug("connection without a request", metadata: ["code": "\((error as? TLSError)?.code ?? "closed")"])
    }
    await Connection.$channel.withValue(value.channel) {
      await Connection.$peer.withValue(asked.peer) { await http.handle(value: asked.http, logger: logger) }
    }
  }
}

extension HTTPServerBuilder {
  /// For Hummingbird's `Application(router:server:)`: `.tls(context: …)`.
  /// - Parameters:
  ///   - peers: gets every connection whose peer has proven a key.
  ///   - turnedAway: hears of every connection and request that gets no further than the door.
  ///   - isForPages: answers may take seconds to compute, and every body is wanted; on other ports the routes say so
  ///     (`Connection.wantsBody`).
  public static func tls(
    context: TLSContext, limits: DoorLimits = DoorLimits(), peers: OpenPeers? = nil, turnedAway: TurnedAway? = nil,
    isForPages: Bool = false
  ) -> HTTPServerBuilder {
    HTTPServerBuilder {
      TLSServerChannel(
        context: context, limits: limits, peers: peers, turnedAway: turnedAway, isForPages: isForPages, responder: $0)
    }
  }
}
