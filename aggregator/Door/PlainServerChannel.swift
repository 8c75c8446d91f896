public import HummingbirdCore
public import Logging
public import NIOCore
import NIOHTTP1

/// Hummingbird's child channel without TLS, for loopback or behind somebody else's TLS: HTTP/1.1 under the same limits
/// as on the TLS ports. Hummingbird's own idle timeout is not enough: a body that trickles in, or a reader that stops
/// reading, is never idle to it and would hold one of the port's connections for ever.
public struct PlainServerChannel: HTTPChannelHandler {
  public typealias Value = HTTP1Channel.Value

  private let limits: DoorLimits
  private let http: HTTP1Channel
  private let crowds: Crowds

  public var responder: Responder { http.responder }

  public init(limits: DoorLimits = DoorLimits(), responder: @escaping Responder) {
    self.limits = limits
    crowds = Crowds(limits)
    http = HTTP1Channel(responder: responder, configuration: .init(httpDecoderConfiguration: .door))
  }

  public func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    http.setup(channel: channel, logger: logger).flatMapThrowing { value in
      value.keepUntilClosed()
      let place = crowds.enter(channel)
      try channel.addRequestClock(limits, begun: channel.eventLoop.now) { [crowds] in crowds.served(place) }
      return value
    }
  }

  /// A page may take seconds to compute: not on an event loop.
  public func handle(value: Value, logger: Logger) async {
    await withTaskExecutorPreference(globalConcurrentExecutor) { await http.handle(value: value, logger: logger) }
  }
}

extension HTTPServerBuilder {
  /// For Hummingbird's `Application(router:server:)`: `.plain()`.
  public static func plain(limits: DoorLimits = DoorLimits()) -> HTTPServerBuilder {
    HTTPServerBuilder { PlainServerChannel(limits: limits, responder: $0) }
  }
}

extension HTTP1Channel.Configuration.DecoderConfiguration {
  /// What a request's head may hold at either kind of port.
  static var door: Self { .init(maxHeaderFieldSize: 1 << 13, maxHeaderListSize: 1 << 14, maxHeaderFieldCount: 100) }
}

extension Channel {
  /// Between the HTTP codec and Hummingbird.
  /// - Parameter begun: when the connection was made, by the event loop's clock.
  func addRequestClock(
    _ limits: DoorLimits, begun: NIODeadline, malformed: ((_ isTooLarge: Bool) -> TurnedAway.Answer)? = nil,
    wantsEveryBody: Bool = true, served: @escaping () -> Void
  ) throws {
    let decoder = try pipeline.syncOperations.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
    let clock = RequestClock(
      limits, begun: begun, malformed: malformed, wantsEveryBody: wantsEveryBody, served: served)
    try pipeline.syncOperations.addHandler(clock, position: .after(decoder))
  }
}
